import { Mysql } from '../../components';
import { image as mysql } from '../../components/mysql/version';
import { apiServerDatabase, metadataDatabase } from '../../components/pipelines/databases';
import { App, Component, DatabaseRequest, Platform } from '../../lib';
import { generatorImage } from '../../lib/core/generated-secret';
import { Cluster } from './harness/cluster';
import { describeLevel } from './harness/level';
import { mysqlImage } from './harness/mysql-image';
import { curlImage } from './harness/python-image';
import { render, RenderedApp } from './support/local-platform';

jest.setTimeout(20 * 60_000);

const SYSTEM = 'kubeflow';
const { authentication, ...asBefore } = metadataDatabase;

/** Somebody who asks for databases, and has no objects of its own. */
class Consumer extends Component {
  constructor(platform: Platform) {
    super(platform, 'consumer', {}, { upstream: { name: 'consumer', version: 'v1' }, defaultNamespace: SYSTEM });
  }
}

/** A server with the databases of Kubeflow Pipelines. */
function program(...requests: readonly DatabaseRequest[]): (app: App) => void {
  return (app) => {
    const platform = new Platform(app, 'local', { size: 'laptop' });
    const database = new Mysql(platform, 'mysql');
    const consumer = new Consumer(platform);
    for (const request of requests) database.addDatabase(consumer, request);
  };
}

/** A pod with MySQL's client, of the labels and with the password of a consumer. */
const client = ({ name, pods }: DatabaseRequest): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `client-${name}`, namespace: SYSTEM, labels: pods },
  spec: {
    terminationGracePeriodSeconds: 0,
    securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'client',
        image: mysql,
        command: ['sleep', '3600'],
        env: [{ name: 'MYSQL_PWD', valueFrom: { secretKeyRef: { name: `mysql-${name}`, key: 'password' } } }],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
});

// One story on one cluster: each test goes on from where the one before it ended. The servers of Kubeflow Pipelines cannot
// run here, so MySQL's own client does what they do, as their users and with their labels.
describeLevel(3, "databases of Kubeflow Pipelines (with MySQL's client in the place of its servers)", () => {
  let cluster: Cluster;
  const apps: RenderedApp[] = [];

  const install = async (...requests: readonly DatabaseRequest[]) => {
    const rendered = render(program(...requests));
    apps.push(rendered);
    const { code, stderr } = await cluster.exec('sh', [`${rendered.folder('local')}/install.sh`], {
      timeoutMs: 15 * 60_000,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await cluster.kubectl(['rollout', 'status', '-n', SYSTEM, 'statefulset/mysql', '--timeout=5m'], {
      timeoutMs: 330_000,
    });
  };
  const root = async (statement: string): Promise<string> => {
    const password = 'MYSQL_PWD=$(cat /etc/mysql-passwords/root/password)';
    const command = `${password} mysql --no-defaults --socket=/run/mysqld/mysqld.sock --user=root --batch --skip-column-names`;
    const args = ['exec', '-n', SYSTEM, 'mysql-0', '-i', '--', 'sh', '-c', command];
    return (await cluster.kubectl(args, { input: statement })).trim();
  };
  /** Runs SQL as a consumer does: over the network, not encrypted, with what its client can do. */
  const sql = (name: string, statement: string, ...options: string[]) =>
    cluster.exec(
      'kubectl',
      [
        ...['exec', '-n', SYSTEM, `client-${name}`, '-i', '--', 'mysql', '--no-defaults', `--user=${name}`],
        ...['--host=mysql', '--batch', '--skip-column-names', '--ssl-mode=DISABLED', ...options],
      ],
      { input: statement },
    );
  const asMetadata = (statement: string) =>
    sql('metadb', statement, '--default-auth=mysql_native_password', '--get-server-public-key=OFF');
  const asApiServer = (statement: string) => sql('mlpipeline', statement, '--get-server-public-key');
  const done = { code: 0, stderr: '' };

  beforeAll(async () => {
    cluster = await Cluster.start();
    await cluster.loadImage(await mysqlImage(mysql));
    await cluster.loadImage(await curlImage(generatorImage));
  });

  afterAll(async () => {
    await cluster.stop();
    for (const app of apps) app.remove();
  });

  test('without a consumer that needs it, the server has the old way to check passwords off', async () => {
    await install(apiServerDatabase, asBefore);
    await cluster.apply(
      [client(apiServerDatabase), client(metadataDatabase)].map((pod) => JSON.stringify(pod)).join('\n---\n'),
    );
    for (const name of ['mlpipeline', 'metadb']) {
      await cluster.kubectl(['wait', '-n', SYSTEM, `pod/client-${name}`, '--for=condition=Ready', '--timeout=2m'], {
        timeoutMs: 150_000,
      });
    }
    expect(
      await root("SELECT plugin_status FROM information_schema.plugins WHERE plugin_name = 'mysql_native_password'"),
    ).toBe('DISABLED');
    expect(await asMetadata('SELECT 1')).toMatchObject({ code: 1 });
  });

  test('a consumer that asks for it gets it, also where its user is there already', async () => {
    expect(authentication).toBe('mysql_native_password');
    await install(apiServerDatabase, metadataDatabase);
    expect(await root("SELECT user, plugin FROM mysql.user WHERE host = '%' ORDER BY 1")).toBe(
      'metadb\tmysql_native_password\nmlpipeline\tcaching_sha2_password',
    );
    expect(await asMetadata('SELECT CURRENT_USER()')).toMatchObject({ ...done, stdout: 'metadb@%\n' });
  });

  test('the metadata service makes its tables, changes them and fills them', async () => {
    const statements = [
      'CREATE DATABASE IF NOT EXISTS metadb; USE metadb;',
      'CREATE TABLE IF NOT EXISTS `Type` (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(255) NOT NULL);',
      'ALTER TABLE `Type` ADD COLUMN version VARCHAR(255);',
      'ALTER TABLE `Type` ADD INDEX idx_type_name (name);',
      'CREATE UNIQUE INDEX idx_type ON `Type` (name, version);',
      "INSERT INTO `Type` (name, version) VALUES ('system.Model', '1'), ('system.Dataset', '1');",
      "UPDATE `Type` SET version = '2' WHERE name = 'system.Model';",
      "DELETE FROM `Type` WHERE name = 'system.Dataset';",
      'SELECT name, version FROM `Type` LOCK IN SHARE MODE;',
    ];
    expect(await asMetadata(statements.join('\n'))).toMatchObject({ ...done, stdout: 'system.Model\t2\n' });
  });

  test('the API server makes its tables with foreign keys, and changes them', async () => {
    // It asks for the database without IF NOT EXISTS and puts up with this error alone.
    expect((await asApiServer('CREATE DATABASE mlpipeline')).stderr).toMatch(/ERROR 1007 /);
    const statements = [
      'USE mlpipeline;',
      'CREATE TABLE experiments (UUID VARCHAR(64) PRIMARY KEY, Name VARCHAR(128) NOT NULL);',
      'CREATE TABLE run_details (UUID VARCHAR(191) PRIMARY KEY, ExperimentUUID VARCHAR(64) NOT NULL);',
      'ALTER TABLE run_details ADD CONSTRAINT of_experiment FOREIGN KEY (ExperimentUUID) REFERENCES experiments (UUID) ON DELETE CASCADE;',
      'CREATE INDEX by_experiment ON run_details (ExperimentUUID); CREATE INDEX by_name ON experiments (Name);',
      'DROP INDEX by_name ON experiments;',
      'ALTER TABLE run_details MODIFY COLUMN UUID VARCHAR(64) NOT NULL;',
      "INSERT INTO experiments VALUES ('e1', 'Default'); INSERT INTO run_details VALUES ('r1', 'e1');",
      "UPDATE run_details, experiments SET run_details.ExperimentUUID = experiments.UUID WHERE experiments.UUID = 'e1';",
      'ALTER TABLE run_details DROP FOREIGN KEY of_experiment;',
      'SELECT COUNT(*) FROM run_details;',
    ];
    expect(await asApiServer(statements.join('\n'))).toMatchObject({ ...done, stdout: '1\n' });
  });

  test('neither sees or makes anything beside its own', async () => {
    const databases = async (answer: Promise<{ stdout: string }>) =>
      (await answer).stdout
        .trim()
        .split('\n')
        .filter((name) => !name.endsWith('_schema'));
    expect(await databases(asMetadata('SHOW DATABASES'))).toEqual(['metadb']);
    expect(await databases(asApiServer('SHOW DATABASES'))).toEqual(['mlpipeline']);
    for (const [run, statement] of [
      [asMetadata, 'SELECT * FROM mlpipeline.run_details'],
      [asMetadata, 'CREATE DATABASE other'],
      [asApiServer, 'SELECT * FROM metadb.Type'],
      [asApiServer, 'CREATE DATABASE other'],
      [asApiServer, 'DROP TABLE mlpipeline.run_details'],
      [asApiServer, 'SELECT * FROM mysql.user'],
    ] as const) {
      const { code, stderr } = await run(statement);
      expect({ statement, code, stderr }).toEqual({
        statement,
        code: 1,
        stderr: expect.stringMatching(/ERROR (1044|1142) .*denied/) as string,
      });
    }
  });

  test('a server that is killed loses nothing', async () => {
    await cluster.kubectl(['delete', 'pod', '-n', SYSTEM, 'mysql-0', '--grace-period=0', '--force']);
    await cluster.kubectl(['rollout', 'status', '-n', SYSTEM, 'statefulset/mysql', '--timeout=5m'], {
      timeoutMs: 330_000,
    });
    expect(await asMetadata('SELECT name FROM metadb.Type')).toMatchObject({ ...done, stdout: 'system.Model\n' });
    expect(await asApiServer('SELECT UUID FROM mlpipeline.run_details')).toMatchObject({ ...done, stdout: 'r1\n' });
  });

  test('a user goes back to the present way when nobody asks for the old one', async () => {
    await install(apiServerDatabase, asBefore);
    expect(await root("SELECT plugin FROM mysql.user WHERE user = 'metadb'")).toBe('caching_sha2_password');
    expect(await asMetadata('SELECT 1')).toMatchObject({ code: 1 });
    expect(await sql('metadb', 'SELECT name FROM metadb.Type', '--get-server-public-key')).toMatchObject({
      ...done,
      stdout: 'system.Model\n',
    });
  });
});
