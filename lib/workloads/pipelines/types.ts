/** Any value that JSON can write. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

/** The types of parameters: values that travel inside the run, not as files. */
export type ParameterType = 'integer' | 'double' | 'string' | 'boolean' | 'list' | 'struct';

/**
 * What a list or a struct holds, as far as it is known: `'integer'`, `{ list: 'string' }`, `{ struct: 'double' }` where
 * all fields are alike, or `{ fields: { rate: 'double', name: 'string' } }`.
 */
export type ItemType =
  | ParameterType
  | { readonly list: ItemType }
  | { readonly struct: ItemType }
  | { readonly fields: Readonly<Record<string, ItemType>> };

/** The parameter type that an item has: `'list'` of `{ list: 'string' }`. */
export type TypeOf<I extends ItemType> = I extends ParameterType
  ? I
  : I extends { readonly list: ItemType }
    ? 'list'
    : 'struct';

/** What is inside an item: `'string'` of `{ list: 'string' }`. Where nothing is known, KFP takes it for text. */
export type InnerOf<I extends ItemType> = I extends { readonly list: infer X extends ItemType }
  ? X
  : I extends { readonly struct: infer X extends ItemType }
    ? X
    : I extends { readonly fields: infer F extends object }
      ? { readonly fields: F }
      : 'string';

/** The item type of a literal: `'integer'` of `3`, `{ fields: { a: 'string' } }` of `{ a: 'x' }`. */
export type ItemOf<V> = [V] extends [string]
  ? 'string'
  : [V] extends [boolean]
    ? 'boolean'
    : [V] extends [number]
      ? NumberType<V>
      : [V] extends [readonly (infer X)[]]
        ? { readonly list: ItemOf<X> }
        : [V] extends [object]
          ? { readonly fields: { readonly [F in keyof V & string]: ItemOf<V[F]> } }
          : 'string';

/** Numbers that the compiler does not know fit both types. They are checked when the pipeline is built. */
type NumberType<V extends number> = number extends V
  ? 'integer' & 'double'
  : `${V}` extends `${bigint}`
    ? 'integer'
    : 'double';

/** KFP's own artifact types. */
export type SystemArtifact =
  | 'system.Artifact'
  | 'system.Model'
  | 'system.Dataset'
  | 'system.Metrics'
  | 'system.ClassificationMetrics'
  | 'system.SlicedClassificationMetrics'
  | 'system.HTML'
  | 'system.Markdown';
