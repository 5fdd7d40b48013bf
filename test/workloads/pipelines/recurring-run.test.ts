import { Chart, Duration } from 'cdk8s';
import { Gate, PipelineTenant, Platform } from '../../../lib';
import { KubernetesObject } from '../../../lib/core/manifest';
import { component, parameter, Pipeline, pipeline, RecurringRun, RecurringRunProps } from '../../../lib/workloads';
import { podOf, runJob } from '../../support/api-job';
import { at, object, render, testApp } from '../../support/app';
import { PipelinesServer } from '../../support/pipelines-server';
import { Pod, restrictedViolations } from '../../support/pod-security';
import { describePython, Ended } from '../../support/python';

const nightly = { name: 'nightly', version: 'nightly-1a2b3c4d' };
const base: RecurringRunProps = { pipeline: nightly, schedule: { cron: '0 0 3 * * *' } };

const definition = pipeline(
  { name: 'train', inputs: { day: parameter.string(), epochs: parameter.integer({ default: 3 }) } },
  (p, { day }) => {
    const image = 'r.example/a:1';
    p.task(component({ name: 'say', image, command: ['say'], inputs: { day: parameter.string() } }), { day });
  },
);
const deployed = { pipelineName: 'train', versionName: 'train-1a2b3c4d', definition };

const objectsOf = (props: Partial<RecurringRunProps> = {}): readonly KubernetesObject[] => {
  const chart = new Chart(testApp(), 'runs', { namespace: 'vision', disableResourceNameHashes: true });
  new RecurringRun(chart, 'every-night', { ...base, ...props });
  return chart.toJson() as KubernetesObject[];
};

interface Desired {
  readonly run: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const desiredOf = (objects: readonly KubernetesObject[]): Desired =>
  JSON.parse(String(at(object(objects, 'ConfigMap'), 'data', 'desired.json'))) as Desired;

describe('RecurringRun', () => {
  test('is a Job with a ServiceAccount, what it may do, and what it does', () => {
    const objects = objectsOf();
    expect(
      objects.map(({ kind, metadata }) => [kind, metadata.name.replace(/[0-9a-f]{8}$/, 'HASH'), metadata.namespace]),
    ).toEqual([
      ['ServiceAccount', 'recurring-run-every-night', 'vision'],
      ['Role', 'recurring-run-every-night', 'vision'],
      ['RoleBinding', 'recurring-run-every-night', 'vision'],
      ['ConfigMap', 'recurring-run-every-night', 'vision'],
      ['Job', 'recurring-run-every-night-HASH', 'vision'],
    ]);
    expect(object(objects, 'Role').rules).toEqual([
      {
        verbs: ['get', 'list', 'create', 'delete', 'enable', 'disable'],
        apiGroups: ['pipelines.kubeflow.org'],
        resources: ['jobs'],
      },
      { verbs: ['get', 'list'], apiGroups: ['pipelines.kubeflow.org'], resources: ['pipelines', 'pipelineversions'] },
      { verbs: ['get', 'list', 'create'], apiGroups: ['pipelines.kubeflow.org'], resources: ['experiments'] },
    ]);
  });

  test('runs as `restricted` wants, with a token for the API of pipelines alone', () => {
    const pod = podOf(objectsOf());
    expect(restrictedViolations(pod as Pod)).toEqual([]);
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'OnFailure',
      volumes: [
        { name: 'program' },
        {
          name: 'token',
          projected: {
            sources: [
              { serviceAccountToken: { audience: 'pipelines.kubeflow.org', expirationSeconds: 3600, path: 'token' } },
            ],
          },
        },
      ],
      containers: [
        {
          securityContext: { readOnlyRootFilesystem: true },
          terminationMessagePolicy: 'FallbackToLogsOnError',
          env: [
            { name: 'KFP_API', value: 'http://ml-pipeline.kubeflow.svc:8888' },
            { name: 'KFP_TOKEN', value: '/var/run/secrets/kubeflow/tokens/token' },
          ],
        },
      ],
    });
  });

  test('needs no platform around it', () => {
    expect(at(podOf(objectsOf()), 'containers', 0, 'image')).toBe('docker.io/library/python:3.12.11-alpine3.22');
  });

  test('takes its image from where the platform says', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local', {
        existingNamespaces: ['vision'],
        images: { registry: 'mirror.example.com/hub', pullSecrets: ['pull'] },
      });
      new RecurringRun(new Chart(platform, 'runs', { namespace: 'vision' }), 'every-night', base);
      return platform;
    });
    expect(at(podOf(objects), 'containers', 0, 'image')).toMatch(/^mirror\.example\.com\/hub\/.*python:/);
    expect(at(podOf(objects), 'imagePullSecrets')).toEqual([{ name: 'pull' }]);
  });

  test('is another Job for another content, and the same for the same', () => {
    const nameOf = (props?: Partial<RecurringRunProps>): string => object(objectsOf(props), 'Job').metadata.name;
    expect(nameOf()).toBe(nameOf());
    const others = [
      { enabled: false },
      { maxConcurrency: 2 },
      { pipeline: { ...nightly, version: 'nightly-2' } },
      { schedule: { cron: '0 0 4 * * *' } },
      { description: 'another' },
      { apiServer: 'http://ml-pipeline.other.svc:8888' as const },
    ].map((props) => nameOf(props));
    expect(new Set([nameOf(), ...others]).size).toBe(7);
  });

  test('goes once it has ended, so that going back to an earlier content runs it again', () => {
    expect(object(objectsOf(), 'Job').spec).toMatchObject({ ttlSecondsAfterFinished: 300, backoffLimit: 100 });
  });

  test('says by its specification alone whether another one must be made', () => {
    const specification = (props?: Partial<RecurringRunProps>): unknown => desiredOf(objectsOf(props)).specification;
    expect(specification({ enabled: false })).toBe(specification());
    expect(specification({ apiServer: 'http://ml-pipeline.other.svc:8888' })).toBe(specification());
    const others = [
      { catchup: false },
      { parameters: { day: 'monday' } },
      { experiment: 'nights' },
      { displayName: 'Every night' },
      { serviceAccountName: 'trainer' },
      { pipelineRoot: 's3://other/root' as const },
    ].map((props) => specification(props));
    expect(new Set([specification(), ...others]).size).toBe(7);
  });

  const tenant: PipelineTenant = {
    namespace: 'vision',
    serviceAccountName: 'default-editor',
    programAccountName: 'pipeline-editor',
    pipelineRoot: 's3://artifacts/vision',
    apiServer: 'http://ml-pipeline.pipelines.svc:8888',
    audience: 'pipelines.example.com',
    serving: new Gate('the API answers', []),
  };

  test('takes all its props', () => {
    const props: Required<Omit<RecurringRunProps, 'apiServer'>> = {
      name: 'own-name',
      displayName: 'Every "night"',
      description: 'Trains on the day’s data.',
      pipeline: nightly,
      parameters: { day: 'monday', sizes: [1, 2], options: { deep: true } },
      schedule: { interval: Duration.hours(6), start: '2026-12-01T00:00:00Z', end: '2027-12-01T00:00:00+01:00' },
      enabled: false,
      absent: false,
      catchup: false,
      maxConcurrency: 10,
      pipelineRoot: 's3://own/root',
      serviceAccountName: 'trainer',
      experiment: 'nights',
      tenant,
    };
    const objects = objectsOf(props);
    const { specification, ...desired } = desiredOf(objects);
    expect(desired).toEqual({
      ...{ owner: 'own-name', namespace: 'vision', absent: false, enabled: false, experiment: 'nights' },
      pipeline: nightly,
      run: {
        display_name: 'Every "night"',
        service_account: 'trainer',
        max_concurrency: '10',
        no_catchup: true,
        trigger: {
          periodic_schedule: {
            interval_second: '21600',
            start_time: '2026-12-01T00:00:00Z',
            end_time: '2027-12-01T00:00:00+01:00',
          },
        },
        runtime_config: {
          parameters: { day: 'monday', sizes: [1, 2], options: { deep: true } },
          pipeline_root: 's3://own/root',
        },
        description: `Trains on the day’s data.\n\n[keelson own-name ${String(specification)}]`,
      },
    });
    const pod = podOf(objects);
    expect(at(pod, 'containers', 0, 'env', 0, 'value')).toBe('http://ml-pipeline.pipelines.svc:8888');
    expect(at(pod, 'volumes', 1, 'projected', 'sources', 0, 'serviceAccountToken', 'audience')).toBe(
      'pipelines.example.com',
    );
  });

  test('runs a pipeline of the program, with values for its inputs', () => {
    const desired = desiredOf(objectsOf({ pipeline: deployed, parameters: { day: 'monday' } }));
    expect(desired.pipeline).toEqual({ name: 'train', version: 'train-1a2b3c4d' });
    expect(desired.run.runtime_config).toEqual({ parameters: { day: 'monday' } });
  });

  test('takes what the construct Pipeline has put there', () => {
    const chart = new Chart(testApp(), 'runs', { namespace: 'vision' });
    const made = new Pipeline(chart, 'train', { definition });
    new RecurringRun(chart, 'every-night', { ...base, pipeline: made, parameters: { day: 'monday' } });
    const desired = desiredOf(chart.toJson() as KubernetesObject[]);
    expect(desired.pipeline).toEqual({ name: 'train', version: made.versionName });
  });

  test('has the steps run as the tenant’s ServiceAccount unless told otherwise', () => {
    expect(desiredOf(objectsOf({ tenant })).run.service_account).toBe('default-editor');
    expect(desiredOf(objectsOf()).run).not.toHaveProperty('service_account');
  });
});

// The API server of Kubeflow Pipelines cannot run here; test/support/pipelines-server.ts says what stands in for it.
describePython('the program of RecurringRun, against a server that answers as upstream’s API says', () => {
  let server: PipelinesServer;
  let version: Record<string, unknown>;
  beforeEach(async () => {
    server = await PipelinesServer.start();
    version = server.addVersion(server.addPipeline('nightly'), 'nightly-1a2b3c4d');
  });
  afterEach(() => server.stop());

  const apply = (props: Partial<RecurringRunProps> = {}, token?: string): Promise<Ended> =>
    runJob(objectsOf(props), { url: server.url, ...(token === undefined ? {} : { token }) });
  /** Applies, and forgets what that changed. */
  const applied = async (props: Partial<RecurringRunProps> = {}): Promise<Record<string, unknown>> => {
    expect(await apply(props)).toMatchObject({ code: 0, stderr: '' });
    server.changes.length = 0;
    return server.recurringRuns.at(-1) ?? {};
  };
  const ids = (): unknown[] => server.recurringRuns.map(({ recurring_run_id }) => recurring_run_id);

  test('makes it, in an experiment that it makes too', async () => {
    expect(await apply({ parameters: { day: 'monday' } })).toEqual({
      code: 0,
      stderr: '',
      stdout: 'made the recurring run 4\n',
    });
    expect(server.changes).toEqual(['POST /experiments', 'POST /recurringruns']);
    expect(server.experiments).toMatchObject([{ display_name: 'Default', namespace: 'vision' }]);
    expect(server.recurringRuns).toMatchObject([
      {
        display_name: 'every-night',
        description: expect.stringMatching(/^\[keelson every-night [0-9a-f]{16}\]$/) as string,
        pipeline_version_reference: {
          pipeline_id: version.pipeline_id,
          pipeline_version_id: version.pipeline_version_id,
        },
        runtime_config: { parameters: { day: 'monday' } },
        trigger: { cron_schedule: { cron: '0 0 3 * * *' } },
        max_concurrency: '1',
        no_catchup: false,
        mode: 'ENABLE',
        namespace: 'vision',
      },
    ]);
  });

  test('leaves it as it is where nothing has changed', async () => {
    await applied();
    expect(await apply()).toMatchObject({ code: 0, stdout: 'the recurring run 4 is as it should be\n' });
    expect(server.changes).toEqual([]);
  });

  test('makes another one where something has changed, before the old one goes', async () => {
    const { recurring_run_id: old } = await applied();
    expect(await apply({ maxConcurrency: 3 })).toMatchObject({ code: 0 });
    expect(server.changes).toEqual(['POST /recurringruns', `DELETE /recurringruns/${String(old)}`]);
    expect(server.recurringRuns).toMatchObject([{ max_concurrency: '3' }]);
  });

  test('keeps the old one where the server refuses the new', async () => {
    const { recurring_run_id: old } = await applied();
    server.before = (request) => (request === 'POST /recurringruns' ? 400 : undefined);
    const { code, stderr } = await apply({ maxConcurrency: 3 });
    expect(code).toBe(1);
    expect(stderr).toBe('POST /recurringruns was answered 400: {"code":3,"message":"as the test wants it"}\n');
    expect(ids()).toEqual([old]);
  });

  test('goes on where an earlier try was interrupted between the two', async () => {
    const { recurring_run_id: old } = await applied();
    server.before = (request) => (request.startsWith('DELETE') ? 503 : undefined);
    expect((await apply({ maxConcurrency: 3 })).code).toBe(1);
    expect(ids()).toHaveLength(2);
    server.before = () => undefined;
    expect((await apply({ maxConcurrency: 3 })).code).toBe(0);
    expect(ids()).toHaveLength(1);
    expect(ids()).not.toContain(old);
  });

  test('disables and enables it, and makes no other one for that', async () => {
    const { recurring_run_id: id } = await applied();
    await apply({ enabled: false });
    await apply({ enabled: false });
    expect(server.recurringRuns).toMatchObject([{ recurring_run_id: id, status: 'DISABLED' }]);
    await apply();
    expect(server.recurringRuns).toMatchObject([{ recurring_run_id: id, status: 'ENABLED' }]);
    expect(server.changes).toEqual([
      `POST /recurringruns/${String(id)}:disable`,
      `POST /recurringruns/${String(id)}:enable`,
    ]);
  });

  test('makes it disabled where it is to be', async () => {
    expect(await applied({ enabled: false })).toMatchObject({ mode: 'DISABLE', status: 'DISABLED' });
  });

  test('deletes it where it is to be gone, also where it is gone already', async () => {
    await applied();
    expect(await apply({ absent: true })).toMatchObject({ code: 0 });
    expect(ids()).toEqual([]);
    expect(await apply({ absent: true })).toMatchObject({
      code: 0,
      stdout: 'there is no recurring run "every-night" of this program\n',
    });
  });

  test('finds it again under another name for people', async () => {
    await applied();
    await apply({ displayName: 'Every night' });
    expect(server.recurringRuns).toMatchObject([{ display_name: 'Every night' }]);
  });

  test('takes a new version of the pipeline, and the same pipeline under another name', async () => {
    await applied();
    const newer = server.addVersion(server.pipelines[0] ?? {}, 'nightly-2');
    await apply({ pipeline: { name: 'nightly', version: 'nightly-2' } });
    const renamed = server.addVersion(server.addPipeline('renamed'), 'nightly-2');
    expect(server.recurringRuns).toMatchObject([
      { pipeline_version_reference: { pipeline_version_id: newer.pipeline_version_id } },
    ]);
    await apply({ pipeline: { name: 'renamed', version: 'nightly-2' } });
    expect(server.recurringRuns).toMatchObject([
      { pipeline_version_reference: { pipeline_version_id: renamed.pipeline_version_id } },
    ]);
  });

  test('makes another one where the pipeline was made anew under its old name', async () => {
    await applied();
    server.pipelines.length = 0;
    server.versions.length = 0;
    const anew = server.addVersion(server.addPipeline('nightly'), 'nightly-1a2b3c4d');
    expect((await apply()).code).toBe(0);
    expect(server.recurringRuns).toMatchObject([{ pipeline_version_reference: { pipeline_id: anew.pipeline_id } }]);
  });

  test('may run whichever version is the newest', async () => {
    const { pipeline_version_reference: reference } = await applied({ pipeline: { name: 'nightly' } });
    expect(reference).toEqual({ pipeline_id: version.pipeline_id });
  });

  test('leaves those of others alone, on however many pages', async () => {
    const foreign = [
      { display_name: 'another', description: '[keelson every-other 0123456789abcdef]' },
      { display_name: 'by-hand' },
      { display_name: 'quoted', description: 'see [keelson every-night 0123456789abcdef] for more' },
    ].map((fields) => server.addRecurringRun(fields).recurring_run_id);
    server.addRecurringRun({ display_name: 'every-night' }, 'audio');
    server.pageSize = 1;
    await applied();
    await apply({ maxConcurrency: 2 });
    await apply({ absent: true });
    expect(ids().slice(0, 3)).toEqual(foreign);
    expect(ids()).toHaveLength(4);
  });

  test('takes no name that somebody else has', async () => {
    const { recurring_run_id: id } = server.addRecurringRun({ display_name: 'every-night' });
    const { code, stderr } = await apply();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `a recurring run "every-night" is there already, which this program did not make (${String(id)}): delete it, or choose another name\n`,
    });
  });

  test.each<[string, Partial<RecurringRunProps>, string]>([
    [
      'pipeline',
      { pipeline: { name: 'weekly' } },
      'there is no pipeline "weekly" yet, which is tried again; it must be uploaded first\n',
    ],
    [
      'version',
      { pipeline: { name: 'nightly', version: 'v9' } },
      'the pipeline "nightly" has no version "v9" yet, which is tried again; it must be uploaded first\n',
    ],
  ])('waits for a %s that is not there yet', async (_, props, message) => {
    expect(await apply(props)).toMatchObject({ code: 1, stderr: message });
    expect(server.changes).toEqual([]);
  });

  test('finds a version behind many', async () => {
    for (let count = 0; count < 5; count += 1) server.addVersion(server.pipelines[0] ?? {}, `nightly-${count}`);
    server.pageSize = 2;
    expect((await apply()).code).toBe(0);
  });

  test.each<[number, RegExp]>([
    [401, /^GET \/healthz was answered 401; the server does not take the token of this ServiceAccount: \{/],
    [403, /^GET \/healthz was answered 403; this ServiceAccount may not do that: .*: \{/],
    [500, /^GET \/healthz was answered 500: \{/],
  ])('says so when it is answered %s', async (status, message) => {
    server.before = () => status;
    const { code, stderr } = await apply();
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  test('shows its token, and no other will do', async () => {
    expect(await apply({}, 'another')).toMatchObject({ code: 1 });
    expect((await apply()).code).toBe(0);
  });

  test('says so while the server cannot be reached', async () => {
    const { code, stderr } = await runJob(objectsOf(), { url: 'http://127.0.0.1:9' });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^the API of pipelines at http:\/\/127\.0\.0\.1:9 cannot be reached, which is tried again: /,
    );
  });

  test('names no namespace to a server for one user', async () => {
    const single = await PipelinesServer.start({ multiUser: false });
    try {
      single.addVersion(single.addPipeline('nightly'), 'nightly-1a2b3c4d');
      expect(await runJob(objectsOf(), { url: single.url })).toMatchObject({ code: 0, stderr: '' });
      expect(single.recurringRuns).toHaveLength(1);
      expect(single.recurringRuns[0]).not.toHaveProperty('namespace');
    } finally {
      await single.stop();
    }
  });
});
