import { KubernetesObject } from '../../../lib/core/manifest';
import { KubeTarget } from '../harness/kube-target';
import { kubectlName } from './local-platform';

/** Those of some objects that are in the cluster, as they are there. */
export async function clusterObjects(
  cluster: KubeTarget,
  wanted: readonly KubernetesObject[],
): Promise<KubernetesObject[]> {
  const names = new Map<string, string[]>();
  for (const object of wanted) {
    const [group, version] = object.apiVersion.split('/');
    const kind = version === undefined ? object.kind : `${object.kind}.${version}.${group}`;
    const key = `${kind} ${object.metadata.namespace ?? ''}`;
    names.set(key, [...(names.get(key) ?? []), object.metadata.name]);
  }
  const found = [...names].map(([key, members]) => {
    const [kind = '', namespace = ''] = key.split(' ');
    return get(cluster, kind, namespace, members);
  });
  return (await Promise.all(found)).flat();
}

/**
 * The resource versions of some objects, which tell whether anything has changed them.
 *
 * @throws when one is not there
 */
export async function resourceVersions(
  cluster: KubeTarget,
  wanted: readonly KubernetesObject[],
): Promise<Record<string, string>> {
  const found = (await clusterObjects(cluster, wanted)).map((object) => {
    const { resourceVersion } = object.metadata as { readonly resourceVersion?: string };
    return [kubectlName(object).join(' '), resourceVersion ?? ''] as const;
  });
  const missing = wanted
    .map((object) => kubectlName(object).join(' '))
    .filter((name) => !found.some(([other]) => other === name));
  if (missing.length > 0) throw new Error(`not in the cluster: ${missing.join(', ')}`);
  return Object.fromEntries(found);
}

async function get(cluster: KubeTarget, kind: string, namespace: string, names: string[]): Promise<KubernetesObject[]> {
  const place = namespace === '' ? [] : ['--namespace', namespace];
  const args = ['get', kind, ...names, ...place, '--ignore-not-found', '--output', 'json'];
  const { code, stdout, stderr } = await cluster.exec('kubectl', args);
  if (code !== 0) {
    // A kind that is gone has no objects.
    if (/the server doesn't have a resource type|could not find the requested resource/.test(stderr)) return [];
    throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  }
  if (stdout.trim() === '') return [];
  const answer = JSON.parse(stdout) as KubernetesObject & { readonly items?: KubernetesObject[] };
  return answer.items ?? [answer];
}

/**
 * An object without what an apply changes that changes nothing: revision, owners of fields, notes for the engine. A
 * Deployment's generation counts its annotations too.
 */
export function comparable(object: KubernetesObject): unknown {
  const { annotations = {} } = object.metadata;
  const others = Object.entries(annotations).filter(([name]) => !name.startsWith('pulumi.com/'));
  const metadata = {
    ...without(object.metadata, 'generation', 'resourceVersion', 'managedFields'),
    annotations: Object.fromEntries(others),
  };
  return { ...without(object, 'status'), metadata };
}

function without(object: object, ...fields: string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}
