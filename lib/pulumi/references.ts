import { ApiObject } from 'cdk8s';
import { Container, containersOf, groupKind, KubernetesObject, Manifest, podTemplate } from '../core/manifest';
import { objectsOf } from '../core/props';
import { ObjectIndex } from './object-index';

const rbac = 'rbac.authorization.k8s.io';

// cert-manager's annotations: it puts the certificate in, whether or not anything serves.
const injector = 'cert-manager.io/inject-';

/** Pairs of objects: the first one is of no use before the second one is there. */
export type Edge = readonly [dependent: ApiObject, dependency: ApiObject];

/**
 * What objects say of each other: a Deployment names a ConfigMap, a binding its role, a custom resource its CRD. Pods also
 * come after what decides what they may do: bindings of their account, policies, quotas. Webhooks come after what answers
 * them.
 */
export function referenceEdges(manifests: readonly Manifest[], index: ObjectIndex): Edge[] {
  return manifests.flatMap((manifest) => {
    const { construct, object } = manifest;
    const named = [
      index.find('Namespace', object.metadata.namespace),
      index.crdOf(object),
      ...bindingTargets(object, index),
      ...podTargets(object, index),
      ...webhookTargets(object, index),
      ...accountTargets(object, index),
      ...index.webhooksOf(object),
    ];
    return [
      ...named.flatMap((target): Edge[] => (target === undefined ? [] : [[construct, target]])),
      ...rulesForPods(manifest, index).map((pods): Edge => [pods, construct]),
    ];
  });
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

function bindingTargets(object: KubernetesObject, index: ObjectIndex): (ApiObject | undefined)[] {
  if (!isBinding(object)) return [];
  const { roleRef } = object as unknown as { readonly roleRef?: Subject };
  const namespace = roleRef?.kind === 'Role' ? object.metadata.namespace : undefined;
  return [
    index.find(`${roleRef?.kind ?? ''}.${rbac}`, roleRef?.name, namespace),
    ...accountsOf(object).map(({ name, namespace: home }) => index.find('ServiceAccount', name, home)),
  ];
}

function isBinding(object: KubernetesObject): boolean {
  return [`RoleBinding.${rbac}`, `ClusterRoleBinding.${rbac}`].includes(groupKind(object));
}

function accountsOf(binding: KubernetesObject): Subject[] {
  const subjects = objectsOf(binding.subjects as Subject[] | undefined);
  return subjects
    .filter(({ kind }) => kind === 'ServiceAccount')
    .map((subject) => ({ ...subject, namespace: subject.namespace ?? binding.metadata.namespace }));
}

/** A token is of use to an account that is there, and an account to pods that can pull their images with it. */
function accountTargets(object: KubernetesObject, index: ObjectIndex): (ApiObject | undefined)[] {
  const { namespace, annotations = {} } = object.metadata;
  switch (groupKind(object)) {
    case 'ServiceAccount': {
      const secrets = objectsOf(object.imagePullSecrets as readonly Named[] | undefined);
      return secrets.map(({ name }) => index.find('Secret', name, namespace));
    }
    case 'Secret':
      return [index.find('ServiceAccount', annotations['kubernetes.io/service-account.name'], namespace)];
    default:
      return [];
  }
}

interface References {
  readonly serviceAccountName?: string;
  readonly priorityClassName?: string;
  readonly runtimeClassName?: string;
  readonly imagePullSecrets?: readonly Named[];
  readonly volumes?: readonly VolumeSources[];
}

interface Named {
  readonly name?: string;
}

interface VolumeSources {
  readonly secret?: { readonly secretName?: string };
  readonly configMap?: Named;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
  readonly projected?: { readonly sources?: readonly { readonly secret?: Named; readonly configMap?: Named }[] };
}

type EnvFrom = Container & {
  readonly envFrom?: readonly { readonly secretRef?: Named; readonly configMapRef?: Named }[];
};

/** What pods read, mount and run as. */
function podTargets(object: KubernetesObject, index: ObjectIndex): (ApiObject | undefined)[] {
  const template = podTemplate(object);
  if (template === undefined) return [];
  const spec = template.spec as typeof template.spec & References;
  const namespace = object.metadata.namespace;
  const volumes = objectsOf(spec.volumes as readonly VolumeSources[] | undefined);
  const sources = [...volumes, ...volumes.flatMap(({ projected }) => objectsOf(projected?.sources))];
  const containers = containersOf(spec) as EnvFrom[];
  const variables = containers.flatMap(({ env }) => objectsOf(env)).map(({ valueFrom }) => valueFrom);
  const all = containers.flatMap(({ envFrom }) => objectsOf(envFrom));
  const secrets = [
    ...objectsOf(spec.imagePullSecrets).map(({ name }) => name),
    ...sources.map(({ secret }) => nameOf(secret)),
    ...variables.map((from) => from?.secretKeyRef?.name),
    ...all.map(({ secretRef }) => secretRef?.name),
  ];
  const configMaps = [
    ...sources.map(({ configMap }) => configMap?.name),
    ...variables.map((from) => from?.configMapKeyRef?.name),
    ...all.map(({ configMapRef }) => configMapRef?.name),
  ];
  return [
    index.find('PriorityClass.scheduling.k8s.io', spec.priorityClassName),
    index.find('RuntimeClass.node.k8s.io', spec.runtimeClassName),
    index.find('ServiceAccount', spec.serviceAccountName, namespace),
    ...[...new Set(secrets)].map((name) => index.find('Secret', name, namespace)),
    ...[...new Set(configMaps)].map((name) => index.find('ConfigMap', name, namespace)),
    ...volumes.map((volume) => index.find('PersistentVolumeClaim', volume.persistentVolumeClaim?.claimName, namespace)),
  ];
}

function nameOf(secret: { readonly secretName?: string; readonly name?: string } | undefined): string | undefined {
  return secret?.secretName ?? secret?.name;
}

interface Client {
  readonly caBundle?: string;
  readonly service?: { readonly name?: string; readonly namespace?: string };
}

/**
 * The Services that a webhook configuration or an APIService calls, and what runs the pods behind them. A controller that
 * puts its own certificate into the configuration serves only after it has done so, so that one must not wait for it.
 */
function webhookTargets(object: KubernetesObject, index: ObjectIndex): (ApiObject | undefined)[] {
  const webhooks = objectsOf(object.webhooks as { readonly clientConfig?: Client }[] | undefined);
  const clients = webhooks.map(({ clientConfig }) => clientConfig);
  if (object.kind === 'APIService') clients.push(object.spec as Client);
  const injected = Object.keys(object.metadata.annotations ?? {}).some((name) => name.startsWith(injector));
  return clients.flatMap((client) => {
    const { name, namespace } = client?.service ?? {};
    const service = index.find('Service', name, namespace);
    if (service === undefined) return [];
    const { selector } = (index.rendered(service)?.spec ?? {}) as { readonly selector?: Record<string, string> };
    const waits = injected || client?.caBundle !== undefined || object.kind === 'APIService';
    return [service, ...(waits && selector !== undefined ? index.podsWith(namespace, selector) : [])];
  });
}

/** What runs pods that an object decides about: it must not run before. */
function rulesForPods({ object }: Manifest, index: ObjectIndex): ApiObject[] {
  const namespace = object.metadata.namespace;
  if (isBinding(object)) {
    return accountsOf(object).flatMap(({ name, namespace: home }) => index.podsOf(name, home));
  }
  switch (groupKind(object)) {
    case 'ResourceQuota':
    case 'LimitRange':
      return index.podsWith(namespace, {});
    case 'NetworkPolicy.networking.k8s.io': {
      const { podSelector } = (object.spec ?? {}) as {
        readonly podSelector?: { readonly matchLabels?: Record<string, string> };
      };
      return index.podsWith(namespace, podSelector?.matchLabels ?? {});
    }
    default:
      return [];
  }
}
