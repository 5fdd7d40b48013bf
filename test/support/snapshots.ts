import { createHash } from 'node:crypto';
import { at, file, Rendered } from './app';
import { KubernetesObject } from '../../lib/core/manifest';

/** A rendered file as a reviewer wants to read it: CRDs by digest and size, all else as it is. */
export function readable(rendered: Rendered, name: string): string {
  const content = file(rendered, name);
  if (!name.endsWith('-crds.yaml')) return content;
  const digest = createHash('sha256').update(content).digest('hex');
  return `${content.length} bytes, sha256 ${digest}\n`;
}

/** What one role allows, one line for each rule: `get list on secrets (a-name)`. */
export function rightsOf(role: KubernetesObject): string {
  const rules = (role.rules ?? []) as {
    verbs: string[];
    apiGroups: string[];
    resources: string[];
    resourceNames?: string[];
  }[];
  const lines = rules.flatMap(({ verbs, apiGroups, resources, resourceNames }) =>
    apiGroups.map((group) => {
      const names = resourceNames === undefined ? '' : ` (${resourceNames.join(' ')})`;
      return `  ${group === '' ? 'core' : group}: ${verbs.join(' ')} on ${resources.join(' ')}${names}`;
    }),
  );
  const selectors = at(role, 'aggregationRule', 'clusterRoleSelectors');
  if (selectors !== undefined) lines.push(`  whatever has ${JSON.stringify(selectors)}`);
  const { name, namespace } = role.metadata;
  return [`${role.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`, ...lines].join('\n');
}

/** Who has which role, one line for each subject. */
export function bindingsOf(objects: readonly KubernetesObject[]): string {
  return objects
    .filter(({ kind }) => kind.endsWith('RoleBinding'))
    .flatMap((binding) => {
      const subjects = binding.subjects as { kind: string; name: string; namespace?: string }[];
      const role = binding.roleRef as { kind: string; name: string };
      return subjects.map(
        ({ kind, name, namespace }) =>
          `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} has ${role.kind} ${role.name}`,
      );
    })
    .join('\n');
}
