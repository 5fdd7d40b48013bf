import { Json } from './types';

/** An object of the IR, while it is made. */
export interface JsonObject {
  [field: string]: Json | JsonObject | readonly JsonObject[] | undefined;
}

/** Without fields that are `undefined`. */
export function present(object: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const field of Object.keys(object)) {
    const value = object[field];
    if (value !== undefined) result[field] = value;
  }
  return result;
}

/** The object, or nothing where it has no fields. */
export function unlessEmpty(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object;
}

/** The same value with sorted keys, as KFP's compiler writes it. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}
