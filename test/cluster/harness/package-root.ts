import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cachedFile } from './cached-file';
import { hashFile, sha256 } from './digest';
import { cacheFolder } from './paths';
import { mustRun } from './run';

/** Where the paths in lists of packages start. */
const ARCHIVE = 'http://archive.ubuntu.com/ubuntu';

/** Not needed to run. */
const SUPERFLUOUS = ['usr/share/doc', 'usr/share/locale', 'usr/share/man'];

/** Raised when the steps below change in a way that changes the result. */
const RECIPE = 2;

/** Not `dpkg-deb --extract`, which puts a folder in the place of a link, where an older package still brings `/bin`. */
const UNPACK = 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"';

const MINUTES = 60_000;

export interface PackageRootOptions {
  /** A file with a line per package: the SHA-256 of the `.deb`, and its path in Ubuntu's archive. */
  readonly packages: string;
  /** Folders that no package brings. They belong to root. */
  readonly folders: readonly string[];
  /** Symbolic links that no package brings: path to target. */
  readonly links: Readonly<Record<string, string>>;
  /** Paths to leave out, as the shell's patterns. @default - none */
  readonly without?: readonly string[];
}

/**
 * Unpacks packages of Ubuntu, each pinned by its hash, into a root file system, unless the cache has it. Their scripts do
 * not run: what they would make is told by `folders` and `links`, or is in another layer.
 *
 * @returns the path of a tar file, to be used as an image layer.
 */
export async function packageRoot(options: PackageRootOptions): Promise<string> {
  const { packages, folders, links, without = [] } = options;
  const list = readFileSync(packages, 'utf8');
  const pin = sha256(JSON.stringify([RECIPE, list, folders, links, without]));
  const target = join(cacheFolder(), 'root-file-systems', `packages-${pin.slice(0, 16)}.tar`);
  return cachedFile(target, async (work) => {
    const root = join(work, 'root');
    // Packages take it that these are links.
    const merged = ['bin', 'sbin', 'lib', 'lib64'].map((name) => [name, `usr/${name}`] as const);
    for (const folder of [...merged.map(([, path]) => path), ...folders]) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    for (const [path, to] of [...merged, ...Object.entries(links)]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(to, join(root, path));
    }
    for (const line of list.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
      const [hash = '', path = ''] = line.split(' ');
      await mustRun('sh', ['-c', UNPACK, 'sh', await download(path, hash, work), root]);
    }
    for (const path of SUPERFLUOUS) rmSync(join(root, path), { recursive: true, force: true });
    const excluded = without.map((pattern) => `--exclude=./${pattern}`);
    const packed = join(work, 'root.tar');
    await mustRun('tar', ['-C', root, '--sort=name', '--numeric-owner', ...excluded, '-cf', packed, '.']);
    return packed;
  });
}

async function download(path: string, hash: string, work: string): Promise<string> {
  const file = join(work, basename(path));
  const patience = ['--tries=5', '--retry-connrefused', '--waitretry=10', '--timeout=60'];
  await mustRun('wget', ['--quiet', ...patience, '-O', file, `${ARCHIVE}/${path}`], { timeoutMs: 10 * MINUTES });
  const found = await hashFile(file);
  if (found !== hash) throw new Error(`${ARCHIVE}/${path} has the SHA-256 ${found}, not ${hash}`);
  return file;
}
