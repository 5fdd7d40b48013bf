export type { ConsumerSecret } from './external-store';
export { gcsStore } from './gcs';
export type { GcsStoreOptions, GoogleServiceAccount } from './gcs';
export { s3Store } from './s3';
export type { RoleArn, S3StoreOptions } from './s3';
export { s3CompatibleStore } from './s3-compatible';
export type { S3CompatibleStoreOptions } from './s3-compatible';
