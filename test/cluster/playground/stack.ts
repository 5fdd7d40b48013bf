import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { StackOutputs } from '../../../stacks/stack-outputs';
import { eventually } from '../harness/eventually';
import { checkout } from '../harness/paths';
import type { RunResult } from '../harness/run';
import { runnableComponents } from '../support/runnable-components';
import { PlaygroundError } from './advice';
import type { Engine } from './engine';
import { newsOf } from './progress';
import { runAt, showAt, type Site } from './site';

/** The namespace of the example's team. */
export const TEAM = 'playground';

const STACK = 'local';

/** How a run of the engine that people watched has ended. */
export type Ending = 'done' | 'failed' | 'interrupted';

/** The stack `local` of the repository's own Pulumi program, with its project, state and passphrase in the site's folder. */
export class Stack {
  /** Makes the stack, unless it is there. */
  static async open(site: Site, engine: Engine): Promise<Stack> {
    const stack = new Stack(site, engine);
    stack.writeProject();
    if (!existsSync(stack.stateFile)) await stack.mustRun(['stack', 'init', STACK]);
    return stack;
  }

  /** Whether a stack was made at a site. */
  static exists({ folder }: Site): boolean {
    return existsSync(join(folder, 'passphrase'));
  }

  readonly env: Readonly<Record<string, string>>;
  private readonly folder: string;

  private constructor(
    private readonly site: Site,
    engine: Engine,
  ) {
    this.folder = site.folder;
    // A login, a stack or a passphrase of the person's own must not be taken for the playground's.
    const others = Object.entries(site.env).filter(([name]) => !name.startsWith('PULUMI_'));
    this.env = {
      ...Object.fromEntries(others),
      PULUMI_HOME: join(this.folder, 'home'),
      PULUMI_BACKEND_URL: `file://${join(this.folder, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(this.folder, 'passphrase'),
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      ...engine.env,
    };
  }

  /** Deploys what the program makes, in everybody's sight. */
  async up(): Promise<Ending> {
    await this.recover();
    return this.show(['up', '--yes', '--skip-preview', '--non-interactive', '--suppress-outputs', '--stack', STACK]);
  }

  /** Deletes what is deployed, except what holds data. */
  async destroy(): Promise<Ending> {
    await this.recover();
    return this.show(['destroy', '--yes', '--skip-preview', '--non-interactive', '--stack', STACK]);
  }

  async outputs(): Promise<StackOutputs> {
    return JSON.parse(await this.mustRun(['stack', 'output', '--json', '--stack', STACK])) as StackOutputs;
  }

  private get stateFile(): string {
    return join(this.folder, 'state/.pulumi/stacks/keelson', `${STACK}.json`);
  }

  /** The project is not the repository's, into whose files Pulumi would write the key of this stack. */
  private writeProject(): void {
    mkdirSync(join(this.folder, 'state'), { recursive: true });
    const options = { typescript: false, nodeargs: `--require ${require.resolve('tsx/cjs')}` };
    const main = join(checkout, 'stacks/pulumi.ts');
    this.write('Pulumi.yaml', stringify({ name: 'keelson', runtime: { name: 'nodejs', options }, main }));
    const config = {
      'keelson:environment': 'local',
      'keelson:teams': [TEAM],
      // A cluster of one's own pulls the images of everything; the harness has made some.
      ...(this.site.hasHarnessImages ? { 'keelson:components': runnableComponents } : {}),
    };
    this.writeOnce(`Pulumi.${STACK}.yaml`, stringify({ config }));
    this.writeOnce('passphrase', randomBytes(24).toString('base64url'));
  }

  private write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content, { mode: 0o600 });
  }

  private writeOnce(name: string, content: string): void {
    if (!existsSync(join(this.folder, name))) this.write(name, content);
  }

  /** After a run that was killed: takes its lock away, and forgets what it had begun, which the next run finds. */
  private async recover(): Promise<void> {
    const locks = join(this.folder, 'state/.pulumi/locks');
    const holders = (): number[] => (existsSync(locks) ? filesIn(locks).map(holderOf) : []);
    if (holders().length === 0) return;
    console.log('  an earlier run of Pulumi has not ended in peace; going on from where it came to');
    await eventually(() => !holders().some(isRunning), { description: 'an earlier run of Pulumi ends' });
    if (holders().length > 0) await this.mustRun(['cancel', '--yes', '--stack', STACK]);
    const refresh = ['refresh', '--yes', '--skip-preview', '--clear-pending-creates', '--stack', STACK];
    await this.mustRun(refresh);
  }

  private async show(args: readonly string[]): Promise<Ending> {
    // An engine without a playground would go on unseen: it is asked to end, as Ctrl-C does.
    const bound = process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'INT'] : [];
    const [command = 'pulumi', ...rest] = [...bound, 'pulumi', ...args];
    const { code, interrupted } = await showAt(this.site, command, rest, { env: this.env, cwd: this.folder }, newsOf());
    if (interrupted) return 'interrupted';
    return code === 0 ? 'done' : 'failed';
  }

  private async mustRun(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    if (code === 0) return stdout;
    const advice = 'npm run playground -- --stop, then again';
    throw new PlaygroundError(`pulumi ${args.join(' ')} failed:\n${stderr || stdout}\n  what to do: ${advice}`);
  }

  private run(args: readonly string[]): Promise<RunResult> {
    return runAt(this.site, 'pulumi', args, { env: this.env, cwd: this.folder });
  }
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name));

/** The process that has made a lock. */
const holderOf = (path: string): number => (JSON.parse(readFileSync(path, 'utf8')) as { readonly pid: number }).pid;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
