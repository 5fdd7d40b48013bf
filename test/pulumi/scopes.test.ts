import * as pulumi from '@pulumi/pulumi';
import { App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Platform } from '../../lib';
import { asString, deploy } from '../../lib/pulumi';
import { tempFolder, testApp } from '../support/app';
import { addObjects, raw } from '../support/charts';
import { Part } from '../support/parts';
import { named, Registered, register } from '../support/pulumi';

const plainApp = (): App => new App({ outdir: tempFolder() });

function fill(scope: Construct, id = 'object'): void {
  addObjects(scope, { [id]: raw('ConfigMap', id) });
}

/** Each resource besides the provider, with what it stands under. */
function tree(registered: readonly Registered[]): string[] {
  return registered
    .filter(({ type }) => !type.startsWith('pulumi:providers:'))
    .map(({ type, name, parent }) => `${parent} > ${type.split(':').at(-1) ?? ''} ${name}`)
    .sort();
}

test('a chart within a chart stands beside it, under its whole path', async () => {
  const registered = await register(() => {
    const app = plainApp();
    const outer = new Chart(app, 'outer');
    fill(outer);
    fill(new Chart(outer, 'inner'));
    deploy(app);
  });
  expect(tree(registered)).toEqual([
    ' > Chart outer',
    ' > Chart outer/inner',
    'outer > ConfigMap outer/object',
    'outer/inner > ConfigMap outer/inner/object',
  ]);
});

test('a chart of an App with several is deployed alone', async () => {
  const registered = await register(() => {
    const app = plainApp();
    const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
    fill(a);
    fill(b);
    deploy(b);
  });
  expect(tree(registered)).toEqual([' > Chart b', 'b > ConfigMap b/object']);
});

test('platforms of one App have URNs of their own', async () => {
  const registered = await register(() => {
    const app = testApp();
    for (const id of ['blue', 'green']) new Part(new Platform(app, id), 'part');
    deploy(app);
  });
  expect(tree(registered)).toEqual([
    ' > Platform blue',
    ' > Platform green',
    'blue > Chart blue/keelson-namespaces',
    'blue > Component blue/part',
    'blue/keelson-namespaces > Namespace blue/keelson-namespaces/parts',
    'blue/part > ConfigMap blue/part/config',
    'green > Chart green/keelson-namespaces',
    'green > Component green/part',
    'green/keelson-namespaces > Namespace green/keelson-namespaces/parts',
    'green/part > ConfigMap green/part/config',
  ]);
  expect(new Set(registered.map(({ urn }) => urn)).size).toBe(registered.length);
});

test('a platform beside a chart', async () => {
  const registered = await register(() => {
    const app = testApp();
    new Part(new Platform(app, 'p'), 'part');
    fill(new Chart(app, 'mine'));
    deploy(app);
  });
  expect(tree(registered)).toEqual([
    ' > Chart mine',
    ' > Platform p',
    'mine > ConfigMap mine/object',
    'p > Chart p/keelson-namespaces',
    'p > Component p/part',
    'p/keelson-namespaces > Namespace p/keelson-namespaces/parts',
    'p/part > ConfigMap p/part/config',
  ]);
});

test('a chart of a test of cdk8s', async () => {
  const registered = await register(() => {
    const chart = Testing.chart();
    fill(chart);
    deploy(chart);
  });
  expect(tree(registered)).toEqual([' > Chart test', 'test > ConfigMap test/object']);
});

test.each([
  ['of an App of cdk8s', plainApp],
  ['of an App of Keelson', testApp],
])('Outputs in props of a chart %s', async (_whose, make) => {
  const registered = await register(() => {
    const app = make();
    const data = { raw: pulumi.output('a'), text: asString(pulumi.output('b')) };
    addObjects(new Chart(app, 'chart'), { object: raw('ConfigMap', 'c', { data }) });
    deploy(app);
  });
  expect(named(registered, 'chart/object').inputs.data).toEqual({ raw: 'a', text: 'b' });
});

test('an App of cdk8s is left as it was', async () => {
  const app = plainApp();
  fill(new Chart(app, 'chart'));
  const before = [...app.resolvers];
  await register(() => deploy(app));
  expect(app.resolvers).toEqual(before);
});

test('two charts of one program, each deployed on its own under a parent of its own', async () => {
  const registered = await register(() => {
    for (const id of ['a', 'b']) {
      const chart = new Chart(plainApp(), id);
      fill(chart);
      deploy(chart, { parent: new pulumi.ComponentResource(`test:index:${id}`, id) });
    }
  });
  expect(new Set(registered.map(({ urn }) => urn)).size).toBe(registered.length);
});
