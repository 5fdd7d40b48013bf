import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { kubeconfigOf } from '../stacks/kubeconfigs';
import { ApiServer } from './harness/api-server';
import { describeLevel } from './harness/level';
import { PulumiStack } from './harness/pulumi';
import type { PulumiResult } from './harness/pulumi-run';

jest.setTimeout(10 * 60_000);

const main = join(__dirname, '../../stacks/pulumi.ts');
const unknowable =
  'this preview shows what the program makes, and cannot know which of the objects are there already, what was changed in ' +
  'the cluster, and what its API server would refuse or fill in';

/** The program of the environments under the real engine: its settings, and what it does without a cluster. */
const suite = (): void => {
  let server: ApiServer;
  let stack: PulumiStack;
  /** Environments in which no cluster is configured, and in which that one is down. */
  let none: Record<string, string>;
  let down: Record<string, string>;

  beforeAll(async () => {
    server = await ApiServer.start();
    stack = await PulumiStack.create(server, { main, stack: 'local' });
    none = { KUBECONFIG: join(server.folder, 'none') };
    down = { KUBECONFIG: join(server.folder, 'down') };
    writeFileSync(join(server.folder, 'down'), kubeconfigOf('https://127.0.0.1:1'));
  });
  afterAll(() => server.stop());

  const created = ({ steps }: PulumiResult): string[] =>
    steps.map(({ op, type, name }) => `${op} ${type} ${name}`).sort();
  /** Sets what follows `pulumi config set`. */
  const set = async (args: readonly string[], input?: string): Promise<void> => {
    const { code, stderr } = await stack.pulumi(['config', 'set', ...args], input);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  };
  const remove = async (...keys: string[]): Promise<void> => {
    expect(await stack.pulumi(['config', 'rm-all', ...keys])).toMatchObject({ code: 0 });
  };
  const nothingRegistered = async (): Promise<void> => {
    const { resources = [] } = (await stack.export()).deployment;
    expect(resources.filter(({ type }) => type !== 'pulumi:pulumi:Stack')).toEqual([]);
  };

  test('a preview without a cluster shows what one with a cluster shows, and what it cannot know', async () => {
    const withCluster = await stack.preview();
    expect(withCluster.diagnostics).toEqual([]);
    expect(withCluster.steps.length).toBeGreaterThan(80);
    const configured = await stack.preview({ env: none });
    expect(configured.diagnostics).toEqual([expect.stringContaining(unknowable)]);
    expect(configured.diagnostics).toEqual([
      expect.stringMatching(/^warning: .*there is no kubeconfig where "KUBECONFIG"/),
    ]);
    expect(created(configured)).toEqual(created(withCluster));
    const running = await stack.preview({ env: down });
    expect(running.diagnostics).toEqual([expect.stringContaining(unknowable)]);
    expect(running.diagnostics).toEqual([
      expect.stringContaining('https://127.0.0.1:1 takes no connection: ECONNREFUSED'),
    ]);
    expect(created(running)).toEqual(created(withCluster));
  });

  test('an up without a cluster ends with one error, and registers nothing', async () => {
    const { code, diagnostics } = await stack.up({ env: down, mayFail: true });
    expect(code).not.toBe(0);
    expect(diagnostics).toEqual([
      expect.stringMatching(/^error: .*the cluster cannot be reached, nothing was registered: [^\n]*$/),
    ]);
    await nothingRegistered();
  });

  test('wrong settings are told all at once, and register nothing', async () => {
    await set(['keelson:szie', 'laptop']);
    await set(['keelson:size', 'big']);
    await set(['--path', 'keelson:components[0]', 'trainr']);
    await set(['keelson:passwords', 'hunter2']);
    const { code, stdout, stderr, diagnostics } = await stack.up({ mayFail: true });
    expect(code).not.toBe(0);
    expect(diagnostics).toHaveLength(1);
    const [first, ...lines] = (diagnostics[0] ?? '').split('\n');
    expect(first).toContain('4 problems in the configuration of the stack, nothing was registered:');
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}"keelson:components" has "trainr", .*, did you mean "trainer"\?$/),
      '  "keelson:size" is "big", must be one of "laptop", "small", "production"',
      expect.stringMatching(/^ {2}"keelson:passwords" is a value that is not shown here, /),
      '  "keelson:szie" is not a setting, did you mean "size"?; run: pulumi config rm keelson:szie',
    ]);
    expect(stdout + stderr).not.toContain('hunter2');
    await nothingRegistered();
    await remove('keelson:szie', 'keelson:size', 'keelson:components', 'keelson:passwords');
  });

  test('a password in plain text is refused, and taken as the refusal says', async () => {
    await set(['keelson:katibPassword', 'hunter2']);
    await set(['--path', 'keelson:passwords.katib.config', 'katibPassword']);
    const refused = await stack.preview({ mayFail: true });
    expect(refused.diagnostics).toEqual([
      expect.stringMatching(/"keelson:katibPassword" stands in .* in plain text, .* run: pulumi config set --secret /),
    ]);
    await set(['--secret', 'keelson:katibPassword'], 'hunter3');
    await set(['--path', 'keelson:teams[0]', 'vision']);
    const taken = await stack.preview();
    expect(taken.diagnostics).toEqual([]);
    expect(created(taken).join('\n')).toMatch(/create kubernetes:core\/v1:Secret local\/mysql\/\S*katib/);
    expect(taken.outputs).toMatchObject({ environment: 'local', size: 'laptop', teams: ['vision'] });
    expect(taken.outputs).toMatchObject({
      addresses: { katib: { ui: { localUrl: 'http://localhost:8080/katib/' } } },
      credentials: { mysql: { katib: { namespace: 'kubeflow', secret: 'mysql-katib', key: 'password' } } },
      versions: { jobset: expect.stringMatching(/^v\d/) as string },
    });
    expect(refused.stdout + refused.stderr + taken.stdout + taken.stderr).not.toMatch(/hunter[23]/);
  });

  test('a preview of what is deployed goes on without a cluster, and would replace and delete nothing', async () => {
    // No pod ever runs here, so that what waits for pods fails.
    stack.setConfig('timeoutSeconds', 1);
    // Several kubeconfigs, of which not all are there, are read together.
    const KUBECONFIG = [join(server.folder, 'none'), server.kubeconfig, join(server.folder, 'down')].join(delimiter);
    const { steps, failed } = await stack.up({ env: { KUBECONFIG }, mayFail: true });
    const made = steps.filter(({ type }) => type.startsWith('kubernetes:')).map(({ name }) => name);
    expect(made.length).toBeGreaterThan(20);
    const preview = await stack.preview({ env: down });
    expect(preview.diagnostics).toContainEqual(expect.stringContaining(unknowable));
    expect(new Set(preview.steps.map(({ op }) => op))).toEqual(new Set(['create', 'update']));
    // What was made but did not become ready is tried again. The provider differs, as it knows of no cluster.
    const again = [...failed.map(({ name }) => name), 'kubernetes'];
    expect(preview.steps.filter(({ op, name }) => op === 'update' && !again.includes(name))).toEqual([]);
    expect(preview.steps.filter(({ name }) => made.includes(name))).toEqual([]);
  });
};

describeLevel(4, 'The program of the environments', suite, { against: 2 });
