/** An object of the Kubernetes API that needs no controller to be accepted. */
export interface BenchObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly [field: string]: unknown;
}

/**
 * Objects that refer to each other: in turn an account, settings, a Service, and a Deployment of both that runs no pods.
 * The fourth of each four needs the first two.
 */
export function objectsOf(count: number): BenchObject[] {
  return Array.from({ length: count }, (_, index) =>
    kinds[index % kinds.length]?.(`app-${Math.floor(index / 4)}`),
  ).filter((object) => object !== undefined);
}

const kinds: readonly ((name: string) => BenchObject)[] = [
  (name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadataOf(name) }),
  (name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(name), data: { greeting: 'hello' } }),
  (name) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(name),
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  }),
  (name) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadataOf(name), spec: deploymentOf(name) }),
];

function metadataOf(name: string): BenchObject['metadata'] {
  return { name, namespace: 'default' };
}

function deploymentOf(name: string): object {
  const labels = { app: name };
  const containers = [{ name: 'app', image: 'registry.k8s.io/pause:3.10', envFrom: [{ configMapRef: { name } }] }];
  const template = { metadata: { labels }, spec: { serviceAccountName: name, containers } };
  return { replicas: 0, selector: { matchLabels: labels }, template };
}
