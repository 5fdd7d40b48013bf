import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFile } from './cached-file';
import { sha256 } from './digest';
import { suiteUnless } from './level';
import { cacheFolder, clusterFolder } from './paths';
import { mustRun, type RunOptions } from './run';

/** The programs in Python, the pipelines that are written in Python, and the pins. */
export const kfpFolder = join(clusterFolder, 'kfp');

const REQUIREMENTS = join(kfpFolder, 'requirements.txt');
const SOURCES = join(kfpFolder, 'sources.txt');

/** The releases of Python that the pinned wheels are for: 3.x, both ends included. */
const OLDEST = 9;
const NEWEST = 14;

/** Raised when the steps below change in a way that changes the result. */
const RECIPE = 1;

const MINUTES = 60_000;

/** The distribution's own comes first, because a person's Python may have no pip. */
const CANDIDATES = ['/usr/bin/python3', 'python3'];

interface Python {
  readonly command: string;
  /** What wheels are chosen by, such as `3.11 x86_64`. */
  readonly target: string;
}

function findPython(): Python | undefined {
  const ask = 'import pip, platform, sys; print(*sys.version_info[:2], platform.machine())';
  for (const command of CANDIDATES) {
    const { status, stdout } = spawnSync(command, ['-c', ask], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [major = '', minor = '', machine = ''] = stdout.trim().split(' ');
    if (major === '3' && Number(minor) >= OLDEST && Number(minor) <= NEWEST) {
      return { command, target: `${major}.${minor} ${machine}` };
    }
  }
  return undefined;
}

let found: Python | undefined;

function python(): Python {
  found ??= findPython();
  if (found === undefined) throw new Error(`there is no ${WANTED}`);
  return found;
}

const WANTED = `Python 3.${OLDEST} to 3.${NEWEST} with pip`;

/** `undefined` when the SDK can run here, otherwise a line to show in the place of what needs it. */
export function kfpSkipReason(): string | undefined {
  const missing: string[] = [];
  if (process.platform !== 'linux') missing.push('Linux');
  else if ((found ??= findPython()) === undefined) missing.push(WANTED);
  return missing.length > 0 ? `skipped: needs ${missing.join(' and ')}` : undefined;
}

/** `describe` for a suite that needs the SDK of Kubeflow Pipelines; see `describeLevel`. */
export function describeKfp(name: string, suite: () => void): void {
  suiteUnless(kfpSkipReason(), name, suite);
}

/**
 * Installs the SDK of Kubeflow Pipelines for this machine's Python, unless the cache has it.
 *
 * @returns a folder for `PYTHONPATH`. Nothing is installed into the machine's own Python.
 */
export function kfpPackages(): Promise<string> {
  const { command, target } = python();
  const pin = sha256(
    JSON.stringify([RECIPE, target, ...[REQUIREMENTS, SOURCES].map((file) => readFileSync(file, 'utf8'))]),
  );
  return cachedFile(join(cacheFolder(), 'python-packages', `kfp-${pin.slice(0, 16)}`), async (work) => {
    const packages = join(work, 'packages');
    const pip = (requirements: string, ...args: string[]) =>
      mustRun(
        command,
        [
          ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--root-user-action=ignore'],
          ...['--target', packages, '--no-deps', '--require-hashes', '--requirement', requirements, ...args],
        ],
        { timeoutMs: 20 * MINUTES, env: { ...process.env, PYTHONPATH: packages } },
      );
    await pip(REQUIREMENTS, '--only-binary=:all:');
    // With the pinned setuptools that is there by now, in the place of one that pip would fetch.
    await pip(SOURCES, '--use-pep517', '--no-build-isolation');
    return packages;
  });
}

/** Path of the interpreter that the packages are for. */
export async function kfpPython(): Promise<string> {
  return (await mustRun(python().command, ['-c', 'import sys; print(sys.executable)'])).trim();
}

/** What a program runs in that uses the SDK. */
export async function kfpEnvironment(): Promise<NodeJS.ProcessEnv> {
  return {
    ...process.env,
    PYTHONPATH: await kfpPackages(),
    PYTHONNOUSERSITE: '1',
    // The tests' own folders stay as they are.
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONWARNINGS: 'ignore',
    // What would ask a registry fails at once: nothing is fetched while a test runs.
    PIP_NO_INDEX: '1',
  };
}

/** Runs a program of `test/cluster/kfp` with the SDK. @returns what it prints @throws when it fails */
export async function runKfp(program: string, args: readonly string[] = [], options: RunOptions = {}): Promise<string> {
  return mustRun(python().command, [join(kfpFolder, program), ...args], { env: await kfpEnvironment(), ...options });
}
