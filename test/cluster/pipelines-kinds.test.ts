import { App, Chart, Yaml } from 'cdk8s';
import { CustomResourceDefinition } from '../../lib/api';
import { apiGroups } from '../../lib/api/groups';
import { argoKinds, openArgoFields } from '../bad-input/argo-kinds';
import { pipelinesKinds, pipelinesStatuses, unknownPipelinesFields } from '../bad-input/pipelines-kinds';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';

jest.setTimeout(10 * 60_000);

const added = { deep: [{ a: 1 }] };
const parameters = [
  { name: 'a', value: 3, added },
  { name: 'a', value: true },
];
const time = '2026-01-31T12:00:00Z';

/** Objects as controllers and clients write them: Go's zero values, repeated names, fields of a version to come. */
const written = [
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    spec: {
      ...{ entrypoint: 'main', arguments: { parameters }, added },
      templates: [
        {
          ...{ name: 'main', inputs: {}, outputs: {}, metadata: {}, added, activeDeadlineSeconds: '{{a}}' },
          dag: {
            tasks: [
              { name: 'a', arguments: {}, inline: { script: { source: 'true' }, added }, withItems: [1, 'b', added] },
            ],
          },
        },
        { name: 'leaf', container: { image: 'a:1', resources: {}, name: '' }, retryStrategy: { limit: 2 } },
        { name: 'stored', inputs: { artifacts: [{ name: 'a', s3: { key: 'k', added } }] }, plugin: added },
      ],
    },
    status: {
      ...{ phase: 'Running', startedAt: time, finishedAt: null, progress: '0/1', estimatedDuration: 3, added },
      nodes: {
        'a-1': {
          ...{ id: 'a-1', name: 'a', type: '', phase: 'Unheard', finishedAt: null, inputs: { parameters }, added },
          ...{ resourcesDuration: { cpu: 0, memory: 3 }, children: ['a-2'], outputs: { exitCode: '0' } },
        },
      },
      storedTemplates: { 'namespaced/a/b': { name: 'b', script: {}, added } },
      artifactRepositoryRef: { default: true, artifactRepository: { s3: { bucket: 'b', added } } },
      conditions: [{ type: 'PodRunning', status: 'False' }, { type: 'PodRunning' }],
      taskResultsCompletionStatus: { 'a-1': false },
    },
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'CronWorkflow',
    spec: {
      workflowSpec: { templates: [{ name: 'a', steps: [[{ name: 'b', template: 'c' }]] }] },
      schedule: '',
      added,
    },
    status: { active: null, conditions: null, lastScheduledTime: null, succeeded: 0, failed: 0, phase: '', added },
  },
  {
    apiVersion: 'kubeflow.org/v1beta1',
    kind: 'ScheduledWorkflow',
    spec: { enabled: true, trigger: {}, workflow: { spec: added }, added },
    status: { conditions: [{ type: 'Enabled', lastTransitionTime: null }], trigger: {}, workflowHistory: {}, added },
  },
];

describeLevel(2, 'kinds of pipelines and workflows', () => {
  let server: ApiServer;
  const create = (object: object) =>
    server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], { input: JSON.stringify(object) });

  beforeAll(async () => {
    server = await ApiServer.start();
    const chart = new Chart(new App(), 'crds');
    const crds = [...(apiGroups.argo ?? []), ...(apiGroups.pipelines ?? [])].map(
      (definition) => new CustomResourceDefinition(chart, definition).toJson() as object,
    );
    await server.apply(Yaml.stringify(...crds));
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
  });

  afterAll(async () => {
    await server.stop();
  });

  test.each([...argoKinds, ...pipelinesKinds].map((wrong) => [wrong.name, wrong] as const))(
    'refuses %s',
    async (_, { object, field, problems }) => {
      const { code, stderr } = await create(object);
      expect(code).toBe(1);
      expect(stderr).toMatch(/is invalid: |strict decoding error: /);
      // The name of a key is in brackets there.
      const [first = '', ...keys] = field.split(/\.(?=a\b|b\b|team\b)/);
      for (const part of keys.length > 0 ? [first] : [field]) expect(stderr).toContain(part);
      expect(problems).toHaveLength(1);
    },
  );

  test.each(pipelinesStatuses.map((wrong) => [wrong.name, wrong] as const))(
    'refuses %s',
    async (_, { object, field }) => {
      const { kind, metadata } = object;
      await server.exec('kubectl', ['delete', kind, metadata.name, '-n', 'default', '--ignore-not-found']);
      expect((await create({ ...object, status: undefined })).stderr).toBe('');
      const live = await server.json<object>(['get', kind, metadata.name, '-n', 'default']);
      const path = `/apis/pipelines.kubeflow.org/v2beta1/namespaces/default/${kind.toLowerCase()}s/${metadata.name}`;
      const status = (object as { status?: unknown }).status;
      const { code, stderr } = await server.exec('kubectl', ['replace', '--raw', `${path}/status`, '-f', '-'], {
        input: JSON.stringify({ ...live, status }),
      });
      expect(code).toBe(1);
      expect(stderr).toContain(field);
    },
  );

  test.each([...openArgoFields, ...unknownPipelinesFields].map((wrong, index) => [wrong.name, wrong, index] as const))(
    'keeps what only synth refuses: %s',
    async (_, { object }, index) => {
      const name = `kept-${index}`;
      const { stderr } = await create({ ...object, metadata: { ...object.metadata, name } });
      expect(stderr).toBe('');
      const { spec } = await server.json<{ spec: object }>(['get', object.kind, name, '-n', 'default']);
      expect(spec).toEqual(JSON.parse(JSON.stringify(object.spec)));
    },
  );

  test.each(written)('keeps what controllers write: $kind', async ({ apiVersion, kind, spec, status }) => {
    const metadata = { name: 'written', namespace: 'default' };
    const { stderr } = await create({ apiVersion, kind, metadata, spec, status: {} });
    expect(stderr).toBe('');
    // These have no status subresource: who writes the status writes the whole object.
    const live = await server.json<object>(['get', kind, 'written', '-n', 'default']);
    const replaced = await server.exec('kubectl', ['replace', '-f', '-'], {
      input: JSON.stringify({ ...live, status }),
    });
    expect(replaced.stderr).toBe('');
    const after = await server.json<{ spec: object; status: object }>(['get', kind, 'written', '-n', 'default']);
    expect(after.spec).toEqual(spec);
    // The API server drops null, which Go reads like nothing, where the CRD knows the field.
    expect(after.status).toEqual(JSON.parse(JSON.stringify(status), (_, value: unknown) => value ?? undefined));
  });

  test('takes the result of a pod as the executor writes it, and drops nothing of it', async () => {
    const outputs = {
      artifacts: [{ name: 'main-logs', s3: { key: 'a/main.log' } }],
      ...{ exitCode: '0', parameters: [{ name: 'a', value: '3' }] },
    };
    const result = { apiVersion: 'argoproj.io/v1alpha1', kind: 'WorkflowTaskResult', outputs, phase: 'Succeeded' };
    expect((await create({ ...result, metadata: { name: 'a-1', namespace: 'default' } })).stderr).toBe('');
    const live = await server.json<{ outputs: object }>(['get', 'workflowtaskresult', 'a-1', '-n', 'default']);
    expect(live.outputs).toEqual(outputs);
  });
});
