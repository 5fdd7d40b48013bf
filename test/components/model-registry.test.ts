import { Chart } from 'cdk8s';
import { existingCertManager, externalMysql, KServe, ModelRegistry, ModelRegistryProps, Mysql } from '../../components';
import { dataSourceName } from '../../components/model-registry/server';
import { images, version } from '../../components/model-registry/version';
import { App, DatabaseAccess, Gate, Platform, Size } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { InferenceService, Storage } from '../../lib/workloads';
import { at, linesOf, object, problemsOf, render, Rendered } from '../support/app';
import { describeRights } from '../support/component';
import { Pod, restrictedViolations } from '../support/pod-security';

type Given = Partial<ModelRegistryProps> & { readonly size?: Size; readonly withKServe?: boolean };

function platformWith(app: App, { size = 'laptop', withKServe = false, ...props }: Given = {}): Platform {
  const platform = new Platform(app, 'local', { size });
  const modelServing = withKServe
    ? new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [] })
    : undefined;
  new ModelRegistry(platform, 'model-registry', {
    database: externalMysql({ host: 'db' }),
    ...(modelServing === undefined ? {} : { modelServing }),
    ...props,
  });
  return platform;
}

const rendered = (given: Given = {}): Rendered => render((app) => platformWith(app, given));
const minimal = rendered();
const full = rendered({ ui: true, withKServe: true });

const ofRegistry = ({ metadata }: KubernetesObject): boolean =>
  metadata.labels?.['app.kubernetes.io/name'] === 'model-registry';
const deployments = ['model-registry-deployment', 'model-registry-ui'];
const podOf = ({ objects }: Rendered, name = 'model-registry-deployment'): unknown =>
  at(object(objects, 'Deployment', name), 'spec', 'template', 'spec');
const containerOf = (one: Rendered, name?: string): unknown => at(podOf(one, name), 'containers', 0);

describe('ModelRegistry', () => {
  describeRights(() => full.objects.filter(ofRegistry));

  test('makes these objects', () => {
    expect(linesOf(rendered({ ui: true }), 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('is a server alone unless told otherwise', () => {
    expect(minimal.objects.filter(({ kind }) => kind !== 'Namespace').map(({ kind }) => kind)).toEqual([
      'ServiceAccount',
      'NetworkPolicy',
      'Service',
      'Deployment',
    ]);
  });

  test('labels every object with what it is', () => {
    for (const { kind, metadata } of minimal.objects.filter((one) => one.kind !== 'Namespace')) {
      expect({ kind, ...metadata }).toMatchObject({
        labels: {
          'app.kubernetes.io/name': 'model-registry',
          'app.kubernetes.io/instance': 'local',
          'app.kubernetes.io/version': version,
          'app.kubernetes.io/managed-by': 'keelson',
        },
      });
    }
  });

  test('takes all its props', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      const props: Required<ModelRegistryProps> = {
        namespace: 'models',
        replicas: 3,
        resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
        nodeSelector: { pool: 'system' },
        tolerations: [{ key: 'system', operator: 'Exists' }],
        database: new Mysql(platform, 'mysql'),
        modelServing: new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [] }),
        ui: true,
      };
      new ModelRegistry(platform, 'model-registry', props);
      return platform;
    });
    const own = objects.filter(ofRegistry);
    expect(new Set(own.map(({ metadata }) => metadata.namespace))).toEqual(new Set([undefined, 'models']));
    expect(JSON.stringify(own)).not.toMatch(/"namespace":"kubeflow"|model-registry-service\.kubeflow/);
    const one = { objects } as unknown as Rendered;
    expect(at(object(objects, 'Deployment', 'model-registry-deployment'), 'spec', 'replicas')).toBe(3);
    for (const name of deployments) {
      expect(podOf(one, name)).toMatchObject({
        nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
        tolerations: [{ key: 'system', operator: 'Exists' }],
      });
    }
    expect(containerOf(one)).toMatchObject({
      resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
      args: expect.arrayContaining([
        '--embedmd-database-dsn=model_registry:$(DATABASE_PASSWORD)@tcp(mysql.kubeflow.svc:3306)/model_registry?charset=utf8mb4',
      ]) as unknown,
    });
    // The password stands beside the server and beside the consumer.
    const copies = objects.filter(
      ({ kind, metadata }) => kind === 'Role' && metadata.name === 'generate-mysql-model-registry',
    );
    expect(copies.map(({ metadata }) => metadata.namespace)).toEqual(['kubeflow', 'models']);
    expect(at(object(objects, 'ClusterStorageContainer', storageName), 'spec', 'container', 'env')).toContainEqual({
      name: 'MODEL_REGISTRY_BASE_URL',
      value: 'model-registry-service.models.svc:8080',
    });
  });

  test.each(deployments)('runs %s as `restricted` wants, with probes and limits', (name) => {
    expect(restrictedViolations(podOf(full, name) as Pod)).toEqual([]);
    expect(podOf(full, name)).toMatchObject({
      securityContext: { runAsNonRoot: true, runAsUser: 65532 },
      enableServiceLinks: false,
    });
    expect(containerOf(full, name)).toMatchObject({
      securityContext: { readOnlyRootFilesystem: true },
      startupProbe: expect.anything() as unknown,
      readinessProbe: expect.anything() as unknown,
      livenessProbe: expect.anything() as unknown,
      resources: {
        requests: { memory: expect.any(String) as string },
        limits: { memory: expect.any(String) as string },
      },
    });
  });

  test('asks the server about its database before it is sent requests, and never restarts it for that', () => {
    expect(containerOf(minimal)).toMatchObject({
      startupProbe: { httpGet: { path: '/readyz/isDirty', port: 'http-api' } },
      readinessProbe: { httpGet: { path: '/readyz/health', port: 'http-api' } },
      livenessProbe: { tcpSocket: { port: 'http-api' } },
    });
  });

  test('spreads two servers over nodes where the size says so, and budgets for them', () => {
    const large = rendered({ size: 'production' });
    expect(at(object(large.objects, 'Deployment'), 'spec', 'replicas')).toBe(2);
    expect(podOf(large)).toHaveProperty('topologySpreadConstraints');
    expect(object(large.objects, 'PodDisruptionBudget').metadata.name).toBe('model-registry-deployment');
    expect(minimal.objects.some(({ kind }) => kind === 'PodDisruptionBudget')).toBe(false);
  });

  test('lets teams and its own interface in to the server, and nobody in to the interface', () => {
    expect(object(full.objects, 'NetworkPolicy', 'model-registry-deployment').spec).toEqual({
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'model-registry', 'app.kubernetes.io/component': 'server' },
      },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              podSelector: {
                matchLabels: { 'app.kubernetes.io/name': 'model-registry', 'app.kubernetes.io/component': 'ui' },
              },
            },
            { namespaceSelector: { matchLabels: { 'modelregistry.kubeflow.org/client': 'enabled' } } },
          ],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ],
    });
    expect(object(full.objects, 'NetworkPolicy', 'model-registry-ui').spec).not.toHaveProperty('ingress');
  });

  test('gives its label to namespaces of teams, and to no other', () => {
    const { objects } = render((app) => {
      const platform = platformWith(app);
      platform.addNamespace('vision');
      return platform;
    });
    const labelled = objects
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => [metadata.name, metadata.labels?.['modelregistry.kubeflow.org/client']]);
    expect(Object.fromEntries(labelled)).toEqual({ kubeflow: undefined, vision: 'enabled' });
  });

  test('is found by user interfaces, which look for a label and a port', () => {
    const service = object(minimal.objects, 'Service', 'model-registry-service');
    expect(service.metadata.labels).toMatchObject({ component: 'model-registry' });
    expect(at(service, 'spec', 'ports', 0)).toMatchObject({ name: 'http-api', port: 8080, appProtocol: 'http' });
  });

  test('says where it answers, and when', () => {
    const app = new App({ log: () => undefined });
    const registry = new ModelRegistry(new Platform(app, 'local'), 'model-registry', {
      database: externalMysql({ host: 'db' }),
    });
    expect(registry.url).toBe('http://model-registry-service.kubeflow.svc:8080');
    expect(registry.uriScheme).toBeUndefined();
    expect(registry.addresses).toMatchObject([
      { name: 'api', url: 'http://model-registry-service.kubeflow.svc:8080/api/model_registry/v1alpha3' },
    ]);
    expect(registry.serving.checks.map(({ object: { kind, name }, condition }) => [kind, name, condition])).toEqual([
      ['Deployment', 'model-registry-deployment', 'condition=Available'],
    ]);
  });
});

const storageName = 'model-registry-storage-initializer';

describe('with KServe', () => {
  test('models are loaded by a pinned container, as `restricted` wants', () => {
    const { spec } = object(full.objects, 'ClusterStorageContainer', storageName);
    expect(spec).toMatchObject({
      supportedUriFormats: [{ prefix: 'model-registry://' }],
      workloadType: 'initContainer',
      container: {
        // KServe tells the container by its name.
        name: 'storage-initializer',
        image: images.storageInitializer,
        env: [
          { name: 'MODEL_REGISTRY_BASE_URL', value: 'model-registry-service.kubeflow.svc:8080' },
          { name: 'MODEL_REGISTRY_SCHEME', value: 'http' },
        ],
        resources: { requests: { cpu: '100m', memory: '100Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      },
    });
    const pod = { securityContext: {}, containers: [at(spec, 'container')] } as Pod;
    expect(restrictedViolations(pod)).toEqual([]);
    expect(linesOf(full, 'images.txt')).toContain(images.storageInitializer);
  });

  test('that container comes once its kind is there', () => {
    const install = linesOf(full, 'install.sh');
    const established = install.findIndex((line) => /Established.*clusterstoragecontainers\.serving/.test(line));
    const applied = install.findIndex((line) => line.includes('model-registry-storage-container.yaml'));
    expect(established).toBeGreaterThan(0);
    expect(applied).toBeGreaterThan(established);
  });

  test('a service names a registered model by the registry itself', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      const modelServing = new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [] });
      const registry = new ModelRegistry(platform, 'model-registry', {
        database: externalMysql({ host: 'db' }),
        namespace: 'models',
        modelServing,
      });
      expect(registry.uriScheme).toBe('model-registry');
      const chart = new Chart(platform, 'vision', { namespace: platform.addNamespace('vision') });
      new InferenceService(chart, 'iris', {
        model: { format: 'sklearn', storage: Storage.registry({ model: 'iris', version: 'v1', registry }) },
      });
      return platform;
    });
    expect(at(object(objects, 'InferenceService'), 'spec', 'predictor', 'model', 'storageUri')).toBe(
      'model-registry://model-registry-service.models.svc:8080/iris/v1',
    );
  });
});

describe('its database', () => {
  const access: DatabaseAccess = {
    ...{ host: 'db.example.com', port: 3307, database: 'models', user: 'app', tls: 'off' },
    password: { secret: 's', key: 'k' },
  };
  const rest = '$(DATABASE_PASSWORD)@tcp(db.example.com:3307)/models?charset=utf8mb4';

  test.each<[Partial<DatabaseAccess>, string]>([
    [{}, `app:${rest}`],
    [{ tls: 'skip-verify' }, `app:${rest}&tls=skip-verify`],
    [{ tls: 'verify' }, `app:${rest}&tls=true`],
    // The kubelet makes one of two.
    [{ user: 'a$$b' }, `a$$$$b:${rest}`],
  ])('%j is reached as the driver reads it', (given, expected) => {
    expect(dataSourceName({ ...access, ...given })).toBe(expected);
  });

  test('has a password that stands in no argument', () => {
    const container = containerOf(minimal);
    expect(at(container, 'env')).toEqual([
      {
        name: 'DATABASE_PASSWORD',
        valueFrom: { secretKeyRef: { name: 'mysql-model-registry', key: 'password' } },
      },
    ]);
    expect(JSON.stringify(at(container, 'args'))).toContain(':$(DATABASE_PASSWORD)@tcp(');
  });

  test('is trusted by the authority that is given', () => {
    const one = rendered({
      database: externalMysql({ host: 'db', authority: { configMap: 'authority', key: 'ca.pem' } }),
    });
    expect(podOf(one)).toMatchObject({
      volumes: [{ name: 'tmp' }, { name: 'authority', configMap: { name: 'authority' } }],
    });
    expect(containerOf(one)).toMatchObject({
      env: [{ name: 'DATABASE_PASSWORD' }, { name: 'SSL_CERT_FILE', value: '/etc/database/ca.pem' }],
      volumeMounts: [{ name: 'tmp' }, { name: 'authority', mountPath: '/etc/database', readOnly: true }],
    });
  });

  test('is its own, and so is its user', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      new ModelRegistry(platform, 'model-registry', { database: new Mysql(platform, 'mysql') });
      return platform;
    });
    const script = JSON.stringify(
      at(object(objects, 'StatefulSet', 'mysql'), 'spec', 'template', 'spec', 'containers', 0, 'command'),
    );
    expect(script).toMatch(
      /account model_registry 'model\\+_registry' 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX'/,
    );
    expect(object(objects, 'NetworkPolicy', 'mysql').spec).toMatchObject({
      ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'server' } } }] }],
    });
  });
});

describe('what is wrong is reported:', () => {
  const gate = new Gate('there', []);
  const wrong = (props: object): string[] => problemsOf((app) => platformWith(app, props));

  test.each<[object, string]>([
    [{ database: 'mysql' }, '"database" is "mysql", must be a Mysql component or externalMysql({...})'],
    [{ database: undefined }, '"database" is undefined, must be a Mysql component or externalMysql({...})'],
    [{ ui: 'yes' }, '"ui" is "yes", must be true or false'],
    [{ modelServing: true }, '"modelServing" is true, must be a KServe component or another IModelServing'],
    [
      { modelServing: { serving: gate } },
      '"modelServing" is {"serving":{"description":"there","checks":[]}}, must be a KServe component or another IModelServing',
    ],
    [{ replicas: 0 }, '"replicas" is 0, must be a whole number from 1 to 10'],
    [{ storageInitializer: true }, '"storageInitializer" is not a prop of this construct'],
  ])('%j', (props, message) => {
    expect(wrong(props)).toEqual([expect.stringContaining(`[local/model-registry] ${message}`)]);
  });

  test('props that are none, once', () => {
    const problems = problemsOf((app) => {
      new ModelRegistry(new Platform(app, 'local'), 'model-registry', null as unknown as ModelRegistryProps);
    });
    expect(problems).toEqual([
      '[local/model-registry] "props" is null, must be an object',
      '[local/model-registry] "database" is undefined, must be a Mysql component or externalMysql({...})',
    ]);
  });
});
