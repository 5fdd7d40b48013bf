import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkBoolean, checkKnown, checkText, propsOf } from '../../core/props';
import { SecretSource } from '../../core/secret-source';
import { shown } from '../../core/words';
import { bindSecret, BindPlace, checkName, checkOneWay, checkPath, StorageRequest } from './storage-place';

/** Options of `Storage.s3`. One of `credentials`, `roleArn` and `anonymous` says how the bucket lets the pods in. */
export interface S3Options {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Path of the model within it: a prefix, or one object. Archives are unpacked. @default - all of the bucket */
  readonly path?: string;
  /** Address of a server that speaks S3: `http://minio.storage:9000`. @default - AWS */
  readonly endpoint?: `http://${string}` | `https://${string}`;
  /** Region of the bucket. @default - KServe's, or that of the AWS environment */
  readonly region?: string;
  /**
   * Secret with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. Annotations of the Secret, and an endpoint or a
   * region in the configuration of KServe itself, go before those that stand here.
   * @default - none
   */
  readonly credentials?: SecretSource;
  /** IAM role that the pods take on, through the ServiceAccount. @default - none */
  readonly roleArn?: `arn:${string}`;
  /** Reads a bucket that is open to everybody. @default false */
  readonly anonymous?: boolean;
  /** Whether the certificate of the server is checked. @default true */
  readonly verifyTls?: boolean;
  /** ConfigMap with authorities that sign the server's certificate, under the key `cabundle.crt`. @default - the image's */
  readonly caBundle?: string;
  /** Puts the bucket into the host of the address, instead of the path. @default false */
  readonly virtualHost?: boolean;
  /** Reads through AWS' accelerated endpoint. @default false */
  readonly accelerate?: boolean;
}

const known: Record<keyof S3Options, true> = {
  ...{ bucket: true, path: true, endpoint: true, region: true, credentials: true, roleArn: true, anonymous: true },
  ...{ verifyTls: true, caBundle: true, virtualHost: true, accelerate: true },
};

// KServe reads S3 settings of a ServiceAccount only where this is there, with any value. Without a value, AWS' webhook for
// pods does nothing. https://github.com/kserve/kserve/blob/v0.16.0/pkg/credentials/service_account_credentials.go
const roleAnnotation = 'eks.amazonaws.com/role-arn';

/** A bucket that is read with S3. */
export function s3Place(options: S3Options): BindPlace {
  return (scope, request) => {
    const given = propsOf(scope, options);
    const { prop } = request;
    checkKnown(scope, given, known);
    const bucketRule = 'the name of a bucket: 3 to 63 of a-z, 0-9, "-" and "."';
    const bucket = checkName(scope, `${prop}.bucket`, given.bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, bucketRule)
      ? given.bucket
      : 'missing';
    const path = checkPath(scope, `${prop}.path`, given.path, false);
    for (const option of ['anonymous', 'verifyTls', 'virtualHost', 'accelerate'] as const) {
      checkBoolean(scope, `${prop}.${option}`, given[option]);
    }
    checkText(scope, `${prop}.region`, given.region);
    checkText(scope, `${prop}.caBundle`, given.caBundle);
    checkWays(scope, request, given);
    const settings = settingsOf(scope, request, given);
    const needsRole = given.roleArn !== undefined || Object.keys(settings).length > 0;
    return {
      uri: `s3://${bucket}${path === '' ? '' : `/${path}`}`,
      secrets: bindSecret(scope, request, 'credentials', given.credentials),
      accountAnnotations: { ...(needsRole ? { [roleAnnotation]: given.roleArn ?? '' } : {}), ...settings },
    };
  };
}

/** Who cannot read the bucket finds out when the pod starts. */
function checkWays(scope: Construct, request: StorageRequest, given: Partial<S3Options>): void {
  const { prop } = request;
  const ways = {
    credentials: given.credentials !== undefined,
    roleArn: given.roleArn !== undefined,
    anonymous: given.anonymous === true,
  };
  checkOneWay(scope, prop, ways);
  if (!Object.values(ways).includes(true) && !request.ownAccount) {
    report(
      scope,
      `"${prop}" is an S3 bucket without a way in; give "credentials", a SecretSource with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "roleArn", a role for workload identity, or "anonymous: true" where everybody may read it`,
    );
  }
  if (given.roleArn !== undefined) {
    const rule = 'the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/models"';
    checkName(scope, `${prop}.roleArn`, given.roleArn, /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, rule);
  }
}

function settingsOf(scope: Construct, { prop }: StorageRequest, given: Partial<S3Options>): Record<string, string> {
  const { endpoint, region, anonymous, verifyTls, caBundle, virtualHost, accelerate } = given;
  const server = /^(https?):\/\/([a-zA-Z0-9.-]+(?::\d{1,5})?)\/?$/.exec(String(endpoint));
  if (endpoint !== undefined && server === null) {
    report(
      scope,
      `"${prop}.endpoint" is ${shown(endpoint)}, must be the address of a server without a path, such as "http://minio.storage:9000"`,
    );
  }
  const settings: Record<string, string | undefined> = {
    endpoint: server?.[2],
    usehttps: server === null ? undefined : server[1] === 'https' ? '1' : '0',
    region: region,
    verifyssl: verifyTls === undefined ? undefined : verifyTls ? '1' : '0',
    'cabundle-configmap': caBundle,
    usevirtualbucket: virtualHost === true ? 'true' : undefined,
    useaccelerate: accelerate === true ? 'true' : undefined,
    useanoncredential: anonymous === true ? 'true' : undefined,
  };
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      value === undefined ? [] : [[`serving.kserve.io/s3-${name}`, value]],
    ),
  );
}
