import { resolve } from 'node:path';
import { images as jobsetImages } from '../../components/jobset/version';
import { images as trainerImages } from '../../components/trainer/version';
import { generatorImage } from '../../lib/core/generated-secret';
import { KubernetesObject } from '../../lib/core/manifest';
import { LocalStack } from '../../stacks';
import { isForbidden } from './harness/audit';
import { toolPath } from './harness/build';
import { Cluster } from './harness/cluster';
import { eventually, sleep } from './harness/eventually';
import { controllerImage } from './harness/image';
import { describeLevel } from './harness/level';
import { PulumiStack } from './harness/pulumi';
import { PulumiEvents } from './harness/pulumi-events';
import { curlImage } from './harness/python-image';
import { TEAM } from './support/jobs';
import { clusterObjects, comparable } from './support/cluster-objects';
import { render, RenderedApp } from './support/local-platform';
import { runnableComponents } from './support/runnable-components';
import { loadServingImages } from './support/serving-images';
import { loadSearchImages } from './support/tuning-images';

jest.setTimeout(20 * 60_000);

const SYSTEM = 'kubeflow';
const trainer = 'local/trainer/controller/deployment';

/** Points of a run from nothing, as numbers of finished steps: from the first objects to the last. */
const killPoints = [1, 6, 14, 31, 55, 76, 98, 120, 142, 164];

const names = ({ steps }: PulumiEvents): string[] => steps.map(({ op, name }) => `${op} ${name}`).sort();

// One story on one cluster: each test goes on from where the one before it ended.
describeLevel(4, 'the local platform by the real engine', () => {
  let cluster: Cluster;
  let stack: PulumiStack;
  let rendered: RenderedApp;
  let secrets: string;

  const installed = (): Promise<KubernetesObject[]> => clusterObjects(cluster, rendered.objects('local'));
  const pods = async (): Promise<{ name: string; uid: string; restarts: number }[]> => {
    const selector = 'app.kubernetes.io/managed-by=keelson';
    const { items } = await cluster.json<{ items: Pod[] }>(['get', 'pods', '-n', SYSTEM, '-l', selector]);
    return items.map(({ metadata, status }) => ({
      name: metadata.name,
      uid: metadata.uid,
      restarts: status.containerStatuses?.[0]?.restartCount ?? -1,
    }));
  };
  const generated = (): Promise<string> =>
    cluster.kubectl(['get', 'secrets', '-n', SYSTEM, 'mysql-root', 'mysql-katib', '-o', 'jsonpath={.items[*].data}']);
  /** Runs SQL as an administrator, and returns what it prints. */
  const sql = async (statement: string): Promise<string> => {
    const client = 'mysql --no-defaults --socket=/run/mysqld/mysqld.sock --user=root --batch --skip-column-names';
    const password = 'MYSQL_PWD=$(cat /etc/mysql-passwords/root/password)';
    const args = ['exec', '-n', SYSTEM, 'mysql-0', '-i', '--', 'sh', '-c', `${password} ${client}`];
    return (await cluster.kubectl(args, { input: statement })).trim();
  };

  const urns = async (): Promise<string[]> => ((await stack.export()).deployment.resources ?? []).map(({ urn }) => urn);

  /** What the state has is in the cluster, and is there once, also right after a kill. */
  const expectTrueState = async (): Promise<void> => {
    const { resources = [] } = (await stack.export()).deployment;
    const ids = resources
      .filter(({ type, id }) => type.startsWith('kubernetes:') && id !== undefined)
      .map(({ type, id }) => `${type.split(':').at(-1)} ${id}`);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const there = (await installed()).map(({ kind, metadata: { namespace, name } }) =>
      namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
    );
    expect(ids.filter((id) => !there.includes(id))).toEqual([]);
  };

  /** The engine sees no difference, and each object is there once, with the data that was there before. */
  const expectConverged = async (): Promise<void> => {
    const { steps, diagnostics } = await stack.preview({ args: ['--refresh'] });
    expect({ steps, errors: diagnostics.filter((text) => text.startsWith('error')) }).toEqual({
      steps: [],
      errors: [],
    });
    const { deployment } = await stack.export();
    const ids = (deployment.resources ?? [])
      .filter(({ id }) => id !== undefined)
      .map(({ type, id }) => `${type} ${id}`);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(deployment.pending_operations ?? []).toEqual([]);
    const there = await installed();
    expect(there.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual(
      rendered
        .objects('local')
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
        .sort(),
    );
    expect(await generated()).toBe(secrets);
    expect(await sql('SELECT text FROM keepsake.notes')).toBe('still here');
  };

  beforeAll(async () => {
    rendered = render((app) => {
      new LocalStack(app, 'local', { size: 'laptop', components: runnableComponents }).addNamespace(TEAM);
    });
    cluster = await Cluster.start();
    const controllers = await Promise.all([
      controllerImage(jobsetImages.manager, await toolPath('jobset', 'jobset-controller'), '/manager'),
      controllerImage(trainerImages.manager, await toolPath('trainer', 'trainer-controller-manager'), '/manager'),
      curlImage(generatorImage),
    ]);
    for (const image of controllers) await cluster.loadImage(image);
    await loadSearchImages(cluster);
    await loadServingImages(cluster);
    stack = await PulumiStack.create(cluster, { main: resolve(__dirname, 'programs/platform.ts') });
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('up installs everything in one run', async () => {
    const { steps, failed, diagnostics } = await stack.up();
    expect(failed).toEqual([]);
    expect(diagnostics.filter((text) => text.startsWith('error'))).toEqual([]);
    expect(steps.filter(({ type, op }) => op === 'create' && type.startsWith('kubernetes:'))).toHaveLength(
      rendered.objects('local').length,
    );
    expect((await pods()).map(({ restarts }) => restarts)).toEqual((await pods()).map(() => 0));
    secrets = await generated();
    await sql(
      "CREATE DATABASE keepsake; CREATE TABLE keepsake.notes (text TEXT); INSERT INTO keepsake.notes VALUES ('still here')",
    );
  });

  test('each gate was passed before what waits for it was applied', () => {
    // The engine's own order: a runtime is refused where Trainer's webhook does not answer yet.
    const refused = cluster
      .auditEvents()
      .filter(
        ({ responseStatus, userAgent }) => (userAgent ?? '').startsWith('pulumi') && (responseStatus?.code ?? 0) >= 400,
      )
      // Looking whether something is there is no mistake.
      .filter(({ verb }) => verb !== 'get');
    expect(refused.map(({ verb, requestURI, responseStatus }) => [verb, requestURI, responseStatus?.message])).toEqual(
      [],
    );
    const ours = [SYSTEM, TEAM, 'kubeflow-system'].map((namespace) => `system:serviceaccount:${namespace}:`);
    const forbidden = cluster
      .auditEvents()
      .filter(({ user }) => ours.some((namespace) => user.username.startsWith(namespace)))
      .filter(isForbidden);
    expect(forbidden.map(({ user, verb, requestURI }) => `${user.username} ${verb} ${requestURI}`)).toEqual([]);
  });

  test('preview shows no change then, with and without a look at the cluster', async () => {
    expect(names(await stack.preview())).toEqual([]);
    await expectConverged();
  });

  test('a change of one prop is one object in the preview, and in the run', async () => {
    stack.setConfig('trainerMemory', '300Mi');
    const preview = await stack.preview();
    expect(names(preview)).toEqual([`update ${trainer}`]);
    expect(preview.steps[0]?.diff).toEqual({ 'spec.template.spec.containers[0].resources.limits.memory': 'update' });
    const others = async () => (await pods()).filter(({ name }) => !name.startsWith('kubeflow-trainer-'));
    const before = await others();
    expect(names(await stack.up())).toEqual([`update ${trainer}`]);
    expect(await others()).toEqual(before);
    await expectConverged();
  });

  test('what was deleted and what was edited by hand comes back, and nothing else is touched', async () => {
    await cluster.kubectl(['delete', 'configmap', '-n', 'kubeflow-system', 'jobset-manager-config']);
    const edit = { metadata: { labels: { 'app.kubernetes.io/version': 'edited' } }, spec: { replicas: 2 } };
    await cluster.kubectl([
      'patch',
      'deployment',
      '-n',
      SYSTEM,
      'katib-ui',
      '--type=merge',
      '-p',
      JSON.stringify(edit),
    ]);
    const result = await stack.up({ args: ['--refresh'] });
    expect(names(result)).toEqual(['create local/jobset/controller/config', 'update local/katib/ui/deployment']);
    await expectConverged();
  });

  test('a component whose image cannot start fails the run in time, by name and reason, and the others work', async () => {
    stack.setConfig('timeoutSeconds', '30');
    stack.setConfig('trainerImage', 'keelson.test/missing:1');
    const result = await stack.up({ mayFail: true });
    expect(result.code).not.toBe(0);
    expect(result.failed.map(({ name }) => name)).toEqual([trainer]);
    const errors = result.diagnostics.filter((text) => text.startsWith('error')).join('\n');
    expect(errors).toMatch(/ImagePullBackOff|ErrImagePull/);
    expect(errors).toContain('kubeflow-trainer-controller-manager');
    // The pods before it go on, so that even this component serves.
    const { items } = await cluster.json<{
      items: { metadata: { name: string }; status: { readyReplicas?: number } }[];
    }>([...['get', 'deployments', '-A', '-l', 'app.kubernetes.io/managed-by=keelson']]);
    expect(items.map(({ status }) => status.readyReplicas)).toEqual(items.map(() => 1));
    stack.setConfig('trainerImage', trainerImages.manager);
    stack.setConfig('timeoutSeconds', '300');
    await stack.up();
    await expectConverged();
  });

  test('a job, a search and a service of the same program wait for the platform, and are waited for', async () => {
    stack.setConfig('workloads', 'good');
    const { steps } = await stack.up();
    expect(steps.filter(({ op }) => op === 'create').map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'kubernetes:kubeflow.org/v1beta1:Experiment',
        'kubernetes:serving.kserve.io/v1beta1:InferenceService',
        'kubernetes:trainer.kubeflow.org/v1alpha1:TrainJob',
      ]),
    );
    const { statuses } = (await stack.outputs()) as { statuses: { conditions: { type: string; status: string }[] }[] };
    const ends = statuses.map(({ conditions }) =>
      conditions.filter(({ status }) => status === 'True').map(({ type }) => type),
    );
    expect(ends[0]).toContain('Complete');
    expect(ends[1]).toContain('Succeeded');
    expect(ends[2]).toContain('Ready');
    expect(names(await stack.preview({ args: ['--refresh'] }))).toEqual([]);
    stack.setConfig('workloads', 'none');
    expect((await stack.up()).steps.filter(({ op }) => op !== 'delete')).toEqual([]);
    await expectConverged();
  });

  test('a job that fails, fails the run with its reason, and what depends on it is not made', async () => {
    stack.setConfig('workloads', 'failing');
    const result = await stack.up({ mayFail: true });
    expect(result.code).not.toBe(0);
    expect(result.diagnostics.join('\n')).toContain('TrainJob team/failing has failed: FailedJobs: ');
    expect(result.steps.map(({ name }) => name)).not.toContain('local/workloads/next');
    // Nothing of it has changed, so the next run says the same.
    expect((await stack.up({ mayFail: true })).diagnostics.join('\n')).toContain('TrainJob team/failing has failed');
    stack.setConfig('workloads', 'none');
    await stack.up();
    await expectConverged();
  });

  test('destroy keeps the data, and removes the rest', async () => {
    await stack.destroy();
    const left = (await installed()).map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
    expect(left).toEqual(
      [
        ...rendered.objects('local').filter(({ kind }) => kind === 'CustomResourceDefinition'),
        ...rendered.objects('local').filter(({ kind }) => kind === 'PersistentVolumeClaim'),
      ]
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
        .concat(`Namespace ${SYSTEM}`, `Namespace ${TEAM}`)
        .sort(),
    );
    expect(await generated()).toBe(secrets);
  });

  test('up goes on where engines were killed, ten times in one installation', async () => {
    for (const point of killPoints) {
      const before = await urns();
      const run = stack.start('up');
      await run.waitFor(({ steps }) => steps.length >= Math.max(1, point - before.length));
      await run.kill();
      await stack.cancel();
      expect(await urns()).toEqual(expect.arrayContaining(before));
      await expectTrueState();
    }
    await stack.up();
    // The engine keeps a note of what it was about to create, and warns of it, until it is told to forget it.
    await stack.refresh({ args: ['--clear-pending-creates'] });
    await expectConverged();
  });

  test('destroy goes on where an engine was killed', async () => {
    const run = stack.start('destroy');
    await run.waitFor(({ steps }) => steps.length >= 60);
    await run.kill();
    await stack.cancel();
    await stack.destroy();
    expect((await urns()).filter((urn) => urn.includes('kubernetes:'))).toEqual([]);
    expect((await installed()).map(({ kind }) => kind)).not.toContain('Deployment');
    expect(await generated()).toBe(secrets);
  });

  test('the run after a kill finishes the installation by itself', async () => {
    const run = stack.start('up');
    await run.waitFor(({ steps }) => steps.length >= 98);
    await run.kill();
    await stack.cancel();
    const { failed, steps } = await stack.up();
    expect(failed).toEqual([]);
    // What was done, was done: nothing is made twice, or made anew.
    expect(steps.map(({ op }) => op)).toEqual(steps.map(() => 'create'));
    await stack.refresh({ args: ['--clear-pending-creates'] });
    await expectConverged();
    await stack.destroy();
  });

  test('up goes on after the API server was away', async () => {
    const run = stack.start('up');
    await run.waitFor(({ steps }) => steps.length >= 30);
    await cluster.stopApiServer();
    // The journey itself: half a minute without an API server.
    await sleep(30_000);
    await cluster.startApiServer();
    await run.done;
    await stack.up({ args: ['--refresh'] });
    await expectConverged();
    await stack.destroy();
  });

  test('what the YAML has installed is taken over as it is, and can be taken back', async () => {
    // As the YAML says it.
    stack.setConfig('trainerMemory', undefined);
    const install = () => cluster.exec('sh', [`${rendered.folder('local')}/install.sh`], { timeoutMs: 15 * 60_000 });
    expect(await install()).toMatchObject({ code: 0, stderr: '' });
    const before = { objects: await installed(), pods: await pods() };
    await stack.up();
    const after = await installed();
    expect(after.map(comparable)).toEqual(before.objects.map(comparable));
    expect(await pods()).toEqual(before.pods);
    await expectConverged();
    expect(await install()).toMatchObject({ code: 0, stderr: '' });
    expect(await pods()).toEqual(before.pods);
    await stack.up({ args: ['--refresh'] });
    expect(await pods()).toEqual(before.pods);
    await expectConverged();
  });

  test('destroy deletes the data too where the stack says so', async () => {
    stack.setConfig('deleteOnDestroy', ['data', 'namespaces', 'crds']);
    await stack.up();
    await stack.destroy();
    await eventually(async () => (await installed()).length === 0, { description: 'nothing is left' });
    const volumes = await cluster.json<{ items: unknown[] }>(['get', 'persistentvolumeclaims', '-A']);
    expect(volumes.items).toEqual([]);
  });
});

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: { readonly containerStatuses?: readonly { readonly restartCount: number }[] };
}
