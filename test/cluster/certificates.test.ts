import { X509Certificate } from 'node:crypto';
import { CertManager, JobSet, Trainer } from '../../components';
import { images as certManagerImages } from '../../components/cert-manager/version';
import { images as jobsetImages } from '../../components/jobset/version';
import { images as trainerImages } from '../../components/trainer/version';
import { App, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { isForbidden } from './harness/audit';
import { toolPath } from './harness/build';
import { certManagerImage } from './harness/cert-manager-images';
import { Cluster } from './harness/cluster';
import { eventually } from './harness/eventually';
import { controllerImage } from './harness/image';
import { describeLevel } from './harness/level';
import { trainingImage } from './harness/python-image';
import { resourceVersions } from './support/cluster-objects';
import { shortLivedJobSet, TEAM, trainJob, waitFor } from './support/jobs';
import { render, RenderedApp } from './support/local-platform';

jest.setTimeout(20 * 60_000);

const OWN = 'cert-manager';
const SYSTEM = 'kubeflow-system';

/** Training with webhooks whose certificates cert-manager makes. */
function program(app: App): void {
  const platform = new Platform(app, 'local', { size: 'laptop' });
  platform.addNamespace(TEAM);
  const certificates = new CertManager(platform, 'cert-manager');
  const jobsets = new JobSet(platform, 'jobset', { certificates });
  new Trainer(platform, 'trainer', { jobsets, certificates, runtimes: ['torch-distributed'] });
}

/** An authority of the team's own, which signs a certificate for a server. */
const authority = [
  {
    kind: 'Certificate',
    metadata: { name: 'authority' },
    spec: {
      isCA: true,
      commonName: 'team',
      secretName: 'authority',
      privateKey: { algorithm: 'ECDSA', size: 256 },
      issuerRef: { kind: 'ClusterIssuer', name: 'kubeflow-self-signing-issuer' },
    },
  },
  { kind: 'Issuer', metadata: { name: 'authority' }, spec: { ca: { secretName: 'authority' } } },
];

const server = (name: string) => ({
  kind: 'Certificate',
  metadata: { name },
  spec: { secretName: name, dnsNames: [`${name}.example.com`], issuerRef: { kind: 'Issuer', name: 'authority' } },
});

// One story on one cluster: each test goes on from where the one before it ended. The programs are cert-manager 1.11's, the
// last whose commands can be built as a dependency; manifests and definitions are those of the release that is installed.
describeLevel(3, 'certificates', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;

  const script = (name: string, ...args: string[]) =>
    cluster.exec('sh', [`${rendered.folder('local')}/${name}`, ...args], { timeoutMs: 15 * 60_000 });
  const apply = (...objects: object[]) =>
    cluster.apply(
      objects
        .map((object) => JSON.stringify({ apiVersion: 'cert-manager.io/v1', ...object }))
        .map((text) => text.replace('"metadata":{', `"metadata":{"namespace":"${TEAM}",`))
        .join('\n---\n'),
    );
  const ready = (name: string, namespace = TEAM) =>
    cluster.kubectl(['wait', '-n', namespace, '--for=condition=Ready', '--timeout=2m', `certificate/${name}`], {
      timeoutMs: 150_000,
    });
  const secret = async (name: string, namespace = TEAM): Promise<Record<string, string>> => {
    const { data } = await cluster.json<{ data: Record<string, string> }>(['get', '-n', namespace, `secret/${name}`]);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  };
  const bundle = async (kind: string, name: string): Promise<string> => {
    const { webhooks } = await cluster.json<{ webhooks: { clientConfig: { caBundle: string } }[] }>([
      'get',
      kind,
      name,
    ]);
    const all = new Set(webhooks.map(({ clientConfig }) => clientConfig.caBundle));
    expect(all.size).toBe(1);
    return Buffer.from([...all][0] ?? '', 'base64').toString();
  };

  beforeAll(async () => {
    rendered = render(program);
    cluster = await Cluster.start();
    for (const image of [
      await certManagerImage('controller', certManagerImages.controller),
      await certManagerImage('webhook', certManagerImages.webhook),
      await certManagerImage('cainjector', certManagerImages.cainjector),
      await controllerImage(jobsetImages.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
      await controllerImage(trainerImages.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
      await trainingImage(),
    ]) {
      await cluster.loadImage(image);
    }
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('install.sh installs in one pass, and no pod has restarted', async () => {
    const { code, stdout, stderr } = await script('install.sh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('platform "local" is installed');
    const selector = 'app.kubernetes.io/managed-by=keelson';
    const { items } = await cluster.json<{ items: KubernetesObject[] }>(['get', 'pods', '-A', '-l', selector]);
    const restarts = items.map(({ metadata, status }) => [
      metadata.name.replace(/-[^-]+-[^-]+$/, ''),
      (status as { containerStatuses: { restartCount: number }[] }).containerStatuses[0]?.restartCount,
    ]);
    expect(restarts.sort()).toEqual([
      ['cert-manager', 0],
      ['cert-manager-cainjector', 0],
      ['cert-manager-webhook', 0],
      ['jobset-controller-manager', 0],
      ['kubeflow-trainer-controller-manager', 0],
    ]);
  });

  test('webhooks answer with certificates whose authority the API server was given', async () => {
    for (const [certificate, name, configuration, host] of [
      [
        'jobset-serving-cert',
        'jobset-webhook-server-cert',
        'jobset-validating-webhook-configuration',
        'jobset-webhook-service',
      ],
      [
        'kubeflow-trainer-serving-cert',
        'kubeflow-trainer-webhook-cert',
        'validator.trainer.kubeflow.org',
        'kubeflow-trainer-controller-manager',
      ],
    ] as const) {
      await ready(certificate, SYSTEM);
      const data = await secret(name, SYSTEM);
      expect(await bundle('validatingwebhookconfiguration', configuration)).toBe(data['ca.crt']);
      expect(new X509Certificate(data['tls.crt'] ?? '').checkHost(`${host}.${SYSTEM}.svc`)).toBeDefined();
    }
    await cluster.apply(trainJob('certified', { env: { EPOCHS: '20' } }));
    await waitFor(cluster, 'certified', 'Complete');
  });

  test('an authority of a team signs for its servers', async () => {
    await apply(...authority, server('shop'));
    await ready('shop');
    const { 'tls.crt': leaf = '', 'ca.crt': root = '' } = await secret('shop');
    const [certificate, issuer] = [new X509Certificate(leaf), new X509Certificate(root)];
    expect(certificate.checkHost('shop.example.com')).toBe('shop.example.com');
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(issuer.ca).toBe(true);
    expect(root).toBe((await secret('authority'))['tls.crt']);
  });

  test('the webhook refuses what no issuer could sign', async () => {
    const both = {
      kind: 'Issuer',
      metadata: { name: 'both' },
      spec: { selfSigned: {}, ca: { secretName: 'authority' } },
    };
    await expect(apply(both)).rejects.toThrow(/may not specify more than one issuer type/);
    const nameless = { ...server('nameless'), spec: { ...server('nameless').spec, dnsNames: [] } };
    await expect(apply(nameless)).rejects.toThrow(/at least one of/);
    await expect(apply({ ...server('short'), spec: { ...server('short').spec, duration: '10m' } })).rejects.toThrow(
      /certificate duration must be greater than/,
    );
  });

  test('a certificate is issued again when its Secret is gone, and webhooks go on with it', async () => {
    const before = await secret('jobset-webhook-server-cert', SYSTEM);
    await cluster.kubectl(['delete', '-n', SYSTEM, 'secret/jobset-webhook-server-cert']);
    const after = await eventually(() => secret('jobset-webhook-server-cert', SYSTEM), { timeoutMs: 120_000 });
    expect(after['tls.crt']).not.toBe(before['tls.crt']);
    await eventually(
      async () => {
        const found = await bundle('mutatingwebhookconfiguration', 'jobset-mutating-webhook-configuration');
        expect(found).toBe(after['ca.crt']);
      },
      { timeoutMs: 120_000 },
    );
    // The controller learns of it once the kubelet has renewed its volume.
    await eventually(() => cluster.apply(shortLivedJobSet('renewed')), { timeoutMs: 180_000, intervalMs: 2_000 });
  });

  test('certificates are issued again after all programs were killed', async () => {
    const deleting = ['delete', 'pods', '-n', OWN, '--all', '--grace-period=0', '--force'];
    await cluster.kubectl(deleting, { timeoutMs: 120_000 });
    for (const name of ['cert-manager', 'cert-manager-cainjector', 'cert-manager-webhook']) {
      await cluster.kubectl(['rollout', 'status', '-n', OWN, '--timeout=3m', `deployment/${name}`], {
        timeoutMs: 200_000,
      });
    }
    // The new webhook signs with the authority of the one before it, which lies in a Secret.
    await eventually(() => apply(server('bank')), { timeoutMs: 120_000, intervalMs: 1_000 });
    await ready('bank');
  });

  test('a second install changes no object', async () => {
    const versions = () => resourceVersions(cluster, rendered.objects('local'));
    const before = await versions();
    const { code, stderr } = await script('install.sh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await versions()).toEqual(before);
  });

  test('nothing was forbidden to cert-manager', () => {
    const own = cluster
      .auditEvents()
      .filter((event) => event.user.username.startsWith(`system:serviceaccount:${OWN}:`));
    expect(own.filter(isForbidden).map((event) => `${event.user.username} ${event.verb} ${event.requestURI}`)).toEqual(
      [],
    );
    const active = new Set(own.map((event) => event.user.username.split(':').at(-1)));
    expect([...active].sort()).toEqual(['cert-manager', 'cert-manager-cainjector', 'cert-manager-webhook']);
  });

  test('uninstall.sh stops while certificates of teams are there, and removes everything when told to', async () => {
    const stopped = await script('uninstall.sh');
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain(`Certificate ${TEAM}/shop`);
    const { code, stderr } = await script('uninstall.sh', '--delete-workloads', '--delete-namespaces');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const kinds =
      'clusterroles,customresourcedefinitions,validatingwebhookconfigurations,mutatingwebhookconfigurations';
    const left = ['get', `${kinds},namespaces`, '-l', 'app.kubernetes.io/managed-by=keelson', '-o', 'name'];
    expect(await cluster.kubectl(left)).toBe('');
  });
});
