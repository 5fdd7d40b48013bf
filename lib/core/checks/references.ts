import { Chart } from 'cdk8s';
import { Component } from '../component';
import {
  containersOf,
  groupKind,
  identity,
  KubernetesObject,
  Manifest,
  ManifestProblem,
  podTemplate,
  PodTemplate,
} from '../manifest';
import { listOf } from '../props';
import { shown } from '../words';

// Kubernetes puts these into every namespace.
const everywhere = ['ServiceAccount default', 'ConfigMap kube-root-ca.crt'];

interface Pods extends PodTemplate {
  readonly namespace: string | undefined;
}

/** A Secret or ConfigMap that exists without standing in the output. */
export interface Provided {
  readonly kind?: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
}

/** Metadata of a construct that says that a ConfigMap is there: a {@link Provided}. */
export const existingConfigMap = 'keelson:config-map';

/** What objects of a platform's components say of each other must be true: selectors, ports, names. */
export function checkReferences(manifests: readonly Manifest[], provided: readonly Provided[] = []): ManifestProblem[] {
  const pods: Pods[] = manifests.flatMap(({ object }) => {
    const template = podTemplate(object);
    return template === undefined ? [] : [{ ...template, namespace: object.metadata.namespace }];
  });
  const known = new Set<string>(
    manifests.map(({ object }) => `${groupKind(object)} ${nameIn(object.metadata.namespace, object.metadata.name)}`),
  );
  for (const { kind = 'Secret', namespace, name } of provided) known.add(`${kind} ${nameIn(namespace, name)}`);
  for (const { object } of manifests) {
    // The issuer makes the Secret of a certificate.
    const secret = (object.spec as { readonly secretName?: unknown } | undefined)?.secretName;
    if (groupKind(object) !== 'Certificate.cert-manager.io' || typeof secret !== 'string') continue;
    known.add(`Secret ${nameIn(object.metadata.namespace, secret)}`);
  }
  const services = new Map(
    manifests
      .filter(({ object }) => groupKind(object) === 'Service')
      .map(({ object }) => [nameIn(object.metadata.namespace, object.metadata.name), object]),
  );
  return manifests
    .filter(({ construct }) => Component.isComponent(Chart.of(construct)))
    .flatMap((manifest) =>
      [
        ...selectorProblems(manifest.object, pods),
        ...webhookProblems(manifest.object, services),
        ...nameProblems(manifest.object, known),
      ].map((message) => ({ manifest, message })),
    );
}

function selectorProblems(object: KubernetesObject, pods: readonly Pods[]): string[] {
  const spec = (object.spec ?? {}) as {
    selector?: Record<string, string> & { matchLabels?: Record<string, string> };
    podSelector?: { matchLabels?: Record<string, string> };
    ports?: { name?: string; port: number; targetPort?: number | string }[];
  };
  const kind = groupKind(object);
  const selector = {
    Service: spec.selector,
    'NetworkPolicy.networking.k8s.io': spec.podSelector?.matchLabels,
    'PodDisruptionBudget.policy': spec.selector?.matchLabels,
  }[kind];
  if (selector === undefined) return [];
  // Policies may stand over pods that a controller makes; ours are told by their labels.
  if (
    kind.startsWith('NetworkPolicy') &&
    !Object.keys(selector).some((label) => label.startsWith('app.kubernetes.io/'))
  ) {
    return [];
  }
  const selected = pods.filter(
    (pod) =>
      pod.namespace === object.metadata.namespace &&
      Object.entries(selector).every(([label, value]) => pod.labels[label] === value),
  );
  if (selected.length === 0)
    return [`${identity(object)} selects ${shown(selector)}, which no pod of the platform carries`];
  if (kind === 'PodDisruptionBudget.policy' && selected.every((pod) => pod.replicas < 2)) {
    return [
      `${identity(object)} guards a single pod, which would block every drain of its node; run two replicas or drop it`,
    ];
  }
  if (kind !== 'Service') return [];
  const containers = selected.flatMap((pod) => listOf(pod.spec.containers));
  const ports = containers.flatMap((container) =>
    (container.ports ?? []).flatMap((port) => [port.name, port.containerPort]),
  );
  return (spec.ports ?? [])
    .map((port) => port.targetPort ?? port.port)
    .filter((target) => !ports.includes(target))
    .map((target) => `${identity(object)} sends to the port ${shown(target)}, which its pods do not open`);
}

function webhookProblems(object: KubernetesObject, services: ReadonlyMap<string, KubernetesObject>): string[] {
  const webhooks = (object.webhooks ?? []) as {
    name: string;
    clientConfig: { service?: { name: string; namespace: string; port?: number } };
  }[];
  return webhooks.flatMap(({ name, clientConfig: { service } }) => {
    if (service === undefined) return [];
    const target = services.get(nameIn(service.namespace, service.name));
    const ports = ((target?.spec as { ports?: { port: number }[] } | undefined)?.ports ?? []).map((port) => port.port);
    if (ports.includes(service.port ?? 443)) return [];
    return [
      `the webhook ${shown(name)} calls the Service ${service.namespace}/${service.name}:${service.port ?? 443}, which the platform does not have`,
    ];
  });
}

function nameProblems(object: KubernetesObject, known: ReadonlySet<string>): string[] {
  const pod = podTemplate(object)?.spec;
  if (pod === undefined) return [];
  const wanted: [string, string | undefined][] = [['ServiceAccount', pod.serviceAccountName]];
  for (const { valueFrom } of containersOf(pod).flatMap((container) => listOf(container.env))) {
    if (valueFrom?.secretKeyRef?.optional !== true) wanted.push(['Secret', valueFrom?.secretKeyRef?.name]);
    if (valueFrom?.configMapKeyRef?.optional !== true) wanted.push(['ConfigMap', valueFrom?.configMapKeyRef?.name]);
  }
  for (const volume of listOf(pod.volumes)) {
    if (volume.secret?.optional !== true) wanted.push(['Secret', volume.secret?.secretName]);
    if (volume.configMap?.optional !== true) wanted.push(['ConfigMap', volume.configMap?.name]);
  }
  return wanted
    .filter(
      ([kind, name]) =>
        name !== undefined &&
        !everywhere.includes(`${kind} ${name}`) &&
        !known.has(`${kind} ${nameIn(object.metadata.namespace, name)}`),
    )
    .map(([kind, name]) => `${identity(object)} uses the ${kind} ${shown(name)}, which the platform does not have`);
}

function nameIn(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
