import { boolean, embedded, int32, int64, list, object, required, Schema, string } from './kit/schema';

/*
 * Where Argo Workflows keeps artifacts: places of one artifact, and repositories for those that name no place.
 * https://argo-workflows.readthedocs.io/en/latest/configure-artifact-repository/
 */

export const secretKey = (what: string): Schema =>
  embedded('core/v1.SecretKeySelector', `Key of a Secret with ${what}.`, { required: ['key'] });
export const configMapKey = (what: string): Schema =>
  embedded('core/v1.ConfigMapKeySelector', `Key of a ConfigMap with ${what}.`, { required: ['key'] });

const key = string('Where in the bucket it stands.');
const useSDKCreds = boolean(
  'Whether the credentials of the environment are used, such as those of the ServiceAccount.',
);

const s3Bucket = {
  endpoint: string('Host and port of the server.'),
  bucket: string('Name of the bucket.'),
  region: string('Region of the bucket.'),
  insecure: boolean('Whether the connection is not encrypted.'),
  accessKeySecret: secretKey('the access key'),
  secretKeySecret: secretKey('the secret key'),
  sessionTokenSecret: secretKey('the session token'),
  roleARN: string('Role that is taken on.'),
  useSDKCreds,
  createBucketIfNotPresent: object('CreateS3BucketOptions', 'How the bucket is made where it does not exist.', {
    objectLocking: boolean('Whether objects can be locked.'),
  }),
  encryptionOptions: object('S3EncryptionOptions', 'How the server encrypts.', {
    kmsKeyId: string('Key of the key service.'),
    kmsEncryptionContext: string('Context for the key service, as JSON.'),
    enableEncryption: boolean('Whether the server encrypts.'),
    serverSideCustomerKeySecret: secretKey('the key that the server encrypts with'),
  }),
  caSecret: secretKey('the certificate of the authority that the server is known by'),
};
const gcsBucket = {
  bucket: string('Name of the bucket.'),
  serviceAccountKeySecret: secretKey('the key file of the service account'),
};
const ossBucket = {
  endpoint: string('Host of the server.'),
  bucket: string('Name of the bucket.'),
  accessKeySecret: secretKey('the access key'),
  secretKeySecret: secretKey('the secret key'),
  createBucketIfNotPresent: boolean('Whether the bucket is made where it does not exist.'),
  securityToken: string('Token of the session.'),
  lifecycleRule: object('OSSLifecycleRule', 'How long objects live.', {
    markInfrequentAccessAfterDays: int32('Days until an object is kept cheaper.'),
    markDeletionAfterDays: int32('Days until an object is deleted.'),
  }),
  useSDKCreds,
};
const artifactoryAuth = {
  usernameSecret: secretKey('the user'),
  passwordSecret: secretKey('the password'),
};
const azureContainer = {
  endpoint: required(string('Address of the storage account.')),
  container: required(string('Name of the container.')),
  accountKeySecret: secretKey('the key of the account'),
  useSDKCreds,
};
const hdfsServer = {
  krbCCacheSecret: secretKey('the cache of Kerberos tickets'),
  krbKeytabSecret: secretKey('the keytab of Kerberos'),
  krbUsername: string('User of Kerberos.'),
  krbRealm: string('Realm of Kerberos.'),
  krbConfigConfigMap: configMapKey('the configuration of Kerberos'),
  krbServicePrincipalName: string('Principal of the service in Kerberos.'),
  addresses: list('Name nodes.', string('Host and port of one.')),
  hdfsUser: string('User, where Kerberos is not used.'),
  dataTransferProtection: string('How transfers are protected: authentication, integrity or privacy.'),
};
const force = boolean('Whether the file is copied even where it is there.');

const s3 = object('S3Artifact', 'An object in a bucket that is reached by S3.', { ...s3Bucket, key });
const git = object('GitArtifact', 'A repository of Git.', {
  repo: required(string('Address of the repository.')),
  revision: string('Commit, tag or branch.'),
  depth: int64('Number of commits that are fetched.'),
  fetch: list('What is fetched besides.', string('One refspec.')),
  usernameSecret: secretKey('the user'),
  passwordSecret: secretKey('the password'),
  sshPrivateKeySecret: secretKey('the private key for SSH'),
  insecureIgnoreHostKey: boolean('Whether any host key is taken for right.'),
  disableSubmodules: boolean('Whether submodules are left out.'),
  singleBranch: boolean('Whether one branch alone is fetched.'),
  branch: string('The branch for singleBranch.'),
  insecureSkipTLS: boolean('Whether any certificate is taken for right.'),
});
const http = object('HTTPArtifact', 'A file on a web server.', {
  url: required(string('Address of the file.')),
  headers: list(
    'Headers of the request.',
    object('Header', 'One header.', { name: required(string('Name.')), value: required(string('Value.')) }),
  ),
  auth: object('HTTPAuth', 'Who asks.', {
    clientCert: object('ClientCertAuth', 'A certificate.', {
      clientCertSecret: secretKey('the certificate'),
      clientKeySecret: secretKey('the private key'),
    }),
    oauth2: object('OAuth2Auth', 'A token that OAuth 2 gives.', {
      clientIDSecret: secretKey('the client’s id'),
      clientSecretSecret: secretKey('the client’s secret'),
      tokenURLSecret: secretKey('the address that gives the token'),
      scopes: list('Scopes of the token.', string('One scope.')),
      endpointParams: list(
        'Parameters of the request for the token.',
        object('OAuth2EndpointParam', 'One parameter.', { key: required(string('Name.')), value: string('Value.') }),
      ),
    }),
    basicAuth: object('BasicAuth', 'A user and a password.', artifactoryAuth),
  }),
});
const artifactory = object('ArtifactoryArtifact', 'A file in Artifactory.', {
  url: required(string('Address of the file.')),
  ...artifactoryAuth,
});
const hdfs = object('HDFSArtifact', 'A file in Hadoop’s file system.', {
  ...hdfsServer,
  path: required(string('Path of the file.')),
  force,
});
const raw = object('RawArtifact', 'A text that stands here.', { data: required(string('The text.')) });
const oss = object('OSSArtifact', 'An object in Alibaba’s store.', { ...ossBucket, key: required(key) });
const gcs = object('GCSArtifact', 'An object in Google’s store.', { ...gcsBucket, key: required(key) });
const azure = object('AzureArtifact', 'A blob in Azure’s store.', {
  ...azureContainer,
  blob: required(string('Name of the blob.')),
});

export const archiveLogs = boolean('Whether logs of the main container are kept as an artifact.');

/** The places that an artifact may have: at most one of them. */
export const places: Readonly<Record<string, Schema>> = { s3, git, http, artifactory, hdfs, raw, oss, gcs, azure };

const keyFormat = string('Key of an artifact, with variables such as {{workflow.name}} and {{pod.name}}.');

/** Where artifacts go that name no place, as ConfigMaps and statuses hold it. */
export const artifactRepository = object('ArtifactRepository', 'Where artifacts go that name no place.', {
  archiveLogs,
  s3: object('S3ArtifactRepository', 'A bucket that is reached by S3.', {
    ...s3Bucket,
    keyFormat,
    keyPrefix: string('Former way to say where in the bucket artifacts stand.'),
  }),
  artifactory: object('ArtifactoryArtifactRepository', 'A repository in Artifactory.', {
    ...artifactoryAuth,
    repoURL: string('Address of the repository.'),
    keyFormat,
  }),
  hdfs: object('HDFSArtifactRepository', 'Hadoop’s file system.', {
    ...hdfsServer,
    pathFormat: string('Path of an artifact, with variables such as {{workflow.name}}.'),
    force,
  }),
  oss: object('OSSArtifactRepository', 'A bucket in Alibaba’s store.', { ...ossBucket, keyFormat }),
  gcs: object('GCSArtifactRepository', 'A bucket in Google’s store.', { ...gcsBucket, keyFormat }),
  azure: object('AzureArtifactRepository', 'A container in Azure’s store.', {
    ...azureContainer,
    blobNameFormat: string('Name of the blob, with variables such as {{workflow.name}}.'),
  }),
});
