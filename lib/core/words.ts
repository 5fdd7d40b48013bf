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
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** `, did you mean "x"?` where one of `known` is close to `word`, otherwise nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const best = closest(word, [...known]);
  return distance(word, best) <= Math.max(2, Math.floor(word.length / 3)) ? `, did you mean "${best}"?` : '';
}
