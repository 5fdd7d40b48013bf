import { join } from 'node:path';
import { buildImage } from './image';
import { packageRoot } from './package-root';
import { clusterFolder } from './paths';

/**
 * BusyBox without more, under a name that the platform asks for, such as Alpine's. Its shell finds BusyBox's programs by
 * themselves; those that a container may start directly have a link. The version matters: in 1.30 `nslookup` never fails, and
 * in 1.37 it fails when a name is missing in any of the search domains.
 */
export async function busyboxImage(reference: string): Promise<string> {
  return buildImage({ reference, layers: [{ tar: await busyboxRoot() }], entrypoint: [], args: ['sh'], user: '' });
}

/** BusyBox as a layer of images whose program calls others. */
export function busyboxRoot(): Promise<string> {
  const direct = ['cat', 'echo', 'env', 'grep', 'ls', 'nslookup', 'seq', 'sh', 'sleep', 'wget'];
  return packageRoot({
    packages: join(clusterFolder, 'images/busybox/packages.txt'),
    folders: ['etc', 'tmp'],
    links: Object.fromEntries(direct.map((name) => [`usr/bin/${name}`, 'busybox'])),
  });
}
