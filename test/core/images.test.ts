import { Chart } from 'cdk8s';
import { App, GeneratedSecret, ImagesProps, Platform } from '../../lib';
import { TrainingRuntime } from '../../lib/workloads';
import { LocalStack } from '../../stacks';
import { podTemplate } from '../../lib/core/manifest';
import { at, linesOf, problemsOf, render, testApp } from '../support/app';

function platform(images?: ImagesProps, app: App = testApp()): Platform {
  return new Platform(app, 'local', { images });
}

test('images are upstream’s unless said otherwise', () => {
  expect(platform().images.use('ghcr.io/a/b:1', platform())).toBe('ghcr.io/a/b:1');
});

test.each([
  ['ghcr.io/a/b:1', 'mirror.example:5000/kf/a/b:1'],
  ['nginx:1', 'mirror.example:5000/kf/library/nginx:1'],
  ['registry.k8s.io/jobset/jobset:v1', 'mirror.example:5000/kf/jobset/jobset:v1'],
  [`ghcr.io/a/b@sha256:${'a'.repeat(64)}`, `mirror.example:5000/kf/a/b@sha256:${'a'.repeat(64)}`],
] as const)('a mirror takes the place of the host of %s', (upstream, name) => {
  const one = platform({ registry: 'mirror.example:5000/kf' });
  expect(one.images.use(upstream, one)).toBe(name);
});

test('a replacement is taken as it is, in place of the mirror', () => {
  const one = platform({ registry: 'mirror.example', replace: { 'ghcr.io/a/b:1': 'other.example/c:2' } });
  expect(one.images.use('ghcr.io/a/b:1', one)).toBe('other.example/c:2');
});

test('images are listed once, by name, with the first that uses them', () => {
  const one = platform();
  const chart = new Chart(one, 'chart');
  one.images.use('ghcr.io/z/z:1', one);
  one.images.use('ghcr.io/a/a:1', chart);
  one.images.use('ghcr.io/z/z:1', chart);
  expect(one.images.list()).toEqual([
    { upstream: 'ghcr.io/a/a:1', name: 'ghcr.io/a/a:1', usedBy: 'local/chart' },
    { upstream: 'ghcr.io/z/z:1', name: 'ghcr.io/z/z:1', usedBy: 'local' },
  ]);
});

test('two images that the mirror would make one of are reported', () => {
  const problems = problemsOf((app) => {
    const one = platform({ registry: 'm.example' }, app);
    one.images.use('ghcr.io/a/b:1', one);
    one.images.use('docker.io/a/b:1', one);
  });
  expect(problems).toEqual([
    '[local] "images.registry" makes one name of "ghcr.io/a/b:1" and "docker.io/a/b:1": "m.example/a/b:1"; give one another name in "images.replace"',
  ]);
});

test('two names of the same image do not collide when one is replaced', () => {
  const problems = problemsOf((app) => {
    const one = platform({ registry: 'm.example', replace: { 'docker.io/a/b:1': 'm.example/docker/a/b:1' } }, app);
    one.images.use('ghcr.io/a/b:1', one);
    one.images.use('docker.io/a/b:1', one);
  });
  expect(problems).toEqual([]);
});

test('a workload may name an image by its name on the mirror', () => {
  const problems = problemsOf((app) => {
    const one = new LocalStack(app, 'local', { images: { registry: 'm.example' } });
    one.addNamespace('vision');
    const chart = new Chart(one, 'vision', { namespace: 'vision' });
    new TrainingRuntime(chart, 'mine', {
      policy: 'torch',
      image: 'm.example/pytorch/pytorch:2.10.0-cuda12.8-cudnn9-runtime',
    });
  });
  expect(problems).toEqual([]);
});

test('a replacement for an image that nothing uses is reported', () => {
  const problems = problemsOf((app) => platform({ replace: { 'ghcr.io/a/b:1': 'ghcr.io/a/b:2' } }, app));
  expect(problems).toEqual([
    '[local] "images.replace" names "ghcr.io/a/b:1", which no component uses; images.txt of an earlier run lists those in use',
  ]);
});

test.each(['https://m.example', 'm.example/', 'M.example', '-m.example', 'm.example:port', 'm example', ''])(
  '%j is not a registry',
  (registry) => {
    const problems = problemsOf((app) => platform({ registry }, app));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`[local] "images.registry" is ${JSON.stringify(registry)}, must be `);
  },
);

test.each(['m.example', 'localhost:5000', 'm.example:5000/a/b_c.d-e'])('%s is a registry', (registry) => {
  expect(problemsOf((app) => platform({ registry }, app))).toEqual([]);
});

test('the pull policy reaches every container', () => {
  const { objects } = render((app) => new LocalStack(app, 'local', { images: { pullPolicy: 'Always' } }));
  const containers = objects.flatMap((one) => [
    ...((podTemplate(one)?.spec.containers ?? []) as object[]),
    ...((at(one, 'spec', 'template', 'spec', 'replicatedJobs') ?? []) as object[]).flatMap(
      (job) => at(job, 'template', 'spec', 'template', 'spec', 'containers') as object[],
    ),
  ]);
  expect(containers.length).toBeGreaterThan(10);
  expect(new Set(containers.map((container) => at(container, 'imagePullPolicy')))).toEqual(new Set(['Always']));
});

test('pull secrets reach every pod that the platform runs', () => {
  const { objects } = render((app) => {
    const local = new LocalStack(app, 'local', { images: { pullSecrets: ['mirror'] } });
    const chart = new Chart(local, 'secrets');
    new GeneratedSecret(chart, 'db', { name: 'db', namespace: 'kubeflow-system', keys: ['password'] });
    return local;
  });
  const pods = objects.flatMap((one) => podTemplate(one)?.spec ?? []);
  expect(pods).toHaveLength(29);
  for (const pod of pods) expect(at(pod, 'imagePullSecrets')).toEqual([{ name: 'mirror' }]);
});

test('images.txt has upstream’s name behind each that differs', () => {
  const rendered = render(
    (app) =>
      new LocalStack(app, 'local', {
        images: { registry: 'm.example/kf', replace: { 'nvcr.io/nvidia/jax:25.10-py3': 'm.example/own/jax:1' } },
      }),
  );
  const lines = linesOf(rendered, 'images.txt');
  expect(lines).toContain('m.example/own/jax:1 nvcr.io/nvidia/jax:25.10-py3');
  expect(lines).toContain('m.example/kf/jobset/jobset:v0.11.0 registry.k8s.io/jobset/jobset:v0.11.0');
  expect(lines).toEqual([...lines].sort());
});
