import { metricsCollector } from './katib-collector';
import {
  algorithm,
  conditions,
  earlyStopping,
  objective,
  observation,
  parameterAssignments,
  resumePolicy,
  times,
} from './katib-parts';
import type { ExperimentSpec, ParameterSpec, TrialTemplate } from './katib.types';
import { boolean, choice, int32, list, listByKey, map, object, required, Rule, Schema, string } from './kit/schema';

/* Specification and status of an Experiment. */

/** A number as text. Katib hands it to Python as it stands. */
const decimal = (description: string): Schema =>
  string(description, { pattern: '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$' });

const parameterRules: readonly Rule[] = [
  {
    rule: "!(self.parameterType in ['int', 'double']) || has(self.feasibleSpace.min) && has(self.feasibleSpace.max) && !has(self.feasibleSpace.list)",
    message: 'feasibleSpace of int and double must have min and max, and no list',
    holds: ({ parameterType, feasibleSpace: { min, max, list } }: ParameterSpec) =>
      !['int', 'double'].includes(parameterType) || (min !== undefined && max !== undefined && list === undefined),
  },
  {
    rule: "!(self.parameterType in ['categorical', 'discrete']) || has(self.feasibleSpace.list) && !has(self.feasibleSpace.min) && !has(self.feasibleSpace.max) && !has(self.feasibleSpace.step)",
    message: 'feasibleSpace of categorical and discrete must have a list, and neither min, max nor step',
    holds: ({ parameterType, feasibleSpace: { min, max, step, list } }: ParameterSpec) =>
      !['categorical', 'discrete'].includes(parameterType) ||
      (list !== undefined && min === undefined && max === undefined && step === undefined),
  },
  {
    rule: '!has(self.feasibleSpace.min) || !has(self.feasibleSpace.max) || double(self.feasibleSpace.min) <= double(self.feasibleSpace.max)',
    message: 'feasibleSpace.min must not be above feasibleSpace.max',
    holds: ({ feasibleSpace: { min, max } }: ParameterSpec) =>
      min === undefined || max === undefined || Number(min) <= Number(max),
  },
];

const parameter = (rules: readonly Rule[]): Schema =>
  object(
    'ParameterSpec',
    'One parameter, and the values that it may take.',
    {
      name: required(string('Name of the parameter.', { minLength: 1 })),
      parameterType: required(
        choice('Numbers between bounds (double, int), or one of a list of numbers (discrete) or words (categorical).', [
          'double',
          'int',
          'discrete',
          'categorical',
        ]),
      ),
      feasibleSpace: required(
        object('FeasibleSpace', 'The values that a parameter may take.', {
          max: decimal('The highest value, as text. For double and int.'),
          min: decimal('The lowest value, as text. For double and int.'),
          list: list('All values. For discrete and categorical.', string('One value, also of numbers as text.'), {
            minItems: 1,
          }),
          step: decimal('Distance between two values, as text. For double and int.'),
          distribution: choice('How likely the values are. Uniform where left out or unknown.', [
            'uniform',
            'logUniform',
            'normal',
            'logNormal',
            'unknown',
          ]),
        }),
      ),
    },
    { rules },
  );

const nasConfig = object('NasConfig', 'Which neural networks are searched, in place of parameters.', {
  graphConfig: object('GraphConfig', 'Shape of the networks.', {
    numLayers: int32('Number of layers.'),
    inputSizes: list('Shape of the input.', int32('One dimension.')),
    outputSizes: list('Shape of the output.', int32('One dimension.')),
  }),
  operations: listByKey(
    'What layers may do.',
    'operationType',
    object('Operation', 'One sort of layer.', {
      operationType: required(string('Name of the operation, as the algorithm knows it.', { minLength: 1 })),
      // Rules in a list within a list would exceed what the API server grants them, and upstream asks none here.
      parameters: listByKey('Parameters of the operation.', 'name', parameter([])),
    }),
  ),
});

/** Kinds of trials whose end Katib recognizes by itself. */
const knownKinds = ['Job', 'TrainJob', 'TFJob', 'PyTorchJob', 'XGBoostJob', 'MPIJob'];

/** @see https://www.kubeflow.org/docs/components/katib/user-guides/trial-template/ */
const trialTemplate = object(
  'TrialTemplate',
  'The object that runs each trial. Its texts hold ${trialParameters.<name>} where values go.',
  {
    retain: boolean('Whether the objects of ended trials stay. They are deleted where left out.'),
    trialSpec: object(
      'TrialObject',
      'The object, as it would be applied, without name and namespace.',
      {
        apiVersion: required(string('Group and version of its kind.', { minLength: 1 })),
        kind: required(string('Its kind.', { minLength: 1 })),
        metadata: object(
          'TrialObjectMetadata',
          'Labels and annotations of the object.',
          {
            name: string('Must be left out: each trial has a name of its own.'),
            namespace: string('Must be left out: trials run in the namespace of the experiment.'),
            labels: map('Labels.', string('Value of one label.')),
            annotations: map('Annotations.', string('Value of one annotation.')),
          },
          {
            open: true,
            rules: [
              {
                rule: "(!has(self.name) || self.name == '') && (!has(self.namespace) || self.namespace == '')",
                message: 'name and namespace must be left out: each trial has a name of its own',
                holds: (self: { name?: string; namespace?: string }) =>
                  (self.name ?? '') === '' && (self.namespace ?? '') === '',
              },
            ],
          },
        ),
      },
      { open: true },
    ),
    configMap: object('ConfigMapSource', 'ConfigMap that holds the object in place of trialSpec.', {
      configMapName: required(string('Name of the ConfigMap.', { minLength: 1 })),
      configMapNamespace: required(string('Namespace of the ConfigMap.', { minLength: 1 })),
      templatePath: required(string('Key of the ConfigMap whose value is the object in YAML.', { minLength: 1 })),
    }),
    trialParameters: required(
      listByKey(
        'What the object gets filled with.',
        'name',
        object('TrialParameterSpec', 'One value that the object gets filled with.', {
          name: required(string('Name, as the object says it: ${trialParameters.<name>}.', { pattern: '^[^{}]+$' })),
          description: string('What it is.'),
          reference: required(
            string('Name of a parameter of the experiment, or a property of the trial such as ${trialSpec.Name}.', {
              minLength: 1,
            }),
          ),
        }),
        { minItems: 1 },
      ),
    ),
    primaryPodLabels: map(
      'Labels of the pods whose metrics are read. All pods of the trial where left out; the master of jobs of the Training Operator, the first node of a TrainJob.',
      string('Value of one label.'),
    ),
    primaryContainerName: required(string('Name of the container that trains.', { minLength: 1 })),
    successCondition: string(
      'GJSON expression over the object that tells that it has succeeded. Katib knows that of a Job, a TrainJob and most jobs of the Training Operator.',
      { minLength: 1 },
    ),
    failureCondition: string('GJSON expression over the object that tells that it has failed.', { minLength: 1 }),
  },
  {
    rules: [
      {
        rule: 'has(self.trialSpec) != has(self.configMap)',
        message: 'exactly one of trialSpec and configMap must be given',
        holds: (self: TrialTemplate) => (self.trialSpec === undefined) !== (self.configMap === undefined),
      },
      {
        rule: `has(self.successCondition) && has(self.failureCondition) || has(self.trialSpec) && self.trialSpec.kind in ${JSON.stringify(knownKinds).replaceAll('"', "'")}`,
        message: `successCondition and failureCondition must be given where trialSpec is none of ${knownKinds.join(', ')}`,
        holds: (self: TrialTemplate) =>
          (self.successCondition !== undefined && self.failureCondition !== undefined) ||
          knownKinds.includes(self.trialSpec?.kind ?? ''),
      },
    ],
  },
);

/** Trials at a time where an experiment does not say. */
const defaultParallel = 3;

export const experimentSpec = required(
  object(
    'ExperimentSpec',
    'What is searched, and how. Only the three numbers of trials can change after creation.',
    {
      parameters: listByKey('Parameters whose best values are searched.', 'name', parameter(parameterRules)),
      objective: required(objective),
      algorithm: required(algorithm),
      earlyStopping,
      trialTemplate: required(trialTemplate),
      parallelTrialCount: int32(`Number of trials at a time. ${defaultParallel} where left out.`, { minimum: 1 }),
      maxTrialCount: int32('Number of ended trials after which the search succeeds. No end where left out.', {
        minimum: 1,
      }),
      maxFailedTrialCount: int32('Number of failed trials at which the search fails.', { minimum: 0 }),
      metricsCollectorSpec: metricsCollector,
      nasConfig,
      resumePolicy,
    },
    {
      rules: [
        {
          rule: 'has(self.nasConfig) != (has(self.parameters) && size(self.parameters) > 0)',
          message: 'exactly one of parameters and nasConfig must be given',
          holds: (self: ExperimentSpec) => (self.nasConfig !== undefined) !== (self.parameters ?? []).length > 0,
        },
        {
          rule: `!has(self.maxTrialCount) || (has(self.parallelTrialCount) ? self.parallelTrialCount : ${defaultParallel}) <= self.maxTrialCount`,
          message: `parallelTrialCount, which is ${defaultParallel} where left out, must not be above maxTrialCount`,
          holds: (self: ExperimentSpec) =>
            self.maxTrialCount === undefined || (self.parallelTrialCount ?? defaultParallel) <= self.maxTrialCount,
        },
        {
          rule: '!has(self.maxTrialCount) || !has(self.maxFailedTrialCount) || self.maxFailedTrialCount <= self.maxTrialCount',
          message: 'maxFailedTrialCount must not be above maxTrialCount',
          holds: (self: ExperimentSpec) =>
            self.maxTrialCount === undefined || (self.maxFailedTrialCount ?? 0) <= self.maxTrialCount,
        },
      ],
    },
  ),
);

const trialNames = (which: string): Schema => list(`Trials that ${which}.`, string('Name of one trial.'));
const trialCount = (which: string): Schema => int32(`Number of trials that ${which}.`);

export const experimentStatus = object('ExperimentStatus', 'What Katib has seen of the experiment.', {
  ...times('experiment'),
  conditions: conditions('Created, Running, Restarting, Succeeded, Failed'),
  currentOptimalTrial: object('OptimalTrial', 'The best trial so far.', {
    bestTrialName: string('Name of the trial.'),
    parameterAssignments,
    observation,
  }),
  runningTrialList: trialNames('run'),
  pendingTrialList: trialNames('wait for their pods'),
  failedTrialList: trialNames('have failed'),
  succeededTrialList: trialNames('have succeeded'),
  killedTrialList: trialNames('were killed'),
  earlyStoppedTrialList: trialNames('were ended early'),
  metricsUnavailableTrialList: trialNames('ended without the metric'),
  trials: int32('Number of all trials.'),
  trialsSucceeded: trialCount('have succeeded'),
  trialsFailed: trialCount('have failed'),
  trialsKilled: trialCount('were killed'),
  trialsPending: trialCount('wait for their pods'),
  trialsRunning: trialCount('run'),
  trialsEarlyStopped: trialCount('were ended early'),
  trialMetricsUnavailable: trialCount('ended without the metric'),
});
