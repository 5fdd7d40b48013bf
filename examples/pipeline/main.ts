import { App, Chart } from 'cdk8s';
import { above, artifact, component, parameter, pipeline, Pipeline, PipelineDefinition } from '../../lib/workloads';

const image = 'registry.acme.example/vision/steps:1.4.0';

const prepare = component({
  name: 'prepare',
  image,
  command: ['python', '/app/prepare.py'],
  inputs: { day: parameter.string(), share: parameter.double({ default: 0.2 }) },
  outputs: { pictures: artifact.dataset(), rest: artifact.dataset(), count: parameter.integer() },
  args: ({ inputs, outputs }) => [
    ...['--day', inputs.day, '--share', inputs.share],
    ...['--pictures', outputs.pictures.path, '--rest', outputs.rest.path, '--count', outputs.count.file],
  ],
});

const train = component({
  name: 'train',
  image,
  command: ['python', '/app/train.py'],
  inputs: { pictures: artifact.dataset(), rate: parameter.double() },
  outputs: { model: artifact.model() },
  args: ({ inputs, outputs }) => [inputs.pictures.path, inputs.rate, outputs.model.path],
  resources: { cpuRequest: '4', memoryRequest: '16Gi', memoryLimit: '16Gi' },
});

const choose = component({
  name: 'choose',
  image,
  command: ['python', '/app/choose.py'],
  inputs: { models: artifact.model({ list: true }), pictures: artifact.dataset() },
  outputs: { best: artifact.model(), accuracy: parameter.double() },
  args: ({ inputs, outputs, executorInput }) => [
    ...['--pictures', inputs.pictures.path, '--inputs', executorInput],
    ...['--best', outputs.best.path, '--accuracy', outputs.accuracy.file],
  ],
});

const publish = component({
  name: 'publish',
  image,
  command: ['python', '/app/publish.py'],
  inputs: { model: artifact.model() },
  args: ({ inputs }) => [inputs.model.uri],
});

const tell = component({
  name: 'tell',
  image,
  command: ['python', '/app/tell.py'],
  inputs: { status: parameter.taskFinalStatus(), channel: parameter.string() },
  args: ({ inputs }) => [inputs.channel, inputs.status],
});

/** Trains with several rates, and publishes the best model where it is good enough. */
export const resnet = pipeline(
  {
    name: 'resnet',
    description: 'Trains with several rates, and publishes the best model.',
    inputs: {
      day: parameter.string(),
      rates: parameter.list({ of: 'double', default: [0.1, 0.01] }),
      channel: parameter.string({ default: 'vision' }),
    },
  },
  (p, { day, rates, channel }) => {
    const end = p.task(tell, { channel }, { cache: false });
    p.exitHandler(end, () => {
      const { pictures, rest } = p.task(prepare, { day }, { retry: 2 }).outputs;
      const fits = p.parallelFor(
        rates,
        (rate) => p.task(train, { pictures, rate }, { accelerator: { type: 'nvidia.com/gpu' }, timeout: 4 * 3600 }),
        { parallelism: 2 },
      );
      const best = p.task(choose, { models: p.collected(fits.outputs.model), pictures: rest });
      p.when(above(best.outputs.accuracy, 0.9), () =>
        p.task(
          publish,
          { model: best.outputs.best },
          { cache: false, secretEnv: [{ name: 'hub', env: { token: 'HUB_TOKEN' } }] },
        ),
      );
    });
  },
);

/** A pipeline for an installation of Kubeflow Pipelines that somebody else runs. */
export function pipelines(app: App, definition: PipelineDefinition = resnet): Chart {
  const chart = new Chart(app, 'pipelines', { namespace: 'vision' });
  new Pipeline(chart, 'resnet', { definition });
  return chart;
}

if (require.main === module) {
  const app = new App();
  pipelines(app);
  app.synth();
}
