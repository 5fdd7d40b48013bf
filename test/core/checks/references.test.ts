import { Platform } from '../../../lib';
import { existingConfigMap, Provided } from '../../../lib/core/checks/references';
import { problemsOf } from '../../support/app';
import { RawPart, rawChart } from '../../support/parts';

const metadata = (name: string) => ({ name, namespace: 'default' });

/** A Deployment whose pods carry `app: web` and open the port http. */
const deployment = (replicas: number, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata('web'),
  spec: {
    replicas,
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
    },
  },
});
const service = (selector: object | undefined, port: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata('web'),
  spec: { selector, ports: [port] },
});
const policy = (matchLabels: object | undefined) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: metadata('web'),
  spec: { podSelector: { matchLabels } },
});
const budget = (matchLabels: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: metadata('web'),
  spec: { selector: { matchLabels } },
});
const webhook = (target: object | undefined) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'v' },
  webhooks: [{ name: 'w', clientConfig: target === undefined ? { url: 'https://x.example' } : { service: target } }],
});

function problems(...objects: object[]): string[] {
  return problemsOf((app) => {
    new RawPart(new Platform(app, 'local'), 'raw', objects);
  }).map((message) => message.replace(/^\[local\/raw\/object-\d\] /, ''));
}

describe('a Service', () => {
  test('selects pods of the platform', () => {
    expect(problems(deployment(1), service({ app: 'web' }, { port: 80, targetPort: 'http' }))).toEqual([]);
    expect(problems(deployment(1), service({ app: 'other' }, { port: 80, targetPort: 'http' }))).toEqual([
      'Service default/web selects {"app":"other"}, which no pod of the platform carries',
    ]);
  });

  test('sends to a port that they open, by name or number', () => {
    expect(problems(deployment(1), service({ app: 'web' }, { port: 8080 }))).toEqual([]);
    expect(problems(deployment(1), service({ app: 'web' }, { port: 80, targetPort: 8080 }))).toEqual([]);
    expect(problems(deployment(1), service({ app: 'web' }, { port: 80 }))).toEqual([
      'Service default/web sends to the port 80, which its pods do not open',
    ]);
    expect(problems(deployment(1), service({ app: 'web' }, { port: 80, targetPort: 'grpc' }))).toEqual([
      'Service default/web sends to the port "grpc", which its pods do not open',
    ]);
  });

  test('may have no selector', () => {
    expect(problems(service(undefined, { port: 80 }))).toEqual([]);
  });

  test('may stand for what others run, where no component made it', () => {
    expect(
      problemsOf((app) => rawChart(new Platform(app, 'local'), [service({ app: 'other' }, { port: 80 })])),
    ).toEqual([]);
  });
});

test('a NetworkPolicy selects pods of the platform by their labels, all, or pods that a controller makes', () => {
  expect(problems(deployment(1), policy({ app: 'web' }))).toEqual([]);
  expect(problems(policy(undefined))).toEqual([]);
  expect(problems(policy({ 'jobset.sigs.k8s.io/jobset-name': 'job' }))).toEqual([]);
  expect(problems(deployment(1), policy({ 'app.kubernetes.io/name': 'x' }))).toEqual([
    'NetworkPolicy default/web selects {"app.kubernetes.io/name":"x"}, which no pod of the platform carries',
  ]);
});

test('a disruption budget guards more than one pod', () => {
  expect(problems(deployment(2), budget({ app: 'web' }))).toEqual([]);
  expect(problems(deployment(1), budget({ app: 'web' }))).toEqual([
    'PodDisruptionBudget default/web guards a single pod, which would block every drain of its node; run two replicas or drop it',
  ]);
});

test('a webhook calls a Service of the platform', () => {
  const web = service({ app: 'web' }, { port: 443, targetPort: 'http' });
  const to = (name: string, port?: number) => webhook({ name, namespace: 'default', port });
  expect(problems(deployment(1), web, to('web'))).toEqual([]);
  expect(problems(webhook(undefined))).toEqual([]);
  expect(problems(deployment(1), web, to('gone'))).toEqual([
    'the webhook "w" calls the Service default/gone:443, which the platform does not have',
  ]);
  expect(problems(deployment(1), web, to('web', 8443))).toEqual([
    'the webhook "w" calls the Service default/web:8443, which the platform does not have',
  ]);
});

describe('a pod', () => {
  test('runs as a ServiceAccount of the platform', () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('runner') };
    expect(problems(deployment(1, { serviceAccountName: 'runner' }), account)).toEqual([]);
    expect(problems(deployment(1, { serviceAccountName: 'runner' }))).toEqual([
      'Deployment default/web uses the ServiceAccount "runner", which the platform does not have',
    ]);
  });

  test('mounts what the platform has, or what it can do without', () => {
    const volumes = (optional?: boolean) => [
      { name: 'a', secret: { secretName: 'gone', optional } },
      { name: 'b', configMap: { name: 'gone', optional } },
      { name: 'c', emptyDir: {} },
    ];
    expect(problems(deployment(1, { volumes: volumes(true) }))).toEqual([]);
    expect(problems(deployment(1, { volumes: volumes() }))).toEqual([
      'Deployment default/web uses the Secret "gone", which the platform does not have',
      'Deployment default/web uses the ConfigMap "gone", which the platform does not have',
    ]);
  });

  test('takes values from what the platform has, or from what it can do without', () => {
    const pod = (optional?: boolean) => {
      const from = (kind: string) => ({ name: 'A', valueFrom: { [kind]: { name: 'gone', key: 'k', optional } } });
      const env = [from('secretKeyRef'), from('configMapKeyRef')];
      return deployment(1, { containers: [{ name: 'c', env }] });
    };
    expect(problems(pod(true))).toEqual([]);
    expect(problems(pod())).toEqual([
      'Deployment default/web uses the Secret "gone", which the platform does not have',
      'Deployment default/web uses the ConfigMap "gone", which the platform does not have',
    ]);
  });

  test('has what Kubernetes puts into every namespace', () => {
    const volumes = [{ name: 'ca', configMap: { name: 'kube-root-ca.crt' } }];
    expect(problems(deployment(1, { serviceAccountName: 'default', volumes }))).toEqual([]);
  });

  test('finds neither in another namespace', () => {
    const elsewhere = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'runner', namespace: 'kube-public' },
    };
    expect(problems(deployment(1, { serviceAccountName: 'runner' }), elsewhere)).toHaveLength(1);
  });

  describe('may use what is there without standing in the output:', () => {
    const pod = deployment(1, {
      volumes: [{ name: 'b', configMap: { name: 'theirs' } }],
      containers: [{ name: 'c', env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'theirs', key: 'k' } } }] }],
    });
    const lacks = 'Deployment default/web uses the ConfigMap "theirs", which the platform does not have';
    const withProvided = (provided: Provided): string[] =>
      problemsOf((app) => {
        const part = new RawPart(new Platform(app, 'local'), 'raw', [pod]);
        part.node.addMetadata(existingConfigMap, provided);
      }).map((message) => message.replace(/^\[local\/raw\/object-\d\] /, ''));

    test('a ConfigMap of its namespace', () => {
      expect(withProvided({ kind: 'ConfigMap', namespace: 'default', name: 'theirs' })).toEqual([]);
    });

    test.each<[string, Provided]>([
      ['another name', { kind: 'ConfigMap', namespace: 'default', name: 'other' }],
      ['another namespace', { kind: 'ConfigMap', namespace: 'kube-public', name: 'theirs' }],
      ['a Secret of that name', { kind: 'Secret', namespace: 'default', name: 'theirs' }],
      ['a Secret unless said otherwise', { namespace: 'default', name: 'theirs' }],
    ])('not %s', (_, provided) => {
      expect(withProvided(provided)).toEqual([lacks, lacks]);
    });
  });
});
