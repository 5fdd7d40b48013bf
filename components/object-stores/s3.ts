import { Construct } from 'constructs';
import { IObjectStore, ObjectStoreAccess } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { checkBucket, CheckedObjectStoreRequest, checkProtocol } from '../../lib/core/object-store-request';
import { checkKnown } from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { checkSecretFunction, ConsumerSecret, ExternalStore, s3Keys } from './external-store';

/** Name of an IAM role. */
export type RoleArn = `arn:${string}`;

/** Options of {@link s3Store}. One of `credentials` and `roleArn` says how consumers are let in. */
export interface S3StoreOptions {
  /** Name of the bucket, which must be there. */
  readonly bucket: string;
  /** Region of the bucket, such as `eu-central-1`. */
  readonly region: string;
  /**
   * Where the keys of a consumer come from, by its name. The Secret is in the consumer's namespace, with the keys
   * `accesskey` and `secretkey`.
   * @default - none
   */
  readonly credentials?: ConsumerSecret;
  /**
   * The IAM role that the pods of a consumer take on through their ServiceAccount (IRSA): one for each, by its name, or
   * one for all.
   * @default - none
   */
  readonly roleArn?: RoleArn | ((consumer: string) => RoleArn);
}

const roleAnnotation = 'eks.amazonaws.com/role-arn';

/**
 * A bucket of Amazon S3. The bucket, and users or roles that are let into the prefixes of their consumers, must be there.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function s3Store(options: S3StoreOptions): IObjectStore {
  return new ExternalStore(options, { check, access });
}

function check(scope: Construct, options: Partial<S3StoreOptions>): void {
  checkKnown(scope, options, { bucket: true, region: true, credentials: true, roleArn: true });
  checkBucket(scope, 'bucket', options.bucket);
  const { region } = options;
  if (typeof region !== 'string' || !/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) {
    report(
      scope,
      `"region" of the object store is ${shown(region)}, must be one of AWS' regions, such as "eu-central-1"`,
    );
  }
  checkSecretFunction(scope, 'credentials', options.credentials);
  if (options.credentials !== undefined && options.roleArn !== undefined) {
    report(scope, 'the object store has both "credentials" and "roleArn"; leave one of them out');
  }
  if (options.credentials === undefined && options.roleArn === undefined) {
    report(
      scope,
      'the object store has neither "credentials" nor "roleArn", so that nobody is let in; give "roleArn", roles for the pods, or "credentials", Secrets with accesskey and secretkey',
    );
  }
}

function access(
  scope: Construct,
  request: CheckedObjectStoreRequest,
  options: Partial<S3StoreOptions>,
): ObjectStoreAccess {
  checkProtocol(scope, request, 's3');
  const { bucket = 'missing', region, credentials, roleArn } = options;
  return {
    scheme: 's3',
    bucket,
    region,
    // The certificates of AWS are not for names with further dots.
    pathStyle: bucket.includes('.'),
    credentials:
      roleArn !== undefined && credentials === undefined
        ? { kind: 'workload-identity', accountAnnotations: { [roleAnnotation]: roleOf(scope, request.name, roleArn) } }
        : s3Keys(scope, 'credentials', credentials, request),
  };
}

function roleOf(scope: Construct, name: string, given: NonNullable<S3StoreOptions['roleArn']>): string {
  const role: unknown = typeof given === 'function' ? given(name) : given;
  if (typeof role === 'string' && /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role)) return role;
  report(
    scope,
    `"roleArn" of the object store is ${shown(role)} for ${shown(name)}, must be the ARN of an IAM role, such as "arn:aws:iam::123456789012:role/pipelines"`,
  );
  return 'missing';
}
