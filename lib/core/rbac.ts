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
export type Verb = '*' | 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

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

/** A ClusterRole that others are put together from by its labels. */
export function aggregatedRole(
  scope: Construct,
  name: string,
  labels: Readonly<Record<string, string>>,
  rights: readonly Rights[],
): void {
  new k8s.KubeClusterRole(scope, `${name}-cluster-role`, { metadata: { name, labels }, rules: rules(rights) });
}

function rules(rights: readonly Rights[]): k8s.PolicyRule[] {
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
