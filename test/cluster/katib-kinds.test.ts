import { App, Chart, Yaml } from 'cdk8s';
import { CustomResourceDefinition } from '../../lib/api';
import { apiGroups } from '../../lib/api/groups';
import { katibKinds, unknownKatibFields } from '../bad-input/katib-kinds';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';

jest.setTimeout(10 * 60_000);

/** What Go writes for a time that is not set, and for a condition without reason. */
const times = { startTime: null, completionTime: null, lastReconcileTime: '2026-01-31T12:00:00Z' };
const condition = { type: 'Created', status: 'True', reason: '', lastUpdateTime: null, lastTransitionTime: null };
const same = { name: 'same', value: '' };
const added = { deep: [{ a: 1 }] };
const objective = { type: 'minimize', objectiveMetricName: 'loss' };

/** Objects as controllers write them, with repeated names, and fields of a version to come. */
const written = [
  {
    kind: 'Experiment',
    spec: {
      ...{ objective, added, algorithm: { algorithmName: 'random', added } },
      parameters: [{ name: 'lr', parameterType: 'double', feasibleSpace: { min: '0', max: '1', added } }],
      trialTemplate: {
        ...{ primaryContainerName: 'main', trialParameters: [{ name: 'lr', reference: 'lr' }] },
        trialSpec: { apiVersion: 'batch/v1', kind: 'Job', spec: { template: added } },
      },
    },
    status: {
      ...{ conditions: [condition, condition], runningTrialList: ['a', 'a'], trials: 0, added },
      currentOptimalTrial: { observation: {}, parameterAssignments: [same, same, {}] },
    },
  },
  {
    kind: 'Suggestion',
    spec: { requests: 2, added },
    status: {
      ...{ conditions: [condition], algorithmSettings: [same, same], suggestionCount: 1 },
      suggestions: [
        { name: 'a', earlyStoppingRules: [{ ...same, comparison: '' }, same], labels: { a: 'b' }, added },
        {},
      ],
    },
  },
  {
    kind: 'Trial',
    spec: { metricsCollector: {}, objective, runSpec: { apiVersion: 'batch/v1', kind: 'Job', spec: added } },
    status: { conditions: [condition], observation: { metrics: [{ name: 'loss', min: 'unavailable', added }, {}] } },
  },
];

describeLevel(2, 'kinds of Katib', () => {
  let server: ApiServer;
  const create = (object: object) =>
    server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], { input: JSON.stringify(object) });

  beforeAll(async () => {
    server = await ApiServer.start();
    const chart = new Chart(new App(), 'crds');
    const crds = (apiGroups.katib ?? []).map(
      (definition) => new CustomResourceDefinition(chart, definition).toJson() as object,
    );
    await server.apply(Yaml.stringify(...crds));
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
  });

  afterAll(async () => {
    await server.stop();
  });

  test.each(katibKinds.map((wrong) => [wrong.name, wrong] as const))(
    'refuses %s',
    async (_, { object, field, problems }) => {
      const { code, stderr } = await create(object);
      expect(code).toBe(1);
      expect(stderr).toMatch(/is invalid: |strict decoding error: /);
      expect(stderr).toContain(field);
      // What follows the value is the message of a rule.
      expect(stderr).toContain(problems[0]?.split(': ')[1] ?? field);
    },
  );

  test.each(unknownKatibFields.map((wrong, index) => [wrong.name, wrong, index] as const))(
    'keeps the field of: %s',
    async (_, { object }, index) => {
      const name = `kept-${index}`;
      const { stderr } = await create({ ...object, metadata: { ...object.metadata, name } });
      expect(stderr).toBe('');
      const { spec } = await server.json<{ spec: object }>(['get', object.kind, name, '-n', 'default']);
      expect(spec).toEqual(JSON.parse(JSON.stringify(object.spec)));
    },
  );

  test.each(written)('keeps what controllers write: $kind', async ({ kind, spec, status }) => {
    const metadata = { name: 'written', namespace: 'default' };
    const { stderr } = await create({ apiVersion: 'kubeflow.org/v1beta1', kind, metadata, spec });
    expect(stderr).toBe('');
    const given = { ...times, ...status };
    const path = `/apis/kubeflow.org/v1beta1/namespaces/default/${kind.toLowerCase()}s/written`;
    const replaced = await server.exec('kubectl', ['replace', '--raw', `${path}/status`, '-f', '-'], {
      input: JSON.stringify({
        ...(await server.json<object>(['get', kind, 'written', '-n', 'default'])),
        status: given,
      }),
    });
    expect(replaced.stderr).toBe('');
    const live = await server.json<{ spec: object; status: object }>(['get', kind, 'written', '-n', 'default']);
    expect(live.spec).toEqual(spec);
    // The API server drops null, which Go reads like nothing.
    expect(live.status).toEqual(JSON.parse(JSON.stringify(given), (_, value: unknown) => value ?? undefined));
  });
});
