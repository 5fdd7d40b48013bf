import { Chart, Yaml } from 'cdk8s';
import { ArgoWorkflows, CertManager, Mysql, Pipelines, PipelinesProps, SeaweedFS } from '../../components';
import { App, Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { component, Pipeline, pipeline } from '../../lib/workloads';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';
import { clusterObjects, resourceVersions } from './support/cluster-objects';
import { render, RenderedApp } from './support/local-platform';

jest.setTimeout(10 * 60_000);

// No controller runs at this level, so nothing could answer these.
const needServers = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
const tenants = ['vision', 'speech'] as const;

/** A pipeline of one step, which says a word. */
const greet = (word: string) => {
  const say = component({ name: 'say', image: 'alpine:3', command: ['echo', word] });
  return pipeline({ name: 'greet', description: 'Greets' }, (p) => p.task(say));
};

/** What the version of a pipeline is called, which is said by its content. */
const versionOf = (word: string): string =>
  new Pipeline(new Chart(new App(), 'chart', { namespace: 'any' }), 'greet', { definition: greet(word) }).versionName;

/** Everything that pipelines stand on, in one platform, with two tenants and a pipeline of each. */
function program(word: string, props: Partial<PipelinesProps> = {}): (app: App) => void {
  return (app) => {
    const platform = new Platform(app, 'local', { size: 'laptop' });
    const single = props.mode === 'single-user';
    const installed = new Pipelines(platform, 'pipelines', {
      database: new Mysql(platform, 'mysql'),
      store: new SeaweedFS(platform, 'seaweedfs'),
      workflows: new ArgoWorkflows(platform, 'argo-workflows'),
      certificates: new CertManager(platform, 'cert-manager'),
      ...props,
    });
    if (!single) for (const name of tenants) installed.addTenant(platform.addNamespace(name));
    if (props.pipelineStore === 'database') return;
    for (const { namespace } of installed.tenants) {
      new Pipeline(new Chart(platform, `of-${namespace}`, { namespace }), 'greet', { definition: greet(word) });
    }
  };
}

describeLevel(2, 'a platform with pipelines on a real API server', () => {
  describe.each<[string, Partial<PipelinesProps>]>([
    ['several users', {}],
    [
      'several users and all that the first version needs',
      { cacheServer: true, metadataWriter: true, visualizationServer: true, viewerController: true },
    ],
    ['several users and pipelines in the database', { pipelineStore: 'database' }],
    ['a single user', { mode: 'single-user' }],
  ])('with %s', (_, props) => {
    let server: ApiServer;
    const apps: RenderedApp[] = [];
    let rendered: RenderedApp;

    const applyAll = async (from: RenderedApp): Promise<void> => {
      for (const { objects } of from.manifests('local')) {
        const served = objects.filter((object) => !needServers.includes(object.kind));
        if (served.length === 0) continue;
        await server.kubectl(['apply', '--server-side', '--field-manager=keelson', '-f', '-'], {
          input: Yaml.stringify(...served),
        });
        const crds = served.filter((object) => object.kind === 'CustomResourceDefinition');
        if (crds.length === 0) continue;
        await server.kubectl([
          ...['wait', '--for=condition=Established', '--timeout=60s'],
          ...crds.map(({ metadata }) => `customresourcedefinition/${metadata.name}`),
        ]);
      }
    };
    const versions = async (): Promise<Record<string, unknown>> => {
      const objects = rendered.objects('local').filter((object) => !needServers.includes(object.kind));
      // The API server writes a claim without a volume anew at each apply, as it is. Level 3 has volumes.
      const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim');
      const others = objects.filter((object) => !claims.includes(object));
      const specs = (await clusterObjects(server, claims)).map(({ spec }) => spec);
      return { ...(await resourceVersions(server, others)), specs };
    };
    const run = (word: string): RenderedApp => {
      const app = render(program(word, props));
      apps.push(app);
      return app;
    };

    beforeAll(async () => {
      rendered = run('hello');
      server = await ApiServer.start();
    });

    afterAll(async () => {
      await server.stop();
      for (const app of apps) app.remove();
    });

    test('applies in one pass, and a second apply changes nothing', async () => {
      await applyAll(rendered);
      const before = await versions();
      expect(Object.keys(before).length).toBeGreaterThan(80);
      await applyAll(rendered);
      expect(await versions()).toEqual(before);
    });

    test('its webhook configurations are accepted', async () => {
      const webhooks = rendered.objects('local').filter((object) => needServers.includes(object.kind));
      expect(webhooks.length).toBeGreaterThan(0);
      await server.kubectl(['apply', '--server-side', '--dry-run=server', '-f', '-'], {
        input: Yaml.stringify(...webhooks),
      });
    });

    if (props.pipelineStore === 'database') return;

    const names = async (kind: string, namespace: string): Promise<string[]> => {
      const { items } = await server.json<{ items: KubernetesObject[] }>(['get', kind, '-n', namespace]);
      return items.map(({ metadata }) => metadata.name).sort();
    };
    const namespaces = props.mode === 'single-user' ? ['kubeflow'] : tenants;

    const specOf = async (word: string, namespace: string): Promise<unknown> => {
      const version = await server.json<KubernetesObject>([
        'get',
        `pipelineversion/${versionOf(word)}`,
        '-n',
        namespace,
      ]);
      return (version.spec as { readonly pipelineSpec: unknown }).pipelineSpec;
    };

    test('has the pipeline of each tenant, and a version of it with its whole content', async () => {
      for (const namespace of namespaces) {
        expect(await names('pipelines.pipelines.kubeflow.org', namespace)).toEqual(['greet']);
        expect(await specOf('hello', namespace)).toEqual(greet('hello').compile().spec);
      }
    });

    test('other content gives a new version, and the old one stays', async () => {
      const both = [versionOf('hello'), versionOf('goodbye')].sort();
      expect(new Set(both).size).toBe(2);
      await applyAll(run('goodbye'));
      for (const namespace of namespaces) {
        expect(await names('pipelineversions', namespace)).toEqual(both);
        expect(await specOf('hello', namespace)).toEqual(greet('hello').compile().spec);
      }
    });

    if (props.mode === 'single-user') return;

    test('steps may do what they need in their namespace, and nothing in others', async () => {
      // As the API server of pipelines asks: there are no such objects as runs, so `kubectl auth can-i` does not know them.
      const can = async (account: string, verb: string, named: string, namespace: string): Promise<string> => {
        const [kind = '', name] = named.split('/');
        const [resource = '', ...group] = kind.split('.');
        const review = {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SubjectAccessReview',
          spec: {
            user: `system:serviceaccount:${account}`,
            resourceAttributes: {
              namespace,
              verb,
              group: group.join('.'),
              resource,
              ...(name === undefined ? {} : { name }),
            },
          },
        };
        const input = JSON.stringify(review);
        const answer = await server.kubectl(['create', '-f', '-', '-o', 'jsonpath={.status.allowed}'], { input });
        return answer.trim() === 'true' ? 'yes' : 'no';
      };
      const steps = 'vision:default-editor';
      const programs = 'vision:pipeline-editor';
      const answers: [string, string, string, string, string][] = [
        [steps, 'create', 'workflowtaskresults.argoproj.io', 'vision', 'yes'],
        [steps, 'get', 'configmaps/kfp-launcher', 'vision', 'yes'],
        [steps, 'get', 'secrets/seaweedfs-vision', 'vision', 'yes'],
        [steps, 'get', 'secrets/other', 'vision', 'no'],
        [steps, 'create', 'runs.pipelines.kubeflow.org', 'vision', 'no'],
        [steps, 'get', 'pods', 'speech', 'no'],
        [programs, 'create', 'runs.pipelines.kubeflow.org', 'vision', 'yes'],
        [programs, 'create', 'runs.pipelines.kubeflow.org', 'speech', 'no'],
        [programs, 'get', 'secrets/seaweedfs-vision', 'vision', 'no'],
        ['kubeflow:ml-pipeline-ui', 'get', 'secrets/seaweedfs-speech', 'speech', 'yes'],
        ['kubeflow:ml-pipeline-ui', 'list', 'secrets', 'speech', 'no'],
        ['kubeflow:ml-pipeline', 'create', 'workflows.argoproj.io', 'speech', 'yes'],
      ];
      for (const [account, verb, resource, namespace, answer] of answers) {
        expect([account, verb, resource, namespace, await can(account, verb, resource, namespace)]).toEqual([
          ...[account, verb, resource, namespace, answer],
        ]);
      }
    });
  });
});
