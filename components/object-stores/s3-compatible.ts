import { Construct } from 'constructs';
import { IObjectStore, ObjectStoreAccess } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { checkBucket, CheckedObjectStoreRequest, checkProtocol } from '../../lib/core/object-store-request';
import { checkBoolean, checkKnown, checkText } from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { checkSecretFunction, ConsumerSecret, ExternalStore, s3Keys } from './external-store';

/** Options of {@link s3CompatibleStore}. */
export interface S3CompatibleStoreOptions {
  /** Address of the server, as pods reach it: `https://minio.example.com:9000`. With `http`, nothing is encrypted. */
  readonly endpoint: `http://${string}` | `https://${string}`;
  /** Name of the bucket, which must be there. */
  readonly bucket: string;
  /**
   * Where the keys of a consumer come from, by its name. The Secret is in the consumer's namespace, with the keys
   * `accesskey` and `secretkey`.
   */
  readonly credentials: ConsumerSecret;
  /** Region that requests are signed for. @default 'us-east-1' */
  readonly region?: string;
  /** Whether the bucket stands in the path of an address. Otherwise it stands in the host. @default true */
  readonly pathStyle?: boolean;
}

/**
 * A bucket of a server that speaks S3, such as MinIO, Ceph or Cloudflare R2. The bucket, and users that are let into the
 * prefixes of their consumers, must be there.
 */
export function s3CompatibleStore(options: S3CompatibleStoreOptions): IObjectStore {
  return new ExternalStore(options, { check, access });
}

/** Scheme, host and port of an address without anything behind. */
function parsed(
  endpoint: unknown,
): { readonly host: string; readonly port: number; readonly secure: boolean } | undefined {
  const [, scheme, host = '', port] =
    /^(https?):\/\/([a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::(\d{1,5}))?\/?$/.exec(String(endpoint)) ?? [];
  if (scheme === undefined) return undefined;
  const secure = scheme === 'https';
  const number = port === undefined ? (secure ? 443 : 80) : Number(port);
  return number >= 1 && number <= 65535 ? { host, port: number, secure } : undefined;
}

function check(scope: Construct, options: Partial<S3CompatibleStoreOptions>): void {
  checkKnown(scope, options, { endpoint: true, bucket: true, credentials: true, region: true, pathStyle: true });
  if (parsed(options.endpoint) === undefined) {
    report(
      scope,
      `"endpoint" of the object store is ${shown(options.endpoint)}, must be the address of a server with "http://" or "https://" and without a path, such as "https://minio.example.com:9000"`,
    );
  }
  checkBucket(scope, 'bucket', options.bucket);
  checkText(scope, 'region', options.region);
  checkBoolean(scope, 'pathStyle', options.pathStyle);
  checkSecretFunction(scope, 'credentials', options.credentials ?? null);
}

function access(
  scope: Construct,
  request: CheckedObjectStoreRequest,
  options: Partial<S3CompatibleStoreOptions>,
): ObjectStoreAccess {
  checkProtocol(scope, request, 's3');
  const { bucket = 'missing', region = 'us-east-1', pathStyle = true } = options;
  return {
    scheme: 's3',
    bucket,
    endpoint: parsed(options.endpoint) ?? { host: 'missing', port: 443, secure: true },
    region,
    pathStyle,
    credentials: s3Keys(scope, 'credentials', options.credentials, request),
  };
}
