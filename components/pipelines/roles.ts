import { read, Rights } from '../../lib/core/rbac';
import { workflowStepRights } from '../../lib/core/workflow-rights';
import { Settings } from './props';

const argo = ['argoproj.io'];
const kubeflow = ['kubeflow.org'];
const pipelines = ['pipelines.kubeflow.org'];

/** What the API server does with runs, schedules and pipelines. */
function onRuns({ native }: Settings): readonly Rights[] {
  return [
    // Logs of steps, and steps that a retry starts over.
    { verbs: ['get', 'list', 'delete'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
    { verbs: [...read, 'create', 'update', 'patch', 'delete'], apiGroups: argo, resources: ['workflows'] },
    {
      verbs: ['get', 'list', 'create', 'update', 'patch', 'delete'],
      apiGroups: kubeflow,
      resources: ['scheduledworkflows'],
    },
    { verbs: ['update'], apiGroups: kubeflow, resources: ['scheduledworkflows/finalizers'] },
    ...(native
      ? [
          {
            verbs: [...read, 'create', 'update', 'patch', 'delete'],
            apiGroups: pipelines,
            resources: ['pipelines', 'pipelineversions'],
          } satisfies Rights,
          // A version says of its pipeline that it keeps it from being deleted.
          {
            verbs: ['update'],
            apiGroups: pipelines,
            resources: ['pipelines/finalizers', 'pipelineversions/finalizers'],
          } satisfies Rights,
          { verbs: ['update', 'patch'], apiGroups: pipelines, resources: ['pipelineversions/status'] } satisfies Rights,
        ]
      : []),
  ];
}

/** Who somebody is, and what they may do. Kubernetes answers that for the whole cluster alone. */
const reviews: readonly Rights[] = [
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'] },
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'] },
];

/** What the API server may do in the cluster: nothing with a single user. */
export function apiServerClusterRights(settings: Settings): readonly Rights[] {
  return settings.multiUser ? [...onRuns(settings), ...reviews] : [];
}

/** What the API server may do in its namespace. */
export function apiServerRights(settings: Settings): readonly Rights[] {
  return settings.multiUser ? [] : onRuns(settings);
}

/**
 * What the persistence agent may do: look at what happens, and tell the API server. The last two are asked by the API
 * server; there are no such objects.
 */
export function persistenceAgentRights({ multiUser }: Settings): readonly Rights[] {
  return [
    { verbs: read, apiGroups: argo, resources: ['workflows'] },
    { verbs: read, apiGroups: kubeflow, resources: ['scheduledworkflows'] },
    ...(multiUser
      ? [
          { verbs: ['report'], apiGroups: pipelines, resources: ['scheduledworkflows', 'workflows'] } satisfies Rights,
          { verbs: ['reportMetrics', 'readArtifact'], apiGroups: pipelines, resources: ['runs'] } satisfies Rights,
        ]
      : []),
  ];
}

/** What the controller of schedules may do: start runs, through the API server or of workflows that stand in a schedule. */
export function scheduledWorkflowRights({ multiUser }: Settings): readonly Rights[] {
  return [
    { verbs: [...read, 'create'], apiGroups: argo, resources: ['workflows'] },
    { verbs: [...read, 'update'], apiGroups: kubeflow, resources: ['scheduledworkflows'] },
    { verbs: ['update'], apiGroups: kubeflow, resources: ['scheduledworkflows/finalizers'] },
    { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
    ...(multiUser ? [{ verbs: ['create'], apiGroups: pipelines, resources: ['runs'] } satisfies Rights] : []),
  ];
}

/** What the user interface may do wherever runs are. Secrets it reads one by one, as the tenants grant it. */
export function uiRights({ viewerController }: Settings): readonly Rights[] {
  return [
    { verbs: ['get'], apiGroups: [''], resources: ['pods', 'pods/log'] },
    { verbs: ['list'], apiGroups: [''], resources: ['events'] },
    { verbs: ['get', 'list'], apiGroups: argo, resources: ['workflows'] },
    ...(viewerController
      ? [{ verbs: [...read, 'create', 'delete'], apiGroups: kubeflow, resources: ['viewers'] } satisfies Rights]
      : []),
  ];
}

/** What the controller of viewers may do. */
export const viewerRights: readonly Rights[] = [
  { verbs: [...read, 'create', 'update', 'patch', 'delete'], apiGroups: kubeflow, resources: ['viewers'] },
  { verbs: ['update'], apiGroups: kubeflow, resources: ['viewers/finalizers'] },
  { verbs: [...read, 'create', 'update', 'patch', 'delete'], apiGroups: ['apps'], resources: ['deployments'] },
  { verbs: [...read, 'create', 'update', 'patch', 'delete'], apiGroups: [''], resources: ['services'] },
];

/** What the servers of the first version of pipelines may do: they write into pods what they know of them. */
export const firstVersionRights: readonly Rights[] = [
  { verbs: [...read, 'update', 'patch'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['get'], apiGroups: [''], resources: ['configmaps'] },
  { verbs: [...read, 'update', 'patch'], apiGroups: argo, resources: ['workflows'] },
];

/**
 * What people and programs may do, as the API server asks it of Kubernetes. Of these only pipelines and their versions are
 * objects, and those only where pipelines are kept so.
 */
export function userRights({
  native,
  viewerController,
}: Settings): Readonly<Record<'edit' | 'view', readonly Rights[]>> {
  const view: readonly Rights[] = [
    {
      verbs: native ? read : ['get', 'list'],
      apiGroups: pipelines,
      resources: ['pipelines', 'pipelineversions'],
    },
    { verbs: ['get', 'list'], apiGroups: pipelines, resources: ['experiments', 'jobs'] },
    { verbs: ['get', 'list', 'readArtifact'], apiGroups: pipelines, resources: ['runs'] },
    { verbs: read, apiGroups: kubeflow, resources: ['scheduledworkflows'] },
    // The user interface asks by this whether somebody may read logs and artifacts.
    { verbs: ['get'], apiGroups: kubeflow, resources: ['viewers'] },
  ];
  const edit: readonly Rights[] = [
    {
      verbs: native ? ['create', 'update', 'patch', 'delete'] : ['create', 'update', 'delete'],
      apiGroups: pipelines,
      resources: ['pipelines', 'pipelineversions'],
    },
    ...programRights,
    { verbs: ['create'], apiGroups: pipelines, resources: ['visualizations'] },
    ...(viewerController
      ? [{ verbs: ['create', 'delete'], apiGroups: kubeflow, resources: ['viewers'] } satisfies Rights]
      : []),
  ];
  return { view, edit: [...view, ...edit] };
}

/** Experiments, runs and recurring runs, which the API server calls jobs here. */
const programRights: readonly Rights[] = [
  { verbs: ['create', 'delete', 'archive', 'unarchive'], apiGroups: pipelines, resources: ['experiments'] },
  {
    verbs: ['create', 'delete', 'archive', 'unarchive', 'retry', 'terminate', 'reportMetrics', 'readArtifact'],
    apiGroups: pipelines,
    resources: ['runs'],
  },
  { verbs: ['create', 'delete', 'enable', 'disable'], apiGroups: pipelines, resources: ['jobs'] },
];

/** What a tenant's program may do that starts runs and keeps schedules. */
export const tenantProgramRights: readonly Rights[] = [
  { verbs: ['get', 'list'], apiGroups: pipelines, resources: ['pipelines', 'pipelineversions'] },
  { verbs: ['get', 'list'], apiGroups: pipelines, resources: ['experiments', 'runs', 'jobs'] },
  ...programRights,
];

/**
 * What the steps of runs need in their namespace: where artifacts are, the keys to them, their own pod, and a place for
 * what Argo's executor reports.
 */
export function runRights(secrets: readonly string[], volumes: boolean): readonly Rights[] {
  return [
    { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['kfp-launcher'] },
    ...(secrets.length === 0
      ? []
      : [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: [...secrets] } satisfies Rights]),
    { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
    ...workflowStepRights,
    ...(volumes
      ? [
          {
            verbs: ['get', 'create', 'delete'],
            apiGroups: [''],
            resources: ['persistentvolumeclaims'],
          } satisfies Rights,
        ]
      : []),
  ];
}

/** What the user interface may do in a tenant's namespace besides: read the keys to its artifacts. */
export function uiTenantRights(secrets: readonly string[]): readonly Rights[] {
  return [
    { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['kfp-launcher'] },
    ...(secrets.length === 0
      ? []
      : [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: [...secrets] } satisfies Rights]),
  ];
}
