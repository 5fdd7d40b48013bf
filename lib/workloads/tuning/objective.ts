import { Construct } from 'constructs';
import type { ObjectiveSpec } from '../../api/katib.types';
import { report } from '../../core/errors';
import { checkKnown, checkList, checkObject, listOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';

/** Which of the values that a trial reports for a metric counts. */
export type MetricStrategy = 'min' | 'max' | 'latest';

/** What an experiment wants of a metric, besides its direction. */
export interface ObjectiveOptions<Metric extends string> {
  /**
   * The value at which the search ends.
   * @default - none: the search ends with its trials
   */
  readonly goal?: number;
  /** Further metrics to record. @default - none */
  readonly additionalMetrics?: readonly Metric[];
  /**
   * Which of a metric's values counts.
   * @default - the smallest where the objective is to minimize, the largest where it is to maximize
   */
  readonly strategies?: Readonly<Partial<Record<NoInfer<Metric>, MetricStrategy>>>;
}

/** The metric that trials report, and the direction it should go. */
export type Objective<Metric extends string = string> = ObjectiveOptions<Metric> &
  ({ readonly minimize: Metric; readonly maximize?: never } | { readonly maximize: Metric; readonly minimize?: never });

/** Katib's form of an objective, and its metrics. */
export interface CheckedObjective {
  readonly metrics: readonly string[];
  readonly spec: ObjectiveSpec;
}

const directions = ['minimize', 'maximize'] as const;
const strategies: readonly MetricStrategy[] = ['min', 'max', 'latest'];
const known: Record<keyof Objective, true> = {
  ...{ minimize: true, maximize: true, goal: true, additionalMetrics: true, strategies: true },
};

/** The objective in Katib's form. Reports all that is wrong with it. */
export function checkObjective(scope: Construct, value: unknown): CheckedObjective {
  const nothing: CheckedObjective = { metrics: [], spec: { type: 'minimize', objectiveMetricName: 'missing' } };
  if (value === undefined) {
    report(scope, '"objective" is missing, must be an object such as { minimize: \'loss\' }');
    return nothing;
  }
  if (!checkObject(scope, 'objective', value)) return nothing;
  const given = value as Partial<Record<keyof Objective, unknown>>;
  checkKnown(scope, given, known);
  const type = directionOf(scope, given);
  if (type === undefined) return nothing;
  const name = given[type];
  const additional = checkList(scope, 'objective.additionalMetrics', given.additionalMetrics)
    ? listOf(given.additionalMetrics as unknown[] | undefined)
    : [];
  const named = [name, ...additional];
  const metrics = named.filter((metric) => isMetric(scope, metric));
  const repeated = metrics.filter((metric, index) => metrics.indexOf(metric) < index);
  if (repeated.length > 0) {
    report(scope, `"objective" names ${listed([...new Set(repeated)])} twice; name each metric once`);
  }
  const chosen = checkStrategies(scope, given.strategies, metrics);
  const [objective = 'missing', ...others] = new Set(metrics);
  return {
    metrics,
    spec: {
      type,
      objectiveMetricName: objective,
      ...(isGoal(scope, given.goal) ? { goal: given.goal } : {}),
      ...(others.length === 0 ? {} : { additionalMetricNames: others }),
      ...(chosen.length === 0 ? {} : { metricStrategies: chosen }),
    },
  };
}

function directionOf(scope: Construct, given: Partial<Record<keyof Objective, unknown>>) {
  const named = directions.filter((direction) => given[direction] !== undefined);
  const [direction] = named;
  if (direction !== undefined && named.length === 1) return direction;
  const wrong = direction === undefined ? 'has no direction' : 'has both directions';
  report(scope, `"objective" ${wrong}, must have one of "minimize" and "maximize" with the name of a metric`);
  return undefined;
}

function isGoal(scope: Construct, goal: unknown): goal is number {
  if (typeof goal === 'number' && Number.isFinite(goal)) return true;
  if (goal !== undefined) report(scope, `"objective.goal" is ${shown(goal)}, must be a number`);
  return false;
}

/** Katib hands the names to its collectors as one text, with ";" between them. */
function isMetric(scope: Construct, metric: unknown): metric is string {
  if (typeof metric === 'string' && metric.trim() === metric && metric !== '' && !metric.includes(';')) return true;
  report(scope, `"objective" names ${shown(metric)}, must be a text without ";", and without space at either end`);
  return false;
}

function checkStrategies(scope: Construct, value: unknown, metrics: readonly string[]) {
  if (!checkObject(scope, 'objective.strategies', value)) return [];
  const given = (value ?? {}) as Record<string, unknown>;
  for (const metric of Object.keys(given).filter((name) => !metrics.includes(name))) {
    const hint = suggestion(metric, metrics) || `, there are ${listed(metrics)}`;
    report(scope, `"objective.strategies" names ${shown(metric)}, which is no metric of the experiment${hint}`);
  }
  return metrics.flatMap((name) => {
    const strategy = Object.hasOwn(given, name) ? given[name] : undefined;
    if (strategy === undefined) return [];
    if (strategies.includes(strategy as MetricStrategy)) return [{ name, value: strategy as MetricStrategy }];
    report(scope, `"objective.strategies.${name}" is ${shown(strategy)}, must be one of ${listed(strategies)}`);
    return [];
  });
}
