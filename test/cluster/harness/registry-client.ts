import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFile } from './cached-file';
import { sha256 } from './digest';
import { kfpPython, kfpSkipReason } from './kfp';
import { suiteUnless } from './level';
import { cacheFolder, clusterFolder } from './paths';
import { mustRun } from './run';

const folder = join(clusterFolder, 'model-registry');
const REQUIREMENTS = join(folder, 'requirements.txt');

const MINUTES = 60_000;

/** `describe` for a suite that needs the Python client of the Model Registry: the same as the SDK of pipelines does. */
export function describeRegistryClient(name: string, suite: () => void): void {
  suiteUnless(kfpSkipReason(), name, suite);
}

/** Installs the client for this machine's Python, unless the cache has it. @returns a folder for `PYTHONPATH` */
async function registryClient(python: string): Promise<string> {
  const target = await mustRun(python, ['-c', 'import platform, sys; print(sys.version_info[:2], platform.machine())']);
  const pin = sha256(JSON.stringify([target, readFileSync(REQUIREMENTS, 'utf8')]));
  return cachedFile(join(cacheFolder(), 'python-packages', `model-registry-${pin.slice(0, 16)}`), async (work) => {
    const packages = join(work, 'packages');
    await mustRun(
      python,
      [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--root-user-action=ignore'],
        ...['--target', packages, '--no-deps', '--require-hashes', '--only-binary=:all:'],
        ...['--requirement', REQUIREMENTS],
      ],
      { timeoutMs: 20 * MINUTES },
    );
    return packages;
  });
}

/** Runs a program of `test/cluster/model-registry` with the client. @returns what it prints @throws when it fails */
export async function runRegistryClient(program: string, args: readonly string[]): Promise<string> {
  const python = await kfpPython();
  const env = {
    ...process.env,
    PYTHONPATH: await registryClient(python),
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONWARNINGS: 'ignore',
  };
  return mustRun(python, [join(folder, program), ...args], { env });
}
