import { read, Rights, Verb } from '../../lib/core/rbac';

const apiGroups = ['argoproj.io'];
const write: readonly Verb[] = [...read, 'create', 'update', 'patch', 'delete'];

/** What the controller does where workflows run, by what its code asks for. */
export const workflowRights: readonly Rights[] = [
  // It makes workflows for schedules, writes what it sees of each, and deletes those whose time is over.
  { verbs: write, apiGroups, resources: ['workflows'] },
  { verbs: [...read, 'update', 'patch', 'delete'], apiGroups, resources: ['cronworkflows'] },
  { verbs: read, apiGroups, resources: ['workflowtemplates'] },
  // Pods, claims and schedules belong to their workflow so that it waits for them when it is deleted.
  { verbs: ['update'], apiGroups, resources: ['workflows/finalizers', 'cronworkflows/finalizers'] },
  // What executors report, which it deletes once it has read it.
  { verbs: ['list', 'watch', 'deletecollection'], apiGroups, resources: ['workflowtaskresults'] },
  // Requests to the web, which an agent makes, and artifacts that a pod deletes.
  { verbs: [...read, 'create', 'patch'], apiGroups, resources: ['workflowtasksets'] },
  { verbs: ['patch'], apiGroups, resources: ['workflowtasksets/status'] },
  { verbs: [...read, 'create', 'delete'], apiGroups, resources: ['workflowartifactgctasks'] },
  { verbs: [...read, 'create', 'patch', 'delete'], apiGroups: [''], resources: ['pods'] },
  // It ends steps that are stopped, or have taken too long, by a signal from within their pod.
  { verbs: ['create'], apiGroups: [''], resources: ['pods/exec'] },
  // Artifact repositories, limits and parameters. A template that is too long for a variable goes into one of its own.
  { verbs: [...read, 'create'], apiGroups: [''], resources: ['configmaps'] },
  { verbs: ['get', 'create', 'update', 'delete'], apiGroups: [''], resources: ['persistentvolumeclaims'] },
  { verbs: ['create', 'delete'], apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
  // The token of an executor with an account of its own.
  { verbs: ['get'], apiGroups: [''], resources: ['serviceaccounts'] },
  // The authority that the agent trusts, where there is one.
  {
    verbs: ['get'],
    apiGroups: [''],
    resources: ['secrets'],
    resourceNames: ['argo-workflows-agent-ca-certificates'],
  },
  { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
];

/** What it reads outside of namespaces, where it runs the workflows of all of them. */
export const clusterRights: readonly Rights[] = [
  { verbs: read, apiGroups, resources: ['clusterworkflowtemplates'] },
  // Limits of parallel workflows stand in labels of namespaces.
  { verbs: read, apiGroups: [''], resources: ['namespaces'] },
];

/** What it does in its own namespace: read its configuration and elect a leader. */
export const ownRights = (config: string): readonly Rights[] => [
  { verbs: ['get', 'watch'], apiGroups: [''], resources: ['configmaps'], resourceNames: [config] },
  { verbs: ['get', 'create', 'update'], apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
  { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
];

const kinds = ['workflows', 'workflowtemplates', 'cronworkflows'];

/** What people may do who make workflows, and those who look at them. */
export const userRights: Readonly<Record<'edit' | 'view', readonly Rights[]>> = {
  edit: [
    { verbs: write, apiGroups, resources: kinds },
    { verbs: read, apiGroups, resources: ['clusterworkflowtemplates'] },
    { verbs: read, apiGroups: [''], resources: ['pods', 'pods/log', 'events'] },
  ],
  view: [{ verbs: read, apiGroups, resources: [...kinds, 'clusterworkflowtemplates'] }],
};
