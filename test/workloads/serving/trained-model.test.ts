import { Chart } from 'cdk8s';
import { SecretSource } from '../../../lib';
import {
  InferenceService,
  InferenceServiceProps,
  Storage,
  TrainedModel,
  TrainedModelProps,
} from '../../../lib/workloads';
import { problemsOf, testApp } from '../../support/app';

const base = { service: 'many', framework: 'sklearn', storageUri: 's3://models/iris', memory: '256Mi' } as const;

const container = { image: 'r.example/server:1', env: { MULTI_MODEL_SERVER: 'true' } } as const;

test('a model comes after the service that serves it', () => {
  const chart = new Chart(testApp(), 'chart', { namespace: 'vision' });
  const service = new InferenceService(chart, 'many', { container });
  const model = new TrainedModel(chart, 'iris', { ...base, service, labels: { a: 'b' } });
  expect(model.resource.node.dependencies).toEqual([service]);
  expect(model.resource.toJson()).toEqual({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'TrainedModel',
    metadata: { name: 'iris', namespace: 'vision', labels: { a: 'b' } },
    spec: {
      inferenceService: 'many',
      model: { framework: 'sklearn', storageUri: 's3://models/iris', memory: '256Mi' },
    },
  });
});

/** Everything that is wrong with a model, without the construct's path. */
function reports(props: unknown): string[] {
  return problemsOf(
    (app) => new TrainedModel(new Chart(app, 'chart', { namespace: 'vision' }), 'iris', props as TrainedModelProps),
  ).map((message) => message.replace('[chart/iris] ', ''));
}

const needsService = 'must be an InferenceService, or the name of one in the namespace';
const needsUri = 'must be where the model is, such as "s3://bucket/path"';
const needsMemory = 'must be an amount of memory, such as "256Mi"';

describe('reports', () => {
  test.each<[string, unknown, ...string[]]>([
    [
      'no props',
      {},
      '"framework" is undefined, must be a format such as "sklearn"',
      `"storageUri" is undefined, ${needsUri}`,
      `"memory" is undefined, ${needsMemory}`,
      `"service" is undefined, ${needsService}`,
    ],
    ['a service that is none', { ...base, service: 1 }, `"service" is 1, ${needsService}`],
    ['an empty service', { ...base, service: '' }, `"service" is "", ${needsService}`],
    ['memory as a number', { ...base, memory: 256 }, `"memory" is 256, ${needsMemory}`],
    ['no memory', { ...base, memory: '0' }, `"memory" is "0", ${needsMemory}`],
    ['memory without meaning', { ...base, memory: 'much' }, `"memory" is "much", ${needsMemory}`],
    ['a path alone', { ...base, storageUri: '/models' }, `"storageUri" is "/models", ${needsUri}`],
    ['a bucket alone', { ...base, storageUri: 's3://models' }, `"storageUri" is "s3://models", ${needsUri}`],
    [
      'a volume',
      { ...base, storageUri: 'pvc://models/iris' },
      '"storageUri" is "pvc://models/iris", but several models are loaded from "s3", "gs", "https" and "http" alone; copy the model there, or give it an InferenceService of its own',
    ],
    [
      'a Storage',
      {
        ...base,
        storageUri: Storage.s3({ bucket: 'models', path: 'iris', credentials: SecretSource.existing('keys') }),
      },
      '"storageUri" is a Storage, must be a text such as "s3://bucket/path": the agent in the pods of the service loads the model, with what their ServiceAccount may read, so give credentials to that by "serviceAccountName" of the service',
    ],
    [
      'a model of the Hub',
      { ...base, storageUri: 'hf://owner/name' },
      expect.stringContaining('"hf://owner/name", but several') as string,
    ],
    ['an empty framework', { ...base, framework: '' }, '"framework" is "", must be a text that is not empty'],
    [
      'a misspelt prop',
      { ...base, storage: 'a' },
      expect.stringContaining('"storage" is not a prop of this construct') as string,
    ],
    ['a name in capitals', { ...base, name: 'Iris' }, expect.stringContaining('"name" is "Iris", must be') as string],
  ])('%s', (_, props, ...messages) => {
    expect(reports(props)).toEqual(messages);
  });

  test('a service of another namespace', () => {
    const messages = problemsOf((app) => {
      const chart = new Chart(app, 'chart', { namespace: 'vision' });
      const service = new InferenceService(chart, 'many', { namespace: 'speech', container });
      new TrainedModel(chart, 'iris', { ...base, service });
    });
    expect(messages).toEqual([
      '[chart/iris] "service" is of the namespace "speech", and the model is in "vision"; put them into one',
    ]);
  });

  /** What is wrong with models of a service, each with an amount of memory. */
  const servedBy = (props: InferenceServiceProps, ...memories: TrainedModelProps['memory'][]): string[] =>
    problemsOf((app) => {
      const chart = new Chart(app, 'chart', { namespace: 'vision' });
      const service = new InferenceService(chart, 'many', props);
      memories.forEach((memory, index) => new TrainedModel(chart, `m${index}`, { ...base, service, memory }));
    });
  const roomy = (memory: '1Gi') => ({ container: { ...container, resources: { limits: { memory } } } });

  test('a server of one model, once for all of its models', () => {
    expect(servedBy({ container: { image: 'r.example/server:1' } }, '1Mi', '1Mi')).toEqual([
      '[chart/m0] "service" is the InferenceService "many", which takes one model; set "container.env.MULTI_MODEL_SERVER" of it to "true"',
    ]);
  });

  test.each<[string, InferenceServiceProps]>([
    ['from storage', { model: { format: 'sklearn', storage: Storage.pvc({ claim: 'models' }) } }],
    ['from the Hub', { model: { format: 'huggingface', args: ['--model_id=owner/name'] } }],
  ])('a service with a model of its own, %s', (_, props) => {
    expect(servedBy(props, '1Mi')).toEqual([
      '[chart/m0] "service" is the InferenceService "many", which serves a model of its own, and takes no others; give it a "container" with "MULTI_MODEL_SERVER" as "true" in its "env"',
    ]);
  });

  test('a service whose runtime takes several models is told nothing', () => {
    expect(servedBy({ model: { format: 'sklearn', runtime: { name: 'many-models' } } }, '1Mi')).toEqual([]);
  });

  test('models that together do not fit', () => {
    expect(servedBy(roomy('1Gi'), '512Mi', '768Mi')).toEqual([
      '[chart/m0] "memory" of the models "m0", "m1" makes 1.25Gi, must not be above the memory limit of the InferenceService "many", which is 1Gi; raise that, or make another service',
    ]);
    expect(servedBy(roomy('1Gi'), '2Gi')).toEqual([
      '[chart/m0] "memory" is 2Gi, must not be above the memory limit of the InferenceService "many", which is 1Gi; raise that, or make another service',
    ]);
    expect(servedBy(roomy('1Gi'), '512Mi', '512Mi')).toEqual([]);
  });
});
