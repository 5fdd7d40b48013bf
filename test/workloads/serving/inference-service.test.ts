import { Chart, Duration, Testing } from 'cdk8s';
import { runtimeSpec } from '../../../components/kserve/runtimes';
import { SecretSource } from '../../../lib';
import {
  ExplainerOptions,
  InferenceService,
  InferenceServiceProps,
  ModelOptions,
  ModelServerOptions,
  ReleaseServingRuntime,
  Storage,
  TransformerOptions,
  WorkerOptions,
} from '../../../lib/workloads/serving';
import { releaseServingRuntimes } from '../../../lib/workloads/serving/model-formats';
import { at, problemsOf } from '../../support/app';
import { Pod, restrictedViolations } from '../../support/pod-security';

const storage = Storage.pvc({ claim: 'models', path: 'iris' });
const model = { format: 'sklearn', storage };
const image = 'r.example/server:1';
const container = { image } as const;

/** All objects of a service in a plain cdk8s app, checked against their definitions. */
function rendered(props: InferenceServiceProps, id = 'iris'): unknown[] {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'vision' });
  new InferenceService(chart, id, props);
  return Testing.synth(chart) as unknown[];
}

/** The InferenceService itself. */
function service(props: InferenceServiceProps, id?: string): unknown {
  return rendered(props, id).find((one) => at(one, 'kind') === 'InferenceService');
}

/** Everything that is wrong with a service, without the construct's path. */
function reports(props: unknown, id = 'iris', namespace = 'vision'): string[] {
  return problemsOf(
    (app) => new InferenceService(new Chart(app, 'chart', { namespace }), id, props as InferenceServiceProps),
  ).map((message) => message.replace(`[chart/${id}] `, ''));
}

function without(value: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** A field of the predictor. */
function predictor(props: InferenceServiceProps, ...path: (string | number)[]): unknown {
  return at(service(props), 'spec', 'predictor', ...path);
}

function made(props: InferenceServiceProps, id = 'iris', namespace?: string): InferenceService {
  return new InferenceService(
    new Chart(Testing.app(), 'chart', namespace === undefined ? {} : { namespace }),
    id,
    props,
  );
}

/** The probe of a server that also starts without its model. */
const probed = (name: string): object => ({
  httpGet: { path: `/v1/models/${name}`, port: 8080 },
  periodSeconds: 5,
  failureThreshold: 120,
});

const podSecurity = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

test('a service needs nothing but a format and where the model is', () => {
  expect(rendered({ model })).toEqual([
    {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: {
        name: 'iris',
        namespace: 'vision',
        annotations: { 'serving.kserve.io/deploymentMode': 'Standard', 'serving.kserve.io/autoscalerClass': 'none' },
      },
      spec: {
        predictor: {
          model: {
            modelFormat: { name: 'sklearn' },
            storageUri: 'pvc://models/iris',
            protocolVersion: 'v1',
            startupProbe: probed('iris'),
            securityContext: containerSecurity,
          },
          securityContext: podSecurity,
        },
      },
    },
  ]);
});

describe('a server that also starts without its model', () => {
  const probe = (given: Partial<ModelOptions>): unknown =>
    predictor({ model: { ...model, ...given } }, 'model', 'startupProbe');

  test.each<[string, Partial<ModelOptions>]>([
    ['of the format', {}],
    ['of xgboost', { format: 'xgboost' }],
    ['of lightgbm', { format: 'lightgbm' }],
    ['by name', { runtime: 'kserve-sklearnserver' }],
    ['by name, over v2', { runtime: 'kserve-sklearnserver', protocol: 'v2' }],
    ['that the cluster has', { runtime: { name: 'kserve-sklearnserver' } }],
    ['with arguments of its own', { args: ['--workers=2'] }],
    ['with other probes', { readinessProbe: { httpGet: { path: '/ready', port: 8080 } } }],
  ])('is asked for it at the start: one %s', (_, given) => {
    expect(probe(given)).toEqual(probed('iris'));
  });

  test('is asked by the name of the service', () => {
    expect(at(service({ model, name: 'flowers' }), 'spec', 'predictor', 'model', 'startupProbe')).toEqual(
      probed('flowers'),
    );
  });

  test.each<[string, Partial<ModelOptions>]>([
    ['with another runtime', { runtime: 'kserve-mlserver', protocol: 'v2' }],
    ['over v2, which another runtime speaks', { protocol: 'v2' }],
    ['of a runtime of the program', { runtime: { name: 'joblib' } }],
    ['of a format whose server ends without a model', { format: 'pmml' }],
    ['of a format that is none of KServe’s own', { format: 'onnx' }],
    ['with another image', { image }],
    ['with another command', { command: ['serve'] }],
    ['that calls its model otherwise', { args: ['--model_name=flowers'] }],
    ['on another port', { args: ['--http_port=8000'], port: 8000 }],
  ])('is left alone: one %s', (_, given) => {
    expect(probe(given)).toBeUndefined();
  });

  test('has the probe that the program gives it', () => {
    const startupProbe = { httpGet: { path: '/start', port: 8080 } };
    expect(probe({ startupProbe })).toEqual(startupProbe);
  });
});

const component = {
  autoscaling: { class: 'hpa', minReplicas: 2, maxReplicas: 5, metric: 'memory', target: '4Gi' },
  batching: { maxBatchSize: 16, maxLatency: 100, timeout: 20 },
  logging: {
    url: 'http://events.logging',
    mode: 'request',
    metadataHeaders: ['x-request-id'],
    metadataAnnotations: ['note'],
  },
  timeout: Duration.minutes(2),
  deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  podLabels: { pool: 'a' },
  podAnnotations: { note: 'pod' },
  nodeSelector: { pool: 'gpu' },
  tolerations: [{ key: 'amd.com/gpu', operator: 'Exists' }],
  affinity: { nodeAffinity: {} },
  priorityClassName: 'soon',
  serviceAccountName: 'server',
  imagePullSecrets: ['pull'],
  volumes: [{ name: 'cache', emptyDir: {} }],
  podSecurity: 'restricted',
  runAsUser: 1000,
} as const;
const server = {
  command: ['serve'],
  args: ['--workers=2'],
  env: { MODE: 'fast', TOKEN: { secretKeyRef: { name: 'hub', key: 'token' } } },
  resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '8Gi' } },
  gpus: 2,
  gpuResource: 'amd.com/gpu',
  port: 8081,
  volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
  readinessProbe: { httpGet: { path: '/ready', port: 8081 } },
  livenessProbe: { httpGet: { path: '/live', port: 8081 } },
  startupProbe: { httpGet: { path: '/start', port: 8081 }, failureThreshold: 60 },
  drainTime: Duration.seconds(5),
} as const;
const fullModel: Required<ModelOptions> = {
  ...server,
  format: 'xgboost',
  version: '1',
  storage,
  runtime: 'kserve-xgbserver',
  runtimeVersion: 'v0.16.0-gpu',
  protocol: 'v1',
  image,
};
const transformer: Required<TransformerOptions> = { ...server, ...component, image };
const explainer: Required<ExplainerOptions> = {
  ...server,
  ...component,
  image,
  art: {
    type: 'SquareAttack',
    config: { nb_classes: '10' },
    storage: Storage.pvc({ claim: 'explainers' }),
    version: 'v1',
  },
};

test('a service takes all its props', () => {
  const workers: Required<WorkerOptions> = {
    pipelineParallelSize: 2,
    tensorParallelSize: 1,
    image,
    env: { A: 'b' },
    resources: { limits: { memory: '8Gi' } },
    gpus: 1,
    gpuResource: 'nvidia.com/gpu',
  };
  const props: Required<InferenceServiceProps> = {
    ...component,
    name: 'tuned',
    namespace: 'other',
    model: fullModel,
    container: { ...server, image, storage, protocol: 'v2' },
    workers,
    transformer,
    explainer,
    visibility: 'cluster-local',
    stop: true,
    labels: { team: 'vision' },
    annotations: { note: 'x' },
  };
  // A server of your own, and workers, exclude the rest.
  expect(rendered(without(props, 'container', 'workers') as InferenceServiceProps)).toMatchSnapshot();
  const others = without(component, 'autoscaling');
  const format = { format: 'huggingface', storage, args: ['--dtype=float16'] };
  expect(rendered({ ...others, model: format, workers })).toMatchSnapshot();
});

test('a server of your own is a container that KServe knows by its name', () => {
  const full: Required<ModelServerOptions> = { ...server, image, storage, protocol: 'v2' };
  expect(predictor({ container: full })).toEqual({
    securityContext: podSecurity,
    containers: [
      {
        name: 'kserve-container',
        image,
        command: ['serve'],
        args: ['--workers=2'],
        env: [
          { name: 'STORAGE_URI', value: 'pvc://models/iris' },
          { name: 'PROTOCOL', value: 'v2' },
          { name: 'MODE', value: 'fast' },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } } },
        ],
        resources: { requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '8Gi', 'amd.com/gpu': '2' } },
        ports: [{ name: 'http', containerPort: 8081, protocol: 'TCP' }],
        volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
        readinessProbe: server.readinessProbe,
        livenessProbe: server.livenessProbe,
        startupProbe: server.startupProbe,
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        securityContext: containerSecurity,
      },
    ],
  });
  expect(predictor({ container }, 'containers')).toEqual([
    { name: 'kserve-container', image, securityContext: containerSecurity },
  ]);
});

test('the mode is never called by its former name, after which KServe refuses changes', () => {
  expect(at(service({ model, annotations: { note: 'x' } }), 'metadata', 'annotations')).toEqual({
    note: 'x',
    'serving.kserve.io/deploymentMode': 'Standard',
    'serving.kserve.io/autoscalerClass': 'none',
  });
});

describe('pods', () => {
  const own = { image, art: undefined } as unknown as ExplainerOptions;
  test.each<[string, InferenceServiceProps, string]>([
    ['a server of your own', { container }, 'predictor'],
    ['a transformer', { model, transformer: { image } }, 'transformer'],
    ['an explainer', { model, explainer: own }, 'explainer'],
  ])('of %s meet the standard', (_, props, part) => {
    expect(restrictedViolations(at(service(props), 'spec', part) as Pod)).toEqual([]);
    const open = { ...props, podSecurity: 'none' } as InferenceServiceProps;
    if (part === 'predictor') expect(restrictedViolations(at(service(open), 'spec', part) as Pod)).not.toEqual([]);
  });

  test('of a model and of workers state what the standard wants of them', () => {
    const props = { model: { format: 'huggingface', storage }, workers: {} };
    expect(predictor(props, 'securityContext')).toEqual(podSecurity);
    expect(predictor(props, 'model', 'securityContext')).toEqual(containerSecurity);
    expect(predictor(props, 'workerSpec')).toEqual({
      securityContext: podSecurity,
      containers: [{ name: 'worker-container', securityContext: containerSecurity }],
    });
    expect(predictor({ ...props, podSecurity: 'none' }, 'workerSpec')).toEqual({});
  });

  test('run as the user that is named', () => {
    expect(predictor({ model, runAsUser: 1001 }, 'securityContext')).toEqual({
      ...podSecurity,
      runAsUser: 1001,
      fsGroup: 1001,
    });
    expect(predictor({ model, podSecurity: 'none', runAsUser: 0 }, 'securityContext')).toEqual({
      runAsUser: 0,
      fsGroup: 0,
    });
  });
});

test.each(Object.values(releaseServingRuntimes))('what is known of $name is what the platform installs', (known) => {
  const spec = runtimeSpec(known.name as ReleaseServingRuntime, (name) => ({ image: name }));
  const formats = spec.supportedModelFormats.map(({ name, version, autoSelect = false }) => ({
    name,
    version,
    autoSelect,
  }));
  const sorted = (values: readonly object[] = []): string[] => values.map((value) => JSON.stringify(value)).sort();
  expect(sorted(known.formats)).toEqual(sorted(formats));
  expect([...(known.protocols ?? [])].sort()).toEqual([...spec.protocolVersions].sort());
  expect(known.multiNode).toBe(spec.workerSpec !== undefined);
});

describe('the protocol', () => {
  test.each<[string, string | undefined]>([
    ['sklearn', 'v1'],
    ['tensorflow', 'v1'],
    // KServe itself would ask for v1, and find no runtime.
    ['onnx', 'v2'],
    ['mlflow', 'v2'],
    ['triton', 'v2'],
  ])('of %s is one that a runtime speaks', (format, protocol) => {
    expect(predictor({ model: { format, storage } }, 'model', 'protocolVersion')).toBe(protocol);
  });

  test('is left to KServe where the runtime is not known', () => {
    const made = predictor({ model: { format: 'prophet', storage, runtime: { name: 'own' } } }, 'model');
    expect(made).toMatchObject({ runtime: 'own', modelFormat: { name: 'prophet' } });
    expect(made).not.toHaveProperty('protocolVersion');
  });

  test('of gRPC names the port', () => {
    const grpc = { format: 'onnx', storage, protocol: 'grpc-v2' } as const;
    expect(predictor({ model: grpc }, 'model', 'ports')).toEqual([
      { name: 'h2c', containerPort: 9000, protocol: 'TCP' },
    ]);
    expect(predictor({ model: { ...grpc, port: 8085 } }, 'model', 'ports', 0, 'containerPort')).toBe(8085);
  });
});

describe('addresses', () => {
  test('are those of the Service that KServe makes', () => {
    expect(made({ model }, 'iris', 'vision').url).toBe('http://iris-predictor.vision.svc.cluster.local');
    expect(made({ model }).url).toBe('http://iris-predictor.default.svc.cluster.local');
    expect(made({ model, transformer: { image } }, 'iris', 'vision').url).toBe(
      'http://iris-transformer.vision.svc.cluster.local',
    );
  });

  test('of predictions follow the protocol', () => {
    const base = 'http://iris-predictor.default.svc.cluster.local';
    expect(made({ model }).predictUrl()).toBe(`${base}/v1/models/iris:predict`);
    expect(made({ model }).predictUrl('v1')).toBe(`${base}/v1/models/iris:predict`);
    expect(made({ model: { format: 'onnx', storage } }).predictUrl()).toBe(`${base}/v2/models/iris/infer`);
    expect(made({ model: { format: 'x', runtime: { name: 'own' } } }).predictUrl('v2')).toBe(
      `${base}/v2/models/iris/infer`,
    );
  });

  test.each<[Partial<ModelOptions>, 'v1' | 'v2', string]>([
    [
      {},
      'v2',
      '"predictUrl" is asked for the protocol "v2", but the model speaks "v1"; ask for that, or change the protocol of the model',
    ],
    [
      { format: 'triton', protocol: 'grpc-v2' },
      'v1',
      '"predictUrl" is asked for the protocol "v1", but the model speaks "grpc-v2"; clients of gRPC take the host of "url", or change the protocol of the model',
    ],
  ])('of another protocol are reported', (more, protocol, message) => {
    const problems = problemsOf((app) =>
      new InferenceService(new Chart(app, 'chart'), 'iris', { model: { ...model, ...more } }).predictUrl(protocol),
    );
    expect(problems).toEqual([`[chart/iris] ${message}`]);
  });
});

describe('the number of pods', () => {
  const annotation = (props: InferenceServiceProps): unknown =>
    at(service(props), 'metadata', 'annotations', 'serving.kserve.io/autoscalerClass');
  const external = { serverAddress: 'http://prometheus:9090', query: 'sum(x)', threshold: 2.5 } as const;

  test.each<[string, InferenceServiceProps['autoscaling'], string, object]>([
    ['is one', undefined, 'none', {}],
    ['is fixed', { class: 'none', minReplicas: 3 }, 'none', { minReplicas: 3 }],
    ['follows the CPU', { maxReplicas: 3 }, 'hpa', { maxReplicas: 3 }],
    [
      'follows some of the CPU',
      { minReplicas: 1, maxReplicas: 3, target: 50 },
      'hpa',
      { minReplicas: 1, maxReplicas: 3, scaleMetric: 'cpu', scaleTarget: 50 },
    ],
    [
      'follows an amount of memory',
      { maxReplicas: 3, metric: 'memory', target: '4Gi' },
      'hpa',
      {
        maxReplicas: 3,
        autoScaling: {
          metrics: [
            { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '4Gi' } } },
          ],
        },
      },
    ],
    [
      'follows the CPU with KEDA',
      { maxReplicas: 3, behavior: { scaleUpSeconds: 10, scaleDownSeconds: 60 } },
      'keda',
      {
        maxReplicas: 3,
        autoScaling: {
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
          ],
          behavior: { scaleUp: { stabilizationWindowSeconds: 10 }, scaleDown: { stabilizationWindowSeconds: 60 } },
        },
      },
    ],
    [
      'follows a query, down to none',
      { minReplicas: 0, maxReplicas: 3, externalMetrics: [{ ...external, authentication: 'reader' }] },
      'keda',
      {
        minReplicas: 0,
        maxReplicas: 3,
        autoScaling: {
          metrics: [
            {
              type: 'External',
              external: {
                metric: { backend: 'prometheus', serverAddress: 'http://prometheus:9090', query: 'sum(x)' },
                target: { type: 'Value', value: '2.5' },
                authenticationRef: { authenticationRef: { name: 'reader' } },
              },
            },
          ],
        },
      },
    ],
    ["is somebody else's", { class: 'external', minReplicas: 2 }, 'external', { minReplicas: 2 }],
  ])('%s', (_, autoscaling, expected, fields) => {
    const props = autoscaling === undefined ? { model } : { model, autoscaling };
    expect(annotation(props)).toBe(expected);
    const rest = without(predictor(props) as object, 'model', 'securityContext');
    expect(rest).toEqual(fields);
  });

  test('of a transformer is its own, in the class of the service', () => {
    const props = { model, transformer: { image, autoscaling: { maxReplicas: 4 } } } as const;
    expect(annotation(props)).toBe('hpa');
    expect(at(service(props), 'spec', 'transformer', 'maxReplicas')).toBe(4);
  });
});

test('a model of a bucket brings the ServiceAccount that may read it', () => {
  const bucket = Storage.s3({ bucket: 'models', path: 'iris', credentials: SecretSource.existing('keys') });
  const objects = rendered({ model: { format: 'sklearn', storage: bucket } });
  expect(objects.map((one) => at(one, 'kind'))).toEqual(['ServiceAccount', 'InferenceService']);
  expect(at(objects[0], 'metadata')).toEqual({ name: 'iris-predictor', namespace: 'vision' });
  expect(at(objects[0], 'secrets')).toEqual([{ name: 'keys' }]);
  expect(at(objects[1], 'spec', 'predictor')).toMatchObject({
    serviceAccountName: 'iris-predictor',
    model: { storageUri: 's3://models/iris' },
  });
});

test('labels that a storage wants stand at the pods', () => {
  const azure = Storage.azure({
    account: 'acme',
    container: 'models',
    path: 'iris',
    clientId: '00000000-0000-0000-0000-000000000000',
  });
  expect(predictor({ model: { format: 'sklearn', storage: azure }, podLabels: { a: 'b' } }, 'labels')).toEqual({
    'azure.workload.identity/use': 'true',
    a: 'b',
  });
});

test('an explainer has a ServiceAccount of its own', () => {
  const bucket = Storage.s3({ bucket: 'explainers', anonymous: true });
  const objects = rendered({ model, explainer: { art: { type: 'SquareAttack', storage: bucket } } });
  expect(objects.map((one) => [at(one, 'kind'), at(one, 'metadata', 'name')])).toEqual([
    ['ServiceAccount', 'iris-explainer'],
    ['InferenceService', 'iris'],
  ]);
  expect(at(objects[1], 'spec', 'explainer')).toMatchObject({
    serviceAccountName: 'iris-explainer',
    art: { type: 'SquareAttack', storageUri: 's3://explainers' },
  });
});

test('a huggingface model may come from the hub', () => {
  expect(reports({ model: { format: 'huggingface', args: ['--model_id=owner/name'] } })).toEqual([]);
});

describe('names', () => {
  const name = (length: number): string => 'x'.repeat(length);
  test.each<[string, object, number, string]>([
    ['a predictor', {}, 48, 'predictor'],
    ['a transformer', { transformer: { image } }, 46, 'transformer'],
    ['an explainer', { explainer: { image } }, 48, 'predictor'],
    ['workers', { model: { format: 'huggingface', storage }, workers: {} }, 41, 'predictor-worker'],
  ])('are too long for the labels of %s', (_, props, longest, part) => {
    expect(reports({ model, ...props, name: name(longest) })).toEqual([]);
    expect(reports({ model, ...props, name: name(longest + 1) })).toEqual([
      `"name" has ${longest + 1} characters, must have at most ${longest}, so that the label "isvc.<name>-${part}" of its pods has 63`,
    ]);
  });

  test('are too long for the host', () => {
    expect(reports({ model, name: name(40) }, 'iris', name(22))).toEqual([]);
    expect(reports({ model, name: name(40), visibility: 'cluster-local' }, 'iris', name(23))).toEqual([]);
    expect(reports({ model, name: name(40) }, 'iris', name(23))).toEqual([
      `"name" and "namespace" make the host "${name(40)}-${name(23)}" of 64 characters, of which DNS takes 63; shorten one of them, or set "visibility" to "cluster-local"`,
    ]);
  });

  test.each(['1iris', 'Iris', 'a.b', 'iris-'])('are labels, unlike %s', (id) => {
    expect(reports({ model }, id)).toContain(
      `"name" is "${id}", must be a RFC 1035 label: at most 63 of a-z, 0-9 and "-", starting with a letter, and no "-" at either end`,
    );
  });
});
