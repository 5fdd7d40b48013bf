import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeLevel } from './harness/level';
import { checkout } from './harness/paths';
import { run, RunResult } from './harness/run';

jest.setTimeout(15 * 60_000);

/** Runs `npm run playground` as people do, with state of its own, so that a playground that somebody uses goes on. */
function playground(state: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<RunResult> {
  return run('npm', ['run', '--silent', 'playground', '--', ...args], {
    cwd: checkout,
    env: { ...process.env, KUBECONFIG: '', KEELSON_STATE: state, ...env },
    timeoutMs: 10 * 60_000,
  });
}

/** Processes that have something of a folder in their command. */
function processesOf(folder: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(folder));
}

function expectTrained({ stdout }: RunResult): void {
  expect(Number(/accuracy=([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(0.9);
  expect(stdout).toContain('It stays until: npm run playground -- --stop');
}

// One story: each test goes on from where the one before it ended.
describeLevel(4, 'npm run playground', () => {
  let state: string;

  beforeAll(() => {
    state = mkdtempSync('/var/tmp/keelson-playground-');
  });

  afterAll(async () => {
    await playground(state, ['--stop']);
    rmSync(state, { recursive: true, force: true });
  });

  test('starts a cluster, deploys the platform, and runs a job on two nodes', async () => {
    const result = await playground(state);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/\+ \d+ created/);
    expectTrained(result);
  });

  test('run again, it finds the cluster, changes nothing, and runs the job again', async () => {
    const result = await playground(state);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toContain('runs already');
    expect(result.stdout).toMatch(/^\s+\d+ unchanged$/m);
    expect(result.stdout).not.toMatch(/created|updated|deleted/);
    expectTrained(result);
  });

  test('exec runs kubectl and pulumi on it, and ends as they do', async () => {
    const names = await playground(state, ['exec', 'kubectl', 'get', 'trainjobs', '-A', '--output', 'name']);
    expect(names).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('trainjob.trainer.kubeflow.org/') as string,
    });
    const preview = await playground(state, ['exec', 'pulumi', 'preview', '--expect-no-changes']);
    expect(preview.code).toBe(0);
    expect((await playground(state, ['exec', 'kubectl', 'get', 'configmap', 'missing'])).code).toBe(1);
  });

  test('--stop ends it, and nothing of it remains', async () => {
    expect(processesOf(state)).not.toEqual([]);
    expect(await playground(state, ['--stop'])).toMatchObject({ code: 0 });
    expect(processesOf(state)).toEqual([]);
    expect(readdirSync(state)).toEqual([]);
    expect(await playground(state, ['--stop'])).toMatchObject({ code: 0, stdout: 'There is nothing to stop.\n' });
  });

  test('what is asked for wrongly starts nothing', async () => {
    const wrong = await playground(state, ['--halt']);
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no argument "--halt"') as string,
    });
    const early = await playground(state, ['exec', 'kubectl', 'version']);
    expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('the playground does not run') as string });
    const withoutGo = await playground(state, [], { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` });
    expect(withoutGo).toMatchObject({ code: 1, stderr: expect.stringContaining('Go: install Go') as string });
    expect(readdirSync(state)).toEqual([]);
  });

  test('a cluster that is given and does not answer is said, and nothing is started', async () => {
    const kubeconfig = join(state, 'config');
    const cluster = { name: 'c', cluster: { server: 'https://127.0.0.1:1' } };
    const context = { name: 'x', context: { cluster: 'c', user: 'u' } };
    const users = [{ name: 'u', user: {} }];
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [cluster],
        users,
        contexts: [context],
        'current-context': 'x',
      }),
    );
    const result = await playground(state, [], { KUBECONFIG: kubeconfig });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('127.0.0.1:1');
    rmSync(kubeconfig);
    expect(readdirSync(state)).toEqual([]);
  });
});
