import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkKnown, checkObject, checkText, checkTextMap } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';
import { AlgorithmName, AlgorithmSettings } from './algorithms';

/** What a setting may be. */
interface SettingRule {
  readonly required?: true;
  /** A text of this form, in words; without it and without `choice`, a number. */
  readonly text?: { readonly pattern: RegExp; readonly words: string };
  readonly choice?: readonly string[];
  readonly whole?: true;
  readonly min?: number;
  readonly max?: number;
  /** Above this. */
  readonly above?: number;
  /** Below this. */
  readonly below?: number;
  /** Whether 'None' switches it off. */
  readonly none?: true;
}

type Rules<Settings> = {
  readonly [Name in keyof Settings as Settings[Name] extends undefined ? never : Name]-?: SettingRule;
};

const count = { whole: true, min: 1 } as const;
const fromZero = { whole: true, min: 0 } as const;
const positive = { above: 0 } as const;
const share = { above: 0, max: 1 } as const;
const seed = { random_state: { whole: true, min: 0, max: 2 ** 32 - 1 } } as const;

const rules: { readonly [Name in Exclude<AlgorithmName, 'custom'>]: Rules<AlgorithmSettings[Name]> } = {
  random: seed,
  grid: seed,
  tpe: { ...seed, gamma: { above: 0, below: 1 }, prior_weight: positive, n_EI_candidates: count },
  'multivariate-tpe': { ...seed, n_startup_trials: fromZero, n_ei_candidates: fromZero },
  bayesianoptimization: {
    ...seed,
    base_estimator: { choice: ['GP', 'RF', 'ET', 'GBRT'] },
    n_initial_points: fromZero,
    acq_func: { choice: ['gp_hedge', 'LCB', 'EI', 'PI', 'EIps', 'PIps'] },
    acq_optimizer: { choice: ['auto', 'sampling', 'lbfgs'] },
  },
  cmaes: { ...seed, sigma: positive, restart_strategy: { choice: ['none', 'ipop', 'bipop'] } },
  sobol: {},
  hyperband: {
    r_l: { required: true, min: 1 },
    resource_name: { required: true, text: { pattern: /./, words: 'the name of a parameter' } },
    eta: { whole: true, min: 2 },
  },
  pbt: {
    suggestion_trial_dir: { required: true, text: { pattern: /^\/./, words: 'a folder such as "/opt/checkpoints"' } },
    n_population: { required: true, whole: true, min: 5 },
    truncation_threshold: { required: true, min: 0, max: 1 },
  },
  enas: {
    controller_hidden_size: count,
    controller_temperature: { ...positive, none: true },
    controller_tanh_const: { ...positive, none: true },
    controller_entropy_weight: { ...positive, none: true },
    controller_baseline_decay: share,
    controller_learning_rate: share,
    controller_skip_target: share,
    controller_skip_weight: { ...positive, none: true },
    controller_train_steps: count,
    controller_log_every_steps: count,
  },
  darts: {
    num_epochs: count,
    w_lr: { min: 0 },
    w_lr_min: { min: 0 },
    w_momentum: { min: 0 },
    w_weight_decay: { min: 0 },
    w_grad_clip: { min: 0 },
    alpha_lr: { min: 0 },
    alpha_weight_decay: { min: 0 },
    batch_size: { ...count, none: true },
    num_workers: fromZero,
    init_channels: count,
    print_step: count,
    num_nodes: count,
    stem_multiplier: count,
  },
};

const earlyStoppingRules = { medianstop: { min_trials_required: count, start_step: count } } as const;

/** Stops trials that do worse than most did at the same step. */
export interface EarlyStopping {
  /** `medianstop`: compares with what the trials before have reached on average by then. */
  readonly name: 'medianstop';
  /** Number of trials that must have succeeded before any is stopped; at least 1. @default 3 */
  readonly min_trials_required?: number;
  /** Number of values that a trial must have reported before it is stopped; at least 1. @default 4 */
  readonly start_step?: number;
}

/** Katib's form of an algorithm, and the name that Keelson knows it by. */
export interface CheckedAlgorithm {
  /** `undefined` where the algorithm is wrong: then nothing more is said of it. */
  readonly name: AlgorithmName | undefined;
  /** The settings of which each is right. */
  readonly settings: Readonly<Record<string, number | string>>;
  readonly spec: ReturnType<typeof specOf>;
}

/** The algorithm in Katib's form. Reports all that is wrong with its settings. */
export function checkAlgorithm(scope: Construct, given: unknown): CheckedAlgorithm {
  const nothing = { name: undefined, settings: {}, spec: specOf('missing', {}) };
  if (given === undefined || typeof given === 'string') {
    const wrong = given === undefined ? 'missing' : shown(given);
    report(scope, `"algorithm" is ${wrong}, must be an object such as { name: 'random' }`);
    return nothing;
  }
  if (!checkObject(scope, 'algorithm', given)) return nothing;
  const { name, ...settings } = given as { name?: unknown } & Record<string, unknown>;
  if (name === 'custom') return customAlgorithm(scope, settings);
  const own = ruleOf(scope, 'algorithm.name', name, rules, ['custom']);
  if (own === undefined) return nothing;
  const right = checkSettings(scope, 'algorithm', settings, own);
  return { name: name as AlgorithmName, settings: right, spec: specOf(name as string, right) };
}

/** Early stopping in Katib's form. Reports all that is wrong with it. */
export function checkEarlyStopping(scope: Construct, given: unknown): ReturnType<typeof specOf> | undefined {
  if (given === undefined || !checkObject(scope, 'earlyStopping', given)) return undefined;
  const { name, ...settings } = given as { name?: unknown } & Record<string, unknown>;
  const own = ruleOf(scope, 'earlyStopping.name', name, earlyStoppingRules);
  if (own === undefined) return undefined;
  return specOf(name as string, checkSettings(scope, 'earlyStopping', settings, own));
}

function customAlgorithm(scope: Construct, given: Record<string, unknown>): CheckedAlgorithm {
  const { algorithmName, settings = {} } = given as Partial<AlgorithmSettings['custom']>;
  const known = checkKnown(scope, given, { algorithmName: true, settings: true });
  const named = checkText(scope, 'algorithm.algorithmName', algorithmName ?? null);
  const right = checkTextMap(scope, 'algorithm.settings', settings) && known && named ? settings : {};
  return { name: 'custom', settings: right, spec: specOf(algorithmName ?? 'missing', right) };
}

function ruleOf(
  scope: Construct,
  prop: string,
  name: unknown,
  table: Readonly<Record<string, Readonly<Record<string, SettingRule>>>>,
  others: readonly string[] = [],
): Readonly<Record<string, SettingRule>> | undefined {
  if (typeof name === 'string' && Object.hasOwn(table, name)) return table[name];
  const names = [...Object.keys(table), ...others];
  const hint = typeof name === 'string' ? suggestion(name, names) : '';
  report(scope, `"${prop}" is ${shown(name)}, must be one of ${listed(names)}${hint}`);
  return undefined;
}

function checkSettings(
  scope: Construct,
  prop: string,
  settings: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, SettingRule>>,
): Record<string, number | string> {
  const right: Record<string, number | string> = {};
  const names = Object.keys(own);
  for (const name of names.filter((one) => own[one]?.required === true && settings[one] === undefined)) {
    report(scope, `"${prop}.${name}" is missing, must be ${wanted(own[name] ?? {})}`);
  }
  for (const [name, value] of Object.entries(settings)) {
    const rule = Object.hasOwn(own, name) ? own[name] : undefined;
    if (rule === undefined) {
      const hint = suggestion(name, names) || (names.length === 0 ? ', it has none' : `, it has ${listed(names)}`);
      report(scope, `"${prop}.${name}" is not a setting of this algorithm${hint}`);
    } else if (value !== undefined) {
      if (holds(rule, value)) right[name] = value;
      else report(scope, `"${prop}.${name}" is ${shown(value)}, must be ${wanted(rule)}`);
    }
  }
  return right;
}

function holds(rule: SettingRule, value: unknown): value is number | string {
  if (rule.choice !== undefined) return rule.choice.includes(value as string);
  if (rule.text !== undefined) return typeof value === 'string' && rule.text.pattern.test(value);
  if (value === 'None' && rule.none === true) return true;
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (rule.whole !== true || Number.isSafeInteger(value)) &&
    value >= (rule.min ?? -Infinity) &&
    value <= (rule.max ?? Infinity) &&
    value > (rule.above ?? -Infinity) &&
    value < (rule.below ?? Infinity)
  );
}

function wanted({ choice, text, whole, min, max, above, below, none }: SettingRule): string {
  if (choice !== undefined) return `one of ${listed(choice)}`;
  if (text !== undefined) return text.words;
  const bounds = [
    ...(min === undefined ? [] : [max === undefined ? `of at least ${min}` : `from ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [min === undefined ? `and at most ${max}` : `to ${max}`]),
    ...(below === undefined ? [] : [`and below ${below}`]),
  ];
  return [whole === true ? 'a whole number' : 'a number', ...bounds, ...(none === true ? ["or 'None'"] : [])].join(' ');
}

function specOf(algorithmName: string, settings: Readonly<Record<string, number | string>>) {
  const algorithmSettings = Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));
  return { algorithmName, ...(algorithmSettings.length === 0 ? {} : { algorithmSettings }) };
}
