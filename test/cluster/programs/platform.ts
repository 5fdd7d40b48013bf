import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { App } from '../../../lib';
import { deploy, Kept } from '../../../lib/pulumi';
import { double, Experiment, InferenceService, TrainingRuntime, TrainJob } from '../../../lib/workloads';
import { LocalStack } from '../../../stacks';
import { TEAM, TRAINING_IMAGE } from '../support/jobs';
import { runnableComponents } from '../support/runnable-components';
import { TRIAL } from '../support/tuning-images';

/** The program of `pulumi-platform.test.ts`: the local platform, and what the tests change from one run to the next. */
const config = new pulumi.Config();
const app = new App();
const platform = new LocalStack(app, 'local', { size: 'laptop', components: runnableComponents });
platform.addNamespace(TEAM);

// cdk8s answers `instanceof` for every kind of object as for ApiObject itself.
const trainer = platform.trainer.node
  .findAll()
  .find((node): node is ApiObject => node instanceof ApiObject && node.kind === 'Deployment');
const memory = config.get('trainerMemory');
// cdk8s-plus reads a quantity as the field `value` of an object, also after a patch.
if (memory !== undefined)
  trainer?.addJsonPatch(
    JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/memory', { value: memory }),
  );
const image = config.get('trainerImage');
if (image !== undefined) trainer?.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/image', image));

const common = {
  image: TRAINING_IMAGE,
  resourcesPerNode: { requests: { cpu: '50m', memory: '128Mi' } },
  podSecurity: 'restricted',
  runAsUser: 65532,
} as const;
const workloads: Readonly<Partial<Record<string, () => Chart>>> = { good: addWorkloads, failing: addFailingJob };
const chart = workloads[config.get('workloads') ?? 'none']?.();

const deployed = deploy(app, {
  timeoutSeconds: config.getNumber('timeoutSeconds'),
  deleteOnDestroy: config.getObject<Kept[]>('deleteOnDestroy'),
});

/** What the workloads' controllers said when the engine stopped waiting. */
export const statuses = (chart?.node.findAll() ?? [])
  .filter((node): node is ApiObject => node instanceof ApiObject)
  .map((workload) => deployed.resource(workload).status);

/** What follows a job that may not fail even once, and does. */
function addFailingJob(): Chart {
  const team = new Chart(platform, 'workloads', { namespace: TEAM });
  const runtime = new TrainingRuntime(team, 'once', { policy: 'torch', image: TRAINING_IMAGE, backoffLimit: 0 });
  const job = new TrainJob(team, 'failing', { ...common, runtime, env: { FAIL: '1' } });
  const next = new k8s.KubeConfigMap(team, 'next', { metadata: { name: 'next' } });
  next.node.addDependency(job);
  return team;
}

/** A job that trains on two nodes, a search of two trials, and a service. */
function addWorkloads(): Chart {
  const team = new Chart(platform, 'workloads', { namespace: TEAM });
  new TrainJob(team, 'train', { ...common, runtime: 'torch-distributed', numNodes: 2 });
  new Experiment(team, 'search', {
    objective: { minimize: 'loss' },
    algorithm: { name: 'cmaes' },
    parameters: { x: double({ min: -5, max: 5 }), y: double({ min: -15, max: 25 }) },
    maxTrialCount: 2,
    parallelTrialCount: 2,
    trial: (scope, p) =>
      new k8s.KubeJob(scope, 'trial', {
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [
                {
                  name: 'main',
                  image: TRIAL,
                  command: [
                    'python3',
                    '/opt/trial/objective.py',
                    '--sleep=2',
                    `--x=${p.x}`,
                    `--y=${p.y}`,
                    '--kind=round',
                  ],
                },
              ],
            },
          },
        },
      }),
  });
  new InferenceService(team, 'answers', {
    container: { image: TRAINING_IMAGE, command: ['python3', '-m', 'http.server', '8080'], port: 8080 },
  });
  return team;
}
