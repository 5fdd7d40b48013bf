import { ArgoWorkflows, SeaweedFS } from '../../components';
import { PipelinesTenant } from '../../components/pipelines/tenant';
import type { Settings } from '../../components/pipelines/props';
import { App, Component, ObjectStoreAccess, Platform } from '../../lib';
import { generatorImage } from '../../lib/core/generated-secret';
import { workflowStepRights } from '../../lib/core/workflow-rights';
import { argoExecImage, stepImage, workflowControllerImage } from './harness/argo-images';
import { isForbidden } from './harness/audit';
import { Cluster } from './harness/cluster';
import { eventually } from './harness/eventually';
import { describeLevel } from './harness/level';
import { curlImage } from './harness/python-image';
import { s3ClientImage, seaweedfsImage } from './harness/seaweedfs-image';
import { resourceVersions } from './support/cluster-objects';
import { render, RenderedApp } from './support/local-platform';
import { S3Client } from './support/s3-client';
import {
  endOf,
  keyOf,
  podsOf,
  script,
  STEP,
  successOf,
  workflow,
  workflowSpec,
  WorkflowStatus,
} from './support/workflows';

jest.setTimeout(15 * 60_000);

const SYSTEM = 'kubeflow';
const TEAMS = ['team-a', 'team-b'] as const;
type Team = (typeof TEAMS)[number];

/** What stands in for Kubeflow Pipelines, whose own servers cannot run here. */
class Tenants extends Component {
  constructor(scope: Platform, id: string) {
    super(scope, id, {}, { upstream: { name: id, version: 'v1' }, defaultNamespace: SYSTEM });
  }
}

/**
 * The store and the controller, and two tenants with all that Kubeflow Pipelines gives a namespace that runs stand in, in
 * namespaces that enforce `restricted`.
 */
function program(found: Map<string, ObjectStoreAccess>): (app: App) => void {
  return (app) => {
    const platform = new Platform(app, 'local', { size: 'laptop' });
    for (const team of TEAMS) platform.addNamespace(team);
    const store = new SeaweedFS(platform, 'seaweedfs', { storage: '2Gi' });
    const workflows = new ArgoWorkflows(platform, 'argo-workflows', { store });
    const tenants = new Tenants(platform, 'tenants');
    const { keyFormat, serving } = workflows;
    const settings: Partial<Settings> = { multiUser: false, ui: false, clusterDomain: 'cluster.local', keyFormat };
    for (const namespace of TEAMS) {
      const parts = { namespace, store, serving, account: 'default-editor', volumes: false, made: true };
      const tenant = new PipelinesTenant(tenants, namespace, { ...parts, settings: settings as Settings });
      found.set(namespace, tenant.store);
    }
  };
}

const produce = script(
  'produce',
  'mkdir -p /tmp/out && echo "value=$((6 * 7))" > /tmp/out/data.txt && echo 42 > /tmp/number && echo produced',
  {
    outputs: {
      artifacts: [{ name: 'data', path: '/tmp/out' }],
      parameters: [{ name: 'number', valueFrom: { path: '/tmp/number' } }],
    },
  },
);
const consume = script('consume', 'cat /tmp/in/data.txt; echo "number={{inputs.parameters.number}}"', {
  inputs: { artifacts: [{ name: 'data', path: '/tmp/in' }], parameters: [{ name: 'number' }] },
});

// One story on one cluster: each test goes on from where the one before it ended.
describeLevel(3, 'workflows', () => {
  let cluster: Cluster;
  let rendered: RenderedApp;
  const access = new Map<string, ObjectStoreAccess>();
  const clients = new Map<Team, S3Client>();

  const run = async (command: 'install' | 'uninstall', ...args: string[]): Promise<string> => {
    const file = `${rendered.folder('local')}/${command}.sh`;
    const { code, stdout, stderr } = await cluster.exec('sh', [file, ...args], { timeoutMs: 10 * 60_000 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };
  const submit = (object: object): Promise<unknown> => cluster.apply(JSON.stringify(object));
  const client = (team: Team): S3Client => {
    const found = clients.get(team);
    if (found === undefined) throw new Error(`there is no client of ${team}`);
    return found;
  };
  const controllers = async (): Promise<string[]> => {
    const args = ['get', 'pods', '-n', SYSTEM, '-l', 'app.kubernetes.io/name=argo-workflows', '-o', 'name'];
    return (await cluster.kubectl(args)).trim().split('\n');
  };
  const started = (name: string, team: Team, step: string): Promise<unknown> =>
    eventually(
      async () => {
        const { status } = await cluster.json<{ status?: WorkflowStatus }>(['get', 'workflow', name, '-n', team]);
        return podsOf(status ?? {}).some(({ displayName, phase }) => displayName === step && phase === 'Running');
      },
      { timeoutMs: 120_000, description: `${step} of ${name} runs` },
    );

  beforeAll(async () => {
    rendered = render(program(access));
    cluster = await Cluster.start();
    for (const image of [
      await seaweedfsImage(),
      await s3ClientImage(),
      await curlImage(generatorImage),
      await workflowControllerImage(),
      await argoExecImage(),
      await stepImage(STEP),
    ]) {
      await cluster.loadImage(image);
    }
  });

  afterAll(async () => {
    await cluster.stop();
    rendered.remove();
  });

  test('install.sh installs it in one pass, and no pod has restarted', async () => {
    expect(await run('install')).toContain('platform "local" is installed');
    const counts = 'jsonpath={range .items[*]}{.status.containerStatuses[0].restartCount}{end}';
    expect(await cluster.kubectl(['get', 'pods', '-n', SYSTEM, '-o', counts])).toMatch(/^00+$/);
    for (const team of TEAMS) {
      const to = access.get(team);
      if (to === undefined) throw new Error(`${team} has no access to the store`);
      const one = new S3Client(cluster, { name: 'client', namespace: team, access: to });
      await one.start();
      clients.set(team, one);
    }
    // It runs every minute from now on; a later test looks at it.
    await submit({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'CronWorkflow',
      metadata: { name: 'every-minute', namespace: 'team-b' },
      spec: { schedules: ['* * * * *'], workflowSpec: workflowSpec([script('main', 'echo scheduled')]) },
    });
  });

  test('a second install changes no object', async () => {
    // The controller's own state is in these: its lease is not ours.
    const versions = () =>
      resourceVersions(
        cluster,
        rendered.objects('local').filter(({ kind }) => kind !== 'Job'),
      );
    const before = await versions();
    await run('install');
    expect(await versions()).toEqual(before);
  });

  test('steps hand on artifacts and parameters through the store, in a namespace that enforces restricted', async () => {
    const labels = await cluster.json<{ metadata: { labels: Record<string, string> } }>(['get', 'namespace', 'team-a']);
    expect(labels.metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    const main = {
      name: 'main',
      dag: {
        tasks: [
          { name: 'first', template: 'produce' },
          {
            name: 'second',
            template: 'consume',
            depends: 'first.Succeeded',
            arguments: {
              artifacts: [{ name: 'data', from: '{{tasks.first.outputs.artifacts.data}}' }],
              parameters: [{ name: 'number', value: '{{tasks.first.outputs.parameters.number}}' }],
            },
          },
        ],
      },
    };
    await submit(workflow('handing-on', 'team-a', [main, produce, consume]));
    const [first, second] = podsOf(await successOf(cluster, 'handing-on', 'team-a'));
    expect(keyOf(first, 'data')).toMatch(
      /^private-artifacts\/team-a\/handing-on\/\d{4}\/\d\d\/\d\d\/[a-z0-9-]+\/data\.tgz$/,
    );
    // What the second step has said is in its log, which is in the store too.
    const log = await client('team-a').send('GET', keyOf(second, 'main-logs'));
    expect(log).toMatchObject({ status: 200 });
    expect(log.body).toContain('value=42\nnumber=42\n');
  });

  test('logs stay when the pods are gone', async () => {
    const status = await endOf(cluster, 'handing-on', 'team-a');
    await cluster.kubectl(['delete', 'pods', '-n', 'team-a', '-l', 'workflows.argoproj.io/workflow=handing-on']);
    const log = await client('team-a').send('GET', keyOf(podsOf(status)[0], 'main-logs'));
    expect(log.body).toContain('produced\n');
  });

  test('a step that fails is tried again, and then fails with a reason', async () => {
    const failing = script('main', 'echo "try {{retries}}"; exit 7', {
      retryStrategy: { limit: 2, retryPolicy: 'Always', backoff: { duration: '1s' } },
    });
    await submit(workflow('failing', 'team-a', [failing]));
    const status = await endOf(cluster, 'failing', 'team-a');
    expect(status).toMatchObject({ phase: 'Failed', message: 'No more retries left' });
    const tries = podsOf(status);
    expect(tries.map(({ phase }) => phase)).toEqual(['Failed', 'Failed', 'Failed']);
    for (const { message } of tries) expect(message).toContain('exit code 7');
    const logs = await Promise.all(tries.map((node) => client('team-a').send('GET', keyOf(node, 'main-logs'))));
    expect(logs.map(({ body }) => body)).toEqual(
      ['try 0\n', 'try 1\n', 'try 2\n'].map((line) => expect.stringContaining(line) as string),
    );
  });

  test('a workflow of another tenant cannot read the artifacts', async () => {
    const status = await endOf(cluster, 'handing-on', 'team-a');
    const key = keyOf(podsOf(status)[0], 'data');
    const reader = (team: Team) => {
      const to = access.get(team);
      if (to?.endpoint === undefined || to.credentials.kind !== 'keys') throw new Error('the store is elsewhere');
      const { secret, accessKey, secretKey } = to.credentials;
      const s3 = {
        ...{ endpoint: `${to.endpoint.host}:${to.endpoint.port}`, insecure: true, bucket: to.bucket, key },
        ...{ accessKeySecret: { name: secret, key: accessKey }, secretKeySecret: { name: secret, key: secretKey } },
      };
      return script('main', 'cat /tmp/in/data.txt', { inputs: { artifacts: [{ name: 'data', path: '/tmp/in', s3 }] } });
    };
    await submit(workflow('reading', 'team-b', [reader('team-b')]));
    const refused = await endOf(cluster, 'reading', 'team-b');
    expect(refused.phase).toMatch(/Failed|Error/);
    expect(JSON.stringify(refused)).toMatch(/Access ?Denied/i);
    // The owner reads it by the same step.
    await submit(workflow('reading', 'team-a', [reader('team-a')]));
    const [own] = podsOf(await successOf(cluster, 'reading', 'team-a'));
    expect((await client('team-a').send('GET', keyOf(own, 'main-logs'))).body).toContain('value=42');
    // The same by itself, without Argo in between.
    expect(await client('team-b').outcome('GET', key)).toBe('403 AccessDenied');
    expect(await client('team-a').outcome('GET', key)).toBe('200');
  });

  test('a workflow goes on when the controller is killed meanwhile', async () => {
    const steps = ['one', 'two', 'three'].map((name) => [{ name, template: 'wait' }]);
    await submit(workflow('surviving', 'team-a', [{ name: 'main', steps }, script('wait', 'sleep 8; echo done')]));
    await started('surviving', 'team-a', 'one');
    const [before] = await controllers();
    await cluster.kubectl(['delete', '-n', SYSTEM, before ?? '', '--force', '--grace-period=0']);
    const status = await successOf(cluster, 'surviving', 'team-a');
    expect(podsOf(status).map(({ displayName }) => displayName)).toEqual(['one', 'two', 'three']);
    expect(await controllers()).not.toContain(before);
  });

  test('a workflow that is stopped ends its steps by a signal', async () => {
    await submit(
      workflow('stopped', 'team-a', [script('main', 'trap "echo told; exit 0" TERM; while true; do sleep 1; done')]),
    );
    await started('stopped', 'team-a', 'stopped');
    await cluster.kubectl([
      'patch',
      'workflow',
      'stopped',
      '-n',
      'team-a',
      '--type=merge',
      '-p',
      '{"spec":{"shutdown":"Terminate"}}',
    ]);
    const status = await endOf(cluster, 'stopped', 'team-a');
    expect(status).toMatchObject({ phase: 'Failed', message: expect.stringContaining('Terminate') as string });
    const asked = cluster.auditEvents().filter(({ objectRef }) => objectRef?.subresource === 'exec');
    expect(asked.map(({ user }) => user.username)).toContain(`system:serviceaccount:${SYSTEM}:argo`);
  });

  test('a workflow has volumes of its own, a budget, and goes with its pods when its time is over', async () => {
    const mounts = [{ name: 'work', mountPath: '/work' }];
    const write = script('write', 'echo kept > /work/file');
    const show = script('show', 'grep kept /work/file');
    const withVolume = [write, show].map((one) => ({ ...one, container: { ...one.container, volumeMounts: mounts } }));
    const steps = [[{ name: 'write', template: 'write' }], [{ name: 'show', template: 'show' }]];
    const claim = {
      metadata: { name: 'work' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Mi' } } },
    };
    await submit(
      workflow('passing', 'team-a', [{ name: 'main', steps }, ...withVolume], {
        volumeClaimTemplates: [claim],
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        podDisruptionBudget: { minAvailable: 1 },
        podGC: { strategy: 'OnPodSuccess', deleteDelayDuration: '1s' },
        ttlStrategy: { secondsAfterSuccess: 5 },
      }),
    );
    await successOf(cluster, 'passing', 'team-a');
    await eventually(
      async () => {
        const kinds = 'workflows,pods,persistentvolumeclaims,poddisruptionbudgets';
        expect(await cluster.kubectl(['get', kinds, '-n', 'team-a', '-o', 'name'])).not.toMatch(/passing/);
      },
      { timeoutMs: 120_000, description: 'all of the workflow is gone' },
    );
  });

  test('a template that is too long for a variable of its pod goes through a ConfigMap', async () => {
    const comment = `# ${'x'.repeat(140_000)}\n`;
    const long = {
      ...script('main', 'true'),
      container: { ...script('main', 'true').container, command: ['sh', '/tmp/script'] },
    };
    await submit(
      workflow('long', 'team-a', [
        {
          ...long,
          inputs: { artifacts: [{ name: 'script', path: '/tmp/script', raw: { data: `${comment}echo long\n` } }] },
        },
      ]),
    );
    const [pod] = podsOf(await successOf(cluster, 'long', 'team-a'));
    expect((await client('team-a').send('GET', keyOf(pod, 'main-logs'))).body).toContain('long\n');
    const made = await cluster.kubectl([
      'get',
      'configmaps',
      '-n',
      'team-a',
      '-l',
      'workflows.argoproj.io/workflow=long',
      '-o',
      'name',
    ]);
    expect(made.trim()).toMatch(/^configmap\/long/);
  });

  test('workflows of the controller’s own namespace have a repository too', async () => {
    const own = workflow(
      'own',
      SYSTEM,
      [script('main', 'echo here', { outputs: { artifacts: [{ name: 'file', path: '/etc/hostname' }] } })],
      { serviceAccountName: 'argo-test' },
    );
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'argo-test', namespace: SYSTEM } };
    const about = { name: 'argo-test', namespace: SYSTEM };
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: about,
      rules: workflowStepRights,
    };
    const binding = {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: about },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'argo-test' },
      subjects: [{ kind: 'ServiceAccount', ...about }],
    };
    for (const one of [account, role, binding, own]) await submit(one);
    const [pod] = podsOf(await successOf(cluster, 'own', SYSTEM));
    expect(keyOf(pod, 'file')).toMatch(new RegExp(`^private-artifacts/${SYSTEM}/own/`));
    for (const kind of ['workflow/own', 'rolebinding/argo-test', 'role/argo-test', 'serviceaccount/argo-test']) {
      await cluster.kubectl(['delete', kind, '-n', SYSTEM]);
    }
  });

  test('a schedule starts its workflow', async () => {
    const list = ['get', 'workflows', '-n', 'team-b', '-l', 'workflows.argoproj.io/cron-workflow=every-minute'];
    const name = await eventually(
      async () => (await cluster.kubectl([...list, '-o', 'jsonpath={.items[0].metadata.name}'])) || false,
      { timeoutMs: 150_000, intervalMs: 1000, description: 'the first run of the schedule' },
    );
    await successOf(cluster, name, 'team-b');
    await cluster.kubectl(['delete', 'cronworkflow', 'every-minute', '-n', 'team-b']);
  });

  test('no right was missing', () => {
    const ours = [SYSTEM, ...TEAMS].map((namespace) => `system:serviceaccount:${namespace}:`);
    const events = cluster.auditEvents();
    const forbidden = events
      .filter((event) => ours.some((namespace) => event.user.username.startsWith(namespace)))
      .filter(isForbidden)
      .map((event) => `${event.user.username} ${event.verb} ${event.requestURI}`);
    expect(forbidden).toEqual([]);
    const active = new Set(events.map((event) => event.user.username));
    for (const account of [`${SYSTEM}:argo`, 'team-a:default-editor', 'team-b:default-editor']) {
      expect(active).toContain(`system:serviceaccount:${account}`);
    }
  });

  test('uninstall with the workflows and the data leaves nothing', async () => {
    for (const one of clients.keys()) await cluster.kubectl(['delete', 'pod', 'client', '-n', one]);
    await run('uninstall', '--delete-workloads', '--delete-namespaces', '--delete-data');
    expect(await cluster.kubectl(['get', 'namespaces', '-o', 'name'])).not.toMatch(/kubeflow|team/);
    const kinds = 'clusterroles,clusterrolebindings,customresourcedefinitions';
    expect(await cluster.kubectl(['get', kinds, '-l', 'app.kubernetes.io/managed-by=keelson', '-o', 'name'])).toBe('');
  });
});
