import { App, Platform } from '../../lib';
import { JobSet, Trainer } from '../../components';
import { TrainingRuntime } from '../../lib/workloads';
import { Chart } from 'cdk8s';

/** A platform of your own: two components, a runtime for your teams, and a namespace for one of them. */
export function customStack(app: App): Platform {
  const platform = new Platform(app, 'acme', {
    size: 'production',
    images: { registry: 'registry.acme.example/mirror' },
  });
  const jobsets = new JobSet(platform, 'jobset');
  new Trainer(platform, 'trainer', {
    jobsets,
    runtimes: ['torch-distributed', 'jax-distributed'],
    resources: { requests: { cpu: '1' } },
  });

  platform.addNamespace('vision');
  const vision = new Chart(platform, 'vision', { namespace: 'vision' });
  new TrainingRuntime(vision, 'vision-torch', {
    policy: 'torch',
    image: 'registry.acme.example/vision/train:1.4.0',
    command: ['torchrun', '/app/train.py'],
    resourcesPerNode: { requests: { cpu: '8', memory: '32Gi' }, limits: { 'nvidia.com/gpu': '1' } },
    podSecurity: 'restricted',
  });
  return platform;
}

if (require.main === module) {
  const app = new App();
  customStack(app);
  app.synth();
}
