import { checkKnown, propsOf } from '../../core/props';
import { SecretSource } from '../../core/secret-source';
import { bindSecret, BindPlace, checkName, checkOneWay, checkPath } from './storage-place';

/** Options of `Storage.gs`. */
export interface GsOptions {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Path of the model within it: a folder, or one object. */
  readonly path: string;
  /** Secret with a service account's key under `gcloud-application-credentials.json`. @default - none: the bucket is public */
  readonly credentials?: SecretSource;
  /** Google service account that the pods take on: `models@project.iam.gserviceaccount.com`. @default - none */
  readonly googleServiceAccount?: `${string}@${string}`;
}

/** Options of `Storage.azure`. */
export interface AzureOptions {
  /** Name of the storage account. */
  readonly account: string;
  /** Name of the container. */
  readonly container: string;
  /** Path of the model within it. */
  readonly path: string;
  /**
   * Secret with the keys `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_CLIENT_SECRET`, or with
   * `AZURE_STORAGE_ACCESS_KEY`.
   * @default - none: the container is public
   */
  readonly credentials?: SecretSource;
  /** Client of the managed identity that the pods take on, with Microsoft Entra Workload ID. @default - none */
  readonly clientId?: string;
}

/** A bucket of Google Cloud Storage. */
export function gsPlace(options: GsOptions): BindPlace {
  return (scope, request) => {
    const given = propsOf(scope, options);
    const { prop } = request;
    checkKnown(scope, given, { bucket: true, path: true, credentials: true, googleServiceAccount: true });
    const { credentials, googleServiceAccount: account } = given;
    const bucketRule = 'the name of a bucket: 3 to 222 of a-z, 0-9, "-", "_" and "."';
    const bucketPattern = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
    const bucket = checkName(scope, `${prop}.bucket`, given.bucket, bucketPattern, bucketRule)
      ? given.bucket
      : 'missing';
    const path = checkPath(scope, `${prop}.path`, given.path);
    checkOneWay(scope, prop, {
      credentials: credentials !== undefined,
      googleServiceAccount: account !== undefined,
    });
    if (account !== undefined) {
      const rule = 'the address of a Google service account, such as "models@project.iam.gserviceaccount.com"';
      checkName(scope, `${prop}.googleServiceAccount`, account, /^[a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com$/, rule);
    }
    return {
      uri: `gs://${bucket}/${path}`,
      secrets: bindSecret(scope, request, 'credentials', credentials),
      ...(account === undefined ? {} : { accountAnnotations: { 'iam.gke.io/gcp-service-account': account } }),
    };
  };
}

/** A container of Azure Blob Storage. */
export function azurePlace(options: AzureOptions): BindPlace {
  return (scope, request) => {
    const given = propsOf(scope, options);
    const { prop } = request;
    checkKnown(scope, given, { account: true, container: true, path: true, credentials: true, clientId: true });
    const { credentials, clientId } = given;
    const accountRule = 'the name of a storage account: 3 to 24 of a-z and 0-9';
    const account = checkName(scope, `${prop}.account`, given.account, /^[a-z0-9]{3,24}$/, accountRule)
      ? given.account
      : 'missing';
    const containerRule = 'the name of a container: 3 to 63 of a-z, 0-9 and "-"';
    const containerPattern = /^[a-z0-9]([a-z0-9-]{1,61})[a-z0-9]$/;
    const container = checkName(scope, `${prop}.container`, given.container, containerPattern, containerRule)
      ? given.container
      : 'missing';
    const path = checkPath(scope, `${prop}.path`, given.path);
    checkOneWay(scope, prop, { credentials: credentials !== undefined, clientId: clientId !== undefined });
    if (clientId !== undefined) {
      const rule = 'the id of a client, such as "00000000-0000-0000-0000-000000000000"';
      checkName(scope, `${prop}.clientId`, clientId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, rule);
    }
    return {
      uri: `https://${account}.blob.core.windows.net/${container}/${path}`,
      secrets: bindSecret(scope, request, 'credentials', credentials),
      ...(clientId === undefined
        ? {}
        : {
            accountAnnotations: { 'azure.workload.identity/client-id': clientId },
            podLabels: { 'azure.workload.identity/use': 'true' },
          }),
    };
  };
}
