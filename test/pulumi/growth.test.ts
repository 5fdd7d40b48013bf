import { Chart } from 'cdk8s';
import { Platform } from '../../lib';
import { deploy } from '../../lib/pulumi';
import { TrainJob } from '../../lib/workloads';
import { testApp } from '../support/app';
import { crd, deployment, plainChart, raw } from '../support/charts';
import { trainingPlatform } from '../support/platforms';
import { Registered, register } from '../support/pulumi';

const sizes = [50, 500] as const;

/** Dependencies that a program has with each number of objects, and how many each object more adds. */
async function growth(program: (count: number) => void): Promise<{ few: number; many: number; perObject: number }> {
  const count = (registered: readonly Registered[]): number =>
    registered.reduce((sum, { dependencies }) => sum + dependencies.length, 0);
  const few = count(
    await register(() => {
      program(sizes[0]);
    }),
  );
  const many = count(
    await register(() => {
      program(sizes[1]);
    }),
  );
  return { few, many, perObject: (many - few) / (sizes[1] - sizes[0]) };
}

function objects(count: number, make: (index: number) => ReturnType<typeof raw>) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`object-${index}`, make(index)]));
}

test('custom resources have two dependencies each: their namespace and their kind', async () => {
  const grown = await growth((count) => {
    const widgets = objects(count, (index) => raw('Widget', `w-${index}`, {}, 'ns', 'example.com/v1'));
    deploy(plainChart({ ns: raw('Namespace', 'ns', {}, ''), crd: crd('Widget'), ...widgets }));
  });
  expect(grown).toEqual({ few: 100, many: 1000, perObject: 2 });
});

test('Deployments have the number of what they mount', async () => {
  const spec = { serviceAccountName: 'robot', volumes: [{ name: 'v', configMap: { name: 'settings' } }] };
  const grown = await growth((count) => {
    const shared = { robot: raw('ServiceAccount', 'robot'), settings: raw('ConfigMap', 'settings') };
    deploy(plainChart({ ...shared, ...objects(count, (index) => deployment(`d-${index}`, spec)) }));
  });
  expect(grown).toEqual({ few: 100, many: 1000, perObject: 2 });
});

test('jobs of a platform have the same number each, however many there are', async () => {
  const grown = await growth((count) => {
    const app = testApp();
    const platform: Platform = trainingPlatform(app);
    const chart = new Chart(platform, 'work', { namespace: platform.addNamespace('team') });
    const job = { runtime: 'torch-distributed', podSecurity: 'restricted', image: 'registry.example/i:1' } as const;
    for (let index = 0; index < count; index += 1) new TrainJob(chart, `job-${index}`, job);
    deploy(app);
  });
  // Their namespace, their kind, and the gates of JobSet and the trainer: each a controller and two configurations of webhooks.
  expect(grown.perObject).toBe(8);
});

test('policies that select all pods have as many dependencies as there are pods', async () => {
  const grown = await growth((count) => {
    const quota = { quota: raw('ResourceQuota', 'q'), limits: raw('LimitRange', 'l') };
    deploy(plainChart({ ...quota, ...objects(count, (index) => deployment(`d-${index}`)) }));
  });
  expect(grown).toEqual({ few: 100, many: 1000, perObject: 2 });
});
