/** One right: a verb on a resource of a group, or on some objects of it by name. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly names?: readonly string[];
}

interface Rule {
  readonly verbs: string[];
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
}

/** All rights of a list of rules, one by one. */
export function rightsOf(rules: readonly Rule[]): Right[] {
  return rules.flatMap((rule) =>
    rule.apiGroups.flatMap((group) =>
      rule.resources.flatMap((resource) =>
        rule.verbs.map((verb) => ({
          verb,
          group,
          resource,
          ...(rule.resourceNames ? { names: rule.resourceNames } : {}),
        })),
      ),
    ),
  );
}

/** The rights of each role in a file of the reference, by `Kind namespace/name`. */
export function referenceRights(text: string): Map<string, Right[]> {
  const roles = new Map<string, Right[]>();
  for (const block of text.split('\n### ')) {
    const title = /^((?:Cluster)?Role) (\S+)/.exec(block);
    if (title === null) continue;
    const rules = [...block.matchAll(/^ {2}([a-zA-Z,*]+) \| ([^|]+) \| ([^|\n]+)(?:\| names ([^\n]+))?$/gm)].map(
      (match) => ({
        verbs: (match[1] ?? '').split(','),
        apiGroups: (match[2] ?? '')
          .trim()
          .split(' ')
          .map((group) => (group === 'core' ? '' : group)),
        resources: (match[3] ?? '').trim().split(' '),
        ...(match[4] === undefined ? {} : { resourceNames: match[4].trim().split(' ') }),
      }),
    );
    roles.set(`${title[1]} ${title[2]}`, rightsOf(rules));
  }
  return roles;
}

/** Whether a right is among others, or narrower than one of them. */
export function within(right: Right, ceiling: readonly Right[]): boolean {
  return ceiling.some(
    (other) =>
      (other.verb === right.verb || other.verb === '*') &&
      other.group === right.group &&
      other.resource === right.resource &&
      (other.names === undefined || right.names?.every((name) => other.names?.includes(name)) === true),
  );
}
