import type { Container, EnvVar, Probe } from 'kubernetes-types/core/v1';
import { releaseRuntimeFields } from '../../lib/api/kserve-release-runtimes';
import { modelSecurity } from './model-security';
import { images } from './version';
import { ContainerImage, metricsAt, RuntimeSpec } from './runtime-spec';

/** Port at which Ray's head takes up workers. */
const rayPort = 6379;
// KServe names the head's Service in a variable.
const head = '${HEAD_SVC}.${POD_NAMESPACE}.svc';
const health = 'python ./huggingfaceserver/health_check.py';
const server = 'http://localhost:8080';

/** The server's pod: it starts Ray, waits for the workers, and then serves over all of them. */
const headScript = [
  'set -e',
  `export RAY_ADDRESS="\${POD_IP}:${rayPort}"`,
  'ray start --head --disable-usage-stats --include-dashboard=false',
  `${health} registered_nodes --retries 200 --probe_name runtime_start`,
  // A model of the Hugging Face Hub has an id, one from storage a folder.
  'model="${MODEL_DIR:-${MODEL_ID}}"',
  'exec python -m huggingfaceserver ${model:+--model_dir="$model"} --tensor-parallel-size="${TENSOR_PARALLEL_SIZE}"' +
    ' --pipeline-parallel-size="${PIPELINE_PARALLEL_SIZE}" "$0" "$@"',
];

/** A worker's pod: it waits for the head, and joins it. */
const workerScript = [
  `export RAY_HEAD_ADDRESS="${head}:${rayPort}"`,
  'until ray health-check --address "${RAY_HEAD_ADDRESS}"; do echo "waiting for ${RAY_HEAD_ADDRESS}"; sleep 5; done',
  'exec ray start --address="${RAY_HEAD_ADDRESS}" --block',
];

/** Hugging Face models that are too large for one node: a head, and workers that it shares the model with through Ray. */
export function multiNodeRuntime(image: ContainerImage): RuntimeSpec {
  const ask = (check: string, probe: string): string =>
    `${health} ${check} --health_check_url ${server} --probe_name ${probe}`;
  const volumes = [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '3Gi' } }];
  return {
    annotations: metricsAt(8080),
    ...releaseRuntimeFields('kserve-huggingfaceserver-multinode'),
    containers: [
      {
        name: 'kserve-container',
        ...image(images.huggingFaceGpu),
        command: ['bash', '-c', lines(headScript)],
        args: ['--model_name={{.Name}}'],
        env: [
          { name: 'RAY_PORT', value: String(rayPort) },
          fromField('POD_NAMESPACE', 'metadata.namespace'),
          fromField('POD_IP', 'status.podIP'),
          { name: 'VLLM_CONFIG_ROOT', value: '/tmp' },
          { name: 'HF_HUB_CACHE', value: '/tmp' },
        ],
        ...common(),
        startupProbe: startup(ask('registered_node_and_runtime_health', 'head_startup')),
        readinessProbe: repeated(ask('runtime_health', 'head_readiness')),
        livenessProbe: repeated(ask('registered_node_and_runtime_health', 'head_liveness')),
      },
    ],
    volumes,
    workerSpec: {
      pipelineParallelSize: 1,
      tensorParallelSize: 1,
      containers: [
        {
          name: 'worker-container',
          ...image(images.huggingFaceGpu),
          command: ['bash', '-c', lines(workerScript)],
          env: [fromField('POD_NAME', 'metadata.name'), fromField('POD_NAMESPACE', 'metadata.namespace')],
          ...common(),
          startupProbe: startup(
            `${atHead} ${health} registered_node_and_runtime_models --runtime_url http://${head}:8080/v1/models --probe_name worker_startup`,
          ),
          livenessProbe: repeated(`${atHead} ${health} registered_nodes --probe_name worker_liveness`),
        },
      ],
      volumes: volumes.map((volume) => ({ ...volume })),
    },
  };
}

const atHead = `RAY_ADDRESS="${head}:${rayPort}"`;

function lines(script: readonly string[]): string {
  return `${script.join('\n')}\n`;
}

function fromField(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

function common(): Pick<Container, 'resources' | 'securityContext' | 'volumeMounts'> {
  return {
    resources: { requests: { cpu: '2', memory: '6Gi' }, limits: { cpu: '4', memory: '12Gi' } },
    securityContext: modelSecurity(),
    volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
  };
}

/** Twenty minutes: the model is loaded meanwhile. */
function startup(command: string): Probe {
  return { ...exec(command), initialDelaySeconds: 60, periodSeconds: 30, timeoutSeconds: 30, failureThreshold: 40 };
}

function repeated(command: string): Probe {
  return { ...exec(command), periodSeconds: 5, timeoutSeconds: 15, failureThreshold: 2 };
}

function exec(command: string): Probe {
  return { exec: { command: ['bash', '-c', command] } };
}
