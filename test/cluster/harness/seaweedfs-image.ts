import { join } from 'node:path';
import { image } from '../../../components/seaweedfs/version';
import { toolPath } from './build';
import { busyboxRoot } from './busybox-image';
import { buildImage } from './image';
import { clusterFolder } from './paths';
import { pythonImage } from './python-image';

/** The client that {@link s3ClientImage} makes. */
export const S3_CLIENT = 'keelson.test/s3-client:1';

/** The client's program. What it takes, it says itself. */
export const s3Program = '/opt/s3/s3.py';

/**
 * SeaweedFS, built from its Go module, laid out as in the image that is published: the program, its configuration of the
 * filer, a user 1000, and BusyBox in the place of Alpine's. It has no entry point of its own, so that a pod must say how
 * the server starts.
 */
export async function seaweedfsImage(reference: string = image): Promise<string> {
  const folder = join(clusterFolder, 'images/seaweedfs');
  const files = {
    '/usr/bin/weed': await toolPath('seaweedfs', 'weed'),
    '/etc/seaweedfs/filer.toml': join(folder, 'filer.toml'),
    '/etc/passwd': join(folder, 'passwd'),
    '/etc/group': join(folder, 'group'),
  };
  return buildImage({ reference, layers: [{ tar: await busyboxRoot() }, { files }], entrypoint: [], user: '' });
}

/** A program of ours that sends signed requests, from a pod that does nothing by itself. */
export function s3ClientImage(reference = S3_CLIENT): Promise<string> {
  return pythonImage({
    reference,
    files: { [s3Program]: join(clusterFolder, 'images/s3-client/s3.py') },
    entrypoint: ['sleep', 'infinity'],
  });
}
