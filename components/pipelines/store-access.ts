import { k8s } from 'cdk8s-plus-27';
import { ObjectStoreAccess } from '../../lib/core';
import { secret, value } from './server';

/** The server of a bucket, also where the access leaves it to the cloud. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** Where a bucket answers. Clouds have one address for each region. */
export function endpointOf({ endpoint, scheme, region }: ObjectStoreAccess): Endpoint {
  if (endpoint !== undefined) return endpoint;
  if (scheme === 'gs') return { host: 'storage.googleapis.com', port: 443, secure: true };
  const domain = region?.startsWith('cn-') === true ? 'amazonaws.com.cn' : 'amazonaws.com';
  return { host: region === undefined ? `s3.${domain}` : `s3.${region}.${domain}`, port: 443, secure: true };
}

/** Host and port of the bucket's server, as clients of S3 want it. */
export function addressOf(access: ObjectStoreAccess): string {
  const { host, port, secure } = endpointOf(access);
  return port === (secure ? 443 : 80) ? host : `${host}:${port}`;
}

/** Clients of S3 want a region also where the server has none. */
const regionOf = ({ region }: ObjectStoreAccess): string => region ?? 'us-east-1';

/**
 * The keys as variables. Without keys they are set all the same, and empty: what would stand in their place otherwise are
 * keys that the images bring.
 */
function keys(access: ObjectStoreAccess, accessKey: string, secretKey: string): k8s.EnvVar[] {
  const { credentials } = access;
  if (credentials.kind !== 'keys') return [value(accessKey, ''), value(secretKey, '')];
  return [
    secret(accessKey, { secret: credentials.secret, key: credentials.accessKey }),
    secret(secretKey, { secret: credentials.secret, key: credentials.secretKey }),
  ];
}

/** What the API server learns of the bucket. It speaks S3 alone, with the bucket in the path. */
export function apiServerVariables(access: ObjectStoreAccess): k8s.EnvVar[] {
  const { host, port, secure } = endpointOf(access);
  return [
    value('OBJECTSTORECONFIG_HOST', host),
    value('OBJECTSTORECONFIG_PORT', port),
    value('OBJECTSTORECONFIG_SECURE', secure),
    value('OBJECTSTORECONFIG_REGION', regionOf(access)),
    value('OBJECTSTORECONFIG_BUCKETNAME', access.bucket),
    ...keys(access, 'OBJECTSTORECONFIG_ACCESSKEY', 'OBJECTSTORECONFIG_SECRETACCESSKEY'),
  ];
}

/**
 * What the user interface learns of the bucket: once under the names for servers that speak S3, once under those for
 * Amazon's own. Archived logs are read by the first, unless only Amazon's client can prove who it is.
 * @param ownKeys - whether it reads with keys of its own; otherwise with those that a run names
 */
export function uiVariables(access: ObjectStoreAccess, ownKeys: boolean): k8s.EnvVar[] {
  const { host, port, secure } = endpointOf(access);
  const isAmazon = access.scheme === 's3' && access.endpoint === undefined;
  return [
    value('MINIO_HOST', host),
    // Otherwise the namespace is put behind the host.
    value('MINIO_NAMESPACE', ''),
    value('MINIO_PORT', port),
    value('MINIO_SSL', secure),
    ...(ownKeys
      ? keys(access, 'MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY')
      : [value('MINIO_ACCESS_KEY', ''), value('MINIO_SECRET_KEY', '')]),
    value('AWS_S3_ENDPOINT', addressOf(access)),
    value('AWS_SSL', secure),
    value('AWS_REGION', regionOf(access)),
    // These have no other default, and what is not set is looked for at the ServiceAccount.
    ...(ownKeys && access.credentials.kind === 'keys'
      ? keys(access, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY')
      : []),
    value('ARGO_ARCHIVE_ARTIFACTORY', isAmazon ? 's3' : 'minio'),
    value('ARGO_ARCHIVE_BUCKETNAME', access.bucket),
  ];
}

/** What drivers and launchers learn of the bucket: `providers` of the ConfigMap `kfp-launcher`. */
export function launcherProviders(access: ObjectStoreAccess): object {
  const { credentials } = access;
  if (access.scheme === 'gs') {
    const found =
      credentials.kind === 'service-account-key'
        ? { fromEnv: false, secretRef: { secretName: credentials.secret, tokenKey: credentials.key } }
        : { fromEnv: true };
    return { gs: { default: { credentials: found } } };
  }
  const found =
    credentials.kind === 'keys'
      ? {
          fromEnv: false,
          secretRef: {
            secretName: credentials.secret,
            accessKeyKey: credentials.accessKey,
            secretKeyKey: credentials.secretKey,
          },
        }
      : { fromEnv: true };
  return {
    s3: {
      default: {
        endpoint: addressOf(access),
        region: regionOf(access),
        disableSSL: !endpointOf(access).secure,
        forcePathStyle: access.pathStyle,
        credentials: found,
      },
    },
  };
}
