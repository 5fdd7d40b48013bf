import { App, Chart, Yaml } from 'cdk8s';
import { CustomResourceDefinition } from '../../lib/api';
import { apiGroups } from '../../lib/api/groups';
import { trainingOperatorKinds, unknownRoles } from '../bad-input/training-operator-kinds';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';

jest.setTimeout(10 * 60_000);

const job = (kind: string, name: string, spec: object) => ({
  ...{ apiVersion: 'kubeflow.org/v1', kind, metadata: { name, namespace: 'default' }, spec },
});
const pods = (name: string) => ({ template: { spec: { containers: [{ name, image: 'a:1' }] } } });

describeLevel(2, 'kinds of the Training Operator', () => {
  let server: ApiServer;
  const create = (object: object) =>
    server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], { input: JSON.stringify(object) });

  beforeAll(async () => {
    server = await ApiServer.start();
    const chart = new Chart(new App(), 'crds');
    const crds = (apiGroups['training-operator'] ?? []).map(
      (definition) => new CustomResourceDefinition(chart, definition).toJson() as object,
    );
    await server.apply(Yaml.stringify(...crds));
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);
  });

  afterAll(async () => {
    await server.stop();
  });

  test.each(trainingOperatorKinds.map((wrong) => [wrong.name, wrong] as const))(
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

  test.each(unknownRoles.map((wrong, index) => [wrong.name, wrong, index] as const))(
    'leaves to the webhooks: %s',
    async (_, { object }, index) => {
      const { stderr } = await create({ ...object, metadata: { ...object.metadata, name: `left-${index}` } });
      expect(stderr).toBe('');
      const { spec } = await server.json<{ spec: object }>(['get', object.kind, `left-${index}`, '-n', 'default']);
      expect(spec).toEqual(object.spec);
    },
  );

  test('fills in a default, and holds what cannot change', async () => {
    const policy = { managedBy: 'kubeflow.org/training-operator', schedulingPolicy: { queue: 'a' } };
    const jax = (runPolicy: object) => job('JAXJob', 'held', { jaxReplicaSpecs: { Worker: pods('jax') }, runPolicy });
    await server.apply(JSON.stringify(jax(policy)));
    const { spec } = await server.json<{ spec: object }>(['get', 'jaxjob/held', '-n', 'default']);
    expect(spec).toMatchObject({ runPolicy: { ...policy, suspend: false } });
    const changes = [{ managedBy: 'kueue.x-k8s.io/multikueue' }, { schedulingPolicy: { queue: 'b' } }];
    for (const change of changes) {
      await expect(server.apply(JSON.stringify(jax({ ...policy, ...change })))).rejects.toThrow(/is immutable/);
    }
  });

  test('a job is scaled by the number of its workers', async () => {
    await server.apply(
      JSON.stringify(
        job('PyTorchJob', 'scaled', { pytorchReplicaSpecs: { Worker: { replicas: 1, ...pods('pytorch') } } }),
      ),
    );
    await server.kubectl(['scale', 'pytorchjob/scaled', '--replicas=3', '-n', 'default']);
    const { spec } = await server.json<{ spec: object }>(['get', 'pytorchjob/scaled', '-n', 'default']);
    expect(spec).toMatchObject({ pytorchReplicaSpecs: { Worker: { replicas: 3 } } });
  });

  test('takes the status that the operator writes, with times that are not set yet', async () => {
    const tf = job('TFJob', 'running', { tfReplicaSpecs: { Worker: pods('tensorflow') } });
    await server.apply(JSON.stringify(tf));
    const stored = await server.json<object>(['get', 'tfjob/running', '-n', 'default']);
    const condition = { type: 'Created', status: 'True', reason: 'TFJobCreated', message: 'TFJob running is created.' };
    const status = {
      conditions: [{ ...condition, lastUpdateTime: null, lastTransitionTime: null }],
      replicaStatuses: { Worker: {} },
      startTime: '2026-01-31T12:00:00Z',
      completionTime: null,
    };
    await server.kubectl(['replace', '--subresource=status', '-f', '-'], {
      input: JSON.stringify({ ...stored, status }),
    });
    const after = await server.json<{ status: object }>(['get', 'tfjob/running', '-n', 'default']);
    expect(after.status).toEqual({
      conditions: [condition],
      replicaStatuses: { Worker: {} },
      startTime: '2026-01-31T12:00:00Z',
    });
  });
});
