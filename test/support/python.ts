import { execFile, spawnSync } from 'node:child_process';

/** Whether this machine has a Python that our programs run on. Kubernetes' pods have one of their own. */
export const hasPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))'], { stdio: 'ignore' }).status === 0;

/** `describe` for what runs our Python programs. Where there is no Python, they are skipped under a name that says so. */
export function describePython(name: string, suite: () => void): void {
  // Starting Python takes a while on machines that are busy with other tests.
  jest.setTimeout(120_000);
  if (hasPython) describe(name, suite);
  else describe.skip(`${name}: skipped, needs Python 3.9 or newer`, suite);
}

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, while this process goes on: it may be the server that the program asks. */
export function runToEnd(
  command: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Ended> {
  const [file = '', ...args] = command;
  return new Promise((resolve) => {
    execFile(file, args, { encoding: 'utf8', ...options }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
