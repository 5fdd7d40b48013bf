import { CheckedKind, Manifest, ManifestProblem } from '../manifest';

/** Checks each object whose kind the app knows against that kind's definition, also those written as raw objects. */
export function checkKinds(kinds: readonly CheckedKind[], manifests: readonly Manifest[]): ManifestProblem[] {
  const byName = new Map(kinds.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));
  return manifests.flatMap((manifest) => {
    const kind = byName.get(`${manifest.object.apiVersion}/${manifest.object.kind}`);
    return (kind?.validate(manifest.object) ?? []).map((message) => ({ manifest, message }));
  });
}
