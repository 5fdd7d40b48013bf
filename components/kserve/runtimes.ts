import { ImageName } from '../../lib/core';
import { multiNodeRuntime } from './multi-node-runtime';
import { ContainerImage, metricsAt, Protocol, RuntimeSpec } from './runtime-spec';
import { modelSecurity } from './model-security';
import { images } from './version';

/** The runtimes that the KServe release brings. */
export const releaseRuntimes = [
  'kserve-sklearnserver',
  'kserve-xgbserver',
  'kserve-lgbserver',
  'kserve-pmmlserver',
  'kserve-paddleserver',
  'kserve-mlserver',
  'kserve-tensorflow-serving',
  'kserve-torchserve',
  'kserve-tritonserver',
  'kserve-huggingfaceserver',
  'kserve-huggingfaceserver-multinode',
] as const;

/** Name of a runtime of the release. */
export type ServingRuntimeName = (typeof releaseRuntimes)[number];

/** What a server asks for where an InferenceService says nothing else. */
const resources = { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } } as const;

/** A format, by its versions. Of several runtimes with the same format, the highest priority is taken. */
interface Format {
  readonly name: string;
  readonly versions: readonly string[];
  /** @default - the runtime is taken only where it is named */
  readonly priority?: number;
}

interface Server {
  readonly image: ImageName;
  readonly formats: readonly Format[];
  readonly protocols: readonly Protocol[];
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Port of the metrics. @default 8080 */
  readonly metrics?: number;
  /** Numeric user, where the image's own is root. */
  readonly user?: number;
  /** Whether it needs more than 64Mi of shared memory. */
  readonly sharedMemory?: boolean;
}

const both: readonly Protocol[] = ['v1', 'v2'];
const models = '/mnt/models';
const format = (name: string, versions: readonly string[], priority: number): Format => ({ name, versions, priority });
/** The arguments of KServe's own servers. */
const own = (...others: readonly string[]): readonly string[] => [
  '--model_name={{.Name}}',
  `--model_dir=${models}`,
  '--http_port=8080',
  ...others,
];

const servers: Readonly<Record<Exclude<ServingRuntimeName, 'kserve-huggingfaceserver-multinode'>, Server>> = {
  'kserve-sklearnserver': {
    image: images.sklearn,
    formats: [format('sklearn', ['1'], 1)],
    protocols: both,
    args: own(),
  },
  'kserve-xgbserver': {
    image: images.xgboost,
    formats: [format('xgboost', ['1'], 1)],
    protocols: both,
    args: own('--nthread=1'),
  },
  'kserve-lgbserver': {
    image: images.lightgbm,
    formats: [format('lightgbm', ['3'], 1)],
    protocols: both,
    args: own('--nthread=1'),
  },
  'kserve-pmmlserver': {
    image: images.pmml,
    formats: [format('pmml', ['3', '4'], 1)],
    protocols: both,
    args: own(),
  },
  'kserve-paddleserver': {
    image: images.paddle,
    formats: [format('paddle', ['2'], 1)],
    protocols: both,
    args: own(),
  },
  'kserve-mlserver': {
    image: images.mlserver,
    formats: [
      format('sklearn', ['0', '1'], 2),
      format('xgboost', ['1', '2'], 2),
      format('lightgbm', ['3', '4'], 2),
      format('mlflow', ['1', '2'], 1),
    ],
    protocols: ['v2'],
    env: {
      MLSERVER_MODEL_IMPLEMENTATION: '{{.Labels.modelClass}}',
      MLSERVER_HTTP_PORT: '8080',
      MLSERVER_GRPC_PORT: '9000',
      MODELS_DIR: models,
    },
  },
  'kserve-tensorflow-serving': {
    image: images.tensorflow,
    formats: [format('tensorflow', ['1', '2'], 2)],
    protocols: ['v1', 'grpc-v1'],
    command: ['/usr/bin/tensorflow_model_server'],
    args: [
      '--model_name={{.Name}}',
      '--port=9000',
      '--rest_api_port=8080',
      `--model_base_path=${models}`,
      '--rest_api_timeout_in_ms=60000',
    ],
    user: 1000,
  },
  'kserve-torchserve': {
    image: images.torchserve,
    formats: [format('pytorch', ['1'], 2)],
    protocols: ['v1', 'v2', 'grpc-v2'],
    args: [
      'torchserve',
      '--start',
      `--model-store=${models}/model-store`,
      `--ts-config=${models}/config/config.properties`,
    ],
    env: { TS_SERVICE_ENVELOPE: '{{.Labels.serviceEnvelope}}' },
    metrics: 8082,
    user: 1000,
  },
  'kserve-tritonserver': {
    image: images.triton,
    formats: [
      format('tensorrt', ['8'], 1),
      format('tensorflow', ['1', '2'], 1),
      format('onnx', ['1'], 1),
      { name: 'pytorch', versions: ['1'] },
      format('triton', ['2'], 1),
    ],
    protocols: ['v2', 'grpc-v2'],
    args: [
      'tritonserver',
      `--model-store=${models}`,
      '--grpc-port=9000',
      '--http-port=8080',
      '--allow-grpc=true',
      '--allow-http=true',
    ],
    metrics: 8002,
    user: 1000,
  },
  'kserve-huggingfaceserver': {
    image: images.huggingFace,
    formats: [format('huggingface', ['1'], 1)],
    protocols: ['v2', 'v1'],
    args: ['--model_name={{.Name}}'],
    env: { LMCACHE_USE_EXPERIMENTAL: 'True' },
    sharedMemory: true,
  },
};

/** The specification of a runtime of the release. */
export function runtimeSpec(name: ServingRuntimeName, image: ContainerImage): RuntimeSpec {
  return name === 'kserve-huggingfaceserver-multinode' ? multiNodeRuntime(image) : serverSpec(servers[name], image);
}

function serverSpec(server: Server, image: ContainerImage): RuntimeSpec {
  const { command, args, env = {}, user, sharedMemory } = server;
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  return {
    annotations: metricsAt(server.metrics ?? 8080),
    supportedModelFormats: server.formats.flatMap(({ name, versions, priority }) =>
      versions.map((version) => ({
        name,
        version,
        ...(priority === undefined ? {} : { autoSelect: true, priority }),
      })),
    ),
    protocolVersions: [...server.protocols],
    containers: [
      {
        name: 'kserve-container',
        ...image(server.image),
        ...(command === undefined ? {} : { command: [...command] }),
        ...(args === undefined ? {} : { args: [...args] }),
        ...(variables.length === 0 ? {} : { env: variables }),
        resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
        securityContext: modelSecurity(user),
        ...(sharedMemory === true ? { volumeMounts: [{ name: 'devshm', mountPath: '/dev/shm' }] } : {}),
      },
    ],
    ...(sharedMemory === true ? { volumes: [{ name: 'devshm', emptyDir: { medium: 'Memory' } }] } : {}),
  };
}
