import { readdirSync, readFileSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The exit code of what Ctrl-C has ended. */
export const INTERRUPTED = 130;

/** Runs an action during which Ctrl-C, or a request to end, calls `react` in place of ending this process. */
export async function whileInterruptible<T>(
  react: (signal: NodeJS.Signals) => void,
  action: () => Promise<T>,
): Promise<T> {
  for (const name of SIGNALS) process.on(name, react);
  try {
    return await action();
  } finally {
    for (const name of SIGNALS) process.removeListener(name, react);
  }
}

/** Ends what `run` has started and not seen the end of, such as a build: each leads a process group. */
export function endCommands(): void {
  for (const pid of childrenOfThisProcess()) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended, or leads no group and ends with this process.
    }
  }
}

function childrenOfThisProcess(): number[] {
  // The kernel lists them by the thread that started them.
  return readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
