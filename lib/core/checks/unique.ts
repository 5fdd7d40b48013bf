import { groupKind, identity, Manifest, ManifestProblem } from '../manifest';

/** No object may stand twice in a platform: the second would silently change the first. */
export function checkUnique(manifests: readonly Manifest[]): ManifestProblem[] {
  const seen = new Map<string, Manifest>();
  const problems: ManifestProblem[] = [];
  for (const manifest of manifests) {
    const key = `${groupKind(manifest.object)} ${identity(manifest.object)}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, manifest);
    else {
      const other = first.construct.node.path;
      problems.push({
        manifest,
        message: `${identity(manifest.object)} is also made by ${other}; give one another name`,
      });
    }
  }
  return problems;
}
