import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileDigest, hashFile, sha256, treeDigest } from './digest';
import { cacheFolder } from './paths';
import { mustRun } from './run';

/** What one layer holds: files and folders by their path in the image, or a whole file system as a tar file. */
export type ImageLayer = { readonly files: Readonly<Record<string, string>> } | { readonly tar: string };

export interface ImageOptions {
  /** The name by which pods ask for it, such as `ghcr.io/kubeflow/trainer/trainer-controller-manager:v2.2.0`. */
  readonly reference: string;
  /** From the lowest to the highest. */
  readonly layers: readonly ImageLayer[];
  readonly entrypoint: readonly string[];
  /** @default - none */
  readonly args?: readonly string[];
  /** Added to a usual PATH. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default '65532:65532', as in distroless images: pods with `runAsNonRoot` refuse an image without a user. */
  readonly user?: string;
  /** @default '/' */
  readonly workingDir?: string;
}

const NON_ROOT = 65532;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Packs an image that `Cluster.loadImage` takes, unless the cache has one of the same content.
 *
 * @returns the path of a tar file in the format of `docker save`.
 */
export async function buildImage(options: ImageOptions): Promise<string> {
  const parent = join(cacheFolder(), 'images');
  const contents = await Promise.all(options.layers.map(layerDigest));
  const target = join(parent, `${sha256(JSON.stringify([3, { ...options, layers: contents }]))}.tar`);
  if (existsSync(target)) return target;
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, '.image-'));
  try {
    const digests: string[] = [];
    for (const layer of options.layers) digests.push(await packLayer(layer, work));
    const config = JSON.stringify(imageConfig(options, digests));
    const configName = `${sha256(config)}.json`;
    const layerNames = digests.map((digest) => `${digest}.tar`);
    const manifest = [{ Config: configName, RepoTags: [options.reference], Layers: layerNames }];
    writeFileSync(join(work, configName), config);
    writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest));
    const names = ['manifest.json', configName, ...new Set(layerNames)];
    await mustRun('tar', ['-C', work, '--dereference', '-cf', join(work, 'image'), ...names]);
    renameSync(join(work, 'image'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

/** An image of one static binary, such as a controller of the platform. @param path - where the binary is in the image */
export function controllerImage(
  reference: string,
  binary: string,
  path: string,
  entrypoint: readonly string[] = [path],
): Promise<string> {
  return buildImage({ reference, entrypoint, layers: [{ files: { [path]: binary } }] });
}

function imageConfig(options: ImageOptions, digests: readonly string[]): object {
  const env = { PATH, ...options.env };
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {
      User: options.user ?? `${NON_ROOT}:${NON_ROOT}`,
      Entrypoint: options.entrypoint,
      Cmd: options.args ?? [],
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      WorkingDir: options.workingDir ?? '/',
    },
    rootfs: { type: 'layers', diff_ids: digests.map((digest) => `sha256:${digest}`) },
  };
}

async function layerDigest(layer: ImageLayer): Promise<unknown> {
  if ('tar' in layer) return fileDigest(layer.tar);
  const entries = Object.entries(layer.files).map(async ([path, source]) => [path, await treeDigest(source)]);
  return Promise.all(entries);
}

/** Puts a layer's tar file into `work`, named by its digest. */
async function packLayer(layer: ImageLayer, work: string): Promise<string> {
  if ('tar' in layer) {
    const digest = await fileDigest(layer.tar);
    const path = join(work, `${digest}.tar`);
    // No hard link: that would change the file's status, while another image with the same layer is being packed.
    if (!existsSync(path)) symlinkSync(layer.tar, path);
    return digest;
  }
  const root = mkdtempSync(join(work, 'layer-'));
  chmodSync(root, 0o755);
  for (const [path, source] of Object.entries({ ...layer.files })) {
    const destination = join(root, path);
    mkdirSync(dirname(destination), { recursive: true });
    cpSync(source, destination, { recursive: true, verbatimSymlinks: true });
  }
  // Programs expect a folder for temporary files of any image.
  mkdirSync(join(root, 'tmp'), { recursive: true });
  const packed = join(work, 'layer.tar');
  const reproducible = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await mustRun('tar', ['-C', root, ...reproducible, '--mode=u=rwX,go=rX', '--exclude=./tmp', '-cf', packed, '.']);
  await mustRun('tar', ['-C', root, ...reproducible, '--mode=1777', '-rf', packed, './tmp']);
  const digest = await hashFile(packed);
  renameSync(packed, join(work, `${digest}.tar`));
  return digest;
}
