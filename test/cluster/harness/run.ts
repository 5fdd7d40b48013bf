import { spawn } from 'node:child_process';

export interface RunOptions {
  /** The whole environment. @default - the environment of this process */
  readonly env?: NodeJS.ProcessEnv;
  /** @default - the working directory of this process */
  readonly cwd?: string;
  /** Standard input. @default - empty */
  readonly input?: string;
  /** When the command and its children are killed. @default 300000 */
  readonly timeoutMs?: number;
  /** Shows the command's output as it comes, beside collecting it. @default false */
  readonly show?: boolean;
}

export interface RunResult {
  /** The exit code; `128 + signal`-like codes are never made up: a killed command rejects. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. Rejects only when it could not be started, was killed, or took too long. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { env = process.env, cwd, input = '', timeoutMs = 300_000, show = false } = options;
  const line = [command, ...args].join(' ');
  return new Promise((resolve, reject) => {
    // A process group of its own, so that a time-out ends the children of a script too.
    const child = spawn(command, args, { env, cwd, stdio: 'pipe', detached: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      if (show) process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.push(chunk);
      if (show) process.stderr.write(chunk);
    });
    // A command that ends before it has read its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`${line}: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const result = { stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
      if (code !== null) resolve({ code, ...result });
      else {
        const why = timedOut ? `not done within ${timeoutMs / 1000} s` : `killed by ${String(signal)}`;
        reject(new Error(`${line}: ${why}\n${result.stdout}${result.stderr}`));
      }
    });
  });
}

/** Runs a command and returns its standard output. @throws when it exits with anything but 0. */
export async function mustRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')}: exit code ${code}\n${stderr || stdout}`);
  return stdout;
}
