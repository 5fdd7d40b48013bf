import { ParameterValue } from './values';

/** The operators of KFP's conditions. */
export type Operator = '==' | '!=' | '>' | '>=' | '<' | '<=';

/** A side of a comparison. */
export type Operand = ParameterValue<'integer' | 'double' | 'string' | 'boolean'> | number | string | boolean;

/** What must hold for a branch to run. */
export type Condition =
  | { readonly is: 'comparison'; readonly left: Operand; readonly operator: Operator; readonly right: Operand }
  | { readonly is: 'not'; readonly condition: Condition }
  | { readonly is: 'all' | 'any'; readonly conditions: readonly Condition[] };

type Scalar = 'integer' | 'double' | 'string' | 'boolean';

/** What a value of a type is compared with: the same type, whole numbers also with others. */
type Comparable<T extends Scalar> =
  | (T extends 'integer' | 'double' ? number | ParameterValue<'integer' | 'double'> : never)
  | (T extends 'string' ? string | ParameterValue<'string'> : never)
  | (T extends 'boolean' ? boolean | ParameterValue<'boolean'> : never);

type Compare<S extends Scalar> = <T extends S>(left: ParameterValue<T>, right: Comparable<T>) => Condition;

function comparison(operator: Operator): (left: Operand, right: Operand) => Condition {
  return (left, right) => ({ is: 'comparison', left, operator, right });
}

/** `left` is `right`. */
export const equals = comparison('==') as Compare<Scalar>;
/** `left` is another than `right`. */
export const notEquals = comparison('!=') as Compare<Scalar>;
/** `left` is greater than `right`; a text comes later in the order of characters. */
export const above = comparison('>') as Compare<'integer' | 'double' | 'string'>;
/** `left` is `right` or greater. */
export const atLeast = comparison('>=') as Compare<'integer' | 'double' | 'string'>;
/** `left` is smaller than `right`; a text comes earlier in the order of characters. */
export const below = comparison('<') as Compare<'integer' | 'double' | 'string'>;
/** `left` is `right` or smaller. */
export const atMost = comparison('<=') as Compare<'integer' | 'double' | 'string'>;

/** The condition does not hold. */
export function not(condition: Condition): Condition {
  return { is: 'not', condition };
}

/** All of them hold. */
export function all(...conditions: readonly [Condition, Condition, ...Condition[]]): Condition {
  return { is: 'all', conditions };
}

/** At least one of them holds. */
export function any(...conditions: readonly [Condition, Condition, ...Condition[]]): Condition {
  return { is: 'any', conditions };
}
