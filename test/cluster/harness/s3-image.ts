import { toolPath } from './build';
import { buildImage } from './image';
import { servingPrograms } from './kserve-images';

/** The image of the S3 server that `s3Server` asks for. */
export const S3 = 'keelson.test/s3:1';

const NAME = 's3';
const PORT = 7070;
const REGION = 'us-east-1';

/** The S3 server's user, unless a test says otherwise. */
export const s3Keys: S3Keys = { access: 'team', secret: 'not-a-secret-for-tests' };

export interface S3Keys {
  readonly access: string;
  readonly secret: string;
}

/** Versity's S3 gateway, which keeps objects as files. It knows one user, of the keys in its environment. */
export async function s3Image(reference = S3): Promise<string> {
  const path = '/usr/local/bin/versitygw';
  return buildImage({ reference, layers: [{ files: { [path]: await toolPath('versitygw') } }], entrypoint: [path] });
}

/** The server's address within the cluster, without `http://`. @param namespace - of {@link s3Server} */
export const s3Endpoint = (namespace: string): string => `${NAME}.${namespace}.svc.cluster.local:${PORT}`;

/**
 * An S3 server without TLS, and the Secret with its user's keys, both named `s3`. Objects go with the pod. It meets the
 * Pod Security Standard `restricted`.
 */
export function s3Server(namespace: string, keys = s3Keys): object[] {
  const metadata = { name: NAME, namespace };
  const labels = { app: NAME };
  const folders = ['/objects', '/metadata'];
  const container = {
    name: 'server',
    image: S3,
    // What S3 knows of objects beside their bytes is in files too: not every file system keeps extended attributes.
    args: [
      '--port',
      `:${PORT}`,
      '--region',
      REGION,
      '--health',
      '/health',
      'posix',
      '--sidecar',
      '/metadata',
      '/objects',
    ],
    env: [
      fromSecret('ROOT_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID'),
      fromSecret('ROOT_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY'),
    ],
    readinessProbe: { httpGet: { path: '/health', port: PORT }, periodSeconds: 1 },
    ...mounted(folders),
  };
  const spec = { ...podOf(container), volumes: emptyFolders(folders) };
  return [
    s3Credentials({ namespace, server: namespace, keys }),
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: PORT }] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
  ];
}

export interface S3CredentialsOptions {
  /** @default 's3' */
  readonly name?: string;
  readonly namespace: string;
  /** The namespace of the server. */
  readonly server: string;
  /** @default - those that the server knows */
  readonly keys?: S3Keys;
}

/** A Secret with the keys of an S3 server, and with the annotations that KServe reads. */
export function s3Credentials({ name = NAME, namespace, server, keys = s3Keys }: S3CredentialsOptions): object {
  const annotations = { 's3-endpoint': s3Endpoint(server), 's3-usehttps': '0', 's3-region': REGION };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      annotations: Object.fromEntries(Object.entries(annotations).map(([key, to]) => [`serving.kserve.io/${key}`, to])),
    },
    stringData: { AWS_ACCESS_KEY_ID: keys.access, AWS_SECRET_ACCESS_KEY: keys.secret },
  };
}

export interface ModelUploadOptions {
  readonly name: string;
  /** The namespace of {@link s3Server}. */
  readonly namespace: string;
  /** `servingImage()`'s reference. */
  readonly image: string;
  /** Where the model goes, such as `s3://models/iris`. The bucket is made if there is none. */
  readonly target: string;
  /** @default 'logistic' */
  readonly kind?: 'logistic' | 'forest';
  /** The number of the first of the three classes, by which one model is told from another. @default 0 */
  readonly firstClass?: number;
}

/** What {@link modelUpload} prints in its first line: some flowers, and the model's predictions for them. */
export interface ExpectedPredictions {
  readonly instances: readonly (readonly number[])[];
  readonly predictions: readonly number[];
}

/** A pod that trains a model of iris flowers and copies it to the S3 server. It ends when the model is there. */
export function modelUpload(options: ModelUploadOptions): object {
  const { name, namespace, image, target, kind = 'logistic', firstClass = 0 } = options;
  const folder = '/work';
  const train = `python3 ${servingPrograms.train} ${folder}/model --kind=${kind} --first-class=${firstClass}`;
  const container = {
    name: 'main',
    image,
    command: ['sh', '-c', `${train} && python3 ${servingPrograms.upload} ${folder}/model ${target}`],
    env: [
      fromSecret('AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID'),
      fromSecret('AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY'),
      { name: 'AWS_ENDPOINT_URL', value: `http://${s3Endpoint(namespace)}` },
      { name: 'AWS_DEFAULT_REGION', value: REGION },
    ],
    ...mounted([folder]),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { restartPolicy: 'Never', ...podOf(container), volumes: emptyFolders([folder]) },
  };
}

/** An environment variable whose value is in the server's Secret. */
const fromSecret = (name: string, key: string): object => ({ name, valueFrom: { secretKeyRef: { name: NAME, key } } });

const mounted = (folders: readonly string[]): object => ({
  volumeMounts: folders.map((mountPath) => ({ name: mountPath.slice(1), mountPath })),
});

const emptyFolders = (folders: readonly string[]): object[] =>
  folders.map((path) => ({ name: path.slice(1), emptyDir: {} }));

/** A pod's specification with that container, under `restricted` and with a read-only root file system. */
const podOf = (container: object): object => ({
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      ...container,
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    },
  ],
});
