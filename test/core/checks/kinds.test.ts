import { ApiObject, Chart, Testing } from 'cdk8s';
import { JobSet } from '../../../components';
import { jobset, trainer } from '../../../lib/api';
import { Platform } from '../../../lib';
import { LocalStack } from '../../../stacks';
import { problemsOf } from '../../support/app';
import { rawChart } from '../../support/parts';

const job = (spec: unknown) => ({
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'TrainJob',
  metadata: { name: 'job', namespace: 'default' },
  spec,
});
const wrong = job({ runtimeRef: { name: 'torch-distributed' }, trainer: { numNodes: 'two' } });
const message = '"spec.trainer.numNodes" is "two", must be a whole number';

test('a raw object of a kind that the app brings is checked', () => {
  expect(problemsOf((app) => rawChart(new LocalStack(app), [wrong]))).toEqual([`[local/raw/object-0] ${message}`]);
});

test('so is one outside of the platform', () => {
  const problems = problemsOf((app) => {
    new LocalStack(app);
    new ApiObject(new Chart(app, 'plain'), 'job', wrong);
  });
  expect(problems).toEqual([`[plain/job] ${message}`]);
});

test('a typed object is checked once', () => {
  const problems = problemsOf((app) => {
    new trainer.TrainJob(new Chart(app, 'plain'), 'job', { spec: wrong.spec as never });
  });
  expect(problems).toEqual([`[plain/job] ${message}`]);
});

test('a kind that the app does not know passes', () => {
  const problems = problemsOf((app) => {
    const platform = new Platform(app, 'local');
    new JobSet(platform, 'jobset');
    rawChart(platform, [wrong]);
  });
  expect(problems).toEqual([]);
});

test('objects whose structure is wrong do not stop the other checks', () => {
  const broken = [
    job(undefined),
    job({}),
    job({ runtimeRef: 'torch-distributed' }),
    job({ runtimeRef: { name: 'torch-distributed' }, runtimePatches: 'none' }),
    {
      apiVersion: 'trainer.kubeflow.org/v1alpha1',
      kind: 'ClusterTrainingRuntime',
      metadata: { name: 'mine' },
      spec: { template: { spec: { replicatedJobs: [{ name: 'node' }] } } },
    },
  ].map((object, index) => ({ ...object, metadata: { name: `x${index}`, namespace: 'strict' } }));
  const problems = problemsOf((app) => {
    const platform = new LocalStack(app);
    platform.addNamespace('strict');
    rawChart(platform, [...broken, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'nowhere' } }]);
  });
  for (const index of [1, 2, 3, 4]) {
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^\\[local/raw/object-${index}\\] `)));
  }
  expect(problems).toContainEqual(
    '[local/raw/object-5] Pod nowhere has no namespace; set "namespace" on it or on its chart',
  );
});

test('in a plain cdk8s app, each object checks itself', () => {
  const app = Testing.app();
  new jobset.JobSet(new Chart(app, 'plain'), 'set', { spec: { suspend: 'yes' } as never });
  expect(() => {
    app.synth();
  }).toThrow(
    'Validation failed with the following errors:\n  [plain/set] "spec.suspend" is "yes", must be true or false',
  );
});

test('and passes where it is right', () => {
  const app = Testing.app();
  const chart = new Chart(app, 'plain');
  new jobset.JobSet(chart, 'set', { spec: { suspend: true } });
  app.synth();
  expect(Testing.synth(chart)).toMatchObject([{ kind: 'JobSet', spec: { suspend: true } }]);
});
