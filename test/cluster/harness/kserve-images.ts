import { join, posix } from 'node:path';
import { toolPath } from './build';
import { buildImage } from './image';
import { clusterFolder } from './paths';
import { pythonImage } from './python-image';

interface GoProgram {
  /** Its name among the commands of the tool `kserve`. */
  readonly command: string;
  /** Where it is in the image; the container starts in its folder. */
  readonly path: string;
}

/** KServe's programs in Go, by the names of the images that upstream publishes, and laid out as there. */
const programs = {
  'kserve-controller': { command: 'kserve-controller', path: '/manager' },
  'kserve-localmodel-controller': { command: 'kserve-localmodel-controller', path: '/manager' },
  'kserve-localmodelnode-agent': { command: 'kserve-localmodelnode-agent', path: '/manager' },
  'llmisvc-controller': { command: 'kserve-llmisvc-controller', path: '/manager' },
  agent: { command: 'kserve-agent', path: '/ko-app/agent' },
  router: { command: 'kserve-router', path: '/ko-app/router' },
} satisfies Readonly<Record<string, GoProgram>>;

/** A name of KServe's images, of those whose program is written in Go. */
export type KServeProgram = keyof typeof programs;

const servingFolder = join(clusterFolder, 'images/serving');

/** One list for both Python images, so that a node keeps its layer once. It has KServe's server and its storage library. */
const requirements = join(servingFolder, 'requirements.txt');

/** The user of upstream's Python images. */
const user = '1000';

/** KServe's image of that name. */
export async function kserveProgramImage(name: KServeProgram, reference: string): Promise<string> {
  const { command, path } = programs[name];
  const layers = [{ files: { [path]: await toolPath('kserve', command) } }];
  return buildImage({ reference, layers, entrypoint: [path], workingDir: posix.dirname(path) });
}

/** KServe's storage initializer: its storage library, and an entry point of ours where upstream's is. */
export function storageInitializerImage(reference: string): Promise<string> {
  const entrypoint = '/storage-initializer/scripts/initializer-entrypoint';
  const files = { [entrypoint]: join(clusterFolder, 'images/storage-initializer/initializer-entrypoint') };
  return pythonImage({ reference, requirements, files, entrypoint: [entrypoint], user });
}

/** Programs of {@link servingImage}, to be run with `python3`. */
export const servingPrograms = {
  /** The entry point: serves `model.joblib` of `--model_dir`. */
  server: '/opt/serving/server.py',
  /** Serves what KServe calls a transformer: takes lengths in millimetres, and asks the predictor in centimetres. */
  transformer: '/opt/serving/transformer.py',
  /** Trains a model of iris flowers into a folder. */
  train: '/opt/serving/train.py',
  /** Copies a folder to a server that speaks S3. */
  upload: '/opt/serving/upload.py',
} as const;

/** Programs with KServe's Python server, scikit-learn and boto3. */
export function servingImage(reference = 'keelson.test/serving:1'): Promise<string> {
  const files = Object.fromEntries(
    Object.values(servingPrograms).map((path) => [path, join(servingFolder, posix.basename(path))]),
  );
  return pythonImage({ reference, requirements, files, entrypoint: ['python3', servingPrograms.server], user });
}
