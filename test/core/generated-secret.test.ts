import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { App, GeneratedSecret, GeneratedSecretProps, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, object, problemsOf, render, tempFolder } from '../support/app';
import { RawPart } from '../support/parts';

function secretIn(app: App, props: Partial<GeneratedSecretProps> = {}): Platform {
  const platform = new Platform(app, 'local', { existingNamespaces: ['ns', 'vision', 'audio'] });
  new GeneratedSecret(new Chart(platform, 'chart'), 'secret', {
    ...{ name: 'db', namespace: 'ns', keys: ['user', 'password'] },
    ...props,
  });
  return platform;
}

const objectsOf = (props: Partial<GeneratedSecretProps> = {}): readonly KubernetesObject[] =>
  render((app) => secretIn(app, props)).objects;

const container = (objects: readonly KubernetesObject[]): unknown =>
  at(object(objects, 'Job'), 'spec', 'template', 'spec', 'containers', 0);

test('its job may create secrets in its namespace and nothing else', () => {
  const objects = objectsOf();
  expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Job']);
  expect(object(objects, 'Role').rules).toEqual([{ verbs: ['create'], apiGroups: [''], resources: ['secrets'] }]);
  expect(object(objects, 'RoleBinding')).toMatchObject({
    roleRef: { kind: 'Role', name: 'generate-db' },
    subjects: [{ kind: 'ServiceAccount', name: 'generate-db', namespace: 'ns' }],
  });
  expect(at(object(objects, 'Job'), 'spec', 'template', 'spec', 'serviceAccountName')).toBe('generate-db');
});

test('no secret stands in the output', () => {
  const objects = objectsOf();
  expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  expect(at(container(objects), 'env')).toEqual([
    { name: 'NAME', value: 'db' },
    { name: 'NAMESPACE', value: 'ns' },
    { name: 'KEYS', value: 'user password' },
    { name: 'COPIES', value: '' },
    { name: 'INSTANCE', value: 'local' },
  ]);
});

test('another template makes another job, the same template the same', () => {
  const name = (keys: readonly string[]): string => object(objectsOf({ keys }), 'Job').metadata.name;
  expect(name(['a'])).toMatch(/^generate-db-[0-9a-f]{8}$/);
  expect(name(['a'])).toBe(name(['a']));
  expect(name(['a'])).not.toBe(name(['b']));
});

test('pods may mount it, although it does not stand in the output', () => {
  const mounting = (secretName: string): string[] =>
    problemsOf((app) => {
      const volumes = [{ name: 's', secret: { secretName } }];
      const metadata = { name: 'p', namespace: 'ns' };
      new RawPart(secretIn(app), 'other', [{ apiVersion: 'v1', kind: 'Pod', metadata, spec: { volumes } }]);
    });
  expect(mounting('db')).toEqual([]);
  expect(mounting('other')).toEqual([
    '[local/other/object-0] Pod ns/p uses the Secret "other", which the platform does not have',
  ]);
});

/** Runs the job's script with a curl that keeps what it is sent and answers with a status. */
function run(status: string, props: Partial<GeneratedSecretProps> = {}) {
  const folder = tempFolder();
  const curl = join(folder, 'curl');
  writeFileSync(
    curl,
    `#!/bin/sh
cat > "${folder}/body"
printf '%s\\n' "$@" > "${folder}/args"
printf '%s' ${status}
`,
  );
  chmodSync(curl, 0o755);
  const one = container(objectsOf(props));
  const env = Object.fromEntries(
    (at(one, 'env') as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
  );
  writeFileSync(join(folder, 'token'), 'a-token');
  const [shell = '', ...args] = (at(one, 'command') as string[]).map((word) =>
    word.replace('/var/run/secrets/kubernetes.io/serviceaccount', folder),
  );
  const result = spawnSync(shell, args, {
    encoding: 'utf8',
    env: { ...env, PATH: `${folder}:${process.env.PATH ?? ''}` },
  });
  const body = JSON.parse(readFileSync(join(folder, 'body'), 'utf8')) as KubernetesObject & {
    data: Record<string, string>;
  };
  return { code: result.status, stdout: result.stdout, body, args: readFileSync(join(folder, 'args'), 'utf8') };
}

describe('its script', () => {
  test('sends a secret with 32 random bytes for each key', () => {
    const { code, stdout, body, args } = run('201');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'generated secret ns/db\n' });
    expect(args).toContain('Authorization: Bearer a-token\n');
    expect(args).toContain('https://kubernetes.default.svc/api/v1/namespaces/ns/secrets\n');
    expect(body).toMatchObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'db',
        labels: { 'app.kubernetes.io/managed-by': 'keelson', 'app.kubernetes.io/instance': 'local' },
      },
    });
    expect(Object.keys(body.data)).toEqual(['user', 'password']);
    const values = Object.values(body.data).map((value) => Buffer.from(value, 'base64').toString());
    for (const value of values) expect(Buffer.from(value, 'base64')).toHaveLength(32);
    expect(new Set(values).size).toBe(2);
    expect(run('201').body.data).not.toEqual(body.data);
  });

  test('sends what is no secret as it was given, also what a shell or JSON would take for its own', () => {
    const fixed = { user: 'shop', note: `it's "$(id)"\n` };
    const { code, body } = run('201', { keys: ['password'], fixed });
    expect(code).toBe(0);
    expect(Object.keys(body.data)).toEqual(['user', 'note', 'password']);
    const decoded = (key: string): string => Buffer.from(body.data[key] ?? '', 'base64').toString();
    expect({ user: decoded('user'), note: decoded('note') }).toEqual(fixed);
    expect(Buffer.from(decoded('password'), 'base64')).toHaveLength(32);
  });

  test('is the same as before where there is nothing of that kind', () => {
    expect(at(container(objectsOf({ fixed: {} })), 'command')).toEqual(at(container(objectsOf()), 'command'));
    expect(object(objectsOf({ fixed: {} }), 'Job').metadata.name).toBe(object(objectsOf(), 'Job').metadata.name);
  });

  test('never prints a value', () => {
    const { stdout, body } = run('201');
    for (const value of Object.values(body.data)) {
      expect(stdout).not.toContain(value);
      expect(stdout).not.toContain(Buffer.from(value, 'base64').toString());
    }
  });

  test('leaves a secret that is there', () => {
    expect(run('409')).toMatchObject({ code: 0, stdout: 'secret ns/db is there already\n' });
  });

  test('fails on any other answer, so that it is tried again', () => {
    expect(run('403')).toMatchObject({ code: 1, stdout: '' });
    expect(run('000')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('copies', () => {
  const copied = (): readonly KubernetesObject[] => objectsOf({ copies: ['vision', 'audio'] });

  test('let the job create secrets there, and read those of this name', () => {
    const roles = copied().filter(({ kind }) => kind === 'Role');
    const rights = [
      { verbs: ['create'], apiGroups: [''], resources: ['secrets'] },
      { verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['db'] },
    ];
    expect(roles.map(({ metadata, rules }) => [metadata.namespace, rules])).toEqual([
      ['ns', rights],
      ['vision', rights],
      ['audio', rights],
    ]);
  });

  /** Runs the job's script with an API server that has some of the Secrets already. */
  function copy(there: Readonly<Record<string, string>>) {
    const folder = tempFolder();
    for (const [namespace, body] of Object.entries(there)) writeFileSync(join(folder, `${namespace}.json`), body);
    const curl = join(folder, 'curl');
    writeFileSync(
      curl,
      `#!/bin/sh
for last; do :; done
case "$last" in
  */secrets)
    namespace=\${last%/secrets}
    namespace=\${namespace##*/}
    if [ -e "${folder}/$namespace.json" ]; then printf 409; cat > /dev/null; else cat > "${folder}/$namespace.json"; printf 201; fi ;;
  *)
    namespace=\${last%/secrets/*}
    [ -s "${folder}/\${namespace##*/}.json" ] && cat "${folder}/\${namespace##*/}.json" ;;
esac
`,
    );
    chmodSync(curl, 0o755);
    writeFileSync(join(folder, 'token'), 'a-token');
    const one = container(copied());
    const env = Object.fromEntries(
      (at(one, 'env') as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
    );
    const [shell = '', ...args] = (at(one, 'command') as string[]).map((word) =>
      word.replace('/var/run/secrets/kubernetes.io/serviceaccount', folder),
    );
    const result = spawnSync(shell, args, {
      encoding: 'utf8',
      env: { ...env, PATH: `${folder}:${process.env.PATH ?? ''}` },
    });
    const data = (namespace: string): unknown =>
      at(JSON.parse(readFileSync(join(folder, `${namespace}.json`), 'utf8')), 'data');
    return { code: result.status, stderr: result.stderr, data };
  }

  test('hold what the first holds', () => {
    const { code, data } = copy({});
    expect(code).toBe(0);
    expect(Object.keys(data('ns') as object)).toEqual(['user', 'password']);
    expect(data('vision')).toEqual(data('ns'));
    expect(data('audio')).toEqual(data('ns'));
  });

  const known = { password: 'cGFzc3dvcmQ=', user: 'dXNlcg==' };
  const managed = [{ fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { '.': {}, 'f:user': {} } } }];
  const stored = (data: object): string =>
    JSON.stringify({ kind: 'Secret', metadata: { managedFields: managed }, data, type: 'Opaque' }, undefined, 2);

  test('also where the first was there before', () => {
    const { code, data } = copy({ ns: stored(known) });
    expect(code).toBe(0);
    expect(data('vision')).toEqual(known);
    expect(data('audio')).toEqual(known);
  });

  test('stay where they are there with the same values', () => {
    const { code, stderr, data } = copy({ ns: stored(known), vision: stored(known) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(data('audio')).toEqual(known);
  });

  test.each<[string, object]>([
    ['another value', { ...known, user: 'b3RoZXI=' }],
    ['a key less', { user: known.user }],
    ['a key more', { ...known, host: 'ZGI=' }],
    ['values that have changed places', { password: known.user, user: known.password }],
    ['nothing', {}],
  ])('are not left with %s, which would lock their readers out', (_, there) => {
    const { code, stderr, data } = copy({ ns: stored(known), vision: stored(there) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'secret vision/db has other values than ns/db, whose copy it must be: delete vision/db, and it is copied again\n',
    });
    expect(data('vision')).toEqual(there);
    for (const value of Object.values(known)) expect(stderr).not.toContain(value);
  });

  test('of an old value are noticed also when the first is made anew', () => {
    const { code, stderr } = copy({ vision: stored(known), audio: stored(known) });
    expect(code).toBe(1);
    expect(stderr).toContain('secret vision/db has other values than ns/db');
    expect(stderr).toContain('secret audio/db has other values than ns/db');
  });

  test('are not made of what has no values', () => {
    const { code, stderr } = copy({ ns: '{"kind":"Status"}' });
    expect(code).toBe(1);
    expect(stderr).toContain('secret ns/db has no values to copy');
  });

  test('are not compared with what cannot be read', () => {
    const { code, stderr } = copy({ ns: stored(known), vision: '' });
    expect(code).toBe(1);
    expect(stderr).toContain('secret vision/db cannot be read');
  });
});

describe('what is wrong is reported:', () => {
  const reports = (props: Partial<GeneratedSecretProps>): string[] => problemsOf((app) => secretIn(app, props));

  test('names that are none', () => {
    const problems = reports({ name: 'Db' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[local\/chart\/secret\] "name" is "Db", must be a RFC 1123 label/);
  });

  // `generate-<name>-<8 digits>` is the name of a Job, which has at most 63 characters.
  test('names that leave no room for the job’s', () => {
    expect(reports({ name: 'x'.repeat(45) })).toEqual([]);
    const problems = reports({ name: 'x'.repeat(46) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[local\/chart\/secret\] "name" has 46 characters, must have at most 45/);
  });

  test.each([['a b'], ['a"b'], ['$(id)'], ['']])('keys that no secret has: %j', (key) => {
    const problems = reports({ keys: [key] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[local\/chart\/secret\] "keys"/);
  });

  test.each([
    [{ 'a b': 'x' }, 'a b'],
    [{ password: 'x' }, 'password'],
  ])('further keys: %j', (fixed, key) => {
    expect(reports({ fixed })).toEqual([
      `[local/chart/secret] "fixed" has the key "${key}", must have keys of letters, digits, "-", "_" and ".", and none of "keys"`,
    ]);
  });

  test('further values that are no texts', () => {
    expect(reports({ fixed: { port: 1 } as object as Record<string, string> })).toEqual([
      '[local/chart/secret] "fixed.port" is 1, must be a text',
    ]);
  });

  test('no keys at all', () => {
    const problems = reports({ keys: [] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[local\/chart\/secret\] "keys"/);
  });
});
