/**
 * A container image: `registry/repository:tag`, `repository@sha256:digest`. A tag or a digest is demanded, because an
 * image without either changes under the same program.
 */
export type ImageName = `${string}:${string}`;

/** The parts of an image's name. */
export interface ImageParts {
  /** Host of the registry. Docker Hub's short names are written out. */
  readonly registry: string;
  /** Path within the registry, for example `kubeflow/trainer/trainer-controller-manager`. */
  readonly repository: string;
  readonly tag?: string;
  /** For example `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const pattern = new RegExp(
  `^(?:((?:[a-zA-Z0-9.-]+[.:][a-zA-Z0-9.:-]*|localhost))/)?(${component}(?:/${component})*)` +
    `(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`,
);

/** Takes an image's name apart, as container runtimes do; `undefined` where it is none. */
export function parseImage(name: string): ImageParts | undefined {
  const match = pattern.exec(name);
  if (match === null) return undefined;
  const [, host, path = '', tag, digest] = match;
  const registry = host ?? 'docker.io';
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** Puts an image's name together. */
export function showImage(image: ImageParts): string {
  const tag = image.tag === undefined ? '' : `:${image.tag}`;
  const digest = image.digest === undefined ? '' : `@${image.digest}`;
  return `${image.registry}/${image.repository}${tag}${digest}`;
}
