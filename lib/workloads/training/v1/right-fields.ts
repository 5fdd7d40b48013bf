/**
 * An object of the fields that have a value and are right. Those that are wrong were reported as props, and would be
 * reported a second time as fields of the object.
 */
export function rightFields<T extends object>(fields: readonly (readonly [right: boolean, field: Partial<T>])[]): T {
  const entries = fields.filter(([right]) => right).flatMap(([, field]) => Object.entries(field));
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}
