import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { categorical, double, Experiment, int, TrainJob } from '../../lib/workloads';

/** Experiments for a platform that somebody else runs: a plain cdk8s app with one chart. */
export function experiments(app: App): Chart {
  const chart = new Chart(app, 'tuning', { namespace: 'vision' });

  new Experiment(chart, 'resnet', {
    objective: { maximize: 'accuracy', goal: 0.95, additionalMetrics: ['loss'] },
    algorithm: { name: 'tpe', random_state: 7 },
    parameters: {
      lr: double({ min: 1e-4, max: 1e-1, distribution: 'logUniform' }),
      layers: int({ min: 18, max: 50, step: 2 }),
      optimizer: categorical(['sgd', 'adam']),
    },
    parallelTrialCount: 2,
    maxTrialCount: 20,
    maxFailedTrialCount: 3,
    trial: (scope, p) =>
      new TrainJob(scope, 'trial', {
        runtime: 'torch-distributed',
        image: 'registry.acme.example/vision/resnet:2.1.0',
        command: ['torchrun', '/app/train.py'],
        args: ['--epochs=5', `--lr=${p.lr}`, `--layers=${p.layers}`, `--optimizer=${p.optimizer}`],
        numNodes: 2,
        gpusPerNode: 1,
      }),
  });

  new Experiment(chart, 'augment', {
    objective: { minimize: 'error', strategies: { error: 'latest' } },
    algorithm: { name: 'grid' },
    parameters: {
      crop: categorical(['none', 'center', 'random']),
      flip: double({ min: 0, max: 0.5, step: 0.25 }),
    },
    maxTrialCount: 9,
    metricsCollector: { kind: 'File', path: '/metrics/log.jsonl', format: 'JSON' },
    trial: (scope, p, trial) =>
      new k8s.KubeJob(scope, 'trial', {
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [
                {
                  name: 'augment',
                  image: 'registry.acme.example/vision/augment:1.3.0',
                  command: ['python3', '/app/augment.py', '--metrics=/metrics/log.jsonl'],
                  args: [`--crop=${p.crop}`, `--flip=${p.flip}`, `--name=${trial.name}`],
                },
              ],
            },
          },
        },
      }),
  });
  return chart;
}

if (require.main === module) {
  const app = new App();
  experiments(app);
  app.synth();
}
