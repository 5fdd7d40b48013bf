import { Chart } from 'cdk8s';
import { Platform } from '../../../lib';
import { TrainJob } from '../../../lib/workloads';
import { LocalStack } from '../../../stacks';
import { problemsOf } from '../../support/app';
import { rawChart } from '../../support/parts';

function problems(namespace: string | undefined, apiVersion = 'v1', kind = 'ConfigMap'): string[] {
  return problemsOf((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['theirs'] });
    platform.addNamespace('vision');
    rawChart(platform, [{ apiVersion, kind, metadata: { name: 'x', namespace } }]);
  });
}

test.each(['vision', 'theirs', 'default', 'kube-system', 'kube-public'])('%s is known', (namespace) => {
  expect(problems(namespace)).toEqual([]);
});

test('a namespace that nobody makes is reported, with the closest that somebody does', () => {
  expect(problems('vison')).toEqual([
    '[local/raw/object-0] ConfigMap vison/x is in the namespace "vison", which the platform does not know, did you mean "vision"?; add it with "platform.addNamespace" or name it in "existingNamespaces"',
  ]);
  expect(problems('somewhere')[0]).toContain(
    'does not know, known are "vision", "theirs", "default", "kube-system", "kube-public"; add it',
  );
});

test('a namespace made by hand is known', () => {
  expect(
    problemsOf((app) => {
      rawChart(new Platform(app, 'local'), [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'by-hand' } },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'by-hand' } },
      ]);
    }),
  ).toEqual([]);
});

test.each([
  ['v1', 'Pod'],
  ['apps/v1', 'Deployment'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
])('%s %s needs a namespace', (apiVersion, kind) => {
  expect(problems(undefined, apiVersion, kind)).toContain(
    `[local/raw/object-0] ${kind} x has no namespace; set "namespace" on it or on its chart`,
  );
});

test.each([
  ['v1', 'PersistentVolume'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['scheduling.k8s.io/v1', 'PriorityClass'],
  ['example.com/v1', 'Anything'],
])('%s %s needs none', (apiVersion, kind) => {
  expect(problems(undefined, apiVersion, kind)).toEqual([]);
});

// Otherwise kubectl would put the job into whatever namespace it happens to point at.
test('so does a kind of our own that stands in namespaces', () => {
  expect(
    problemsOf((app) => {
      const platform = new LocalStack(app);
      new TrainJob(new Chart(platform, 'work'), 'job', { runtime: 'torch-distributed' });
    }),
  ).toEqual(['[local/work/job/Resource] TrainJob job has no namespace; set "namespace" on it or on its chart']);
});
