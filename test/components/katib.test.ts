import { externalMysql, JobSet, Katib, KatibProps, Mysql, Trainer } from '../../components';
import { version } from '../../components/katib/version';
import { Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, linesOf, object, problemsOf, render, Rendered } from '../support/app';
import { describeRights } from '../support/component';
import { rawChart } from '../support/parts';

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
      const props: Required<KatibProps> = {
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
    const controller = object(objects, 'Deployment', 'katib-controller');
    expect(at(controller, 'spec', 'replicas')).toBe(3);
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
    for (const collector of config.runtime.metricsCollectors)
      expect(collector).toMatchObject({ waitAllProcesses: false });
    const deployments = minimal.objects.filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual([
      'katib-controller',
      'katib-db-manager',
      'katib-ui',
    ]);
    for (const { metadata } of deployments) {
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
    const applied = install.findIndex((line) => /-katib\.yaml/.test(line));
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

  test('asks about pods of jobs alone, and about each of them once', () => {
    const webhooks = object(
      rendered({ withTrainer: true }).objects,
      'MutatingWebhookConfiguration',
      'katib.kubeflow.org',
    ).webhooks as {
      name: string;
    }[];
    const pods = webhooks.filter(({ name }) => name.includes('pod'));
    expect(pods).toMatchObject([
      { namespaceSelector: { matchLabels: { 'katib.kubeflow.org/metrics-collector-injection': 'enabled' } } },
      {
        namespaceSelector: {
          matchExpressions: [
            { key: 'katib.kubeflow.org/metrics-collector-injection', operator: 'NotIn', values: ['enabled'] },
          ],
        },
        objectSelector: { matchLabels: { 'katib.kubeflow.org/metrics-collector-injection': 'enabled' } },
      },
    ]);
    for (const webhook of pods) {
      expect(at(webhook, 'matchConditions', 0, 'expression')).toBe(
        "has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(owner, owner.kind in ['Job'])",
      );
    }
  });

  test('lets trials and its own parts in to the database manager, and nobody in to the user interface', () => {
    expect(object(minimal.objects, 'NetworkPolicy', 'katib-db-manager').spec).toMatchObject({
      ingress: [
        {
          ports: [{ port: 6789 }],
          from: [
            { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'manager' } } },
            { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'ui' } } },
            {
              namespaceSelector: {},
              podSelector: { matchExpressions: [{ key: 'katib.kubeflow.org/trial', operator: 'Exists' }] },
            },
          ],
        },
      ],
    });
    expect(object(minimal.objects, 'NetworkPolicy', 'katib-ui').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'katib', 'app.kubernetes.io/component': 'ui' } },
      policyTypes: ['Ingress'],
    });
  });

  const database = (
    options: Partial<Parameters<typeof externalMysql>[0]>,
  ): readonly { name: string; value?: string }[] => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      new Katib(platform, 'katib', { database: externalMysql({ host: 'db.example.com', ...options }) });
      return platform;
    });
    return at(containerOf(objects, 'katib-db-manager'), 'env') as { name: string; value?: string }[];
  };

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
    const variables = database({ authority: { configMap: 'rds', key: 'ca.pem' } });
    expect(variables).toContainEqual({ name: 'SSL_CERT_FILE', value: '/etc/database/ca.pem' });
  });
});

function ofKatib({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.['app.kubernetes.io/name'] === 'katib';
}

describe('what is wrong is reported:', () => {
  const wrong = (props: object, experiment?: object): string[] =>
    problemsOf((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['vision'] });
      new Katib(platform, 'katib', { database: externalMysql({ host: 'db' }), ...props } as KatibProps);
      if (experiment !== undefined) rawChart(platform, [experiment]);
    });

  test.each<[object, string]>([
    [{ database: 'mysql' }, '[local/katib] "database" is "mysql", must be a Mysql component or externalMysql({...})'],
    [
      { database: undefined },
      '[local/katib] "database" is undefined, must be a Mysql component or externalMysql({...})',
    ],
    [{ database: null }, '[local/katib] "database" is null, must be a Mysql component or externalMysql({...})'],
    [
      { trialKinds: ['TrainJob'] },
      '[local/katib] "trialKinds" has "TrainJob", must have components that install jobs, such as Trainer',
    ],
    [
      { trialKinds: [null] },
      '[local/katib] "trialKinds" has null, must have components that install jobs, such as Trainer',
    ],
    [{ algorithms: { own: {} } }, '[local/katib] "algorithms.own" is not of the release, so its "image" is required'],
    [
      { algorithms: { tpe: { image: 'x' } } },
      '[local/katib] "algorithms.tpe.image" is "x", must be an image with a tag or a digest',
    ],
    [
      { algorithms: { tpe: { imagee: 'x:1' } } },
      '[local/katib] "imagee" is not a prop of this construct, did you mean "image"?',
    ],
    [{ earlyStopping: 'medianstop' }, '[local/katib] "earlyStopping" is "medianstop", must be true or false'],
    [{ ui: 1 }, '[local/katib] "ui" is 1, must be true or false'],
    [
      { prometheusCollector: 'p' },
      '[local/katib] "prometheusCollector" is "p", must be an image with a tag or a digest',
    ],
    [{ databse: 1 }, '[local/katib] "databse" is not a prop of this construct, did you mean "database"?'],
  ])('%j', (props, message) => {
    expect(wrong(props)).toEqual([message]);
  });

  const experiment = (spec: object): object => ({
    apiVersion: 'kubeflow.org/v1beta1',
    kind: 'Experiment',
    metadata: { name: 'e', namespace: 'vision' },
    spec: {
      objective: { type: 'minimize', objectiveMetricName: 'loss' },
      algorithm: { algorithmName: 'random' },
      parameters: [{ name: 'x', parameterType: 'double', feasibleSpace: { min: '0', max: '1' } }],
      trialTemplate: {
        primaryContainerName: 'main',
        trialParameters: [{ name: 'x', reference: 'x' }],
        trialSpec: { apiVersion: 'batch/v1', kind: 'Job', spec: {} },
      },
      ...spec,
    },
  });

  test.each<[string, object, string]>([
    [
      'an algorithm that is not there',
      { algorithm: { algorithmName: 'tpee' } },
      'uses the algorithm "tpee", which this Katib does not have, did you mean "tpe"?',
    ],
    [
      'early stopping that is off',
      { earlyStopping: { algorithmName: 'medianstop' } },
      'uses the early stopping algorithm "medianstop", which this Katib does not have',
    ],
    [
      'a collector without an image',
      { metricsCollectorSpec: { collector: { kind: 'PrometheusMetric' } } },
      'uses the metrics collector "PrometheusMetric", which this Katib does not have',
    ],
    [
      'trials of a kind that is not installed',
      {
        trialTemplate: {
          primaryContainerName: 'node',
          trialParameters: [{ name: 'x', reference: 'x' }],
          trialSpec: { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob', spec: {} },
        },
      },
      'uses trials of the kind "trainer.kubeflow.org/v1alpha1 TrainJob", which this Katib does not have',
    ],
  ])('%s', (_, spec, message) => {
    expect(wrong({ earlyStopping: false }, experiment(spec))).toEqual([
      expect.stringContaining(`Experiment vision/e ${message}`),
    ]);
  });

  test('and an experiment that fits is not', () => {
    expect(wrong({ earlyStopping: false }, experiment({}))).toEqual([]);
  });
});
