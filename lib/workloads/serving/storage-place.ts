import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { SecretSource } from '../../core/secret-source';
import { shown } from '../../core/words';

/** Who loads a model. */
export interface StorageRequest {
  /** The prop that names the storage, for messages. */
  readonly prop: string;
  /** Name for Secrets that a source makes. */
  readonly name: string;
  readonly namespace: string;
  /** Whether the pods run as a ServiceAccount that somebody else has set up, with what it may read. */
  readonly ownAccount: boolean;
}

/** A model's place, checked. */
export interface StoragePlace {
  /** Where it is, as KServe reads it. */
  readonly uri: string;
  /** Secrets that the pod's ServiceAccount names, from which KServe takes credentials. @default - none */
  readonly secrets?: readonly string[];
  /** Annotations of the pod's ServiceAccount. @default - none */
  readonly accountAnnotations?: Readonly<Record<string, string>>;
  /** Labels of the pod. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Checks a place, and makes what it needs within `scope`. */
export type BindPlace = (scope: Construct, request: StorageRequest) => StoragePlace;

/** Name of the Secret that a source stands for; none where the program gave something else. */
export function bindSecret(
  scope: Construct,
  request: StorageRequest,
  option: string,
  source: SecretSource | undefined,
): string[] {
  if (source === undefined) return [];
  if (source instanceof SecretSource) {
    return [source.bind(scope, { name: request.name, namespace: request.namespace, keys: [] })];
  }
  // A text may be the secret itself, which must not get into logs.
  const what = typeof source === 'string' ? 'a text' : shown(source);
  report(
    scope,
    `"${request.prop}.${option}" is ${what}, must be a SecretSource such as SecretSource.existing('credentials')`,
  );
  return [];
}

/** Demands a name that stands in a URI as it is. */
export function checkName(
  scope: Construct,
  prop: string,
  value: unknown,
  pattern: RegExp,
  allowed: string,
): value is string {
  if (typeof value === 'string' && pattern.test(value)) return true;
  report(scope, `"${prop}" is ${shown(value)}, must be ${allowed}`);
  return false;
}

/** Demands a path below a bucket or a claim. @returns the path without a slash at its end */
export function checkPath(scope: Construct, prop: string, value: unknown, required = true): string {
  if (value === undefined && !required) return '';
  const segments = typeof value === 'string' ? value.replace(/\/$/, '').split('/') : [];
  // The storage initializer takes the rest for a query or a fragment, or decodes it.
  const right = segments.every((segment) => segment !== '' && !/^\.\.?$/.test(segment) && !/[\s?#%\\]/.test(segment));
  if (segments.length > 0 && right) return segments.join('/');
  report(
    scope,
    `"${prop}" is ${shown(value)}, must be a path such as "models/iris": no "/" at its start, no "." or ".." and nothing empty between slashes, no space, "?", "#", "%" or "\\"`,
  );
  return 'missing';
}

/** Reports ways to be let in that exclude each other. */
export function checkOneWay(scope: Construct, prop: string, ways: Readonly<Record<string, boolean>>): void {
  const given = Object.keys(ways).filter((way) => ways[way]);
  if (given.length < 2) return;
  report(scope, `"${prop}" has ${given.map((way) => `"${way}"`).join(' and ')}, which exclude each other; keep one`);
}
