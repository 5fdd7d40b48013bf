import { component, parameter, pipeline, type PipelineDefinition, run, text } from '../../../lib/workloads';
import { clean, count, image, pick, prepare, say, train } from './shared';

const whereAmI = component({
  name: 'where-am-i',
  image,
  inputs: {
    job: parameter.string(),
    resource: parameter.string(),
    job_id: parameter.string(),
    task: parameter.string(),
    task_id: parameter.string(),
    created: parameter.string(),
  },
  command: ['show'],
  args: ({ inputs }) => Object.values(inputs),
});

const sayOr = component({
  name: 'say-or',
  image,
  inputs: { text: parameter.string({ default: 'nothing' }) },
  command: ['say'],
  args: ({ inputs }) => [inputs.text],
});

/** What a task can be told beside its inputs. */
export const tasks: readonly PipelineDefinition[] = [
  pipeline({ name: 'same-component-again' }, (p) => {
    p.task(say, { text: 'one' });
    p.task(say, { text: 'two' });
    p.task(say, { text: 'three' });
  }),

  pipeline({ name: 'in-order' }, (p) => {
    const first = p.task(say, { text: 'first' });
    const second = p.task(say, { text: 'second' }, { after: [first] });
    p.task(say, { text: 'third' }, { after: [first, second] });
    p.task(pick, {}, { after: [second] });
  }),

  pipeline({ name: 'retries' }, (p) => {
    p.task(say, { text: 'default' }, { retry: 3 });
    p.task(say, { text: 'all' }, { retry: { count: 2, backoff: 30, factor: 1.5, maxBackoff: 120 } });
    p.task(say, { text: 'long' }, { retry: { count: 1, backoff: 60, maxBackoff: 3600 } });
  }),

  pipeline({ name: 'caching' }, (p) => {
    p.task(say, { text: 'cached' });
    p.task(say, { text: 'never' }, { cache: false });
    p.task(say, { text: 'by key' }, { cache: 'mine' });
  }),

  pipeline({ name: 'shown-names' }, (p) => {
    p.task(say, { text: 'x' }, { displayName: 'Says a word' });
    p.task(pick, {}, { displayName: 'Picks: one' });
  }),

  pipeline({ name: 'environment' }, (p) => {
    p.task(say, { text: 'x' }, { env: { LEVEL: 'debug', EMPTY: '', A: '1' } });
    p.task(pick);
  }),

  pipeline({ name: 'resources' }, (p) => {
    p.task(say, { text: 'all' }, { cpuRequest: '500m', cpuLimit: '2', memoryRequest: '256Mi', memoryLimit: '1Gi' });
    p.task(say, { text: 'units' }, { cpuRequest: '0.25', memoryRequest: '64Ki', memoryLimit: '2G' });
    p.task(say, { text: 'more' }, { cpuLimit: '1500m', memoryRequest: '1000000', memoryLimit: '1T' });
    p.task(train, { data: p.task(prepare).outputs.data }, { memoryLimit: '500M', memoryRequest: '5M' });
  }),

  pipeline({ name: 'accelerators' }, (p) => {
    p.task(say, { text: 'count' }, { accelerator: { type: 'nvidia.com/gpu', count: 2 } });
    p.task(say, { text: 'other' }, { accelerator: { type: 'amd.com/gpu' } });
  }),

  pipeline(
    {
      name: 'resources-from-inputs',
      inputs: {
        cpu: parameter.string({ default: '1' }),
        memory: parameter.string({ default: '2Gi' }),
        accelerator: parameter.string({ default: 'nvidia.com/gpu' }),
        amount: parameter.string({ default: '1' }),
      },
    },
    (p, { cpu, memory, accelerator, amount }) => {
      const { word } = p.task(pick).outputs;
      p.task(
        say,
        { text: 'x' },
        {
          cpuLimit: cpu,
          cpuRequest: cpu,
          memoryLimit: memory,
          memoryRequest: word,
          accelerator: { type: accelerator, count: amount },
        },
      );
    },
  ),

  pipeline(
    {
      name: 'image-from-an-input',
      inputs: { image: parameter.string({ default: 'registry.example.com/other:2' }) },
    },
    (p, inputs) => {
      p.task(say, { text: 'literal' }, { image: 'registry.example.com/more:3' });
      p.task(say, { text: 'input' }, { image: inputs.image });
    },
  ),

  pipeline({ name: 'placeholders' }, (p) => {
    p.task(whereAmI, {
      job: run.displayName,
      resource: run.resourceName,
      job_id: run.id,
      task: run.taskName,
      task_id: run.taskId,
      created: run.createTime,
    });
  }),

  pipeline({ name: 'upstream-may-fail' }, (p) => {
    const word = p.task(pick);
    p.task(say, { text: 'in any case' }, { after: [word], ignoreUpstreamFailure: true });
  }),

  pipeline({ name: 'output-of-a-failure' }, (p) => {
    p.task(sayOr, { text: p.task(pick).outputs.word }, { ignoreUpstreamFailure: true });
  }),

  pipeline(
    {
      name: 'workspace',
      workspace: { size: '10Gi', storageClassName: 'fast', accessModes: ['ReadWriteMany'] },
    },
    (p) => {
      p.task(say, { text: run.workspacePath });
      p.task(say, { text: text`${run.workspacePath}/folder` });
      p.task(clean);
      p.task(count, { amount: 1 });
    },
  ),
];
