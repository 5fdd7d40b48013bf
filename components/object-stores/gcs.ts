import { Construct } from 'constructs';
import { IObjectStore, ObjectStoreAccess } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { CheckedObjectStoreRequest } from '../../lib/core/object-store-request';
import { checkKnown } from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { checkSecretFunction, ConsumerSecret, ExternalStore, issuedSecret, s3Keys } from './external-store';

/** Address of a service account of Google Cloud. */
export type GoogleServiceAccount = `${string}@${string}.iam.gserviceaccount.com`;

/**
 * Options of {@link gcsStore}. Consumers that speak Google's protocol are let in by one of `serviceAccount` and `keyFile`,
 * those that speak S3 alone by `hmacKeys`.
 */
export interface GcsStoreOptions {
  /** Name of the bucket, which must be there. */
  readonly bucket: string;
  /**
   * The service account of Google Cloud that the pods of a consumer take on through their ServiceAccount (Workload
   * Identity): one for each, by its name, or one for all.
   * @default - none
   */
  readonly serviceAccount?: GoogleServiceAccount | ((consumer: string) => GoogleServiceAccount);
  /**
   * Where the key file of a consumer's service account comes from, by the consumer's name. The Secret is in its
   * namespace, with the key `key.json`.
   * @default - none
   */
  readonly keyFile?: ConsumerSecret;
  /**
   * Where the HMAC keys of a consumer come from that speaks S3 alone, as the API server of Kubeflow Pipelines does. The
   * Secret is in its namespace, with the keys `accesskey` and `secretkey`.
   * @default - none, so that these consumers are reported
   * @see https://cloud.google.com/storage/docs/authentication/hmackeys
   */
  readonly hmacKeys?: ConsumerSecret;
}

const accountAnnotation = 'iam.gke.io/gcp-service-account';
const keyFileName = 'key.json';

/**
 * A bucket of Google Cloud Storage. The bucket, and service accounts that are let into the prefixes of their consumers,
 * must be there.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity
 */
export function gcsStore(options: GcsStoreOptions): IObjectStore {
  return new ExternalStore(options, { check, access });
}

function check(scope: Construct, options: Partial<GcsStoreOptions>): void {
  checkKnown(scope, options, { bucket: true, serviceAccount: true, keyFile: true, hmacKeys: true });
  const { bucket, serviceAccount, keyFile, hmacKeys } = options;
  if (typeof bucket !== 'string' || !/^[a-z0-9](?!.*\.\.)[a-z0-9._-]{1,220}[a-z0-9]$/.test(bucket)) {
    report(
      scope,
      `"bucket" is ${shown(bucket)}, must be the name of a bucket of Google Cloud: 3 to 222 of a-z, 0-9, "-", "_" and ".", with a letter or a digit at both ends`,
    );
  }
  checkSecretFunction(scope, 'keyFile', keyFile);
  checkSecretFunction(scope, 'hmacKeys', hmacKeys);
  if (serviceAccount !== undefined && keyFile !== undefined) {
    report(scope, 'the object store has both "serviceAccount" and "keyFile"; leave one of them out');
  }
  if (serviceAccount === undefined && keyFile === undefined && hmacKeys === undefined) {
    report(
      scope,
      'the object store has none of "serviceAccount", "keyFile" and "hmacKeys", so that nobody is let in; give "serviceAccount", accounts for the pods',
    );
  }
}

function access(
  scope: Construct,
  request: CheckedObjectStoreRequest,
  options: Partial<GcsStoreOptions>,
): ObjectStoreAccess {
  const { bucket = 'missing', serviceAccount, keyFile, hmacKeys } = options;
  const { name, protocols } = request;
  const ways = [serviceAccount, keyFile, hmacKeys].some((way) => way !== undefined);
  if (protocols.includes('gs') && (serviceAccount !== undefined || keyFile !== undefined)) {
    const account = serviceAccount === undefined ? undefined : accountOf(scope, name, serviceAccount);
    return {
      scheme: 'gs',
      bucket,
      pathStyle: true,
      credentials:
        account === undefined
          ? {
              kind: 'service-account-key',
              secret: issuedSecret(scope, 'keyFile', keyFile, request, [keyFileName]),
              key: keyFileName,
            }
          : { kind: 'workload-identity', accountAnnotations: { [accountAnnotation]: account } },
    };
  }
  if (ways && !protocols.includes('s3')) {
    report(
      scope,
      `the object store has neither "serviceAccount" nor "keyFile", but ${shown(name)} speaks Google's protocol alone; give one of them`,
    );
  } else if (ways && hmacKeys === undefined) {
    report(
      scope,
      `the object store has no "hmacKeys", but ${shown(name)} speaks S3 alone, and Google Cloud takes nothing else there; give HMAC keys of its service account`,
    );
  }
  return {
    scheme: 's3',
    bucket,
    endpoint: { host: 'storage.googleapis.com', port: 443, secure: true },
    region: 'auto',
    pathStyle: true,
    credentials: s3Keys(scope, 'hmacKeys', hmacKeys, request),
  };
}

function accountOf(scope: Construct, name: string, given: NonNullable<GcsStoreOptions['serviceAccount']>): string {
  const account: unknown = typeof given === 'function' ? given(name) : given;
  if (
    typeof account === 'string' &&
    /^[a-z][-a-z0-9]{4,28}[a-z0-9]@[-a-z0-9.]+\.iam\.gserviceaccount\.com$/.test(account)
  ) {
    return account;
  }
  report(
    scope,
    `"serviceAccount" of the object store is ${shown(account)} for ${shown(name)}, must be the address of a service account of Google Cloud, such as "pipelines@acme.iam.gserviceaccount.com"`,
  );
  return 'missing';
}
