import { listed, shown, suggestion } from '../../core/words';
import { Schema } from './schema';

/**
 * All that is wrong with a value, one sentence each, naming the field, the value and what is allowed.
 *
 * It refuses what the API server refuses, and unknown fields besides, which the API server would silently drop.
 * @param path where the value stands, for example `spec.trainer`
 */
export function validate(schema: Schema, value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  if (schema.deferredTo !== undefined) return validate(schema.deferredTo(), value, path);
  const problems = structure(schema, value, path);
  return problems.length > 0 ? problems : brokenRules(schema, value, path);
}

function structure(schema: Schema, value: unknown, path: string): string[] {
  if (schema.intOrString === true) {
    return typeof value === 'string' || Number.isInteger(value)
      ? []
      : [wrong(path, value, 'a quantity or a whole number')];
  }
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' ? text(schema, value, path) : [wrong(path, value, 'a text')];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [wrong(path, value, 'true or false')];
    case 'integer':
    case 'number':
      return number(schema, value, path);
    case 'array':
      return Array.isArray(value) ? items(schema, value, path) : [wrong(path, value, 'a list')];
    case 'object':
      return typeof value === 'object' && !Array.isArray(value)
        ? fields(schema, value as Record<string, unknown>, path)
        : [wrong(path, value, 'an object')];
    default:
      return [];
  }
}

function text(schema: Schema, value: string, path: string): string[] {
  // The API server counts code points.
  const length = Array.from(value).length;
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return [`"${path}" is ${shown(value)}, must be one of ${listed(schema.enum)}${suggestion(value, schema.enum)}`];
  }
  if (schema.minLength !== undefined && length < schema.minLength) {
    return [
      wrong(
        path,
        value,
        schema.minLength === 1 ? 'a text that is not empty' : `at least ${schema.minLength} characters`,
      ),
    ];
  }
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    return [`"${path}" has ${length} characters, must have at most ${schema.maxLength}`];
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    return [wrong(path, value, `a text that matches ${schema.pattern}`)];
  }
  if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)) {
    return [wrong(path, value, 'a point in time such as "2026-01-31T12:00:00Z"')];
  }
  return [];
}

function number(schema: Schema, value: unknown, path: string): string[] {
  const whole = schema.type === 'integer';
  if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    return [wrong(path, value, whole ? 'a whole number' : 'a number')];
  }
  if (!whole && schema.minimum === undefined && schema.maximum === undefined) return [];
  const bits = schema.format === 'int32' ? 31 : 53;
  const minimum = schema.minimum ?? -(2 ** bits);
  const maximum = schema.maximum ?? 2 ** bits - 1;
  if (value >= minimum && value <= maximum) return [];
  return [
    wrong(
      path,
      value,
      schema.maximum === undefined && value < minimum ? `at least ${minimum}` : `from ${minimum} to ${maximum}`,
    ),
  ];
}

function items(schema: Schema, value: readonly unknown[], path: string): string[] {
  const problems: string[] = [];
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    problems.push(`"${path}" has ${value.length} items, must have at most ${schema.maxItems}`);
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    problems.push(`"${path}" has ${value.length} items, must have at least ${schema.minItems}`);
  }
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const at = `${path}[${index}]`;
    if (item === undefined || item === null) problems.push(wrong(at, item, 'a value'));
    else if (schema.items !== undefined) problems.push(...validate(schema.items, item, at));
    const key = uniqueKey(schema, item);
    if (key === undefined) return;
    if (seen.has(key)) problems.push(`"${at}" repeats ${duplicateName(schema, item)}, each may stand only once`);
    seen.add(key);
  });
  return problems;
}

function uniqueKey(schema: Schema, item: unknown): string | undefined {
  if (schema.listType === 'set') return JSON.stringify(item);
  if (schema.listType !== 'map' || typeof item !== 'object' || item === null) return undefined;
  return JSON.stringify(schema.listMapKeys?.map((key) => (item as Record<string, unknown>)[key]));
}

function duplicateName(schema: Schema, item: unknown): string {
  if (schema.listType === 'set') return shown(item);
  return (schema.listMapKeys ?? [])
    .map((key) => `the ${key} ${shown((item as Record<string, unknown>)[key])}`)
    .join(', ');
}

function fields(schema: Schema, value: Readonly<Record<string, unknown>>, path: string): string[] {
  const problems: string[] = [];
  const properties = schema.properties ?? {};
  for (const name of schema.required ?? []) {
    if (value[name] === undefined || value[name] === null)
      problems.push(`"${join(path, name)}" is missing, and is required`);
  }
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  if (schema.minProperties !== undefined && given.length < schema.minProperties) {
    problems.push(`"${path}" is empty, must have at least one of ${listed(Object.keys(properties))}`);
  }
  for (const [name, field] of given) {
    const property = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
    if (property !== undefined) problems.push(...validate(property, field, join(path, name)));
    else if (schema.open !== true) {
      const names = Object.keys(properties);
      const hint = suggestion(name, names) || `, there are ${listed(names) || 'none'}`;
      problems.push(`"${join(path, name)}" is not a field of this kind${hint}`);
    }
  }
  return problems;
}

/** Rules about changes are left to the API server; the others are asked once the structure is right. */
function brokenRules(schema: Schema, value: unknown, path: string): string[] {
  return (schema.rules ?? [])
    .filter((rule) => rule.holds !== undefined && !rule.holds(value as never))
    .map((rule) => `"${path}" is ${shown(value)}: ${rule.message}`);
}

function wrong(path: string, value: unknown, allowed: string): string {
  return `"${path}" is ${shown(value)}, must be ${allowed}`;
}

function join(path: string, name: string): string {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? `${path}.${name}` : `${path}["${name}"]`;
}
