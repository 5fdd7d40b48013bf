import { ApiObject } from 'cdk8s';
import { Manifest, ManifestProblem } from '../manifest';
import { shown } from '../words';

/**
 * What a patch sets stands in the object. cdk8s-plus renders a patched object through its own types once more: it leaves
 * out fields that they do not know, and reads a quantity or a port as `{ value }`.
 */
export function checkPatches(manifests: readonly Manifest[]): ManifestProblem[] {
  return manifests.flatMap((manifest) =>
    droppedFrom(manifest).map(([path, value]) => ({
      manifest,
      message: `a patch sets "${path}" to ${shown(value)}, which cdk8s-plus leaves out; give a quantity or a port as { value: ... }, and a field that it does not know through an ApiObject`,
    })),
  );
}

function droppedFrom({ construct, object }: Manifest): [path: string, value: unknown][] {
  if (!isPatched(construct)) return [];
  const patched: unknown = ApiObject.prototype.toJson.call(construct);
  return dropped(patched, object, '');
}

/** cdk8s keeps patches to itself, and each of them costs another rendering here. */
function isPatched(construct: ApiObject): boolean {
  const { patches } = construct as unknown as { readonly patches?: readonly unknown[] };
  return patches !== undefined && patches.length > 0;
}

function dropped(patched: unknown, rendered: unknown, path: string): [path: string, value: unknown][] {
  if (rendered === undefined) return patched === undefined || patched === null ? [] : [[path, patched]];
  // A quantity that was given as `{ value }` is a text now.
  if (typeof patched !== 'object' || patched === null || typeof rendered !== 'object' || rendered === null) return [];
  return Object.entries(patched).flatMap(([field, value]) => {
    const at = Array.isArray(patched) ? `${path}[${field}]` : path === '' ? field : `${path}.${field}`;
    return dropped(value, (rendered as Readonly<Record<string, unknown>>)[field], at);
  });
}
