import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { externalMysql, ExternalMysqlOptions, Mysql, MysqlProps } from '../../components';
import { DatabaseAccess, DatabaseRequest, IDatabase, Platform, SecretSource, Size } from '../../lib';
import { at, file, linesOf, object, problemsOf, render, Rendered, tempFolder } from '../support/app';
import { describeRights } from '../support/component';
import { Part } from '../support/parts';

const pods = { 'app.kubernetes.io/name': 'shop' };
const request: DatabaseRequest = { name: 'shop', privileges: ['SELECT', 'INSERT'], pods };

/** A server with one consumer, which is in another namespace unless told otherwise. */
function rendered(props?: MysqlProps, requests: readonly DatabaseRequest[] = [request], namespace?: string): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local', { size: 'laptop' });
    const mysql = new Mysql(platform, 'mysql', props);
    const consumer = new Part(platform, 'shop', { namespace });
    for (const one of requests) mysql.addDatabase(consumer, one);
    return platform;
  });
}

const minimal = rendered();

const native: DatabaseRequest = { ...request, name: 'lineage', authentication: 'mysql_native_password' };

const serverScript = (from: Rendered): string =>
  String(at(object(from.objects, 'StatefulSet'), 'spec', 'template', 'spec', 'containers', 0, 'command', 2));

describe('Mysql', () => {
  describeRights(() => minimal.objects);

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('starts the server by this program', () => {
    expect(serverScript(minimal)).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const props: Required<MysqlProps> = {
      namespace: 'data',
      replicas: 1,
      resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
      nodeSelector: { pool: 'data' },
      tolerations: [{ key: 'data', operator: 'Exists' }],
      storage: '20Gi',
      storageClass: 'fast',
      password: (user) => SecretSource.existing(`mine-${user}`),
    };
    const { objects } = rendered(props);
    const server = object(objects, 'StatefulSet');
    expect(server.metadata.namespace).toBe('data');
    expect(at(object(objects, 'PersistentVolumeClaim'), 'spec')).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      resources: { requests: { storage: '20Gi' } },
    });
    expect(at(server, 'spec', 'template', 'spec', 'nodeSelector')).toEqual({
      'kubernetes.io/os': 'linux',
      pool: 'data',
    });
    expect(at(server, 'spec', 'template', 'spec', 'containers', 0, 'resources', 'limits')).toEqual({ memory: '8Gi' });
    const secrets = (at(server, 'spec', 'template', 'spec', 'volumes') as object[]).map((volume) =>
      at(volume, 'secret', 'secretName'),
    );
    expect(secrets.filter((name) => name !== undefined)).toEqual(['mine-root', 'mine-shop']);
    expect(objects.filter(({ kind }) => kind === 'Job')).toEqual([]);
  });

  test.each([['laptop'], ['small'], ['production']] as const)(
    'asks for the same volume at size %s, because an API server refuses to make it smaller',
    (size) => {
      const { objects } = render((app) => {
        const platform = new Platform(app, 'local', { size });
        new Mysql(platform, 'mysql');
        return platform;
      });
      expect(at(object(objects, 'PersistentVolumeClaim'), 'spec', 'resources', 'requests')).toEqual({
        storage: '10Gi',
      });
    },
  );

  test.each<[Size, MysqlProps, string]>([
    ['laptop', {}, '64M'],
    ['small', {}, '512M'],
    ['production', {}, '3072M'],
    ['laptop', { resources: { limits: { memory: '4Gi' } } }, '256M'],
    ['production', { resources: { limits: { memory: '33G' } } }, '15735M'],
    ['production', { resources: { requests: { memory: '5Gi' } } }, '3072M'],
  ])('at size %s with %j has a buffer pool of %s', (size, props, pool) => {
    const all = render((app) => {
      const platform = new Platform(app, 'local', { size });
      new Mysql(platform, 'mysql', props);
      return platform;
    });
    expect(serverScript(all)).toContain(`--innodb-buffer-pool-size=${pool} `);
  });

  test('writes no password anywhere', () => {
    expect(minimal.objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(JSON.stringify(object(minimal.objects, 'StatefulSet'))).not.toMatch(/MYSQL_|password":"/);
  });

  test('lets in the pods of its consumers, each from its own namespace, and nobody else', () => {
    const policy = (from: Rendered): unknown => object(from.objects, 'NetworkPolicy').spec;
    expect(policy(minimal)).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'mysql', 'app.kubernetes.io/component': 'server' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          ports: [{ port: 3306, protocol: 'TCP' }],
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'parts' } },
              podSelector: { matchLabels: pods },
            },
          ],
        },
      ],
    });
    // Without callers there must be no rule: one with an empty list would let everybody in.
    expect(policy(rendered({}, []))).toMatchObject({ policyTypes: ['Ingress'], ingress: [] });
  });

  test('gives the password to the namespace of the consumer as well', () => {
    const jobs = (from: Rendered): unknown[] =>
      from.objects
        .filter(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('generate-mysql-shop'))
        .map((job) => at(job, 'spec', 'template', 'spec', 'containers', 0, 'env'));
    expect(jobs(minimal)).toEqual([expect.arrayContaining([{ name: 'COPIES', value: 'parts' }])]);
    expect(jobs(rendered({}, [request], 'kubeflow'))).toEqual([
      expect.arrayContaining([{ name: 'COPIES', value: '' }]),
    ]);
  });

  test('says how to reach it', () => {
    let access: DatabaseAccess | undefined;
    render((app) => {
      const platform = new Platform(app, 'local');
      const mysql = new Mysql(platform, 'mysql', { namespace: 'data' });
      access = mysql.addDatabase(new Part(platform, 'shop'), request);
      return platform;
    });
    expect(access).toEqual({
      host: 'mysql.data.svc',
      port: 3306,
      database: 'shop',
      user: 'shop',
      password: { secret: 'mysql-shop', key: 'password' },
      tls: 'off',
    });
  });

  test('keeps its volume, and the namespace with it, when it is uninstalled', () => {
    const uninstall = file(minimal, 'uninstall.sh');
    const data = [...minimal.files.keys()].find((name) => name.endsWith('-mysql-data.yaml')) ?? 'missing';
    expect(file(minimal, data)).toContain('kind: PersistentVolumeClaim');
    const deletions = uninstall.split('\n').filter((line) => line.includes('kubectl delete'));
    const unconditional = deletions.filter((line) => !line.startsWith('  '));
    expect(unconditional.filter((line) => /-data\.yaml|namespace .*kubeflow/.test(line))).toEqual([]);
    expect(uninstall).toContain(
      `if [ -n "$data" ]; then\n  kubectl delete --ignore-not-found --timeout=10m -f "$here/${data}"`,
    );
    expect(uninstall).toContain("echo 'kept, with the data on it: persistentvolumeclaim kubeflow/mysql'");
  });
});

/** Runs the server's program with a `mysqld` that writes down how it was called. */
function start(options: {
  readonly passwords: Readonly<Record<string, string>>;
  readonly initialized?: boolean;
  readonly fail?: string;
  readonly requests?: readonly DatabaseRequest[];
}) {
  const folder = tempFolder();
  for (const name of ['run', 'data', 'passwords', 'bin']) mkdirSync(join(folder, name));
  for (const [user, password] of Object.entries(options.passwords)) {
    mkdirSync(join(folder, 'passwords', user));
    writeFileSync(join(folder, 'passwords', user, 'password'), password);
  }
  if (options.initialized === true) mkdirSync(join(folder, 'data', 'data'));
  // What a killed pod left.
  mkdirSync(join(folder, 'data', 'data.new'));
  writeFileSync(join(folder, 'data', 'data.new', 'half'), '');
  const mysqld = join(folder, 'bin', 'mysqld');
  writeFileSync(
    mysqld,
    `#!/bin/sh
printf '%s\\n' "$*" >> "${folder}/calls"
for argument; do case "$argument" in --datadir=*) mkdir -p "\${argument#--datadir=}"; touch "\${argument#--datadir=}/ibdata1" ;; esac; done
case "$*" in *"$FAIL"*) [ -n "$FAIL" ] && exit 1 ;; esac
exit 0
`,
  );
  chmodSync(mysqld, 0o755);
  const script = serverScript(options.requests === undefined ? minimal : rendered({}, options.requests))
    .replaceAll('/etc/mysql-passwords', `${folder}/passwords`)
    .replaceAll('/run/mysqld', `${folder}/run`)
    .replaceAll('/var/lib/mysql', `${folder}/data`);
  const result = spawnSync('/bin/sh', ['-c', script], {
    encoding: 'utf8',
    env: { PATH: `${folder}/bin:${process.env.PATH ?? ''}`, FAIL: options.fail ?? '' },
  });
  const read = (path: string): string =>
    existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '';
  return {
    code: result.status,
    stderr: result.stderr,
    calls: read('calls').trimEnd().split('\n'),
    sql: read('run/users.sql').trimEnd().split('\n'),
    set: existsSync(join(folder, 'data', 'data', 'ibdata1')),
    half: existsSync(join(folder, 'data', 'data', 'half')),
  };
}

describe('its program', () => {
  const passwords = { root: 'first', shop: 'second' };

  test('sets a new volume up aside, then starts', () => {
    const { code, calls, set, half } = start({ passwords });
    expect(code).toBe(0);
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatch(/--initialize-insecure --datadir=\S+\/data\.new$/);
    expect(calls[1]).toMatch(/--datadir=\S+\/data\/data --init-file=\S+\/users\.sql$/);
    expect({ set, half }).toEqual({ set: true, half: false });
  });

  test('does not start from a volume that could not be set up', () => {
    const { code, calls, set } = start({ passwords, fail: '--initialize-insecure' });
    expect(code).not.toBe(0);
    expect(calls).toHaveLength(1);
    expect(set).toBe(false);
  });

  test('leaves a volume that is set up as it is', () => {
    const { calls } = start({ passwords, initialized: true });
    expect(calls).toHaveLength(1);
    expect(calls[0]).not.toContain('--initialize');
  });

  test('makes users and rights right at every start', () => {
    expect(start({ passwords }).sql).toEqual([
      "ALTER USER 'root'@'localhost' IDENTIFIED BY 'first';",
      "CREATE USER IF NOT EXISTS 'probe'@'localhost';",
      'CREATE DATABASE IF NOT EXISTS `shop`;',
      "CREATE USER IF NOT EXISTS 'shop'@'%' IDENTIFIED WITH caching_sha2_password BY 'second';",
      "ALTER USER 'shop'@'%' IDENTIFIED WITH caching_sha2_password BY 'second' REQUIRE NONE;",
      "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'shop'@'%';",
      "GRANT SELECT, INSERT ON `shop`.* TO 'shop'@'%';",
    ]);
  });

  test('checks passwords as old clients can only where a consumer asks for it', () => {
    const both = { ...passwords, lineage: 'third' };
    const { sql, calls } = start({ passwords: both, requests: [request, native], initialized: true });
    expect(calls).toEqual([expect.stringContaining(' --mysql-native-password=ON ')]);
    const altered = sql.filter((line) => line.startsWith('ALTER USER') && line.includes("'@'%'"));
    expect(altered).toEqual([
      "ALTER USER 'shop'@'%' IDENTIFIED WITH caching_sha2_password BY 'second' REQUIRE NONE;",
      // Also for a user whose password was checked otherwise before.
      "ALTER USER 'lineage'@'%' IDENTIFIED WITH mysql_native_password BY 'third' REQUIRE NONE;",
    ]);
    expect(sql).toContain("CREATE USER IF NOT EXISTS 'lineage'@'%' IDENTIFIED WITH mysql_native_password BY 'third';");
    expect(start({ passwords, initialized: true }).calls.join(' ')).not.toContain('native');
  });

  test('takes any password as it is', () => {
    const { code, sql } = start({ passwords: { root: `a\\b'c`, shop: `a'b\\c"d$e\`f` } });
    expect(code).toBe(0);
    expect(sql).toContain(`ALTER USER 'root'@'localhost' IDENTIFIED BY 'a\\\\b''c';`);
    expect(sql).toContain(
      `ALTER USER 'shop'@'%' IDENTIFIED WITH caching_sha2_password BY 'a''b\\\\c"d$e\`f' REQUIRE NONE;`,
    );
  });

  test.each([
    ['', 'has no key password, or it is empty'],
    ['a\nb', 'has a line break'],
    // A consumer would take it for a part of the password.
    ['a\n', 'has a line break'],
  ])('refuses the password %j', (shop, message) => {
    const { code, stderr, calls } = start({ passwords: { root: 'first', shop }, initialized: true });
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect(calls).toEqual(['']);
  });
});

test('a name with a line below is no pattern in the rights', () => {
  expect(serverScript(rendered({}, [{ ...request, name: 'ml_shop' }]))).toContain(
    "account ml_shop 'ml\\_shop' 'SELECT, INSERT' caching_sha2_password",
  );
});

/** Asks a database for one, and tells what it said. */
function askExternal(options: ExternalMysqlOptions): { access: DatabaseAccess; rendered: Rendered } {
  const answers: DatabaseAccess[] = [];
  const all = render((app) => {
    const platform = new Platform(app, 'local');
    answers.push(externalMysql(options).addDatabase(new Part(platform, 'shop'), request));
    return platform;
  });
  const [access] = answers;
  if (access === undefined) throw new Error('there was no answer');
  return { access, rendered: all };
}

describe('externalMysql', () => {
  test('needs the name of the server alone, and installs nothing', () => {
    const { access, rendered: all } = askExternal({ host: 'db.example.com' });
    expect(access).toEqual({
      host: 'db.example.com',
      port: 3306,
      database: 'shop',
      user: 'shop',
      password: { secret: 'mysql-shop', key: 'password' },
      tls: 'verify',
    });
    expect(all.objects.map(({ kind }) => kind)).toEqual(['Namespace', 'ConfigMap']);
  });

  test('takes all its options', () => {
    const options: Required<ExternalMysqlOptions> = {
      host: '10.0.0.7',
      port: 3307,
      tls: 'verify',
      authority: { configMap: 'rds', key: 'ca.pem' },
      databases: { shop: { database: 'shop_prod', user: 'app' } },
      password: () => SecretSource.external({ store: 'vault', values: { password: 'shop/password' } }),
    };
    const { access, rendered: all } = askExternal(options);
    expect(access).toEqual({
      host: '10.0.0.7',
      port: 3307,
      database: 'shop_prod',
      user: 'app',
      password: { secret: 'mysql-shop-prod', key: 'password' },
      tls: 'verify',
      authority: { configMap: 'rds', key: 'ca.pem' },
    });
    expect(object(all.objects, 'ExternalSecret').metadata).toMatchObject({
      name: 'mysql-shop-prod',
      namespace: 'parts',
    });
  });
});

describe('what is wrong is reported:', () => {
  const wrong = (props: object, requests: readonly object[] = [request]): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local');
      const mysql = new Mysql(platform, 'mysql', props);
      const consumer = new Part(platform, 'shop');
      for (const one of requests) mysql.addDatabase(consumer, one as DatabaseRequest);
    });

  test.each<[object, string]>([
    [{ replicas: 2 }, '[local/mysql] "replicas" is 2, must be 1, because servers cannot share a volume'],
    ...([['1Mi'], [10], ['10 GB'], ['-1Gi'], ['8Ei'], ['1e999'], [null]] as const).map(
      ([storage]): [object, string] => [
        { storage },
        `[local/mysql] "storage" is ${JSON.stringify(storage)}, must be a quantity from "256Mi" to below "8Ei", such as "10Gi"`,
      ],
    ),
    [{ storageClass: '' }, '[local/mysql] "storageClass" is "", must be a text that is not empty'],
    [
      { password: 'geheim' },
      '[local/mysql] "password" is "geheim", must be a function that gives a SecretSource for a user',
    ],
    [{ storrage: '1Gi' }, '[local/mysql] "storrage" is not a prop of this construct, did you mean "storage"?'],
  ])('%j', (props, message) => {
    expect(wrong(props)).toEqual([message]);
  });

  test('a password that is none', () => {
    expect(wrong({ password: () => 'geheim' })).toEqual([
      '[local/mysql] "password" gives "geheim" for "root", must give a SecretSource',
      '[local/mysql] "password" gives "geheim" for "shop", must give a SecretSource',
    ]);
  });

  const notPlain = ['Shop', 'shop;', "a'b", '', 'x'.repeat(33), undefined, null];
  const reserved = ['root', 'probe', 'mysql', 'sys', 'information_schema', 'performance_schema'];

  test.each([...notPlain, ...reserved].map((name) => [name]))('the database %j', (name) => {
    expect(wrong({}, [{ ...request, name }])).toContainEqual(
      expect.stringMatching(/^\[local\/shop\] the database's "name" is .*, must be at most 32 of a-z, 0-9 and "_"/),
    );
  });

  test('privileges that are none, or that reach beyond a database', () => {
    for (const privileges of [[], ['SUPER'], ['ALL']]) {
      expect(wrong({}, [{ ...request, privileges }])).toContainEqual(
        expect.stringMatching(/^\[local\/shop\] the database's "privileges" is /),
      );
    }
  });

  test('another way to check passwords', () => {
    expect(wrong({}, [{ ...request, authentication: 'sha256_password' }])).toEqual([
      '[local/shop] "authentication" is "sha256_password", must be one of "caching_sha2_password", "mysql_native_password"',
    ]);
  });

  test('two consumers of one database', () => {
    expect(wrong({}, [request, request])).toEqual([
      '[local/shop] the database "shop" has a consumer already; choose another name',
    ]);
  });

  const wrongExternal = (options: object): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local');
      const database: IDatabase = externalMysql(options as ExternalMysqlOptions);
      database.addDatabase(new Part(platform, 'shop'), request);
    });

  test.each<[object, string]>([
    [
      { host: 'mysql://db' },
      '[local/shop] "host" of the external database is "mysql://db", must be the name or address of a server, without scheme and port',
    ],
    [
      {},
      '[local/shop] "host" of the external database is undefined, must be the name or address of a server, without scheme and port',
    ],
    [
      { host: 'db', databases: { shop: { database: 'x?allowAllFiles=true' } } },
      '[local/shop] "databases.shop.database" is "x?allowAllFiles=true", must be at most 64 of letters, digits, "_", "$" and "-"',
    ],
    [
      { host: 'db', databases: { shop: { database: 'MySQL' } } },
      '[local/shop] "databases.shop.database" is "MySQL", which is MySQL\'s own; name another',
    ],
    [
      { host: 'db', databases: { shop: { user: 5 } } },
      '[local/shop] "databases.shop.user" is 5, must be at most 64 of letters, digits, "_", "$" and "-"',
    ],
    [{ host: 'db', databases: { shop: 'x' } }, '[local/shop] "databases.shop" is "x", must be an object'],
    [{ host: 'db', port: 0 }, '[local/shop] "port" is 0, must be a whole number from 1 to 65535'],
    [{ host: 'db', authority: null }, '[local/shop] "authority" is null, must be an object'],
    [{ host: 'db', tls: true }, '[local/shop] "tls" is true, must be one of "off", "skip-verify", "verify"'],
    [
      { host: 'db', tls: 'off', authority: { configMap: 'ca', key: 'ca.pem' } },
      '[local/shop] "authority" is given, but "tls" is "off", which does not check the server\'s certificate',
    ],
    [
      { host: 'db', password: 'geheim' },
      '[local/shop] "password" of the external database is "geheim", must be a function that gives a SecretSource',
    ],
  ])('an external server %j', (options, message) => {
    expect(wrongExternal(options)).toEqual([message]);
  });
});
