import { join } from 'node:path';
import { buildImage } from './image';
import { packageRoot } from './package-root';
import { clusterFolder } from './paths';

/** Programs beside the server and its usual clients; each is some megabytes. */
const OTHER_PROGRAMS = ['ibd2sdi', 'innochecksum', 'myisam*', 'mysql_*', 'mysqlbinlog', 'mysqlimport', 'mysqlslap'];

/**
 * MySQL 8.4 as Ubuntu builds it, laid out as in the image that is published as `mysql:8.4`: the same user, folders and
 * configuration file. It has no entry point of its own, so that a pod must say how the server starts.
 */
export async function mysqlImage(reference: string): Promise<string> {
  const folder = join(clusterFolder, 'images/mysql');
  const root = await packageRoot({
    packages: join(folder, 'packages.txt'),
    folders: ['etc/mysql/conf.d', 'run/mysqld', 'var/lib/mysql', 'var/lib/mysql-files'],
    links: { 'usr/bin/sh': 'bash', 'var/run': '../run' },
    without: OTHER_PROGRAMS.map((program) => `usr/bin/${program}`),
  });
  const settings = ['my.cnf', 'passwd', 'group'].map((name) => [`/etc/${name}`, join(folder, name)]);
  return buildImage({
    reference,
    layers: [{ tar: root }, { files: Object.fromEntries(settings) as Record<string, string> }],
    entrypoint: [],
    args: ['mysqld'],
    user: '',
  });
}
