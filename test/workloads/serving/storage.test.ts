import { Chart, Testing } from 'cdk8s';
import { Gate, SecretSource } from '../../../lib';
import {
  AzureOptions,
  GsOptions,
  HfOptions,
  HttpsOptions,
  InferenceService,
  OciOptions,
  PvcOptions,
  RegistryOptions,
  S3Options,
  Storage,
} from '../../../lib/workloads/serving';
import { at, problemsOf } from '../../support/app';

const secret = SecretSource.existing('keys');

/** Where a service loads its model from, and the ServiceAccount that it does so with. */
function loaded(storage: Storage): { readonly uri: unknown; readonly account: unknown } {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'vision' });
  new InferenceService(chart, 'iris', { model: { format: 'sklearn', storage } });
  const objects = Testing.synth(chart) as unknown[];
  const service = objects.find((one) => at(one, 'kind') === 'InferenceService');
  const account = objects.find((one) => at(one, 'kind') === 'ServiceAccount');
  expect(at(service, 'spec', 'predictor', 'serviceAccountName')).toBe(
    account === undefined ? undefined : 'iris-predictor',
  );
  return { uri: at(service, 'spec', 'predictor', 'model', 'storageUri'), account };
}

function reports(storage: Storage): string[] {
  return problemsOf(
    (app) =>
      new InferenceService(new Chart(app, 'chart', { namespace: 'vision' }), 'iris', {
        model: { format: 'sklearn', storage },
      }),
  ).map((message) => message.replace('[chart/iris] ', ''));
}

const fullS3: Required<Omit<S3Options, 'roleArn' | 'anonymous'>> = {
  bucket: 'models',
  path: 'iris/v1',
  endpoint: 'http://minio.storage:9000',
  region: 'eu-west-1',
  credentials: secret,
  verifyTls: false,
  caBundle: 'authorities',
  virtualHost: true,
  accelerate: true,
};
const role = 'arn:aws:iam::123456789012:role/models';
const fullGs: Required<Omit<GsOptions, 'googleServiceAccount'>> = {
  bucket: 'models',
  path: 'iris',
  credentials: secret,
};
const azure: Required<Omit<AzureOptions, 'credentials' | 'clientId'>> = {
  account: 'acme',
  container: 'models',
  path: 'iris',
};
const client = '00000000-0000-0000-0000-000000000000';
const fullPvc: Required<PvcOptions> = { claim: 'models', path: 'iris/v1' };
const fullHf: Required<HfOptions> = { repo: 'acme/iris', revision: 'v1', token: secret };
const fullOci: Required<OciOptions> = { image: 'r.example/iris:1' };
const fullHttps: Required<HttpsOptions> = { url: 'https://models.example/iris.tar.gz', headers: secret };

const address = 'model-registry-service.kubeflow.svc:8080';
const gate = new Gate('the registry answers', []);
const fullRegistry: Required<Omit<RegistryOptions, 'latest'>> = {
  model: 'iris',
  version: '2026-11-24',
  store: Storage.s3({ bucket: 'models', region: 'eu-west-1', credentials: secret }),
  registry: { url: 'http://models.example:80' },
};

const keys = [{ name: 'keys' }];
const arn = 'eks.amazonaws.com/role-arn';

test.each<[string, Storage, string, object | undefined]>([
  [
    'S3, open to all',
    Storage.s3({ bucket: 'models', anonymous: true }),
    's3://models',
    { annotations: { [arn]: '', 'serving.kserve.io/s3-useanoncredential': 'true' } },
  ],
  [
    'S3 with keys',
    Storage.s3({ bucket: 'models', path: 'iris/', credentials: secret }),
    's3://models/iris',
    { secrets: keys },
  ],
  [
    'S3 with a role',
    Storage.s3({ bucket: 'models', roleArn: role, region: 'eu-west-1' }),
    's3://models',
    { annotations: { [arn]: role, 'serving.kserve.io/s3-region': 'eu-west-1' } },
  ],
  [
    'S3 with all its options',
    Storage.s3(fullS3),
    's3://models/iris/v1',
    {
      secrets: keys,
      annotations: {
        [arn]: '',
        'serving.kserve.io/s3-endpoint': 'minio.storage:9000',
        'serving.kserve.io/s3-usehttps': '0',
        'serving.kserve.io/s3-region': 'eu-west-1',
        'serving.kserve.io/s3-verifyssl': '0',
        'serving.kserve.io/s3-cabundle-configmap': 'authorities',
        'serving.kserve.io/s3-usevirtualbucket': 'true',
        'serving.kserve.io/s3-useaccelerate': 'true',
      },
    },
  ],
  [
    'S3 with a server that encrypts',
    Storage.s3({ bucket: 'models', endpoint: 'https://s3.acme.example', credentials: secret, verifyTls: true }),
    's3://models',
    {
      secrets: keys,
      annotations: {
        [arn]: '',
        'serving.kserve.io/s3-endpoint': 's3.acme.example',
        'serving.kserve.io/s3-usehttps': '1',
        'serving.kserve.io/s3-verifyssl': '1',
      },
    },
  ],
  ['Google, open to all', Storage.gs({ bucket: 'models', path: 'iris' }), 'gs://models/iris', undefined],
  ['Google with a key', Storage.gs(fullGs), 'gs://models/iris', { secrets: keys }],
  [
    'Google with an identity',
    Storage.gs({ bucket: 'models', path: 'iris', googleServiceAccount: 'models@acme.iam.gserviceaccount.com' }),
    'gs://models/iris',
    { annotations: { 'iam.gke.io/gcp-service-account': 'models@acme.iam.gserviceaccount.com' } },
  ],
  ['Azure, open to all', Storage.azure(azure), 'https://acme.blob.core.windows.net/models/iris', undefined],
  [
    'Azure with a key',
    Storage.azure({ ...azure, credentials: secret }),
    'https://acme.blob.core.windows.net/models/iris',
    { secrets: keys },
  ],
  [
    'Azure with an identity',
    Storage.azure({ ...azure, clientId: client }),
    'https://acme.blob.core.windows.net/models/iris',
    { annotations: { 'azure.workload.identity/client-id': client } },
  ],
  ['a claim', Storage.pvc({ claim: 'models' }), 'pvc://models/', undefined],
  ['a folder of a claim', Storage.pvc(fullPvc), 'pvc://models/iris/v1', undefined],
  ['the hub', Storage.hf({ repo: 'acme/iris' }), 'hf://acme/iris', undefined],
  ['the hub with all its options', Storage.hf(fullHf), 'hf://acme/iris:v1', { secrets: keys }],
  [
    'the registry',
    Storage.registry({ model: 'iris', version: 'v1' }),
    `model-registry://${address}/iris/v1`,
    undefined,
  ],
  [
    'the registry, whichever is the newest',
    Storage.registry({ model: 'iris', latest: true }),
    `model-registry://${address}/iris`,
    undefined,
  ],
  [
    'a component that is the registry',
    Storage.registry({
      model: 'iris',
      version: 'v1',
      registry: { serving: gate, url: 'http://mr.models.svc:8080', uriScheme: 'model-registry' },
    }),
    'model-registry://mr.models.svc:8080/iris/v1',
    undefined,
  ],
  [
    'the registry with all its options',
    Storage.registry(fullRegistry),
    'model-registry://models.example:80/iris/2026-11-24',
    { secrets: keys, annotations: { [arn]: '', 'serving.kserve.io/s3-region': 'eu-west-1' } },
  ],
  ['an image', Storage.oci(fullOci), 'oci://r.example/iris:1', undefined],
  [
    'a web server',
    Storage.https({ url: 'https://models.example/iris.tar.gz' }),
    'https://models.example/iris.tar.gz',
    undefined,
  ],
  [
    'a web server that wants headers',
    Storage.https(fullHttps),
    'https://models.example/iris.tar.gz',
    { secrets: keys },
  ],
])('a model of %s', (_, storage, uri, expected) => {
  const { annotations, ...fields } = (expected ?? {}) as { readonly annotations?: object };
  const metadata = {
    name: 'iris-predictor',
    namespace: 'vision',
    ...(annotations === undefined ? {} : { annotations }),
  };
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata, ...fields };
  expect(loaded(storage)).toEqual({ uri, account: expected === undefined ? undefined : account });
});

test('keys may come from a store', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'vision' });
  const credentials = SecretSource.external({
    store: 'vault',
    values: { AWS_ACCESS_KEY_ID: 'models/id', AWS_SECRET_ACCESS_KEY: 'models/key' },
  });
  new InferenceService(chart, 'iris', {
    model: { format: 'sklearn', storage: Storage.s3({ bucket: 'models', credentials }) },
  });
  const objects = Testing.synth(chart) as unknown[];
  expect(objects.map((one) => [at(one, 'kind'), at(one, 'metadata', 'name')])).toEqual([
    ['ExternalSecret', 'iris-predictor'],
    ['ServiceAccount', 'iris-predictor'],
    ['InferenceService', 'iris'],
  ]);
  expect(at(objects[1], 'secrets')).toEqual([{ name: 'iris-predictor' }]);
});

test('a ServiceAccount of your own may let the pods into a bucket', () => {
  const storage = Storage.s3({ bucket: 'models' });
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'vision' });
  new InferenceService(chart, 'iris', { model: { format: 'sklearn', storage }, serviceAccountName: 'own' });
  const objects = Testing.synth(chart) as unknown[];
  expect(objects).toHaveLength(1);
  expect(at(objects[0], 'spec', 'predictor', 'serviceAccountName')).toBe('own');
});

const s3 = (more: object): Storage => Storage.s3({ bucket: 'models', credentials: secret, ...more });
/** Options that the compiler would refuse. */
const loose = Storage as unknown as Record<
  's3' | 'gs' | 'azure' | 'pvc' | 'hf' | 'oci' | 'https' | 'registry',
  (options?: unknown) => Storage
>;

const registryName = 'a name without spaces, "/", "?", "#" and "%", which KServe reads as something else';
const registryAddress = `the address of a registry with its port and without a path, such as "http://${address}"`;

describe('reports', () => {
  test.each<[string, Storage, ...string[]]>([
    [
      'a bucket without a way in',
      loose.s3({ bucket: 'models' }),
      '"model.storage" is an S3 bucket without a way in; give "credentials", a SecretSource with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "roleArn", a role for workload identity, or "anonymous: true" where everybody may read it',
    ],
    [
      'a bucket with two ways in',
      s3({ anonymous: true }),
      '"model.storage" has "credentials" and "anonymous", which exclude each other; keep one',
    ],
    [
      'no bucket',
      s3({ bucket: undefined }),
      '"model.storage.bucket" is undefined, must be the name of a bucket: 3 to 63 of a-z, 0-9, "-" and "."',
    ],
    [
      'a bucket that is a URI',
      s3({ bucket: 's3://models' }),
      '"model.storage.bucket" is "s3://models", must be the name of a bucket: 3 to 63 of a-z, 0-9, "-" and "."',
    ],
    [
      'a path that goes up',
      s3({ path: 'a/../b' }),
      '"model.storage.path" is "a/../b", must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"',
    ],
    [
      'a path from the root',
      s3({ path: '/iris' }),
      '"model.storage.path" is "/iris", must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"',
    ],
    [
      'a path with a query',
      s3({ path: 'iris?v=1' }),
      '"model.storage.path" is "iris?v=1", must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"',
    ],
    [
      'an endpoint without a scheme',
      s3({ endpoint: 'minio:9000' }),
      '"model.storage.endpoint" is "minio:9000", must be the address of a server without a path, such as "http://minio.storage:9000"',
    ],
    [
      'an endpoint with a path',
      s3({ endpoint: 'http://minio:9000/s3' }),
      '"model.storage.endpoint" is "http://minio:9000/s3", must be the address of a server without a path, such as "http://minio.storage:9000"',
    ],
    ['an empty region', s3({ region: '' }), '"model.storage.region" is "", must be a text that is not empty'],
    [
      'a role that is none',
      loose.s3({ bucket: 'models', roleArn: 'models' }),
      '"model.storage.roleArn" is "models", must be the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/models"',
    ],
    [
      'keys that are a name',
      s3({ credentials: 'keys' }),
      `"model.storage.credentials" is a text, must be a SecretSource such as SecretSource.existing('credentials')`,
    ],
    [
      'keys that are generated',
      s3({ credentials: SecretSource.generated() }),
      '"secret" cannot be generated, because it must hold what somebody else has issued; use an existing or an external one',
    ],
    ['flags that are texts', s3({ verifyTls: 'no' }), '"model.storage.verifyTls" is "no", must be true or false'],
    [
      'other options',
      s3({ url: 's3://models' }),
      '"url" is not a prop of this construct, it takes "bucket", "path", "endpoint", "region", "credentials", "roleArn", "anonymous", "verifyTls", "caBundle", "virtualHost", "accelerate"',
    ],
    [
      'no options',
      loose.s3(undefined),
      '"model.storage.bucket" is undefined, must be the name of a bucket: 3 to 63 of a-z, 0-9, "-" and "."',
      '"model.storage" is an S3 bucket without a way in; give "credentials", a SecretSource with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "roleArn", a role for workload identity, or "anonymous: true" where everybody may read it',
    ],
    [
      'Google without a path',
      loose.gs({ bucket: 'models' }),
      '"model.storage.path" is undefined, must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"',
    ],
    [
      'Google with a wrong bucket',
      loose.gs({ bucket: 'Models', path: 'iris' }),
      '"model.storage.bucket" is "Models", must be the name of a bucket: 3 to 222 of a-z, 0-9, "-", "_" and "."',
    ],
    [
      'Google with two ways in',
      loose.gs({
        bucket: 'models',
        path: 'iris',
        credentials: secret,
        googleServiceAccount: 'a@b.iam.gserviceaccount.com',
      }),
      '"model.storage" has "credentials" and "googleServiceAccount", which exclude each other; keep one',
    ],
    [
      'Google with another account',
      loose.gs({ bucket: 'models', path: 'iris', googleServiceAccount: 'me@example.com' }),
      '"model.storage.googleServiceAccount" is "me@example.com", must be the address of a Google service account, such as "models@project.iam.gserviceaccount.com"',
    ],
    [
      'Azure without anything',
      loose.azure({}),
      '"model.storage.account" is undefined, must be the name of a storage account: 3 to 24 of a-z and 0-9',
      '"model.storage.container" is undefined, must be the name of a container: 3 to 63 of a-z, 0-9 and "-"',
      '"model.storage.path" is undefined, must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"',
    ],
    [
      'Azure with two ways in',
      loose.azure({ ...azure, credentials: secret, clientId: client }),
      '"model.storage" has "credentials" and "clientId", which exclude each other; keep one',
    ],
    [
      'Azure with another client',
      loose.azure({ ...azure, clientId: 'me' }),
      '"model.storage.clientId" is "me", must be the id of a client, such as "00000000-0000-0000-0000-000000000000"',
    ],
    ['no claim', loose.pvc({}), '"model.storage.claim" is undefined, must be the name of a PersistentVolumeClaim'],
    [
      'a path of a claim that goes up',
      loose.pvc({ claim: 'models', path: '../other' }),
      '"model.storage.path" is "../other", must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"',
    ],
    [
      'a path that is empty',
      loose.pvc({ claim: 'models', path: '' }),
      '"model.storage.path" is "", must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"',
    ],
    [
      'no repository',
      loose.hf({}),
      '"model.storage.repo" is undefined, must be a repository of the hub, such as "owner/name"',
    ],
    [
      'a repository without an owner',
      loose.hf({ repo: 'iris' }),
      '"model.storage.repo" is "iris", must be a repository of the hub, such as "owner/name"',
    ],
    [
      'a revision with a slash',
      loose.hf({ repo: 'acme/iris', revision: 'refs/pr/1' }),
      '"model.storage.revision" is "refs/pr/1", must be a tag, a branch or a commit without a slash, which KServe cannot read; take the commit',
    ],
    [
      'a token that is a text',
      loose.hf({ repo: 'acme/iris', token: 'hf_abc' }),
      `"model.storage.token" is a text, must be a SecretSource such as SecretSource.existing('credentials')`,
    ],
    [
      'no model of the registry',
      loose.registry({ version: 'v1' }),
      `"model.storage.model" is undefined, must be ${registryName}`,
    ],
    [
      'a model with a slash',
      loose.registry({ model: 'acme/iris', version: 'v1' }),
      `"model.storage.model" is "acme/iris", must be ${registryName}`,
    ],
    [
      'a model that would be decoded',
      loose.registry({ model: 'iris%20v1', version: 'v1' }),
      `"model.storage.model" is "iris%20v1", must be ${registryName}`,
    ],
    [
      'no version',
      loose.registry({ model: 'iris' }),
      '"model.storage" names no version of the model; give "version", or "latest: true" to load whichever is the newest when a pod starts',
    ],
    [
      'a version that is a number',
      loose.registry({ model: 'iris', version: 3 }),
      `"model.storage.version" is 3, must be ${registryName}`,
    ],
    [
      'a version with a query',
      loose.registry({ model: 'iris', version: 'v1?namespace=other' }),
      `"model.storage.version" is "v1?namespace=other", must be ${registryName}`,
    ],
    [
      'a version, and the newest too',
      loose.registry({ model: 'iris', version: 'v1', latest: true }),
      '"model.storage" has "version" and "latest", which exclude each other; keep one',
    ],
    [
      'a newest that is a text',
      loose.registry({ model: 'iris', latest: 'yes' }),
      '"model.storage.latest" is "yes", must be true or false',
      '"model.storage" names no version of the model; give "version", or "latest: true" to load whichever is the newest when a pod starts',
    ],
    [
      'a registry with a path',
      loose.registry({ model: 'iris', version: 'v1', registry: { url: 'http://mr:8080/api' } }),
      `"model.storage.registry.url" is "http://mr:8080/api", must be ${registryAddress}`,
    ],
    [
      'a registry without a port',
      loose.registry({ model: 'iris', version: 'v1', registry: { url: 'http://mr' } }),
      `"model.storage.registry.url" is "http://mr", must be ${registryAddress}`,
    ],
    [
      'a registry that is a text',
      loose.registry({ model: 'iris', version: 'v1', registry: 'http://mr:8080' }),
      '"model.storage.registry" is "http://mr:8080", must be an object',
    ],
    [
      'a registry that KServe does not know',
      Storage.registry({ model: 'iris', version: 'v1', registry: { serving: gate, url: 'http://mr:8080' } }),
      '"model.storage.registry" is a registry whose models KServe cannot load; give KServe to "modelServing" of ModelRegistry',
    ],
    [
      'a store that is a URI',
      loose.registry({ model: 'iris', version: 'v1', store: 's3://models' }),
      `"model.storage.store" is "s3://models", must be a Storage such as Storage.s3({ bucket: 'models', credentials })`,
    ],
    [
      'a store that the container of the registry does not read',
      Storage.registry({ model: 'iris', version: 'v1', store: Storage.pvc({ claim: 'models' }) }),
      '"model.storage.store" is "pvc://models/", from where the registry\'s container loads nothing; it loads from S3, Google Cloud Storage and web servers',
    ],
    [
      'a store without a way in',
      Storage.registry({ model: 'iris', version: 'v1', store: Storage.s3({ bucket: 'models' }) }),
      '"model.storage.store" is an S3 bucket without a way in; give "credentials", a SecretSource with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "roleArn", a role for workload identity, or "anonymous: true" where everybody may read it',
    ],
    [
      'an option of the registry that it does not have',
      loose.registry({ name: 'iris', model: 'iris', version: 'v1' }),
      '"name" is not a prop of this construct, it takes "model", "version", "latest", "store", "registry"',
    ],
    [
      'an image without a tag',
      loose.oci({ image: 'r.example/iris' }),
      '"model.storage.image" is "r.example/iris", must be an image with a tag or a digest',
    ],
    ['no image', loose.oci({}), '"model.storage.image" is undefined, must be an image with a tag or a digest'],
    [
      'a folder of a web server',
      loose.https({ url: 'https://models.example/iris/' }),
      '"model.storage.url" is "https://models.example/iris/", must be the address of a file, such as "https://models.example/iris.tar.gz"',
    ],
    [
      'another scheme',
      loose.https({ url: 'ftp://models.example/iris' }),
      '"model.storage.url" is "ftp://models.example/iris", must be the address of a file, such as "https://models.example/iris.tar.gz"',
    ],
    [
      'a password in an address',
      loose.https({ url: 'https://me:secret@models.example/iris.zip' }),
      '"model.storage.url" holds a password; leave it out, and give "headers" a Secret',
    ],
  ])('%s', (_, storage, ...messages) => {
    expect(reports(storage)).toEqual(messages);
  });
});
