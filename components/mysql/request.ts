import { Component, DatabaseRequest } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { checkOneOf, checkTextMap, listOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';

const privileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'DROP', 'INDEX', 'REFERENCES'];

const plugins = ['caching_sha2_password', 'mysql_native_password'];

/** What MySQL keeps its own state in. Consumers that could write there could make users. */
export const systemDatabases: readonly string[] = ['information_schema', 'performance_schema', 'mysql', 'sys'];
const reserved = [...systemDatabases, 'root', 'probe'];

/**
 * Reports what is wrong with a consumer's request. It goes into SQL, so nothing but plain names is let through.
 * @returns the request, with what serves to go on in place of what has no shape
 */
export function checkedRequest(consumer: Component, request: DatabaseRequest): DatabaseRequest {
  const name: unknown = request.name;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_]{0,31}$/.test(name) || reserved.includes(name)) {
    report(
      consumer,
      `the database's "name" is ${shown(name)}, must be at most 32 of a-z, 0-9 and "_", start with a letter, and not be MySQL's own`,
    );
  }
  const asked = listOf(request.privileges);
  const unknown = asked.filter((privilege) => !privileges.includes(privilege));
  if (unknown.length > 0 || asked.length === 0) {
    report(
      consumer,
      `the database's "privileges" is ${shown(request.privileges)}, must be some of ${privileges.join(', ')}`,
    );
  }
  checkTextMap(consumer, 'pods', request.pods);
  const { authentication, ...others } = request;
  const right = checkOneOf(consumer, 'authentication', authentication, plugins);
  return {
    ...others,
    name: typeof name === 'string' ? name : 'missing',
    privileges: asked,
    ...(right && authentication !== undefined ? { authentication } : {}),
  };
}
