import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { report, ValidationError } from './errors';
import { parseImage } from './image';
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

/** Demands true or false. */
export function checkBoolean(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return true;
  report(scope, `"${prop}" is ${shown(value)}, must be true or false`);
  return false;
}

/** Demands a list. */
export function checkList(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || Array.isArray(value)) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be a list`);
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

/**
 * The props themselves, or none where something else was given. First in a constructor, so that a wrong call is reported
 * like all else.
 */
export function propsOf<P extends object>(scope: Construct, props: P | null | undefined): Partial<P> {
  if (props === undefined) return {};
  return checkObject(scope, 'props', props) ? (props ?? {}) : {};
}

/**
 * The chart that a construct stands in.
 * @throws ValidationError where there is none
 */
export function chartOf(scope: Construct): Chart {
  const chart = scope.node.scopes.findLast((outer) => Chart.isChart(outer));
  if (chart !== undefined) return chart;
  throw new ValidationError(
    'there is no Chart around this construct; create it in a Chart, with the namespace it is for',
    scope,
  );
}

/** Demands texts by name, such as labels. */
export function checkTextMap(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined) return true;
  if (!checkObject(scope, prop, value)) return false;
  const wrong = Object.entries(value as object).filter(([, text]) => typeof text !== 'string');
  for (const [name, text] of wrong) report(scope, `"${prop}.${name}" is ${shown(text)}, must be a text`);
  return wrong.length === 0;
}

/** Demands an image with a tag or a digest. */
export function checkImage(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined) return true;
  const image = typeof value === 'string' ? parseImage(value) : undefined;
  if ((image?.tag ?? image?.digest) !== undefined) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be an image with a tag or a digest`);
  return false;
}

/** Demands an object. */
export function checkObject(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be an object`);
  return false;
}

/** Requests and limits of a container. */
export interface Resources {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}

/** Demands quantities, whole numbers of what cannot be divided, and limits that are not below their requests. */
export function checkResources(scope: Construct, prop: string, value: Resources | undefined): boolean {
  return checkQuantities(scope, prop, value) && checkLimits(scope, prop, value ?? {});
}

/** Demands quantities, and whole numbers of what cannot be divided. */
export function checkQuantities(scope: Construct, prop: string, value: Resources | undefined): boolean {
  if (value === undefined) return true;
  if (!checkObject(scope, prop, value)) return false;
  let right = checkKnown(scope, value, { requests: true, limits: true });
  for (const part of ['requests', 'limits'] as const) {
    if (!checkObject(scope, `${prop}.${part}`, value[part])) right = false;
    else {
      for (const [resource, amount] of Object.entries(value[part] ?? {})) {
        const allowed = wrongQuantity(resource, amount);
        if (allowed === undefined) continue;
        report(scope, `"${prop}.${part}.${resource}" is ${shown(amount)}, must be ${allowed}`);
        right = false;
      }
    }
  }
  return right;
}

/** Demands limits that are not below their requests, and of devices limits that equal them. */
export function checkLimits(scope: Construct, prop: string, value: Resources): boolean {
  let right = true;
  for (const [resource, request] of Object.entries(value.requests ?? {})) {
    const limit = value.limits?.[resource];
    const at = `"${prop}.requests.${resource}" is ${shown(request)}`;
    if (resource.includes('/') && parseQuantity(request) !== parseQuantity(limit)) {
      report(
        scope,
        `${at}, must equal the limit, which is ${shown(limit)}: devices are not shared; state the limit alone`,
      );
      right = false;
    } else if (limit !== undefined && (parseQuantity(request) ?? 0) > (parseQuantity(limit) ?? Infinity)) {
      report(scope, `${at}, must not be above the limit ${shown(limit)}; raise the limit or lower the request`);
      right = false;
    }
  }
  return right;
}

/** What is allowed, where an amount of a resource is wrong. */
function wrongQuantity(resource: string, amount: unknown): string | undefined {
  const parsed = parseQuantity(amount);
  if (parsed === undefined || parsed < 0) return 'a quantity such as "500m", "2" or "4Gi"';
  // Devices and other extended resources have a domain in their name.
  if (resource.includes('/') && !Number.isInteger(parsed)) return 'a whole number, because it cannot be divided';
  return undefined;
}

/** The items of a list, or none where the program gave something else. That is reported elsewhere. */
export function listOf<T>(value: readonly T[] | undefined): T[] {
  const isList: boolean = Array.isArray(value);
  return isList ? [...(value ?? [])] : [];
}

/** The items of a list that are objects. Whatever is none, the API server reports. */
export function objectsOf<T extends object>(value: readonly T[] | undefined): T[] {
  return listOf(value).filter((item: T | null) => typeof item === 'object' && item !== null);
}
