import { externalMysql, JobSet, Katib, KatibProps, Mysql, Trainer, TrainingOperator } from '../../components';
import { version } from '../../components/katib/version';
import { Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, linesOf, object, render, Rendered } from '../support/app';
import { describeRights } from '../support/component';
import { Pod, restrictedViolations } from '../support/pod-security';

type Given = Omit<KatibProps, 'database'> & { readonly size?: 'laptop' | 'production'; readonly withTrainer?: boolean };

function rendered({ size = 'laptop', withTrainer = false, ...props }: Given = {}): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local', { size });
    const trialKinds = withTrainer
      ? [new Trainer(platform, 'trainer', { jobsets: new JobSet(platform, 'jobset') })]
      : undefined;
    new Katib(platform, 'katib', { database: externalMysql({ host: 'db' }), trialKinds, ...props });
    return platform;
  });
}

const minimal = rendered();
const withOperator = render((app) => {
  const platform = new Platform(app, 'local');
  const operator = new TrainingOperator(platform, 'training-operator', { kinds: ['PyTorchJob', 'TFJob'] });
  new Katib(platform, 'katib', { database: externalMysql({ host: 'db' }), trialKinds: [operator] });
  return platform;
});

interface Config {
  readonly init: { readonly controller: Record<string, unknown> };
  readonly runtime: {
    readonly suggestions: readonly (Record<string, unknown> & { readonly algorithmName: string })[];
    readonly metricsCollectors: readonly (Record<string, unknown> & { readonly kind: string })[];
    readonly earlyStoppings: readonly object[];
  };
}

const configOf = ({ objects }: Rendered): Config =>
  JSON.parse(String(at(object(objects, 'ConfigMap', 'katib-config'), 'data', 'katib-config.yaml'))) as Config;

const podOf = (objects: readonly KubernetesObject[], name: string): unknown =>
  at(object(objects, 'Deployment', name), 'spec', 'template', 'spec');

const containerOf = (objects: readonly KubernetesObject[], name: string): unknown =>
  at(podOf(objects, name), 'containers', 0);

describe('Katib', () => {
  test('may give roles over trials only where trials are stopped early', () => {
    const rules = (earlyStopping: boolean): unknown =>
      object(rendered({ earlyStopping }).objects, 'ClusterRole', 'katib-controller').rules;
    const roles = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'] };
    expect(rules(true)).toContainEqual({ verbs: ['get', 'list', 'watch', 'create'], ...roles });
    expect(JSON.stringify(rules(false))).not.toMatch(/rolebindings|serviceaccounts|"\*"/);
  });

  describe('without early stopping', () => {
    describeRights(() => rendered({ earlyStopping: false, withTrainer: true }).objects.filter(ofKatib));
  });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('is configured like this', () => {
    expect(configOf(rendered({ withTrainer: true }))).toMatchSnapshot();
  });

  test('labels every object with what it is', () => {
    for (const { kind, metadata } of minimal.objects.filter((one) => one.kind !== 'Namespace')) {
      expect({ kind, ...metadata }).toMatchObject({
        labels: {
          'app.kubernetes.io/name': 'katib',
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
      const trainer = new Trainer(platform, 'trainer', { jobsets: new JobSet(platform, 'jobset') });
      const props: Required<Omit<KatibProps, 'certificates'>> = {
        namespace: 'tuning',
        replicas: 3,
        resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
        nodeSelector: { pool: 'system' },
        tolerations: [{ key: 'system', operator: 'Exists' }],
        database: new Mysql(platform, 'mysql'),
        trialKinds: [trainer],
        algorithms: {
          tpe: { image: 'ghcr.io/acme/tpe:1' },
          own: { image: 'ghcr.io/acme/own:1', resources: { requests: { cpu: '1' } } },
        },
        earlyStopping: false,
        prometheusCollector: 'ghcr.io/acme/prometheus:1',
        ui: false,
      };
      new Katib(platform, 'katib', props);
      return platform;
    });
    const own = objects.filter(ofKatib).filter(({ kind }) => kind !== 'Namespace');
    expect(new Set(own.map(({ metadata }) => metadata.namespace))).toEqual(new Set([undefined, 'tuning']));
    expect(JSON.stringify(own.filter(({ kind }) => kind !== 'CustomResourceDefinition'))).not.toMatch(
      /"namespace":"kubeflow"|\.kubeflow:/,
    );
    expect(own.some(({ metadata }) => metadata.name === 'katib-ui')).toBe(false);
    expect(at(object(objects, 'Deployment', 'katib-controller'), 'spec', 'replicas')).toBe(3);
    for (const name of ['katib-controller', 'katib-db-manager']) {
      expect(podOf(objects, name)).toMatchObject({
        nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
        tolerations: [{ key: 'system', operator: 'Exists' }],
      });
    }
    expect(containerOf(objects, 'katib-controller')).toMatchObject({
      resources: { requests: { cpu: '2' }, limits: { memory: '8Gi' } },
      env: [{ name: 'KATIB_CORE_NAMESPACE', value: 'tuning' }],
    });
    const config = configOf({ objects } as Rendered);
    expect(config.init.controller).toMatchObject({ enableLeaderElection: true });
    expect(config.runtime.earlyStoppings).toEqual([]);
    const images = Object.fromEntries(
      config.runtime.suggestions.map(({ algorithmName, image }) => [algorithmName, image]),
    );
    expect(images).toMatchObject({
      tpe: 'ghcr.io/acme/tpe:1',
      own: 'ghcr.io/acme/own:1',
      random: expect.stringMatching(/hyperopt/) as string,
    });
    expect(config.runtime.metricsCollectors.map(({ kind }) => kind)).toContain('PrometheusMetric');
    // The password stands beside the server and beside the consumer.
    const copies = objects.filter(({ kind, metadata }) => kind === 'Role' && metadata.name === 'generate-mysql-katib');
    expect(copies.map(({ metadata }) => metadata.namespace)).toEqual(['kubeflow', 'tuning']);
  });

  test('starts services, collectors and all its own pods as `restricted` wants', () => {
    const config = configOf(minimal);
    expect(config.runtime.suggestions.map(({ algorithmName }) => algorithmName)).toEqual([
      ...['random', 'tpe', 'grid', 'multivariate-tpe', 'bayesianoptimization', 'cmaes', 'sobol'],
      ...['hyperband', 'enas', 'darts', 'pbt'],
    ]);
    for (const { securityContext } of config.runtime.suggestions) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
    expect(config.init.controller).toMatchObject({ injectSecurityContext: true });
    expect(config.runtime.metricsCollectors.length).toBeGreaterThan(2);
    for (const collector of config.runtime.metricsCollectors)
      expect(collector).toMatchObject({ waitAllProcesses: false });
    const deployments = minimal.objects.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual([
      'katib-controller',
      'katib-db-manager',
      'katib-ui',
    ]);
    for (const { metadata } of deployments) {
      expect(restrictedViolations(podOf(minimal.objects, metadata.name) as Pod)).toEqual([]);
      // The images' own user is root.
      expect(podOf(minimal.objects, metadata.name)).toMatchObject({
        securityContext: { runAsNonRoot: true, runAsUser: 1000 },
        enableServiceLinks: false,
      });
      expect(containerOf(minimal.objects, metadata.name)).toMatchObject({
        startupProbe: expect.anything() as unknown,
        readinessProbe: expect.anything() as unknown,
        livenessProbe: expect.anything() as unknown,
        resources: {
          requests: { memory: expect.any(String) as string },
          limits: { memory: expect.any(String) as string },
        },
      });
    }
  });

  test('watches Jobs, and what else is installed, which comes first', () => {
    expect(configOf(minimal).init.controller.trialResources).toEqual(['Job.v1.batch']);
    const all = rendered({ withTrainer: true });
    expect(configOf(all).init.controller.trialResources).toEqual([
      'Job.v1.batch',
      'TrainJob.v1alpha1.trainer.kubeflow.org',
    ]);
    const install = linesOf(all, 'install.sh');
    const established = install.findIndex((line) => /Established.*trainjobs\.trainer/.test(line));
    const applied = install.findIndex((line) => line.includes('-katib.yaml'));
    expect(established).toBeGreaterThan(0);
    expect(applied).toBeGreaterThan(established);
    // A controller that runs already learns of a new kind only by starting again.
    const checksum = (one: Rendered): unknown =>
      at(
        object(one.objects, 'Deployment', 'katib-controller'),
        'spec',
        'template',
        'metadata',
        'annotations',
        'checksum/config',
      );
    expect(checksum(all)).not.toBe(checksum(minimal));
  });

  const podWebhooksOf = ({ objects }: Rendered): object[] => {
    const { webhooks } = object(objects, 'MutatingWebhookConfiguration', 'katib.kubeflow.org');
    return (webhooks as object[]).filter((webhook) => JSON.stringify(at(webhook, 'rules')).includes('"pods"'));
  };

  test('asks about pods of trials in namespaces with its label, and about each of them once', () => {
    const webhooks = podWebhooksOf(minimal);
    expect(webhooks).toHaveLength(1);
    expect(webhooks[0]).toMatchObject({
      failurePolicy: 'Fail',
      rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
      clientConfig: { service: { name: 'katib-controller', namespace: 'kubeflow', path: '/mutate-pod' } },
      namespaceSelector: { matchLabels: { 'katib.kubeflow.org/metrics-collector-injection': 'enabled' } },
    });
    expect(webhooks[0]).not.toHaveProperty('objectSelector');
  });

  test.each<[string, () => Rendered, string]>([
    ['Jobs', () => minimal, "['Job']"],
    ['TrainJobs, whose pods a Job owns', () => rendered({ withTrainer: true }), "['Job']"],
    ['v1 jobs, which own their pods', () => withOperator, "['Job', 'PyTorchJob', 'TFJob']"],
  ])('asks about no pods but those of %s', (_, of, owners) => {
    expect(at(podWebhooksOf(of())[0], 'matchConditions', 0, 'expression')).toBe(
      `has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(owner, owner.kind in ${owners})`,
    );
  });

  test('asks about no pods that load data or models for a TrainJob, which lack the container that trains', () => {
    expect(at(podWebhooksOf(minimal)[0], 'matchConditions', 1)).toEqual({
      name: 'that-trains',
      expression:
        "!has(object.metadata.labels) || !object.metadata.labels.exists(label, label == 'jobset.sigs.k8s.io/replicatedjob-name' && object.metadata.labels[label].endsWith('-initializer'))",
    });
  });

  test('runs its controller with its own configuration, certificate and user', () => {
    expect(podOf(minimal.objects, 'katib-controller')).toMatchObject({
      serviceAccountName: 'katib-controller',
      securityContext: { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      volumes: [
        { name: 'config', configMap: { name: 'katib-config' } },
        { name: 'certificate', secret: { secretName: 'katib-webhook-cert' } },
      ],
    });
    expect(containerOf(minimal.objects, 'katib-controller')).toMatchObject({
      command: ['./katib-controller'],
      args: ['--katib-config=/etc/config/katib-config.yaml'],
      env: [{ name: 'KATIB_CORE_NAMESPACE', value: 'kubeflow' }],
      volumeMounts: [
        { name: 'config', mountPath: '/etc/config', readOnly: true },
        { name: 'certificate', mountPath: '/tmp/cert', readOnly: true },
      ],
    });
    expect(at(configOf(minimal), 'init', 'certGenerator')).toEqual({
      enable: true,
      webhookServiceName: object(minimal.objects, 'Service', 'katib-controller').metadata.name,
      webhookSecretName: object(minimal.objects, 'Secret').metadata.name,
    });
  });

  test('gives its label to namespaces of teams, and to no other', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      platform.addNamespace('before');
      new Katib(platform, 'katib', { database: externalMysql({ host: 'db' }) });
      platform.addNamespace('after');
      return platform;
    });
    const labelled = objects
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => [metadata.name, metadata.labels?.['katib.kubeflow.org/metrics-collector-injection']]);
    expect(Object.fromEntries(labelled)).toEqual({ before: 'enabled', kubeflow: undefined, after: 'enabled' });
  });

  test('lets its own parts, trials and services of algorithms in to the database manager, and nobody in to the user interface', () => {
    const own = (component: string) => ({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'katib', 'app.kubernetes.io/component': component } },
    });
    const wherever = (label: string) => ({
      namespaceSelector: {},
      podSelector: { matchExpressions: [{ key: `katib.kubeflow.org/${label}`, operator: 'Exists' }] },
    });
    expect(object(minimal.objects, 'NetworkPolicy', 'katib-db-manager').spec).toMatchObject({
      policyTypes: ['Ingress'],
      ingress: [
        {
          ports: [{ port: 6789, protocol: 'TCP' }],
          from: [own('manager'), own('ui'), wherever('trial'), wherever('suggestion')],
        },
      ],
    });
    expect(object(minimal.objects, 'NetworkPolicy', 'katib-ui').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'katib', 'app.kubernetes.io/component': 'ui' } },
      policyTypes: ['Ingress'],
    });
  });

  const databasePod = (options: Partial<Parameters<typeof externalMysql>[0]>): unknown => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      new Katib(platform, 'katib', { database: externalMysql({ host: 'db.example.com', ...options }) });
      return platform;
    });
    return podOf(objects, 'katib-db-manager');
  };
  const database = (options: Parameters<typeof databasePod>[0]): readonly { name: string; value?: string }[] =>
    at(databasePod(options), 'containers', 0, 'env') as { name: string; value?: string }[];

  test('reaches its database with a password from a Secret', () => {
    expect(database({ tls: 'off', port: 3307, databases: { katib: { database: 'tuning', user: 'app' } } })).toEqual([
      { name: 'DB_NAME', value: 'mysql' },
      { name: 'DB_USER', value: 'app' },
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'mysql-tuning', key: 'password' } } },
      { name: 'KATIB_MYSQL_DB_HOST', value: 'db.example.com' },
      { name: 'KATIB_MYSQL_DB_PORT', value: '3307' },
      { name: 'KATIB_MYSQL_DB_DATABASE', value: 'tuning' },
    ]);
  });

  // The end is what Katib writes behind it. The driver's own rules: options stand behind the first "?", parted by "&".
  test.each([
    ['verify', 'true'],
    ['skip-verify', 'skip-verify'],
  ] as const)('encrypts connections: %s', (tls, expected) => {
    const name = database({ tls }).find((variable) => variable.name === 'KATIB_MYSQL_DB_DATABASE')?.value ?? '';
    const [path, ...rest] = `${name}?timeout=5s`.split('?');
    const options = rest
      .join('?')
      .split('&')
      .map((option) => option.split(/=(.*)/s).slice(0, 2));
    expect(path).toBe('katib');
    expect(options).toEqual([
      ['timeout', '5s'],
      ['tls', expected],
      ['@keelson', '1 -- ?timeout=5s'],
    ]);
  });

  test('checks the certificate by the authority that it is given', () => {
    const pod = databasePod({ authority: { configMap: 'rds', key: 'ca.pem' } });
    expect(pod).toMatchObject({ volumes: [{ name: 'authority', configMap: { name: 'rds' } }] });
    const container = at(pod, 'containers', 0);
    expect(container).toMatchObject({ volumeMounts: [{ name: 'authority', mountPath: '/etc/database' }] });
    expect(at(container, 'env')).toContainEqual({ name: 'SSL_CERT_FILE', value: '/etc/database/ca.pem' });
  });
});

function ofKatib({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.['app.kubernetes.io/name'] === 'katib';
}
