import type * as Workloads from '../../../lib/workloads';

/** Pipelines of any size, for measurements, made with the sources of Keelson or with the built package. */
export interface LargePipelines {
  /** Steps of which each takes what the one before gives. */
  readonly chain: (count: number) => Workloads.PipelineDefinition;
  /** A pipeline as people write them, the same for all numbers but for its name. */
  readonly small: (index: number) => Workloads.PipelineDefinition;
}

/** The same as `pipelines/large.py`. */
export function largePipelines(workloads: typeof Workloads): LargePipelines {
  const { component, equals, parameter, pipeline } = workloads;

  const step = component({
    name: 'step',
    image: 'registry.example.com/steps:1.0',
    inputs: { text: parameter.string(), number: parameter.integer() },
    outputs: { result: parameter.string() },
    command: ['step'],
    args: ({ inputs, outputs }) => ['--text', inputs.text, '--number', inputs.number, '--to', outputs.result.file],
  });

  return {
    chain: (count) =>
      pipeline(
        { name: `chain-of-${count}`, inputs: { text: parameter.string({ default: 'start' }) } },
        (p, { text }) => {
          let last = text;
          for (let number = 0; number < count; number++) {
            last = p.task(step, { text: last, number }, { memoryLimit: '1Gi' }).outputs.result;
          }
        },
      ),

    small: (index) =>
      pipeline(
        {
          name: `small-${index}`,
          inputs: {
            text: parameter.string({ default: 'start' }),
            number: parameter.integer({ default: index }),
          },
        },
        (p, { text, number }) => {
          const first = p.task(step, { text, number });
          const second = p.task(step, { text: first.outputs.result, number: 2 }, { retry: 2 });
          p.when(equals(second.outputs.result, 'go'), () => p.task(step, { text: second.outputs.result, number: 3 }));
          p.parallelFor([1, 2, 3], (item) => p.task(step, { text, number: item }, { after: [first] }));
        },
      ),
  };
}
