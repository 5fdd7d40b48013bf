export { externalMysql } from './external';
export type { ExternalDatabase, ExternalMysqlOptions } from './external';
export { Mysql } from './mysql';
export type { MysqlProps } from './mysql';
