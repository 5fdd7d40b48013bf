import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GaveUp } from './eventually';
import { identify, type ProcessIdentity, signal } from './process-identity';
import { processesFolder, stateFolder, type StateRecord } from './state';

export interface DaemonOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment. @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The process records itself before it becomes the daemon, so there is no moment at which a crash of the harness leaves a
 * process that nothing knows. `exec` keeps the process id and the start time.
 */
const RECORD_AND_BECOME =
  'read -r stat < /proc/$$/stat && printf "%s\\n" "$stat" > "$0.new" && mv "$0.new" "$0" && exec "$@"';

/** A process that serves until it is killed. Its output goes to `logs/NAME.log` in the state folder. */
export class Daemon {
  readonly name: string;
  readonly logPath: string;
  private readonly child: ChildProcess;
  private failure: string | undefined;

  /** @param record - the run it belongs to; unless that is detached, the kernel kills the daemon with its starter. */
  constructor(record: StateRecord, options: DaemonOptions) {
    this.name = options.name;
    const logs = join(stateFolder(record.id), 'logs');
    mkdirSync(logs, { recursive: true });
    this.logPath = join(logs, `${this.name}.log`);
    const stat = join(processesFolder(record.id), `${this.name}.stat`);
    const bound = record.detached ? [] : ['--pdeathsig', 'KILL'];
    const log = openSync(this.logPath, 'a');
    this.child = spawn('setpriv', [...bound, 'sh', '-c', RECORD_AND_BECOME, stat, options.command, ...options.args], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...options.env },
      // A session of its own: Ctrl-C in a terminal reaches only the harness, which knows the order in which to end things.
      detached: true,
    });
    closeSync(log);
    this.child.unref();
    this.child.on('error', (error) => (this.failure = error.message));
    this.child.on('exit', (code, signal) => (this.failure = `ended with ${signal ?? `code ${String(code)}`}`));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new GaveUp(`${this.name} could not be started: ${this.failure ?? ''}`);
    return this.child.pid;
  }

  /** @throws GaveUp when the process has ended, with the end of its log. */
  assertRunning(): void {
    if (this.failure !== undefined) throw new GaveUp(`${this.name} ${this.failure}\n${this.logTail()}`);
  }

  /** Ends the process, and those that it has started, as a crash does. */
  async kill(): Promise<void> {
    const own = identify(this.pid);
    if (own === undefined || this.failure !== undefined) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    // `nsenter` starts what runs inside as a child, and does not pass the signal on.
    for (const process of [...childrenOf(this.pid), own]) signal(process, 'SIGKILL');
    await ended;
  }

  logTail(lines = 30): string {
    if (!existsSync(this.logPath)) return '';
    return readFileSync(this.logPath, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }
}

function childrenOf(pid: number): ProcessIdentity[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').flatMap((child) => identify(Number(child)) ?? []);
}
