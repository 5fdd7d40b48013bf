import {
  gcsStore,
  GcsStoreOptions,
  s3CompatibleStore,
  S3CompatibleStoreOptions,
  s3Store,
  S3StoreOptions,
} from '../../components';
import { IObjectStore, ObjectStoreAccess, ObjectStoreRequest, Platform, SecretSource } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { problemsOf, render } from '../support/app';
import { Part } from '../support/parts';

const request: ObjectStoreRequest = { name: 'pipelines', namespace: 'parts', prefixes: ['pipelines/'], pods: {} };
const team: ObjectStoreRequest = { name: 'team', namespace: 'team', prefixes: ['team/'], pods: {} };
const existing = (consumer: string): SecretSource => SecretSource.existing(`keys-of-${consumer}`);
const keys = (secret: string): object => ({ kind: 'keys', secret, accessKey: 'accesskey', secretKey: 'secretkey' });

/** What consumers get, and what is made for them. */
function accesses(
  store: IObjectStore,
  requests: readonly ObjectStoreRequest[] = [request],
): { readonly found: readonly ObjectStoreAccess[]; readonly objects: readonly KubernetesObject[] } {
  const found: ObjectStoreAccess[] = [];
  const { objects } = render((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['team'] });
    const consumer = new Part(platform, 'shop');
    for (const one of requests) found.push(store.addConsumer(consumer, one));
    return platform;
  });
  return { found, objects: objects.filter(({ metadata }) => !['shop', 'parts'].includes(metadata.name)) };
}

const reports = (store: () => IObjectStore, requests: readonly object[] = [request]): string[] =>
  problemsOf((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['parts', 'team'] });
    const consumer = new Part(platform, 'shop');
    const made = store();
    for (const one of requests) made.addConsumer(consumer, one as ObjectStoreRequest);
  }).map((message) => message.replace('[local/shop] ', ''));

describe('s3Store', () => {
  const minimal: S3StoreOptions = { bucket: 'acme', region: 'eu-central-1', credentials: existing };

  test('gives each consumer keys of its own', () => {
    const { found, objects } = accesses(s3Store(minimal), [request, team]);
    const place = { scheme: 's3', bucket: 'acme', region: 'eu-central-1', pathStyle: false };
    expect(found).toEqual([
      { ...place, credentials: keys('keys-of-pipelines') },
      { ...place, credentials: keys('keys-of-team') },
    ]);
    expect(objects).toEqual([]);
  });

  test('lets pods in by a role, one for all or one for each', () => {
    const one = accesses(
      s3Store({ bucket: 'acme', region: 'us-gov-west-1', roleArn: 'arn:aws:iam::123456789012:role/a' }),
    );
    expect(one.found[0]?.credentials).toEqual({
      kind: 'workload-identity',
      accountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/a' },
    });
    const roleArn: S3StoreOptions['roleArn'] = (consumer) => `arn:aws:iam::123456789012:role/of/${consumer}`;
    const each = accesses(s3Store({ bucket: 'acme', region: 'eu-central-1', roleArn }), [request, team]);
    expect(each.found.map(({ credentials }) => credentials)).toMatchObject([
      { accountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/of/pipelines' } },
      { accountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/of/team' } },
    ]);
  });

  test('puts a bucket with dots into the path, because no certificate is for it', () => {
    expect(accesses(s3Store({ ...minimal, bucket: 'acme.example' })).found[0]?.pathStyle).toBe(true);
  });

  test('has External Secrets fetch keys, into the Secret that the consumer wants', () => {
    const values = { accesskey: 's3/id', secretkey: 's3/secret' };
    const credentials = () => SecretSource.external({ store: 'vault', values });
    const { found, objects } = accesses(s3Store({ ...minimal, credentials }), [{ ...team, secret: 'wanted' }, request]);
    expect(found.map((access) => access.credentials)).toEqual([keys('wanted'), keys('object-store-pipelines')]);
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'ExternalSecret team/wanted',
      'ExternalSecret parts/object-store-pipelines',
    ]);
  });

  test.each<[object, string]>([
    [
      { bucket: 'Acme' },
      '"bucket" is "Acme", must be the name of a bucket: 3 to 63 of a-z, 0-9, "-" and ".", with a letter or a digit at both ends, and no address',
    ],
    [{ bucket: 's3://acme' }, '"bucket" is "s3://acme", must be the name of a bucket'],
    [{ bucket: '10.0.0.1' }, '"bucket" is "10.0.0.1", must be the name of a bucket'],
    [{ bucket: 'a..b' }, '"bucket" is "a..b", must be the name of a bucket'],
    [{ bucket: 'ab' }, '"bucket" is "ab", must be the name of a bucket'],
    [{ bucket: undefined }, '"bucket" is undefined, must be the name of a bucket'],
    [
      { region: 'Frankfurt' },
      '"region" of the object store is "Frankfurt", must be one of AWS\' regions, such as "eu-central-1"',
    ],
    [{ region: undefined }, '"region" of the object store is undefined, must be one of'],
    [
      { credentials: undefined },
      'the object store has neither "credentials" nor "roleArn", so that nobody is let in; give "roleArn", roles for the pods, or "credentials", Secrets with accesskey and secretkey',
    ],
    [
      { roleArn: 'arn:aws:iam::123456789012:role/a' },
      'the object store has both "credentials" and "roleArn"; leave one of them out',
    ],
    [
      { credentials: undefined, roleArn: 'arn:aws:iam::12:user/a' },
      '"roleArn" of the object store is "arn:aws:iam::12:user/a" for "pipelines", must be the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/pipelines"',
    ],
    [
      { credentials: SecretSource.existing('keys') },
      '"credentials" of the object store is {"name":"keys"}, must be a function that gives a SecretSource for a consumer',
    ],
    [
      { credentials: () => 'AKIA-secret' },
      '"credentials" of the object store gives a text for "pipelines", must give a SecretSource such as SecretSource.existing(\'keys\')',
    ],
    [
      { credentials: () => SecretSource.generated() },
      '"secret" cannot be generated, because it must hold what somebody else has issued; use an existing or an external one',
    ],
    [
      { credentials: () => SecretSource.external({ store: 'vault', values: { accesskey: 'a' } }) },
      '"values" of the external secret lacks "secretkey"; say what they are called in the store',
    ],
    [{ endpoint: 'https://minio' }, '"endpoint" is not a prop of this construct'],
  ])('reports %j', (props, message) => {
    expect(reports(() => s3Store({ ...minimal, ...props }))).toEqual([expect.stringContaining(message)]);
  });
});

describe('s3CompatibleStore', () => {
  const minimal: S3CompatibleStoreOptions = {
    endpoint: 'https://minio.example.com',
    bucket: 'acme',
    credentials: existing,
  };

  test('is reached by path, at the port of its scheme', () => {
    expect(accesses(s3CompatibleStore(minimal)).found).toEqual([
      {
        scheme: 's3',
        bucket: 'acme',
        endpoint: { host: 'minio.example.com', port: 443, secure: true },
        region: 'us-east-1',
        pathStyle: true,
        credentials: keys('keys-of-pipelines'),
      },
    ]);
  });

  test('takes all its options', () => {
    const all: Required<S3CompatibleStoreOptions> = {
      endpoint: 'http://minio.storage.svc:9000/',
      bucket: 'artifacts',
      credentials: existing,
      region: 'garage',
      pathStyle: false,
    };
    expect(accesses(s3CompatibleStore(all)).found).toEqual([
      {
        scheme: 's3',
        bucket: 'artifacts',
        endpoint: { host: 'minio.storage.svc', port: 9000, secure: false },
        region: 'garage',
        pathStyle: false,
        credentials: keys('keys-of-pipelines'),
      },
    ]);
    expect(accesses(s3CompatibleStore({ ...minimal, endpoint: 'http://minio' })).found[0]?.endpoint?.port).toBe(80);
  });

  test.each<[object, string]>([
    ...[
      'minio:9000',
      'https://minio/path',
      'https://',
      'ftp://minio',
      'https://a:b@minio',
      'http://minio:0',
      undefined,
    ].map((endpoint): [object, string] => [
      { endpoint },
      'must be the address of a server with "http://" or "https://" and without a path, such as "https://minio.example.com:9000"',
    ]),
    [{ bucket: '' }, '"bucket" is "", must be the name of a bucket'],
    [{ region: '' }, '"region" is "", must be a text that is not empty'],
    [{ pathStyle: 'yes' }, '"pathStyle" is "yes", must be true or false'],
    [
      { credentials: undefined },
      '"credentials" of the object store is null, must be a function that gives a SecretSource for a consumer',
    ],
    [{ secure: true }, '"secure" is not a prop of this construct'],
  ])('reports %j', (props, message) => {
    expect(reports(() => s3CompatibleStore({ ...minimal, ...props }))).toEqual([expect.stringContaining(message)]);
  });

  test('reports a consumer that does not speak S3', () => {
    expect(reports(() => s3CompatibleStore(minimal), [{ ...request, protocols: ['gs'] }])).toEqual([
      '"pipelines" speaks gs alone, which this object store does not; give it another one',
    ]);
  });
});

describe('gcsStore', () => {
  const serviceAccount = 'pipelines@acme.iam.gserviceaccount.com';
  const old: ObjectStoreRequest = { ...request, name: 'old', protocols: ['s3'] };

  test('is reached by its own protocol where the consumer speaks it, and by S3 where not', () => {
    const { found } = accesses(gcsStore({ bucket: 'acme', serviceAccount, hmacKeys: existing }), [request, old]);
    expect(found).toEqual([
      {
        scheme: 'gs',
        bucket: 'acme',
        pathStyle: true,
        credentials: {
          kind: 'workload-identity',
          accountAnnotations: { 'iam.gke.io/gcp-service-account': serviceAccount },
        },
      },
      {
        scheme: 's3',
        bucket: 'acme',
        endpoint: { host: 'storage.googleapis.com', port: 443, secure: true },
        region: 'auto',
        pathStyle: true,
        credentials: keys('keys-of-old'),
      },
    ]);
  });

  test('takes an account or a key file for each consumer', () => {
    const ofConsumer: GcsStoreOptions['serviceAccount'] = (consumer) => `of-${consumer}@acme.iam.gserviceaccount.com`;
    const accounts = accesses(gcsStore({ bucket: 'acme', serviceAccount: ofConsumer }), [request, team]);
    expect(accounts.found.map(({ credentials }) => credentials)).toMatchObject([
      { accountAnnotations: { 'iam.gke.io/gcp-service-account': 'of-pipelines@acme.iam.gserviceaccount.com' } },
      { accountAnnotations: { 'iam.gke.io/gcp-service-account': 'of-team@acme.iam.gserviceaccount.com' } },
    ]);
    const files = accesses(gcsStore({ bucket: 'acme', keyFile: existing }), [request, team]);
    expect(files.found.map(({ credentials }) => credentials)).toEqual([
      { kind: 'service-account-key', secret: 'keys-of-pipelines', key: 'key.json' },
      { kind: 'service-account-key', secret: 'keys-of-team', key: 'key.json' },
    ]);
  });

  test('with HMAC keys alone, is reached by S3 by all', () => {
    expect(accesses(gcsStore({ bucket: 'acme_b', hmacKeys: existing })).found[0]).toMatchObject({
      scheme: 's3',
      bucket: 'acme_b',
      credentials: keys('keys-of-pipelines'),
    });
  });

  test.each<[object, object, string]>([
    [{ bucket: 'Acme' }, request, '"bucket" is "Acme", must be the name of a bucket of Google Cloud'],
    [
      { serviceAccount: undefined },
      request,
      'the object store has none of "serviceAccount", "keyFile" and "hmacKeys", so that nobody is let in; give "serviceAccount", accounts for the pods',
    ],
    [{ keyFile: existing }, request, 'the object store has both "serviceAccount" and "keyFile"; leave one of them out'],
    [
      { serviceAccount: 'pipelines' },
      request,
      '"serviceAccount" of the object store is "pipelines" for "pipelines", must be the address of a service account of Google Cloud, such as "pipelines@acme.iam.gserviceaccount.com"',
    ],
    [
      {},
      old,
      'the object store has no "hmacKeys", but "old" speaks S3 alone, and Google Cloud takes nothing else there; give HMAC keys of its service account',
    ],
    [
      { serviceAccount: undefined, hmacKeys: existing },
      { ...request, protocols: ['gs'] },
      'the object store has neither "serviceAccount" nor "keyFile", but "pipelines" speaks Google\'s protocol alone; give one of them',
    ],
    [{ hmacKeys: 'key' }, request, '"hmacKeys" of the object store is a text, must be a function'],
    [{ region: 'eu' }, request, '"region" is not a prop of this construct'],
  ])('reports %j for %j', (props, asked, message) => {
    expect(reports(() => gcsStore({ bucket: 'acme', serviceAccount, ...props }), [asked])).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe('every store', () => {
  const store = () => s3CompatibleStore({ endpoint: 'https://minio', bucket: 'acme', credentials: existing });

  test.each<[string, object, string]>([
    ['a name that is none', { name: 'Team A' }, '"name" is "Team A", must be a RFC 1123 label'],
    ['no name', { name: undefined }, '"name" is null, must be a RFC 1123 label'],
    ['a namespace that is none', { namespace: 'a/b' }, '"namespace" is "a/b", must be a RFC 1123 label'],
    ['a prefix without a slash', { prefixes: ['team'] }, '"prefixes" has "team", must have prefixes of letters'],
    ['a prefix that is a pattern', { prefixes: ['team/*/'] }, '"prefixes" has "team/*/", must have prefixes'],
    ['a prefix that leads up', { prefixes: ['team/../'] }, '"prefixes" has "team/../", must have prefixes'],
    ['a prefix from the root', { readPrefixes: ['/shared/'] }, '"readPrefixes" has "/shared/", must have prefixes'],
    [
      'prefixes that are no list',
      { prefixes: 'team/', readPrefixes: ['shared/'] },
      '"prefixes" is "team/", must be a list',
    ],
    [
      'no prefixes',
      { prefixes: [] },
      'the object store\'s consumer "pipelines" has neither "prefixes" nor "readPrefixes"; say where in the bucket it may go, or \'\' for all of it',
    ],
    ['pods that are no labels', { pods: 'all' }, '"pods" is "all", must be an object'],
    ['no pods', { pods: undefined }, '"pods" is null, must be an object'],
    ['a Secret without a name', { secret: '' }, '"secret" is "", must be a text that is not empty'],
    [
      'protocols that nobody speaks',
      { protocols: ['http'] },
      '"protocols" is ["http"], must be one or more of "s3" and "gs"',
    ],
    ['no protocols', { protocols: [] }, '"protocols" is [], must be one or more of "s3" and "gs"'],
  ])('reports %s', (_, props, message) => {
    expect(reports(store, [{ ...request, ...props }])).toEqual([expect.stringContaining(message)]);
  });

  test('reports two consumers of one name, and a wrong option once for all consumers', () => {
    expect(reports(store, [request, request])).toEqual([
      'the object store has a consumer "pipelines" already; choose another name',
    ]);
    const wrong = () => s3CompatibleStore({ endpoint: 'https://minio', bucket: 'A', credentials: existing });
    expect(reports(wrong, [request, team])).toHaveLength(1);
  });

  test('serves any number of programs', () => {
    const one = store();
    expect(accesses(one).found).toEqual(accesses(one).found);
  });
});
