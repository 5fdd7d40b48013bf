import { ApiObject, App, Chart, ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { tempFolder } from './app';

/** An object as it is written in YAML. */
export type Raw = ConstructorParameters<typeof ApiObject>[2];

/** A plain cdk8s App, which knows nothing of Keelson, with one chart of objects by their ids. */
export function plainChart(objects: Readonly<Record<string, Raw>>, props: ChartProps = {}): Chart {
  const chart = new Chart(new App({ outdir: tempFolder() }), 'chart', props);
  addObjects(chart, objects);
  return chart;
}

/** Adds objects by their ids. */
export function addObjects(scope: Construct, objects: Readonly<Record<string, Raw>>): Record<string, ApiObject> {
  return Object.fromEntries(Object.entries(objects).map(([id, raw]) => [id, new ApiObject(scope, id, raw)]));
}

/** An object of a kind, in the namespace `ns` unless another one is given; `''` is none. */
export function raw(kind: string, name: string, fields: object = {}, namespace = 'ns', apiVersion = 'v1'): Raw {
  return { apiVersion, kind, metadata: { name, ...(namespace === '' ? {} : { namespace }) }, ...fields };
}

/** A Deployment whose pods have the label `app` and this spec. */
export function deployment(name: string, spec: object = {}, namespace = 'ns'): Raw {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'i:1' }], ...spec } };
  return raw('Deployment', name, { spec: { selector: { matchLabels: labels }, template } }, namespace, 'apps/v1');
}

/** A binding of a role to service accounts. */
export function binding(
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  name: string,
  roleRef: { readonly kind: 'Role' | 'ClusterRole'; readonly name: string },
  accounts: readonly { readonly name: string; readonly namespace?: string }[],
  namespace = kind === 'RoleBinding' ? 'ns' : '',
): Raw {
  const subjects = accounts.map((account) => ({ kind: 'ServiceAccount', ...account }));
  const fields = { roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...roleRef }, subjects };
  return raw(kind, name, fields, namespace, 'rbac.authorization.k8s.io/v1');
}

/** A role with no rules. */
export function role(kind: 'Role' | 'ClusterRole', name: string, namespace = kind === 'Role' ? 'ns' : ''): Raw {
  return raw(kind, name, { rules: [] }, namespace, 'rbac.authorization.k8s.io/v1');
}

/** A CRD. */
export function crd(kind: string, group = 'example.com'): Raw {
  const plural = `${kind.toLowerCase()}s`;
  const spec = { group, names: { kind, plural }, scope: 'Namespaced', versions: [] };
  return raw('CustomResourceDefinition', `${plural}.${group}`, { spec }, '', 'apiextensions.k8s.io/v1');
}
