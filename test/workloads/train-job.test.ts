import { App as Cdk8sApp, Chart, Duration, Testing } from 'cdk8s';
import { SecretSource } from '../../lib';
import { ReleaseRuntime, releaseRuntimes } from '../../lib/api/trainer-runtimes';
import { runtimeSpecs } from '../../components/trainer/runtimes';
import { InitializerOptions, TrainJob, TrainJobProps } from '../../lib/workloads';
import { LocalStack } from '../../stacks';
import { at, object, problemsOf, render } from '../support/app';
import { Pod, restrictedViolations } from '../support/pod-security';

const names = Object.keys(releaseRuntimes) as ReleaseRuntime[];

/** The one object of a job in a plain cdk8s app, checked against its definition. */
function rendered(props: TrainJobProps, id = 'job'): unknown {
  const app = Testing.app();
  const chart = new Chart(app, 'chart', { namespace: 'vision' });
  new TrainJob(chart, id, props);
  const objects = Testing.synth(chart) as unknown[];
  expect(objects).toHaveLength(1);
  return objects[0];
}

/** Everything that is wrong with a job, without the construct's path. */
function reports(props: object, id = 'job'): string[] {
  return problemsOf(
    (app) => new TrainJob(new Chart(app, 'chart', { namespace: 'vision' }), id, props as TrainJobProps),
  ).map((message) => message.replace(`[chart/${id}] `, ''));
}

const runtime = 'torch-distributed';

test('a job needs nothing but a runtime', () => {
  expect(rendered({ runtime })).toEqual({
    apiVersion: 'trainer.kubeflow.org/v1alpha1',
    kind: 'TrainJob',
    metadata: { name: 'job', namespace: 'vision' },
    spec: {
      runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'ClusterTrainingRuntime', name: runtime },
      trainer: {},
    },
  });
});

test('a job takes all its props', () => {
  const loads: Required<InitializerOptions> = {
    storageUri: 'hf://acme/corpus',
    env: { REVISION: 'v2' },
    secret: SecretSource.existing('hub'),
  };
  const props: Required<TrainJobProps> = {
    name: 'tuned',
    namespace: 'other',
    runtime: 'torchtune-llama3.2-1b',
    numNodes: 1,
    numProcPerNode: 2,
    gpusPerNode: 4,
    gpuResource: 'amd.com/gpu',
    resourcesPerNode: { requests: { cpu: '8', memory: '32Gi' }, limits: { memory: '64Gi' } },
    image: 'r.example/train:1',
    command: ['tune'],
    args: ['run'],
    env: { DATA: '/data', TOKEN: { secretKeyRef: { name: 'hub', key: 'token' } } },
    dataset: loads,
    model: { ...loads, storageUri: 's3://models/llama' },
    queue: 'vision',
    suspend: true,
    activeDeadline: Duration.hours(2),
    labels: { team: 'vision' },
    annotations: { note: 'x' },
    patches: [
      { manager: 'acme.example/team', trainingRuntimeSpec: { template: { metadata: { labels: { a: 'b' } } } } },
    ],
    nodeSelector: { pool: 'gpu' },
    tolerations: [{ key: 'amd.com/gpu', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
    serviceAccountName: 'trainer',
    imagePullSecrets: ['pull'],
    volumes: [{ name: 'cache', emptyDir: {} }],
    volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    podSecurity: 'restricted',
    runAsUser: 1000,
  };
  expect(rendered(props)).toMatchSnapshot();
});

describe.each(names)('on %s', (name) => {
  test('a job is right, in a platform too', () => {
    const { objects } = render((app) => {
      const platform = new LocalStack(app);
      platform.addNamespace('vision');
      new TrainJob(new Chart(platform, 'vision', { namespace: 'vision' }), 'job', {
        runtime: name,
        podSecurity: 'restricted',
      });
      return platform;
    });
    expect(at(object(objects, 'TrainJob'), 'spec', 'runtimeRef', 'name')).toBe(name);
  });

  test('pods that are asked to be restricted are', () => {
    const job = rendered({ runtime: name, podSecurity: 'restricted', runAsUser: 1000 });
    const patches = at(job, 'spec', 'runtimePatches', 0, 'trainingRuntimeSpec', 'template', 'spec', 'replicatedJobs');
    const spec = runtimeSpecs[name]((image) => ({ image, imagePullPolicy: 'IfNotPresent' }));
    const parts = spec.template?.spec?.replicatedJobs ?? [];
    expect((patches as { name: string }[]).map((patch) => patch.name).sort()).toEqual(
      parts.map((part) => part.name).sort(),
    );
    for (const part of parts) {
      const patch = (patches as { name: string }[]).find((one) => one.name === part.name);
      const pod = part.template.spec?.template.spec;
      const changes = at(patch, 'template', 'spec', 'template', 'spec') as typeof pod;
      const containers = (pod?.containers ?? []).map((container) => ({
        ...container,
        securityContext: {
          ...container.securityContext,
          ...changes?.containers.find((one) => one.name === container.name)?.securityContext,
        },
      }));
      const merged = { ...pod, securityContext: { ...pod?.securityContext, ...changes?.securityContext }, containers };
      expect(restrictedViolations(merged as unknown as Pod)).toEqual([]);
    }
  });

  test('settings of pods reach every part that has them', () => {
    const job = rendered({ runtime: name, nodeSelector: { a: 'b' }, volumes: [{ name: 'v', emptyDir: {} }] });
    const patches = at(job, 'spec', 'runtimePatches', 0, 'trainingRuntimeSpec', 'template', 'spec', 'replicatedJobs');
    const pods = (patches as { name: string }[]).map((patch) => [
      patch.name,
      at(patch, 'template', 'spec', 'template', 'spec'),
    ]);
    const { initializers = [], trainingParts = [] } = releaseRuntimes[name];
    expect(pods).toEqual([
      ...initializers.map((step) => [`${step}-initializer`, { nodeSelector: { a: 'b' } }]),
      ...trainingParts.map((part) => [part, { nodeSelector: { a: 'b' }, volumes: [{ name: 'v', emptyDir: {} }] }]),
    ]);
  });
});

test('GPUs are counted beside other limits, and zero of them take none', () => {
  const resources = (props: Partial<TrainJobProps>): unknown =>
    at(rendered({ runtime, ...props }), 'spec', 'trainer', 'resourcesPerNode');
  expect(resources({ gpusPerNode: 2, resourcesPerNode: { limits: { memory: '1Gi' } } })).toEqual({
    limits: { memory: '1Gi', 'nvidia.com/gpu': '2' },
  });
  expect(resources({ gpusPerNode: 0 })).toEqual({ limits: {} });
  expect(resources({})).toBeUndefined();
});

test('the deadline is given in seconds', () => {
  const seconds = (activeDeadline: Duration): unknown =>
    at(rendered({ runtime, activeDeadline }), 'spec', 'activeDeadlineSeconds');
  expect(seconds(Duration.minutes(5))).toBe(300);
  expect(seconds(Duration.days(30))).toBe(2592000);
});

test('the queue is a label that the labels may not lose', () => {
  expect(at(rendered({ runtime, queue: 'q', labels: { a: 'b' } }), 'metadata', 'labels')).toEqual({
    'kueue.x-k8s.io/queue-name': 'q',
    a: 'b',
  });
});

test('a generated secret of a job stands where the job does', () => {
  const { objects } = render((app) => {
    const platform = new LocalStack(app);
    platform.addNamespace('chart', { podSecurity: 'baseline' });
    platform.addNamespace('own', { podSecurity: 'baseline' });
    const source = SecretSource.external({ store: 'vault', values: { token: 'hub/token' } });
    new TrainJob(new Chart(platform, 'work', { namespace: 'chart' }), 'job', {
      namespace: 'own',
      runtime: 'torchtune-llama3.2-1b',
      dataset: { secret: source },
    });
    return platform;
  });
  expect(object(objects, 'ExternalSecret').metadata).toMatchObject({ name: 'job-dataset', namespace: 'own' });
  expect(at(object(objects, 'TrainJob'), 'spec', 'initializer', 'dataset', 'secretRef')).toEqual({
    name: 'job-dataset',
  });
});

test('a wrong field of the API is reported at the object', () => {
  expect(reports({ runtime, suspend: 'yes' })).toEqual([
    '[chart/job/Resource] "spec.suspend" is "yes", must be true or false',
  ]);
});

test('the program may go on with the object itself', () => {
  const chart = new Chart(new Cdk8sApp({ outdir: 'unused' }), 'chart');
  const job = new TrainJob(chart, 'job', { runtime });
  expect([job.name, job.runtime.framework, job.resource.kind]).toEqual(['job', 'torch', 'TrainJob']);
});

const label1035 =
  'must be a RFC 1035 label: at most 63 of a-z, 0-9 and "-", starting with a letter, and no "-" at either end';
const known = names.map((name) => `"${name}"`).join(', ');

describe('reports', () => {
  test.each<[string, object, ...string[]]>([
    ['other props', { runtime, numNode: 2 }, '"numNode" is not a prop of this construct, did you mean "numNodes"?'],
    [
      'a runtime of a wrong name',
      { runtime: 'torch-distribute' },
      '"runtime" is "torch-distribute", which the Trainer release does not bring, did you mean "torch-distributed"?; for one that the cluster has, use existingRuntime("torch-distribute")',
    ],
    [
      'a runtime of quite another name',
      { runtime: 'pytorch-on-mars' },
      `"runtime" is "pytorch-on-mars", which the Trainer release does not bring, there are ${known}; for one that the cluster has, use existingRuntime("pytorch-on-mars")`,
    ],
    ['no runtime', {}, '"runtime" is undefined, must be the name of a runtime of the release or a runtime object'],
    [
      'a runtime without a name',
      { runtime: {} },
      '"runtime" is {}, must be the name of a runtime of the release or a runtime object',
    ],
    ['numNodes', { runtime, numNodes: 0 }, '"numNodes" is 0, must be a whole number from 1 to 2147483647'],
    [
      'numProcPerNode',
      { runtime, numProcPerNode: 0 },
      '"numProcPerNode" is 0, must be a whole number from 1 to 2147483647',
    ],
    ['gpusPerNode', { runtime, gpusPerNode: -1 }, '"gpusPerNode" is -1, must be a whole number from 0 to 2147483647'],
    ['runAsUser', { runtime, runAsUser: -1 }, '"runAsUser" is -1, must be a whole number from 0 to 2147483647'],
    [
      'root where pods are restricted',
      { runtime, runAsUser: 0, podSecurity: 'restricted' },
      '"runAsUser" is 0, must be a whole number from 1 to 2147483647',
    ],
    [
      'another standard',
      { runtime, podSecurity: 'baseline' },
      '"podSecurity" is "baseline", must be one of "restricted"',
    ],
    ['gpuResource', { runtime, gpuResource: '' }, '"gpuResource" is "", must be a text that is not empty'],
    ['queue', { runtime, queue: '' }, '"queue" is "", must be a text that is not empty'],
    [
      'command',
      { runtime, command: [1] },
      '"command" is [1], must be a list of texts',
      '[chart/job/Resource] "spec.trainer.command[0]" is 1, must be a text',
    ],
    [
      'namespace',
      { runtime, namespace: 'Vision' },
      '"namespace" is "Vision", must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end',
    ],
    [
      'resources',
      { runtime, resourcesPerNode: { requests: { memory: '4GB' } } },
      '"resourcesPerNode.requests.memory" is "4GB", must be a quantity such as "500m", "2" or "4Gi"',
    ],
    [
      'an image without a tag',
      { runtime, image: 'r.example/a' },
      '"image" is "r.example/a", must be an image with a tag or a digest',
    ],
    [
      'no image',
      { runtime, image: 'not an image:1' },
      '"image" is "not an image:1", must be an image with a tag or a digest',
    ],
    [
      'nodes that share no volume',
      { runtime: 'torchtune-llama3.2-1b', numNodes: 2 },
      '"numNodes" is 2, must be 1 on "torchtune-llama3.2-1b": its volume serves one node',
    ],
    [
      'GPUs said twice',
      { runtime, gpusPerNode: 1, resourcesPerNode: { limits: { 'nvidia.com/gpu': '1' } } },
      '"gpusPerNode" and "resourcesPerNode.limits.nvidia.com/gpu" say the same thing; leave one out',
    ],
    [
      'more processes than GPUs',
      { runtime, gpusPerNode: 2, numProcPerNode: 4 },
      '"numProcPerNode" is 4, must not be above "gpusPerNode", which is 2',
    ],
    [
      'names of variables',
      { runtime, env: { '1A': 'x' } },
      '"env" names "1A", must be letters, digits, "_", "-" and ".", not starting with a digit',
    ],
    [
      'values of variables',
      { runtime, env: { A: 5 } },
      '"env.A" is 5, must be a text or one source such as { secretKeyRef }',
    ],
    [
      'variables that were not set',
      { runtime, env: { A: undefined } },
      '"env.A" is undefined, must be a text or one source such as { secretKeyRef }',
    ],
    [
      'variables that are null',
      { runtime, env: { A: null } },
      '"env.A" is null, must be a text or one source such as { secretKeyRef }',
    ],
    [
      'variables that Trainer sets',
      { runtime, env: { PET_NNODES: '2' } },
      '"env.PET_NNODES" is set by Trainer itself on torch runtimes; leave it out',
    ],
    [
      'variables that Trainer sets for XGBoost',
      { runtime: 'xgboost-distributed', env: { DMLC_TASK_ID: '2', PET_NNODES: 'fine here' } },
      '"env.DMLC_TASK_ID" is set by Trainer itself on xgboost runtimes; leave it out',
    ],
    [
      'a dataset that no step loads',
      { runtime, dataset: {} },
      '"dataset" is given, but the runtime "torch-distributed" has no step that loads a dataset',
    ],
    [
      'a model that no step loads',
      { runtime: 'jax-distributed', model: {} },
      '"model" is given, but the runtime "jax-distributed" has no step that loads a model',
    ],
    [
      'a place that is none',
      { runtime: 'torchtune-llama3.2-1b', dataset: { storageUri: 'acme/corpus' } },
      '"dataset.storageUri" is "acme/corpus", must be a URI such as "hf://owner/name" or "s3://bucket/path"',
    ],
    [
      'other options of a step',
      { runtime: 'torchtune-llama3.2-1b', model: { uri: 'hf://a/b' } },
      '"uri" is not a prop of this construct, it takes "storageUri", "env", "secret"',
    ],
    [
      'a deadline of no time',
      { runtime, activeDeadline: Duration.seconds(0) },
      '"activeDeadline" is 0 seconds, must be at least one second and whole seconds',
    ],
    [
      'a deadline of less than seconds',
      { runtime, activeDeadline: Duration.millis(1500) },
      '"activeDeadline" is 1.5 seconds, must be at least one second and whole seconds',
    ],
  ])('%s', (_, props, ...messages) => {
    expect(reports(props)).toEqual(messages);
  });

  test.each(['1job', 'Job', 'a.b', 'job-'])('the name %s', (id) => {
    expect(reports({ runtime }, id)).toContain(`"name" is "${id}", ${label1035}`);
  });

  // The pods of a job are called <name>-<part>-0-<index>, and no pod has more than 63 characters.
  test.each<[string, TrainJobProps, number]>([
    ['one node', { runtime }, 54],
    ['eleven nodes', { runtime, numNodes: 11 }, 53],
    ['a launcher', { runtime: 'mlx-distributed' }, 50],
    ['an initializer', { runtime: 'torchtune-llama3.2-1b' }, 39],
  ])('a name too long for the pods of %s', (_, props, longest) => {
    expect(reports({ ...props, name: 'x'.repeat(longest) })).toEqual([]);
    expect(reports({ ...props, name: 'x'.repeat(longest + 1) })).toEqual([
      `"name" has ${longest + 1} characters, must have at most ${longest}, so that names of its pods fit`,
    ]);
  });

  describe('patches', () => {
    const patch = (manager: string, name?: string, container?: object): object => ({
      manager,
      ...(name === undefined
        ? {}
        : {
            trainingRuntimeSpec: {
              template: {
                spec: {
                  replicatedJobs: [
                    {
                      name,
                      template: {
                        spec: { template: { spec: { containers: container === undefined ? [] : [container] } } },
                      },
                    },
                  ],
                },
              },
            },
          }),
    });

    test.each<[string, object, string]>([
      [
        'of nobody',
        patch('team'),
        '"patches[0].manager" is "team", must be a domain and a path such as "acme.example/team"',
      ],
      [
        'of the construct itself',
        patch('keelson/train-job'),
        '"patches[0].manager" is "keelson/train-job", which this construct uses itself; choose another',
      ],
      [
        'of a part that is not there',
        patch('acme.example/team', 'launcher'),
        '"patches[0]" changes the part "launcher", which the runtime "torch-distributed" does not have; it has "node"',
      ],
      [
        'of an environment that Trainer looks after',
        patch('acme.example/team', 'node', { name: 'node', env: [{ name: 'A', value: 'b' }] }),
        '"patches[0]" sets the environment of "node", which Trainer refuses; use "env"',
      ],
    ])('%s', (_, one, message) => {
      expect(reports({ runtime, patches: [one] })).toEqual([message]);
    });

    test('of an initializer’s environment', () => {
      const one = patch('acme.example/team', 'model-initializer', { name: 'model-initializer', env: [] });
      expect(reports({ runtime: 'torchtune-llama3.2-1b', patches: [one] })).toEqual([
        '"patches[0]" sets the environment of "model-initializer", which Trainer refuses; use "model.env"',
      ]);
    });

    test('are fine otherwise, also on runtimes that are not known', () => {
      const side = patch('acme.example/team', 'node', { name: 'sidecar', env: [{ name: 'A', value: 'b' }] });
      expect(reports({ runtime, patches: [side] })).toEqual([]);
      expect(
        reports({ runtime: { kind: 'TrainingRuntime', name: 'x' }, patches: [patch('a.example/b', 'any')] }),
      ).toEqual([]);
    });
  });

  test('values of a wrong sort, rather than stop at them', () => {
    const torchtune = 'torchtune-llama3.2-1b';
    expect(reports({ runtime, activeDeadline: 3600 })).toEqual([
      expect.stringMatching(/^"activeDeadline" is 3600, must be/),
    ]);
    expect(reports({ runtime: torchtune, model: { secret: 'hub' } })).toEqual([
      expect.stringMatching(/^"model.secret" is "hub", must be/),
    ]);
    expect(reports({ runtime, imagePullSecrets: 'pull' })).toEqual([
      '"imagePullSecrets" is "pull", must be a list of texts',
    ]);
  });
});
