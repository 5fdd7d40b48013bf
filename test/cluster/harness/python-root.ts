import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFile } from './cached-file';
import { sha256 } from './digest';
import { cacheFolder } from './paths';
import { mustRun } from './run';

/** The Debian release whose Python the wheels in requirements files are for. */
const SUITE = 'bookworm';
const PYTHON = '3.11';
const PLATFORMS = ['manylinux_2_28_x86_64', 'manylinux_2_27_x86_64', 'manylinux2014_x86_64'];

/** Where Debian's Python looks for what does not come from Debian. */
const PACKAGES = `usr/local/lib/python${PYTHON}/dist-packages`;

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
const RECIPE = 3;

const MINUTES = 60_000;

/**
 * Makes a Debian root file system with Python and curl, unless the cache has it.
 *
 * @returns the path of a tar file, to be used as the lowest layer of an image.
 */
export function pythonRootFileSystem(): Promise<string> {
  return cachedFile(cached('python', []), async (work) => {
    const root = join(work, 'root');
    await debootstrap(root);
    symlinkSync('python3', join(root, 'usr/bin/python'));
    slim(root);
    return pack(root, '.', work);
  });
}

/**
 * Installs the wheels of a requirements file, unless the cache has them.
 *
 * @returns the path of a tar file, to be used as a layer above {@link pythonRootFileSystem}.
 */
export async function wheels(requirements: string): Promise<string> {
  const base = await pythonRootFileSystem();
  return cachedFile(cached('wheels', [readFileSync(requirements, 'utf8')]), async (work) => {
    const root = join(work, 'root');
    mkdirSync(root);
    await mustRun('tar', ['-C', root, '-xf', base], { timeoutMs: 10 * MINUTES });
    await installWheels(root, requirements);
    return pack(root, `./${PACKAGES}`, work);
  });
}

function cached(name: string, pins: readonly string[]): string {
  const pin = sha256(JSON.stringify([RECIPE, SUITE, ...pins]));
  return join(cacheFolder(), 'root-file-systems', `${name}-${pin.slice(0, 16)}.tar`);
}

async function pack(root: string, path: string, work: string): Promise<string> {
  const packed = join(work, 'packed.tar');
  const args = ['-C', root, '--sort=name', '--numeric-owner', '-cf', packed, path];
  await mustRun('tar', args, { timeoutMs: 10 * MINUTES });
  return packed;
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
  const args = ['-m', 'pip', 'install', ...quiet, '--target', join(root, PACKAGES), ...target, ...pinned];
  // Debian's own, because a person's Python may have no pip.
  await mustRun('/usr/bin/python3', args, { timeoutMs: 20 * MINUTES });
  await mustRun('find', [
    join(root, PACKAGES),
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
  // The processes that compile speak to each other there.
  mkdirSync(join(root, 'dev/shm'));
  // A read-only root file system could not keep what Python compiles. By hash, because files lose their times in layers.
  const compile = ['-m', 'compileall', '-q', '-j', '0', '--invalidation-mode', 'unchecked-hash', `/${PACKAGES}`];
  await mustRun('chroot', [root, 'python3', ...compile], { timeoutMs: 10 * MINUTES });
}

function slim(root: string): void {
  for (const folder of SUPERFLUOUS.map((path) => join(root, path))) {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
