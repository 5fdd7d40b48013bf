import { join } from 'node:path';
import { CertManager, KServe } from '../../components';
import { images as kserveImages } from '../../components/kserve/version';
import { App, Platform } from '../../lib';
import { gateway } from '../../lib/api';
import { KubernetesObject } from '../../lib/core/manifest';
import { LLMInferenceService, LLMInferenceServiceProps, Storage } from '../../lib/workloads';
import { isForbidden } from './harness/audit';
import { Cluster } from './harness/cluster';
import { eventually } from './harness/eventually';
import { kserveProgramImage } from './harness/kserve-images';
import { describeLevel } from './harness/level';
import { trainingImage } from './harness/python-image';
import { mustRun } from './harness/run';
import { render, RenderedApp } from './support/local-platform';
import { CLAIM, LAB, manifests } from './support/serving';
import { loadServingImages } from './support/serving-images';

jest.setTimeout(20 * 60_000);

/** An image whose `python3` stands for a model server: it answers, and knows nothing of models. */
const STAND_IN = 'keelson.test/stand-in:1';

const inKubeflow = ['-n', 'kubeflow'];
const edge = { namespace: 'gateways', name: 'edge' };

function program(app: App): void {
  const platform = new Platform(app, 'local', { size: 'laptop' });
  platform.addNamespace(LAB, { podSecurity: 'baseline' });
  new KServe(platform, 'kserve', {
    certificates: new CertManager(platform, 'cert-manager'),
    runtimes: [],
    ingress: { domain: 'models.example.com', gateway: edge },
    llmInferenceService: true,
  });
}

/** Definitions that LLMInferenceServices need of others, out of the modules that KServe is built with. */
async function definitionsOfOthers(): Promise<string[]> {
  const folder = join(__dirname, 'tools/kserve');
  const modules = {
    'sigs.k8s.io/gateway-api': 'config/crd/standard',
    'sigs.k8s.io/gateway-api-inference-extension': 'config/crd/bases',
    'sigs.k8s.io/lws': 'config/crd/bases',
  };
  return Promise.all(
    Object.entries(modules).map(async ([name, crds]) => {
      await mustRun('go', ['mod', 'download', name], { cwd: folder });
      const module = await mustRun('go', ['list', '-m', '-f', '{{.Dir}}', name], { cwd: folder });
      return join(module.trim(), crds);
    }),
  );
}

/** Answers everything. */
const standIn = 'import http.server as s; s.HTTPServer(("", 8000), s.SimpleHTTPRequestHandler).serve_forever()';

/** A service whose server is the stand-in, on a volume that has no model. */
const service = (name: string, props: Partial<LLMInferenceServiceProps> = {}): string =>
  manifests((chart) => {
    // KServe's own probe is merged with it, and asks by HTTPS.
    const probe = { httpGet: { path: '/', port: 8000, scheme: 'HTTP' }, periodSeconds: 2, initialDelaySeconds: 1 };
    new LLMInferenceService(chart, name, {
      model: Storage.pvc({ claim: CLAIM, path: name }),
      image: STAND_IN,
      command: ['python3'],
      args: ['-c', standIn],
      readinessProbe: probe,
      livenessProbe: probe,
      resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory: '256Mi' } },
      ...props,
    });
  }, LAB);

interface Status {
  readonly status: { readonly conditions: readonly { readonly type: string; readonly status: string }[] };
}

// One story on one cluster: each test goes on from where the one before it ended. KServe's controller of LLMInferenceServices
// runs; a model server, which needs a GPU, a Gateway and a scheduler do not.
describeLevel(3, 'language models', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;

  const install = () => cluster.exec('sh', [`${rendered.folder('local')}/install.sh`], { timeoutMs: 15 * 60_000 });
  const names = async (kind: string): Promise<string[]> =>
    (await cluster.kubectl(['get', kind, '-n', LAB, '-o', 'name'])).split('\n').filter((name) => name !== '');

  beforeAll(async () => {
    rendered = render(program);
    cluster = await Cluster.start();
    await cluster.loadImage(await kserveProgramImage('llmisvc-controller', kserveImages.llmController));
    await cluster.loadImage(await trainingImage(STAND_IN));
    await loadServingImages(cluster);
    for (const folder of await definitionsOfOthers()) {
      await cluster.kubectl(['apply', '--server-side', '-f', folder]);
    }
    await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crds', '--all']);
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('install.sh installs in one pass, and no pod has restarted', async () => {
    const { code, stderr } = await install();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { items } = await cluster.json<{ items: (KubernetesObject & Pod)[] }>(['get', 'pods', ...inKubeflow]);
    const restarts = items.map(({ metadata, status }) => [
      metadata.name.replace(/-[^-]+-[^-]+$/, ''),
      status.containerStatuses.map(({ restartCount }) => restartCount),
    ]);
    expect(restarts.sort()).toEqual([
      ['kserve-controller-manager', [0]],
      ['llmisvc-controller-manager', [0]],
    ]);
    const configs = await cluster.kubectl(['get', 'llminferenceserviceconfigs', ...inKubeflow, '-o', 'name']);
    expect(configs.trim().split('\n')).toHaveLength(8);
  });

  test('a service becomes pods that run, a Service, and a route on the Gateway', async () => {
    await cluster.kubectl(['create', 'namespace', edge.namespace]);
    await cluster.apply(
      manifests((chart) => {
        new gateway.Gateway(chart, 'gateway', {
          metadata: { name: edge.name },
          spec: { gatewayClassName: 'none', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
        });
      }, edge.namespace),
    );
    await cluster.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: CLAIM, namespace: LAB },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
    );
    await cluster.apply(service('plain'));
    const ready = ['wait', '-n', LAB, '--for=condition=WorkloadsReady', '--timeout=3m', 'llminferenceservice/plain'];
    await cluster.kubectl(ready, { timeoutMs: 200_000 });
    const deployment = await cluster.json<KubernetesObject>(['get', 'deployment', 'plain-kserve', '-n', LAB]);
    expect(deployment.status).toMatchObject({ readyReplicas: 1 });
    expect(deployment.spec).toMatchObject({
      template: {
        spec: { containers: [{ name: 'main', image: STAND_IN, command: ['python3'], args: ['-c', standIn] }] },
      },
    });
    expect(await names('services')).toEqual(['service/plain-kserve-workload-svc']);
    const route = await cluster.json<KubernetesObject>(['get', 'httproute', 'plain-kserve-route', '-n', LAB]);
    expect(route.spec).toMatchObject({ parentRefs: [edge] });
  });

  test('what waits for a Gateway says so', async () => {
    const { status } = await cluster.json<Status>(['get', 'llminferenceservice', 'plain', '-n', LAB]);
    const held = Object.fromEntries(status.conditions.map((condition) => [condition.type, condition.status]));
    expect(held).toMatchObject({ WorkloadsReady: 'True', RouterReady: 'False', Ready: 'False' });
  });

  test('a scheduler, prompts apart, and copies over nodes become objects of their own', async () => {
    await cluster.apply(
      service('deep', {
        parallelism: { data: 4, dataLocal: 2 },
        worker: {},
        prefill: { replicas: 2 },
        router: { scheduler: true },
      }),
    );
    await eventually(
      async () => {
        expect(await names('leaderworkersets')).toEqual(['leaderworkerset.leaderworkerset.x-k8s.io/deep-kserve-mn']);
        expect(await names('inferencepools')).toEqual([
          'inferencepool.inference.networking.x-k8s.io/deep-inference-pool',
        ]);
        expect(await names('deployments')).toEqual(
          expect.arrayContaining([
            'deployment.apps/deep-kserve-prefill',
            'deployment.apps/deep-kserve-router-scheduler',
          ]),
        );
        return true;
      },
      { description: 'all parts of the service' },
    );
  });

  test('KServe’s webhook refuses what synth does', async () => {
    const wrong = {
      ...{ apiVersion: 'serving.kserve.io/v1alpha1', kind: 'LLMInferenceService' },
      metadata: { name: 'wrong', namespace: LAB },
      spec: { model: { uri: 'hf://a/b' }, parallelism: { data: 2 } },
    };
    const { code, stderr } = await cluster.exec('kubectl', ['create', '-f', '-'], { input: JSON.stringify(wrong) });
    expect(code).toBe(1);
    expect(stderr).toContain('dataLocal must be set when data is set');
  });

  test('a service that is deleted leaves nothing', async () => {
    await cluster.kubectl(['delete', 'llminferenceservices', '-n', LAB, '--all', '--timeout=2m'], {
      timeoutMs: 150_000,
    });
    const kinds = ['deployments', 'services', 'httproutes', 'inferencepools', 'leaderworkersets', 'inferencemodels'];
    await eventually(async () => (await names(kinds.join(','))).length === 0, { description: 'nothing is left' });
  });

  test('the controllers were forbidden nothing', () => {
    const forbidden = cluster
      .auditEvents()
      .filter(({ user }) => user.username.startsWith('system:serviceaccount:kubeflow:'))
      .filter(isForbidden);
    expect(forbidden.map(({ user, verb, requestURI }) => `${user.username} ${verb} ${requestURI}`)).toEqual([]);
  });
});

interface Pod {
  readonly status: { readonly containerStatuses: readonly { readonly restartCount: number }[] };
}
