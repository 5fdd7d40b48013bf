import type { DatabaseAccess, DatabaseRequest, IDatabase } from './capabilities';
import type { Component } from './component';
import { report } from './errors';
import { shown } from './words';

/** Asks a component's `database` for one of its own, or reports why it cannot be had. */
export function databaseAccess(
  consumer: Component,
  database: IDatabase | undefined,
  request: DatabaseRequest,
): DatabaseAccess | undefined {
  const given: unknown = database;
  if (database === undefined || !isDatabase(given)) {
    report(consumer, `"database" is ${shown(given)}, must be a Mysql component or externalMysql({...})`);
    return undefined;
  }
  const access: unknown = given.addDatabase(consumer, request);
  if (isAccess(access)) return access;
  report(
    consumer,
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
