import { join } from 'node:path';
import { buildImage } from './image';
import { clusterFolder } from './paths';
import { pythonRootFileSystem } from './python-root';

export interface PythonImageOptions {
  readonly reference: string;
  /** A requirements file with hashes. */
  readonly requirements: string;
  /** Programs and what they need: path in the image to path on this machine. */
  readonly files: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  /** @default - none */
  readonly env?: Readonly<Record<string, string>>;
}

/** An image with Debian's Python, pinned wheels, and programs of ours. */
export async function pythonImage(options: PythonImageOptions): Promise<string> {
  const { reference, requirements, files, entrypoint, env } = options;
  return buildImage({
    reference,
    layers: [{ tar: await pythonRootFileSystem(requirements) }, { files }],
    entrypoint,
    env: {
      PYTHONUNBUFFERED: '1',
      // Numeric libraries start a thread per processor otherwise, in each of the pods that share a test machine.
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      ...env,
    },
  });
}

/** Debian's shell and curl under a name that the platform asks for. The image published by that name is Alpine's. */
export async function curlImage(reference: string): Promise<string> {
  const requirements = join(clusterFolder, 'images/training/requirements.txt');
  return buildImage({ reference, layers: [{ tar: await pythonRootFileSystem(requirements) }], entrypoint: ['curl'] });
}

/** The program `images/training/train.py`, which trains together with its other ranks. */
export function trainingImage(reference = 'keelson.test/training:1'): Promise<string> {
  const folder = join(clusterFolder, 'images/training');
  const program = '/opt/training/train.py';
  return pythonImage({
    reference,
    requirements: join(folder, 'requirements.txt'),
    files: { [program]: join(folder, 'train.py') },
    entrypoint: ['python3', program],
  });
}
