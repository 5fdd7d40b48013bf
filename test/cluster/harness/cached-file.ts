import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from './lock';

/**
 * Makes a file of the cache, unless it is there. Others who want the same file meanwhile wait for it.
 *
 * @param target - its path, which names everything that the content depends on
 * @param make - makes the file in the empty folder that it is given, and returns its path
 */
export async function cachedFile(target: string, make: (work: string) => Promise<string>): Promise<string> {
  if (existsSync(target)) return target;
  return withLock(`${target}.lock`, async () => {
    if (existsSync(target)) return target;
    mkdirSync(dirname(target), { recursive: true });
    const work = mkdtempSync(join(dirname(target), '.making-'));
    try {
      renameSync(await make(work), target);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    return target;
  });
}
