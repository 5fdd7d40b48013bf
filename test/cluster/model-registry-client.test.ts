import { registerModel } from '../../lib/workloads';
import { tempFolder } from '../support/app';
import { ModelRegistryServer } from '../support/model-registry-server';
import { runToEnd } from '../support/python';
import { filledIn, StepInputs } from '../support/register-model';
import { describeRegistryClient, runRegistryClient } from './harness/registry-client';

const MINUTES = 60_000;

// The registry's server itself cannot be had here: test/support/model-registry-server.ts stands in for it. Its client can, and
// tells whether both the stand-in and the step do as it expects of a registry.
describeRegistryClient('registerModel and the registry’s own Python client, with a stand-in for its server', () => {
  let server: ModelRegistryServer;
  beforeEach(async () => (server = await ModelRegistryServer.start()));
  afterEach(() => server.stop());

  const client = async (program: string, ...args: string[]): Promise<string> => {
    const { protocol, hostname, port } = new URL(server.url);
    return runRegistryClient(program, [`${protocol}//${hostname}`, port, ...args]);
  };
  const step = async (inputs: StepInputs): Promise<{ code: number; stderr: string }> => {
    const { runs } = registerModel({ registry: { url: server.url } });
    const { code, stderr } = await runToEnd(filledIn([...runs.command, ...runs.args], inputs, tempFolder()));
    return { code, stderr };
  };

  test(
    'the client finds what the step has registered',
    async () => {
      const inputs = {
        ...{ uri: 'minio://artifacts/iris', name: 'iris', version: 'v1', author: 'Ada', description: 'of the night' },
        ...{ format: 'sklearn', formatVersion: '1.5', runId: 'run-1' },
        properties: JSON.stringify({ accuracy: 0.97, epochs: 3, good: true, data: 'iris' }),
      };
      expect(await step(inputs)).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(await client('read.py', 'iris', 'v1'))).toEqual({
        ...{ model: 'iris', version: 'v1', author: 'Ada', description: 'of the night' },
        properties: { accuracy: 0.97, epochs: 3, good: true, data: 'iris' },
        uri: 's3://artifacts/iris',
        format: ['sklearn', '1.5'],
        source: ['kfp', 'pipelinerun', 'run-1'],
      });
    },
    30 * MINUTES,
  );

  test(
    'the step knows what the client has registered',
    async () => {
      await client('register.py', 'iris', 'v1', 's3://artifacts/iris');
      const before = [...server.models, ...server.versions, ...server.artifacts.values()].length;
      expect(await step({ uri: 's3://artifacts/iris', name: 'iris', version: 'v1' })).toEqual({ code: 0, stderr: '' });
      expect([...server.models, ...server.versions, ...server.artifacts.values()]).toHaveLength(before);
      expect(await step({ uri: 's3://artifacts/other', name: 'iris', version: 'v1' })).toEqual({
        code: 1,
        stderr:
          'the version "v1" of the model "iris" is there already, at s3://artifacts/iris; choose another version\n',
      });
    },
    30 * MINUTES,
  );
});
