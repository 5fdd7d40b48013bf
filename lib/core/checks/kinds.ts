import { CheckedKind, identity, Manifest, ManifestProblem } from '../manifest';
import { listed, suggestion } from '../words';

/** Checks each object whose kind the app knows against that kind's definition, also those written as raw objects. */
export function checkKinds(kinds: readonly CheckedKind[], manifests: readonly Manifest[]): ManifestProblem[] {
  const byName = new Map<string, Map<string, CheckedKind>>();
  for (const kind of kinds) {
    const versions = byName.get(nameOf(kind)) ?? new Map<string, CheckedKind>();
    byName.set(nameOf(kind), versions.set(kind.apiVersion, kind));
  }
  return manifests.flatMap((manifest) => {
    const { object } = manifest;
    const versions = byName.get(nameOf(object));
    if (versions === undefined) return [];
    const kind = versions.get(object.apiVersion);
    if (kind !== undefined) return kind.validate(object).map((message) => ({ manifest, message }));
    const known = [...versions.keys()];
    const hint = suggestion(object.apiVersion, known) || `, it serves ${listed(known)}`;
    return [
      { manifest, message: `${identity(object)} is of ${object.apiVersion}, which the platform does not serve${hint}` },
    ];
  });
}

/** Group and kind, whatever the version. */
function nameOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion.replace(/\/?[^/]*$/, '')}/${kind}`;
}
