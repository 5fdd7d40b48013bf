import { TrialKind } from '../../lib/core';
import { read, Rights } from '../../lib/core/rbac';

const apiGroups = ['kubeflow.org'];
const kinds = ['experiments', 'suggestions', 'trials'];

/** What the controller may do in the whole cluster: experiments run in all namespaces. */
export function controllerRights(trialKinds: readonly TrialKind[], earlyStopping: boolean): readonly Rights[] {
  const groups = [...new Set(trialKinds.map(({ group }) => group))];
  return [
    { verbs: [...read, 'update'], apiGroups, resources: ['experiments'] },
    { verbs: [...read, 'create', 'update'], apiGroups, resources: ['suggestions'] },
    { verbs: [...read, 'create', 'update', 'delete'], apiGroups, resources: ['trials'] },
    { verbs: ['update'], apiGroups, resources: kinds.flatMap((kind) => [`${kind}/status`, `${kind}/finalizers`]) },
    // The service of an experiment's algorithm.
    { verbs: [...read, 'create', 'delete'], apiGroups: ['apps'], resources: ['deployments'] },
    { verbs: [...read, 'create', 'delete'], apiGroups: [''], resources: ['services'] },
    { verbs: [...read, 'create'], apiGroups: [''], resources: ['persistentvolumeclaims'] },
    // Experiments are refused in namespaces without Katib's label, and while a volume of that name is left.
    { verbs: read, apiGroups: [''], resources: ['namespaces', 'persistentvolumes'] },
    // Its own configuration, and templates of trials wherever an experiment names one.
    { verbs: read, apiGroups: [''], resources: ['configmaps'] },
    { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
    // What trials run as.
    ...groups.map((group): Rights => ({
      verbs: [...read, 'create', 'delete'],
      apiGroups: [group],
      resources: trialKinds.filter((kind) => kind.group === group).map(({ plural }) => plural),
    })),
    // The way from a pod up to its trial.
    { verbs: ['get'], apiGroups: ['batch'], resources: ['cronjobs'] },
    ...trialKinds.flatMap(({ between = [] }) =>
      between.map(({ group, plural }): Rights => ({ verbs: ['get'], apiGroups: [group], resources: [plural] })),
    ),
    ...(earlyStopping ? earlyStoppingRights : []),
  ];
}

/**
 * The service that stops trials early runs with an account and a role that the controller makes for the experiment.
 * Kubernetes lets nobody give rights that they do not have, so the controller has those too.
 */
const earlyStoppingRights: readonly Rights[] = [
  { verbs: ['*'], apiGroups, resources: ['trials', 'trials/status'] },
  { verbs: [...read, 'create'], apiGroups: [''], resources: ['serviceaccounts'] },
  { verbs: [...read, 'create'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'] },
];

/** What the user interface may do, for whoever reaches it. */
export const uiRights: readonly Rights[] = [
  { verbs: ['get', 'list', 'create', 'delete'], apiGroups, resources: ['experiments'] },
  { verbs: ['get', 'list'], apiGroups, resources: ['suggestions', 'trials'] },
  { verbs: ['list'], apiGroups: [''], resources: ['namespaces', 'pods'] },
  { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
  { verbs: ['get', 'list'], apiGroups: [''], resources: ['configmaps'] },
];

/** What people may do who make experiments, and those who look at them. */
export const userRights: Readonly<Record<'edit' | 'view', readonly Rights[]>> = {
  edit: [
    { verbs: [...read, 'create', 'update', 'patch', 'delete'], apiGroups, resources: kinds },
    { verbs: ['list'], apiGroups: [''], resources: ['pods'] },
    { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
  ],
  view: [{ verbs: read, apiGroups, resources: kinds }],
};
