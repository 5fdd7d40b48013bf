import { Construct } from 'constructs';
import { ObjectStoreRequest } from './capabilities';
import { report } from './errors';
import { checkLabel, checkList, checkText, checkTextMap, listOf, propsOf } from './props';
import { shown } from './words';

/** Keys of the Secrets that stores make, as KFP's own Secret has them. */
export const accessKey = 'accesskey';
/** @see {@link accessKey} */
export const secretKey = 'secretkey';

/** A request without anything left out or wrong. */
export type CheckedObjectStoreRequest = Required<Omit<ObjectStoreRequest, 'secret'>> &
  Pick<ObjectStoreRequest, 'secret'>;

// They go into policies, where "*" and "?" stand for any characters, and into addresses.
const prefix = /^([A-Za-z0-9_=@+-][A-Za-z0-9_.=@+-]*\/)+$/;

/**
 * Reports what is wrong with a consumer's request.
 * @returns the request, with what serves to go on in place of what has no shape
 */
export function checkedObjectStoreRequest(scope: Construct, given: ObjectStoreRequest): CheckedObjectStoreRequest {
  const request = propsOf(scope, given);
  const { name = 'missing', namespace = 'default' } = request;
  const about = "the object store's consumer";
  const named = checkLabel(scope, 'name', request.name ?? null);
  const placed = checkLabel(scope, 'namespace', request.namespace ?? null);
  const prefixes = checkedPrefixes(scope, 'prefixes', request.prefixes ?? null);
  const readPrefixes = checkedPrefixes(scope, 'readPrefixes', request.readPrefixes);
  if (listOf(request.prefixes).length + listOf(request.readPrefixes).length === 0) {
    report(
      scope,
      `${about} ${shown(name)} has neither "prefixes" nor "readPrefixes"; say where in the bucket it may go, or '' for all of it`,
    );
  }
  const pods = checkTextMap(scope, 'pods', request.pods ?? null) ? (request.pods ?? {}) : {};
  checkText(scope, 'secret', request.secret);
  const asked = listOf(request.protocols);
  const known: readonly string[] = ['s3', 'gs'];
  const protocols = asked.filter((protocol) => known.includes(protocol));
  if (request.protocols !== undefined && (asked.length === 0 || protocols.length < asked.length)) {
    report(scope, `"protocols" is ${shown(request.protocols)}, must be one or more of "s3" and "gs"`);
  }
  return {
    name: named ? name : 'missing',
    namespace: placed ? namespace : 'default',
    prefixes,
    readPrefixes,
    pods,
    secret: typeof request.secret === 'string' && request.secret !== '' ? request.secret : undefined,
    protocols: protocols.length === 0 ? ['s3', 'gs'] : protocols,
  };
}

function checkedPrefixes(scope: Construct, prop: string, given: unknown): string[] {
  if (!checkList(scope, prop, given)) return [];
  const all = listOf(given as string[] | undefined);
  const right = (one: unknown): boolean => one === '' || (typeof one === 'string' && prefix.test(one));
  for (const one of all.filter((each) => !right(each))) {
    report(
      scope,
      `"${prop}" has ${shown(one)}, must have prefixes of letters, digits, "-", "_", ".", "=", "@" and "+" with a "/" at their end, such as "artifacts/team/", or '' for all of the bucket`,
    );
  }
  return all.filter(right);
}

/** Whether that can be the name of a bucket of S3. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|\.-|-\.|^(\d+\.){3}\d+$|^xn--|-s3alias$/.test(name)
  );
}

/** Demands the name of a bucket. */
export function checkBucket(scope: Construct, prop: string, value: unknown): boolean {
  if (isBucketName(value)) return true;
  report(
    scope,
    `"${prop}" is ${shown(value)}, must be the name of a bucket: 3 to 63 of a-z, 0-9, "-" and ".", with a letter or a digit at both ends, and no address`,
  );
  return false;
}

/** Demands that the consumer's programs speak a protocol, where the store speaks nothing else. */
export function checkProtocol(scope: Construct, request: CheckedObjectStoreRequest, protocol: 's3' | 'gs'): void {
  if (request.protocols.includes(protocol)) return;
  report(
    scope,
    `${shown(request.name)} speaks ${request.protocols.join()} alone, which this object store does not; give it another one`,
  );
}
