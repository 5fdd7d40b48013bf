import { createHash } from 'node:crypto';
import {
  createReadStream,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from './paths';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The SHA-256 of a file, which is read in pieces. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The SHA-256 of a file, remembered by the file's path, size and time of change. */
export async function fileDigest(path: string): Promise<string> {
  const { size, mtimeMs, ino } = statSync(path);
  const folder = join(cacheFolder(), 'digests');
  const memo = join(folder, sha256(JSON.stringify([path, size, mtimeMs, ino])));
  try {
    return readFileSync(memo, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const digest = await hashFile(path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${memo}.${process.pid}`, digest);
  renameSync(`${memo}.${process.pid}`, memo);
  return digest;
}

/** A digest of a file, or of a folder with all that is in it: names, link targets, whether executable, and content. */
export async function treeDigest(path: string): Promise<string> {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return sha256(`link ${readlinkSync(path)}`);
  if (status.isFile()) return sha256(`file ${(status.mode & 0o100) !== 0} ${await fileDigest(path)}`);
  const lines: string[] = [];
  for (const name of readdirSync(path).sort()) lines.push(`${name} ${await treeDigest(join(path, name))}`);
  return sha256(`folder\n${lines.join('\n')}`);
}
