import { Construct, IConstruct } from 'constructs';
import {
  IObjectStore,
  ObjectStoreAccess,
  ObjectStoreCredentials,
  ObjectStoreRequest,
  SecretSource,
} from '../../lib/core';
import { report } from '../../lib/core/errors';
import {
  accessKey,
  checkedObjectStoreRequest,
  CheckedObjectStoreRequest,
  secretKey,
} from '../../lib/core/object-store-request';
import { propsOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';

/** Where the secrets of a consumer come from, by its name. */
export type ConsumerSecret = (consumer: string) => SecretSource;

/** A bucket that somebody else runs: what is particular to one kind of it. */
export interface ExternalStoreKind<O extends object> {
  /** Reports what is wrong with the options, once for each program. */
  readonly check: (scope: Construct, options: Partial<O>) => void;
  readonly access: (scope: Construct, request: CheckedObjectStoreRequest, options: Partial<O>) => ObjectStoreAccess;
}

/** A bucket that somebody else runs. Nothing is installed for it. */
export class ExternalStore<O extends object> implements IObjectStore {
  private readonly consumers = new WeakMap<IConstruct, Set<string>>();

  constructor(
    private readonly options: O,
    private readonly kind: ExternalStoreKind<O>,
  ) {}

  addConsumer(scope: Construct, given: ObjectStoreRequest): ObjectStoreAccess {
    const { root } = scope.node;
    const first = !this.consumers.has(root);
    const names = this.consumers.get(root) ?? new Set<string>();
    this.consumers.set(root, names);
    const options = first ? propsOf(scope, this.options) : { ...this.options };
    if (first) this.kind.check(scope, options);
    const request = checkedObjectStoreRequest(scope, given);
    if (names.has(request.name)) {
      report(scope, `the object store has a consumer ${shown(request.name)} already; choose another name`);
    }
    names.add(request.name);
    return this.kind.access(scope, request, options);
  }
}

/** A Secret of the consumer's with what somebody else has issued. */
export function issuedSecret(
  scope: Construct,
  option: string,
  source: ConsumerSecret | undefined,
  request: CheckedObjectStoreRequest,
  keys: readonly string[],
): string {
  const { name, namespace, secret = `object-store-${name}` } = request;
  if (typeof source !== 'function') return secret;
  const found: unknown = source(name);
  if (found instanceof SecretSource) return found.bind(scope, { name: secret, namespace, keys, issued: true });
  // A text may be the secret itself, which must not get into logs.
  const what = typeof found === 'string' ? 'a text' : shown(found);
  report(
    scope,
    `"${option}" of the object store gives ${what} for ${shown(name)}, must give a SecretSource such as SecretSource.existing('keys')`,
  );
  return secret;
}

/** Keys of S3 in a Secret of the consumer's. */
export function s3Keys(
  scope: Construct,
  option: string,
  source: ConsumerSecret | undefined,
  request: CheckedObjectStoreRequest,
): ObjectStoreCredentials {
  const secret = issuedSecret(scope, option, source, request, [accessKey, secretKey]);
  return { kind: 'keys', secret, accessKey, secretKey };
}

/** Demands a function that gives secrets. */
export function checkSecretFunction(scope: Construct, option: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  const what = typeof value === 'string' ? 'a text' : shown(value);
  report(
    scope,
    `"${option}" of the object store is ${what}, must be a function that gives a SecretSource for a consumer`,
  );
}
