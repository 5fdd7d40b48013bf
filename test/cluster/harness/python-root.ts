import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './digest';
import { withLock } from './lock';
import { cacheFolder } from './paths';
import { mustRun } from './run';

/** The Debian release whose Python the wheels in requirements files are for. */
const SUITE = 'bookworm';
const PYTHON = '3.11';
const PLATFORMS = ['manylinux_2_28_x86_64', 'manylinux_2_27_x86_64', 'manylinux2014_x86_64'];

/** Not needed to run, but a good part of the size. */
const SUPERFLUOUS = [
  'dev',
  'var/cache',
  'var/lib/apt',
  'var/log',
  'usr/share/doc',
  'usr/share/locale',
  'usr/share/man',
];

/** Raised when the steps below change in a way that changes the result. */
const RECIPE = 2;

const MINUTES = 60_000;

/**
 * Makes a Debian root file system with Python and the wheels of a requirements file, unless the cache has it.
 *
 * @returns the path of a tar file, to be used as an image layer.
 */
export async function pythonRootFileSystem(requirements: string): Promise<string> {
  const parent = join(cacheFolder(), 'root-file-systems');
  const pin = sha256(JSON.stringify([RECIPE, SUITE, readFileSync(requirements, 'utf8')]));
  const target = join(parent, `python-${pin.slice(0, 16)}.tar`);
  if (existsSync(target)) return target;
  return withLock(`${target}.lock`, async () => {
    if (existsSync(target)) return target;
    mkdirSync(parent, { recursive: true });
    const work = mkdtempSync(join(parent, '.python-'));
    const root = join(work, 'root');
    try {
      await debootstrap(root);
      await installWheels(root, requirements);
      slim(root);
      const packed = join(work, 'root.tar');
      await mustRun('tar', ['-C', root, '--sort=name', '--numeric-owner', '-cf', packed, '.'], {
        timeoutMs: 10 * MINUTES,
      });
      renameSync(packed, target);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    return target;
  });
}

/** Debian's essential packages, Python and curl. What debootstrap mounts meanwhile goes with its mount namespace. */
async function debootstrap(root: string): Promise<void> {
  const args = ['--variant=minbase', '--include=python3,curl', SUITE, root, await debianMirror()];
  await mustRun('unshare', ['--mount', '--fork', 'debootstrap', ...args], { timeoutMs: 20 * MINUTES });
}

/** The mirror from which this machine's own apt takes the release. */
async function debianMirror(): Promise<string> {
  const format = ['indextargets', '--format', '$(REPO_URI) $(CODENAME) $(COMPONENT)', 'Created-By: Packages'];
  const sources = (await mustRun('apt-get', format)).split('\n').map((line) => line.split(' '));
  const source = sources.find(([, codename, component]) => codename === SUITE && component === 'main');
  if (!source?.[0]) throw new Error(`apt has no source for Debian ${SUITE}`);
  return source[0];
}

async function installWheels(root: string, requirements: string): Promise<void> {
  const packages = `usr/local/lib/python${PYTHON}/dist-packages`;
  const target = ['--python-version', PYTHON, ...PLATFORMS.flatMap((platform) => ['--platform', platform])];
  const pinned = [
    '--require-hashes',
    '--no-deps',
    '--only-binary=:all:',
    '--no-compile',
    '--requirement',
    requirements,
  ];
  const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
  const args = ['-m', 'pip', 'install', ...quiet, '--target', join(root, packages), ...target, ...pinned];
  // Debian's own, because a person's Python may have no pip.
  await mustRun('/usr/bin/python3', args, { timeoutMs: 20 * MINUTES });
  await mustRun('find', [
    join(root, packages),
    '-type',
    'd',
    '-name',
    'tests',
    '-prune',
    '-exec',
    'rm',
    '-rf',
    '{}',
    '+',
  ]);
  // A read-only root file system could not keep what Python compiles. By hash, because files lose their times in layers.
  const compile = ['-m', 'compileall', '-q', '-j', '0', '--invalidation-mode', 'unchecked-hash', `/${packages}`];
  await mustRun('chroot', [root, 'python3', ...compile], { timeoutMs: 10 * MINUTES });
}

function slim(root: string): void {
  for (const folder of SUPERFLUOUS.map((path) => join(root, path))) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
