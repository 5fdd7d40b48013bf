import { CertManager, KServe } from '../../components';
import { images as kserveImages } from '../../components/kserve/version';
import { App, Platform } from '../../lib';
import { kserve } from '../../lib/api';
import { KubernetesObject } from '../../lib/core/manifest';
import { Storage } from '../../lib/workloads';
import { isForbidden } from './harness/audit';
import { Cluster } from './harness/cluster';
import { kserveProgramImage, servingImage, servingPrograms, storageInitializerImage } from './harness/kserve-images';
import { describeLevel } from './harness/level';
import { ExpectedPredictions } from './harness/s3-image';
import { render, RenderedApp } from './support/local-platform';
import { addressOf, ask } from './support/requests';
import { LAB, manifests, runtime, SERVER, service } from './support/serving';
import { loadServingImages } from './support/serving-images';

jest.setTimeout(20 * 60_000);

/** Below the folder of volumes, whose parts all users may write to. */
const folder = '/tmp/hostpath_pv/local-models';
const worker = { 'kserve/localmodel': 'worker' };
const url = `http://files.${LAB}.svc.cluster.local:8080/model.joblib`;

function program(app: App): void {
  const platform = new Platform(app, 'local', { size: 'laptop' });
  platform.addNamespace(LAB, { podSecurity: 'baseline' });
  new KServe(platform, 'kserve', {
    certificates: new CertManager(platform, 'cert-manager'),
    runtimes: [],
    localModelCache: { path: folder, nodeSelector: worker },
  });
}

/** Trains a model, says what it predicts, and serves its file. */
const files = [
  'import http.server as s, os, subprocess',
  `subprocess.run(["python3", "${servingPrograms.train}", "/tmp/iris"], check=True)`,
  'os.chdir("/tmp/iris")',
  's.HTTPServer(("", 8080), s.SimpleHTTPRequestHandler).serve_forever()',
].join('\n');

const fileServer = [
  {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'files', namespace: LAB, labels: { app: 'files' } } },
    spec: {
      containers: [
        {
          ...{ name: 'files', image: SERVER, command: ['python3', '-u', '-c', files] },
          readinessProbe: { httpGet: { path: '/model.joblib', port: 8080 }, periodSeconds: 1 },
        },
      ],
    },
  },
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'files', namespace: LAB } },
    spec: { selector: { app: 'files' }, ports: [{ port: 8080 }] },
  },
];

// One story on one cluster: each test goes on from where the one before it ended.
describeLevel(3, 'models on nodes', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;
  let expected: ExpectedPredictions;

  const wait = (condition: string, ...object: string[]) =>
    cluster.kubectl(['wait', `--for=${condition}`, '--timeout=3m', ...object], { timeoutMs: 200_000 });

  beforeAll(async () => {
    rendered = render(program);
    cluster = await Cluster.start();
    for (const image of [
      await kserveProgramImage('kserve-localmodel-controller', kserveImages.localModelController),
      await kserveProgramImage('kserve-localmodelnode-agent', kserveImages.localModelAgent),
      await storageInitializerImage(kserveImages.storageInitializer),
      await servingImage(SERVER),
    ]) {
      await cluster.loadImage(image);
    }
    await loadServingImages(cluster);
    await cluster.kubectl(['label', 'nodes', '--all', ...Object.entries(worker).map((label) => label.join('='))]);
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('install.sh installs in one pass, with an agent on the node', async () => {
    const script = `${rendered.folder('local')}/install.sh`;
    const { code, stderr } = await cluster.exec('sh', [script], { timeoutMs: 15 * 60_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const agents = ['daemonset/kserve-localmodelnode-agent', '-n', 'kserve-localmodel-agents'];
    await cluster.kubectl(['rollout', 'status', '--timeout=2m', ...agents], { timeoutMs: 150_000 });
  });

  test('a model is loaded onto the node by a job', async () => {
    await cluster.apply(fileServer.map((object) => JSON.stringify(object)).join('\n---\n'));
    await wait('condition=Ready', 'pod/files', '-n', LAB);
    const log = await cluster.kubectl(['logs', 'pod/files', '-n', LAB]);
    expected = JSON.parse(log.split('\n')[0] ?? '') as ExpectedPredictions;
    const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kserve/localmodel', operator: 'Exists' }] }] };
    const storageClassName = 'local-models';
    await cluster.apply(
      manifests((chart) => {
        new kserve.LocalModelNodeGroup(chart, 'workers', {
          metadata: { name: 'workers' },
          spec: {
            storageLimit: '1Gi',
            persistentVolumeSpec: {
              ...{ accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, storageClassName },
              ...{ hostPath: { path: folder }, nodeAffinity: { required } },
            },
            persistentVolumeClaimSpec: {
              ...{ accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '1Gi' } } },
            },
          },
        });
        new kserve.LocalModelCache(chart, 'iris', {
          metadata: { name: 'iris' },
          spec: { sourceModelUri: url, modelSize: '10Mi', nodeGroups: ['workers'] },
        });
      }),
    );
    await wait('jsonpath={.status.copies.available}=1', 'localmodelcache/iris');
  });

  test('a service reads it from the node, when the source is gone', async () => {
    await cluster.kubectl(['delete', 'pod', 'files', '-n', LAB, '--grace-period=0', '--force'], { timeoutMs: 60_000 });
    await cluster.apply(manifests(runtime, LAB));
    await cluster.apply(service('iris', Storage.https({ url }), {}, LAB));
    await wait('condition=Ready', 'inferenceservice/iris', '-n', LAB);
    const address = await addressOf(cluster, 'iris-predictor', LAB);
    const { instances, predictions } = expected;
    expect(await ask(cluster, `${address}/v1/models/iris:predict`, { instances })).toEqual({ predictions });
    const { status } = await cluster.json<KubernetesObject>(['get', 'localmodelcache', 'iris']);
    expect(status).toMatchObject({ inferenceServices: [{ name: 'iris', namespace: LAB }] });
  });

  test('the controllers and the agent were forbidden nothing', () => {
    const ours = /^system:serviceaccount:(kubeflow|kserve-localmodel-agents):/;
    const forbidden = cluster
      .auditEvents()
      .filter(({ user }) => ours.test(user.username))
      .filter(isForbidden);
    expect(forbidden.map(({ user, verb, requestURI }) => `${user.username} ${verb} ${requestURI}`)).toEqual([]);
  });
});
