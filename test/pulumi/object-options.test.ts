import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { deploy, ObjectOptions } from '../../lib/pulumi';
import { addObjects, plainChart, raw } from '../support/charts';
import { refusalOf, register } from '../support/pulumi';

const one = () => plainChart({ a: raw('ConfigMap', 'a') });
const refused = (own: unknown): Promise<string[]> =>
  refusalOf(() => deploy(one(), { objectOptions: () => own as ObjectOptions }));

test.each<readonly [object | number, string]>([
  [
    { waitFor: 'Ready' },
    '"waitFor" is "Ready", must be "nothing", "condition=...", "jsonpath={...}" or a list of these two',
  ],
  [{ waitFor: [] }, '"waitFor" is [], must be "nothing", "condition=...", "jsonpath={...}" or a list of these two'],
  [{ timeoutSeconds: -1 }, '"timeoutSeconds" is -1, must be a whole number of seconds from 1'],
  [{ retainOnDelet: true }, 'objectOptions() has no option "retainOnDelet", did you mean "retainOnDelete"?'],
  [{ ignoreChanges: 'spec' }, '"ignoreChanges" is "spec", must be a list of texts'],
  [{ protect: 'yes' }, '"protect" is "yes", must be true or false'],
  [{ dependsOn: ['a'] }, '"dependsOn" is ["a"], must be a list of Pulumi resources'],
  [{ aliases: 'old' }, '"aliases" is "old", must be a list of paths of constructs, URNs or aliases of Pulumi'],
  [5, 'the options of objectOptions() are 5, must be an object'],
])('refuses %j', async (own, message) => {
  expect(await refused(own)).toEqual([`[chart/a] ${message}`]);
});

test.each<readonly [unknown, string]>([
  [{ deleteOnDestroy: 'data' }, '"deleteOnDestroy" is "data", must be a list of "data", "namespaces", "crds"'],
  [{ objectOptions: {} }, '"objectOptions" is {}, must be a function'],
  [{ provider: 'kind' }, '"provider" is "kind", must be a provider, such as kubernetesProvider() makes'],
  [{ parent: 'x' }, '"parent" is "x", must be a Pulumi resource'],
  [{ name: 'a/b' }, '"name" is "a/b", must be a text of letters, digits, ".", "-" and "_"'],
  [null, 'the options of deploy() are null, must be an object'],
])('deploy() refuses %j', async (options, message) => {
  expect(await refusalOf(() => deploy(one(), options as object))).toEqual([`[chart] ${message}`]);
});

test('a function that throws registers nothing, and all that it throws is told', async () => {
  const chart = plainChart({ a: raw('ConfigMap', 'a'), b: raw('ConfigMap', 'b') });
  const objectOptions = (): undefined => {
    throw new Error('no such team');
  };
  expect(await refusalOf(() => deploy(chart, { objectOptions }))).toEqual([
    '[chart/a] objectOptions() has failed: no such team',
    '[chart/b] objectOptions() has failed: no such team',
  ]);
});

test('a renamed construct names what it was', async () => {
  let aliases: unknown;
  await register(async () => {
    const own = { aliases: ['chart/old', 'urn:pulumi:stack::project::t:i:T::name', { name: 'other' }] };
    const [resource] = deploy(one(), { objectOptions: () => own }).resources.values();
    const { __aliases: urns = [] } = resource as unknown as { readonly __aliases?: pulumi.Input<string>[] };
    aliases = await Promise.all(urns.map((urn) => new Promise((resolve) => pulumi.output(urn).apply(resolve))));
  });
  expect(aliases).toEqual([
    'urn:pulumi:stack::project::keelson:index:Chart$kubernetes:core/v1:ConfigMap::chart/old',
    'urn:pulumi:stack::project::t:i:T::name',
    'urn:pulumi:stack::project::keelson:index:Chart$kubernetes:core/v1:ConfigMap::other',
  ]);
});

test('deployments under one parent share a provider, and a name tells equal charts apart', async () => {
  const registered = await register(() => {
    const parent = new pulumi.ComponentResource('test:index:Parent', 'parent');
    for (const name of ['blue', 'green']) deploy(one(), { parent, name });
  });
  const urns = registered.map(({ urn }) => urn);
  expect(new Set(urns).size).toBe(urns.length);
  expect(urns.filter((urn) => urn.includes('pulumi:providers:kubernetes'))).toHaveLength(1);
});

test('the resource of a construct of cdk8s-plus is that of its object', async () => {
  await register(() => {
    const chart = plainChart({});
    const config = new kplus.ConfigMap(chart, 'config');
    const deployed = deploy(chart);
    expect(deployed.resource(config)).toBe([...deployed.resources.values()][0]);
  });
});

test('a chart without an App is refused once, in words', async () => {
  const messages = await refusalOf(() => {
    const chart = new Chart(undefined as never, '');
    addObjects(chart, { a: raw('ConfigMap', 'a'), b: raw('ConfigMap', 'b') });
    deploy(chart);
  });
  expect(messages).toEqual(['stands in no App of cdk8s, and objects are rendered by one; begin with new App()']);
});
