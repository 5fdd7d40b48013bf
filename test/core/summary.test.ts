import { join, relative } from 'node:path';
import { App, Platform } from '../../lib';
import { LocalStack } from '../../stacks';
import { linesOf, render, tempFolder } from '../support/app';
import { rawChart } from '../support/parts';

/** The summary of a platform with raw objects, by line. */
function summaryOf(objects: readonly object[]): string[] {
  let text = '';
  const app = new App({ outdir: tempFolder(), log: (logged) => (text = logged) });
  const platform = new Platform(app, 'local', { existingNamespaces: ['ns'] });
  rawChart(platform, objects, { namespace: 'ns' });
  app.synth();
  return text.split('\n');
}

const requestsOf = (objects: readonly object[]): string | undefined =>
  summaryOf(objects).find((line) => line.startsWith('requests'));

const container = (cpu: string, memory: string): object => ({
  name: 'c',
  image: 'ghcr.io/a/b:1',
  resources: { requests: { cpu, memory } },
});
const template = (...containers: object[]): object => ({
  metadata: { labels: { app: 'x' } },
  spec: { containers },
});
const claim = (storage: string): object => ({ resources: { requests: { storage } } });

test('requests are counted for each pod of each kind', () => {
  expect(
    requestsOf([
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 3, template: template(container('1', '1Gi')) } },
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: template(container('100m', '1Gi')) } },
    ]),
  ).toBe('requests   4 pods: 3.1 CPU, 4Gi memory, 0 storage');
  expect(requestsOf([{ apiVersion: 'v1', kind: 'Pod', spec: { containers: [container('250m', '1536Mi')] } }])).toBe(
    'requests   1 pod: 0.25 CPU, 1.5Gi memory, 0 storage',
  );
  expect(
    requestsOf([
      { apiVersion: 'batch/v1', kind: 'Job', spec: { parallelism: 4, template: template(container('1', '1Mi')) } },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        spec: { jobTemplate: { spec: { template: template(container('1', '1Mi')) } } },
      },
      { apiVersion: 'apps/v1', kind: 'DaemonSet', spec: { template: template(container('1', '2Mi')) } },
    ]),
  ).toBe('requests   6 pods: 6 CPU, 7Mi memory, 0 storage');
});

test('all containers of a pod count, and one without requests counts as nothing', () => {
  const spec = { template: template(container('1', '1Gi'), container('2', '1Gi'), { name: 'd', image: 'a:1' }) };
  expect(requestsOf([{ apiVersion: 'apps/v1', kind: 'Deployment', spec }])).toBe(
    'requests   1 pod: 3 CPU, 2Gi memory, 0 storage',
  );
});

test('claims count, also those that a StatefulSet makes for each pod', () => {
  expect(
    requestsOf([
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: claim('10Gi') },
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        spec: { replicas: 2, template: template(), volumeClaimTemplates: [{ spec: claim('5Gi') }] },
      },
    ]),
  ).toBe('requests   2 pods: 0 CPU, 0 memory, 20Gi storage');
});

test('the summary says what was written and what to do next', () => {
  let text = '';
  const outdir = tempFolder();
  const app = new App({ outdir, log: (logged) => (text = logged) });
  new LocalStack(app);
  app.synth();
  expect(text.replaceAll(relative(process.cwd(), join(outdir, 'local')), '<folder>')).toMatchSnapshot();
});

test('it counts what inventory.txt and images.txt list', () => {
  let text = '';
  const rendered = render((app) => {
    Object.assign(app, { log: (logged: string) => (text = logged) });
    return new LocalStack(app);
  });
  expect(text).toContain(`objects    ${linesOf(rendered, 'inventory.txt').length}\n`);
  expect(text).toContain(`images     ${linesOf(rendered, 'images.txt').length}\n`);
  expect(rendered.objects).toHaveLength(linesOf(rendered, 'inventory.txt').length);
});
