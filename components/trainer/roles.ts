import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { grantInCluster, grantInNamespace, read, Rights } from '../../lib/core/rbac';

const apiGroups = ['trainer.kubeflow.org'];

/** What the controller may do in the whole cluster: jobs run in all namespaces. */
export const controllerRights: readonly Rights[] = [
  { verbs: read, apiGroups, resources: ['trainjobs'] },
  { verbs: ['patch'], apiGroups, resources: ['trainjobs/status'] },
  { verbs: ['update'], apiGroups, resources: ['trainjobs/finalizers'] },
  // A runtime in use carries a finalizer.
  { verbs: [...read, 'patch'], apiGroups, resources: ['clustertrainingruntimes', 'trainingruntimes'] },
  { verbs: [...read, 'create', 'patch', 'delete'], apiGroups: ['jobset.x-k8s.io'], resources: ['jobsets'] },
  // MPI jobs: SSH keys and host files.
  { verbs: [...read, 'create', 'patch'], apiGroups: [''], resources: ['configmaps', 'secrets'] },
  { verbs: ['create', 'patch'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] },
  // Gang scheduling. Trainer watches these as soon as the scheduler's CRDs are there, and stops without the right to.
  {
    verbs: [...read, 'create', 'patch'],
    apiGroups: ['scheduling.volcano.sh', 'scheduling.x-k8s.io'],
    resources: ['podgroups'],
  },
  { verbs: read, apiGroups: ['node.k8s.io'], resources: ['runtimeclasses'] },
  { verbs: read, apiGroups: [''], resources: ['limitranges'] },
];

/** What people may do who make jobs, and those who look at them. */
export const userRights: Readonly<Record<'edit' | 'view', readonly Rights[]>> = {
  edit: [
    { verbs: read, apiGroups, resources: ['trainingruntimes'] },
    { verbs: [...read, 'create', 'patch', 'delete'], apiGroups, resources: ['trainjobs'] },
    { verbs: read, apiGroups: [''], resources: ['pods', 'pods/log', 'events'] },
  ],
  view: [{ verbs: read, apiGroups, resources: ['trainingruntimes', 'trainjobs'] }],
};

/** What everybody may read: the runtimes of the cluster, and the version. */
export function addPublicRoles(scope: Construct, namespace: string, version: string): void {
  const everybody = { kind: 'Group', name: 'system:authenticated' } as const;
  grantInCluster(scope, 'kubeflow-trainer-view-cluster-runtimes', everybody, [
    { verbs: read, apiGroups, resources: ['clustertrainingruntimes'] },
  ]);
  // Upstream's Python SDK asks for the version before it submits a job.
  const name = 'kubeflow-trainer-public';
  new k8s.KubeConfigMap(scope, name, { metadata: { name, namespace }, data: { kubeflow_trainer_version: version } });
  grantInNamespace(scope, name, namespace, everybody, [
    { verbs: read, apiGroups: [''], resources: ['configmaps'], resourceNames: [name] },
  ]);
}
