import { externalMysql, Pipelines, PipelinesProps } from '../../components';
import {
  App,
  Gate,
  ICertificateIssuer,
  IObjectStore,
  IWorkflows,
  ObjectStoreAccess,
  ObjectStoreRequest,
  Platform,
  PlatformProps,
} from '../../lib';
import { boundSecret } from '../../lib/core/secret-source';
import { render, Rendered } from './app';

/** What a store gives that runs in the cluster and knows its consumers by keys. */
export const inCluster: Omit<ObjectStoreAccess, 'credentials'> = {
  scheme: 's3',
  bucket: 'mlpipeline',
  endpoint: { host: 'seaweedfs.kubeflow.svc', port: 8333, secure: false },
  pathStyle: true,
};

/** A store of which nothing is there but what it is asked and what it answers. */
export class FakeStore implements IObjectStore {
  readonly requests: ObjectStoreRequest[] = [];

  constructor(private readonly access: Partial<ObjectStoreAccess> = {}) {}

  addConsumer(scope: Parameters<IObjectStore['addConsumer']>[0], request: ObjectStoreRequest): ObjectStoreAccess {
    this.requests.push(request);
    const secret = request.secret ?? `keys-${request.name}`;
    scope.node.addMetadata(boundSecret, { namespace: request.namespace, name: secret });
    return {
      ...inCluster,
      credentials: { kind: 'keys', secret, accessKey: 'accesskey', secretKey: 'secretkey' },
      ...this.access,
    };
  }
}

/** Amazon's own store, where pods prove who they are by their ServiceAccount. */
export const amazon: Partial<ObjectStoreAccess> = {
  scheme: 's3',
  bucket: 'acme',
  endpoint: undefined,
  region: 'eu-central-1',
  pathStyle: false,
  credentials: {
    kind: 'workload-identity',
    accountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/a' },
  },
};

/** A bucket of Google Cloud with a key file. */
export const google: Partial<ObjectStoreAccess> = {
  scheme: 'gs',
  bucket: 'acme',
  endpoint: undefined,
  pathStyle: false,
  credentials: { kind: 'service-account-key', secret: 'gcs', key: 'key.json' },
};

export const keyFormat =
  'private-artifacts/{{workflow.namespace}}/{{workflow.name}}/{{workflow.creationTimestamp.Y}}/{{pod.name}}';

/** Argo, which somebody else runs. */
export const workflows: IWorkflows = {
  apiReady: new Gate('Workflows are established', []),
  serving: new Gate('Argo runs', []),
  keyFormat,
};

/** Somebody who issues certificates, without any object. */
export const certificates: ICertificateIssuer = {
  addWebhookCertificate(consumer, { name, secret }) {
    consumer.node.addMetadata(boundSecret, { namespace: consumer.systemNamespace, name: secret });
    return { needs: [], injection: { 'cert-manager.io/inject-ca-from': `${consumer.systemNamespace}/${name}` } };
  },
};

/** A MySQL server outside of the cluster that pods reach without encryption. */
export const database = externalMysql({ host: 'db.example.com', tls: 'off' });

/** Props with fakes for everything that others give. */
export function pipelinesProps(props: Partial<PipelinesProps> = {}): PipelinesProps {
  return { database, store: new FakeStore(), workflows, certificates, ...props };
}

/** Kubeflow Pipelines with the tenants `vision` and `speech`, or with a single user. */
export function renderedPipelines(
  props: Partial<PipelinesProps> = {},
  platformProps: PlatformProps = { size: 'laptop' },
  tenants: readonly string[] = props.mode === 'single-user' ? [] : ['vision', 'speech'],
): Rendered {
  return render((app) => pipelinesPlatform(app, props, platformProps, tenants).platform);
}

/** The same before it is written. */
export function pipelinesPlatform(
  app: App,
  props: Partial<PipelinesProps> = {},
  platformProps: PlatformProps = {},
  tenants: readonly string[] = [],
): { readonly platform: Platform; readonly pipelines: Pipelines } {
  const platform = new Platform(app, 'local', platformProps);
  const pipelines = new Pipelines(platform, 'pipelines', pipelinesProps(props));
  for (const name of tenants) pipelines.addTenant(platform.addNamespace(name));
  return { platform, pipelines };
}
