import { artifact, component, parameter, pipeline, PipelineBuilder } from '../../lib/workloads';

const image = 'registry.acme.example/step:1';

/** Components of which wrong pipelines are made. */
export const parts = {
  prepare: component({
    name: 'prepare',
    image,
    command: ['prepare'],
    inputs: { day: parameter.string(), rows: parameter.integer({ default: 10 }) },
    outputs: { data: artifact.dataset(), rates: parameter.list({ of: 'double' }), facts: parameter.struct() },
  }),
  train: component({
    name: 'train',
    image,
    command: ['train'],
    inputs: {
      data: artifact.dataset(),
      rate: parameter.double({ default: 0.1 }),
      deep: parameter.boolean({ default: false }),
      tags: parameter.list({ default: [] }),
      extra: parameter.struct({ default: {} }),
    },
    outputs: { model: artifact.model(), accuracy: parameter.double(), parts: artifact.model({ list: true }) },
  }),
  evaluate: component({
    name: 'evaluate',
    image,
    command: ['evaluate'],
    inputs: { model: artifact.model() },
    outputs: { good: parameter.boolean(), note: parameter.string() },
  }),
  say: component({
    name: 'say',
    image,
    command: ['say'],
    inputs: { what: parameter.string({ default: 'hello' }) },
    outputs: { said: parameter.string() },
  }),
  tell: component({ name: 'tell', image, command: ['tell'], inputs: { status: parameter.taskFinalStatus() } }),
  nothing: component({ name: 'nothing', image, command: ['true'] }),
};

/** A value that the compiler knows nothing of, as programs without types have them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what no type protects is what these tests are about
export type Loose = any;

/** A wrong pipeline, with everything that is said of it. */
export interface WrongPipeline {
  readonly name: string;
  readonly problems: readonly string[];
  readonly found: () => readonly string[];
}

/** A pipeline `wrong` with the inputs `day` and `count`, and a wrong body. */
export function wrong(
  name: string,
  body: (p: Loose, inputs: Loose) => unknown,
  ...problems: readonly string[]
): WrongPipeline {
  const inputs = { day: parameter.string(), count: parameter.integer({ default: 3 }) };
  const build = (p: PipelineBuilder, values: Loose): unknown => body(p, values);
  return { name, problems, found: () => messagesOf(pipeline({ name: 'wrong', inputs }, build)) };
}

/** A pipeline whose own options are wrong. */
export function wrongOptions(name: string, options: Loose, ...problems: readonly string[]): WrongPipeline {
  const body = (p: PipelineBuilder): unknown => p.task(parts.nothing);
  return { name, problems, found: () => messagesOf(pipeline(options as { readonly name: string }, body)) };
}

/** A pipeline with one task of a wrong component. */
export function wrongComponent(name: string, changes: Loose, ...problems: readonly string[]): WrongPipeline {
  const base = { name: 'step', image, command: ['step'] } as const;
  return wrong(name, (p) => p.task(component({ ...base, ...changes } as typeof base)), ...problems);
}

/** A pipeline with one task of `nothing` with wrong options. */
export function wrongTask(name: string, options: Loose, ...problems: readonly string[]): WrongPipeline {
  return wrong(
    name,
    (p, inputs) => p.task(parts.nothing, {}, typeof options === 'function' ? options(inputs, p) : options),
    ...problems,
  );
}

/** All that is said of a pipeline. */
export function messagesOf(definition: { readonly problems: readonly Error[] }): readonly string[] {
  return definition.problems.map(({ message }) => message);
}
