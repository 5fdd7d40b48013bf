import { SeaweedFS } from '../../components';
import { App, ObjectStoreAccess, Platform } from '../../lib';
import { generatorImage } from '../../lib/core/generated-secret';
import { isForbidden } from './harness/audit';
import { Cluster } from './harness/cluster';
import { eventually } from './harness/eventually';
import { describeLevel } from './harness/level';
import { curlImage } from './harness/python-image';
import { s3ClientImage, seaweedfsImage } from './harness/seaweedfs-image';
import { resourceVersions } from './support/cluster-objects';
import { render, RenderedApp } from './support/local-platform';
import { S3Client } from './support/s3-client';

jest.setTimeout(15 * 60_000);

const SYSTEM = 'kubeflow';
const labels = { app: 'client' };

/** A store for some teams, each with a prefix of its own, and for a component that may read and write everything. */
function program(teams: readonly string[], found = new Map<string, ObjectStoreAccess>()): (app: App) => void {
  return (app) => {
    const platform = new Platform(app, 'local', { size: 'laptop' });
    const store = new SeaweedFS(platform, 'seaweedfs', { storage: '2Gi' });
    for (const team of teams) {
      platform.addNamespace(team);
      const place = { name: team, namespace: team, pods: labels };
      const access = store.addConsumer(platform, { ...place, prefixes: [`${team}/`], readPrefixes: ['shared/'] });
      found.set(team, access);
    }
    const system = { name: 'pipelines', namespace: SYSTEM, pods: labels, prefixes: [''] };
    found.set('pipelines', store.addConsumer(platform, { ...system, secret: 'mlpipeline-minio-artifact' }));
  };
}

// One story on one cluster: each test goes on from where the one before it ended.
describeLevel(3, 'an object store', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;
  let larger: RenderedApp;
  const access = new Map<string, ObjectStoreAccess>();
  const clients: Record<string, S3Client> = {};

  const install = async (from: RenderedApp): Promise<void> => {
    const script = `${from.folder('local')}/install.sh`;
    const { code, stdout, stderr } = await cluster.exec('sh', [script], { timeoutMs: 10 * 60_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('platform "local" is installed');
  };
  const uninstall = async (...args: string[]): Promise<string> => {
    const script = `${larger.folder('local')}/uninstall.sh`;
    const { code, stdout, stderr } = await cluster.exec('sh', [script, ...args], { timeoutMs: 10 * 60_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const client = (name: string): S3Client => clients[name] ?? fail(`there is no client ${name}`);
  const fail = (message: string): never => {
    throw new Error(message);
  };
  const startClient = async (consumer: string, namespace = consumer): Promise<void> => {
    const to = access.get(consumer) ?? fail(`there is no consumer ${consumer}`);
    const one = new S3Client(cluster, { name: `client-${consumer}`, namespace, labels, access: to });
    await one.start();
    clients[consumer] = one;
  };
  const ofServer = (path: string): Promise<string> =>
    cluster.kubectl(['get', '-n', SYSTEM, 'pod/seaweedfs-0', '-o', `jsonpath={${path}}`]);
  const ready = (): Promise<string> =>
    cluster.kubectl(['rollout', 'status', '-n', SYSTEM, 'statefulset/seaweedfs', '--timeout=5m'], {
      timeoutMs: 320_000,
    });

  beforeAll(async () => {
    rendered = render(program(['team-a', 'team-b'], access));
    larger = render(program(['team-a', 'team-b', 'team-c'], access));
    cluster = await Cluster.start();
    for (const image of [await seaweedfsImage(), await s3ClientImage(), await curlImage(generatorImage)]) {
      await cluster.loadImage(image);
    }
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
    larger.remove();
  });

  test('install.sh installs it in one pass, and the server has not restarted', async () => {
    await install(rendered);
    expect(await ofServer('.status.containerStatuses[0].restartCount')).toBe('0');
    for (const [consumer, namespace] of [
      ['team-a', 'team-a'],
      ['team-b', 'team-b'],
      ['pipelines', SYSTEM],
    ] as const) {
      await startClient(consumer, namespace);
    }
  });

  test('the bucket is there', async () => {
    await eventually(async () => {
      expect(await client('pipelines').outcome('HEAD', '')).toBe('200');
    });
    expect(await client('pipelines').send('GET', '', { query: 'list-type=2' })).toMatchObject({
      status: 200,
      keys: [],
    });
  });

  test('a second install changes no object', async () => {
    const versions = () => resourceVersions(cluster, rendered.objects('local'));
    const before = await versions();
    await install(rendered);
    expect(await versions()).toEqual(before);
  });

  test('a consumer writes, reads, lists and deletes below its prefix', async () => {
    const team = client('team-a');
    await eventually(async () => {
      expect(await team.outcome('PUT', 'team-a/models/first', { body: 'of a' })).toBe('200');
    });
    expect(await team.send('GET', 'team-a/models/first')).toMatchObject({ status: 200, body: 'of a' });
    expect(await team.send('GET', '', { query: 'list-type=2&prefix=team-a/' })).toMatchObject({
      status: 200,
      keys: ['team-a/models/first'],
    });
    expect(await team.outcome('PUT', 'team-a/passing', { body: 'x' })).toBe('200');
    expect(await team.outcome('DELETE', 'team-a/passing')).toBe('204');
    expect(await team.outcome('GET', 'team-a/passing')).toBe('404 NoSuchKey');
  });

  test('another consumer cannot, in any way', async () => {
    const thief = client('team-b');
    const denied = '403 AccessDenied';
    await eventually(async () => {
      expect(await thief.outcome('GET', '', { query: 'list-type=2&prefix=team-b/' })).toBe('200');
    });
    const source = { 'x-amz-copy-source': '/mlpipeline/team-a/models/first' };
    const list = (query: string) => thief.outcome('GET', '', { query });
    expect({
      get: await thief.outcome('GET', 'team-a/models/first'),
      head: await thief.outcome('HEAD', 'team-a/models/first'),
      put: await thief.outcome('PUT', 'team-a/models/first', { body: 'of b' }),
      delete: await thief.outcome('DELETE', 'team-a/models/first'),
      copy: await thief.outcome('PUT', 'team-b/stolen', { headers: source }),
      upload: await thief.outcome('POST', 'team-a/models/second', { query: 'uploads' }),
      tagging: await thief.outcome('GET', 'team-a/models/first', { query: 'tagging' }),
      up: await thief.outcome('GET', 'team-b/../team-a/models/first'),
      besides: await thief.outcome('PUT', 'team-bb/x', { body: 'x' }),
      list: await list('list-type=2&prefix=team-a/'),
      listAll: await list('list-type=2'),
      versions: await list('prefix=team-a/&versions'),
      uploads: await list('uploads'),
      bucket: await thief.outcome('HEAD', ''),
      policy: await thief.outcome('PUT', '', { query: 'policy', body: '{}' }),
      removal: await thief.outcome('DELETE', ''),
    }).toEqual({
      ...{ get: denied, head: '403', put: denied, delete: denied, copy: denied, upload: denied, tagging: denied },
      ...{ up: '400 InvalidRequest', besides: denied },
      ...{ list: denied, listAll: denied, versions: denied, uploads: denied },
      ...{ bucket: '403', policy: denied, removal: denied },
    });
    const batch = '<Delete><Object><Key>team-a/models/first</Key></Object></Delete>';
    expect((await thief.send('POST', '', { query: 'delete', body: batch })).body).toContain('AccessDenied');
    // It can do all of that with what is its own, so it is the prefix that keeps it out.
    expect(await thief.outcome('PUT', 'team-b/own', { body: 'of b' })).toBe('200');
    expect(await thief.send('GET', '', { query: 'list-type=2&prefix=team-b/' })).toMatchObject({
      keys: ['team-b/own'],
    });
    expect(await thief.send('GET', 'team-b/own')).toMatchObject({ status: 200, body: 'of b' });
    expect(await client('team-a').send('GET', 'team-a/models/first')).toMatchObject({ status: 200, body: 'of a' });
  });

  test('what is shared is read by all and written by none of them', async () => {
    expect(await client('pipelines').outcome('PUT', 'shared/data', { body: 'for all' })).toBe('200');
    expect(await client('team-b').send('GET', 'shared/data')).toMatchObject({ status: 200, body: 'for all' });
    expect(await client('team-b').outcome('PUT', 'shared/data', { body: 'mine' })).toBe('403 AccessDenied');
    expect(await client('team-b').outcome('DELETE', 'shared/data')).toBe('403 AccessDenied');
  });

  test('who has no right key is refused, and told apart from who has no right', async () => {
    const team = client('team-a');
    expect(await team.outcome('GET', 'team-a/models/first', { secret: 'guessed' })).toBe('403 SignatureDoesNotMatch');
    expect(await team.outcome('GET', 'team-a/models/first', { anonymous: true })).toBe('403 AccessDenied');
    expect(await client('pipelines').outcome('PUT', '', { query: 'policy', body: '{}' })).toBe('403 AccessDenied');
  });

  test('pods that no consumer has named cannot connect, also with the right keys', async () => {
    const to = access.get('team-a') ?? fail('there is no consumer team-a');
    const stranger = new S3Client(cluster, { name: 'stranger', namespace: 'team-a', access: to });
    await stranger.start();
    expect(await stranger.outcome('GET', 'team-a/models/first')).toMatch(
      /^0 (TimeoutError|ConnectionRefusedError|timeout)$/,
    );
    const label = ['label', '-n', 'team-a', 'pod/stranger', 'app=client'];
    await cluster.kubectl(label);
    await eventually(async () => {
      expect(await stranger.outcome('GET', 'team-a/models/first')).toBe('200');
    });
  });

  test('consumers reach S3 alone, under both of its ports', async () => {
    const team = client('team-a');
    const host = `seaweedfs.${SYSTEM}.svc`;
    expect(await team.outcome('GET', 'team-a/models/first', { endpoint: `${host}:9000` })).toBe('200');
    const pod = await ofServer('.status.podIP');
    expect(await team.outcome('GET', 'team-a/models/first', { endpoint: `${pod}:8333` })).toBe('200');
    for (const port of [8080, 8888, 9333, 18080, 18333, 18888, 19333]) {
      expect(`${port}: ${await team.outcome('GET', '', { endpoint: `${pod}:${port}` })}`).toMatch(/: 0 \w+$/);
    }
  });

  test('a server that is killed loses nothing that it had taken', async () => {
    const team = client('team-a');
    const large = 'x'.repeat(100_000);
    expect(await team.outcome('PUT', 'team-a/large', { body: large })).toBe('200');
    const keys = Array.from({ length: 60 }, (_, number) => `team-a/killed/${number}`);
    const writing = team.putAll(keys);
    await eventually(async () => {
      const listed = await client('pipelines').send('GET', '', { query: 'list-type=2&prefix=team-a/killed/' });
      return listed.keys.length >= 10;
    });
    const uid = await ofServer('.metadata.uid');
    await cluster.kubectl(['delete', 'pod/seaweedfs-0', '-n', SYSTEM, '--grace-period=0', '--force']);
    const taken = await writing;
    await eventually(async () => {
      expect(await ofServer('.metadata.uid')).not.toBe(uid);
    });
    await ready();
    expect(taken.length).toBeGreaterThanOrEqual(10);
    expect(await team.getAll(taken)).toEqual(taken);
    expect((await team.send('GET', 'team-a/large')).body).toBe(large);
    expect(await team.outcome('PUT', 'team-a/after', { body: 'x' })).toBe('200');
    expect(await team.send('GET', 'team-a/models/first')).toMatchObject({ status: 200, body: 'of a' });
  });

  test('a Secret that is lost is made anew, and the server takes the new key without a restart', async () => {
    const started = await ofServer('.status.containerStatuses[0].state.running.startedAt');
    const before = await cluster.kubectl(['get', '-n', 'team-b', 'secret/seaweedfs-team-b', '-o', 'jsonpath={.data}']);
    const old = Buffer.from((JSON.parse(before) as { secretkey: string }).secretkey, 'base64').toString();
    for (const namespace of [SYSTEM, 'team-b']) {
      await cluster.kubectl(['delete', '-n', namespace, 'secret/seaweedfs-team-b']);
    }
    const jobs = await cluster.kubectl(['get', 'jobs', '-n', SYSTEM, '-o', 'name']);
    const job = jobs.split('\n').find((name) => name.includes('generate-seaweedfs-team-b'));
    await cluster.kubectl(['delete', '-n', SYSTEM, job ?? fail('there is no job')]);
    await install(rendered);
    const secret = (namespace: string) =>
      cluster.kubectl(['get', '-n', namespace, 'secret/seaweedfs-team-b', '-o', 'jsonpath={.data}']);
    expect(await secret('team-b')).toBe(await secret(SYSTEM));
    expect(await secret('team-b')).not.toBe(before);
    await eventually(
      async () => {
        expect(await client('team-b').outcome('GET', 'team-b/own', { secret: old })).toBe('403 SignatureDoesNotMatch');
        expect(await client('team-b').outcome('GET', 'team-b/own')).toBe('200');
      },
      { timeoutMs: 240_000, intervalMs: 2000 },
    );
    expect(await ofServer('.status.containerStatuses[0].state.running.startedAt')).toBe(started);
  });

  test('another consumer comes in, and the others keep what they have', async () => {
    await install(larger);
    await startClient('team-c');
    // The network takes a moment to know a pod that has just started.
    await eventually(async () => {
      expect(await client('team-c').outcome('PUT', 'team-c/first', { body: 'of c' })).toBe('200');
    });
    expect(await client('team-c').outcome('GET', 'team-a/models/first')).toBe('403 AccessDenied');
    expect(await client('team-a').send('GET', 'team-a/models/first')).toMatchObject({ status: 200, body: 'of a' });
    expect(await client('team-b').outcome('GET', 'team-b/own')).toBe('200');
  });

  test('no right was missing', () => {
    const forbidden = cluster
      .auditEvents()
      .filter((event) => event.user.username.startsWith(`system:serviceaccount:${SYSTEM}:`))
      .filter(isForbidden)
      .map((event) => `${event.user.username} ${event.verb} ${event.requestURI}`);
    expect(forbidden).toEqual([]);
    const active = new Set(cluster.auditEvents().map((event) => event.user.username));
    expect(active).toContain(`system:serviceaccount:${SYSTEM}:generate-seaweedfs-team-a`);
  });

  test('uninstall keeps the objects and the keys, and the next install finds them', async () => {
    const secrets = () => cluster.kubectl(['get', 'secrets', '-n', SYSTEM, '-o', 'jsonpath={.items[*].data}']);
    const before = await secrets();
    expect(await uninstall()).toContain('kept, with the data on it: persistentvolumeclaim kubeflow/seaweedfs');
    expect(await cluster.kubectl(['get', 'statefulsets,services', '-n', SYSTEM, '-o', 'name'])).toBe('');
    await install(larger);
    expect(await secrets()).toBe(before);
    await eventually(async () => {
      expect(await client('team-a').send('GET', 'team-a/models/first')).toMatchObject({ status: 200, body: 'of a' });
    });
  });

  test('uninstall with the data leaves nothing', async () => {
    await uninstall('--delete-data', '--delete-namespaces');
    expect(await cluster.kubectl(['get', 'namespaces', '-o', 'name'])).not.toMatch(/kubeflow|team/);
    await eventually(
      async () => {
        expect(await cluster.kubectl(['get', 'persistentvolumes', '-o', 'name'])).toBe('');
      },
      { timeoutMs: 60_000, description: 'the volume is gone' },
    );
  });
});
