import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout that this harness belongs to. */
export const checkout = resolve(__dirname, '../../..');

/** `test/cluster`: tools, images and the journeys. */
export const clusterFolder = join(checkout, 'test/cluster');

/** Where everything is kept that is slow to make and that a pin describes: tools, layers, images, root file systems. */
export function cacheFolder(): string {
  const { KEELSON_CACHE, XDG_CACHE_HOME } = process.env;
  return resolve(KEELSON_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'keelson'));
}

/**
 * Where running clusters keep their state. Not `/tmp`, which the cluster covers with a folder of its own, and which is
 * often in memory.
 */
export function stateRoot(): string {
  return resolve(process.env.KEELSON_STATE ?? `/var/tmp/keelson-test-${process.getuid?.() ?? 0}`);
}
