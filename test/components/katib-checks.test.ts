import { Chart } from 'cdk8s';
import { externalMysql, Katib, KatibProps } from '../../components';
import { Gate, Platform } from '../../lib';
import { double, Experiment } from '../../lib/workloads';
import { problemsOf } from '../support/app';
import { rawChart } from '../support/parts';

describe('what is wrong is reported:', () => {
  const wrong = (props: object, experiment?: object): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['vision'] });
      new Katib(platform, 'katib', { database: externalMysql({ host: 'db' }), ...props });
      if (experiment !== undefined) rawChart(platform, [experiment]);
    });

  test.each<[object, string]>([
    [{ database: 'mysql' }, '[local/katib] "database" is "mysql", must be a Mysql component or externalMysql({...})'],
    [
      { database: undefined },
      '[local/katib] "database" is undefined, must be a Mysql component or externalMysql({...})',
    ],
    [{ database: null }, '[local/katib] "database" is null, must be a Mysql component or externalMysql({...})'],
    [
      { trialKinds: ['TrainJob'] },
      '[local/katib] "trialKinds" has "TrainJob", must have components that install jobs, such as Trainer',
    ],
    [
      { trialKinds: [null] },
      '[local/katib] "trialKinds" has null, must have components that install jobs, such as Trainer',
    ],
    [{ algorithms: { own: {} } }, '[local/katib] "algorithms.own" is not of the release, so its "image" is required'],
    [
      { algorithms: { tpe: { image: 'x' } } },
      '[local/katib] "algorithms.tpe.image" is "x", must be an image with a tag or a digest',
    ],
    [
      { algorithms: { tpe: { imagee: 'x:1' } } },
      '[local/katib] "imagee" is not a prop of this construct, did you mean "image"?',
    ],
    [{ earlyStopping: 'medianstop' }, '[local/katib] "earlyStopping" is "medianstop", must be true or false'],
    [{ ui: 1 }, '[local/katib] "ui" is 1, must be true or false'],
    [
      { prometheusCollector: 'p' },
      '[local/katib] "prometheusCollector" is "p", must be an image with a tag or a digest',
    ],
    [{ databse: 1 }, '[local/katib] "databse" is not a prop of this construct, did you mean "database"?'],
  ])('%j', (props, message) => {
    expect(wrong(props)).toEqual([message]);
  });

  test('props that are none, once', () => {
    const problems = problemsOf((app) => {
      new Katib(new Platform(app, 'local'), 'katib', null as unknown as KatibProps);
    });
    expect(problems).toEqual([
      '[local/katib] "props" is null, must be an object',
      '[local/katib] "database" is undefined, must be a Mysql component or externalMysql({...})',
    ]);
  });

  const access = {
    ...{ host: 'db', port: 3306, database: 'katib', user: 'katib', tls: 'off' },
    password: { secret: 's', key: 'k' },
  };

  test.each<[unknown]>([
    [null],
    [undefined],
    ['db'],
    [{ ...access, host: '' }],
    [{ ...access, port: '3306' }],
    [{ ...access, tls: undefined }],
    [{ ...access, password: null }],
    [{ ...access, password: { secret: 's' } }],
  ])('a database that gives %j', (given) => {
    expect(wrong({ database: { addDatabase: () => given } })).toEqual([
      expect.stringMatching(
        /^\[local\/katib\] "addDatabase" of "database" gives .*, must give texts as "host", "database", "user" and "tls", a number as "port", and "password" with "secret" and "key"$/,
      ),
    ]);
  });

  test('and a database that gives all of it is not', () => {
    expect(wrong({ database: { addDatabase: () => access } })).not.toContainEqual(expect.stringMatching(/"database"/));
  });

  const workflow = { group: 'argoproj.io', version: 'v1alpha1', kind: 'Workflow', plural: 'workflows' };
  const trialKinds = (...kinds: unknown[]): string[] =>
    wrong({ trialKinds: [{ apiReady: new Gate('there', []), trialKinds: kinds }] });

  test.each<[unknown, string]>([
    [null, '"trialKinds" is null, must be an object'],
    [undefined, '"trialKinds" is null, must be an object'],
    ['Workflow', '"trialKinds" is "Workflow", must be an object'],
    [{ ...workflow, group: '' }, '"trialKinds.group" is "", must be an API group such as "argoproj.io"'],
    [{ ...workflow, version: 1 }, '"trialKinds.version" is 1, must be an API version such as "v1alpha1"'],
    [{ ...workflow, kind: "Work'flow" }, `"trialKinds.kind" is "Work'flow", must be a kind such as "Workflow"`],
    [
      { ...workflow, plural: 'Workflows' },
      '"trialKinds.plural" is "Workflows", must be the plural name of a kind such as "workflows"',
    ],
    [{ ...workflow, podOwner: '' }, '"trialKinds.podOwner" is "", must be a kind such as "Workflow"'],
    [{ ...workflow, between: {} }, '"trialKinds.between" is {}, must be a list'],
    [{ ...workflow, between: [null] }, '"trialKinds.between" is null, must be an object'],
    [
      { ...workflow, between: [{ group: 'batch', plural: '' }] },
      '"trialKinds.between.plural" is "", must be the plural name of a kind such as "workflows"',
    ],
    [{ ...workflow, owner: 'Pod' }, '"owner" is not a prop of this construct, it takes '],
    [
      { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs' },
      '"trialKinds" has "batch/v1 Job", which is among the kinds already; leave it out',
    ],
  ])('the kind of trials %j', (kind, message) => {
    expect(trialKinds(kind)).toEqual([expect.stringContaining(`[local/katib] ${message}`)]);
  });

  test('a kind of trials that is there twice', () => {
    expect(trialKinds(workflow, { ...workflow, version: 'v1' }, workflow)).toEqual([
      '[local/katib] "trialKinds" has "argoproj.io/v1alpha1 Workflow", which is among the kinds already; leave it out',
    ]);
  });

  test('and a kind of trials with all that can be said of it is not', () => {
    const between = [{ group: 'jobset.x-k8s.io', plural: 'jobsets' }];
    expect(trialKinds({ ...workflow, podOwner: 'Pod', between })).toEqual([]);
  });

  const experiment = (spec: object, namespace = 'vision'): object => ({
    apiVersion: 'kubeflow.org/v1beta1',
    kind: 'Experiment',
    metadata: { name: 'e', namespace },
    spec: {
      objective: { type: 'minimize', objectiveMetricName: 'loss' },
      algorithm: { algorithmName: 'random' },
      parameters: [{ name: 'x', parameterType: 'double', feasibleSpace: { min: '0', max: '1' } }],
      trialTemplate: {
        primaryContainerName: 'main',
        trialParameters: [{ name: 'x', reference: 'x' }],
        trialSpec: { apiVersion: 'batch/v1', kind: 'Job', spec: {} },
      },
      ...spec,
    },
  });

  test.each<[string, object, string]>([
    [
      'an algorithm that is not there',
      { algorithm: { algorithmName: 'tpee' } },
      'uses the algorithm "tpee", which this Katib does not have, did you mean "tpe"?',
    ],
    [
      'early stopping that is off',
      { earlyStopping: { algorithmName: 'medianstop' } },
      'uses the early stopping algorithm "medianstop", which this Katib does not have',
    ],
    [
      'a collector without an image',
      { metricsCollectorSpec: { collector: { kind: 'PrometheusMetric' } } },
      'uses the metrics collector "PrometheusMetric", which this Katib does not have',
    ],
    [
      'trials of a kind that is not installed',
      {
        trialTemplate: {
          primaryContainerName: 'node',
          trialParameters: [{ name: 'x', reference: 'x' }],
          trialSpec: { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob', spec: {} },
        },
      },
      'uses trials of the kind "trainer.kubeflow.org/v1alpha1 TrainJob", which this Katib does not have',
    ],
  ])('%s', (_, spec, message) => {
    expect(wrong({ earlyStopping: false }, experiment(spec))).toEqual([
      expect.stringContaining(`Experiment vision/e ${message}`),
    ]);
  });

  test('an experiment whose trial is none, of which nothing else is said', () => {
    const problems = problemsOf((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['vision'] });
      new Katib(platform, 'katib', { database: externalMysql({ host: 'db' }) });
      new Experiment(new Chart(platform, 'chart', { namespace: 'vision' }), 'e', {
        objective: { minimize: 'loss' },
        algorithm: { name: 'random' },
        parameters: { x: double({ min: 0, max: 1 }) },
        trial: () => undefined,
      });
    });
    expect(problems).toEqual([
      '[local/chart/e] "trial" makes no object within its first argument; give that to the job as its scope',
    ]);
  });

  // Katib's webhook refuses it there, and its pods would find no collector.
  test('an experiment in a namespace of components', () => {
    expect(wrong({}, experiment({}, 'kubeflow'))).toEqual([
      '[local/raw/object-0] Experiment kubeflow/e is in the namespace "kubeflow", which is for components alone; add a namespace with "platform.addNamespace" and put it there',
    ]);
  });

  test('and not one in a namespace of a team, also where components stand in it', () => {
    const problems = problemsOf((app) => {
      const platform = new Platform(app, 'local');
      new Katib(platform, 'katib', { database: externalMysql({ host: 'db' }) });
      rawChart(platform, [experiment({}, platform.addNamespace('kubeflow'))], { id: 'same' });
      rawChart(platform, [experiment({}, platform.addNamespace('team'))], { id: 'own' });
    });
    expect(problems).toEqual([]);
  });

  test('and an experiment that fits is not', () => {
    expect(wrong({ earlyStopping: false }, experiment({}))).toEqual([]);
  });
});
