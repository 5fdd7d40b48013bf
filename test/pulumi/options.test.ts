import * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { Platform } from '../../lib';
import { deploy, DeployOptions, kubernetesProvider } from '../../lib/pulumi';
import { tempFolder, testApp } from '../support/app';
import { deployment, plainChart, raw } from '../support/charts';
import { configMap, rawChart } from '../support/parts';
import { named, refusalOf, register } from '../support/pulumi';

const chart = (): Chart => plainChart({ a: raw('ConfigMap', 'a'), pods: deployment('pods') });

test('without options: no protection, ten minutes, a provider of its own, right below the stack', async () => {
  const registered = await register(() => deploy(chart()));
  expect(registered.map(({ type, name, parent }) => [type, name, parent])).toEqual(
    expect.arrayContaining([
      ['pulumi:providers:kubernetes', 'kubernetes', ''],
      ['keelson:index:Chart', 'chart', ''],
      ['kubernetes:core/v1:ConfigMap', 'chart/a', 'chart'],
      ['kubernetes:apps/v1:Deployment', 'chart/pods', 'chart'],
    ]),
  );
  expect(registered).toHaveLength(4);
  expect(named(registered, 'chart/a')).toMatchObject({
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    secretOutputs: [],
    dependencies: [],
    timeout: '600s',
  });
});

test('the provider applies as install.sh does, and changes ConfigMaps and Secrets in place', async () => {
  const registered = await register(() => kubernetesProvider('k', { kubeconfig: 'a: 1', context: 'there' }));
  expect(named(registered, 'k').inputs).toEqual({
    kubeconfig: 'a: 1',
    context: 'there',
    enableServerSideApply: 'true',
    enableConfigMapMutable: 'true',
    enableSecretMutable: 'true',
    suppressDeprecationWarnings: 'true',
  });
});

test('all options', async () => {
  const registered = await register(() => {
    const other = new pulumi.ComponentResource('test:index:Other', 'other');
    class First extends pulumi.CustomResource {}
    const first = new First('test:index:First', 'first');
    const options: Required<DeployOptions> = {
      name: 'blue',
      provider: kubernetesProvider('mine'),
      parent: other,
      deleteOnDestroy: ['data', 'namespaces', 'crds'],
      timeoutSeconds: 60,
      objectOptions: ({ kind }, { node }) => {
        if (kind !== 'Deployment' || node.id !== 'pods') return undefined;
        return {
          protect: true,
          retainOnDelete: true,
          ignoreChanges: ['spec.replicas'],
          waitFor: 'condition=Available',
          timeoutSeconds: 5,
          dependsOn: [first],
        };
      },
    };
    deploy(chart(), options);
  });
  expect(registered.map(({ name }) => name).sort()).toEqual([
    'blue/chart',
    'blue/chart/a',
    'blue/chart/pods',
    'first',
    'mine',
    'other',
  ]);
  expect(named(registered, 'blue/chart').parent).toBe('other');
  expect(named(registered, 'blue/chart/a')).toMatchObject({ protect: false, timeout: '60s', dependencies: [] });
  expect(named(registered, 'blue/chart/pods')).toMatchObject({
    protect: true,
    retainOnDelete: true,
    ignoreChanges: ['spec.replicas'],
    timeout: '5s',
    dependencies: ['first'],
  });
  expect(named(registered, 'blue/chart/pods').provider).toBe(named(registered, 'blue/chart/a').provider);
  expect(named(registered, 'blue/chart/a').provider).toContain('::mine::');
});

test('a default provider stands under the same parent', async () => {
  const registered = await register(() => {
    deploy(chart(), { parent: new pulumi.ComponentResource('test:index:Other', 'other') });
  });
  expect(named(registered, 'kubernetes').parent).toBe('other');
});

test.each<readonly [string, object, string]>([
  [
    'an unknown one',
    { retain: true },
    'deploy() has no option "retain", there are "name", "provider", "parent", "deleteOnDestroy", "timeoutSeconds", "objectOptions"',
  ],
  ['a misspelt one', { timeoutSecond: 5 }, 'deploy() has no option "timeoutSecond", did you mean "timeoutSeconds"?'],
  [
    'deleteOnDestroy',
    { deleteOnDestroy: ['data', 'pods', 'all'] },
    '"deleteOnDestroy" is ["data","pods","all"], must be a list of "data", "namespaces", "crds"',
  ],
  ...[0, -1, 1.5, NaN, '60', null].map(
    (timeoutSeconds) =>
      [
        'timeoutSeconds',
        { timeoutSeconds },
        `"timeoutSeconds" is ${typeof timeoutSeconds === 'string' ? '"60"' : String(timeoutSeconds)}, must be a whole number of seconds from 1`,
      ] as const,
  ),
])('refuses %s: %j', async (_what, options, message) => {
  expect(await refusalOf(() => deploy(chart(), options))).toEqual([`[chart] ${message}`]);
});

test('says all at once, with what is wrong with the objects and their order', async () => {
  const refused = await refusalOf(() => {
    const app = testApp();
    new Platform(app, 'p', { size: 'huge' as 'small' });
    const circle = new Chart(app, 'circle', { namespace: 'ns' });
    const [a, b] = [configMap(circle, 'a'), configMap(circle, 'b')];
    a.addDependency(b);
    b.addDependency(a);
    deploy(app, { deleteOnDestroy: ['x' as 'data'], timeoutSeconds: 0 });
  });
  expect(refused).toEqual([
    '"deleteOnDestroy" is ["x"], must be a list of "data", "namespaces", "crds"',
    '"timeoutSeconds" is 0, must be a whole number of seconds from 1',
    '[p] "size" is "huge", must be one of "laptop", "small", "production"',
    '[circle/b] waits for ConfigMap ns/a (circle/a), which waits for it; remove one dependency',
  ]);
});

describe('what is to be deployed', () => {
  test('a part of a platform is refused', async () => {
    const refused = await refusalOf(() => {
      const platform = new Platform(testApp(), 'p');
      deploy(rawChart(platform, []));
    });
    expect(refused).toEqual([
      '[p/raw] is a part of a platform, whose objects depend on each other; deploy the platform',
    ]);
  });

  test('an App without charts is refused', async () => {
    expect(await refusalOf(() => deploy(new App({ outdir: tempFolder() })))).toEqual([
      'holds no chart, so there is nothing to deploy',
    ]);
  });

  test('objects without a name or a kind are refused', async () => {
    const refused = await refusalOf(() =>
      deploy(plainChart({ a: { apiVersion: 'v1', kind: '' }, b: raw('List', 'b', { items: [] }) })),
    );
    expect(refused).toContain('[chart/b] a List hides its items from every check; write them one by one');
  });
});

test('gives the resource of each object', async () => {
  const names: string[] = [];
  await register(() => {
    const mine = chart();
    const deployed = deploy(mine);
    names.push(...[...deployed.resources.keys()].map(({ node }) => node.path));
    for (const object of mine.apiObjects) expect(deployed.resource(object)).toBe(deployed.resources.get(object));
    expect(() => deployed.resource(mine)).toThrow(
      '[chart] is not an object that was deployed; pass an ApiObject of the same app',
    );
    for (const object of chart().apiObjects)
      expect(() => deployed.resource(object)).toThrow(/is not an object that was/);
  });
  expect(names).toEqual(['chart/a', 'chart/pods']);
});
