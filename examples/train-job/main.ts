import { App, Chart, Duration } from 'cdk8s';
import { existingRuntime, TrainJob } from '../../lib/workloads';

/** Training jobs for a platform that somebody else runs: a plain cdk8s app with one chart. */
export function trainJobs(app: App): Chart {
  const chart = new Chart(app, 'training', { namespace: 'vision' });

  new TrainJob(chart, 'resnet', {
    runtime: 'torch-distributed',
    image: 'registry.acme.example/vision/resnet:2.1.0',
    command: ['torchrun', '/app/train.py'],
    args: ['--epochs=90'],
    env: { DATA: '/data', HUB_TOKEN: { secretKeyRef: { name: 'hub', key: 'token' } } },
    numNodes: 2,
    gpusPerNode: 4,
    resourcesPerNode: { requests: { cpu: '16', memory: '64Gi' } },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    queue: 'vision',
    activeDeadline: Duration.hours(12),
    podSecurity: 'restricted',
    runAsUser: 1000,
  });

  new TrainJob(chart, 'nightly', {
    runtime: existingRuntime('vision-torch', { kind: 'TrainingRuntime', framework: 'torch' }),
    suspend: true,
  });
  return chart;
}

if (require.main === module) {
  const app = new App();
  trainJobs(app);
  app.synth();
}
