import { ObjectStoreAccess } from '../../../lib';
import type { Cluster } from '../harness/cluster';
import { S3_CLIENT, s3Program } from '../harness/seaweedfs-image';

/** What an S3 server answered: status 0 where no connection came about, and `code` with the reason. */
export interface S3Answer {
  readonly status: number;
  /** The error's code, of S3 or of the connection. */
  readonly code: string;
  readonly body: string;
  /** Keys in a list of objects. */
  readonly keys: readonly string[];
}

export interface S3RequestOptions {
  readonly body?: string;
  /** Query of the address, such as `list-type=2`. */
  readonly query?: string;
  /** In place of the secret key in the pod's Secret. */
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly anonymous?: boolean;
  /** Host and port, in place of the store's. */
  readonly endpoint?: string;
}

export interface S3ClientOptions {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly access: ObjectStoreAccess;
  /** Port of the store's Service. @default - that of the access */
  readonly port?: number;
}

/** A pod with a consumer's keys, from which requests are sent. It meets the Pod Security Standard `restricted`. */
export class S3Client {
  constructor(
    private readonly cluster: Cluster,
    private readonly options: S3ClientOptions,
  ) {}

  /** Makes the pod. It is there when this returns. */
  async start(): Promise<void> {
    const { name, namespace, labels = {}, access, port } = this.options;
    const { endpoint, bucket, credentials } = access;
    if (endpoint === undefined || credentials.kind !== 'keys')
      throw new Error('the store is not one within the cluster');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'main',
            image: S3_CLIENT,
            imagePullPolicy: 'Never',
            env: [
              { name: 'S3_ENDPOINT', value: `${endpoint.host}:${port ?? endpoint.port}` },
              { name: 'S3_BUCKET', value: bucket },
            ],
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
              readOnlyRootFilesystem: true,
            },
            volumeMounts: [{ name: 'keys', mountPath: '/keys', readOnly: true }],
          },
        ],
        volumes: [{ name: 'keys', secret: { secretName: credentials.secret } }],
      },
    };
    await this.cluster.apply(JSON.stringify(pod));
    const wait = ['wait', `pod/${name}`, '-n', namespace, '--for=condition=Ready', '--timeout=3m'];
    await this.cluster.kubectl(wait, { timeoutMs: 200_000 });
  }

  /** Sends a request for a key of the bucket; `''` is the bucket itself. */
  async send(method: string, key: string, options: S3RequestOptions = {}): Promise<S3Answer> {
    const printed = await this.exec(commandOf(method, key, options));
    return JSON.parse(printed) as S3Answer;
  }

  /** Status and code of a request, as one text such as `403 AccessDenied`. */
  async outcome(method: string, key: string, options: S3RequestOptions = {}): Promise<string> {
    const { status, code } = await this.send(method, key, options);
    return `${status} ${code}`.trim();
  }

  /** Writes objects one after the other, each with its key as the content, and returns the keys that were taken. */
  async putAll(keys: readonly string[]): Promise<string[]> {
    const put = commandOf('PUT', '"$key"', { body: '"$key"' }).join(' ');
    const lines = await this.exec(['sh', '-c', `for key in ${keys.join(' ')}; do ${put}; done`]);
    const answers = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as S3Answer);
    return keys.filter((_, index) => answers[index]?.status === 200);
  }

  /** Reads objects one after the other and returns their contents. */
  async getAll(keys: readonly string[]): Promise<string[]> {
    const get = commandOf('GET', '"$key"', {}).join(' ');
    const lines = await this.exec(['sh', '-c', `for key in ${keys.join(' ')}; do ${get}; done`]);
    return lines
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as S3Answer).body);
  }

  private exec(command: readonly string[]): Promise<string> {
    const { name, namespace } = this.options;
    return this.cluster.kubectl(['exec', '-n', namespace, name, '--', ...command], { timeoutMs: 300_000 });
  }
}

function commandOf(method: string, key: string, options: S3RequestOptions): string[] {
  const { body, query, secret, headers = {}, anonymous = false, endpoint } = options;
  const given = { body, query, secret };
  return [
    ...(endpoint === undefined ? [] : ['env', `S3_ENDPOINT=${endpoint}`]),
    ...['python3', s3Program, method, key],
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}:${value}`]),
    ...(anonymous ? ['--anonymous'] : []),
  ];
}
