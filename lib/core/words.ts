import { Construct } from 'constructs';
import { closest, distance } from 'fastest-levenshtein';

/** Writes values as they would stand in a program: `"a", "b", 3`. */
export function listed(values: readonly unknown[]): string {
  return values.map((value) => shown(value)).join(', ');
}

/** Writes one value as it would stand in a program, cut to a readable length. */
export function shown(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Construct.isConstruct(value)) return `the construct ${value.node.path || 'at the root'}`;
  const ancestors: unknown[] = [];
  const text: unknown = JSON.stringify(value, function (this: unknown, _key, field: unknown) {
    if (typeof field === 'bigint') return String(field);
    if (typeof field !== 'object' || field === null) return field;
    // `this` holds the field, so what stands above it on the way from the root are its ancestors.
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
    if (ancestors.includes(field)) return '...';
    ancestors.push(field);
    return field;
  });
  if (typeof text !== 'string') return `a ${typeof value}`;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** `, did you mean "x"?` where one of `known` is close to `word`, otherwise nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0 || typeof word !== 'string') return '';
  const best = closest(word, [...known]);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? `, did you mean "${best}"?` : '';
}
