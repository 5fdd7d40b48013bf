import { ParameterSpec, SystemSpec } from './interface';
import { ItemType, Json, ParameterType } from './types';

/** How a parameter is declared. */
export interface ParameterOptions<V> {
  /**
   * The value where none is given, which makes an input optional.
   * @default - none
   */
  readonly default?: V;
  /**
   * Whether the input may be left out, though it has no default. The program then gets no value.
   * @default false, true where there is a default
   */
  readonly optional?: boolean;
  /**
   * What it is for. Shown in the UI.
   * @default - none
   */
  readonly description?: string;
  /**
   * The values that are allowed.
   * @default - all
   */
  readonly literals?: readonly V[];
}

/** How a list or a struct is declared. */
export interface CollectionOptions<V, I extends ItemType> extends ParameterOptions<V> {
  /**
   * What is in it, so that loops over it are typed.
   * @default 'string'
   */
  readonly of?: I;
}

type IsOptional<O> = O extends { readonly optional: true }
  ? true
  : O extends { readonly default: Exclude<Json, null> }
    ? true
    : false;

type Inner<O> = O extends { readonly of: infer I extends ItemType } ? I : 'string';

/**
 * Declares parameters, the small values of a pipeline.
 * @see https://www.kubeflow.org/docs/components/pipelines/user-guides/data-handling/parameters/
 */
export const parameter = {
  /** A whole number. */
  integer: <const O extends ParameterOptions<number>>(options?: O) => declare<'integer', O>('integer', options),
  /** A number with a fraction. */
  double: <const O extends ParameterOptions<number>>(options?: O) => declare<'double', O>('double', options),
  /** A text. */
  string: <const O extends ParameterOptions<string>>(options?: O) => declare<'string', O>('string', options),
  /** True or false. */
  boolean: <const O extends ParameterOptions<boolean>>(options?: O) => declare<'boolean', O>('boolean', options),
  /** A list. `of` says of what, for loops: `parameter.list({ of: 'integer' })`. */
  list: <const O extends CollectionOptions<readonly Json[], ItemType>>(options?: O) =>
    declare<'list', O>('list', options),
  /** An object. `of` says what its fields hold: `parameter.struct({ of: { fields: { rate: 'double' } } })`. */
  struct: <const O extends CollectionOptions<Readonly<Record<string, Json>>, ItemType>>(options?: O) =>
    declare<'struct', O>('struct', options),
  /**
   * How the tasks ended that a task waits for. KFP gives it to the exit task of an exit handler, and to a task that
   * ignores failures.
   */
  taskFinalStatus: (options: { readonly description?: string } = {}): SystemSpec<'taskFinalStatus'> => ({
    kind: 'system',
    type: 'taskFinalStatus',
    ...options,
  }),
  /** The configuration of the task, for a component that starts pods itself. */
  taskConfig: (options: { readonly description?: string } = {}): SystemSpec<'taskConfig'> => ({
    kind: 'system',
    type: 'taskConfig',
    ...options,
  }),
} as const;

function declare<T extends ParameterType, O>(type: T, options?: O): ParameterSpec<T, Inner<O>, IsOptional<O>> {
  const given: CollectionOptions<Json, ItemType> = { ...options };
  return {
    ...given,
    kind: 'parameter',
    type,
    of: (given.of ?? 'string') as Inner<O>,
    optional: (given.optional ?? given.default !== undefined) as IsOptional<O>,
  };
}
