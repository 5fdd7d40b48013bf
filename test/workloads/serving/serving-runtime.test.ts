import { Chart, Duration } from 'cdk8s';
import {
  ClusterServingRuntime,
  InferenceService,
  ServingRuntime,
  ServingRuntimeProps,
  Storage,
} from '../../../lib/workloads';
import { at, problemsOf, testApp } from '../../support/app';
import { Pod, restrictedViolations } from '../../support/pod-security';

const image = 'r.example/server:1';
const formats = [{ name: 'joblib', versions: ['1'], priority: 1 }];
const base = { image, formats } as const;

function chart(): Chart {
  return new Chart(testApp(), 'chart', { namespace: 'vision' });
}

test('a runtime takes all its props', () => {
  const all: Required<ServingRuntimeProps> = {
    name: 'joblib',
    scope: 'namespace',
    namespace: 'speech',
    image,
    formats: [...formats, { name: 'pickle' }],
    protocols: ['v1', 'v2'],
    command: ['serve'],
    args: ['--model_name={{.Name}}', '--model_dir=/mnt/models'],
    env: { MODE: 'fast' },
    resources: { requests: { cpu: '1' } },
    gpus: 1,
    gpuResource: 'nvidia.com/gpu',
    port: 8081,
    volumes: [{ name: 'cache', emptyDir: {} }],
    volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    readinessProbe: { httpGet: { path: '/ready', port: 8081 } },
    livenessProbe: { httpGet: { path: '/live', port: 8081 } },
    startupProbe: { httpGet: { path: '/start', port: 8081 } },
    drainTime: Duration.seconds(5),
    disabled: true,
    imagePullSecrets: ['pull'],
    nodeSelector: { pool: 'gpu' },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
    affinity: {},
    podLabels: { a: 'b' },
    podAnnotations: { c: 'd' },
    labels: { team: 'vision' },
    annotations: { about: 'joblib' },
    podSecurity: 'restricted',
    runAsUser: 1000,
    workers: {
      image,
      pipelineParallelSize: 2,
      tensorParallelSize: 4,
      command: ['join'],
      args: ['--block'],
      env: { MODE: 'fast' },
      resources: { requests: { cpu: '1' } },
      gpus: 4,
      gpuResource: 'nvidia.com/gpu',
      volumes: [{ name: 'cache', emptyDir: {} }],
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
      nodeSelector: { pool: 'gpu' },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
      affinity: {},
      readinessProbe: { exec: { command: ['ready'] } },
      livenessProbe: { exec: { command: ['live'] } },
      startupProbe: { exec: { command: ['start'] } },
    },
  };
  expect(new ServingRuntime(chart(), 'runtime', all).resource.toJson()).toMatchSnapshot();
});

test('a runtime of the cluster has no namespace', () => {
  const runtime = new ServingRuntime(chart(), 'joblib', { ...base, image, scope: 'cluster' });
  expect(runtime.namespace).toBeUndefined();
  expect(runtime.resource.toJson()).toMatchObject({ kind: 'ClusterServingRuntime', metadata: { name: 'joblib' } });
  expect(at(runtime.resource.toJson(), 'metadata')).not.toHaveProperty('namespace');
});

test('a ClusterServingRuntime is one of the cluster, which services of all namespaces may name', () => {
  const messages = problemsOf((app) => {
    const scope = new Chart(app, 'chart', { namespace: 'vision' });
    const runtime = new ClusterServingRuntime(scope, 'joblib', base);
    expect(runtime.namespace).toBeUndefined();
    expect(runtime.resource.toJson()).toMatchObject({ kind: 'ClusterServingRuntime', metadata: { name: 'joblib' } });
    for (const namespace of ['vision', 'speech']) {
      const model = { format: 'joblib', runtime, storage: Storage.pvc({ claim: 'models', path: namespace }) };
      new InferenceService(scope, namespace, { namespace, model });
    }
  });
  expect(messages).toEqual([]);
});

test('pods of the server and of workers meet "restricted", unless told otherwise', () => {
  const spec = (props: Partial<ServingRuntimeProps>): unknown =>
    at(new ServingRuntime(chart(), 'runtime', { ...base, workers: { image }, ...props }).resource.toJson(), 'spec');
  const strict = spec({});
  expect(restrictedViolations(strict as Pod)).toEqual([]);
  expect(restrictedViolations(at(strict, 'workerSpec') as Pod)).toEqual([]);
  const open = spec({ podSecurity: 'none', runAsUser: 0 });
  for (const pod of [open, at(open, 'workerSpec')]) {
    expect(at(pod, 'containers', 0, 'securityContext')).toEqual({ runAsUser: 0 });
  }
});

test('a runtime with workers is for services with workers', () => {
  const scope = chart();
  const formats = [{ name: 'joblib' }];
  const runtime = new ServingRuntime(scope, 'large', { image, formats, protocols: ['v1'], workers: { image } });
  expect(at(runtime.resource.toJson(), 'spec', 'workerSpec')).toMatchObject({
    pipelineParallelSize: 1,
    tensorParallelSize: 1,
    containers: [{ name: 'worker-container', image }],
  });
  const storage = Storage.pvc({ claim: 'models', path: 'iris' });
  const service = new InferenceService(scope, 'iris', { model: { format: 'joblib', runtime, storage }, workers: {} });
  expect(service.protocol).toBe('v1');
});

test('placeholders stand for what KServe knows of the service', () => {
  const env = { KIND: '{{.Labels.kind}}', HOST: '{{ .Name }}.{{- .Namespace -}}', MODEL: '{{index .Labels `a-b`}}' };
  const args = [`--name=${ServingRuntime.modelName}`, `--folder=${ServingRuntime.modelDir}`];
  const messages = problemsOf((app) => {
    const scope = new Chart(app, 'chart', { namespace: 'vision' });
    const runtime = new ServingRuntime(scope, 'joblib', { ...base, args, env });
    expect(at(runtime.resource.toJson(), 'spec', 'containers', 0, 'args')).toEqual([
      '--name={{.Name}}',
      '--folder=/mnt/models',
    ]);
  });
  expect(messages).toEqual([]);
});

test('two runtimes for a format have two priorities, protocols, versions, or namespaces', () => {
  const messages = problemsOf((app) => {
    const scope = new Chart(app, 'chart', { namespace: 'vision' });
    const one = (id: string, props: Partial<ServingRuntimeProps>): unknown =>
      new ServingRuntime(scope, id, { ...base, ...props });
    one('first', {});
    one('priority', { formats: [{ name: 'joblib', versions: ['1'], priority: 2 }] });
    one('protocol', { protocols: ['v2'] });
    one('version', { formats: [{ name: 'joblib', versions: ['2'], priority: 1 }] });
    one('any-version', { formats: [{ name: 'joblib', priority: 1 }] });
    one('by-name', { formats: [{ name: 'joblib', versions: ['1'] }] });
    one('disabled', { disabled: true, formats: [{ name: 'joblib', versions: ['1'], priority: 3 }] });
    one('after-disabled', { formats: [{ name: 'joblib', versions: ['1'], priority: 3 }] });
    one('disabled-as-well', { disabled: true });
    one('away', { namespace: 'speech' });
    one('cluster', { scope: 'cluster' });
  });
  expect(messages).toEqual([]);
});

test('a server of gRPC alone has a port of that name', () => {
  const runtime = new ServingRuntime(chart(), 'grpc', { ...base, image, protocols: ['grpc-v2'] });
  expect(at(runtime.resource.toJson(), 'spec', 'containers', 0, 'ports')).toEqual([
    { name: 'h2c', containerPort: 9000, protocol: 'TCP' },
  ]);
});

test('a service names it, is checked by it, and comes after it', () => {
  const scope = chart();
  const runtime = new ServingRuntime(scope, 'joblib', { ...base, image, protocols: ['v2'] });
  const storage = Storage.pvc({ claim: 'models', path: 'iris' });
  const service = new InferenceService(scope, 'iris', { model: { format: 'joblib', runtime, storage } });
  expect(service.protocol).toBe('v2');
  expect(at(service.resource.toJson(), 'spec', 'predictor', 'model', 'runtime')).toBe('joblib');
  expect(service.resource.node.dependencies).toContain(runtime);
});

test('a service of a format that it does not serve, or in another namespace, is refused', () => {
  const messages = problemsOf((app) => {
    const scope = new Chart(app, 'chart', { namespace: 'vision' });
    const runtime = new ServingRuntime(scope, 'joblib', { ...base, image });
    const storage = Storage.pvc({ claim: 'models', path: 'iris' });
    new InferenceService(scope, 'other', { model: { format: 'sklearn', runtime, storage } });
    new InferenceService(scope, 'away', { namespace: 'speech', model: { format: 'joblib', runtime, storage } });
  });
  expect(messages).toEqual([
    '[chart/other] "model.format" is "sklearn", which the runtime "joblib" does not serve; it serves "joblib"',
    '[chart/away] "model.runtime" is the ServingRuntime "joblib" of the namespace "vision", and the service is in "speech"; put them into one, or make the runtime for the cluster',
  ]);
});

/** Everything that is wrong with a runtime, without the construct's path. */
function reports(props: unknown): string[] {
  return problemsOf(
    (app) =>
      new ServingRuntime(new Chart(app, 'chart', { namespace: 'vision' }), 'runtime', props as ServingRuntimeProps),
  ).map((message) => message.replace('[chart/runtime] ', ''));
}

const needs = "must have a format or more: { name: 'sklearn' }";

describe('reports', () => {
  test.each<[string, unknown, ...string[]]>([
    ['no image', { formats }, '"image" is undefined, must be an image with a tag or a digest'],
    ['no formats', { image }, `"formats" is undefined, ${needs}`],
    ['an empty list of formats', { image, formats: [] }, `"formats" is empty, ${needs}`],
    ['formats that are no list', { image, formats: 'sklearn' }, '"formats" is "sklearn", must be a list'],
    ['a format that is none', { image, formats: ['sklearn'] }, '"formats[0]" is "sklearn", must be an object'],
    [
      'a format without a name',
      { image, formats: [{ versions: ['1'] }] },
      '"formats[0].name" is undefined, must be the name of a format, such as "sklearn"',
    ],
    [
      'the field of KServe',
      { image, formats: [{ name: 'a', autoSelect: true }] },
      '"formats[0]" has "autoSelect", a format has "name", "versions" and "priority"',
    ],
    [
      'versions that are numbers',
      { image, formats: [{ name: 'a', versions: [1] }] },
      '"formats[0].versions" is [1], must be a list of texts',
    ],
    [
      'a priority of 0',
      { image, formats: [{ name: 'a', priority: 0 }] },
      '"formats[0].priority" is 0, must be a whole number from 1 to 2147483647',
    ],
    ['a format twice', { image, formats: [{ name: 'a' }, { name: 'a' }] }, '"formats" names "a" twice; name it once'],
    [
      'two priorities of a format',
      {
        image,
        formats: [
          { name: 'a', versions: ['1'], priority: 1 },
          { name: 'a', versions: ['2'], priority: 2 },
        ],
      },
      '"formats" gives "a" the priorities 1, 2, and KServe takes one for all versions',
    ],
    [
      'no protocols',
      { ...base, protocols: [] },
      '"protocols" is empty, must have one of "v1", "v2", "grpc-v1", "grpc-v2" or more',
    ],
    [
      'another protocol',
      { ...base, protocols: ['v3'] },
      '"protocols" is "v3", must be one of "v1", "v2", "grpc-v1", "grpc-v2", did you mean "v1"?',
    ],
    [
      'a protocol twice',
      { ...base, protocols: ['v1', 'v1'] },
      '"protocols" is ["v1","v1"], must name each protocol once',
    ],
    [
      'a misspelt prop',
      { ...base, protocol: ['v1'] },
      '"protocol" is not a prop of this construct, did you mean "protocols"?',
    ],
    [
      'an image without a tag',
      { ...base, image: 'server' },
      expect.stringMatching(/^"image" is "server", must/) as string,
    ],
    [
      'another scope',
      { ...base, scope: 'Cluster' },
      '"scope" is "Cluster", must be one of "namespace", "cluster", did you mean "cluster"?',
    ],
    [
      'a namespace of a runtime of the cluster',
      { ...base, scope: 'cluster', namespace: 'a' },
      '"namespace" is given, but the scope is "cluster"; leave one of them out',
    ],
    [
      'a name in capitals',
      { ...base, name: 'Runtime' },
      expect.stringMatching(/^"name" is "Runtime", must be/) as string,
    ],
    ['a port that is none', { ...base, port: 0 }, expect.stringMatching(/^"port" is 0, must be/) as string],
    ['half a GPU', { ...base, gpus: 0.5 }, expect.stringMatching(/^"gpus" is 0.5, must be/) as string],
    ['a command as a text', { ...base, command: 'serve' }, '"command" is "serve", must be a list of texts'],
    [
      'a time that is none',
      { ...base, drainTime: 5 },
      '"drainTime" is 5, must be a Duration such as Duration.seconds(30)',
    ],
    [
      'a time that pods do not get',
      { ...base, drainTime: Duration.seconds(30) },
      '"drainTime" is 30 seconds, must be below 30, after which a pod is killed',
    ],
    [
      'other security',
      { ...base, podSecurity: 'baseline' },
      '"podSecurity" is "baseline", must be one of "restricted", "none"',
    ],
    [
      'a switch that is a text',
      { ...base, disabled: 'no' },
      expect.stringMatching(/^"disabled" is "no", must be/) as string,
    ],
  ])('%s', (_, props, ...messages) => {
    expect(reports(props)).toEqual(messages);
  });
});
