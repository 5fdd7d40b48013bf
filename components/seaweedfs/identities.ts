import { CheckedObjectStoreRequest } from '../../lib/core/object-store-request';

/**
 * What a consumer may do, in SeaweedFS's own words: an action, the bucket, and a pattern of keys.
 *
 * `*` stands for any characters, also none and also `/`. An action on the bucket alone, without a pattern, holds for all
 * keys in it: so `Write` always has a pattern, because what else it would allow are changes of the bucket itself. With
 * `Read` and `List` on all of the bucket come the questions whether it is there and where.
 */
export function actionsOf(bucket: string, request: CheckedObjectStoreRequest): string[] {
  const { prefixes, readPrefixes } = request;
  const readable = [...new Set([...prefixes, ...readPrefixes])];
  const of = (action: string, prefix: string): string =>
    prefix === '' && action !== 'Write' && action !== 'Tagging'
      ? `${action}:${bucket}`
      : `${action}:${bucket}/${prefix}*`;
  return [
    ...readable.flatMap((prefix) => [of('Read', prefix), of('List', prefix)]),
    ...[...new Set(prefixes)].flatMap((prefix) => [of('Write', prefix), of('Tagging', prefix)]),
  ];
}
