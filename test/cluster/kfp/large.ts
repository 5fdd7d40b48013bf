import { component, equals, parameter, pipeline, type PipelineDefinition } from '../../../lib/workloads';
import { image } from './shared';

const step = component({
  name: 'step',
  image,
  inputs: { text: parameter.string(), number: parameter.integer() },
  outputs: { result: parameter.string() },
  command: ['step'],
  args: ({ inputs, outputs }) => ['--text', inputs.text, '--number', inputs.number, '--to', outputs.result.file],
});

/** Steps of which each takes what the one before gives. */
export function chain(count: number): PipelineDefinition {
  return pipeline(
    { name: `chain-of-${count}`, inputs: { text: parameter.string({ default: 'start' }) } },
    (p, { text }) => {
      let last = text;
      for (let number = 0; number < count; number++) {
        last = p.task(step, { text: last, number }, { memoryLimit: '1Gi' }).outputs.result;
      }
    },
  );
}

/** A pipeline as people write them, the same for all numbers but for its name. */
export function small(index: number): PipelineDefinition {
  return pipeline(
    {
      name: `small-${index}`,
      inputs: { text: parameter.string({ default: 'start' }), number: parameter.integer({ default: index }) },
    },
    (p, { text, number }) => {
      const first = p.task(step, { text, number });
      const second = p.task(step, { text: first.outputs.result, number: 2 }, { retry: 2 });
      p.when(equals(second.outputs.result, 'go'), () => p.task(step, { text: second.outputs.result, number: 3 }));
      p.parallelFor([1, 2, 3], (item) => p.task(step, { text, number: item }, { after: [first] }));
    },
  );
}

/** Pipelines of any size, for measurements. */
export const large: readonly PipelineDefinition[] = [chain(20), small(7)];
