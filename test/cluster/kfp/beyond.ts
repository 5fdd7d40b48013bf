import {
  all,
  any,
  atLeast,
  below,
  component,
  equals,
  not,
  parameter,
  pipeline,
  type PipelineDefinition,
} from '../../../lib/workloads';
import { clean, draw, image, names, pick, say } from './shared';

const choose = component({
  name: 'choose',
  image,
  inputs: {
    size: parameter.string({ literals: ['small', 'large'], description: 'How much.' }),
    count: parameter.integer({ literals: [1, 2], default: 1 }),
  },
  command: ['choose'],
  args: ({ inputs }) => [inputs.size, inputs.count],
  env: { FROM: 'component' },
  resources: { cpuRequest: '1' },
});

/**
 * What the SDK cannot write, or writes in a way that cannot work: values of the run in settings of pods within loops and
 * conditions get names that are not known there, and a quote in a condition ends its text.
 */
export const beyond: readonly PipelineDefinition[] = [
  pipeline({ name: 'values-that-are-allowed' }, (p) => {
    p.task(choose, { size: 'small' }, { env: { FROM: 'task' }, memoryLimit: '1Gi' });
  }),

  pipeline({ name: 'conditions-of-conditions', inputs: { text: parameter.string() } }, (p, { text }) => {
    const { number } = p.task(draw, { seed: 1 }).outputs;
    p.when(all(atLeast(number, 1), any(below(number, 5), not(equals(text, 'x')))), () => p.task(clean))
      .elif(equals(text, 'it\'s "quoted" \\ so'), () => p.task(clean))
      .else(() => p.task(clean));
  }),

  pipeline({ name: 'shared-memory' }, (p) => {
    p.task(say, { text: 'x' }, { sharedMemory: '2Gi' });
  }),

  pipeline({ name: 'inputs-of-pods-in-groups', inputs: { secret: parameter.string() } }, (p, { secret }) => {
    const { words } = p.task(names).outputs;
    p.parallelFor(words, (word) => {
      p.when(equals(p.task(pick).outputs.word, word), () => {
        p.task(
          clean,
          {},
          {
            secretEnv: [{ name: secret, env: { key: 'KEY' } }],
            configMapVolumes: [{ name: word, mountPath: '/config' }],
            imagePullSecrets: [secret],
          },
        );
      });
    });
  }),
];
