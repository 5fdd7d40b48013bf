import { Construct } from 'constructs';
import { report } from './errors';
import { parseQuantity, ResourceList } from './quantity';
import { listed, shown, suggestion } from './words';

/*
 * Checks for props whose rules TypeScript cannot say, or that came from a program that it did not check. Each reports
 * what is wrong to the construct and returns whether the value is right. A value of `undefined` counts as not given.
 */

/** Refuses props that the construct does not know. `known` lists them all, which the compiler checks. */
export function checkKnown<P extends object>(scope: Construct, props: P, known: Record<keyof P, true>): boolean {
  const names = Object.keys(known);
  const wrong = Object.keys(props).filter((name) => !names.includes(name));
  for (const name of wrong) {
    report(
      scope,
      `"${name}" is not a prop of this construct${suggestion(name, names) || `, it takes ${listed(names)}`}`,
    );
  }
  return wrong.length === 0;
}

/** Demands one of a closed set of values. */
export function checkOneOf(scope: Construct, prop: string, value: unknown, allowed: readonly unknown[]): boolean {
  if (value === undefined || allowed.includes(value)) return true;
  const hint = typeof value === 'string' ? suggestion(value, allowed.map(String)) : '';
  report(scope, `"${prop}" is ${shown(value)}, must be one of ${listed(allowed)}${hint}`);
  return false;
}

/** Demands a whole number within bounds. */
export function checkInteger(
  scope: Construct,
  prop: string,
  value: unknown,
  bounds: { readonly min: number; readonly max?: number },
): boolean {
  if (value === undefined) return true;
  const max = bounds.max ?? 2 ** 31 - 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= bounds.min && value <= max) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a whole number from ${bounds.min} to ${max}`);
  return false;
}

/** Demands a non-empty string. */
export function checkText(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || (typeof value === 'string' && value !== '')) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a text that is not empty`);
  return false;
}

/** Demands a list of strings. */
export function checkTexts(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a list of texts`);
  return false;
}

/** Demands a DNS label as Kubernetes wants for names of namespaces and Services: RFC 1123, or RFC 1035 on request. */
export function checkLabel(
  scope: Construct,
  prop: string,
  value: unknown,
  rule: 'RFC 1123' | 'RFC 1035' = 'RFC 1123',
): boolean {
  if (value === undefined) return true;
  const start = rule === 'RFC 1035' ? 'a-z' : 'a-z0-9';
  const pattern = new RegExp(`^[${start}]([-a-z0-9]{0,61}[a-z0-9])?$`);
  if (typeof value === 'string' && pattern.test(value)) return true;
  const first = rule === 'RFC 1035' ? ', starting with a letter' : '';
  report(
    scope,
    `"${prop}" is ${shown(value)}, must be a ${rule} label: at most 63 of a-z, 0-9 and "-"${first}, and no "-" at either end`,
  );
  return false;
}

/** Demands quantities, and limits that are not below their requests. */
export function checkResources(
  scope: Construct,
  prop: string,
  value: { readonly requests?: ResourceList; readonly limits?: ResourceList } | undefined,
): boolean {
  if (value === undefined) return true;
  let right = checkKnown(scope, value, { requests: true, limits: true });
  for (const part of ['requests', 'limits'] as const) {
    for (const [resource, amount] of Object.entries(value[part] ?? {})) {
      const parsed = parseQuantity(amount);
      if (parsed !== undefined && parsed >= 0) continue;
      report(
        scope,
        `"${prop}.${part}.${resource}" is ${shown(amount)}, must be a quantity such as "500m", "2" or "4Gi"`,
      );
      right = false;
    }
  }
  for (const [resource, limit] of Object.entries(value.limits ?? {})) {
    const request = value.requests?.[resource];
    if (request === undefined || (parseQuantity(request) ?? 0) <= (parseQuantity(limit) ?? Infinity)) continue;
    report(
      scope,
      `"${prop}.requests.${resource}" is ${shown(request)}, must not be above the limit ${shown(limit)}; raise the limit or lower the request`,
    );
    right = false;
  }
  return right;
}
