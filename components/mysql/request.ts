import { Component, DatabaseRequest } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { checkTextMap, listOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';

const privileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'DROP', 'INDEX', 'REFERENCES'];

/** Reports what is wrong with a consumer's request. It goes into SQL, so nothing but plain names is let through. */
export function checkRequest(consumer: Component, request: DatabaseRequest): void {
  if (!/^[a-z][a-z0-9_]{0,31}$/.test(request.name) || ['root', 'probe', 'mysql', 'sys'].includes(request.name)) {
    report(
      consumer,
      `the database's "name" is ${shown(request.name)}, must be at most 32 of a-z, 0-9 and "_", start with a letter, and not be MySQL's own`,
    );
  }
  const unknown = listOf(request.privileges).filter((privilege) => !privileges.includes(privilege));
  if (unknown.length > 0 || listOf(request.privileges).length === 0) {
    report(
      consumer,
      `the database's "privileges" is ${shown(request.privileges)}, must be some of ${privileges.join(', ')}`,
    );
  }
  checkTextMap(consumer, 'pods', request.pods);
}
