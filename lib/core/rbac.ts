import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/** Rights, in short: verbs on resources of API groups, or of some named objects alone. */
export interface Rights {
  readonly verbs: readonly Verb[];
  /** API groups; `''` is the core group. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** @default - all objects */
  readonly resourceNames?: readonly string[];
}

/** What may be done to an object. @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/ */
export type Verb =
  | ('*' | 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'approve')
  // What the API server of Kubeflow Pipelines asks Kubernetes about, by no other way than a review.
  | (
      | 'archive'
      | 'unarchive'
      | 'retry'
      | 'terminate'
      | 'enable'
      | 'disable'
      | 'report'
      | 'reportMetrics'
      | 'readArtifact'
    );

/** Reading one object, all objects, and their changes. */
export const read: readonly Verb[] = ['get', 'list', 'watch'];

/** Who gets rights: a ServiceAccount, or a group of users. */
export type Subject =
  | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string }
  | { readonly kind: 'Group'; readonly name: string };

/** A ClusterRole and its binding, both called `name`. */
export function grantInCluster(scope: Construct, name: string, subject: Subject, rights: readonly Rights[]): void {
  new k8s.KubeClusterRole(scope, `${name}-cluster-role`, { metadata: { name }, rules: rules(rights) });
  new k8s.KubeClusterRoleBinding(scope, `${name}-cluster-role-binding`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [toSubject(subject)],
  });
}

/** A Role and its binding in one namespace, both called `name`. */
export function grantInNamespace(
  scope: Construct,
  name: string,
  namespace: string,
  subject: Subject,
  rights: readonly Rights[],
): void {
  new k8s.KubeRole(scope, `${name}-role`, { metadata: { name, namespace }, rules: rules(rights) });
  new k8s.KubeRoleBinding(scope, `${name}-role-binding`, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [toSubject(subject)],
  });
}

/**
 * Roles for people: `<name>-edit`, `<name>-view`, and `<name>-admin`, which has what `<name>-edit` has. Kubeflow's own
 * `kubeflow-admin`, `kubeflow-edit` and `kubeflow-view` are put together from them by their labels.
 */
export function addUserRoles(
  scope: Construct,
  name: string,
  rights: { readonly edit: readonly Rights[]; readonly view: readonly Rights[] },
): void {
  const admin = `${name}-admin`;
  new k8s.KubeClusterRole(scope, admin, {
    metadata: { name: admin, labels: aggregatedTo('kubeflow-admin') },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregatedTo(admin) }] },
  });
  const parts = { edit: aggregatedTo('kubeflow-edit', admin), view: aggregatedTo('kubeflow-view') };
  for (const part of ['edit', 'view'] as const) {
    const metadata = { name: `${name}-${part}`, labels: parts[part] };
    new k8s.KubeClusterRole(scope, `${metadata.name}-cluster-role`, { metadata, rules: rules(rights[part]) });
  }
}

/** The labels of a role that other roles are put together from. */
function aggregatedTo(...roles: readonly string[]): Record<string, string> {
  return Object.fromEntries(roles.map((role) => [`rbac.authorization.kubeflow.org/aggregate-to-${role}`, 'true']));
}

/** Rights as a role has them. */
export function rules(rights: readonly Rights[]): k8s.PolicyRule[] {
  return rights.map(({ verbs, apiGroups, resources, resourceNames }) => ({
    verbs: [...verbs],
    apiGroups: [...apiGroups],
    resources: [...resources],
    ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
  }));
}

function toSubject(subject: Subject): k8s.Subject {
  return subject.kind === 'Group' ? { ...subject, apiGroup: 'rbac.authorization.k8s.io' } : subject;
}
