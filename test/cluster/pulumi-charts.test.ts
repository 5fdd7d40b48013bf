import { resolve } from 'node:path';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';
import { PulumiStack } from './harness/pulumi';

jest.setTimeout(10 * 60_000);

interface ConfigMap {
  readonly metadata: { readonly uid: string };
  readonly data: Readonly<Record<string, string>>;
}

const suite = (): void => {
  let server: ApiServer;
  let stack: PulumiStack;
  const first = () => server.json<ConfigMap>(['get', 'configmap', 'first']);

  beforeAll(async () => {
    server = await ApiServer.start();
    stack = await PulumiStack.create(server, { main: resolve(__dirname, 'programs/charts.ts') });
  });
  afterAll(() => server.stop());

  test('two deployments of one program share a provider', async () => {
    const { steps } = await stack.up();
    expect(steps.map(({ name }) => name).sort()).toEqual([
      'first',
      'first/settings',
      'kubernetes',
      'second',
      'second/settings',
    ]);
  });

  test('a renamed construct that says what it was is the same object', async () => {
    const { uid } = (await first()).metadata;
    stack.setConfig('id', 'renamed');
    stack.setConfig('former', 'first/settings');
    expect((await stack.up()).steps).toEqual([]);
    expect((await first()).metadata.uid).toBe(uid);
    expect((await stack.export()).deployment.resources?.map(({ urn }) => urn)).toContainEqual(
      expect.stringMatching(/::first\/renamed$/),
    );
  });

  test('a replaced object is there afterwards', async () => {
    const before = await first();
    stack.setConfig('greeting', 'welcome');
    const { steps } = await stack.up();
    expect(steps.map(({ op }) => op)).toContain('create-replacement');
    const after = await first();
    expect(after.data).toEqual({ greeting: 'welcome' });
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
  });
};

describeLevel(4, 'plain charts by the real engine', suite, { against: 2 });
