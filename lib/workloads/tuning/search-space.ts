import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { listed, shown, suggestion } from '../../core/words';
import { AlgorithmName } from './algorithms';
import { Distribution, DoubleParameter, IntParameter, Parameter } from './parameters';

/** What an algorithm searches, and under which limits. */
export interface Search {
  readonly algorithm: AlgorithmName;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly parallelTrialCount: number;
  readonly maxTrialCount?: number;
  readonly resumePolicy: string;
}

/** How an algorithm draws from a range. What it does not know, it would pass over in silence or fail on. */
interface Abilities {
  readonly distributions: readonly Distribution[];
  /** Whether it keeps to steps: `needed` where it cannot do without, `multiples` where it rounds to them. */
  readonly step: 'free' | 'multiples' | 'needed' | 'none';
}

const uniform = ['uniform'] as const;
const hyperopt: Abilities = { distributions: ['uniform', 'logUniform', 'normal', 'logNormal'], step: 'multiples' };
const goptuna: Abilities = { distributions: uniform, step: 'free' };
const abilities: Readonly<Partial<Record<AlgorithmName, Abilities>>> = {
  random: hyperopt,
  tpe: hyperopt,
  'multivariate-tpe': { distributions: ['uniform', 'logUniform'], step: 'free' },
  grid: { distributions: uniform, step: 'needed' },
  cmaes: goptuna,
  sobol: goptuna,
  bayesianoptimization: { distributions: uniform, step: 'none' },
  hyperband: { distributions: uniform, step: 'none' },
  pbt: { distributions: uniform, step: 'needed' },
};

/** Reports what the algorithm could not search, or would search otherwise than the program says. */
export function checkSearch(scope: Construct, search: Search): void {
  for (const [name, parameter] of search.parameters) {
    const problem = 'list' in parameter ? undefined : rangeProblem(search.algorithm, parameter);
    if (problem !== undefined) report(scope, `"parameters.${name}${problem}`);
  }
  switch (search.algorithm) {
    case 'grid':
      checkGrid(scope, search);
      break;
    case 'cmaes':
      checkCmaes(scope, search);
      break;
    case 'hyperband':
      checkHyperband(scope, search);
      break;
    case 'pbt':
      checkPbt(scope, search);
      break;
    default:
  }
}

/** What is wrong with a range, from the name of its field on. */
function rangeProblem(algorithm: AlgorithmName, parameter: DoubleParameter | IntParameter): string | undefined {
  const { type, min, max, step, distribution } = parameter;
  const able = abilities[algorithm];
  if (able === undefined) return undefined;
  const by = `"${algorithm}"`;
  // Scikit-Optimize is asked to seek fractions on a logarithmic scale, whatever the experiment says.
  const logarithmic = algorithm === 'bayesianoptimization' && type === 'double';
  const known: readonly Distribution[] = logarithmic ? ['logUniform'] : able.distributions;
  if (distribution !== undefined && !known.includes(distribution)) {
    return `.distribution" is ${shown(distribution)}, must be one of ${listed(known)} with ${by}; leave it out or choose another algorithm`;
  }
  if (logarithmic && min <= 0) {
    return `.min" is ${min}, must be above 0, because ${by} seeks fractions on a logarithmic scale`;
  }
  if (step === undefined) {
    if (able.step !== 'needed' || type === 'int') return undefined;
    return `.step" is missing, and ${by} needs it to know which values there are`;
  }
  if (able.step === 'none') return `.step" is ${step}, which ${by} does not keep to; use discrete() or leave it out`;
  if (algorithm === 'multivariate-tpe' && distribution === 'logUniform') {
    return `.step" is ${step}, which ${by} does not keep to with "logUniform"; leave one of the two out`;
  }
  if (able.step !== 'multiples' || distribution?.startsWith('log') === true) return undefined;
  const lowest = Math.round(min / step) * step;
  const highest = Math.round(max / step) * step;
  const tolerance = step * 1e-9;
  if (lowest >= min - tolerance && highest <= max + tolerance) return undefined;
  return `.step" is ${step}, and ${by} rounds to its multiples, from ${near(lowest)} to ${near(highest)}; let "min" and "max" be multiples of it, or use discrete()`;
}

/** How many values a parameter has, counted as the grid counts. */
function valuesOf(parameter: Parameter): number {
  if ('list' in parameter) return parameter.list.length;
  const step = parameter.step ?? 1;
  const values = Math.ceil((parameter.max + step - parameter.min) / step);
  return parameter.min + (values - 1) * step > parameter.max ? values - 1 : values;
}

function checkGrid(scope: Construct, { parameters, maxTrialCount }: Search): void {
  const all = [...parameters.values()];
  if (maxTrialCount === undefined || all.some((one) => one.type === 'double' && one.step === undefined)) return;
  const combinations = all.reduce((product, parameter) => product * valuesOf(parameter), 1);
  if (all.length === 0 || maxTrialCount <= combinations) return;
  report(
    scope,
    `"maxTrialCount" is ${maxTrialCount}, must be at most ${combinations} with "grid", which is how many combinations there are`,
  );
}

function checkCmaes(scope: Construct, { parameters }: Search): void {
  const numbers = [...parameters.values()].filter((parameter) => !('list' in parameter)).length;
  if (parameters.size === 0 || numbers >= 2) return;
  report(scope, `"parameters" has ${numbers} of double() and int(), must have at least 2 with "cmaes"`);
}

function checkHyperband(scope: Construct, { settings, parameters, parallelTrialCount }: Search): void {
  const { r_l: most, resource_name: resource, eta = 3 } = settings;
  for (const [name, parameter] of parameters) {
    const fractions = parameter.type === 'discrete' ? parameter.list.filter((value) => !Number.isInteger(value)) : [];
    if (fractions.length === 0) continue;
    report(scope, `"parameters.${name}.list" has ${listed(fractions)}, must be whole numbers with "hyperband"`);
  }
  if (typeof most === 'number' && typeof eta === 'number') {
    const needed = Math.ceil(eta ** Math.floor(Math.log(most) / Math.log(eta)));
    if (parallelTrialCount < needed) {
      report(
        scope,
        `"parallelTrialCount" is ${parallelTrialCount}, must be at least ${needed} with "hyperband", where "r_l" is ${most} and "eta" is ${eta}`,
      );
    }
  }
  if (typeof resource !== 'string' || parameters.size === 0) return;
  const parameter = parameters.get(resource);
  if (parameter?.type !== 'int') {
    const names = [...parameters].filter(([, { type }]) => type === 'int').map(([name]) => name);
    report(
      scope,
      `"algorithm.resource_name" is ${shown(resource)}, must be the name of an int() parameter${suggestion(resource, names)}`,
    );
  } else if (typeof most === 'number' && most > parameter.max) {
    report(
      scope,
      `"algorithm.r_l" is ${most}, must not be above "parameters.${resource}.max", which is ${parameter.max}`,
    );
  }
}

function checkPbt(scope: Construct, { parameters, resumePolicy }: Search): void {
  for (const [name, parameter] of parameters) {
    if (parameter.type !== 'int') continue;
    report(
      scope,
      `"parameters.${name}" is made by int(), whose values Katib 0.19 turns into fractions with "pbt" and then fails on; use discrete()`,
    );
  }
  if (resumePolicy === 'FromVolume') return;
  report(scope, `"resumePolicy" is ${shown(resumePolicy)}, must be "FromVolume" with "pbt", which keeps checkpoints`);
}

function near(value: number): number {
  return Number(value.toPrecision(12));
}
