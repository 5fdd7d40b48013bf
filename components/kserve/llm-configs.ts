import type { Container, PodSpec, Probe } from 'kubernetes-types/core/v1';
import type { ContainerImage } from './runtime-spec';
import { images } from './version';

/*
 * The parts that KServe puts an LLMInferenceService together from, by the names that it looks them up by. Texts are Go
 * templates over the LLMInferenceService, in which only backticks quote.
 */

/** The specification of an LLMInferenceServiceConfig. */
export type LlmConfigSpec = Readonly<Record<string, unknown>>;

/** Where a server answers itself, and where it stands behind the sidecar that divides the work. */
const ports = { server: 8000, behindSidecar: 8001 };
const certificates = '{{ ChildName .ObjectMeta.Name `-kserve-self-signed-certs` }}';
const pool = '{{ ChildName .ObjectMeta.Name `-inference-pool` }}';
const served = ['/mnt/models', '--served-model-name', '"{{ .Spec.Model.Name }}"'];

/** All of them, by name. */
export function llmConfigs(image: ContainerImage): Readonly<Record<string, LlmConfigSpec>> {
  const plain = pod([single(image, ports.server)]);
  const decode = pod([single(image, ports.behindSidecar)], [sidecar(image)]);
  const own = '.Spec.Parallelism';
  const ofPrefill = '.Spec.Prefill.Parallelism';
  return {
    'kserve-config-llm-template': { template: plain },
    'kserve-config-llm-decode-template': { template: decode },
    'kserve-config-llm-prefill-template': { prefill: { template: plain } },
    'kserve-config-llm-worker-data-parallel': {
      template: pod([leader(image, own, ports.server)]),
      worker: pod([worker(image, own, ports.server)]),
    },
    'kserve-config-llm-decode-worker-data-parallel': {
      template: pod([leader(image, own, ports.behindSidecar)], [sidecar(image)]),
      worker: pod([worker(image, own, ports.behindSidecar)]),
    },
    'kserve-config-llm-prefill-worker-data-parallel': {
      prefill: {
        template: pod([leader(image, ofPrefill, ports.server)]),
        worker: pod([worker(image, ofPrefill, ports.server)]),
      },
    },
    'kserve-config-llm-router-route': { router: { route: { http: { spec: route() } } } },
    'kserve-config-llm-scheduler': { router: { scheduler: scheduler(image) } },
  };
}

function pod(containers: Container[], initContainers: Container[] = []): PodSpec {
  return {
    containers,
    ...(initContainers.length === 0 ? {} : { initContainers }),
    terminationGracePeriodSeconds: 30,
    volumes: [
      { name: 'home', emptyDir: {} },
      { name: 'dshm', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
      { name: 'model-cache', emptyDir: {} },
      { name: 'tls-certs', secret: { secretName: certificates } },
    ],
  };
}

/** A server that holds the whole model. */
function single(image: ContainerImage, port: number): Container {
  const model = served.map((argument) => argument.replaceAll('"', ''));
  return {
    ...server(image, port),
    command: ['vllm', 'serve', model[0] ?? ''],
    args: [...model.slice(1), '--port', String(port), '--disable-log-requests'],
    securityContext: security([]),
    livenessProbe: { ...health(port), initialDelaySeconds: 120, timeoutSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...health(port), initialDelaySeconds: 10, timeoutSeconds: 5, failureThreshold: 60 },
  };
}

/** The first of several servers that share the requests. It alone answers. */
function leader(image: ContainerImage, parallelism: string, port: number): Container {
  return {
    ...server(image, port),
    ...shared(parallelism, port, '0', '--api-server-count "${VLLM_API_SERVER_COUNT:-8}"'),
    livenessProbe: { ...health(port), initialDelaySeconds: 300, timeoutSeconds: 10, failureThreshold: 3 },
    readinessProbe: {
      ...health(port),
      initialDelaySeconds: 200,
      periodSeconds: 30,
      timeoutSeconds: 5,
      failureThreshold: 60,
    },
  };
}

/** The others of them. */
function worker(image: ContainerImage, parallelism: string, port: number): Container {
  const rank = `$(( \${LWS_WORKER_INDEX:-0} * {{ or ${parallelism}.DataLocal 1 }} ))`;
  return { ...server(image, port), ...shared(parallelism, port, rank, '--headless') };
}

function shared(parallelism: string, port: number, rank: string, ...others: readonly string[]): Partial<Container> {
  const script = [
    `vllm serve ${served.join(' ')} --port ${port} --disable-log-requests --trust-remote-code`,
    `{{ if ${parallelism}.Expert }}--enable-expert-parallel{{ end }}`,
    `{{ if ${parallelism}.Tensor }}--tensor-parallel-size {{ ${parallelism}.Tensor }}{{ end }}`,
    `--data-parallel-size {{ or ${parallelism}.Data 1 }}`,
    `--data-parallel-size-local {{ or ${parallelism}.DataLocal 1 }}`,
    '--data-parallel-address "${LWS_LEADER_ADDRESS}"',
    `--data-parallel-rpc-port {{ or ${parallelism}.DataRPCPort 5555 }}`,
    `--data-parallel-start-rank ${rank}`,
    ...others,
    '${VLLM_ADDITIONAL_ARGS}',
  ];
  return {
    command: ['/bin/bash', '-c'],
    args: [`exec ${script.join(' ')}`],
    // Servers on several nodes reach each other past the kernel.
    securityContext: security(['IPC_LOCK', 'SYS_RAWIO', 'NET_RAW']),
  };
}

function server(image: ContainerImage, port: number): Container {
  return {
    name: 'main',
    ...image(images.llmServer),
    ports: [{ containerPort: port, protocol: 'TCP' }],
    env: [
      { name: 'HOME', value: '/home' },
      { name: 'VLLM_LOGGING_LEVEL', value: 'INFO' },
      { name: 'HF_HUB_CACHE', value: '/models' },
    ],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { name: 'home', mountPath: '/home' },
      { name: 'dshm', mountPath: '/dev/shm' },
      { name: 'model-cache', mountPath: '/models' },
      { name: 'tls-certs', mountPath: '/etc/ssl/certs', readOnly: true },
    ],
  };
}

/** What divides the work between servers that read prompts and servers that write answers. */
function sidecar(image: ContainerImage): Container {
  return {
    name: 'llm-d-routing-sidecar',
    ...image(images.llmRoutingSidecar),
    restartPolicy: 'Always',
    args: [`--port=${ports.server}`, `--vllm-port=${ports.behindSidecar}`, '--connector=nixlv2'],
    env: [{ name: 'INFERENCE_POOL_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
    ports: [{ containerPort: ports.server, protocol: 'TCP' }],
    livenessProbe: { ...health(ports.server), initialDelaySeconds: 10, timeoutSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...health(ports.server), initialDelaySeconds: 10, timeoutSeconds: 5, failureThreshold: 10 },
    securityContext: security([]),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [{ name: 'tls-certs', mountPath: '/etc/ssl/certs', readOnly: true }],
  };
}

function health(port: number): Probe {
  return { httpGet: { path: '/health', port, scheme: 'HTTP' }, periodSeconds: 10 };
}

/** The images' own user is root, so that `restricted` refuses them; `baseline` does not, without capabilities. */
function security(add: readonly string[]): Container['securityContext'] {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { ...(add.length === 0 ? {} : { add: [...add] }), drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The way from the Gateway to the servers: `/<namespace>/<name>` of its addresses. */
function route(): object {
  return {
    parentRefs: [
      {
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        name: '{{ .GlobalConfig.IngressGatewayName }}',
        namespace: '{{ .GlobalConfig.IngressGatewayNamespace }}',
      },
    ],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/{{ .ObjectMeta.Namespace }}/{{ .ObjectMeta.Name }}' } }],
        filters: [
          { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } },
        ],
        backendRefs: [
          {
            group: 'inference.networking.x-k8s.io',
            kind: 'InferencePool',
            name: pool,
            port: ports.server,
            weight: 1,
          },
        ],
        // Answers take as long as they take.
        timeouts: { request: '0s', backendRequest: '0s' },
      },
    ],
  };
}

/** What picks a server for each request. */
function scheduler(image: ContainerImage): object {
  const listening = { grpc: 9002, 'grpc-health': 9003, metrics: 9090 };
  const probe: Probe = {
    grpc: { port: listening['grpc-health'], service: 'envoy.service.ext_proc.v3.ExternalProcessor' },
    periodSeconds: 10,
    timeoutSeconds: 1,
    failureThreshold: 3,
  };
  const container: Container = {
    name: 'main',
    ...image(images.llmScheduler),
    args: [
      ...['--poolName', pool, '--poolNamespace', '{{ .ObjectMeta.Namespace }}', '--zap-encoder', 'json'],
      ...['--grpcPort', String(listening.grpc), '--grpcHealthPort', String(listening['grpc-health'])],
    ],
    ports: Object.entries(listening).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' })),
    livenessProbe: { ...probe, initialDelaySeconds: 5 },
    readinessProbe: { ...probe, initialDelaySeconds: 30 },
    resources: { requests: { cpu: '256m', memory: '500Mi' } },
    securityContext: { ...security([]), readOnlyRootFilesystem: true, runAsNonRoot: true },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [{ name: 'tls-certs', mountPath: '/etc/ssl/certs', readOnly: true }],
  };
  return {
    pool: {
      spec: {
        extensionRef: {
          kind: 'Service',
          name: '{{ ChildName .ObjectMeta.Name `-epp-service` }}',
          failureMode: 'FailOpen',
        },
        selector: {},
        targetPortNumber: ports.server,
      },
    },
    template: {
      containers: [container],
      volumes: [{ name: 'tls-certs', secret: { secretName: certificates } }],
      terminationGracePeriodSeconds: 30,
    },
  };
}
