import { App, Chart } from 'cdk8s';
import { Platform } from '../../lib';
import { trainer } from '../../lib/api';
import { existingRuntime, TrainingRuntime, TrainJob, TrainJobProps } from '../../lib/workloads';
import { LocalStack } from '../../stacks';
import { problemsOf } from '../support/app';
import { rawChart } from '../support/parts';

/** A chart in a namespace of the local platform. */
function chart(app: App, podSecurity: 'baseline' | 'restricted' = 'baseline', id = 'vision'): Chart {
  const platform = app.node.tryFindChild('local');
  const local = platform instanceof Platform ? platform : new LocalStack(app);
  local.addNamespace(id, { podSecurity });
  return new Chart(local, id, { namespace: id });
}

const image = 'r.example/a:1';

describe('a TrainJob of the platform runs on a runtime of the platform', () => {
  const job = (props: TrainJobProps, more: (scope: Chart, app: App) => void = () => undefined): string[] =>
    problemsOf((app) => {
      const scope = chart(app);
      more(scope, app);
      new TrainJob(scope, 'job', props);
    });

  test('of the release, or one of its own namespace', () => {
    expect(job({ runtime: 'torch-distributed' })).toEqual([]);
    expect(
      problemsOf((app) => {
        const scope = chart(app);
        const runtime = new TrainingRuntime(scope, 'mine', { policy: 'torch', image });
        new TrainJob(scope, 'job', { runtime });
      }),
    ).toEqual([]);
  });

  test('or one that the program says is there', () => {
    expect(job({ runtime: existingRuntime('theirs') })).toEqual([]);
    expect(job({ runtime: existingRuntime('theirs', { kind: 'TrainingRuntime' }) })).toEqual([]);
  });

  test('but not one that is not installed', () => {
    expect(job({ runtime: { kind: 'ClusterTrainingRuntime', name: 'torch-distribute' } })).toEqual([
      '[local/vision/job/Resource] TrainJob vision/job runs on the ClusterTrainingRuntime "torch-distribute", which the platform does not have, did you mean "torch-distributed"?',
    ]);
  });

  test('nor one of another namespace', () => {
    const problems = problemsOf((app) => {
      const runtime = new TrainingRuntime(chart(app, 'baseline', 'other'), 'mine', { policy: 'torch', image });
      new TrainJob(chart(app), 'job', { runtime });
    });
    expect(problems).toContain(
      '[local/vision/job] "runtime" is the TrainingRuntime "mine" of the namespace "other", and the job is in "vision"; put them into one, or make the runtime for the cluster',
    );
  });

  test('raw jobs count too', () => {
    const problems = problemsOf((app) => {
      new trainer.TrainJob(chart(app), 'job', { metadata: { name: 'j' }, spec: { runtimeRef: { name: 'none-such' } } });
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^\[local\/vision\/job\] TrainJob vision\/j runs on the ClusterTrainingRuntime "none-such"/,
    );
  });
});

describe('a TrainJob where pods must be restricted', () => {
  const message =
    '[local/vision/job/Resource] TrainJob vision/job is in the namespace "vision", which enforces "restricted", and would get no pods; set "podSecurity" to "restricted" on the job or its runtime';
  const job = (build: (scope: Chart) => TrainJobProps, standard: 'baseline' | 'restricted' = 'restricted'): string[] =>
    problemsOf((app) => {
      const scope = chart(app, standard);
      new TrainJob(scope, 'job', build(scope));
    });

  test('asks for it itself, or by its runtime', () => {
    expect(job(() => ({ runtime: 'torch-distributed', podSecurity: 'restricted' }))).toEqual([]);
    expect(
      job((scope) => ({
        runtime: new TrainingRuntime(scope, 'mine', { policy: 'torch', image, podSecurity: 'restricted' }),
      })),
    ).toEqual([]);
  });

  test('is reported otherwise', () => {
    expect(job(() => ({ runtime: 'torch-distributed' }))).toEqual([message]);
    expect(job((scope) => ({ runtime: new TrainingRuntime(scope, 'mine', { policy: 'torch', image }) }))).toEqual([
      message,
    ]);
  });

  test('is fine elsewhere, and on runtimes that are not known', () => {
    expect(job(() => ({ runtime: 'torch-distributed' }), 'baseline')).toEqual([]);
    expect(job(() => ({ runtime: existingRuntime('theirs') }))).toEqual([]);
  });

  test('is not confused by a runtime of the same name in another namespace', () => {
    const problems = problemsOf((app) => {
      const other = chart(app, 'restricted', 'other');
      new TrainingRuntime(other, 'torch-distributed', { policy: 'torch', image, podSecurity: 'restricted' });
      new TrainJob(chart(app, 'restricted'), 'job', { runtime: 'torch-distributed' });
    });
    expect(problems).toEqual([message]);
  });
});

test('a raw job without a runtime is reported by its structure alone', () => {
  const problems = problemsOf((app) => {
    const local = new LocalStack(app);
    local.addNamespace('vision');
    rawChart(local, [
      {
        apiVersion: 'trainer.kubeflow.org/v1alpha1',
        kind: 'TrainJob',
        metadata: { name: 'j', namespace: 'vision' },
        spec: {},
      },
    ]);
  });
  expect(problems).toEqual(['[local/raw/object-0] "spec.runtimeRef" is missing, and is required']);
});
