import { externalMysql, Katib } from '../../components';
import { Platform } from '../../lib';
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
