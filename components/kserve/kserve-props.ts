import { ComponentProps, ICertificateIssuer, Resources } from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import type { LocalModelCacheOptions } from './local-models';
import type {
  AgentOptions,
  CredentialsOptions,
  IngressOptions,
  KedaOptions,
  LoggerOptions,
  RolloutOptions,
  RouterOptions,
  StorageInitializerOptions,
} from './options';
import type { ServingRuntimeName } from './runtimes';

/** Props of {@link KServe}. `replicas` and `resources` are those of the controller. */
export interface KServeProps<Runtime extends ServingRuntimeName = ServingRuntimeName> extends ComponentProps {
  /** Who makes and renews the certificates of the webhooks: the CertManager component, or `existingCertManager()`. */
  readonly certificates: ICertificateIssuer;
  /**
   * The runtimes of the release to install.
   * @default - all of them
   */
  readonly runtimes?: readonly Runtime[];
  /**
   * How InferenceServices answer from outside of the cluster.
   * @default - they answer within the cluster alone, at `http://<name>-predictor.<namespace>.svc.cluster.local`
   */
  readonly ingress?: IngressOptions;
  /**
   * How models are loaded from storage.
   * @default - as the release does
   */
  readonly storageInitializer?: StorageInitializerOptions;
  /**
   * Where requests and responses are logged, for InferenceServices with a `logger`.
   * @default - where each says
   */
  readonly logger?: LoggerOptions;
  /**
   * The sidecar that logs, batches and fetches models.
   * @default - as the release does
   */
  readonly agent?: AgentOptions;
  /**
   * The pods of InferenceGraphs.
   * @default - as the release does
   */
  readonly router?: RouterOptions;
  /**
   * How Deployments of InferenceServices are replaced, unless one says otherwise.
   * @default - as Kubernetes does, by a quarter at a time
   */
  readonly rollout?: RolloutOptions;
  /**
   * Where credentials for storage are.
   * @default - as the release does
   */
  readonly credentials?: CredentialsOptions;
  /**
   * CPU and memory of a model's container, where neither its InferenceService nor its runtime says any. Names that are
   * left out keep theirs.
   * @default - 1 CPU and 2Gi of memory
   */
  readonly serviceResources?: Resources;
  /**
   * KEDA, which is there already, scales InferenceServices that ask for it.
   * @default - Kubernetes alone scales
   */
  readonly keda?: KedaOptions;
  /**
   * Whether models' pods get a token for the Kubernetes API, unless an InferenceService says otherwise. Models from
   * storage need none.
   * @default false
   */
  readonly autoMountServiceAccountToken?: boolean;
  /**
   * Whether the Services of InferenceServices have no address of their own, and lead to the pods by name.
   * @default false
   */
  readonly serviceClusterIpNone?: boolean;
  /**
   * Resources that count as GPUs in models over several nodes, besides NVIDIA's, AMD's, Intel's and Habana's.
   * @default - none
   */
  readonly customGpuResourceTypes?: readonly string[];
  /**
   * Annotations that are not handed on from an InferenceService to its pods, besides KServe's own.
   * @default - none
   */
  readonly disallowedAnnotations?: readonly string[];
  /**
   * Whether Prometheus finds the metrics of models by annotations of their pods, unless an InferenceService says otherwise.
   * @default false
   */
  readonly prometheusScraping?: boolean;
  /**
   * Keeps models on nodes' disks, so that pods there start without loading them: `LocalModelCache`s.
   * @default - models are loaded for each pod
   */
  readonly localModelCache?: LocalModelCacheOptions;
  /**
   * Whether to serve large language models as `LLMInferenceService`s. Needs `ingress.gateway`, and the CRDs of the Gateway
   * API and its Inference Extension, which others install.
   * @default false
   */
  readonly llmInferenceService?: boolean;
  /**
   * Whether to install the web app that shows InferenceServices. It knows nothing of users here.
   * @default false
   */
  readonly modelsWebApp?: boolean;
}

/** Names of all props. */
export const kserveProps: Record<keyof KServeProps, true> = {
  ...componentProps,
  certificates: true,
  runtimes: true,
  ingress: true,
  storageInitializer: true,
  logger: true,
  agent: true,
  router: true,
  rollout: true,
  credentials: true,
  serviceResources: true,
  keda: true,
  autoMountServiceAccountToken: true,
  serviceClusterIpNone: true,
  customGpuResourceTypes: true,
  disallowedAnnotations: true,
  prometheusScraping: true,
  localModelCache: true,
  llmInferenceService: true,
  modelsWebApp: true,
};
