import { artifact, component, ComponentInputs, parameter, pipeline, PipelineBuilder } from '../../../lib/workloads';

const image = 'registry.acme.example/step:1';

export const flip = component({
  name: 'flip',
  image,
  command: ['flip'],
  outputs: { side: parameter.string(), count: parameter.integer(), rate: parameter.double() },
  args: ({ outputs }) => [outputs.side.file, outputs.count.file, outputs.rate.file],
});

export const say = component({
  name: 'say',
  image,
  command: ['say'],
  inputs: { what: parameter.string() },
  outputs: { said: parameter.string() },
  args: ({ inputs, outputs }) => [inputs.what, `--to=${String(outputs.said.file)}`],
});

export const prepare = component({
  name: 'prepare',
  image,
  command: ['prepare'],
  outputs: { data: artifact.dataset(), rates: parameter.list({ of: 'double' }) },
});

export const train = component({
  name: 'train',
  image,
  command: ['train'],
  inputs: { data: artifact.dataset(), rate: parameter.double({ default: 0.1 }) },
  outputs: { model: artifact.model() },
  args: ({ inputs, outputs }) => [inputs.data.path, inputs.rate, outputs.model.path, outputs.model.uri],
});

export const pick = component({
  name: 'pick',
  image,
  command: ['pick'],
  inputs: { models: artifact.model({ list: true }) },
  args: ({ inputs }) => [inputs.models],
});

export const count = component({
  name: 'count',
  image,
  command: ['count'],
  inputs: { words: parameter.list(), facts: parameter.struct({ optional: true }) },
});

export const nothing = component({ name: 'nothing', image, command: ['true'] });

/** An object of the specification. */
export type Spec = Readonly<Record<string, never>>;

/** The specification of a pipeline with these inputs and this body. */
export function specOf(
  body: (p: PipelineBuilder, inputs: Readonly<Record<'day' | 'uri', never>>) => unknown,
  inputs: ComponentInputs = {},
): Spec {
  return pipeline({ name: 'test', inputs }, body as never).compile().spec as Spec;
}

/** What stands at a path of the specification. */
export function part(spec: object, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], spec);
}
