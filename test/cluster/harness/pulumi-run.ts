import { readdirSync, readFileSync } from 'node:fs';
import { eventually, GaveUp, type EventuallyOptions } from './eventually';
import { identify, type ProcessIdentity, signal } from './process-identity';
import { type PulumiEvents, readEvents } from './pulumi-events';
import type { RunResult } from './run';

/** How a run has ended, and what it has done. */
export interface PulumiResult extends RunResult, PulumiEvents {}

/** A run of the engine that is under way. */
export class PulumiRun {
  /** Rejects when the run was killed or took too long. */
  readonly done: Promise<PulumiResult>;
  private ended = false;

  /**
   * @param exit - the end of the engine's process
   * @param session - reads the process id of the engine, which leads a session; `undefined` before it runs
   */
  constructor(
    exit: Promise<RunResult>,
    private readonly eventLog: string,
    private readonly session: () => number | undefined,
  ) {
    this.done = this.finish(exit);
    // Who kills a run need not wait for it too.
    this.done.catch(() => undefined);
  }

  /** What has happened so far. */
  get events(): PulumiEvents {
    return readEvents(this.eventLog);
  }

  /** Waits until what has happened satisfies a condition. @throws when the run ends before that. */
  async waitFor(condition: (events: PulumiEvents) => boolean, options: EventuallyOptions = {}): Promise<PulumiEvents> {
    const attempt = (): PulumiEvents | false => {
      // Asked before the log is read: what the engine writes last is then seen.
      const { ended, events } = this;
      if (condition(events)) return events;
      if (ended) throw new GaveUp(`the run of the engine has ended: ${events.diagnostics.join('\n')}`);
      return false;
    };
    return eventually(attempt, { timeoutMs: 120_000, intervalMs: 100, ...options });
  }

  /** Ends the engine, its plugins and the program at once, as a power cut does, and waits until they are gone. */
  async kill(): Promise<void> {
    await eventually(() => this.ended || this.session() !== undefined, {
      intervalMs: 10,
      description: 'the engine runs',
    });
    await this.endSession();
    await this.done.then(
      () => Promise.reject(new Error('the run of the engine has ended before it was killed')),
      () => undefined,
    );
  }

  private async finish(exit: Promise<RunResult>): Promise<PulumiResult> {
    try {
      return { ...(await exit), ...this.events };
    } catch (error) {
      // Plugins are process groups of their own, which outlive an engine that is killed.
      await this.endSession();
      throw error;
    } finally {
      this.ended = true;
    }
  }

  /** Again and again, since a process that is about to end may start another. */
  private async endSession(): Promise<void> {
    const session = this.session();
    if (session === undefined || this.ended) return;
    await eventually(
      () => {
        const members = sessionMembers(session);
        members.forEach((member) => {
          signal(member, 'SIGKILL');
        });
        return members.length === 0;
      },
      { timeoutMs: 30_000, intervalMs: 10, description: 'the processes of the engine end' },
    );
  }
}

/** The running processes of a session. Process groups split off, and orphans change parents, but neither leaves its session. */
function sessionMembers(session: number): ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => sessionOf(pid) === session)
    .flatMap((pid) => identify(pid) ?? []);
}

function sessionOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in parentheses: state, parent, process group, session.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch {
    return undefined;
  }
}
