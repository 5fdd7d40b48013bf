import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeaweedFS, SeaweedFSProps } from '../../components';
import { ObjectStoreAccess, ObjectStoreRequest, Platform, SecretSource, Size } from '../../lib';
import { at, file, linesOf, object, problemsOf, render, Rendered, tempFolder } from '../support/app';
import { describeRights } from '../support/component';
import { Part } from '../support/parts';

const pods = { 'app.kubernetes.io/name': 'shop' };
const request: ObjectStoreRequest = { name: 'shop', namespace: 'parts', prefixes: ['shop/'], pods };

/** A server with one consumer, which is in another namespace. */
function rendered(props?: SeaweedFSProps, requests: readonly ObjectStoreRequest[] = [request]): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local', { size: 'laptop' });
    const store = new SeaweedFS(platform, 'seaweedfs', props);
    const consumer = new Part(platform, 'shop');
    for (const one of requests) store.addConsumer(consumer, one);
    return platform;
  });
}

const minimal = rendered();

const podOf = (from: Rendered): unknown => at(object(from.objects, 'StatefulSet'), 'spec', 'template', 'spec');
const serverScript = (from: Rendered): string => String(at(podOf(from), 'containers', 0, 'command', 2));

describe('SeaweedFS', () => {
  describeRights(() => minimal.objects);

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('starts the server by this program', () => {
    expect(serverScript(minimal)).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const props: Required<SeaweedFSProps> = {
      namespace: 'data',
      replicas: 1,
      resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
      nodeSelector: { pool: 'data' },
      tolerations: [{ key: 'data', operator: 'Exists' }],
      storage: '500Gi',
      storageClass: 'fast',
      bucket: 'artifacts',
      keys: (consumer) => SecretSource.existing(`mine-${consumer}`),
    };
    const from = rendered(props);
    const { objects } = from;
    expect(object(objects, 'StatefulSet').metadata.namespace).toBe('data');
    expect(at(object(objects, 'PersistentVolumeClaim'), 'spec')).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      resources: { requests: { storage: '500Gi' } },
    });
    expect(at(podOf(from), 'nodeSelector')).toEqual({ 'kubernetes.io/os': 'linux', pool: 'data' });
    expect(at(podOf(from), 'tolerations')).toEqual([{ key: 'data', operator: 'Exists' }]);
    expect(at(podOf(from), 'containers', 0, 'resources')).toEqual({
      requests: { cpu: '2', memory: '192Mi' },
      limits: { memory: '8Gi' },
    });
    expect(at(podOf(from), 'volumes', 3, 'secret', 'secretName')).toBe('mine-shop');
    expect(serverScript(from)).toContain('s3.bucket.create -name artifacts');
    expect(serverScript(from)).not.toContain('mlpipeline');
    expect(objects.filter(({ kind }) => kind === 'Job')).toEqual([]);
  });

  test.each([['laptop'], ['small'], ['production']] as const)(
    'asks for the same volume at size %s, because an API server refuses to make it smaller',
    (size) => {
      const { objects } = render((app) => {
        const platform = new Platform(app, 'local', { size });
        new SeaweedFS(platform, 'seaweedfs');
        return platform;
      });
      expect(at(object(objects, 'PersistentVolumeClaim'), 'spec', 'resources', 'requests')).toEqual({
        storage: '20Gi',
      });
    },
  );

  test.each<[SeaweedFSProps['storage'], number]>([
    ['1Gi', 32],
    ['10Gi', 102],
    ['20Gi', 204],
    ['1Ti', 1024],
  ])('with a volume of %s keeps objects in files of at most %d MiB', (storage, size) => {
    expect(serverScript(rendered({ storage }))).toContain(`-master.volumeSizeLimitMB=${size} `);
  });

  test.each<[Size, SeaweedFSProps, string]>([
    ['laptop', {}, '921MiB'],
    ['production', {}, '3686MiB'],
    ['laptop', { resources: { limits: { memory: '4Gi' } } }, '3686MiB'],
  ])('at size %s with %j tries to use no more memory than %s', (size, props, goal) => {
    const from = render((app) => {
      const platform = new Platform(app, 'local', { size });
      new SeaweedFS(platform, 'seaweedfs', props);
      return platform;
    });
    expect(at(podOf(from), 'containers', 0, 'env')).toContainEqual({ name: 'GOMEMLIMIT', value: goal });
  });

  test('writes no key anywhere', () => {
    expect(minimal.objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  test('lets in the pods of its consumers, each from its own namespace, and calls nobody', () => {
    const policy = (from: Rendered): unknown => object(from.objects, 'NetworkPolicy').spec;
    const everyPod = { name: 'team', namespace: 'team', prefixes: ['team/'], pods: {} };
    const from = render((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['team'] });
      const store = new SeaweedFS(platform, 'seaweedfs');
      store.addConsumer(new Part(platform, 'shop'), request);
      store.addConsumer(platform, everyPod);
      return platform;
    });
    expect(policy(from)).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'seaweedfs', 'app.kubernetes.io/component': 'server' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          ports: [{ port: 8333, protocol: 'TCP' }],
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'parts' } },
              podSelector: { matchLabels: pods },
            },
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'team' } },
              podSelector: {},
            },
          ],
        },
      ],
    });
    // Without callers there must be no rule: one with an empty list would let everybody in.
    expect(policy(rendered({}, []))).toEqual({
      podSelector: expect.anything() as unknown,
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  test('offers S3 alone, under its own port and under the one that clients have built in', () => {
    expect(at(object(minimal.objects, 'Service'), 'spec', 'ports')).toEqual([
      { name: 's3', port: 8333, targetPort: 's3' },
      { name: 's3-old', port: 9000, targetPort: 's3' },
    ]);
    // What has no password of its own listens where nobody else gets.
    expect(serverScript(minimal)).toContain(' -ip.bind=127.0.0.1 ');
    expect(serverScript(minimal)).toContain(' -s3.iam=false ');
  });

  test('gives the keys to the namespace of the consumer as well, with its name as the access key', () => {
    const job = minimal.objects.find(({ kind }) => kind === 'Job');
    const container = at(job, 'spec', 'template', 'spec', 'containers', 0);
    expect(at(container, 'env')).toEqual(
      expect.arrayContaining([
        { name: 'NAME', value: 'seaweedfs-shop' },
        { name: 'NAMESPACE', value: 'kubeflow' },
        { name: 'KEYS', value: 'secretkey' },
        { name: 'COPIES', value: 'parts' },
      ]),
    );
    expect(at(container, 'command', 2)).toContain(`data='"accesskey":"${Buffer.from('shop').toString('base64')}"'`);
  });

  const accessTo = (props: SeaweedFSProps, given: ObjectStoreRequest): ObjectStoreAccess | undefined => {
    const found: ObjectStoreAccess[] = [];
    render((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['parts'] });
      found.push(new SeaweedFS(platform, 'seaweedfs', props).addConsumer(platform, given));
      return platform;
    });
    return found[0];
  };

  test('says how to reach it', () => {
    expect(accessTo({ namespace: 'data', bucket: 'artifacts' }, request)).toEqual({
      scheme: 's3',
      bucket: 'artifacts',
      endpoint: { host: 'seaweedfs.data.svc', port: 8333, secure: false },
      region: 'us-east-1',
      pathStyle: true,
      credentials: { kind: 'keys', secret: 'seaweedfs-shop', accessKey: 'accesskey', secretKey: 'secretkey' },
    });
  });

  test('calls the Secret as the consumer wants', () => {
    const access = accessTo({}, { ...request, secret: 'mlpipeline-minio-artifact' });
    expect(access?.credentials).toMatchObject({ secret: 'mlpipeline-minio-artifact' });
  });

  test('keeps its volume apart, so that an uninstall can leave it', () => {
    const kept = [...minimal.files.keys()].filter((name) => name.endsWith('-seaweedfs-data.yaml'));
    expect(kept.map((name) => file(minimal, name))).toEqual([expect.stringContaining('kind: PersistentVolumeClaim')]);
  });
});

describe('its program', () => {
  interface Identity {
    readonly name: string;
    readonly credentials: readonly { readonly accessKey: string; readonly secretKey: string }[];
    readonly actions: readonly string[];
  }

  const consumers: ObjectStoreRequest[] = [
    { ...request, name: 'team-a', prefixes: ['artifacts/a/', 'private/a/'], readPrefixes: ['shared/'] },
    { ...request, name: 'everything', prefixes: [''] },
    { ...request, name: 'reader', prefixes: ['logs/'], readPrefixes: [''] },
  ];

  /** Runs the program with a server, and other programs, of ours. */
  function run(
    keys: Readonly<Record<string, Readonly<Record<string, string>>>>,
    programs: Record<string, string> = {},
  ) {
    const folder = tempFolder();
    for (const name of ['bin', 'run', 'keys']) mkdirSync(join(folder, name));
    for (const [consumer, files] of Object.entries(keys)) {
      mkdirSync(join(folder, 'keys', consumer));
      for (const [key, value] of Object.entries(files)) writeFileSync(join(folder, 'keys', consumer, key), value);
    }
    const all = { weed: 'echo "$*"', wget: 'exit 0', sleep: 'exit 1', ...programs };
    for (const [name, text] of Object.entries(all)) {
      writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nfolder=${folder}\n${text}\n`);
      chmodSync(join(folder, 'bin', name), 0o755);
    }
    // Kubernetes takes two dollars for an escaped one.
    const script = serverScript(rendered({}, consumers))
      .replaceAll('$$', () => '$')
      .replaceAll('/etc/seaweedfs-keys', join(folder, 'keys'))
      .replaceAll('/run/seaweedfs', join(folder, 'run'));
    const result = spawnSync('/bin/sh', ['-c', script], {
      encoding: 'utf8',
      env: { PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` },
    });
    const identities = (): readonly Identity[] =>
      (JSON.parse(readFileSync(join(folder, 'run/s3.json'), 'utf8')) as { identities: Identity[] }).identities;
    return { code: result.status, stdout: result.stdout, stderr: result.stderr, identities, folder };
  }

  const one = { accesskey: 'a', secretkey: 'b' };
  const right = { 'team-a': { accesskey: 'team-a', secretkey: 'x/+"\\$(id)' }, everything: one, reader: one };

  test('lets each consumer into its own prefixes, with its own keys', () => {
    const { code, stderr, identities } = run(right);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(identities()).toEqual([
      {
        name: 'team-a',
        credentials: [{ accessKey: 'team-a', secretKey: right['team-a'].secretkey }],
        actions: [
          ...['Read:mlpipeline/artifacts/a/*', 'List:mlpipeline/artifacts/a/*'],
          ...['Read:mlpipeline/private/a/*', 'List:mlpipeline/private/a/*'],
          ...['Read:mlpipeline/shared/*', 'List:mlpipeline/shared/*'],
          ...['Write:mlpipeline/artifacts/a/*', 'Tagging:mlpipeline/artifacts/a/*'],
          ...['Write:mlpipeline/private/a/*', 'Tagging:mlpipeline/private/a/*'],
        ],
      },
      {
        name: 'everything',
        credentials: [{ accessKey: 'a', secretKey: 'b' }],
        // `Write:mlpipeline` would also let it change the bucket itself.
        actions: ['Read:mlpipeline', 'List:mlpipeline', 'Write:mlpipeline/*', 'Tagging:mlpipeline/*'],
      },
      {
        name: 'reader',
        credentials: [{ accessKey: 'a', secretKey: 'b' }],
        actions: [
          ...['Read:mlpipeline/logs/*', 'List:mlpipeline/logs/*', 'Read:mlpipeline', 'List:mlpipeline'],
          ...['Write:mlpipeline/logs/*', 'Tagging:mlpipeline/logs/*'],
        ],
      },
    ]);
  });

  test('never prints a key', () => {
    const { stdout, stderr } = run(right);
    expect(stdout + stderr).not.toContain('x/+');
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['a Secret without a key', { accesskey: 'a' }, 'the Secret for the consumer reader has no key secretkey'],
    ['an empty key', { accesskey: '', secretkey: 'b' }, 'the Secret for the consumer reader has no key accesskey'],
    [
      'a line break behind a key',
      { accesskey: 'a', secretkey: 'b\n' },
      'the key secretkey of the Secret for the consumer reader has a line break',
    ],
  ])('does not start with %s', (_, reader, message) => {
    const { code, stdout, stderr } = run({ ...right, reader });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  // The server counts its time, so that it ends when no signal comes.
  const waiting = `trap 'exit 7' HUP; n=0; while [ $n -lt 100 ]; do /bin/sleep 0.1; n=$((n + 1)); done`;
  const once = (then: string): string => `[ -e "$folder/slept" ] && exit 1; touch "$folder/slept"; ${then}`;

  test('gives the server new keys when those in the Secrets have changed', () => {
    const sleep = once('printf new > "$folder/keys/reader/secretkey"; /bin/sleep 0.5');
    const { code, stdout, identities } = run(right, { weed: waiting, sleep });
    expect({ code, stdout }).toEqual({ code: 7, stdout: 'the keys of consumers have changed\n' });
    expect(identities()[2]?.credentials).toEqual([{ accessKey: 'a', secretKey: 'new' }]);
  });

  test.each<[string, string]>([
    ['have not changed', ''],
    ['are gone', 'rm "$folder/keys/reader/secretkey"'],
  ])('leaves the server alone when keys %s', (_, then) => {
    const weed = waiting.replace('-lt 100', '-lt 10');
    const { code, identities } = run(right, { weed, sleep: once(`${then}; /bin/sleep 0.2`) });
    expect(code).toBe(0);
    expect(identities()[2]?.credentials).toEqual([{ accessKey: 'a', secretKey: 'b' }]);
  });

  test('makes the bucket, and again until it is there', () => {
    const weed = `case "$*" in
  *shell*) cat >> "$folder/commands"; exit 1 ;;
  *) n=0; while [ $n -lt 100 ] && [ ! -e "$folder/there" ]; do /bin/sleep 0.1; n=$((n + 1)); done ;;
esac`;
    const wget = `[ "$(wc -l < "$folder/commands")" -ge 2 ] && touch "$folder/there"`;
    const { folder } = run(right, { weed, wget, sleep: '[ "$1" = 1 ]' });
    expect(readFileSync(join(folder, 'commands'), 'utf8')).toBe('s3.bucket.create -name mlpipeline\n'.repeat(2));
  });
});

describe('what is wrong with SeaweedFS is reported:', () => {
  const reports = (props: object, requests: readonly object[] = []): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['parts'] });
      const store = new SeaweedFS(platform, 'seaweedfs', props);
      const consumer = new Part(platform, 'shop');
      for (const each of requests) store.addConsumer(consumer, each as ObjectStoreRequest);
    });

  test.each<[object, string]>([
    [{ storage: '500Mi' }, '"storage" is "500Mi", must be a quantity from "1Gi" to below "8Ei", such as "20Gi"'],
    [{ storage: 'much' }, '"storage" is "much", must be a quantity from "1Gi" to below "8Ei", such as "20Gi"'],
    [{ storageClass: '' }, '"storageClass" is "", must be a text that is not empty'],
    [
      { bucket: 'My_Bucket' },
      '"bucket" is "My_Bucket", must be the name of a bucket: 3 to 63 of a-z, 0-9, "-" and ".", with a letter or a digit at both ends, and no address',
    ],
    [{ replicas: 2 }, '"replicas" is 2, must be 1, because servers cannot share a volume'],
    [{ keys: 'secret' }, '"keys" is "secret", must be a function that gives a SecretSource for a consumer'],
    [{ buckets: ['a'] }, '"buckets" is not a prop of this construct, did you mean "bucket"?'],
  ])('%j', (props, message) => {
    expect(reports(props)).toEqual([`[local/seaweedfs] ${message}`]);
  });

  test('a source of keys that gives none', () => {
    expect(reports({ keys: () => 'secret' }, [request])).toEqual([
      '[local/seaweedfs] "keys" gives "secret" for "shop", must give a SecretSource',
    ]);
  });

  test('two consumers of one name', () => {
    expect(reports({}, [request, request])).toEqual([
      '[local/shop] the object store has a consumer "shop" already; choose another name',
    ]);
  });

  // `keys-<name>` is the name of a volume, which has at most 63 characters.
  test('a consumer whose name is too long', () => {
    const named = (length: number): string[] =>
      reports({ keys: () => SecretSource.existing('keys') }, [{ ...request, name: 'x'.repeat(length) }]);
    expect(named(58)).toEqual([]);
    expect(named(59)).toEqual([
      '[local/shop] "name" of the object store\'s consumer has 59 characters, must have at most 58, so that the name of a volume fits',
    ]);
  });

  test('a consumer that does not speak S3', () => {
    expect(reports({}, [{ ...request, protocols: ['gs'] }])).toEqual([
      '[local/shop] "shop" speaks gs alone, which this object store does not; give it another one',
    ]);
  });

  test('two consumers with one Secret', () => {
    const other = { ...request, name: 'other' };
    const message =
      '[local/shop] the Secret "same" holds the keys of the consumer "shop" already; name another for "other"';
    const keys = () => SecretSource.existing('same');
    expect(reports({ keys }, [request, other])).toEqual([message]);
  });
});
