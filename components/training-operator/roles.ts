import { read, Rights, Verb } from '../../lib/core/rbac';
import { JobKind, pluralsOf } from './kinds';

const apiGroups = ['kubeflow.org'];
const write: readonly Verb[] = [...read, 'create', 'update', 'delete'];

/** What the operator may do in the whole cluster: jobs run in all namespaces. */
export function operatorRights(about: {
  readonly kinds: readonly JobKind[];
  readonly gangScheduler: string | undefined;
}): readonly Rights[] {
  const plurals = pluralsOf(about.kinds);
  return [
    // It deletes jobs itself: those whose `ttlSecondsAfterFinished` is over.
    { verbs: [...read, 'delete'], apiGroups, resources: plurals },
    {
      verbs: ['update'],
      apiGroups,
      resources: [...plurals.map((plural) => `${plural}/status`), ...plurals.map((plural) => `${plural}/finalizers`)],
    },
    // A pod for each replica, and a Service that gives it a name. Pods that have lost their job are taken up by a patch.
    { verbs: [...read, 'create', 'delete'], apiGroups: [''], resources: ['pods', 'services'] },
    { verbs: ['patch'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
    ...(about.kinds.includes('PyTorchJob') ? autoscaling : []),
    ...(about.kinds.includes('MPIJob') ? mpi : []),
    ...podGroups(about.gangScheduler),
  ];
}

/** Elastic PyTorchJobs with metrics. */
const autoscaling: readonly Rights[] = [
  { verbs: write, apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
];

/** The launcher of an MPIJob enters the workers' pods, with rights of its own that the operator makes for it. */
const mpi: readonly Rights[] = [
  { verbs: ['list', 'watch', 'create', 'update'], apiGroups: [''], resources: ['configmaps'] },
  { verbs: ['list', 'watch', 'create'], apiGroups: [''], resources: ['serviceaccounts'] },
  { verbs: ['list', 'watch', 'create', 'update'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'] },
  { verbs: ['list', 'watch', 'create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'] },
  // It does not enter pods itself. Kubernetes lets nobody hand on what they do not have.
  { verbs: ['create'], apiGroups: [''], resources: ['pods/exec'] },
];

/** The operator watches groups of pods as soon as a scheduler's CRD is there, and stops without the right to. */
function podGroups(gangScheduler: string | undefined): readonly Rights[] {
  const resources = ['podgroups'];
  const used = { volcano: 'scheduling.volcano.sh', other: 'scheduling.x-k8s.io' };
  const group = gangScheduler === undefined ? undefined : gangScheduler === 'volcano' ? used.volcano : used.other;
  return Object.values(used).map((each) => ({ verbs: each === group ? write : read, apiGroups: [each], resources }));
}

/** What people may do who make jobs, and those who look at them. */
export function userRights(kinds: readonly JobKind[]): Readonly<Record<'edit' | 'view', readonly Rights[]>> {
  const resources = pluralsOf(kinds);
  return {
    edit: [
      { verbs: [...read, 'create', 'update', 'patch', 'delete'], apiGroups, resources },
      { verbs: read, apiGroups: [''], resources: ['pods', 'pods/log', 'events'] },
    ],
    view: [{ verbs: read, apiGroups, resources }],
  };
}
