import { Construct } from 'constructs';
import type { FeasibleSpace, ParameterSpec } from '../../api/katib.types';
import { report } from '../../core/errors';
import { checkKnown, checkObject, checkOneOf, listOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';

/** How values of a range are drawn. The two normal ones may leave the range. */
export type Distribution = 'uniform' | 'logUniform' | 'normal' | 'logNormal';

/** The range that a number is sought in. */
export interface RangeOptions {
  /** The smallest value. */
  readonly min: number;
  /** The largest value. */
  readonly max: number;
  /**
   * Distance between values.
   * @default - 1 for whole numbers; others have any distance
   */
  readonly step?: number;
  /**
   * How values are drawn. Not every algorithm knows every one.
   * @default - the algorithm's own, which is uniform for all but `bayesianoptimization`
   */
  readonly distribution?: Distribution;
}

/** A number. */
export interface DoubleParameter extends RangeOptions {
  readonly type: 'double';
}

/** A whole number. */
export interface IntParameter extends RangeOptions {
  readonly type: 'int';
}

/** One of some texts, which have no order. */
export interface CategoricalParameter {
  readonly type: 'categorical';
  readonly list: readonly string[];
}

/** One of some numbers. */
export interface DiscreteParameter {
  readonly type: 'discrete';
  readonly list: readonly number[];
}

/** What an experiment seeks a good value for. */
export type Parameter = DoubleParameter | IntParameter | CategoricalParameter | DiscreteParameter;

/** A number from a range: `double({ min: 1e-4, max: 1e-1, distribution: 'logUniform' })`. */
export function double(options: RangeOptions): DoubleParameter {
  return { ...options, type: 'double' };
}

/** A whole number from a range: `int({ min: 1, max: 5 })`. */
export function int(options: RangeOptions): IntParameter {
  return { ...options, type: 'int' };
}

/** One of some texts: `categorical(['sgd', 'adam'])`. */
export function categorical(list: readonly string[]): CategoricalParameter {
  return { type: 'categorical', list };
}

/** One of some numbers: `discrete([16, 32, 64])`. */
export function discrete(list: readonly number[]): DiscreteParameter {
  return { type: 'discrete', list };
}

/** Names that stand for the trial itself. */
export const trialMetadata = {
  name: { parameter: 'trialName', reference: '${trialSpec.Name}' },
  namespace: { parameter: 'trialNamespace', reference: '${trialSpec.Namespace}' },
} as const;

/** The parameters that can be searched, by name. Reports all that is wrong with the others, and leaves them out. */
export function checkParameters(scope: Construct, prop: string, values: unknown): ReadonlyMap<string, Parameter> {
  const right = new Map<string, Parameter>();
  if (!checkObject(scope, prop, values)) return right;
  for (const [name, value] of Object.entries(values ?? {}) as [string, unknown][]) {
    const at = `${prop}.${name}`;
    const named = checkName(scope, prop, name);
    if (isParameter(scope, at, value) && checkParameter(scope, at, value) && named) right.set(name, value);
  }
  return right;
}

/** Katib's form of parameters. */
export function parameterSpecs(parameters: ReadonlyMap<string, Parameter>): ParameterSpec[] {
  return [...parameters].map(([name, parameter]) => ({
    name,
    parameterType: parameter.type,
    feasibleSpace: 'list' in parameter ? { list: parameter.list.map(String) } : range(parameter),
  }));
}

function range({ min, max, step, distribution }: RangeOptions): FeasibleSpace {
  return {
    min: String(min),
    max: String(max),
    ...(step === undefined ? {} : { step: String(step) }),
    ...(distribution === undefined ? {} : { distribution }),
  };
}

function checkName(scope: Construct, prop: string, name: string): boolean {
  if (!/^[-\w.]+$/.test(name)) {
    report(scope, `"${prop}" names ${shown(name)}, must be letters, digits, "_", "-" and "."`);
    return false;
  }
  if (!Object.values(trialMetadata).some(({ parameter }) => parameter === name)) return true;
  report(scope, `"${prop}" names ${shown(name)}, which stands for the trial itself; choose another name`);
  return false;
}

const makers = 'double({ min, max }), int({ min, max }), categorical([...]) or discrete([...])';

function isParameter(scope: Construct, at: string, value: unknown): value is Parameter {
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined;
  const types = ['double', 'int', 'categorical', 'discrete'];
  if (types.includes(type as string)) return true;
  const hint = typeof type === 'string' ? suggestion(type, types) : '';
  report(scope, `"${at}" is ${shown(value)}, must be made by ${makers}${hint}`);
  return false;
}

function checkParameter(scope: Construct, at: string, parameter: Parameter): boolean {
  switch (parameter.type) {
    case 'double':
    case 'int':
      return checkRange(scope, at, parameter);
    case 'categorical':
      return checkValues(scope, at, parameter, checkText);
    case 'discrete':
      return checkValues(scope, at, parameter, (value) => (isNumber(value) ? undefined : 'a number'));
  }
}

function checkRange(scope: Construct, at: string, given: DoubleParameter | IntParameter): boolean {
  const known = checkKnown(scope, given, { type: true, min: true, max: true, step: true, distribution: true });
  const whole = given.type === 'int';
  const sort = whole ? 'a whole number' : 'a number';
  const wrong = (['min', 'max', 'step'] as const).filter(
    (field) =>
      !(field === 'step' && given.step === undefined) &&
      !(whole ? Number.isSafeInteger(given[field]) : isNumber(given[field])),
  );
  for (const field of wrong) report(scope, `"${at}.${field}" is ${shown(given[field])}, must be ${sort}`);
  const distributed = checkOneOf(scope, `${at}.distribution`, given.distribution, distributions);
  if (wrong.length > 0 || !known || !distributed) return false;

  const { min, max, step, distribution } = given;
  if (min >= max) {
    report(scope, `"${at}.min" is ${min}, must be below "max", which is ${max}`);
    return false;
  }
  if (step !== undefined && (step <= 0 || step > max - min)) {
    report(
      scope,
      `"${at}.step" is ${step}, must be above 0 and not above the distance from "min" to "max", which is ${max - min}`,
    );
    return false;
  }
  if (distribution?.startsWith('log') === true && min <= 0) {
    report(scope, `"${at}.min" is ${min}, must be above 0, because ${shown(distribution)} has no other numbers`);
    return false;
  }
  return true;
}

const distributions: readonly Distribution[] = ['uniform', 'logUniform', 'normal', 'logNormal'];

function checkValues(
  scope: Construct,
  at: string,
  given: CategoricalParameter | DiscreteParameter,
  allowed: (value: unknown) => string | undefined,
): boolean {
  if (!checkKnown(scope, given, { type: true, list: true })) return false;
  const values: readonly unknown[] = listOf<unknown>(given.list);
  if (values.length === 0) {
    report(scope, `"${at}.list" is ${shown(given.list)}, must be a list with at least one value`);
    return false;
  }
  const problems = values.flatMap((value) => {
    const rule = allowed(value);
    return rule === undefined ? [] : [`"${at}.list" has ${shown(value)}, must be ${rule}`];
  });
  const repeated = values.filter((value, index) => values.findIndex((other) => Object.is(other, value)) < index);
  if (repeated.length > 0)
    problems.push(`"${at}.list" repeats ${listed([...new Set(repeated)])}; name each value once`);
  for (const problem of problems) report(scope, problem);
  return problems.length === 0;
}

/** Katib puts a value into the JSON text of a trial as it is, and a command line may take it from there. */
function checkText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return 'a text that is not empty';
  return /["\\$`\p{Cc}]/u.test(value) ? 'a text without ", \\, $, ` and control characters' : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
