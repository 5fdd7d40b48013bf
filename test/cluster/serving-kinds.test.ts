import { App, Chart, Testing, Yaml } from 'cdk8s';
import { inferenceServices } from '../../examples/inference-service/main';
import { CustomResourceDefinition } from '../../lib/api';
import { apiGroups } from '../../lib/api/groups';
import { KubernetesObject } from '../../lib/core/manifest';
import { wrongServingKinds } from '../bad-input/serving-kinds';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';

jest.setTimeout(10 * 60_000);

const groups = ['cert-manager', 'kserve', 'trainer'];

describeLevel(2, 'kinds of serving', () => {
  let server: ApiServer;

  beforeAll(async () => {
    server = await ApiServer.start();
    const chart = new Chart(new App(), 'crds');
    const definitions = groups.flatMap((group) => apiGroups[group] ?? []);
    const crds = definitions.map(
      (definition) => new CustomResourceDefinition(chart, definition).toJson() as KubernetesObject,
    );
    expect(crds.length).toBeGreaterThan(15);
    await server.apply(Yaml.stringify(...crds));
    await server.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crds', '--all']);
    await server.kubectl(['create', 'namespace', 'vision']);
  });

  afterAll(async () => {
    await server.stop();
  });

  test.each(wrongServingKinds.map((wrong) => [wrong.name, wrong] as const))('refuses %s', async (_, given) => {
    const { code, stderr } = await server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], {
      input: JSON.stringify(given.object),
    });
    expect(code).toBe(1);
    expect(stderr).toContain(given.field);
  });

  // The language model on a GPU among them, which no machine here could run.
  test('accepts the models of the example, and keeps every field', async () => {
    const objects = Testing.synth(inferenceServices(Testing.app())) as KubernetesObject[];
    await server.exec('kubectl', ['create', '--validate=strict', '-f', '-'], { input: Yaml.stringify(...objects) });
    for (const object of objects.filter(({ apiVersion }) => apiVersion.startsWith('serving.kserve.io/'))) {
      const { spec } = await server.json<KubernetesObject>(['get', object.kind, object.metadata.name, '-n', 'vision']);
      expect(spec).toMatchObject(object.spec as object);
    }
    const { spec } = await server.json<{ spec: { predictor: { model: { resources: object } } } }>([
      ...['get', 'inferenceservice', 'qwen', '-n', 'vision'],
    ]);
    expect(spec.predictor.model.resources).toMatchObject({ limits: { 'nvidia.com/gpu': '1' } });
  });
});
