import { App as Cdk8sApp, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Algorithm, Experiment, ExperimentProps, TrainingRuntime, TrainJob } from '../../lib/workloads';
import { categorical, discrete, double, existingRuntime, int, MetricsCollector } from '../../lib/workloads';
import { SecretSource } from '../../lib';
import { existingRuntimeMark } from '../../lib/api/trainer-runtimes';
import { LocalStack } from '../../stacks';
import { at, problemsOf, render } from '../support/app';

type Props = ExperimentProps;

const runtime = 'torch-distributed';
const parameters = {
  lr: double({ min: 0.001, max: 0.1, distribution: 'logUniform' }),
  layers: int({ min: 1, max: 5 }),
};

/** A job that uses all its parameters. */
const trial: Props['trial'] = (scope, p) =>
  new TrainJob(scope, 'trial', {
    runtime,
    command: ['train', ...Object.entries(p).map(([name, v]) => `--${name}=${v}`)],
  });

const minimal: Props = { objective: { minimize: 'loss' }, algorithm: { name: 'random' }, parameters, trial };

/** The one object of an experiment in a plain cdk8s app, which is right. */
function rendered(props: Partial<Props> = {}): unknown {
  const app = Testing.app();
  const chart = new Chart(app, 'chart', { namespace: 'vision' });
  new Experiment(chart, 'tune', { ...minimal, ...props });
  expect(app.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  const objects = Testing.synth(chart) as unknown[];
  expect(objects).toHaveLength(1);
  return objects[0];
}

test('an experiment needs an objective, an algorithm, parameters and a trial', () => {
  expect(rendered()).toEqual({
    apiVersion: 'kubeflow.org/v1beta1',
    kind: 'Experiment',
    metadata: { name: 'tune', namespace: 'vision' },
    spec: {
      objective: { type: 'minimize', objectiveMetricName: 'loss' },
      algorithm: { algorithmName: 'random' },
      parallelTrialCount: 3,
      parameters: [
        {
          name: 'lr',
          parameterType: 'double',
          feasibleSpace: { min: '0.001', max: '0.1', distribution: 'logUniform' },
        },
        { name: 'layers', parameterType: 'int', feasibleSpace: { min: '1', max: '5' } },
      ],
      trialTemplate: {
        primaryContainerName: 'node',
        primaryPodLabels: {
          'jobset.sigs.k8s.io/replicatedjob-name': 'node',
          'batch.kubernetes.io/job-completion-index': '0',
        },
        successCondition: 'status.conditions.#(type=="Complete")#|#(status=="True")#',
        failureCondition: 'status.conditions.#(type=="Failed")#|#(status=="True")#',
        trialParameters: [
          { name: 'lr', reference: 'lr' },
          { name: 'layers', reference: 'layers' },
        ],
        trialSpec: expect.objectContaining({ kind: 'TrainJob' }) as object,
      },
    },
  });
});

test('an experiment takes all its props', () => {
  const props: Required<Omit<Props, 'nasConfig'>> = {
    name: 'tuned',
    namespace: 'vision',
    labels: { team: 'vision' },
    annotations: { note: 'x' },
    objective: {
      maximize: 'accuracy',
      goal: 0.99,
      additionalMetrics: ['loss', 'epoch'],
      strategies: { epoch: 'latest', accuracy: 'max' },
    },
    algorithm: { name: 'tpe', n_EI_candidates: 32, random_state: 7 },
    earlyStopping: { name: 'medianstop', min_trials_required: 5, start_step: 2 },
    parameters: {
      ...parameters,
      optimizer: categorical(['sgd', 'adam']),
      batch: discrete([16, 32.5, 1e-7]),
      momentum: double({ min: 0, max: 1, step: 0.25 }),
    },
    trial,
    metricsCollector: { kind: 'File', path: '/logs/out.txt', format: 'TEXT', metricsFormat: ['(\\w+): ([0-9.]+)'] },
    parallelTrialCount: 2,
    maxTrialCount: 12,
    maxFailedTrialCount: 3,
    resumePolicy: 'LongRunning',
    retain: true,
    primaryContainerName: 'node',
    primaryPodLabels: { role: 'main' },
    successCondition: 'status.done',
    failureCondition: 'status.broken',
    podSecurity: 'restricted',
    runAsUser: 2000,
  };
  expect(rendered(props)).toMatchSnapshot();
});

test('fewer trials than three run at once where there are fewer', () => {
  expect(at(rendered({ maxTrialCount: 2 }), 'spec', 'parallelTrialCount')).toBe(2);
});

const settings = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => ({ name, value }));
const nas = {
  graphConfig: { numLayers: 2, inputSizes: [32, 32, 3], outputSizes: [10] },
  operations: {
    convolution: { filter_size: categorical(['3', '5']), stride: int({ min: 1, max: 2 }) },
    reduction: { ratio: double({ min: 0.25, max: 0.75, step: 0.25 }) },
  },
};
const dartsNas = {
  graphConfig: { numLayers: 2 },
  operations: { convolution: { filter_size: categorical(['3']) }, skip_connection: { any: int({ min: 1, max: 2 }) } },
};
const stepped = { lr: double({ min: 0.1, max: 0.5, step: 0.1 }), layers: int({ min: 1, max: 5, step: 2 }) };
const plain = { lr: double({ min: 0.1, max: 0.5 }), layers: int({ min: 1, max: 5 }) };

test.each<[Algorithm, Record<string, string>, Partial<Props>]>([
  [{ name: 'random', random_state: 0 }, { random_state: '0' }, {}],
  [{ name: 'grid', random_state: 4294967295 }, { random_state: '4294967295' }, { parameters: stepped }],
  [
    { name: 'tpe', gamma: 0.5, prior_weight: 2, n_EI_candidates: 1 },
    { gamma: '0.5', prior_weight: '2', n_EI_candidates: '1' },
    {},
  ],
  [
    { name: 'multivariate-tpe', n_startup_trials: 0, n_ei_candidates: 24 },
    { n_startup_trials: '0', n_ei_candidates: '24' },
    {},
  ],
  [
    {
      name: 'bayesianoptimization',
      base_estimator: 'RF',
      n_initial_points: 5,
      acq_func: 'EI',
      acq_optimizer: 'lbfgs',
      random_state: 1,
    },
    { base_estimator: 'RF', n_initial_points: '5', acq_func: 'EI', acq_optimizer: 'lbfgs', random_state: '1' },
    {},
  ],
  [
    { name: 'cmaes', sigma: 0.1, restart_strategy: 'bipop' },
    { sigma: '0.1', restart_strategy: 'bipop' },
    { parameters: plain },
  ],
  [{ name: 'sobol' }, {}, { parameters: plain }],
  [
    { name: 'hyperband', r_l: 9, resource_name: 'epochs', eta: 3 },
    { r_l: '9', resource_name: 'epochs', eta: '3' },
    { parameters: { epochs: int({ min: 1, max: 9 }), batch: discrete([16, 32]) }, parallelTrialCount: 9 },
  ],
  [
    { name: 'pbt', suggestion_trial_dir: '/ckpt', n_population: 5, truncation_threshold: 0 },
    { suggestion_trial_dir: '/ckpt', n_population: '5', truncation_threshold: '0' },
    { parameters: { lr: stepped.lr, layers: discrete([1, 2]) }, resumePolicy: 'FromVolume' },
  ],
  [
    { name: 'enas', controller_temperature: 'None', controller_train_steps: 5, controller_skip_target: 1 },
    { controller_temperature: 'None', controller_train_steps: '5', controller_skip_target: '1' },
    { parameters: undefined, nasConfig: nas },
  ],
  [
    { name: 'darts', batch_size: 'None', w_lr: 0 },
    { batch_size: 'None', w_lr: '0' },
    { parameters: undefined, nasConfig: dartsNas },
  ],
])('the algorithm %j', (algorithm, values, props) => {
  const { name } = algorithm;
  expect(at(rendered({ ...props, algorithm }), 'spec', 'algorithm')).toEqual({
    algorithmName: name,
    ...(name === 'sobol' ? {} : { algorithmSettings: expect.arrayContaining(settings(values)) as unknown }),
  });
});

test('steps that are fractions lead to the end of their range', () => {
  const lr = double({ min: 0.1, max: 0.7, step: 0.1 });
  expect(at(rendered({ parameters: { lr } }), 'spec', 'parameters')).toHaveLength(1);
});

test('values that a shell would take apart are quoted', () => {
  const line = (list: string[]): unknown =>
    at(
      rendered({ parameters: { x: categorical(list) } }),
      ...['spec', 'trialTemplate', 'trialSpec', 'spec', 'trainer', 'args', 0],
    );
  expect(line(['sgd', 'a/b:c=1'])).toMatch(/^\{ train --x=\$\{trialParameters\.x\} && \{ /);
  expect(line(['sgd', 'a b'])).toMatch(/^\{ train --x="\$\{trialParameters\.x\}" && \{ /);
  expect(line(['it’s; #'])).toMatch(/^\{ train --x="\$\{trialParameters\.x\}" && \{ /);
});

test('an algorithm of one’s own', () => {
  const algorithm = { name: 'custom', algorithmName: 'ours', settings: { depth: 'x' } } as const;
  expect(at(rendered({ algorithm }), 'spec', 'algorithm')).toEqual({
    algorithmName: 'ours',
    algorithmSettings: [{ name: 'depth', value: 'x' }],
  });
});

test('architectures are sought among operations, and reach the trial under names of their own', () => {
  const spec = at(rendered({ parameters: undefined, nasConfig: nas, algorithm: { name: 'enas' } }), 'spec');
  expect(at(spec, 'parameters')).toBeUndefined();
  expect(at(spec, 'nasConfig')).toEqual({
    graphConfig: nas.graphConfig,
    operations: [
      {
        operationType: 'convolution',
        parameters: [
          { name: 'filter_size', parameterType: 'categorical', feasibleSpace: { list: ['3', '5'] } },
          { name: 'stride', parameterType: 'int', feasibleSpace: { min: '1', max: '2', step: '1' } },
        ],
      },
      {
        operationType: 'reduction',
        parameters: [
          { name: 'ratio', parameterType: 'double', feasibleSpace: { min: '0.25', max: '0.75', step: '0.25' } },
        ],
      },
    ],
  });
  expect(at(spec, 'trialTemplate', 'trialParameters')).toEqual(
    ['architecture', 'nn_config'].map((name) => ({ name, reference: name })),
  );
  // The values are lists and dictionaries of Python.
  expect(at(spec, 'trialTemplate', 'trialSpec', 'spec', 'trainer', 'args', 0)).toContain(
    `{ train --architecture="\${trialParameters.architecture}" --nn_config="\${trialParameters.nn_config}" && `,
  );
});

const file = (path: string, kind: string, format?: string) => ({ fileSystemPath: { path, kind, format } });

test.each<[MetricsCollector, object | undefined]>([
  [{ kind: 'StdOut' }, undefined],
  [{ kind: 'StdOut', metricsFormat: ['(?i)(?P<n>a+)=(\\d)'] }, { filter: { metricsFormat: ['(?i)(?P<n>a+)=(\\d)'] } }],
  [{ kind: 'File' }, file('/var/log/katib/metrics.log', 'File', 'TEXT')],
  [{ kind: 'File', path: '/a/b.json', format: 'JSON' }, file('/a/b.json', 'File', 'JSON')],
  [{ kind: 'TensorFlowEvent' }, file('/var/log/katib/tfevent/', 'Directory')],
  [{ kind: 'TensorFlowEvent', path: '/events' }, file('/events', 'Directory')],
  [{ kind: 'PrometheusMetric' }, { httpGet: { path: '/metrics', port: 8080 } }],
  [{ kind: 'PrometheusMetric', path: '/m', port: 9 }, { httpGet: { path: '/m', port: 9 } }],
  [{ kind: 'Push' }, undefined],
])('the collector %j', (metricsCollector, source) => {
  expect(at(rendered({ metricsCollector }), 'spec', 'metricsCollectorSpec')).toEqual({
    collector: { kind: metricsCollector.kind },
    ...(source === undefined ? {} : { source }),
  });
});

test('a collector of one’s own', () => {
  const container = { name: 'reader', image: 'r.example/reader:1' };
  const shared = { path: '/shared', kind: 'Directory' } as const;
  const collector = (fileSystemPath?: typeof shared): unknown =>
    at(rendered({ metricsCollector: { kind: 'Custom', container, fileSystemPath } }), 'spec', 'metricsCollectorSpec');
  expect(collector()).toEqual({ collector: { kind: 'Custom', customCollector: container } });
  expect(collector(shared)).toMatchObject({ source: { fileSystemPath: shared } });
});

test('the trial itself is a parameter where it is used', () => {
  const spec = at(
    rendered({
      trial: (scope, p, metadata) =>
        new TrainJob(scope, 'trial', {
          runtime,
          command: ['train', `--out=/out/${metadata.namespace}/${metadata.name}`, ...Object.values(p)],
        }),
    }),
    ...['spec', 'trialTemplate'],
  );
  expect(at(spec, 'trialParameters')).toContainEqual({ name: 'trialName', reference: '${trialSpec.Name}' });
  expect(at(spec, 'trialParameters')).toContainEqual({ name: 'trialNamespace', reference: '${trialSpec.Namespace}' });
  expect(at(spec, 'trialSpec', 'spec', 'trainer', 'args', 0)).toContain(
    ' --out=/out/${trialParameters.trialNamespace}/${trialParameters.trialName} ',
  );
});

test('the trial is not applied itself, and waits for what it needs', () => {
  const { objects } = render((app) => {
    const platform = new LocalStack(app);
    platform.addNamespace('vision');
    const chart = new Chart(platform, 'vision', { namespace: 'vision' });
    const later = new Chart(platform, 'runtimes', { namespace: 'vision' });
    const mine = new TrainingRuntime(later, 'mine', { policy: 'torch', image: 'r.example/a:1' });
    new Experiment(chart, 'tune', {
      ...minimal,
      trial: (scope, p) => new TrainJob(scope, 'trial', { runtime: mine, command: ['train', ...Object.values(p)] }),
    });
    return platform;
  });
  const kinds = objects.map(({ kind }) => kind);
  expect(kinds).not.toContain('TrainJob');
  expect(kinds.indexOf('TrainingRuntime')).toBeGreaterThan(0);
  expect(kinds.indexOf('Experiment')).toBeGreaterThan(kinds.indexOf('TrainingRuntime'));
});

test('what is looked up about the trial is said of the experiment', () => {
  const chart = new Chart(new Cdk8sApp({ outdir: 'unused' }), 'chart');
  const { resource, name, namespace } = new Experiment(chart, 'tune', {
    ...minimal,
    trial: (scope, p) =>
      new TrainJob(scope, 'trial', { runtime: existingRuntime('theirs'), command: ['train', ...Object.values(p)] }),
  });
  expect(resource.node.metadata).toContainEqual(expect.objectContaining({ type: existingRuntimeMark, data: 'theirs' }));
  expect([name, namespace, resource.kind]).toEqual(['tune', undefined, 'Experiment']);
});

test('a secret of the trial is known', () => {
  const job =
    (secret: SecretSource): Props['trial'] =>
    (scope, p) =>
      new TrainJob(scope, 'trial', { runtime: 'torchtune-llama3.2-1b', args: Object.values(p), model: { secret } });
  expect(
    at(rendered({ trial: job(SecretSource.existing('hub')) }), 'spec', 'trialTemplate', 'trialSpec'),
  ).toMatchObject({
    spec: { initializer: { model: { secretRef: { name: 'hub' } } } },
  });
});

describe('early stopping', () => {
  const problems = (podSecurity: 'restricted' | 'baseline', add: 'before' | 'after'): string[] =>
    problemsOf((app) => {
      const platform = new LocalStack(app);
      if (add === 'before') platform.addNamespace('vision', { podSecurity });
      new Experiment(new Chart(platform, 'vision', { namespace: 'vision' }), 'tune', {
        ...minimal,
        earlyStopping: { name: 'medianstop' },
      });
      if (add === 'after') platform.addNamespace('vision', { podSecurity });
    });

  test.each(['before', 'after'] as const)('needs a namespace that is not restricted, added %s', (add) => {
    expect(problems('baseline', add)).toEqual([]);
    expect(problems('restricted', add)).toEqual([
      '[local/vision/tune] "earlyStopping" is given, but the namespace "vision" enforces "restricted", which Katib\'s early stopping does not meet; leave it out, or let the namespace enforce "baseline"',
    ]);
  });
});

test('what is wrong with the trial’s job is said where it is', () => {
  const reports = problemsOf((app) => {
    const platform = new LocalStack(app);
    platform.addNamespace('vision');
    new Experiment(new Chart(platform, 'vision', { namespace: 'vision' }), 'tune', {
      ...minimal,
      trial: (scope: Construct, p) =>
        new TrainJob(scope, 'job', { runtime, numNodes: 0, command: ['train', ...Object.values(p)] }),
    });
  });
  expect(reports).toEqual(['[local/vision/tune/job] "numNodes" is 0, must be a whole number from 1 to 2147483647']);
});
