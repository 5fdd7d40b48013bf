import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { run, type RunOptions, type RunResult } from '../harness/run';
import { whileInterruptible } from './interruption';

/** A cluster that the playground deploys to, and how its programs get there. */
export interface Site {
  /** For people: which cluster it is. */
  readonly title: string;
  /** What the playground keeps about it. Empty at first, and removed with the playground. */
  readonly folder: string;
  /** The folder in which processes of the engine record themselves, so that they can be ended. */
  readonly processes: string;
  /** The environment of commands that speak to it. Variables of Pulumi are not among them. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it has the images that the harness makes. */
  readonly hasHarnessImages: boolean;
  /** How a command gets to where its API server answers. */
  enter(command: string, args: readonly string[]): [string, string[]];
}

/** Runs a command at a site to its end. */
export function runAt(
  site: Site,
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const [entry, entryArgs] = site.enter(command, args);
  return run(entry, entryArgs, { env: site.env, ...options });
}

export interface ShowOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * Runs a command whose output people see line by line, as it comes. Ctrl-C asks the command to end, and this process goes on.
 *
 * @param edit - what to show in the place of a line of its output
 * @returns its exit code, and whether it was interrupted
 */
export async function showAt(
  site: Site,
  command: string,
  args: readonly string[],
  { env, cwd }: ShowOptions,
  edit: (line: string) => string[],
): Promise<{ readonly code: number; readonly interrupted: boolean }> {
  const [entry, entryArgs] = site.enter(command, args);
  // A process group of its own, so that Ctrl-C reaches it once, from here. It cannot read a terminal then.
  const child = spawn(entry, entryArgs, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on('line', (line) => {
      for (const shown of edit(line)) console.log(`  ${shown.trimEnd()}`);
    });
  }
  let interrupted = false;
  const pass = (signal: NodeJS.Signals): void => {
    interrupted = true;
    child.kill(signal);
  };
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
  return { code: await whileInterruptible(pass, () => ended), interrupted };
}

/** Gives this terminal to a command at a site, such as a shell. @returns its exit code */
export async function becomeAt(
  site: Site,
  command: string,
  args: readonly string[],
  options: ShowOptions,
): Promise<number> {
  const [entry, entryArgs] = site.enter(command, args);
  const child = spawn(entry, entryArgs, { ...options, stdio: 'inherit' });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
  // The terminal sends Ctrl-C to the command too, which is to decide.
  return whileInterruptible(
    () => undefined,
    () => ended,
  );
}
