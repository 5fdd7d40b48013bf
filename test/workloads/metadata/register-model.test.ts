import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Gate, ValidationError } from '../../../lib';
import { component, artifact, pipeline, registerModel, RegisterModelOptions, run } from '../../../lib/workloads';
import { tempFolder } from '../../support/app';
import { ModelRegistryServer } from '../../support/model-registry-server';
import { filledIn, StepInputs } from '../../support/register-model';
import { describePython, Ended, runToEnd } from '../../support/python';

describe('registerModel', () => {
  test('is a component whose inputs and outputs are typed', () => {
    const step = registerModel();
    expect(Object.entries(step.inputs).map(([name, spec]) => [name, spec.kind, spec.optional])).toEqual([
      ['model', 'artifact', false],
      ['name', 'parameter', false],
      ['version', 'parameter', false],
      ...['description', 'author', 'format', 'formatVersion', 'properties', 'runId', 'runName'].map((name) => [
        name,
        'parameter',
        true,
      ]),
    ]);
    expect(Object.keys(step.outputs)).toEqual(['modelId', 'versionId', 'uri']);
  });

  test('runs Python alone, and installs nothing', () => {
    const { runs } = registerModel();
    expect(runs.image).toBe('docker.io/library/python:3.12.11-alpine3.22');
    expect(runs.command.slice(0, 2)).toEqual(['python3', '-c']);
    const script = runs.command[2] ?? '';
    expect(script).not.toMatch(/\bpip\b|\{\{/);
    const modules = [...script.matchAll(/^import (\w+)/gm)].map(({ 1: name }) => name);
    expect([...new Set(modules)]).toEqual(['argparse', 'json', 'os', 'sys', 'urllib']);
    expect(runs.args[0]).toBe('--registry=http://model-registry-service.kubeflow.svc:8080');
  });

  test('takes the registry of the platform, and an image of your own', () => {
    const options: Required<RegisterModelOptions> = {
      registry: { serving: new Gate('it answers', []), url: 'http://mr.models.svc:8080' },
      image: 'registry.example.com/python:3.13',
    };
    const { runs } = registerModel(options);
    expect(runs.image).toBe('registry.example.com/python:3.13');
    expect(runs.args[0]).toBe('--registry=http://mr.models.svc:8080');
  });

  test('stands in a pipeline behind what trains', () => {
    const train = component({
      name: 'train',
      image: 'registry.example.com/train:1',
      command: ['train'],
      outputs: { model: artifact.model() },
      args: ({ outputs }) => [outputs.model.path],
    });
    const trained = pipeline({ name: 'trained' }, (p) => {
      const { model } = p.task(train).outputs;
      p.task(registerModel(), {
        model,
        name: 'iris',
        version: 'v1',
        properties: { accuracy: 0.97 },
        runId: run.id,
        runName: run.displayName,
      });
    });
    expect(trained.problems).toEqual([]);
    expect(trained.toYaml()).toContain("--uri={{$.inputs.artifacts['model'].uri}}");
  });

  test.each([['ftp://mr'], ['http://mr/api'], [''], [8080], [undefined]])('refuses the registry %j', (url) => {
    expect(() => registerModel({ registry: { url } as never })).toThrow(ValidationError);
    expect(() => registerModel({ registry: { url } as never })).toThrow(
      /^"registry\.url" of registerModel is .*, must be the address of a registry without a path, such as "http:/,
    );
  });
});

// The real server cannot run here; test/support/model-registry-server.ts says what stands in for it.
describePython('the program of registerModel, against a server that answers as upstream’s API says', () => {
  let server: ModelRegistryServer;
  beforeEach(async () => (server = await ModelRegistryServer.start()));
  afterEach(() => server.stop());

  const iris: StepInputs = { uri: 's3://models/iris/1', name: 'iris', version: 'v1' };

  async function step(
    inputs: StepInputs,
    url: `http://${string}` = server.url,
  ): Promise<Ended & { readonly outputs: StepInputs }> {
    const folder = tempFolder();
    const { runs } = registerModel({ registry: { url } });
    const ended = await runToEnd(filledIn([...runs.command, ...runs.args], inputs, folder));
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    const outputs =
      ended.code === 0 ? { modelId: read('modelId'), versionId: read('versionId'), uri: read('uri') } : {};
    return { ...ended, outputs };
  }

  test('registers a model, a version and where it lies', async () => {
    const { code, stderr, stdout, outputs } = await step(iris);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('registered version "v1" of the model "iris": s3://models/iris/1\n');
    expect(server.models).toMatchObject([{ name: 'iris' }]);
    expect(server.versions).toMatchObject([{ name: 'v1', registeredModelId: server.models[0]?.id }]);
    expect(server.artifacts.get(server.versions[0]?.id ?? '')).toMatchObject([
      { name: 'iris', uri: 's3://models/iris/1', artifactType: 'model-artifact' },
    ]);
    expect(outputs).toEqual({
      modelId: server.models[0]?.id,
      versionId: server.versions[0]?.id,
      uri: `model-registry://${server.url.replace('http://', '')}/iris/v1`,
    });
  });

  test('says all that it is told', async () => {
    const { code, stderr } = await step({
      ...iris,
      uri: 'minio://mlpipeline/v2/artifacts/iris',
      description: '-- "quoted" and\nover two lines',
      author: 'Ada',
      format: 'sklearn',
      formatVersion: '1.5',
      properties: JSON.stringify({ accuracy: 0.97, epochs: 3, good: true, data: 'iris "2026"' }),
      runId: 'run-1',
      runName: 'nightly',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(server.versions).toMatchObject([
      {
        description: '-- "quoted" and\nover two lines',
        author: 'Ada',
        customProperties: {
          accuracy: { metadataType: 'MetadataDoubleValue', double_value: 0.97 },
          epochs: { metadataType: 'MetadataIntValue', int_value: '3' },
          good: { metadataType: 'MetadataBoolValue', bool_value: true },
          data: { metadataType: 'MetadataStringValue', string_value: 'iris "2026"' },
        },
      },
    ]);
    expect([...server.artifacts.values()].flat()).toMatchObject([
      {
        uri: 's3://mlpipeline/v2/artifacts/iris',
        modelFormatName: 'sklearn',
        modelFormatVersion: '1.5',
        modelSourceKind: 'kfp',
        modelSourceClass: 'pipelinerun',
        modelSourceId: 'run-1',
        modelSourceName: 'nightly',
      },
    ]);
  });

  test('adds versions to a model that is there', async () => {
    await step(iris);
    const { code } = await step({ ...iris, version: 'v2', uri: 's3://models/iris/2' });
    expect(code).toBe(0);
    expect(server.models).toHaveLength(1);
    expect(server.versions.map(({ name }) => name)).toEqual(['v1', 'v2']);
  });

  test('does nothing twice', async () => {
    const first = await step(iris);
    const second = await step(iris);
    expect(second).toEqual(first);
    expect([server.models, server.versions, [...server.artifacts.values()].flat()].map(({ length }) => length)).toEqual(
      [1, 1, 1],
    );
  });

  test('goes on where an earlier try was interrupted', async () => {
    const model = server.add(server.models, { name: 'iris' });
    const version = server.add(server.versions, { name: 'v1', registeredModelId: model.id });
    expect((await step(iris)).code).toBe(0);
    expect(server.artifacts.get(version.id)).toMatchObject([{ uri: 's3://models/iris/1' }]);
  });

  test('finds what somebody else makes at the same time', async () => {
    server.before = (request) => {
      if (request === 'POST /registered_models') server.add(server.models, { name: 'iris' });
      return undefined;
    };
    expect(await step(iris)).toMatchObject({ code: 0, stderr: '' });
    expect(server.models).toHaveLength(1);
  });

  test('takes no version that is another model’s', async () => {
    await step(iris);
    const { code, stderr } = await step({ ...iris, uri: 's3://models/iris/other' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'the version "v1" of the model "iris" is there already, at s3://models/iris/1; choose another version\n',
    });
    expect([...server.artifacts.values()].flat()).toHaveLength(1);
  });

  test('looks at all pages of what a version has', async () => {
    await step(iris);
    const list = server.artifacts.get(server.versions[0]?.id ?? '') ?? [];
    list.unshift(...['a', 'b', 'c'].map((name) => ({ ...list[0], id: name, name, artifactType: 'doc-artifact' })));
    server.pageSize = 2;
    expect((await step(iris)).code).toBe(0);
    expect(list).toHaveLength(4);
  });

  test.each<[string, StepInputs, RegExp]>([
    ['a version with a slash', { ...iris, version: 'a/b' }, /^"version" is "a\/b", must be a name without spaces/],
    ['no name', { ...iris, name: '' }, /^"name" is "", must be a name without spaces/],
    ['a property that is a list', { ...iris, properties: '{"a":[1]}' }, /^the property "a" is \[1\], must be a text/],
  ])('refuses %s before anything is registered', async (_, inputs, message) => {
    const { code, stderr } = await step(inputs);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(server.requests).toEqual([]);
  });

  test.each([401, 403, 500, 503])('says that the server answered %s', async (status) => {
    server.before = (request) => (request.startsWith('POST') ? status : undefined);
    const { code, stderr } = await step(iris);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `POST ${server.url}/api/model_registry/v1alpha3/registered_models was answered ${status}: {"code":"${status}","message":"as the test wants it"}\n`,
    );
  });

  test('says where it found no server', async () => {
    const { code, stderr } = await step(iris, 'http://127.0.0.1:9');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^the model registry at http:\/\/127\.0\.0\.1:9 cannot be reached: /);
  });
});
