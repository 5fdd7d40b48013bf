import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { externalMysql, Katib } from '../../components';
import { Platform, SecretSource } from '../../lib';
import { asString, deploy } from '../../lib/pulumi';
import { ImageName } from '../../lib/core/image';
import { TrainJob } from '../../lib/workloads';
import { at, testApp } from '../support/app';
import { deployment, plainChart, raw } from '../support/charts';
import { trainingPlatform } from '../support/platforms';
import { named, refusalOf, register, secret, unknown } from '../support/pulumi';

const host = (): string => asString(pulumi.output('db.example'));
const metadata = { name: 'a', namespace: 'ns' };

/** The inputs of the one object of a chart. */
async function inputsOf(object: () => Parameters<typeof plainChart>[0][string], preview = false) {
  const registered = await register(() => deploy(plainChart({ object: object() })), { preview });
  return named(registered, 'chart/object').inputs;
}

describe('an Output is whole', () => {
  test.each([
    ['a label', ['metadata', 'labels', 'l'], (text: string) => ({ metadata: { ...metadata, labels: { l: text } } })],
    [
      'an annotation',
      ['metadata', 'annotations', 'l'],
      (text: string) => ({ metadata: { ...metadata, annotations: { l: text } } }),
    ],
    ['a name', ['metadata', 'name'], (text: string) => ({ metadata: { ...metadata, name: text } })],
    ['a namespace', ['metadata', 'namespace'], (text: string) => ({ metadata: { ...metadata, namespace: text } })],
    ['data', ['data', 'k'], (text: string) => ({ metadata, data: { k: text } })],
    ['an item of a list', ['items', 1], (text: string) => ({ metadata, items: ['plain', text] })],
  ])('as %s', async (_what, path, fields) => {
    const inputs = await inputsOf(() => ({ apiVersion: 'v1', kind: 'ConfigMap', ...fields(host()) }));
    expect(at(inputs, ...path)).toBe('db.example');
  });

  test('as image and as variable of a container', async () => {
    const container = { name: 'main', image: asString(pulumi.output('i:2')), env: [{ name: 'HOST', value: host() }] };
    const inputs = await inputsOf(() => deployment('a', { containers: [container] }));
    expect(at(inputs, 'spec', 'template', 'spec', 'containers', 0)).toEqual({
      name: 'main',
      image: 'i:2',
      env: [{ name: 'HOST', value: 'db.example' }],
    });
  });

  test('as name of a namespace that others are in', async () => {
    const registered = await register(() => {
      const name = asString(pulumi.output('made'));
      deploy(plainChart({ ns: raw('Namespace', name, {}, ''), config: raw('ConfigMap', 'c', {}, name) }));
    });
    expect(at(named(registered, 'chart/ns').inputs, 'metadata', 'name')).toBe('made');
    expect(at(named(registered, 'chart/config').inputs, 'metadata', 'namespace')).toBe('made');
    expect(named(registered, 'chart/config').dependencies).toEqual(['chart/ns']);
  });

  test('as host of a database that the same program makes', async () => {
    const registered = await register(() => {
      const app = testApp();
      const password = (): SecretSource => SecretSource.existing('mysql-katib');
      new Katib(new Platform(app, 'p'), 'katib', { database: externalMysql({ host: host(), password }) });
      deploy(app);
    });
    const { inputs } = named(registered, 'p/katib/db-manager/deployment');
    const variables = at(inputs, 'spec', 'template', 'spec', 'containers', 0, 'env');
    expect(variables).toContainEqual({ name: 'KATIB_MYSQL_DB_HOST', value: 'db.example' });
  });

  test('as a prop of cdk8s of whatever type, without asString', async () => {
    const registered = await register(() => {
      const chart = plainChart({});
      new k8s.KubeConfigMap(chart, 'object', { metadata, data: { k: pulumi.output('v') as unknown as string } });
      deploy(chart);
    });
    expect(named(registered, 'chart/object').inputs.data).toEqual({ k: 'v' });
  });

  test('that is not a text keeps its type', async () => {
    const spec = { replicas: pulumi.output(3) };
    expect(at(await inputsOf(() => raw('Scale', 'a', { spec })), 'spec', 'replicas')).toBe(3);
  });
});

describe('asString', () => {
  test('gives a text back as it is', () => {
    expect(asString('plain')).toBe('plain');
  });

  test('takes a promise', async () => {
    const value = (): string => asString(Promise.resolve('later'));
    expect((await inputsOf(() => raw('ConfigMap', 'a', { data: { k: value() } }))).data).toEqual({ k: 'later' });
  });

  test('gives the same text for the same Output, and another one for another', () => {
    const output = pulumi.output('a');
    expect(asString(output)).toBe(asString(output));
    expect(asString(output)).not.toBe(asString(pulumi.output('a')));
  });

  test.each([
    [undefined, 'undefined'],
    [3, 'number'],
    [null, 'object'],
  ])('refuses %s', (value, type) => {
    expect(() => asString(value as unknown as string)).toThrow(
      `asString() got a ${type}, must be a string or a pulumi.Output of one`,
    );
  });
});

test('a secret stays secret', async () => {
  const value = (): string => asString(pulumi.secret('s3cret'));
  expect((await inputsOf(() => raw('ConfigMap', 'a', { data: { k: value(), plain: 'p' } }))).data).toEqual({
    k: secret('s3cret'),
    plain: 'p',
  });
});

test('a value that a preview does not know stays unknown', async () => {
  const value = (): string => asString(pulumi.output(pulumi.unknown as unknown as string));
  expect((await inputsOf(() => raw('ConfigMap', 'a', { data: { k: value() } }), true)).data).toEqual({ k: unknown });
});

test('a resource whose Output stands in an object comes before it', async () => {
  class Made extends pulumi.CustomResource {
    declare readonly address: pulumi.Output<string>;
    constructor() {
      super('test:index:Made', 'made', { address: 'x' });
    }
  }
  const registered = await register(() => {
    deploy(plainChart({ object: raw('ConfigMap', 'a', { data: { k: asString(new Made().address) } }) }));
  });
  expect(named(registered, 'chart/object').dependencies).toEqual(['made']);
});

describe('inside a longer text', () => {
  const hint =
    'holds a pulumi.Output inside a longer text; build the text with pulumi.interpolate and pass it through asString()';

  test.each([
    ['a token', () => `mysql://${host()}:3306`],
    ['two tokens', () => `${host()}${asString(pulumi.output('b'))}`],
    ['an Output', () => `mysql://${pulumi.output('db.example') as unknown as string}`],
    ['an Output, put together', () => 'mysql://'.concat(pulumi.output('db.example') as unknown as string)],
  ])('%s is refused with the object and the field', async (_what, text) => {
    const refused = await refusalOf(() => {
      const container = { name: 'main', image: 'i:1', env: [{ name: 'URL', value: text() }] };
      deploy(plainChart({ object: deployment('a', { containers: [container] }) }));
    });
    expect(refused).toEqual([`[chart/object] "spec.template.spec.containers[0].env[0].value" ${hint}`]);
  });

  test('pulumi.interpolate is the way', async () => {
    const text = (): string => asString(pulumi.interpolate`mysql://${pulumi.output('db.example')}:3306`);
    expect((await inputsOf(() => raw('ConfigMap', 'a', { data: { url: text() } }))).data).toEqual({
      url: 'mysql://db.example:3306',
    });
  });
});

test('as the name of a field it is refused', async () => {
  const refused = await refusalOf(() =>
    deploy(plainChart({ object: raw('ConfigMap', 'a', { data: { [host()]: 'v' } }) })),
  );
  expect(refused).toEqual(['[chart/object] "data" has a pulumi.Output as the name of a field; names must be plain']);
});

describe('checks of props and of kinds', () => {
  function job(props: object): () => void {
    return () => {
      const app = testApp();
      const platform = trainingPlatform(app);
      const chart = new Chart(platform, 'work', { namespace: platform.addNamespace('team') });
      const image = asString(pulumi.output('registry.example/i:1')) as ImageName;
      new TrainJob(chart, 'job', { runtime: 'torch-distributed', podSecurity: 'restricted', image, ...props });
      deploy(app);
    };
  }

  test('let an Output pass', async () => {
    const { inputs } = named(await register(job({})), 'local/work/job/Resource');
    expect(at(inputs, 'spec', 'trainer', 'image')).toBe('registry.example/i:1');
  });

  test('find what else is wrong', async () => {
    expect(await refusalOf(job({ numNodes: -1 }))).toEqual([
      '[local/work/job] "numNodes" is -1, must be a whole number from 1 to 2147483647',
    ]);
  });
});

test('an Output in base64 is refused, with where it belongs', async () => {
  const data = { key: Buffer.from(asString(pulumi.secret('value'))).toString('base64') };
  expect(await refusalOf(() => deploy(plainChart({ a: raw('Secret', 'a', { data }) })))).toEqual([
    '[chart/a] "data.key" is a pulumi.Output in base64; put it into "stringData" as it is',
  ]);
});

test('an Output is no id of a construct, which names resources', async () => {
  const refused = await refusalOf(() => {
    const app = testApp();
    new Platform(app, 'p').addNamespace(asString(pulumi.output('team')));
    deploy(app);
  });
  expect(refused).toEqual([
    expect.stringMatching(/^\[p\/keelson-namespaces\/.*\] has a pulumi.Output as its id or name; give it a plain one$/),
  ]);
});
