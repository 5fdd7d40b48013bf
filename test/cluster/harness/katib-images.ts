import { join, posix } from 'node:path';
import { goModuleFolder, toolPath } from './build';
import { busyboxRoot } from './busybox-image';
import { buildImage } from './image';
import { clusterFolder } from './paths';
import { pythonImage } from './python-image';

interface GoProgram {
  /** Its name among the commands of the tool `katib`. */
  readonly command: string;
  /** Where it is in the image; the container starts in its folder. */
  readonly path: string;
  /** @default - none */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether it calls other programs, which Alpine's BusyBox has in upstream's image. @default false */
  readonly callsOthers?: boolean;
}

/** Katib's programs in Go, laid out as in the images that upstream publishes. */
const programs = {
  'katib-controller': { command: 'katib-controller', path: '/app/katib-controller' },
  'katib-db-manager': { command: 'katib-db-manager', path: '/app/katib-db-manager' },
  'katib-ui': {
    command: 'katib-ui',
    path: '/app/katib-ui',
    files: { '/app/build/static/index.html': join(clusterFolder, 'images/katib-ui/index.html') },
  },
  'suggestion-goptuna': { command: 'suggestion-goptuna', path: '/opt/katib/goptuna-suggestion' },
  'file-metrics-collector': {
    command: 'file-metricscollector',
    path: '/app/file-metricscollector',
    // Stopping a trial early takes pgrep.
    files: { '/usr/bin/pgrep': join(clusterFolder, 'images/katib/pgrep') },
    callsOthers: true,
  },
} satisfies Readonly<Record<string, GoProgram>>;

/** Katib's services in Python: the name in its sources, by that of the image. */
const services = {
  'suggestion-optuna': 'suggestion/optuna',
  'suggestion-hyperopt': 'suggestion/hyperopt',
  'suggestion-hyperband': 'suggestion/hyperband',
  'suggestion-skopt': 'suggestion/skopt',
  'earlystopping-medianstop': 'earlystopping/medianstop',
} as const;

/** A name of Katib's images, of those whose program is written in Go. */
export type KatibProgram = keyof typeof programs;

/** A name of Katib's images, of those whose program is written in Python. */
export type KatibService = keyof typeof services;

/** Katib's image of that name. Like upstream's it has no user, and unlike upstream's no more than it needs. */
export async function katibProgramImage(name: KatibProgram, reference: string): Promise<string> {
  const { command, path, files, callsOthers }: GoProgram = programs[name];
  const { dir, base } = posix.parse(path);
  return buildImage({
    reference,
    layers: [
      ...(callsOthers === true ? [{ tar: await busyboxRoot() }] : []),
      { files: { [path]: await toolPath('katib', command), ...files } },
    ],
    entrypoint: [`./${base}`],
    workingDir: dir,
    user: '',
  });
}

/** Katib's image of that name, with upstream's sources. Like upstream's it has no user. */
export async function katibServiceImage(name: KatibService, reference: string): Promise<string> {
  const service = services[name];
  const [kind, algorithm] = service.split('/') as [string, string];
  const sources = await goModuleFolder('katib', 'github.com/kubeflow/katib');
  const inside = '/opt/katib';
  const main = `cmd/${service}/v1beta1`;
  const needed = [main, 'pkg/apis/manager/v1beta1/python', 'pkg/apis/manager/health/python', `pkg/${kind}`];
  return pythonImage({
    reference,
    requirements: join(clusterFolder, 'images/katib', `${algorithm}.txt`),
    files: Object.fromEntries(needed.map((path) => [posix.join(inside, path), join(sources, path)])),
    env: {
      PYTHONPATH: [inside, `${inside}/${needed[1]}`, `${inside}/${needed[2]}`].join(':'),
    },
    entrypoint: ['python', 'main.py'],
    workingDir: posix.join(inside, main),
    user: '',
  });
}

/** The image of the Training Operator of version 1, without a user like upstream's. */
export async function trainingOperatorImage(reference: string): Promise<string> {
  const path = '/manager';
  const files = { [path]: await toolPath('training-operator') };
  return buildImage({ reference, layers: [{ files }], entrypoint: [path], user: '' });
}
