import { join } from 'node:path';
import { buildImage } from './image';
import { packageRoot } from './package-root';
import { clusterFolder } from './paths';

/**
 * BusyBox without more, under a name that the platform asks for, such as Alpine's. Its shell finds BusyBox's programs by
 * themselves; those that a container may start directly have a link. The version matters: from 1.32 or so on, `nslookup`
 * fails when a name is missing in any of the search domains, and before that it never fails.
 */
export async function busyboxImage(reference: string): Promise<string> {
  const direct = ['cat', 'echo', 'env', 'ls', 'nslookup', 'sh', 'sleep', 'wget'];
  const root = await packageRoot({
    packages: join(clusterFolder, 'images/busybox/packages.txt'),
    folders: ['etc', 'tmp'],
    links: Object.fromEntries(direct.map((name) => [`usr/bin/${name}`, 'busybox'])),
  });
  return buildImage({ reference, layers: [{ tar: root }], entrypoint: [], args: ['sh'], user: '' });
}
