import { gcsStore, Pipelines, PipelinesProps, SeaweedFS } from '../../components';
import { ObjectStoreAccess, Platform, PipelineTenant, SecretSource } from '../../lib';
import { at, object, render, Rendered, testApp } from '../support/app';
import {
  amazon,
  FakeStore,
  keyFormat,
  pipelinesPlatform,
  pipelinesProps,
  renderedPipelines,
  workflows,
} from '../support/pipelines';

const dataOf = ({ objects }: Rendered, name: string, namespace: string): Readonly<Record<string, string>> =>
  objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name && metadata.namespace === namespace,
  )?.data as Readonly<Record<string, string>>;
const jsonOf = (rendered: Rendered, name: string, key: string, namespace = 'vision'): unknown =>
  JSON.parse(dataOf(rendered, name, namespace)[key] ?? '');
const variablesOf = ({ objects }: Rendered, name: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (
      at(object(objects, 'Deployment', name), 'spec', 'template', 'spec', 'containers', 0, 'env') as {
        name: string;
        value?: string;
        valueFrom?: object;
      }[]
    ).map((one) => [one.name, one.value ?? one.valueFrom]),
  );

describe('a tenant', () => {
  const rendered = renderedPipelines();
  const inVision = rendered.objects.filter(({ metadata }) => metadata.namespace === 'vision');

  test('is known by these values', () => {
    const { pipelines, platform } = pipelinesPlatform(testApp());
    const tenant: PipelineTenant = pipelines.addTenant(platform.addNamespace('vision'));
    expect(tenant).toMatchObject({
      namespace: 'vision',
      serviceAccountName: 'default-editor',
      programAccountName: 'pipeline-editor',
      pipelineRoot: 's3://mlpipeline/private-artifacts/vision/v2/artifacts',
      apiServer: 'http://ml-pipeline.kubeflow.svc:8888',
      audience: 'pipelines.kubeflow.org',
    });
    expect(tenant.serving).toBe(pipelines.serving);
    expect(pipelines.tenants).toEqual([tenant]);
  });

  test('has these objects, and its namespace a label', () => {
    expect(inVision.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toMatchSnapshot();
    expect(object(rendered.objects, 'Namespace', 'vision').metadata.labels).toMatchObject({
      'pipelines.kubeflow.org/enabled': 'true',
    });
    expect(object(rendered.objects, 'Namespace', 'kubeflow').metadata.labels).not.toHaveProperty(
      'pipelines.kubeflow.org/enabled',
    );
  });

  test('has a part of the bucket that no other tenant has', () => {
    const store = new FakeStore();
    renderedPipelines({ store });
    expect(store.requests).toEqual([
      {
        name: 'ml-pipeline',
        namespace: 'kubeflow',
        prefixes: ['pipelines/'],
        readPrefixes: [''],
        pods: labels('api-server'),
        protocols: ['s3'],
      },
      // It has rights to nothing: it reads with the keys of the tenant.
      {
        name: 'ml-pipeline-ui',
        namespace: 'kubeflow',
        prefixes: [],
        readPrefixes: ['ml-pipeline-ui/'],
        pods: labels('ui'),
        protocols: ['s3'],
      },
      { name: 'vision', namespace: 'vision', prefixes: ['private-artifacts/vision/'], pods: {} },
      { name: 'speech', namespace: 'speech', prefixes: ['private-artifacts/speech/'], pods: {} },
    ]);
  });

  test.each([
    ['artifacts/{{workflow.namespace}}/{{workflow.name}}/{{pod.name}}', 'artifacts/vision/'],
    ['a/b/{{workflow.namespace}}/{{pod.name}}', 'a/b/vision/'],
  ])('writes where Argo does, with keys like %s', (format, prefix) => {
    const { pipelines, platform } = pipelinesPlatform(testApp(), { workflows: { ...workflows, keyFormat: format } });
    const tenant = pipelines.addTenant(platform.addNamespace('vision'));
    expect(tenant.keyPrefix).toBe(prefix);
    expect(tenant.pipelineRoot).toBe(`s3://mlpipeline/${prefix}v2/artifacts`);
  });

  test('has steps that read its own keys alone, and make claims for volumes only where it may', () => {
    const rules = (volumes: boolean) => {
      const { objects } = render((app) => {
        const { platform, pipelines } = pipelinesPlatform(app);
        pipelines.addTenant({ namespace: platform.addNamespace('vision'), volumes });
        return platform;
      });
      return object(objects, 'Role', 'pipeline-runner').rules as object[];
    };
    const claims = { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: ['get', 'create', 'delete'] };
    expect(rules(false)).not.toContainEqual(claims);
    expect(rules(true)).toContainEqual(claims);
    expect(rules(false)).toContainEqual({
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['keys-vision'],
      verbs: ['get'],
    });
  });

  test('has steps that nobody calls', () => {
    expect(object(inVision, 'NetworkPolicy').spec).toEqual({
      podSelector: { matchExpressions: [{ key: 'workflows.argoproj.io/workflow', operator: 'Exists' }] },
      policyTypes: ['Ingress'],
    });
  });

  test('may be in a namespace that others look after, which gets no label', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['theirs'] });
      new Pipelines(platform, 'pipelines', pipelinesProps()).addTenant('theirs');
      return platform;
    });
    expect(objects.filter(({ metadata }) => metadata.namespace === 'theirs').length).toBeGreaterThan(5);
    expect(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual([
      'kubeflow',
    ]);
  });

  test('is the namespace of Kubeflow Pipelines itself with a single user', () => {
    const store = new FakeStore();
    const { pipelines } = pipelinesPlatform(testApp(), { mode: 'single-user', store });
    expect(pipelines.tenants.map(({ namespace, serviceAccountName }) => [namespace, serviceAccountName])).toEqual([
      ['kubeflow', 'pipeline-runner'],
    ]);
    // There is nobody to keep apart, so the user interface reads with its own keys.
    expect(store.requests.find(({ name }) => name === 'ml-pipeline-ui')?.readPrefixes).toEqual(['']);
    const ui = variablesOf(renderedPipelines({ mode: 'single-user' }), 'ml-pipeline-ui');
    expect(ui.MINIO_ACCESS_KEY).toEqual({ secretKeyRef: { name: 'keys-ml-pipeline-ui', key: 'accesskey' } });
    expect(ui.AWS_SECRET_ACCESS_KEY).toEqual({ secretKeyRef: { name: 'keys-ml-pipeline-ui', key: 'secretkey' } });
  });
});

describe('one store configures all alike:', () => {
  const withStore = (access: Partial<ObjectStoreAccess>, props: Partial<PipelinesProps> = {}) =>
    renderedPipelines({ store: new FakeStore(access), ...props });

  test('one in the cluster, with keys', () => {
    const rendered = withStore({});
    expect(variablesOf(rendered, 'ml-pipeline')).toMatchObject({
      OBJECTSTORECONFIG_HOST: 'seaweedfs.kubeflow.svc',
      OBJECTSTORECONFIG_PORT: '8333',
      OBJECTSTORECONFIG_SECURE: 'false',
      OBJECTSTORECONFIG_REGION: 'us-east-1',
      OBJECTSTORECONFIG_BUCKETNAME: 'mlpipeline',
      OBJECTSTORECONFIG_ACCESSKEY: { secretKeyRef: { name: 'keys-ml-pipeline', key: 'accesskey' } },
      OBJECTSTORECONFIG_SECRETACCESSKEY: { secretKeyRef: { name: 'keys-ml-pipeline', key: 'secretkey' } },
    });
    expect(variablesOf(rendered, 'ml-pipeline-ui')).toMatchObject({
      MINIO_HOST: 'seaweedfs.kubeflow.svc',
      MINIO_NAMESPACE: '',
      MINIO_PORT: '8333',
      MINIO_SSL: 'false',
      MINIO_ACCESS_KEY: '',
      MINIO_SECRET_KEY: '',
      AWS_S3_ENDPOINT: 'seaweedfs.kubeflow.svc:8333',
      AWS_SSL: 'false',
      AWS_REGION: 'us-east-1',
      ARGO_ARCHIVE_LOGS: 'true',
      ARGO_ARCHIVE_ARTIFACTORY: 'minio',
      ARGO_ARCHIVE_BUCKETNAME: 'mlpipeline',
    });
    expect(variablesOf(rendered, 'ml-pipeline-ui')).not.toHaveProperty('AWS_ACCESS_KEY_ID');
    expect(dataOf(rendered, 'kfp-launcher', 'vision').defaultPipelineRoot).toBe(
      's3://mlpipeline/private-artifacts/vision/v2/artifacts',
    );
    expect(jsonOf(rendered, 'kfp-launcher', 'providers')).toEqual({
      s3: {
        default: {
          endpoint: 'seaweedfs.kubeflow.svc:8333',
          region: 'us-east-1',
          disableSSL: true,
          forcePathStyle: true,
          credentials: {
            fromEnv: false,
            secretRef: { secretName: 'keys-vision', accessKeyKey: 'accesskey', secretKeyKey: 'secretkey' },
          },
        },
      },
    });
    expect(jsonOf(rendered, 'artifact-repositories', 'default-namespaced')).toEqual({
      archiveLogs: true,
      s3: {
        endpoint: 'seaweedfs.kubeflow.svc:8333',
        bucket: 'mlpipeline',
        insecure: true,
        keyFormat,
        accessKeySecret: { name: 'keys-vision', key: 'accesskey' },
        secretKeySecret: { name: 'keys-vision', key: 'secretkey' },
      },
    });
  });

  test("Amazon's, with the ServiceAccount of the pods", () => {
    const rendered = withStore(amazon);
    expect(variablesOf(rendered, 'ml-pipeline')).toMatchObject({
      OBJECTSTORECONFIG_HOST: 's3.eu-central-1.amazonaws.com',
      OBJECTSTORECONFIG_PORT: '443',
      OBJECTSTORECONFIG_SECURE: 'true',
      OBJECTSTORECONFIG_REGION: 'eu-central-1',
      // Empty, not unset: what is unset comes from elsewhere.
      OBJECTSTORECONFIG_ACCESSKEY: '',
      OBJECTSTORECONFIG_SECRETACCESSKEY: '',
    });
    expect(variablesOf(rendered, 'ml-pipeline-ui')).toMatchObject({
      MINIO_HOST: 's3.eu-central-1.amazonaws.com',
      MINIO_ACCESS_KEY: '',
      AWS_S3_ENDPOINT: 's3.eu-central-1.amazonaws.com',
      ARGO_ARCHIVE_ARTIFACTORY: 's3',
    });
    expect(jsonOf(rendered, 'kfp-launcher', 'providers')).toEqual({
      s3: {
        default: {
          endpoint: 's3.eu-central-1.amazonaws.com',
          region: 'eu-central-1',
          disableSSL: false,
          forcePathStyle: false,
          credentials: { fromEnv: true },
        },
      },
    });
    expect(jsonOf(rendered, 'artifact-repositories', 'default-namespaced')).toMatchObject({
      s3: { endpoint: 's3.eu-central-1.amazonaws.com', insecure: false, useSDKCreds: true },
    });
    const role = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/a' };
    const accounts = rendered.objects.filter(
      ({ kind, metadata }) => kind === 'ServiceAccount' && metadata.annotations !== undefined,
    );
    expect(accounts.map(({ metadata }) => [metadata.namespace, metadata.name, metadata.annotations])).toEqual([
      ['kubeflow', 'ml-pipeline', role],
      ['vision', 'default-editor', role],
      ['speech', 'default-editor', role],
    ]);
    const secrets = rendered.objects
      .filter(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'vision')
      .filter(({ rules }) => JSON.stringify(rules).includes('secrets'));
    expect(secrets).toEqual([]);
  });

  test.each([
    [undefined, 's3.amazonaws.com'],
    ['cn-north-1', 's3.cn-north-1.amazonaws.com.cn'],
  ])('in the region %s of Amazon, the server is %s', (region, host) => {
    expect(variablesOf(withStore({ ...amazon, region }), 'ml-pipeline').OBJECTSTORECONFIG_HOST).toBe(host);
  });

  test("Google's, with accounts for tenants and HMAC keys for the API server, which speaks S3 alone", () => {
    const store = gcsStore({
      bucket: 'acme',
      serviceAccount: (consumer) => `${consumer}@acme.iam.gserviceaccount.com`,
      hmacKeys: () => SecretSource.existing('hmac'),
    });
    const rendered = renderedPipelines({ store }, undefined, ['vision']);
    expect(variablesOf(rendered, 'ml-pipeline')).toMatchObject({
      OBJECTSTORECONFIG_HOST: 'storage.googleapis.com',
      OBJECTSTORECONFIG_PORT: '443',
      OBJECTSTORECONFIG_SECURE: 'true',
      OBJECTSTORECONFIG_BUCKETNAME: 'acme',
      OBJECTSTORECONFIG_ACCESSKEY: { secretKeyRef: { name: 'hmac', key: 'accesskey' } },
    });
    expect(dataOf(rendered, 'kfp-launcher', 'vision').defaultPipelineRoot).toBe(
      'gs://acme/private-artifacts/vision/v2/artifacts',
    );
    expect(jsonOf(rendered, 'kfp-launcher', 'providers')).toEqual({
      gs: { default: { credentials: { fromEnv: true } } },
    });
    expect(jsonOf(rendered, 'artifact-repositories', 'default-namespaced')).toEqual({
      archiveLogs: true,
      gcs: { bucket: 'acme', keyFormat },
    });
    expect(object(rendered.objects, 'ServiceAccount', 'default-editor').metadata.annotations).toEqual({
      'iam.gke.io/gcp-service-account': 'vision@acme.iam.gserviceaccount.com',
    });
  });

  test("Google's, with key files", () => {
    const store = gcsStore({
      bucket: 'acme',
      keyFile: (consumer) => SecretSource.existing(`${consumer}-key`),
      hmacKeys: () => SecretSource.existing('hmac'),
    });
    const rendered = renderedPipelines({ store }, undefined, ['vision']);
    expect(jsonOf(rendered, 'kfp-launcher', 'providers')).toEqual({
      gs: {
        default: { credentials: { fromEnv: false, secretRef: { secretName: 'vision-key', tokenKey: 'key.json' } } },
      },
    });
    expect(jsonOf(rendered, 'artifact-repositories', 'default-namespaced')).toMatchObject({
      gcs: { serviceAccountKeySecret: { name: 'vision-key', key: 'key.json' } },
    });
  });

  test('SeaweedFS, which knows each of them by a user of its own', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      const store = new SeaweedFS(platform, 'seaweedfs', { namespace: 'storage' });
      const pipelines = new Pipelines(platform, 'pipelines', pipelinesProps({ store }));
      for (const name of ['vision', 'speech']) pipelines.addTenant(platform.addNamespace(name));
      return platform;
    });
    const rendered = { objects } as Rendered;
    const secrets = ['vision', 'speech'].map((name) => {
      const text = dataOf(rendered, 'kfp-launcher', name).providers ?? '';
      return at(JSON.parse(text), 's3', 'default', 'credentials', 'secretRef', 'secretName');
    });
    expect(secrets).toEqual(['seaweedfs-vision', 'seaweedfs-speech']);
    expect(variablesOf(rendered, 'ml-pipeline')).toMatchObject({ OBJECTSTORECONFIG_HOST: 'seaweedfs.storage.svc' });
    const from = at(object(objects, 'NetworkPolicy', 'seaweedfs'), 'spec', 'ingress', 0, 'from') as object[];
    expect(from.map((peer) => at(peer, 'namespaceSelector', 'matchLabels', 'kubernetes.io/metadata.name'))).toEqual([
      ...['kubeflow', 'kubeflow', 'vision', 'speech'],
    ]);
  });
});

function labels(component: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': 'pipelines', 'app.kubernetes.io/component': component };
}
