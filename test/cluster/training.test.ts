import { Chart } from 'cdk8s';
import { App, GeneratedSecret } from '../../lib';
import { generatorImage } from '../../lib/core/generated-secret';
import { KubernetesObject } from '../../lib/core/manifest';
import { LocalStack } from '../../stacks';
import { runtimePart } from '../../lib/api/trainer-templates';
import { TrainJob } from '../../lib/workloads';
import { isForbidden } from './harness/audit';
import { toolPath } from './harness/build';
import { Cluster } from './harness/cluster';
import { controllerImage } from './harness/image';
import { describeLevel } from './harness/level';
import { curlImage, trainingImage } from './harness/python-image';
import { images as jobsetImages } from '../../components/jobset/version';
import { images as trainerImages } from '../../components/trainer/version';
import { clusterObjects, resourceVersions } from './support/cluster-objects';
import { connectFromPod, PROBE } from './support/connection';
import {
  logOf,
  shortLivedJobSet,
  TEAM,
  trainJobWithClaim,
  trainJob,
  trainJobWithOwnRuntime,
  waitFor,
} from './support/jobs';
import { render, RenderedApp } from './support/local-platform';
import { runnableComponents } from './support/runnable-components';
import { loadServingImages } from './support/serving-images';
import { loadKatibImages } from './support/tuning-images';

jest.setTimeout(20 * 60_000);

const SYSTEM = 'kubeflow-system';

/** The local platform with a namespace for a team, and a secret of theirs. */
function program(app: App): void {
  const platform = new LocalStack(app, 'local', { components: runnableComponents });
  platform.addNamespace(TEAM);
  const chart = new Chart(platform, 'secrets', { namespace: TEAM });
  new GeneratedSecret(chart, 'database', { name: 'database', namespace: TEAM, keys: ['password', 'root-password'] });
}

// One story on one cluster: each test goes on from where the one before it ended.
describeLevel(3, 'training on the local platform', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;

  const script = (name: string, ...args: string[]) =>
    cluster.exec('sh', [`${rendered.folder('local')}/${name}`, ...args], { timeoutMs: 15 * 60_000 });
  const pods = (selector: string, namespace = SYSTEM) =>
    cluster.json<{ items: KubernetesObject[] }>(['get', 'pods', '-n', namespace, '-l', selector]);

  beforeAll(async () => {
    rendered = render(program);
    cluster = await Cluster.start();
    const controllers = await Promise.all([
      controllerImage(jobsetImages.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
      controllerImage(trainerImages.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
      controllerImage(PROBE, await toolPath('probe'), '/probe'),
      trainingImage(),
    ]);
    controllers.push(await curlImage(generatorImage));
    for (const image of controllers) await cluster.loadImage(image);
    await loadKatibImages(cluster);
    await loadServingImages(cluster);
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('install.sh installs in one pass', async () => {
    const { code, stdout, stderr } = await script('install.sh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('platform "local" is installed');
    const { items } = await pods('app.kubernetes.io/component=manager');
    expect(items).toHaveLength(2);
  });

  test('no pod of the platform has restarted', async () => {
    const { items } = await pods('app.kubernetes.io/managed-by=keelson');
    const restarts = items.map(({ metadata, status }) => [
      metadata.name,
      (status as { containerStatuses: { restartCount: number }[] }).containerStatuses.map((s) => s.restartCount),
    ]);
    expect(restarts).toEqual(items.map(({ metadata }) => [metadata.name, [0]]));
  });

  test('a second install changes no object', async () => {
    await cluster.kubectl(['wait', '-n', TEAM, '--for=condition=Complete', '--timeout=5m', 'jobs', '--all']);
    const versions = () => resourceVersions(cluster, rendered.objects('local'));
    const before = await versions();
    expect(Object.keys(before)).toHaveLength(rendered.objects('local').length);
    const { code, stderr } = await script('install.sh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await versions()).toEqual(before);
  });

  test('a secret is generated once, with a value for each key', async () => {
    const values = async (): Promise<Record<string, string>> => {
      await cluster.kubectl(['wait', '-n', TEAM, '--for=create', '--timeout=2m', 'secret/database']);
      const { data } = await cluster.json<{ data: Record<string, string> }>(['get', '-n', TEAM, 'secret/database']);
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
      );
    };
    const generated = await values();
    expect(Object.keys(generated).sort()).toEqual(['password', 'root-password']);
    expect(generated.password).toMatch(/^[A-Za-z0-9+/]{43}$/);
    expect(generated['root-password']).toMatch(/^[A-Za-z0-9+/]{43}$/);
    expect(generated.password).not.toBe(generated['root-password']);

    await cluster.kubectl(['wait', '-n', TEAM, '--for=condition=Complete', '--timeout=2m', 'jobs', '--all']);
    await cluster.kubectl(['delete', '-n', TEAM, 'jobs', '--all']);
    expect((await script('install.sh')).code).toBe(0);
    await cluster.kubectl(['wait', '-n', TEAM, '--for=condition=Complete', '--timeout=2m', 'jobs', '--all']);
    expect(await values()).toEqual(generated);
  });

  test('two nodes train together', async () => {
    await cluster.apply(trainJob('two-nodes', { numNodes: 2, env: { EPOCHS: '200' } }));
    await waitFor(cluster, 'two-nodes', 'Complete');
    const [first, second] = [await logOf(cluster, 'two-nodes', 0), await logOf(cluster, 'two-nodes', 1)];
    const losses = [...first.matchAll(/loss=([\d.]+)/g)].map((match) => Number(match[1]));
    expect(losses.length).toBeGreaterThan(5);
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.75);
    const examples = [first, second].map((log, rank) => {
      const finished = new RegExp(`rank=${rank} world=2 examples=(\\d+) finished`).exec(log);
      return Number(finished?.[1]);
    });
    expect(examples[0]).toBeGreaterThan(100);
    expect(examples[1]).toBeGreaterThan(100);
    expect(Number(/accuracy=([\d.]+)/.exec(first)?.[1])).toBeGreaterThan(0.9);
  });

  test('an MPI runtime gets its keys and host file, and its launcher trains', async () => {
    await cluster.apply(trainJob('mpi', { runtime: 'deepspeed-distributed', runAsUser: 1000, env: { EPOCHS: '20' } }));
    await waitFor(cluster, 'mpi', 'Complete');
    const log = await cluster.kubectl([
      'logs',
      '-n',
      TEAM,
      '-l',
      'jobset.sigs.k8s.io/jobset-name=mpi,jobset.sigs.k8s.io/replicatedjob-name=launcher',
      '--tail=-1',
    ]);
    expect(log).toMatch(/rank=0 world=1 .*finished/);
    await cluster.kubectl(['get', '-n', TEAM, 'secret/mpi-mpi-ssh-auth', 'configmap/mpi-mpi-hostfile']);
  });

  test('a job whose program fails ends Failed, and says why', async () => {
    await cluster.apply(trainJobWithOwnRuntime('failing', { numNodes: 2, env: { FAIL: '1' } }));
    const conditions = await waitFor(cluster, 'failing', 'Failed');
    const failed = conditions.find(({ type }) => type === 'Failed');
    expect(failed).toMatchObject({ status: 'True', reason: 'FailedJobs' });
    expect(failed?.message).toContain('jobset failed due to one or more job failures');
  });

  test('a suspended job makes no pods until it is resumed', async () => {
    await cluster.apply(trainJob('suspended', { suspend: true, env: { EPOCHS: '20' } }));
    await waitFor(cluster, 'suspended', 'Suspended');
    expect((await pods('jobset.sigs.k8s.io/jobset-name=suspended', TEAM)).items).toEqual([]);
    await cluster.kubectl([
      'patch',
      '-n',
      TEAM,
      'trainjob/suspended',
      '--type=merge',
      '-p',
      '{"spec":{"suspend":false}}',
    ]);
    await waitFor(cluster, 'suspended', 'Complete');
  });

  test('a job on a runtime with a claim starts when resumed', async () => {
    await cluster.apply(trainJobWithClaim('claiming', { suspend: true, env: { EPOCHS: '20' } }));
    await waitFor(cluster, 'claiming', 'Suspended');
    await cluster.kubectl([
      'patch',
      '-n',
      TEAM,
      'trainjob/claiming',
      '--type=merge',
      '-p',
      '{"spec":{"suspend":false}}',
    ]);
    await waitFor(cluster, 'claiming', 'Complete');
  });

  test('a job completes although the controllers are killed while it runs', async () => {
    await cluster.apply(trainJob('survivor', { numNodes: 2, env: { EPOCHS: '40', PAUSE_SECONDS: '0.5' } }));
    const selector = 'jobset.sigs.k8s.io/jobset-name=survivor';
    await cluster.kubectl(['wait', '-n', TEAM, '--for=create', '--timeout=2m', 'jobset/survivor']);
    await cluster.kubectl([
      'wait',
      '-n',
      TEAM,
      '--for=jsonpath={.status.replicatedJobsStatus[0].ready}=1',
      '--timeout=2m',
      'jobset/survivor',
    ]);
    const before = (await pods('app.kubernetes.io/component=manager')).items.map(({ metadata }) => metadata.name);
    await cluster.kubectl([
      'delete',
      'pods',
      '-n',
      SYSTEM,
      '-l',
      'app.kubernetes.io/component=manager',
      '--grace-period=0',
      '--force',
    ]);
    const running = (await pods(selector, TEAM)).items;
    expect(running.map(({ status }) => (status as { phase: string }).phase)).toEqual(['Running', 'Running']);
    await waitFor(cluster, 'survivor', 'Complete');
    expect(await logOf(cluster, 'survivor', 1)).toContain('rank=1 world=2');
    const after = (await pods('app.kubernetes.io/component=manager')).items.map(({ metadata }) => metadata.name);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    await cluster.kubectl(['wait', '-n', SYSTEM, '--for=condition=Available', '--timeout=5m', 'deployment', '--all']);
  });

  test('a JobSet is deleted once its time after its end is over', async () => {
    await cluster.apply(shortLivedJobSet('short'));
    await cluster.kubectl(['wait', '-n', TEAM, '--for=condition=Completed', '--timeout=2m', 'jobset/short']);
    await cluster.kubectl(['wait', '-n', TEAM, '--for=delete', '--timeout=2m', 'jobset/short']);
  });

  test('a job on a runtime that does not exist is refused by the webhook', async () => {
    const job = trainJob('lost').replace('name: torch-distributed', 'name: torch-distribted');
    await expect(cluster.apply(job)).rejects.toThrow(/validator\.trainjob\.trainer\.kubeflow\.org.*torch-distribted/s);
    // What the typed construct says of the same mistake, before anything is written.
    expect(() => {
      render((app) => {
        const chart = new Chart(new LocalStack(app), TEAM, { namespace: 'default' });
        new TrainJob(chart, 'lost', { runtime: 'torch-distribted' as never });
      });
    }).toThrow('did you mean "torch-distributed"?');
  });

  test('a wrong runtime is refused by the webhook', async () => {
    const wrong = JSON.stringify({
      apiVersion: 'trainer.kubeflow.org/v1alpha1',
      kind: 'ClusterTrainingRuntime',
      metadata: { name: 'wrong' },
      spec: {
        template: { spec: { replicatedJobs: [runtimePart('node', 'trainer', { name: 'main', image: 'a:1' })] } },
      },
    });
    await expect(cluster.apply(wrong)).rejects.toThrow('must contain the required container for the ancestor');
  });

  test('network policies let in the webhook port alone', async () => {
    expect(cluster.enforcesNetworkPolicies).toBe(true);
    const { items } = await pods('app.kubernetes.io/name=trainer');
    const address = (items[0]?.status as { podIP: string }).podIP;
    const connect = (name: string, port: number) => connectFromPod(cluster, name, `${address}:${port}`);
    expect(await connect('webhook', 9443)).toContain('connected to');
    const metrics = await connect('metrics', 8443);
    expect(metrics).not.toContain('connected to');
    expect(metrics).toMatch(/timeout|refused/);
  });

  test('no right was missing', () => {
    const ours = [SYSTEM, TEAM].map((namespace) => `system:serviceaccount:${namespace}:`);
    const forbidden = cluster
      .auditEvents()
      .filter((event) => ours.some((namespace) => event.user.username.startsWith(namespace)))
      .filter(isForbidden)
      .map((event) => `${event.user.username} ${event.verb} ${event.requestURI}`);
    expect(forbidden).toEqual([]);
    const active = new Set(cluster.auditEvents().map((event) => event.user.username));
    expect(active).toContain(`system:serviceaccount:${SYSTEM}:jobset-controller-manager`);
    expect(active).toContain(`system:serviceaccount:${SYSTEM}:kubeflow-trainer-controller-manager`);
    expect(active).toContain(`system:serviceaccount:${TEAM}:generate-database`);
  });

  test('uninstall.sh stops while jobs are there, and names them', async () => {
    const { code, stderr } = await script('uninstall.sh');
    expect(code).toBe(1);
    expect(stderr).toContain('two-nodes');
    expect(stderr).toContain('TrainJob team/two-nodes');
    expect(stderr).not.toContain('JobSet');
    expect(stderr).toContain('--delete-workloads');
    await cluster.kubectl(['get', '-n', SYSTEM, 'deployment/kubeflow-trainer-controller-manager']);
  });

  test('uninstall.sh removes everything, in reverse order', async () => {
    await cluster.apply(trainJob('running', { numNodes: 2, env: { EPOCHS: '1000', PAUSE_SECONDS: '1' } }));
    await cluster.kubectl(['wait', '-n', TEAM, '--for=create', '--timeout=2m', 'jobset/running']);
    const { code, stderr } = await script('uninstall.sh', '--delete-workloads', '--delete-namespaces', '--delete-data');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await clusterObjects(cluster, rendered.objects('local'))).toEqual([]);
    const namespaces = await cluster.kubectl(['get', 'namespaces', '-o', 'name']);
    expect(namespaces).not.toMatch(new RegExp(`${SYSTEM}|${TEAM}`));
    const labelled = await cluster.kubectl([
      'get',
      'clusterroles,clusterrolebindings,customresourcedefinitions,validatingwebhookconfigurations,mutatingwebhookconfigurations',
      '-l',
      'app.kubernetes.io/managed-by=keelson',
      '-o',
      'name',
    ]);
    expect(labelled).toBe('');
  });

  test('uninstall.sh can be run again', async () => {
    const { code, stderr } = await script('uninstall.sh');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
