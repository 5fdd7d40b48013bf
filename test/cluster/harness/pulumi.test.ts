import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiServer } from './api-server';
import { describeLevel } from './level';
import { PulumiStack } from './pulumi';

jest.setTimeout(15 * 60_000);

const objects = ['credentials', 'idle', 'kubernetes', 'password', 'settings'];
const main = join(__dirname, 'pulumi-program.ts');

/** The processes whose environment is that of a stack, wherever they have gone. */
const processesOf = ({ folder }: PulumiStack): string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(folder);
    } catch {
      // It has ended meanwhile, or is not ours.
      return false;
    }
  });

const stackSuite = (): void => {
  let server: ApiServer;
  let stack: PulumiStack;
  beforeAll(async () => {
    server = await ApiServer.start();
    stack = await PulumiStack.create(server, { main });
  });
  afterAll(() => server.stop());

  const greeting = async (): Promise<string | undefined> =>
    (await server.json<{ data: Record<string, string> }>(['get', 'configmap', 'settings'])).data.greeting;
  const names = (steps: readonly { readonly op: string; readonly name: string }[]): string[] =>
    steps.map(({ op, name }) => `${op} ${name}`).sort();

  test('a preview tells what would be made, and makes nothing', async () => {
    const { steps } = await stack.preview();
    expect(names(steps)).toEqual(objects.map((name) => `create ${name}`));
    expect(await server.kubectl(['get', 'configmaps', '-n', 'default'])).toBe('');
  });

  test('a killed run leaves a lock, and no process; after `cancel` the next goes on', async () => {
    const run = stack.start('up', { env: { AWAIT_PODS: 'yes' } });
    const { steps } = await run.waitFor(({ started }) => started.some(({ name }) => name === 'idle'));
    expect(names(steps)).toContain('create settings');
    await run.kill();
    await expect(run.done).rejects.toThrow('killed by SIGKILL');
    expect(processesOf(stack)).toEqual([]);

    const locked = await stack.up({ mayFail: true });
    expect(locked.code).not.toBe(0);
    expect(locked.stderr).toContain('the stack is currently locked');

    await stack.cancel();
    const { steps: rest, diagnostics } = await stack.up();
    expect(names(rest)).toContain('create credentials');
    expect(names(rest)).not.toContain('create settings');
    expect(diagnostics.join()).toContain('idle, interrupted while creating');
    expect((await stack.export()).deployment.pending_operations).toHaveLength(1);
    await stack.refresh({ args: ['--clear-pending-creates'] });
    expect((await stack.export()).deployment.pending_operations ?? []).toEqual([]);
  });

  test('a second run changes nothing', async () => {
    expect(await stack.preview()).toMatchObject({ code: 0, steps: [], changes: { same: 6 } });
    expect(await stack.up()).toMatchObject({ code: 0, steps: [], changes: { same: 6 }, diagnostics: [] });
  });

  test('the value of a dynamic resource reaches the cluster, and is secret in the state and the log', async () => {
    const { password } = await stack.outputs();
    expect(password).toMatch(/^[0-9a-f]{16}$/);
    const secret = await server.json<{ data: { password: string } }>(['get', 'secret', 'credentials']);
    expect(Buffer.from(secret.data.password, 'base64').toString()).toBe(password);
    expect((await stack.up()).outputs).toEqual({ secretName: 'credentials', password: '[secret]' });
    const state = JSON.parse(readFileSync(stack.stateFile(), 'utf8')) as { checkpoint: object };
    expect(state).toHaveProperty('checkpoint.latest.resources');
  });

  test('configuration and the environment reach the program', async () => {
    stack.setConfig('greeting', 'good day');
    const changed = await stack.preview();
    expect(changed.steps).toMatchObject([{ op: 'update', name: 'settings', diff: { 'data.greeting': 'update' } }]);
    expect(await greeting()).toBe('hello');
    await stack.up();
    expect(await greeting()).toBe('good day');
    await stack.setSecret('greeting', 'in confidence');
    expect(readFileSync(join(stack.folder, 'Pulumi.test.yaml'), 'utf8')).not.toContain('confidence');
    await stack.up();
    expect(await greeting()).toBe('in confidence');
  });

  test('a run that fails says why', async () => {
    await expect(stack.up({ env: { FAIL: 'because' } })).rejects.toThrow('because');
    const failed = await stack.up({ env: { FAIL: 'because' }, mayFail: true });
    expect(failed.diagnostics.join()).toMatch(/^error: .*because/s);
  });

  test('a run that takes too long is ended with all its processes', async () => {
    await expect(stack.up({ env: { HANG: 'yes' }, timeoutMs: 3_000 })).rejects.toThrow('not done within 3 s');
    expect(processesOf(stack)).toEqual([]);
    await stack.cancel();
  });

  test('destroy deletes everything, and `remove` the stack', async () => {
    const { steps } = await stack.destroy();
    expect(names(steps)).toEqual(objects.map((name) => `delete ${name}`));
    expect(await server.kubectl(['get', 'configmaps,secrets,deployments', '-n', 'default'])).toBe('');
    stack.remove();
    expect(existsSync(stack.folder)).toBe(false);
  });
};

describeLevel(4, 'Pulumi stack', stackSuite, { against: 2 });
