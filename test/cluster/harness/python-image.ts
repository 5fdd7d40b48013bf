import { join } from 'node:path';
import { buildImage, type ImageOptions } from './image';
import { clusterFolder } from './paths';
import { pythonRootFileSystem, wheels } from './python-root';

export interface PythonImageOptions extends Pick<
  ImageOptions,
  'reference' | 'entrypoint' | 'env' | 'user' | 'workingDir'
> {
  /** A requirements file with hashes. @default - Python's standard library alone */
  readonly requirements?: string;
  /** Programs and what they need: path in the image to path on this machine. */
  readonly files: Readonly<Record<string, string>>;
}

/** An image with Debian's Python, pinned wheels, and programs of ours. */
export async function pythonImage(options: PythonImageOptions): Promise<string> {
  const { requirements, files, env, ...others } = options;
  const base = { tar: await pythonRootFileSystem() };
  const installed = requirements === undefined ? [] : [{ tar: await wheels(requirements) }];
  return buildImage({
    ...others,
    layers: [base, ...installed, { files }],
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
  return buildImage({ reference, layers: [{ tar: await pythonRootFileSystem() }], entrypoint: ['curl'] });
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

/** The program `images/objective/objective.py`, which computes a value to be minimized. */
export function trialImage(reference = 'keelson.test/trial:1'): Promise<string> {
  const program = '/opt/trial/objective.py';
  return pythonImage({
    reference,
    files: { [program]: join(clusterFolder, 'images/objective/objective.py') },
    entrypoint: ['python3', program],
  });
}
