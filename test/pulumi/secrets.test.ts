import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { Mysql } from '../../components';
import { App, Platform, SecretSource } from '../../lib';
import { deploy, generatedByPulumi, pulumiSecret } from '../../lib/pulumi';
import { SecretRequest } from '../../lib/core/secret-source';
import { LocalStack } from '../../stacks';
import { problemsOf, testApp } from '../support/app';
import { addObjects, deployment, plainChart, raw } from '../support/charts';
import { named, refusalOf, Registered, register, secret } from '../support/pulumi';

const request: SecretRequest = { name: 'db', namespace: 'ns', keys: ['user', 'password'], copies: ['other'] };
const values = () => ({ user: pulumi.secret('u'), password: pulumi.secret('p') });

/** A platform in which a source makes a Secret. */
function bound(source: SecretSource, asked: SecretRequest = request): App {
  const app = testApp();
  const chart = new Chart(new Platform(app, 'p', { existingNamespaces: ['ns', 'other'] }), 'work');
  const name = source.bind(chart, asked);
  const spec = { volumes: [{ name: 'v', secret: { secretName: name } }] };
  addObjects(chart, { here: deployment('a', spec), there: deployment('b', spec, 'other') });
  return app;
}

function randomValues(registered: readonly Registered[]): string[] {
  return registered.filter(({ type }) => type.includes('dynamic')).map(({ name }) => name);
}

describe('pulumiSecret', () => {
  test('makes the Secret in each namespace, with secret values', async () => {
    const registered = await register(() => deploy(bound(pulumiSecret(values()))));
    for (const [name, namespace] of [
      ['p/work/secret-db', 'ns'],
      ['p/work/secret-db-other', 'other'],
    ] as const) {
      const { inputs, secretOutputs } = named(registered, name);
      expect(inputs).toMatchObject({ kind: 'Secret', metadata: { name: 'db', namespace } });
      expect(inputs.stringData).toEqual(secret({ user: 'u', password: 'p' }));
      expect(secretOutputs).toEqual(['data', 'stringData']);
    }
  });

  test('readers come after the Secret of their namespace', async () => {
    const registered = await register(() => deploy(bound(pulumiSecret(values()))));
    expect(named(registered, 'p/work/here').dependencies).toEqual(['p/work/secret-db']);
    expect(named(registered, 'p/work/there').dependencies).toEqual(['p/work/secret-db-other']);
  });

  test('hides values that were no secrets before', async () => {
    const plain = { user: pulumi.output('u'), password: pulumi.output('p') };
    const registered = await register(() => deploy(bound(pulumiSecret(plain))));
    expect(named(registered, 'p/work/secret-db').inputs.stringData).toEqual(secret({ user: 'u', password: 'p' }));
  });

  test('takes keys that nobody asked for', async () => {
    const registered = await register(() => deploy(bound(pulumiSecret({ ...values(), more: pulumi.secret('m') }))));
    expect(named(registered, 'p/work/secret-db').inputs.stringData).toMatchObject(secret({ more: 'm' }));
  });

  test('has what is no secret from the consumer, unless it has another value for it', async () => {
    const asked = { ...request, keys: ['password'], fixed: { user: 'shop' } };
    const stringDataOf = async (given: Parameters<typeof pulumiSecret>[0]): Promise<unknown> => {
      const registered = await register(() => deploy(bound(pulumiSecret(given), asked)));
      return named(registered, 'p/work/secret-db').inputs.stringData;
    };
    expect(await stringDataOf({ password: pulumi.secret('p') })).toEqual(secret({ user: 'shop', password: 'p' }));
    expect(await stringDataOf(values())).toEqual(secret({ user: 'u', password: 'p' }));
  });

  test('says which keys lack values', async () => {
    expect(await refusalOf(() => deploy(bound(pulumiSecret({ user: pulumi.secret('u') }))))).toEqual([
      '[p/work] the Pulumi secret lacks "password"; say what values they have',
    ]);
  });

  test('refuses plain values, and does not show them', async () => {
    const plain = { user: 'u', password: 'p' } as unknown as Record<string, pulumi.Output<string>>;
    expect(await refusalOf(() => deploy(bound(pulumiSecret(plain))))).toEqual([
      '[p/work] the Pulumi secret has plain values for "user", "password", which would stand in the code; take them from config.requireSecret()',
    ]);
  });

  test('is refused in YAML', () => {
    const problems = problemsOf((app) => {
      const chart = new Chart(new Platform(app, 'p', { existingNamespaces: ['ns', 'other'] }), 'work');
      pulumiSecret({ user: pulumi.secret('u'), password: pulumi.secret('p') }).bind(chart, { ...request, copies: [] });
    });
    expect(problems).toContain(
      '[p/work/secret-db] "stringData.user" is a pulumi.Output, whose value only Pulumi knows; use deploy() of keelson/pulumi',
    );
  });
});

describe('generatedByPulumi', () => {
  test('makes no random value for what the consumer knows', async () => {
    const asked = { ...request, keys: ['password'], fixed: { user: 'shop' } };
    const registered = await register(() => deploy(bound(generatedByPulumi(), asked)));
    expect(randomValues(registered)).toHaveLength(1);
    expect(named(registered, 'p/work/secret-db').inputs.stringData).toMatchObject(secret({ user: 'shop' }));
  });

  test('cannot make up what somebody else issues', async () => {
    expect(await refusalOf(() => deploy(bound(generatedByPulumi(), { ...request, issued: true })))).toEqual([
      expect.stringContaining('the secret "db" must hold what somebody else has issued; use pulumiSecret()'),
    ]);
  });

  test('makes one value for each key, and the same for all namespaces', async () => {
    const registered = await register(() => deploy(bound(generatedByPulumi())));
    expect(randomValues(registered).sort()).toEqual(['p/work/db/password', 'p/work/db/user']);
    for (const name of ['p/work/secret-db', 'p/work/secret-db-other']) {
      expect(named(registered, name).inputs).toMatchObject({ kind: 'Secret', metadata: { name: 'db' } });
      expect([...named(registered, name).dependencies].sort()).toEqual(['p/work/db/password', 'p/work/db/user']);
    }
  });

  test('keeps values encrypted in the state, in the component that asked', async () => {
    const registered = await register(() => deploy(bound(generatedByPulumi())));
    for (const name of randomValues(registered)) {
      expect(named(registered, name)).toMatchObject({ parent: 'p/work', secretOutputs: ['value'] });
    }
  });

  test('readers come after the Secret of their namespace', async () => {
    const registered = await register(() => deploy(bound(generatedByPulumi())));
    expect(named(registered, 'p/work/there').dependencies).toEqual(['p/work/secret-db-other']);
  });

  test('cannot make up what somebody else has issued', async () => {
    expect(await refusalOf(() => deploy(bound(generatedByPulumi(), { ...request, keys: [] })))).toEqual([
      '[p/work] the secret "db" must hold what somebody else has issued; use pulumiSecret()',
    ]);
  });

  test('registers nothing where something else is wrong', async () => {
    const refused = await refusalOf(() => {
      const app = bound(generatedByPulumi());
      new Platform(app, 'Wrong');
      deploy(app);
    });
    expect(refused).toHaveLength(1);
  });
});

test('passwords of databases come from where the program says', async () => {
  const registered = await register(() => {
    const app = testApp();
    const platform = new Platform(app, 'p');
    new Mysql(platform, 'mysql', { password: () => generatedByPulumi() });
    deploy(app);
  });
  expect(registered.filter(({ type }) => type.endsWith(':Job'))).toEqual([]);
  expect(named(registered, 'p/mysql/server').dependencies).toContain('p/mysql/password-root/secret-mysql-root');
});

test('an environment without Pulumi secrets makes no value in the state', async () => {
  const registered = await register(() => {
    const app = testApp();
    new LocalStack(app);
    deploy(app);
  });
  expect(randomValues(registered)).toEqual([]);
});

describe('a Secret with values in the code', () => {
  const written = { data: { a: 'Yg==' }, stringData: { c: 'd' } };

  test('is hidden where the chart is of plain cdk8s', async () => {
    const registered = await register(() => deploy(plainChart({ object: raw('Secret', 's', written) })));
    expect(named(registered, 'chart/object').inputs).toMatchObject({
      data: secret({ a: 'Yg==' }),
      stringData: secret({ c: 'd' }),
    });
  });

  test('is refused in a platform', async () => {
    const refused = await refusalOf(() => {
      const app = testApp();
      const chart = new Chart(new Platform(app, 'p', { existingNamespaces: ['ns'] }), 'work');
      addObjects(chart, { object: raw('Secret', 's', written) });
      deploy(app);
    });
    const hint = 'of Secret ns/s holds a value, and no secret value may stand in the output; use a SecretSource';
    expect(refused).toEqual([`[p/work/object] "data.a" ${hint}`, `[p/work/object] "stringData.c" ${hint}`]);
  });

  test('another kind of that name is no Secret', async () => {
    const object = raw('Secret', 's', written, 'ns', 'vault.example.com/v1');
    const registered = await register(() => deploy(plainChart({ object })));
    expect(named(registered, 'chart/object').inputs).toMatchObject(written);
  });
});
