import { Duration } from 'cdk8s';
import { ComponentProps, IDatabase, IObjectStore, IWorkflows } from '../../lib/core';
import { WebhookCertificateProps } from '../../lib/core/webhook-certificate';

/**
 * Whose pipelines run.
 *
 * - `multi-user`: those of tenants, each in a namespace of its own; Kubernetes says who may do what there.
 * - `single-user`: those of whoever reaches the API, in the namespace of Kubeflow Pipelines itself.
 */
export type PipelinesMode = 'multi-user' | 'single-user';

/** Users and groups that steps run as where their pipelines do not say. */
export interface StepSecurityContext {
  /** @default 1000 */
  readonly runAsUser?: number;
  /** @default 0 */
  readonly runAsGroup?: number;
  /** @default true */
  readonly runAsNonRoot?: boolean;
}

/** Props of {@link Pipelines}. `replicas` and `resources` are those of the API server. */
export interface PipelinesProps extends ComponentProps, WebhookCertificateProps {
  /** Where runs, experiments and lineage are kept: the Mysql component, or {@link externalMysql}. No other kind of server. */
  readonly database: IDatabase;
  /** The bucket of artifacts, of logs, and of pipelines in a database. */
  readonly store: IObjectStore;
  /** Who runs the steps: the ArgoWorkflows component. */
  readonly workflows: IWorkflows;
  /** @default 'multi-user' */
  readonly mode?: PipelinesMode;
  /**
   * Where pipelines and their versions are: objects of Kubernetes (`Pipeline`, `PipelineVersion`), which wants
   * `certificates`, or rows of the database.
   * @default 'kubernetes'
   */
  readonly pipelineStore?: 'kubernetes' | 'database';
  /**
   * Whether to install the user interface.
   * @default true
   */
  readonly ui?: boolean;
  /**
   * Whether to install the metadata service (MLMD) with its bridge for browsers. Runs need a Service
   * `metadata-grpc-service` in the namespace: without this, somebody else's.
   * @default true
   */
  readonly metadata?: boolean;
  /**
   * Header in which a proxy names the user, such as `kubeflow-userid`. Whoever reaches the API server can set it, so it is
   * for platforms where a mesh takes it from all others. Without, callers prove who they are by a token of Kubernetes.
   * @default - no header is believed
   */
  readonly userIdHeader?: string;
  /**
   * What stands in that header before the name.
   * @default - nothing
   */
  readonly userIdPrefix?: string;
  /**
   * Whether steps whose inputs, image and command are those of an earlier run may take over its outputs.
   * @default true
   */
  readonly caching?: boolean;
  /**
   * How long the Workflow of a finished run stays. The run itself stays in the database.
   * @default Duration.days(1)
   */
  readonly workflowTtl?: Duration;
  /**
   * Time zone of the schedules of recurring runs, such as `Europe/Berlin`.
   * @default 'UTC'
   */
  readonly timeZone?: string;
  /**
   * Users and groups that steps run as where their pipelines do not say. Namespaces that enforce `restricted` refuse steps as root.
   * @default - user 1000 of group 0, never root
   */
  readonly stepSecurityContext?: StepSecurityContext;
  /**
   * Merged into the `spec` of every Workflow, such as `{ podGC: { strategy: 'OnPodSuccess' } }`.
   * @default - nothing
   */
  readonly workflowPatch?: Readonly<Record<string, unknown>>;
  /**
   * Storage class of the volumes that pipelines ask for as their workspace.
   * @default - pipelines with a workspace must name one
   */
  readonly workspaceStorageClass?: string;
  /**
   * Longest time that a connection to the database is used. Must be below the server's `wait_timeout`.
   * @default Duration.minutes(2)
   */
  readonly databaseConnectionLifetime?: Duration;
  /**
   * The cluster's own DNS domain.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
  /** @default 'info' */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
  /**
   * Whether to install the cache of the first version of pipelines, which takes a webhook on pods; wants `certificates`.
   * The present version caches without.
   * @default false
   */
  readonly cacheServer?: boolean;
  /**
   * Whether to install what records the lineage of the first version of pipelines and of TFX.
   * @default false
   */
  readonly metadataWriter?: boolean;
  /**
   * Whether to install what draws custom visualizations, which runs code that users send it.
   * @default false
   */
  readonly visualizationServer?: boolean;
  /**
   * Whether to install the controller of `Viewer`s, which runs TensorBoards.
   * @default false
   */
  readonly viewerController?: boolean;
}

/** Names of the props of {@link Pipelines} besides a component's, for `checkKnown`. */
export const pipelinesProps: Record<Exclude<keyof PipelinesProps, keyof ComponentProps>, true> = {
  certificates: true,
  database: true,
  store: true,
  workflows: true,
  mode: true,
  pipelineStore: true,
  ui: true,
  metadata: true,
  userIdHeader: true,
  userIdPrefix: true,
  caching: true,
  workflowTtl: true,
  timeZone: true,
  stepSecurityContext: true,
  workflowPatch: true,
  workspaceStorageClass: true,
  databaseConnectionLifetime: true,
  clusterDomain: true,
  logLevel: true,
  cacheServer: true,
  metadataWriter: true,
  visualizationServer: true,
  viewerController: true,
};

/** Settings that several parts of Kubeflow Pipelines need, with their defaults. */
export interface Settings {
  readonly multiUser: boolean;
  readonly native: boolean;
  readonly ui: boolean;
  readonly metadata: boolean;
  readonly userIdHeader: string;
  readonly userIdPrefix: string;
  readonly caching: boolean;
  /** In seconds. */
  readonly workflowTtl: number;
  readonly timeZone: string;
  readonly steps: Required<StepSecurityContext>;
  readonly workflowPatch: object;
  readonly workspaceStorageClass: string | undefined;
  /** In seconds. */
  readonly connectionLifetime: number;
  readonly clusterDomain: string;
  readonly logLevel: string;
  readonly keyFormat: string;
  readonly cacheServer: boolean;
  readonly metadataWriter: boolean;
  readonly visualizationServer: boolean;
  readonly viewerController: boolean;
}
