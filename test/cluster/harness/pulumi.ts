import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { KubeTarget } from './kube-target';
import { writePulumiPrograms } from './pulumi-programs';
import { type PulumiResult, PulumiRun } from './pulumi-run';
import { assertPossible } from './requirements';
import type { RunResult } from './run';

export interface PulumiStackOptions {
  /** The TypeScript program, as an absolute path. Its imports are those of the folder that it lies in. */
  readonly main: string;
  /** The project's name, to which configuration belongs whose key names no other. @default 'keelson' */
  readonly project?: string;
  /** @default 'test' */
  readonly stack?: string;
  /** Values of the stack's configuration file. Secret ones are for `setSecret`. @default - none */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Added to the environment of every run. @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

export type PulumiOperation = 'up' | 'preview' | 'refresh' | 'destroy';

export interface PulumiRunOptions {
  /** Added to the command, such as `--refresh` or `--target`. @default - none */
  readonly args?: readonly string[];
  /** Added to the environment. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** When the engine and all its children are killed. @default 300000 */
  readonly timeoutMs?: number;
  /** Returns the result of a run that fails, in place of throwing it as an error. @default false */
  readonly mayFail?: boolean;
}

/**
 * A stack of the real Pulumi engine, whose state is a file and whose program deploys to a target. All that it keeps lies in the
 * target's folder, and goes with it.
 */
export class PulumiStack {
  static async create(target: KubeTarget, options: PulumiStackOptions): Promise<PulumiStack> {
    assertPossible(4, { against: 2 });
    const parent = join(target.folder, 'pulumi');
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'stack-'));
    const stack = new PulumiStack(target, folder, options);
    await writePulumiPrograms(join(folder, 'bin'), join(target.folder, 'processes'));
    mkdirSync(join(folder, 'state'));
    stack.use(options.main);
    await stack.mustRun(['stack', 'init', stack.name]);
    Object.entries(options.config ?? {}).forEach(([key, value]) => {
      stack.setConfig(key, value);
    });
    return stack;
  }

  readonly name: string;
  readonly project: string;
  private readonly passphrase = randomBytes(12).toString('hex');
  private readonly env: Readonly<Record<string, string>>;
  private runs = 0;

  private constructor(
    private readonly target: KubeTarget,
    /** The project's folder. */
    readonly folder: string,
    { stack = 'test', project = 'keelson', env = {} }: PulumiStackOptions,
  ) {
    this.name = stack;
    this.project = project;
    this.env = env;
  }

  /** Makes another program the stack's own, as an edit of the program would. */
  use(main: string): void {
    writeFileSync(join(this.folder, 'Pulumi.yaml'), stringify({ name: this.project, runtime: 'nodejs', main }));
  }

  /** Sets a value in the stack's configuration file. */
  setConfig(key: string, value: unknown): void {
    const path = join(this.folder, `Pulumi.${this.name}.yaml`);
    const file = parse(readFileSync(path, 'utf8')) as { config?: object };
    const qualified = key.includes(':') ? key : `${this.project}:${key}`;
    writeFileSync(path, stringify({ ...file, config: { ...file.config, [qualified]: value } }));
  }

  /** Sets a value that the configuration file holds encrypted. */
  async setSecret(key: string, value: string): Promise<void> {
    await this.mustRun(['config', 'set', '--secret', key], value);
  }

  /** Deploys. @throws with what the engine has printed when it fails, unless `mayFail` */
  up(options: PulumiRunOptions = {}): Promise<PulumiResult> {
    return this.finish('up', options);
  }

  /** Tells what `up` would do. */
  preview(options: PulumiRunOptions = {}): Promise<PulumiResult> {
    return this.finish('preview', options);
  }

  /** Reads what is deployed into the state. */
  refresh(options: PulumiRunOptions = {}): Promise<PulumiResult> {
    return this.finish('refresh', options);
  }

  /** Deletes what is deployed. */
  destroy(options: PulumiRunOptions = {}): Promise<PulumiResult> {
    return this.finish('destroy', options);
  }

  /** Begins an operation, and returns while it is under way. */
  start(operation: PulumiOperation, { args = [], env, timeoutMs }: PulumiRunOptions = {}): PulumiRun {
    const run = join(this.folder, `run-${(this.runs += 1)}`);
    const [eventLog, pidFile] = [`${run}.events`, `${run}.pid`];
    const approval = operation === 'preview' ? [] : ['--yes', '--skip-preview'];
    const command = ['pulumi', operation, ...approval, '--stack', this.name, '--event-log', eventLog, ...args];
    const exit = this.target.exec(
      'sh',
      // The kernel kills the engine with the one who started it.
      ['-c', 'echo $$ > "$0.new" && mv "$0.new" "$0" && exec setpriv --pdeathsig KILL "$@"', pidFile, ...command],
      { cwd: this.folder, env: { ...this.environment(), ...env }, timeoutMs },
    );
    return new PulumiRun(exit, eventLog, () =>
      existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : undefined,
    );
  }

  /** The stack's outputs, secret ones too. */
  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.mustRun(['stack', 'output', '--json', '--show-secrets'])) as Record<string, unknown>;
  }

  /** The state as `pulumi stack export` prints it: secrets are encrypted. */
  async export(): Promise<PulumiState> {
    return JSON.parse(await this.mustRun(['stack', 'export'])) as PulumiState;
  }

  /** Takes away the lock that a killed run has left. The next `up` goes on from what the state knows. */
  async cancel(): Promise<void> {
    await this.mustRun(['cancel', '--yes']);
  }

  /** The file that holds the state. */
  stateFile(): string {
    return join(this.folder, 'state/.pulumi/stacks', this.project, `${this.name}.json`);
  }

  /** Forgets the stack. What it has deployed stays. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs any other command of `pulumi` on this stack. */
  pulumi(args: readonly string[], input?: string): Promise<RunResult> {
    return this.target.exec('pulumi', args, { cwd: this.folder, env: this.environment(), input });
  }

  private async mustRun(args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.pulumi(args, input);
    if (code !== 0) throw new Error(`pulumi ${args.join(' ')}: exit code ${code}\n${stderr || stdout}`);
    return stdout;
  }

  private async finish(operation: PulumiOperation, options: PulumiRunOptions): Promise<PulumiResult> {
    const result = await this.start(operation, options).done;
    if (result.code !== 0 && !options.mayFail) {
      throw new Error(`pulumi ${operation}: exit code ${result.code}\n${result.stdout}${result.stderr}`);
    }
    return result;
  }

  private environment(): Record<string, string> {
    return {
      PATH: `${join(this.folder, 'bin')}:${this.target.env().PATH ?? ''}`,
      PULUMI_HOME: join(this.folder, 'home'),
      // Without the file of metadata beside the state's: one that a killed engine has left empty makes the state unreadable.
      PULUMI_BACKEND_URL: `file://${join(this.folder, 'state')}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: this.passphrase,
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_NON_INTERACTIVE: 'true',
      // Gives the commands their `--event-log`.
      PULUMI_DEBUG_COMMANDS: 'true',
      NO_COLOR: '1',
      ...this.env,
    };
  }
}

/** A stack's state, as far as tests read it. */
export interface PulumiState {
  readonly deployment: {
    readonly resources?: readonly PulumiStateResource[];
    /** What was under way when a run was killed. */
    readonly pending_operations?: readonly { readonly type: string; readonly resource: PulumiStateResource }[];
  };
}

export interface PulumiStateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}
