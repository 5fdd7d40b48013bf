import { Component, DatabaseAccess, DatabaseRequest, IDatabase, SecretSource } from '../../lib/core';
import { existingConfigMap, Provided } from '../../lib/core/checks/references';
import { report } from '../../lib/core/errors';
import { checkInteger, checkKnown, checkObject, checkOneOf, checkText, propsOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { checkedRequest, systemDatabases } from './request';

/** Options of {@link externalMysql}. */
export interface ExternalMysqlOptions {
  /** Name or address of the server, as pods reach it. */
  readonly host: string;
  /** @default 3306 */
  readonly port?: number;
  /**
   * Whether connections are encrypted, and whether the server's certificate is checked: `off`, `skip-verify`, `verify`.
   * @default 'verify'
   */
  readonly tls?: DatabaseAccess['tls'];
  /**
   * ConfigMap in the consumer's namespace that holds the certificate of the server's authority, and the key in it.
   * @default - the authorities that the consumer's image knows
   */
  readonly authority?: { readonly configMap: string; readonly key: string };
  /**
   * What the databases that components ask for are called here, by the name that they ask for, such as `katib`.
   * @default - as the components call them
   */
  readonly databases?: Readonly<Record<string, ExternalDatabase>>;
  /**
   * Where the password of a consumer comes from. The Secret's key is `password`, in the consumer's namespace.
   * @default - for each consumer the existing Secret `mysql-<database>`
   */
  readonly password?: (database: string) => SecretSource;
}

/** A database and its user as they are called on an external server. */
export interface ExternalDatabase {
  /** @default - as the component calls it */
  readonly database?: string;
  /** @default - as the database is called */
  readonly user?: string;
}

const passwordKey = 'password';

/**
 * A MySQL server that somebody else runs, such as a cloud's. Nothing is installed for it. The databases and users must be
 * there, with the privileges that the components' pages list.
 */
export function externalMysql(options: ExternalMysqlOptions): IDatabase {
  return new ExternalMysql(options);
}

class ExternalMysql implements IDatabase {
  private readonly checked = new WeakSet<Component>();

  constructor(private readonly options: ExternalMysqlOptions) {}

  addDatabase(consumer: Component, given: DatabaseRequest): DatabaseAccess {
    const options = propsOf(consumer, this.options);
    if (!this.checked.has(consumer)) this.check(consumer, options);
    this.checked.add(consumer);
    const request = checkedRequest(consumer, given);
    const named = checkObject(consumer, 'databases', options.databases) ? options.databases?.[request.name] : undefined;
    const right = named === undefined || this.checkDatabase(consumer, request.name, named);
    const database = (right ? named?.database : undefined) ?? request.name;
    const source: unknown = this.source(options, request.name, database);
    if (!(source instanceof SecretSource)) {
      report(
        consumer,
        `"password" of the external database gives ${shown(source)} for ${shown(request.name)}, must give a SecretSource`,
      );
    }
    const name = `mysql-${database.replaceAll('_', '-')}`;
    const secret =
      source instanceof SecretSource
        ? source.bind(consumer, { name, namespace: consumer.systemNamespace, keys: [passwordKey] })
        : name;
    const authority = checkObject(consumer, 'authority', options.authority) ? options.authority : undefined;
    if (authority !== undefined) {
      const provided: Provided = {
        kind: 'ConfigMap',
        namespace: consumer.systemNamespace,
        name: authority.configMap,
      };
      consumer.node.addMetadata(existingConfigMap, provided);
    }
    return {
      host: options.host ?? 'missing',
      port: options.port ?? 3306,
      database,
      user: (right ? named?.user : undefined) ?? database,
      password: { secret, key: passwordKey },
      tls: options.tls ?? 'verify',
      ...(authority === undefined ? {} : { authority }),
    };
  }

  private source({ password }: Partial<ExternalMysqlOptions>, name: string, database: string): SecretSource {
    if (typeof password === 'function') return password(name);
    return SecretSource.existing(`mysql-${database.replaceAll('_', '-').toLowerCase()}`);
  }

  /** The names go into the address of the database. */
  private checkDatabase(scope: Component, name: string, named: ExternalDatabase): boolean {
    const at = `databases.${name}`;
    if (!checkObject(scope, at, named)) return false;
    const known = checkKnown(scope, named, { database: true, user: true });
    const wrong = Object.entries(named).filter(([, text]) => typeof text !== 'string' || !/^[\w$-]{1,64}$/.test(text));
    const { database } = named;
    const isSystem = typeof database === 'string' && systemDatabases.includes(database.toLowerCase());
    if (isSystem) report(scope, `"${at}.database" is ${shown(database)}, which is MySQL's own; name another`);
    for (const [field, text] of wrong) {
      report(scope, `"${at}.${field}" is ${shown(text)}, must be at most 64 of letters, digits, "_", "$" and "-"`);
    }
    return known && wrong.length === 0 && !isSystem;
  }

  private check(scope: Component, options: Partial<ExternalMysqlOptions>): void {
    checkKnown(scope, options, { host: true, port: true, tls: true, authority: true, databases: true, password: true });
    if (typeof options.host !== 'string' || !/^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/.test(options.host)) {
      report(
        scope,
        `"host" of the external database is ${shown(options.host)}, must be the name or address of a server, without scheme and port`,
      );
    }
    checkInteger(scope, 'port', options.port, { min: 1, max: 65535 });
    checkOneOf(scope, 'tls', options.tls, ['off', 'skip-verify', 'verify']);
    if (options.password !== undefined && typeof options.password !== 'function') {
      report(
        scope,
        `"password" of the external database is ${shown(options.password)}, must be a function that gives a SecretSource`,
      );
    }
    if (options.authority !== undefined && checkObject(scope, 'authority', options.authority)) {
      const authority: Readonly<Record<string, unknown>> = { ...options.authority };
      for (const field of ['configMap', 'key']) checkText(scope, `authority.${field}`, authority[field] ?? null);
      if (options.tls !== undefined && options.tls !== 'verify') {
        report(
          scope,
          `"authority" is given, but "tls" is ${shown(options.tls)}, which does not check the server's certificate`,
        );
      }
    }
  }
}
