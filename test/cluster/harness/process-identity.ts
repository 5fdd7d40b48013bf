import { readFileSync } from 'node:fs';

/**
 * A process that can be told from a later one with the same id: `/proc/PID/stat` has the time of its start since boot, and
 * the boot has an id.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** Reads one line in the format of `/proc/PID/stat`. */
export function parseStat(stat: string): Omit<ProcessIdentity, 'bootId'> & { readonly state: string } {
  // The second field is the command's name in parentheses, and can hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid: Number.parseInt(stat, 10), state: fields[0] ?? '', startTime: fields[19] ?? '' };
}

/** The identity of a running process, or `undefined` when there is none (a zombie counts as ended). */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const { startTime, state } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return state === 'Z' || state === 'X' ? undefined : { pid, startTime, bootId: bootId() };
  } catch {
    return undefined;
  }
}

export function isAlive(process: ProcessIdentity): boolean {
  const now = identify(process.pid);
  return now?.startTime === process.startTime && now.bootId === process.bootId;
}

/** Sends a signal to exactly this process; does nothing when it has ended. */
export function signal(target: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
