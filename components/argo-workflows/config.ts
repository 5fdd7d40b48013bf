import { k8s } from 'cdk8s-plus-27';
import type { argoTypes } from '../../lib/api';
import { ArtifactRepository } from '../../lib/core/artifact-repository';
import { Resources } from '../../lib/core/props';

/** Where artifacts and logs go, unless a prop says otherwise: upstream's own choice for Kubeflow. */
export const defaultKeyFormat = [
  'private-artifacts/{{workflow.namespace}}/{{workflow.name}}',
  '{{workflow.creationTimestamp.Y}}/{{workflow.creationTimestamp.m}}/{{workflow.creationTimestamp.d}}/{{pod.name}}',
].join('/');

/** Resources of the executor, unless a prop says otherwise. Packing an artifact takes the most. */
export const defaultExecutorResources = {
  requests: { cpu: '10m', memory: '64Mi' },
  limits: { memory: '512Mi' },
} as const satisfies Resources;

// Its root file system is not read-only: it keeps artifacts below /tmp while it packs them
// (https://github.com/argoproj/argo-workflows/issues/10787).
const executorSecurity: k8s.SecurityContext = {
  runAsNonRoot: true,
  runAsUser: 65532,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/**
 * The fields of the controller's configuration that are used.
 * @see https://argo-workflows.readthedocs.io/en/latest/workflow-controller-configmap/
 */
interface ControllerConfig {
  readonly artifactRepository: ArtifactRepository | { readonly archiveLogs: boolean };
  readonly executor: {
    readonly imagePullPolicy: string;
    readonly resources: Resources;
    readonly securityContext: k8s.SecurityContext;
  };
  readonly instanceID: string;
  readonly parallelism: number;
  readonly namespaceParallelism: number;
  readonly workflowDefaults: { readonly spec: argoTypes.WorkflowSpec };
}

/** What the configuration is made of. */
export interface ConfigSettings {
  readonly repository?: ArtifactRepository;
  readonly pullPolicy: string;
  readonly executorResources?: Resources;
  readonly executorSecurityContext?: k8s.SecurityContext;
  readonly instanceId?: string;
  readonly parallelism?: number;
  readonly namespaceParallelism?: number;
  readonly workflowDefaults?: argoTypes.WorkflowSpec;
}

/** The data of the controller's ConfigMap: a key for each field, with YAML. */
export function controllerConfig(settings: ConfigSettings): Record<string, string> {
  const { executorResources: given, instanceId, parallelism, namespaceParallelism, workflowDefaults } = settings;
  const config: Partial<ControllerConfig> = {
    artifactRepository: settings.repository ?? { archiveLogs: true },
    executor: {
      imagePullPolicy: settings.pullPolicy,
      resources: {
        requests: { ...defaultExecutorResources.requests, ...given?.requests },
        limits: { ...defaultExecutorResources.limits, ...given?.limits },
      },
      securityContext: { ...executorSecurity, ...settings.executorSecurityContext },
    },
    ...(instanceId === undefined ? {} : { instanceID: instanceId }),
    ...(parallelism === undefined ? {} : { parallelism }),
    ...(namespaceParallelism === undefined ? {} : { namespaceParallelism }),
    ...(workflowDefaults === undefined ? {} : { workflowDefaults: { spec: workflowDefaults } }),
  };
  // The controller reads numbers and texts as YAML too, and JSON is YAML.
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => [field, `${JSON.stringify(value, undefined, 2)}\n`]),
  );
}
