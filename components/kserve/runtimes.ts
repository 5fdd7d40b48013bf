import { ReleaseServingRuntime, releaseRuntimeFields, releaseRuntimes } from '../../lib/api/kserve-release-runtimes';
import { ImageName } from '../../lib/core';
import { multiNodeRuntime } from './multi-node-runtime';
import { ContainerImage, metricsAt, RuntimeSpec } from './runtime-spec';
import { modelSecurity } from './model-security';
import { images } from './version';

export { releaseRuntimes };

/** Name of a runtime of the release. */
export type ServingRuntimeName = ReleaseServingRuntime;

/** What a server asks for where an InferenceService says nothing else. */
const resources = { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } } as const;

interface Server {
  readonly image: ImageName;
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

const models = '/mnt/models';
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
    args: own(),
  },
  'kserve-xgbserver': {
    image: images.xgboost,
    args: own('--nthread=1'),
  },
  'kserve-lgbserver': {
    image: images.lightgbm,
    args: own('--nthread=1'),
  },
  'kserve-pmmlserver': {
    image: images.pmml,
    args: own(),
  },
  'kserve-paddleserver': {
    image: images.paddle,
    args: own(),
  },
  'kserve-mlserver': {
    image: images.mlserver,
    env: {
      MLSERVER_MODEL_IMPLEMENTATION: '{{.Labels.modelClass}}',
      MLSERVER_HTTP_PORT: '8080',
      MLSERVER_GRPC_PORT: '9000',
      MODELS_DIR: models,
    },
  },
  'kserve-tensorflow-serving': {
    image: images.tensorflow,
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
    args: ['--model_name={{.Name}}'],
    env: { LMCACHE_USE_EXPERIMENTAL: 'True' },
    sharedMemory: true,
  },
};

/** The specification of a runtime of the release. */
export function runtimeSpec(name: ServingRuntimeName, image: ContainerImage): RuntimeSpec {
  return name === 'kserve-huggingfaceserver-multinode'
    ? multiNodeRuntime(image)
    : serverSpec(name, servers[name], image);
}

function serverSpec(name: ServingRuntimeName, server: Server, image: ContainerImage): RuntimeSpec {
  const { command, args, env = {}, user, sharedMemory } = server;
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  return {
    annotations: metricsAt(server.metrics ?? 8080),
    ...releaseRuntimeFields(name),
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
