import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditEvent, readAuditLog } from './audit';
import { auditLogPath } from './control-plane';
import { kubeconfigPath } from './credentials';
import type { Daemon } from './daemon';
import { eventually } from './eventually';
import { mustRun, run, type RunResult } from './run';
import { stateFolder, type StateRecord, tearDown } from './state';

export interface ExecOptions {
  /** Added to `env()`. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - the working directory of this process */
  readonly cwd?: string;
  /** Standard input. @default - empty */
  readonly input?: string;
  /** @default 300000 */
  readonly timeoutMs?: number;
}

/** The environment in which `kubectl` is ours and speaks to the run whose state is in `folder`. */
export function kubectlEnvironment(folder: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(inherited),
    PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
    KUBECONFIG: kubeconfigPath(folder, 'admin'),
    KUBECACHEDIR: join(folder, 'kubectl-cache'),
  };
}

/** Something that serves the Kubernetes API, and the ways in which a test speaks to it. */
export abstract class KubeTarget {
  /** Everything that this run keeps, logs included. */
  readonly folder: string;
  private stopped = false;
  private readonly onExit = (): void => {
    this.stopNow();
  };
  private readonly onSignal = (signal: NodeJS.Signals): void => {
    this.stopNow();
    process.kill(process.pid, signal);
  };

  protected constructor(
    protected readonly record: StateRecord,
    kubectlPath: string,
  ) {
    this.folder = stateFolder(record.id);
    mkdirSync(join(this.folder, 'bin'), { recursive: true });
    symlinkSync(kubectlPath, join(this.folder, 'bin/kubectl'));
    if (!record.detached) {
      process.once('exit', this.onExit);
      process.once('SIGINT', this.onSignal);
      process.once('SIGTERM', this.onSignal);
    }
  }

  /** An administrator's kubeconfig. */
  get kubeconfig(): string {
    return kubeconfigPath(this.folder, 'admin');
  }

  /** The environment in which `kubectl` is ours and speaks to this target. */
  env(): Record<string, string> {
    return kubectlEnvironment(this.folder);
  }

  /** Runs a command where the API server can be reached. Rejects only when it could not run or took too long. */
  exec(command: string, args: readonly string[], options: ExecOptions = {}): Promise<RunResult> {
    const [entry, entryArgs] = this.enter(command, args);
    return run(entry, entryArgs, { ...options, env: { ...this.env(), ...options.env } });
  }

  /** Runs kubectl and returns its standard output. @throws with its standard error when it fails. */
  kubectl(args: readonly string[], options: ExecOptions = {}): Promise<string> {
    const [entry, entryArgs] = this.enter(join(this.folder, 'bin/kubectl'), args);
    return mustRun(entry, entryArgs, { ...options, env: { ...this.env(), ...options.env } });
  }

  /** Applies manifests (YAML or JSON) on the server's side, and returns one line per object. */
  apply(manifests: string, options: ExecOptions = {}): Promise<string> {
    return this.kubectl(['apply', '--server-side', '-f', '-'], { ...options, input: manifests });
  }

  /** Runs kubectl with `-o json` and parses what it prints. */
  async json<T = unknown>(args: readonly string[], options: ExecOptions = {}): Promise<T> {
    return JSON.parse(await this.kubectl([...args, '-o', 'json'], options)) as T;
  }

  /** The requests that the API server has answered so far, oldest first. */
  auditEvents(): AuditEvent[] {
    return readAuditLog(auditLogPath(this.folder));
  }

  /** Ends all processes and removes all that this run made. Stopping twice is harmless. */
  stop(): Promise<void> {
    this.stopNow();
    return Promise.resolve();
  }

  /** How a command gets to where the API server can be reached. */
  protected abstract enter(command: string, args: readonly string[]): [string, string[]];

  /** Waits until the API server is ready. @throws with the end of a log when one of the daemons has ended. */
  protected async waitUntilReady(daemons: readonly Daemon[], timeoutMs: number): Promise<void> {
    await eventually(
      async () => {
        daemons.forEach((daemon) => {
          daemon.assertRunning();
        });
        await this.kubectl(['get', '--raw', '/readyz'], { timeoutMs: 5_000 });
      },
      { timeoutMs, description: 'the API server is ready' },
    );
  }

  private stopNow(): void {
    if (this.stopped) return;
    this.stopped = true;
    process.removeListener('exit', this.onExit);
    process.removeListener('SIGINT', this.onSignal);
    process.removeListener('SIGTERM', this.onSignal);
    tearDown(this.record);
  }
}
