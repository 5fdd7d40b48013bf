import { Composition } from '../core/compose';
import { groupKind, KubernetesObject, Manifest } from '../core/manifest';

/** What `pulumi destroy` deletes only if it is asked to. */
export type Kept = 'data' | 'namespaces' | 'crds';

/** All that is kept unless it is named. */
export const keptByDefault: readonly Kept[] = ['data', 'namespaces', 'crds'];

/**
 * Which objects stay in the cluster when they leave the stack: volumes, and namespaces that hold them; namespaces of
 * teams, which hold more than this program knows; CRDs, with which the API server would delete every resource of their
 * kinds.
 * @param deleted what is to be deleted all the same
 */
export function retention(composition: Composition, deleted: readonly Kept[]): (manifest: Manifest) => boolean {
  const withData = new Set<string>();
  const ofTeams = new Set(composition.plans.flatMap(({ platform }) => [...platform.keptNamespaces()]));
  const manifests = [
    ...composition.plans.flatMap(({ stages }) => stages.flatMap((stage) => stage.manifests)),
    ...[...composition.charts.values()].flat(),
  ];
  for (const { object } of manifests) {
    if (leavesClaims(object)) withData.add(object.metadata.namespace ?? 'default');
  }
  const keeps = (what: Kept): boolean => !deleted.includes(what);
  return ({ object }) => {
    const { name } = object.metadata;
    if (isVolume(object)) return keeps('data');
    // Another content is another version. The old one stays with its runs, and goes with its Pipeline.
    if (groupKind(object) === 'PipelineVersion.pipelines.kubeflow.org') return true;
    if (object.kind === 'CustomResourceDefinition') return keeps('crds');
    if (groupKind(object) !== 'Namespace') return false;
    return (withData.has(name) && keeps('data')) || (ofTeams.has(name) && keeps('namespaces'));
  };
}

function isVolume(object: KubernetesObject): boolean {
  return ['PersistentVolume', 'PersistentVolumeClaim'].includes(groupKind(object));
}

/** Whether volumes are claimed in an object's namespace. A StatefulSet makes claims that do not stand in the program. */
function leavesClaims(object: KubernetesObject): boolean {
  const { volumeClaimTemplates } = (object.spec ?? {}) as { readonly volumeClaimTemplates?: unknown };
  return groupKind(object) === 'PersistentVolumeClaim' || volumeClaimTemplates !== undefined;
}
