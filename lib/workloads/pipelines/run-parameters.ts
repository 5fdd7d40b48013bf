import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkObject } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';
import { ComponentInputs, ParameterSpec } from './interface';
import { Json, ParameterType } from './types';

/** The value of a parameter, as a run is given it. */
type RunValue<T extends ParameterType> = T extends 'integer' | 'double'
  ? number
  : T extends 'string'
    ? string
    : T extends 'boolean'
      ? boolean
      : T extends 'list'
        ? readonly Json[]
        : Readonly<Record<string, Json>>;

type ValueOf<S> = S extends { readonly kind: 'parameter'; readonly type: infer T extends ParameterType }
  ? RunValue<T>
  : never;

type RequiredNames<I extends ComponentInputs> = {
  [K in keyof I]: I[K] extends { readonly kind: 'parameter' }
    ? I[K] extends { readonly optional: true }
      ? never
      : K
    : never;
}[keyof I];

type OptionalNames<I extends ComponentInputs> = {
  [K in keyof I]: I[K] extends { readonly kind: 'parameter'; readonly optional: true } ? K : never;
}[keyof I];

/** Values for the inputs of a pipeline; those that have a default may be left out. */
export type RunParameters<I extends ComponentInputs> = {
  readonly [K in RequiredNames<I>]: ValueOf<I[K]>;
} & { readonly [K in OptionalNames<I>]?: ValueOf<I[K]> };

const kinds: Readonly<Record<ParameterType, readonly [string, (value: unknown) => boolean]>> = {
  integer: ['a whole number', (value) => Number.isSafeInteger(value)],
  double: ['a number', (value) => typeof value === 'number' && Number.isFinite(value)],
  string: ['a text', (value) => typeof value === 'string'],
  boolean: ['true or false', (value) => typeof value === 'boolean'],
  list: ['a list', (value) => Array.isArray(value)],
  struct: ['an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
};

/** Reports values that the inputs of a pipeline do not take. */
export function checkRunParameters(scope: Construct, inputs: ComponentInputs, given: unknown): void {
  if (!checkObject(scope, 'parameters', given)) return;
  const values = (given ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, input] of Object.entries(inputs)) {
    const value = values[name];
    if (input.kind === 'artifact' && !input.optional) {
      report(scope, `"pipeline" wants the artifact "${name}", which no schedule can give; let the pipeline import it`);
    }
    if (input.kind !== 'parameter') continue;
    if (value === undefined && !input.optional) {
      report(
        scope,
        `"parameters.${name}" is undefined, must be ${kinds[input.type][0]}, since the input has no default`,
      );
    }
    if (value !== undefined) checkValue(scope, name, value, input);
  }
  const known = Object.keys(inputs).filter((name) => inputs[name]?.kind === 'parameter');
  for (const name of Object.keys(values).filter((each) => !known.includes(each))) {
    const all = known.length === 0 ? 'it takes none' : `it takes ${listed(known)}`;
    report(scope, `"parameters.${name}" is not a parameter of the pipeline${suggestion(name, known) || `, ${all}`}`);
  }
}

function checkValue(scope: Construct, name: string, value: unknown, { type, literals }: ParameterSpec): void {
  const [allowed, right] = kinds[type];
  if (!right(value) || !isJson(value)) {
    report(scope, `"parameters.${name}" is ${shown(value)}, must be ${allowed}`);
  } else if (literals !== undefined && !literals.some((each) => JSON.stringify(each) === JSON.stringify(value))) {
    report(scope, `"parameters.${name}" is ${shown(value)}, must be one of ${listed(literals)}`);
  }
}

/** Whether a value reads the same after it was written as JSON. */
export function isJson(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every((each) => isJson(each));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((each) => isJson(each));
}
