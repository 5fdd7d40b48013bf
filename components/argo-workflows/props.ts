import { k8s } from 'cdk8s-plus-27';
import type { argoTypes } from '../../lib/api';
import { ComponentProps, IObjectStore } from '../../lib/core';
import { Resources } from '../../lib/core/props';

/** Props of {@link ArgoWorkflows}. */
export interface ArgoWorkflowsProps extends ComponentProps {
  /**
   * Where workflows of the controller's own namespace keep their artifacts and logs. Workflows of other namespaces go by
   * the ConfigMap `artifact-repositories` of their own.
   * @default - workflows of that namespace have no artifacts, unless there is such a ConfigMap
   */
  readonly store?: IObjectStore;
  /**
   * The one namespace whose workflows are run, which must exist. The controller then has rights there and in its own
   * namespace alone. Argo can be given one namespace or all.
   * @default - all namespaces
   */
  readonly managedNamespace?: string;
  /**
   * Key of an artifact or of a log in its bucket, with Argo's variables. It must part workflows by namespace and pod.
   * @default 'private-artifacts/{{workflow.namespace}}/{{workflow.name}}/{{workflow.creationTimestamp.Y}}/{{workflow.creationTimestamp.m}}/{{workflow.creationTimestamp.d}}/{{pod.name}}'
   */
  readonly keyFormat?: string;
  /**
   * Name of this controller, where the cluster has others: it runs the workflows alone that carry the name in the label
   * `workflows.argoproj.io/controller-instanceid`. Kubeflow Pipelines gives its workflows none.
   * @default - the controller runs all workflows without that label
   */
  readonly instanceId?: string;
  /** Number of workflows at a time. @default - no limit */
  readonly parallelism?: number;
  /** Number of workflows of one namespace at a time. @default - no limit */
  readonly namespaceParallelism?: number;
  /**
   * What workflows have that say nothing else, for example `{ ttlStrategy: { secondsAfterCompletion: 86400 } }` or
   * `{ podGC: { strategy: 'OnPodSuccess' } }`.
   * @default - nothing: ended workflows and their pods are kept until somebody deletes them
   */
  readonly workflowDefaults?: argoTypes.WorkflowSpec;
  /**
   * Requests and limits of the executor, which runs in two containers beside each step.
   * @default - requests of 10m of a processor and 64Mi, a limit of 512Mi of memory
   */
  readonly executorResources?: Resources;
  /**
   * As whom the executor runs. Fields take the place of those of the default.
   * @default - user 65532 without any rights, as the Pod Security Standard `restricted` wants
   */
  readonly executorSecurityContext?: k8s.SecurityContext;
  /** Priority class of the controller, which somebody else makes. @default - the cluster's default */
  readonly priorityClassName?: string;
  /** How much the controller says. @default 'info' */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error';
}
