import { join } from 'node:path';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import { inferenceServices } from '../../examples/inference-service/main';
import { CertManager, KServe } from '../../components';
import { Platform } from '../../lib';
import { CustomResourceDefinition, gateway } from '../../lib/api';
import { apiGroups } from '../../lib/api/groups';
import { KubernetesObject } from '../../lib/core/manifest';
import { LLMInferenceService, Storage } from '../../lib/workloads';
import { wrongLlmInferenceServices } from '../bad-input/llm-inference-services';
import { wrongServingKinds } from '../bad-input/serving-kinds';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';
import { mustRun } from './harness/run';
import { render } from './support/local-platform';

jest.setTimeout(10 * 60_000);

const groups = ['cert-manager', 'kserve', 'kserve-llm', 'trainer'];

/** Upstream's own definitions of the Gateway API, which Keelson does not install, out of the module that KServe needs. */
async function gatewayCrds(): Promise<string> {
  const name = 'sigs.k8s.io/gateway-api';
  const folder = join(__dirname, 'tools/kserve');
  await mustRun('go', ['mod', 'download', name], { cwd: folder });
  const module = await mustRun('go', ['list', '-m', '-f', '{{.Dir}}', name], { cwd: folder });
  return join(module.trim(), 'config/crd/standard');
}

const isWebhook = ({ kind }: KubernetesObject): boolean => kind.endsWith('WebhookConfiguration');

describeLevel(2, 'kinds of serving', () => {
  let server: ApiServer;

  beforeAll(async () => {
    server = await ApiServer.start();
    const chart = new Chart(new App(), 'crds');
    const definitions = groups.flatMap((group) => apiGroups[group] ?? []);
    const crds = definitions.map(
      (definition) => new CustomResourceDefinition(chart, definition).toJson() as KubernetesObject,
    );
    expect(crds.length).toBeGreaterThan(15);
    await server.apply(Yaml.stringify(...crds));
    await server.kubectl(['apply', '--server-side', '-f', await gatewayCrds()]);
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crds', '--all']);
    await server.kubectl(['create', 'namespace', 'vision']);
  });

  afterAll(async () => {
    await server.stop();
  });

  const wrongKinds = [...wrongServingKinds, ...wrongLlmInferenceServices];

  test.each(wrongKinds.map((wrong) => [wrong.name, wrong] as const))('refuses %s', async (_, given) => {
    const { code, stderr } = await server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], {
      input: JSON.stringify(given.object),
    });
    expect(code).toBe(1);
    expect(stderr).toContain(given.field);
  });

  test('accepts all that KServe can install: the web app, models on nodes, language models, rights for KEDA', async () => {
    const rendered = render((app) => {
      const platform = new Platform(app, 'all', { size: 'production' });
      new KServe(platform, 'kserve', {
        certificates: new CertManager(platform, 'cert-manager'),
        ingress: { domain: 'models.example.com', gateway: { namespace: 'edge', name: 'edge' } },
        keda: { openTelemetry: {} },
        localModelCache: {},
        llmInferenceService: true,
        modelsWebApp: true,
      });
    });
    try {
      for (const { objects } of rendered.manifests('all')) {
        // No controller runs at this level, so nothing could answer webhooks; they are looked at, and not stored.
        const [stored, looked] = [objects.filter((one) => !isWebhook(one)), objects.filter(isWebhook)];
        await server.kubectl(['apply', '--server-side', '-f', '-'], { input: Yaml.stringify(...stored) });
        if (looked.length > 0) {
          const dryRun = ['apply', '--server-side', '--dry-run=server', '-f', '-'];
          await server.kubectl(dryRun, { input: Yaml.stringify(...looked) });
        }
        if (objects.some(({ kind }) => kind === 'CustomResourceDefinition')) {
          await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crds', '--all']);
        }
      }
      const deployments = await server.kubectl(['get', 'deployments', '-n', 'kubeflow', '-o', 'name']);
      expect(deployments.trim().split('\n').sort()).toEqual([
        'deployment.apps/kserve-controller-manager',
        'deployment.apps/kserve-localmodel-controller-manager',
        'deployment.apps/kserve-models-web-application',
        'deployment.apps/llmisvc-controller-manager',
      ]);
    } finally {
      rendered.remove();
    }
  });

  // The language model on a GPU among them, which no machine here could run.
  test('accepts the models of the example, and keeps every field', async () => {
    const objects = Testing.synth(inferenceServices(Testing.app())) as KubernetesObject[];
    await server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], { input: Yaml.stringify(...objects) });
    for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith('serving.kserve.io/'))) {
      const { spec } = await server.json<KubernetesObject>(['get', object.kind, object.metadata.name, '-n', 'vision']);
      expect(spec).toMatchObject(object.spec as object);
    }
    const { spec } = await server.json<{ spec: { predictor: { model: { resources: object } } } }>([
      ...['get', 'inferenceservice', 'qwen', '-n', 'vision'],
    ]);
    expect(spec.predictor.model.resources).toMatchObject({ limits: { 'nvidia.com/gpu': '1' } });
  });

  test('accepts a language model over nodes, and keeps every field', async () => {
    const chart = new Chart(new App(), 'models', { namespace: 'vision' });
    const service = new LLMInferenceService(chart, 'deep', {
      model: Storage.hf({ repo: 'deepseek-ai/DeepSeek-R1' }),
      parallelism: { data: 16, dataLocal: 8, expert: true },
      gpus: 8,
      worker: { gpus: 8 },
      prefill: { parallelism: { tensor: 4 }, gpus: 4 },
      router: { scheduler: true },
    });
    const object = service.resource.toJson();
    await server.kubectl(['create', '--validate=strict', '-f', '-'], { input: JSON.stringify(object) });
    const { spec } = await server.json<KubernetesObject>(['get', 'llminferenceservice', 'deep', '-n', 'vision']);
    expect(spec).toEqual(object.spec);
  });

  test('accepts a way into the cluster, and refuses what its rules do', async () => {
    const chart = new Chart(new App(), 'edge', { namespace: 'vision' });
    new gateway.Gateway(chart, 'gateway', {
      metadata: { name: 'edge' },
      spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
    });
    const backendRefs = [{ name: 'iris-predictor', port: 80 }];
    const matches = [{ path: { type: 'PathPrefix' as const, value: '/iris' } }];
    const route = new gateway.HTTPRoute(chart, 'route', {
      metadata: { name: 'iris' },
      spec: { parentRefs: [{ name: 'edge' }], hostnames: ['iris.example.com'], rules: [{ matches, backendRefs }] },
    });
    const objects = Testing.synth(chart) as object[];
    await server.kubectl(['create', '--validate=strict', '-f', '-'], { input: Yaml.stringify(...objects) });
    const { spec } = await server.json<KubernetesObject>(['get', 'httproute', 'iris', '-n', 'vision']);
    expect(spec).toMatchObject(route.toJson().spec as object);
    const wrong = { rules: [{ matches, backendRefs: [{ name: 'iris-predictor' }] }] };
    const refused = {
      ...route.toJson(),
      metadata: { name: 'wrong', namespace: 'vision' },
      spec: wrong,
    };
    const { code, stderr } = await server.exec('kubectl', ['create', '-f', '-'], { input: JSON.stringify(refused) });
    expect(code).toBe(1);
    expect(stderr).toContain('Must have port for Service reference');
  });
});
