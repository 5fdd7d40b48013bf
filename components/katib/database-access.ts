import { Component, DatabaseAccess, IDatabase } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { shown } from '../../lib/core/words';
import { databaseManagerPods } from './database-manager';

/** Asks the database for Katib's own, or reports why it cannot be had. */
export function databaseAccess(scope: Component, database: IDatabase | undefined): DatabaseAccess | undefined {
  const given: unknown = database;
  if (database === undefined || !isDatabase(given)) {
    report(scope, `"database" is ${shown(given)}, must be a Mysql component or externalMysql({...})`);
    return undefined;
  }
  const access: unknown = given.addDatabase(scope, {
    name: 'katib',
    privileges: ['CREATE', 'SELECT', 'INSERT', 'DELETE'],
    pods: databaseManagerPods,
  });
  if (isAccess(access)) return access;
  report(
    scope,
    `"addDatabase" of "database" gives ${shown(access)}, must give texts as "host", "database", "user" and "tls", a number as "port", and "password" with "secret" and "key"`,
  );
  return undefined;
}

function isDatabase(value: unknown): value is IDatabase {
  return typeof fields(value).addDatabase === 'function';
}

function isAccess(value: unknown): value is DatabaseAccess {
  const { host, port, database, user, password, tls } = fields(value);
  const { secret, key } = fields(password);
  const texts = [host, database, user, tls, secret, key];
  return texts.every((text) => typeof text === 'string' && text !== '') && typeof port === 'number';
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
