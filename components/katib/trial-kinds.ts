import { Component, Gate, ITrialKinds, TrialKind } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { checkKnown, checkList, checkObject, listOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';

/** Jobs of Kubernetes, which are always among the kinds of trials. */
const jobs: TrialKind = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs' };

const rules = {
  group: [/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'an API group such as "argoproj.io"'],
  version: [/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'an API version such as "v1alpha1"'],
  kind: [/^[A-Z][A-Za-z0-9]*$/, 'a kind such as "Workflow"'],
  plural: [/^[a-z]([-a-z0-9]*[a-z0-9])?$/, 'the plural name of a kind such as "workflows"'],
} as const;

/** A kind as messages call it. */
export function nameOfKind({ group, version, kind }: TrialKind): string {
  return `${group}/${version} ${kind}`;
}

/**
 * The kinds that trials can run as, each once, and the gates behind which they are there. Their names go into rights and
 * into a rule of the API server, so nothing but names is let through.
 */
export function trialKindsOf(
  scope: Component,
  given: readonly ITrialKinds[] | undefined,
): { readonly kinds: readonly TrialKind[]; readonly gates: readonly Gate[] } {
  checkList(scope, 'trialKinds', given);
  const kinds = new Map([[nameOfKind(jobs), jobs]]);
  const gates: Gate[] = [];
  for (const source of listOf(given) as (ITrialKinds | null)[]) {
    const own = listOf(source?.trialKinds);
    if (!(source?.apiReady instanceof Gate) || own.length === 0) {
      report(scope, `"trialKinds" has ${shown(source)}, must have components that install jobs, such as Trainer`);
      continue;
    }
    gates.push(source.apiReady);
    for (const kind of own) {
      if (!isTrialKind(scope, kind)) continue;
      const name = nameOfKind(kind);
      if (kinds.has(name)) {
        report(scope, `"trialKinds" has ${shown(name)}, which is among the kinds already; leave it out`);
      }
      kinds.set(name, kind);
    }
  }
  return { kinds: [...kinds.values()], gates };
}

function isTrialKind(scope: Component, given: unknown): given is TrialKind {
  if (!isObject(scope, 'trialKinds', given)) return false;
  const names = ['group', 'version', 'kind', 'plural'] as const;
  const right = [
    checkKnown(scope, given, { group: true, version: true, kind: true, plural: true, podOwner: true, between: true }),
    ...names.map((field) => checkName(scope, field, field, given[field])),
    given.podOwner === undefined || checkName(scope, 'podOwner', 'kind', given.podOwner),
    checkList(scope, 'trialKinds.between', given.between),
    ...listOf(given.between as readonly unknown[] | undefined).map((one) => isBetween(scope, one)),
  ];
  return right.every(Boolean);
}

function isBetween(scope: Component, given: unknown): boolean {
  if (!isObject(scope, 'trialKinds.between', given)) return false;
  const right = [
    checkName(scope, 'between.group', 'group', given.group),
    checkName(scope, 'between.plural', 'plural', given.plural),
  ];
  return right.every(Boolean);
}

function isObject(scope: Component, prop: string, value: unknown): value is Readonly<Record<string, unknown>> {
  return checkObject(scope, prop, value ?? null);
}

function checkName(scope: Component, field: string, rule: keyof typeof rules, value: unknown): boolean {
  const [pattern, allowed] = rules[rule];
  if (typeof value === 'string' && pattern.test(value)) return true;
  report(scope, `"trialKinds.${field}" is ${shown(value)}, must be ${allowed}`);
  return false;
}
