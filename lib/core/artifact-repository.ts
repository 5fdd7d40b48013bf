import { ObjectStoreAccess } from './capabilities';

/** A key of a Secret, as Argo names one. */
interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** Where Argo keeps the artifacts and logs of workflows, as its configuration and its ConfigMaps in namespaces hold it. */
export interface ArtifactRepository {
  readonly archiveLogs: boolean;
  readonly s3?: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region?: string;
    readonly insecure: boolean;
    readonly keyFormat: string;
    readonly accessKeySecret?: SecretKey;
    readonly secretKeySecret?: SecretKey;
    readonly useSDKCreds?: boolean;
  };
  readonly gcs?: { readonly bucket: string; readonly keyFormat: string; readonly serviceAccountKeySecret?: SecretKey };
}

/**
 * The repository of workflows whose pods have an access to a store.
 * @param keyFormat key of an artifact or log in the bucket, in Argo's notation
 * @see https://argo-workflows.readthedocs.io/en/latest/artifact-repository-ref/
 */
export function artifactRepository(access: ObjectStoreAccess, keyFormat: string): ArtifactRepository {
  const { bucket, credentials, endpoint, region } = access;
  if (access.scheme === 'gs') {
    const key = credentials.kind === 'service-account-key' ? { name: credentials.secret, key: credentials.key } : null;
    return {
      archiveLogs: true,
      gcs: { bucket, keyFormat, ...(key === null ? {} : { serviceAccountKeySecret: key }) },
    };
  }
  return {
    archiveLogs: true,
    s3: {
      // Argo takes no default for it.
      endpoint:
        endpoint === undefined
          ? region === undefined
            ? 's3.amazonaws.com'
            : `s3.${region}.amazonaws.com`
          : `${endpoint.host}:${endpoint.port}`,
      bucket,
      ...(region === undefined ? {} : { region }),
      insecure: endpoint?.secure === false,
      keyFormat,
      ...(credentials.kind === 'keys'
        ? {
            accessKeySecret: { name: credentials.secret, key: credentials.accessKey },
            secretKeySecret: { name: credentials.secret, key: credentials.secretKey },
          }
        : { useSDKCreds: true }),
    },
  };
}
