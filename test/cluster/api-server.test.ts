import { ApiObject, App as Cdk8sApp, Yaml } from 'cdk8s';
import { KubernetesObject } from '../../lib/core/manifest';
import { environments } from '../../stacks/environments';
import { customStack } from '../../examples/custom-stack/main';
import { trainJobs } from '../../examples/train-job/main';
import { customResources } from '../bad-input/custom-resources';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';
import { clusterObjects, resourceVersions } from './support/cluster-objects';
import { kubectlName, render, RenderedApp } from './support/local-platform';

jest.setTimeout(10 * 60_000);

// No controller runs at this level, so nothing could answer these.
const needServers = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const programs: Record<string, Parameters<typeof render>[0]> = {
  ...Object.fromEntries(
    Object.entries(environments).map(([name, create]) => [
      name,
      (app) => {
        create?.(app, {});
      },
    ]),
  ),
  acme: (app) => {
    customStack(app);
  },
};

describeLevel(2, 'real API server', () => {
  describe.each(Object.entries(programs))('environment %s', (name, program) => {
    let server: ApiServer;
    let rendered: RenderedApp;

    const applyAll = async (): Promise<void> => {
      for (const { objects } of rendered.manifests(name)) {
        const served = objects.filter((object) => !needServers.includes(object.kind));
        await server.kubectl(['apply', '--server-side', '--field-manager=keelson', '-f', '-'], {
          input: Yaml.stringify(...served),
        });
        const crds = served.filter((object) => object.kind === 'CustomResourceDefinition');
        for (const crd of crds)
          await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...kubectlName(crd)]);
      }
    };
    const versions = async (): Promise<Record<string, unknown>> => {
      const objects = rendered.objects(name).filter((object) => !needServers.includes(object.kind));
      // The API server writes a claim without a volume anew at each apply, as it is. Level 3 has volumes.
      const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
      const others = objects.filter((object) => !claims.includes(object));
      const specs = (await clusterObjects(server, claims)).map(({ spec }) => spec);
      return { ...(await resourceVersions(server, others)), specs };
    };

    beforeAll(async () => {
      rendered = render(program);
      server = await ApiServer.start();
    });

    afterAll(async () => {
      await server.stop();
      rendered.remove();
    });

    test('applies in one pass', async () => {
      await applyAll();
    });

    test('its webhook configurations are accepted', async () => {
      const webhooks = rendered.objects(name).filter((object) => needServers.includes(object.kind));
      expect(webhooks.length).toBeGreaterThan(0);
      await server.kubectl(['apply', '--server-side', '--dry-run=server', '-f', '-'], {
        input: Yaml.stringify(...webhooks),
      });
    });

    test('a second apply changes nothing', async () => {
      const before = await versions();
      await applyAll();
      expect(await versions()).toEqual(before);
    });

    test('shows the descriptions of its kinds', async () => {
      const explained = await server.kubectl(['explain', 'trainjob.spec.trainer.numNodes']);
      expect(explained).toContain('Number of pods that train together');
    });

    test('accepts the jobs of the example', async () => {
      await server.kubectl(['create', 'namespace', 'vision']).catch(() => 'it has it already');
      await server.apply(Yaml.stringify(...objectsOf((app) => trainJobs(app))));
    });

    if (name !== 'local') return;

    test.each(customResources.map((wrong) => [wrong.name, wrong] as const))(
      'refuses %s',
      async (_, { object, field }) => {
        const namespaced = { ...object, metadata: { namespace: 'default', ...object.metadata } };
        const given = object.kind === 'ClusterTrainingRuntime' ? object : namespaced;
        const { code, stderr } = await server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], {
          input: JSON.stringify(given),
        });
        expect(code).toBe(1);
        expect(stderr).toContain(field);
      },
    );

    test('fields that cannot change are held', async () => {
      const job = objectsOf((app) => trainJobs(app))[0] as KubernetesObject & { spec: { trainer: object } };
      const changed = { ...job, spec: { ...job.spec, trainer: { ...job.spec.trainer, numNodes: 3 } } };
      await expect(server.apply(JSON.stringify(changed))).rejects.toThrow(/spec\.trainer.*field is immutable/);
    });

    test('defaults are filled in', async () => {
      await server.apply(
        JSON.stringify({
          apiVersion: 'trainer.kubeflow.org/v1alpha1',
          kind: 'TrainJob',
          metadata: { name: 'bare', namespace: 'default' },
          spec: { runtimeRef: { name: 'torch-distributed' } },
        }),
      );
      const { spec } = await server.json<KubernetesObject>(['get', 'trainjob/bare', '-n', 'default']);
      expect(spec).toEqual({
        managedBy: 'trainer.kubeflow.org/trainjob-controller',
        runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'ClusterTrainingRuntime', name: 'torch-distributed' },
        suspend: false,
      });
    });
  });
});

function objectsOf(program: (app: Cdk8sApp) => void): KubernetesObject[] {
  const app = new Cdk8sApp();
  program(app);
  return app.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson() as KubernetesObject] : []));
}
