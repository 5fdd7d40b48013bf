import { Platform } from '../../../lib';
import { problemsOf } from '../../support/app';
import { rawChart } from '../../support/parts';

function problems(object: object): string[] {
  return problemsOf((app) => {
    rawChart(new Platform(app, 'local'), [
      { apiVersion: 'v1', metadata: { name: 's', namespace: 'default' }, ...object },
    ]);
  });
}

test('a secret may be made without values, for a controller to fill', () => {
  expect(problems({ kind: 'Secret' })).toEqual([]);
  expect(problems({ kind: 'Secret', data: {} })).toEqual([]);
});

test('each value of a secret is reported, and never shown', () => {
  const found = problems({ kind: 'Secret', data: { a: 'aHVudGVyMg==' }, stringData: { b: 'hunter2' } });
  expect(found).toEqual([
    '[local/raw/object-0] "data.a" of Secret default/s holds a value, and no secret value may stand in the output; use a SecretSource',
    '[local/raw/object-0] "stringData.b" of Secret default/s holds a value, and no secret value may stand in the output; use a SecretSource',
  ]);
  expect(found.join()).not.toMatch(/hunter2|aHVudGVyMg/);
});

test('a ConfigMap may hold what it likes', () => {
  expect(problems({ kind: 'ConfigMap', data: { a: 'b' } })).toEqual([]);
});

describe('environment variables', () => {
  const pod = (env: object, where: 'containers' | 'initContainers' = 'containers'): string[] =>
    problems({ kind: 'Pod', spec: { [where]: [{ name: 'c', env: [env] }] } });

  test.each([
    ['DB_PASSWORD', '12341234'],
    ['db_passwd', 'test'],
    ['MINIO_SECRET_KEY', 'minio123'],
    ['ACCESS_KEY', 'minio'],
    ['API_TOKEN', 'changeme'],
    ['CREDENTIALS', 'admin'],
  ])('%s may not be the public default %s', (name, value) => {
    expect(pod({ name, value })).toEqual([
      `[local/raw/object-0] the environment variable "${name}" is the public default "${value}"; take the value from a SecretSource`,
    ]);
  });

  test('init containers count too', () => {
    expect(pod({ name: 'PASSWORD', value: 'password' }, 'initContainers')).toHaveLength(1);
  });

  test('those of custom kinds count too, wherever they stand', () => {
    const step = { env: [{ name: 'TOKEN', value: 'test' }] };
    const metadata = { name: 'x', namespace: 'default' };
    expect(problems({ apiVersion: 'acme.example/v1', kind: 'Flow', metadata, spec: { steps: [step] } })).toHaveLength(
      1,
    );
  });

  test.each([
    [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
    [{ name: 'USER', value: 'admin' }],
    [{ name: 'PASSWORD_FILE', value: '/run/secrets/password' }],
  ])('%j is fine', (env) => {
    expect(pod(env)).toEqual([]);
  });
});
