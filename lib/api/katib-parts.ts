import { choice, integer, list, listByKey, number, object, required, Schema, string, time } from './kit/schema';

/* What several kinds of Katib have in common. */

/** A name with a text, as a field of a list. */
function pair(typeName: string, what: string, value: string): Schema {
  return object(typeName, `${what}, with its name.`, { name: string('Name.'), value: string(value) });
}

/** A list of names with texts, each of which may stand once. */
function settings(description: string): Schema {
  const setting = object('AlgorithmSetting', 'One setting of an algorithm.', {
    name: required(string('Name, as the algorithm knows it.', { minLength: 1 })),
    value: string('Value as text, also of numbers.'),
  });
  return listByKey(description, 'name', setting);
}

export const objective = object(
  'ObjectiveSpec',
  'Which metric says how good a trial is.',
  {
    type: required(choice('Whether the lowest or the highest value is the best.', ['minimize', 'maximize'])),
    goal: number('Value at which the search ends early.'),
    objectiveMetricName: required(string('Name of the metric, as the trials report it.', { minLength: 1 })),
    additionalMetricNames: list('Metrics that are recorded besides.', string('Name of one metric.', { minLength: 1 }), {
      listType: 'set',
    }),
    metricStrategies: listByKey(
      'Which of the values that a trial reports over time counts, by metric. Where left out, the lowest of a metric to minimize and the highest of one to maximize.',
      'name',
      object('MetricStrategy', 'Which value of one metric counts.', {
        name: required(string('Name of the metric.')),
        value: required(choice('Which value counts.', ['min', 'max', 'latest'])),
      }),
    ),
  },
  {
    rules: [
      {
        rule: '!has(self.additionalMetricNames) || !(self.objectiveMetricName in self.additionalMetricNames)',
        message: 'additionalMetricNames must not name the objectiveMetricName again',
        holds: (self: { objectiveMetricName: string; additionalMetricNames?: readonly string[] }) =>
          self.additionalMetricNames?.includes(self.objectiveMetricName) !== true,
      },
    ],
  },
);

export const algorithm = object('AlgorithmSpec', 'How the parameters of the next trials are chosen.', {
  algorithmName: required(
    string('Name of the algorithm, such as random, grid or tpe. The platform must have it.', { minLength: 1 }),
  ),
  algorithmSettings: settings('Settings of the algorithm.'),
});

export const earlyStopping = object('EarlyStoppingSpec', 'How trials that promise little are ended early.', {
  algorithmName: required(
    string('Name of the algorithm, such as medianstop. The platform must have it.', { minLength: 1 }),
  ),
  algorithmSettings: settings('Settings of the algorithm.'),
});

export const resumePolicy = choice(
  'Whether the search can go on once it has ended, for more trials: not at all, with an algorithm that keeps running, or with one whose state is kept on a volume. Never where left out.',
  ['Never', 'LongRunning', 'FromVolume'],
);

/*
 * What follows is written by controllers alone. Nothing in it is required, and its lists have no keys, as where upstream's
 * CRDs have no schema: a status that the API server refuses would halt the search.
 */

export const algorithmSettings = list(
  'Settings that the algorithm has changed.',
  pair('ChangedAlgorithmSetting', 'One changed setting', 'Value as text.'),
);

export const parameterAssignments = list(
  'Values of the parameters.',
  pair('ParameterAssignment', 'One parameter', 'Value as text, also of numbers.'),
);

export const earlyStoppingRules = list(
  'Rules that end the trial early, once all of them are met.',
  object('EarlyStoppingRule', 'A comparison of a metric with a value.', {
    name: string('Name of the metric.'),
    value: string('Value to compare with, as text.'),
    comparison: string('How the metric compares with the value: equal, less or greater.'),
    startStep: integer('Number of reported values from which on the rule counts.'),
  }),
);

export const observation = object('Observation', 'Metrics of a trial.', {
  metrics: list(
    'Values of each metric.',
    object('ObservedMetric', 'Values of one metric, as text.', {
      name: string('Name of the metric.'),
      min: string('The lowest value.'),
      max: string('The highest value.'),
      latest: string('The last value.'),
    }),
  ),
});

/** The first fields of each status. */
export const times = (kind: string): Readonly<Record<string, Schema>> => ({
  startTime: time(`When Katib first saw the ${kind}.`),
  completionTime: time(`When the ${kind} ended.`),
  lastReconcileTime: time(`When Katib last changed this status.`),
});

/** Conditions with the types given, in the order in which they came. */
export const conditions = (types: string): Schema =>
  list(
    `Conditions: ${types}. The last one is the newest.`,
    object('KatibCondition', 'One condition.', {
      type: string('What the condition is about.'),
      status: string('True, False or Unknown.'),
      reason: string('Why, in one word for programs.'),
      message: string('Why, for people.'),
      lastUpdateTime: time('When the condition was last written.'),
      lastTransitionTime: time('When the status last changed.'),
    }),
  );
