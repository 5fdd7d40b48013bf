import { CertManager, CertManagerProps, existingCertManager, JobSet, Katib, Mysql, Trainer } from '../../components';
import { images, version } from '../../components/cert-manager/version';
import { ICertificateIssuer, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, linesOf, object, problemsOf, render, Rendered } from '../support/app';
import { describeRights } from '../support/component';

function rendered(props?: CertManagerProps, size?: 'laptop' | 'small' | 'production'): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local', { size });
    new CertManager(platform, 'cert-manager', props);
    return platform;
  });
}

const minimal = rendered();
const named = (objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject | undefined =>
  objects.find((one) => one.kind === kind && one.metadata.name === name);
const rolesOf = (objects: readonly KubernetesObject[]): string =>
  JSON.stringify(objects.filter(({ kind }) => kind.endsWith('Role')));

describe('CertManager', () => {
  describeRights(() => minimal.objects, {
    'cert-manager-cainjector': ['changing any webhook', 'changing CRDs'],
    'cert-manager-controller-certificates': ['changing any secret'],
    'cert-manager-controller-clusterissuers': ['changing any secret'],
    'cert-manager-controller-issuers': ['changing any secret'],
    'cert-manager-edit': [
      'the verb of create,delete,deletecollection,patch,update',
      'the verb of create,delete,deletecollection,patch,update',
    ],
    'cert-manager-tokenrequest': ['entering pods'],
  });

  test('labels every object with what it is', () => {
    for (const { kind, metadata } of minimal.objects.filter((one) => one.kind !== 'Namespace')) {
      expect({ kind, labels: metadata.labels }).toMatchObject({
        kind,
        labels: {
          'app.kubernetes.io/name': 'cert-manager',
          'app.kubernetes.io/version': version,
          'app.kubernetes.io/instance': 'local',
          'app.kubernetes.io/managed-by': 'keelson',
        },
      });
    }
  });

  test('has pods with requests and a memory limit, without variables of Services, and with the probes that there are', () => {
    const pods = minimal.objects.filter(({ kind }) => kind === 'Deployment');
    expect(pods).toHaveLength(3);
    for (const pod of pods) {
      expect(at(pod, 'spec', 'template', 'spec', 'enableServiceLinks')).toBe(false);
      expect(at(pod, 'spec', 'template', 'spec', 'containers', 0, 'resources')).toMatchObject({
        requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
        limits: { memory: expect.any(String) as string },
      });
    }
    expect(
      at(named(pods, 'Deployment', 'cert-manager-webhook'), 'spec', 'template', 'spec', 'containers', 0),
    ).toMatchObject({
      startupProbe: { httpGet: { path: '/healthz', port: 'healthcheck' } },
      readinessProbe: { httpGet: { path: '/healthz' } },
      livenessProbe: { httpGet: { path: '/livez' } },
    });
  });

  test('lets callers in to the webhook alone', () => {
    const policies = minimal.objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata, spec }) => [metadata.name, at(spec, 'ingress')])).toEqual([
      ['cert-manager', undefined],
      ['cert-manager-cainjector', undefined],
      ['cert-manager-webhook', [{ ports: [{ port: 10250, protocol: 'TCP' }] }]],
    ]);
  });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const props: Required<CertManagerProps> = {
      namespace: 'certificates',
      replicas: 3,
      resources: { requests: { cpu: '1' }, limits: { memory: '3Gi' } },
      nodeSelector: { pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
      gatewayApi: true,
    };
    const { objects } = rendered(props);
    const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined));
    expect([...namespaces]).toEqual(['certificates']);
    for (const name of ['cert-manager', 'cert-manager-cainjector', 'cert-manager-webhook']) {
      const deployment = named(objects, 'Deployment', name);
      expect(at(deployment, 'spec', 'replicas')).toBe(3);
      expect(at(deployment, 'spec', 'template', 'spec')).toMatchObject({
        nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
        tolerations: [{ key: 'system', operator: 'Exists' }],
        containers: [{ resources: { requests: { cpu: '1' }, limits: { memory: '3Gi' } } }],
      });
      expect(named(objects, 'PodDisruptionBudget', name)?.metadata.namespace).toBe('certificates');
    }
    for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']) {
      const configuration = object(objects, kind);
      expect(configuration.metadata.annotations).toEqual({
        'cert-manager.io/inject-ca-from-secret': 'certificates/cert-manager-webhook-ca',
      });
      expect(at(configuration, 'webhooks', 0, 'clientConfig', 'service', 'namespace')).toBe('certificates');
    }
    const controller = named(objects, 'Deployment', 'cert-manager');
    expect(at(controller, 'spec', 'template', 'spec', 'containers', 0, 'args')).toContain('--enable-gateway-api=true');
    expect(rolesOf(objects)).toContain('gateway.networking.k8s.io');
    expect(rolesOf(minimal.objects)).not.toContain('gateway.networking.k8s.io');
  });

  test('lists all its images, also that of the pods that the controller makes', () => {
    expect(linesOf(minimal, 'images.txt')).toEqual(Object.values(images).sort());
    const controller = named(minimal.objects, 'Deployment', 'cert-manager');
    expect(at(controller, 'spec', 'template', 'spec', 'containers', 0, 'args')).toContain(
      `--acme-http01-solver-image=${images.acmeSolver}`,
    );
  });

  test('elects its leaders in its own namespace', () => {
    expect(JSON.stringify(minimal.objects)).not.toContain('kube-system');
  });

  test('serves only after all its programs run and its webhooks have their authority', () => {
    const platform = new Platform(undefined as never, 'local');
    const { serving, needs } = new CertManager(platform, 'cert-manager');
    expect(needs.map(({ description }) => description)).toEqual(['the API of cert-manager is established']);
    expect(serving.checks.map(({ object: one, condition }) => `${one.kind} ${one.name} ${condition}`)).toEqual([
      'Deployment cert-manager condition=Available',
      'Deployment cert-manager-cainjector condition=Available',
      'Deployment cert-manager-webhook condition=Available',
      'MutatingWebhookConfiguration cert-manager-webhook jsonpath={.webhooks[0].clientConfig.caBundle}',
      'ValidatingWebhookConfiguration cert-manager-webhook jsonpath={.webhooks[0].clientConfig.caBundle}',
    ]);
  });

  test('has replicas in production', () => {
    const { objects } = rendered({}, 'production');
    expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toHaveLength(3);
  });

  test('reports what is wrong with its props', () => {
    const reports = (props: object): string[] =>
      problemsOf((app) => new CertManager(new Platform(app, 'local'), 'cert-manager', props));
    expect(reports({ gatewayApi: 'yes' })).toEqual([
      '[local/cert-manager] "gatewayApi" is "yes", must be true or false',
    ]);
    expect(reports({ gatewayAPI: true })).toEqual([
      '[local/cert-manager] "gatewayAPI" is not a prop of this construct, did you mean "gatewayApi"?',
    ]);
    expect(reports({ replicas: 0 })).toEqual([
      '[local/cert-manager] "replicas" is 0, must be a whole number from 1 to 10',
    ]);
  });
});

/** A platform whose components have their certificates from an issuer. */
function withCertificates(issuer: (platform: Platform) => ICertificateIssuer): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local');
    const certificates = issuer(platform);
    const jobsets = new JobSet(platform, 'jobset', { certificates });
    const trainer = new Trainer(platform, 'trainer', { jobsets, certificates });
    new Katib(platform, 'katib', { certificates, database: new Mysql(platform, 'mysql'), trialKinds: [trainer] });
    return platform;
  });
}

const controllers: readonly (readonly [string, string, string, string, string])[] = [
  [
    'jobset',
    'kubeflow-system',
    'jobset-serving-cert',
    'jobset-webhook-server-cert',
    'jobset-webhook-service.kubeflow-system',
  ],
  [
    'trainer',
    'kubeflow-system',
    'kubeflow-trainer-serving-cert',
    'kubeflow-trainer-webhook-cert',
    'kubeflow-trainer-controller-manager.kubeflow-system',
  ],
  ['katib', 'kubeflow', 'katib-webhook-cert', 'katib-webhook-cert', 'katib-controller.kubeflow'],
];

describe.each<[string, (platform: Platform) => ICertificateIssuer]>([
  ['CertManager', (platform) => new CertManager(platform, 'cert-manager')],
  ['existingCertManager', () => existingCertManager()],
])('certificates of %s', (_, issuer) => {
  const { objects } = withCertificates(issuer);

  test.each(controllers)('%s gets one in place of its own', (name, namespace, certificate, secret, host) => {
    expect(named(objects, 'Certificate', certificate)).toMatchObject({
      metadata: { namespace },
      spec: {
        secretName: secret,
        dnsNames: [`${host}.svc`, `${host}.svc.cluster.local`],
        issuerRef: { kind: 'Issuer', name: 'selfsigned-issuer' },
      },
    });
    const own = objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === name);
    const configurations = own.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
    expect(configurations).toHaveLength(2);
    for (const { metadata } of configurations) {
      expect(metadata.annotations).toEqual({ 'cert-manager.io/inject-ca-from': `${namespace}/${certificate}` });
    }
    // The issuer makes the Secret, and the controller has no business with webhook configurations.
    expect(named(own, 'Secret', secret)).toBeUndefined();
    expect(rolesOf(own)).not.toMatch(/admissionregistration|webhook-cert|server-cert/);
    const config = own.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.includes('config'));
    const text = Object.values((config as unknown as { data: Record<string, string> }).data)[0] ?? '';
    expect(text).toMatch(/"(internalCertManagement|certManagement|certGenerator)": \{\s*"enable": false/);
  });

  test('one issuer for each namespace', () => {
    const issuers = objects.filter(({ kind }) => kind === 'Issuer').map(({ metadata }) => metadata.namespace);
    expect(issuers.sort()).toEqual(['kubeflow', 'kubeflow-system']);
  });
});

test('what asks for a certificate waits for who issues it', () => {
  const platform = new Platform(undefined as never, 'local');
  const certificates = new CertManager(platform, 'cert-manager');
  expect(new JobSet(platform, 'jobset', { certificates }).needs).toContain(certificates.serving);
  expect(new JobSet(platform, 'other', { certificates: existingCertManager() }).needs).toHaveLength(1);
});

test('an existing issuer signs where one is named', () => {
  const issuer = { name: 'company', kind: 'ClusterIssuer' };
  const { objects } = withCertificates(() => existingCertManager({ issuer }));
  expect(named(objects, 'Certificate', 'katib-webhook-cert')).toMatchObject({
    spec: { issuerRef: { ...issuer, group: 'cert-manager.io' } },
  });
  expect(objects.filter(({ kind }) => kind === 'Issuer')).toEqual([]);
});

test.each<[unknown, string]>([
  [
    'cert-manager',
    '[local/jobset] "certificates" is "cert-manager", must be a CertManager component or another ICertificateIssuer',
  ],
  [{}, '[local/jobset] "certificates" is {}, must be a CertManager component or another ICertificateIssuer'],
])('reports %j as an issuer', (certificates, message) => {
  expect(problemsOf((app) => new JobSet(new Platform(app, 'local'), 'jobset', { certificates } as object))).toEqual([
    message,
  ]);
});

test.each<[object, string]>([
  [{ issue: {} }, '[local/jobset] "issue" is not a prop of this construct, did you mean "issuer"?'],
  [{ issuer: 'company' }, '[local/jobset] "issuer" is "company", must be an object'],
  [{ issuer: { kind: 'Issuer' } }, '[local/jobset] "issuer.name" is missing; name the Issuer that signs'],
])('reports %j as an existing cert-manager', (options, message) => {
  const certificates = existingCertManager(options);
  expect(problemsOf((app) => new JobSet(new Platform(app, 'local'), 'jobset', { certificates }))).toEqual([message]);
});
