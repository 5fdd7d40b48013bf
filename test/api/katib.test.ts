import { Chart, Testing } from 'cdk8s';
import { CustomResourceDefinition } from '../../lib/api';
import { Experiment, experiment, Suggestion, suggestion, Trial, trial } from '../../lib/api/katib';
import type {
  ExperimentSpec,
  FeasibleSpace,
  MetricsCollectorSpec,
  NasConfig,
  ObjectiveSpec,
  SuggestionSpec,
  SuggestionStatus,
  TrialSpec,
  TrialStatus,
  TrialTemplate,
} from '../../lib/api/katib.types';
import { at } from '../support/app';
import { nodesOf } from '../support/schemas';

const objective: Required<ObjectiveSpec> = {
  type: 'maximize',
  goal: 0.99,
  objectiveMetricName: 'accuracy',
  additionalMetricNames: ['loss'],
  metricStrategies: [{ name: 'accuracy', value: 'latest' }],
};
const algorithm = { algorithmName: 'tpe', algorithmSettings: [{ name: 'gamma', value: '0.25' }, { name: 'bare' }] };
const earlyStopping = { ...algorithm, algorithmName: 'medianstop' };
const metricsCollector: Required<MetricsCollectorSpec> = {
  source: {
    httpGet: { path: '/metrics', port: 8080, scheme: 'HTTP' },
    fileSystemPath: { path: '/logs/metrics.log', kind: 'File', format: 'TEXT' },
    filter: { metricsFormat: ['([a-z]+): ([0-9.]+)'] },
  },
  collector: { kind: 'Custom', customCollector: { name: 'collector', image: 'a:1' } },
};
const trialTemplate: Required<Omit<TrialTemplate, 'configMap'>> = {
  retain: true,
  trialSpec: {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['e'] },
    spec: { template: { spec: { containers: [{ name: 'main', args: ['--lr=${trialParameters.lr}'] }] } } },
  },
  trialParameters: [{ name: 'lr', description: 'Learning rate.', reference: 'lr' }],
  primaryPodLabels: { role: 'worker' },
  primaryContainerName: 'main',
  successCondition: 'status.ok',
  failureCondition: 'status.bad',
};
const range: Required<Omit<FeasibleSpace, 'list'>> = {
  min: '1e-4',
  max: '.5',
  step: '+0.1',
  distribution: 'logUniform',
};
const nasConfig: Required<NasConfig> = {
  graphConfig: { numLayers: 8, inputSizes: [32, 32, 3], outputSizes: [10] },
  operations: [
    {
      operationType: 'convolution',
      // The same as in an experiment would be refused: upstream asks nothing of these.
      parameters: [{ name: 'size', parameterType: 'categorical', feasibleSpace: {} }],
    },
    { operationType: 'reduction' },
  ],
};
const counts = { parallelTrialCount: 3, maxTrialCount: 12, maxFailedTrialCount: 0 };

const experiments: Readonly<Record<string, ExperimentSpec>> = {
  minimal: {
    objective: { type: 'minimize', objectiveMetricName: 'loss' },
    algorithm: { algorithmName: 'random' },
    trialTemplate: {
      primaryContainerName: 'main',
      trialParameters: [{ name: 'lr', reference: 'lr' }],
      trialSpec: { apiVersion: 'batch/v1', kind: 'Job' },
    },
    parameters: [{ name: 'lr', parameterType: 'double', feasibleSpace: { min: '0', max: '1' } }],
  },
  full: {
    ...{ objective, algorithm, earlyStopping, ...counts, metricsCollectorSpec: metricsCollector },
    trialTemplate,
    parameters: [
      { name: 'lr', parameterType: 'double', feasibleSpace: range },
      { name: 'layers', parameterType: 'int', feasibleSpace: { min: '1', max: '5' } },
      { name: 'batch', parameterType: 'discrete', feasibleSpace: { list: ['16', '32', '32'] } },
      { name: 'optimizer', parameterType: 'categorical', feasibleSpace: { list: ['sgd'], distribution: 'unknown' } },
    ],
    resumePolicy: 'FromVolume',
  } satisfies Required<Omit<ExperimentSpec, 'nasConfig'>>,
  'with networks': { objective, algorithm, trialTemplate, nasConfig },
  'out of a ConfigMap': {
    ...{ objective, algorithm, nasConfig },
    trialTemplate: {
      ...trialTemplate,
      trialSpec: undefined,
      configMap: { configMapName: 'a', configMapNamespace: 'b', templatePath: 'c' },
    },
  },
};

const suggestionSpec: Required<SuggestionSpec> = { algorithm, earlyStopping, requests: 2, resumePolicy: 'LongRunning' };
const trialSpec: Required<TrialSpec> = {
  objective,
  parameterAssignments: [{ name: 'lr', value: '0.1' }],
  earlyStoppingRules: [{ name: 'loss', value: '0.5', comparison: 'greater', startStep: 4 }],
  runSpec: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'e-1' }, spec: {} },
  retainRun: true,
  metricsCollector,
  primaryPodLabels: { role: 'worker' },
  primaryContainerName: 'main',
  successCondition: 'a',
  failureCondition: 'b',
  labels: { generation: '1' },
};

const chart = (): Chart => new Chart(Testing.app(), 'chart', { namespace: 'team' });

describe('Experiment', () => {
  test.each(Object.entries(experiments))('%s', (_, spec) => {
    const scope = chart();
    new Experiment(scope, 'search', { metadata: { name: 'search' }, spec });
    expect(Testing.synth(scope)).toEqual([
      {
        ...{ apiVersion: 'kubeflow.org/v1beta1', kind: 'Experiment' },
        ...{ metadata: { name: 'search', namespace: 'team' }, spec: JSON.parse(JSON.stringify(spec)) as unknown },
      },
    ]);
  });

  test('that is wrong is refused with all that is wrong', () => {
    const scope = chart();
    const spec = { ...experiments.minimal, algorithm: {}, maxTrialCount: '9', resume: true } as never;
    new Experiment(scope, 'search', { metadata: { name: 'search' }, spec });
    const synth = (): unknown => Testing.synth(scope) as unknown;
    expect(synth).toThrow('[chart/search] "spec.algorithm.algorithmName" is missing, and is required');
    expect(synth).toThrow('[chart/search] "spec.maxTrialCount" is "9", must be a whole number');
    expect(synth).toThrow('[chart/search] "spec.resume" is not a field of this kind');
  });
});

test('what controllers alone create has classes too', () => {
  const scope = chart();
  new Suggestion(scope, 'suggestion', { metadata: { name: 'search' }, spec: suggestionSpec });
  new Trial(scope, 'trial', { metadata: { name: 'search-1' }, spec: trialSpec });
  expect(Testing.synth(scope)).toMatchObject([
    { kind: 'Suggestion', spec: suggestionSpec },
    { kind: 'Trial', spec: trialSpec },
  ]);
});

describe.each([
  ['Experiment', experiment, ['Type', 'Status', 'Age']],
  ['Suggestion', suggestion, ['Type', 'Status', 'Requested', 'Assigned', 'Age']],
  ['Trial', trial, ['Type', 'Status', 'Age']],
] as const)('the CRD of %s', (kind, definition, columns) => {
  const crd: unknown = new CustomResourceDefinition(chart(), definition).toJson();

  test('has the names, columns and subresources of upstream', () => {
    expect(crd).toMatchObject({
      metadata: { name: `${kind.toLowerCase()}s.kubeflow.org` },
      spec: {
        names: { kind, singular: kind.toLowerCase(), categories: ['all', 'kubeflow', 'katib'] },
        scope: 'Namespaced',
        versions: [{ name: 'v1beta1', subresources: { status: {} } }],
      },
    });
    const found = at(crd, 'spec', 'versions', 0, 'additionalPrinterColumns') as { name: string }[];
    expect(found.map(({ name }) => name)).toEqual(columns);
  });

  // A status that the API server refuses would halt the search for good.
  test('refuses no status for what is missing, repeated or new', () => {
    const demanding = nodesOf(definition.status ?? {}, 'status').filter(({ schema }) =>
      (
        ['required', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'maxItems', 'listType'] as const
      ).some((constraint) => schema[constraint] !== undefined),
    );
    expect(demanding.map(({ path }) => path)).toEqual([]);
    expect(nodesOf(definition.status ?? {}, 'status').flatMap(({ schema }) => schema.rules ?? [])).toEqual([]);
  });
});

describe('a status as the controllers write it', () => {
  // Go writes the zero time as null, and leaves out empty texts and zeroes.
  const condition = { type: 'Running', status: 'True', lastUpdateTime: null, lastTransitionTime: null };
  const times = { startTime: '2026-01-31T12:00:00Z', completionTime: null, lastReconcileTime: null };
  const written = { ...times, conditions: [condition, { ...condition, type: 'Created', reason: '', message: '' }] };
  const base = { apiVersion: 'kubeflow.org/v1beta1', metadata: { name: 'search' } };

  test.each([
    [experiment, experiments.minimal, { ...written, currentOptimalTrial: { observation: {} }, trials: 0 }],
    [suggestion, {}, { ...written, suggestions: [{}, { name: 'a', parameterAssignments: [{}, {}] }] }],
    [
      trial,
      { metricsCollector: {} },
      { ...written, observation: { metrics: [{}, { name: 'a', min: 'unavailable' }] } },
    ],
  ])('%#', (definition, spec, status) => {
    expect(definition.validate({ ...base, kind: definition.kind, spec, status })).toEqual([]);
  });

  test('has types', () => {
    const status: SuggestionStatus & TrialStatus = { conditions: [{ type: 'Created' }], observation: { metrics: [] } };
    expect(trial.validate({ ...base, kind: 'Trial', status })).toEqual([]);
  });
});
