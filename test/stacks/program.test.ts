import { writeFileSync } from 'node:fs';
import { AddressInfo, createServer, Server } from 'node:net';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-27';
import { ValidationError } from '../../lib';
import { at, tempFolder } from '../support/app';
import { named, secret } from '../support/pulumi';
import { kubeconfigOf } from './kubeconfigs';
import { refusal, runWith } from './program-run';

// Each test registers whole platforms.
jest.setTimeout(60_000);

let server: Server;
const before = process.env.KUBECONFIG;
const path = join(tempFolder(), 'kubeconfig');
const away = kubeconfigOf('https://127.0.0.1:1');

beforeAll(async () => {
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  writeFileSync(path, kubeconfigOf(`https://127.0.0.1:${(server.address() as AddressInfo).port}`));
  process.env.KUBECONFIG = path;
});
afterAll(async () => {
  if (before === undefined) delete process.env.KUBECONFIG;
  else process.env.KUBECONFIG = before;
  pulumi.runtime.setAllConfig({});
  await new Promise((done) => server.close(done));
});

test('outputs tell what is installed, where it answers and where passwords are, but no password', async () => {
  const { outputs, warnings } = await runWith();
  expect(warnings).toEqual([]);
  expect(outputs).toMatchInlineSnapshot(`
   {
     "addresses": {
       "katib": {
         "ui": {
           "localUrl": "http://localhost:8080/katib/",
           "portForward": "kubectl port-forward --namespace kubeflow service/katib-ui 8080:80",
           "url": "http://katib-ui.kubeflow.svc/katib/",
         },
       },
       "model-registry": {
         "api": {
           "localUrl": "http://localhost:8080/api/model_registry/v1alpha3",
           "portForward": "kubectl port-forward --namespace kubeflow service/model-registry-service 8080:8080",
           "url": "http://model-registry-service.kubeflow.svc:8080/api/model_registry/v1alpha3",
         },
       },
       "mysql": {
         "server": {
           "localUrl": "mysql://localhost:3306",
           "portForward": "kubectl port-forward --namespace kubeflow service/mysql 3306:3306",
           "url": "mysql://mysql.kubeflow.svc:3306",
         },
       },
       "pipelines": {
         "ui": {
           "localUrl": "http://localhost:8080/pipeline/",
           "portForward": "kubectl port-forward --namespace kubeflow service/ml-pipeline-ui 8080:80",
           "url": "http://ml-pipeline-ui.kubeflow.svc/pipeline/",
         },
       },
       "seaweedfs": {
         "s3": {
           "localUrl": "http://localhost:8333",
           "portForward": "kubectl port-forward --namespace kubeflow service/seaweedfs 8333:8333",
           "url": "http://seaweedfs.kubeflow.svc:8333",
         },
       },
     },
     "credentials": {
       "mysql": {
         "katib": {
           "key": "password",
           "namespace": "kubeflow",
           "secret": "mysql-katib",
         },
         "metadb": {
           "key": "password",
           "namespace": "kubeflow",
           "secret": "mysql-metadb",
         },
         "mlpipeline": {
           "key": "password",
           "namespace": "kubeflow",
           "secret": "mysql-mlpipeline",
         },
         "model_registry": {
           "key": "password",
           "namespace": "kubeflow",
           "secret": "mysql-model-registry",
         },
         "root": {
           "key": "password",
           "namespace": "kubeflow",
           "secret": "mysql-root",
         },
       },
       "seaweedfs": {
         "argo-workflows": {
           "key": "secretkey",
           "namespace": "kubeflow",
           "secret": "seaweedfs-argo-workflows",
         },
         "kubeflow": {
           "key": "secretkey",
           "namespace": "kubeflow",
           "secret": "seaweedfs-kubeflow",
         },
         "ml-pipeline": {
           "key": "secretkey",
           "namespace": "kubeflow",
           "secret": "seaweedfs-ml-pipeline",
         },
         "ml-pipeline-ui": {
           "key": "secretkey",
           "namespace": "kubeflow",
           "secret": "seaweedfs-ml-pipeline-ui",
         },
       },
     },
     "environment": "local",
     "next": "add a namespace for a team, and run pulumi up again: pulumi config set --path 'keelson:teams[0]' <name>",
     "size": "laptop",
     "teams": [],
     "versions": {
       "argo-workflows": "v3.7.3",
       "cert-manager": "v1.19.4",
       "jobset": "v0.11.0",
       "katib": "v0.19.0",
       "kserve": "v0.16.0",
       "model-registry": "v0.3.8",
       "mysql": "8.4.8",
       "pipelines": "2.16.0",
       "seaweedfs": "4.53",
       "trainer": "v2.2.0",
     },
   }
  `);
});

test('settings reach the platform, its objects and its provider', async () => {
  const { registered, outputs } = await runWith({
    config: {
      'keelson:size': 'small',
      'keelson:components': '["mysql","katib"]',
      'keelson:registry': 'm.example/kf',
      'keelson:pullSecrets': '["mirror"]',
      'keelson:existingNamespaces': '["kubeflow"]',
      'keelson:teams': '[{"name":"vision","podSecurity":"baseline"},"speech"]',
      'keelson:context': 'kind',
      'keelson:timeoutSeconds': '77',
      'keelson:deleteOnDestroy': '["crds"]',
    },
  });
  expect(outputs).toMatchObject({ size: 'small', teams: ['vision', 'speech'] });
  expect(Object.keys(outputs?.versions ?? {})).toEqual(['mysql', 'katib']);
  expect(outputs?.next).toBe('submit a workload: kubectl apply --server-side --namespace vision --filename <file>');

  const ui = registered.find(({ type, name }) => type.endsWith(':Deployment') && name.includes('ui'));
  expect(ui?.timeout).toBe('77s');
  const pods = at(ui?.inputs, 'spec', 'template', 'spec');
  expect(at(pods, 'containers', 0, 'image')).toMatch(/^m\.example\/kf\/kubeflow\/katib/);
  expect(at(pods, 'imagePullSecrets')).toEqual([{ name: 'mirror' }]);
  const namespaces = registered.filter(({ type }) => type === 'kubernetes:core/v1:Namespace');
  expect(namespaces.map(({ inputs }) => at(inputs, 'metadata', 'name'))).toEqual(['vision', 'speech']);
  expect(at(namespaces[0]?.inputs, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce')).toBe('baseline');
  expect(namespaces.map(({ retainOnDelete }) => retainOnDelete)).toEqual([true, true]);
  const crds = registered.filter(({ type }) => type.endsWith(':CustomResourceDefinition'));
  expect(crds.map(({ retainOnDelete }) => retainOnDelete)).not.toContain(true);
  const provider = named(registered, 'kubernetes').inputs;
  expect(provider).toMatchObject({ context: 'kind' });
  // Where the provider looks by itself: what is not given, it would take from this run's environment.
  expect(provider.kubeconfig).toBe('');
});

test('a kubeconfig of the settings reaches the provider as content, and secret', async () => {
  const content = kubeconfigOf(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (const [given, secrets] of [
    [path, []],
    [content, ['keelson:kubeconfig']],
  ] as const) {
    const { registered } = await runWith({ config: { 'keelson:kubeconfig': given }, secrets });
    expect(named(registered, 'kubernetes').inputs.kubeconfig).toEqual(secret(content));
  }
});

test('passwords come from where the settings say', async () => {
  const secretsOf = async (passwords: string, values: Record<string, string> = {}) => {
    const config = { 'keelson:passwords': passwords, 'keelson:components': '["mysql","katib"]', ...values };
    const { registered } = await runWith({ config, secrets: Object.keys(values) });
    return {
      jobs: registered.filter(({ type }) => type.endsWith(':Job')).map(({ inputs }) => at(inputs, 'metadata', 'name')),
      values: registered
        .filter(({ type, inputs }) => type.endsWith(':Secret') && 'stringData' in inputs)
        .map(({ inputs }) => [at(inputs, 'metadata', 'name'), inputs.stringData]),
    };
  };
  const job = (user: string) => expect.stringMatching(`generate-mysql-${user}-`) as string;
  expect(await secretsOf('cluster')).toEqual({ jobs: [job('root'), job('katib')], values: [] });

  const state = await secretsOf('state');
  expect(state.jobs).toEqual([]);
  expect(state.values.map(([name]) => name).sort()).toEqual(['mysql-katib', 'mysql-root']);

  const mixed = await secretsOf('{"katib":{"config":"katibPassword"},"root":{"existing":"made-before"}}', {
    'keelson:katibPassword': 'hunter2',
  });
  expect(mixed).toEqual({ jobs: [], values: [['mysql-katib', secret({ password: 'hunter2' })]] });
  const one = await secretsOf('{"katib":{"config":"katibPassword"}}', { 'keelson:katibPassword': 'hunter2' });
  expect(one.jobs).toEqual([job('root')]);
});

test('wrong settings are told all at once, and register nothing, with a cluster or without', async () => {
  const config = { 'keelson:szie': 'small', 'keelson:timeoutSeconds': 'long', 'keelson:teams': '["Vision"]' };
  for (const kubeconfig of [path, '/nowhere/kubeconfig']) {
    expect(refusal(await runWith({ config: { ...config, 'keelson:kubeconfig': kubeconfig } })).split('\n')).toEqual([
      '3 problems in the configuration of the stack, nothing was registered:',
      expect.stringMatching(/^ {2}"keelson:teams\[0\]" is "Vision", /),
      expect.stringMatching(/^ {2}"keelson:timeoutSeconds" is "long", /),
      '  "keelson:szie" is not a setting, did you mean "size"?; run: pulumi config rm keelson:szie',
    ]);
  }
});

test('settings of the provider that is not used are warned of, also beside wrong ones', async () => {
  const config = { 'kubernetes:context': 'kind' };
  const hint = expect.stringContaining('pulumi config set keelson:context <value>') as string;
  expect((await runWith({ config })).warnings).toEqual([hint]);
  const wrong = await runWith({ config: { ...config, 'keelson:size': 'big' } });
  expect(refusal(wrong)).toContain('1 problem in the configuration');
  expect(wrong.warnings).toEqual([hint]);
});

test('what is wrong with the platform is told without a stack, and registers none of its objects', async () => {
  const { registered, error } = await runWith({ workloads: (platform) => platform.addNamespace('Vision') });
  expect(registered.map(({ name }) => name)).toEqual(['kubernetes']);
  expect(error).toMatchObject({ __pulumiRunError: true });
  expect(error?.message).toMatch(/^1 problem, nothing was registered:\n.*"Vision"/);
});

test('without a cluster a preview goes on and says what it cannot know; an up registers nothing', async () => {
  const config = { 'keelson:kubeconfig': away };
  const secrets = ['keelson:kubeconfig'];
  const preview = await runWith({ config, secrets, preview: true });
  expect(preview.error).toBeUndefined();
  expect(preview.registered.length).toBeGreaterThan(50);
  // Given the address, the provider would try again and again.
  expect(JSON.stringify(named(preview.registered, 'kubernetes').inputs)).not.toContain('127.0.0.1');
  expect(preview.warnings).toEqual([
    'the cluster cannot be reached: the API server https://127.0.0.1:1 takes no connection: ECONNREFUSED; this preview shows ' +
      'what the program makes, and cannot know which of the objects are there already, what was changed in the cluster, and ' +
      'what its API server would refuse or fill in',
  ]);

  const up = await runWith({ config, secrets });
  expect(up.warnings).toEqual([]);
  expect(refusal(up)).toBe(
    'the cluster cannot be reached, nothing was registered: the API server https://127.0.0.1:1 takes no connection: ECONNREFUSED',
  );
});

test('settings that name a cluster that there is not are wrong in a preview too', async () => {
  const context = await runWith({ config: { 'keelson:context': 'kinder' }, preview: true });
  expect(refusal(context)).toContain('has no context "kinder", did you mean "kind"?');
  const file = await runWith({ config: { 'keelson:kubeconfig': 'none.yaml' }, preview: true });
  expect(refusal(file)).toContain('"keelson:kubeconfig" is "none.yaml", where no file is');
});

test('workloads are deployed with the platform', async () => {
  const { registered } = await runWith({
    workloads: (platform) => {
      platform.addNamespace('vision');
      const chart = new Chart(platform, 'jobs', { namespace: 'vision' });
      new ConfigMap(chart, 'settings', { data: { a: 'b' } });
    },
  });
  const [workload] = registered.filter(({ name }) => name.startsWith('local/jobs/settings'));
  expect(workload).toMatchObject({ type: 'kubernetes:core/v1:ConfigMap', parent: 'local/jobs' });
});

test('what workloads refuse is told without a stack; a fault of theirs keeps it', async () => {
  const wrong = await runWith({
    workloads: () => {
      throw new ValidationError('the data set has no name');
    },
  });
  expect(refusal(wrong)).toBe('the data set has no name');
  const fault = new TypeError('x is not a function');
  const faulty = await runWith({
    workloads: () => {
      throw fault;
    },
  });
  expect(faulty.error).toBe(fault);
});
