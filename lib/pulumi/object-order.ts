import { ApiObject } from 'cdk8s';
import { ValidationError } from '../core/errors';
import { identity, Manifest } from '../core/manifest';

type Dependencies = ReadonlyMap<ApiObject, ReadonlySet<ApiObject>>;

/** An object whose dependencies are being visited. */
interface Visit {
  readonly manifest: Manifest;
  readonly open: Iterator<ApiObject>;
}

/**
 * Sorts objects by their dependencies, in the order given where that leaves a choice.
 * @param problems takes cycles
 */
export function sortObjects(
  manifests: readonly Manifest[],
  dependencies: Dependencies,
  problems: ValidationError[],
): Manifest[] {
  const byConstruct = new Map(manifests.map((manifest) => [manifest.construct, manifest]));
  const ordered: Manifest[] = [];
  const begun = new Set<ApiObject>();
  const done = new Set<ApiObject>();
  // Chains of dependencies may be longer than the stack of calls.
  const path: Visit[] = [];
  const visit = (manifest: Manifest): void => {
    begun.add(manifest.construct);
    path.push({ manifest, open: (dependencies.get(manifest.construct) ?? new Set<ApiObject>()).values() });
  };
  for (const start of manifests) {
    if (!begun.has(start.construct)) visit(start);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const step = last.open.next();
      const next = step.done === true ? undefined : byConstruct.get(step.value);
      if (step.done === true) {
        path.pop();
        done.add(last.manifest.construct);
        ordered.push(last.manifest);
      } else if (next !== undefined && !begun.has(next.construct)) visit(next);
      else if (next !== undefined && !done.has(next.construct)) problems.push(cycle(last.manifest, next));
    }
  }
  return ordered;
}

function cycle({ construct }: Manifest, dependency: Manifest): ValidationError {
  const other = `${identity(dependency.object)} (${dependency.construct.node.path})`;
  return new ValidationError(`waits for ${other}, which waits for it; remove one dependency`, construct);
}
