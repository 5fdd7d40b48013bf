import { DatabaseRequest } from '../../lib/core';

/** Where the passwords of users stand: a folder for each, with the file `password`. */
export const secretsFolder = '/etc/mysql-passwords';

/** A folder in memory, for the socket and for the statements with passwords. */
export const runFolder = '/run/mysqld';

/** Where the volume is. */
export const volumeFolder = '/var/lib/mysql';

/** What asks whether the server answers queries. The user can do nothing else, and only comes in through the socket. */
export const probeCommand = [
  'mysql',
  '--no-defaults',
  `--socket=${runFolder}/mysqld.sock`,
  '--user=probe',
  '--batch',
  '--execute=SELECT 1',
];

/** Flags of the server that do not depend on the size. */
const flags = [
  '--no-defaults',
  `--socket=${runFolder}/mysqld.sock`,
  '--tmpdir=/tmp',
  '--character-set-server=utf8mb4',
  '--skip-name-resolve',
  // One server without replicas: the log of changes would only take up the volume.
  '--skip-log-bin',
  '--mysqlx=OFF',
  '--local-infile=OFF',
  '--secure-file-priv=NULL',
  '--log-error-verbosity=2',
  // Needs a right that restricted pods do not have.
  '--loose-innodb-numa-interleave=OFF',
];

/**
 * The program that starts the server. A new volume is set up in a folder beside, which takes its name only when it is
 * complete, so that a pod that is killed meanwhile leaves nothing half-made. Users and their rights are made right at
 * every start, before the first connection is let in.
 */
export function serverScript(databases: readonly DatabaseRequest[], sizeFlags: readonly string[]): string {
  const accounts = databases.map(
    ({ name, privileges, authentication = 'caching_sha2_password' }) =>
      `  account ${name} '${name.replaceAll('_', '\\_')}' '${privileges.join(', ')}' ${authentication}`,
  );
  // The plugin is off in MySQL 8.4 and gone in 9, so it is on only where somebody cannot do without it.
  const needsNative = databases.some(({ authentication }) => authentication === 'mysql_native_password');
  const pluginFlags = needsNative ? ['--mysql-native-password=ON'] : [];
  return `set -euf
umask 077
data=${volumeFolder}/data
if [ ! -d "$data" ]; then
  rm -rf "$data.new"
  mysqld ${flags.join(' ')} --initialize-insecure --datadir="$data.new"
  mv "$data.new" "$data"
fi
fail() {
  echo "$1" >&2
  exit 1
}
# The password of a user, as it stands within quotes in SQL.
password() {
  file="${secretsFolder}/$1/password"
  [ -s "$file" ] || fail "the Secret for the user $1 has no key password, or it is empty"
  [ "$(wc -l < "$file")" -eq 0 ] || fail "the password of the user $1 has a line break"
  sed -e 's/\\\\/\\\\\\\\/g' -e "s/'/''/g" "$file"
}
# account USER PATTERN PRIVILEGES PLUGIN: a database, a user of the same name, what the user may do in it, and how the
# server checks the password. ALTER makes that right also for a user who is there already.
account() {
  secret=$(password "$1")
  cat <<SQL
CREATE DATABASE IF NOT EXISTS \\\`$1\\\`;
CREATE USER IF NOT EXISTS '$1'@'%' IDENTIFIED WITH $4 BY '$secret';
ALTER USER '$1'@'%' IDENTIFIED WITH $4 BY '$secret' REQUIRE NONE;
REVOKE ALL PRIVILEGES, GRANT OPTION FROM '$1'@'%';
GRANT $3 ON \\\`$2\\\`.* TO '$1'@'%';
SQL
}
statements() {
  secret=$(password root)
  printf "ALTER USER 'root'@'localhost' IDENTIFIED BY '%s';\\n" "$secret"
  echo "CREATE USER IF NOT EXISTS 'probe'@'localhost';"
${accounts.join('\n')}
}
statements > ${runFolder}/users.sql
exec mysqld ${[...flags, ...pluginFlags, ...sizeFlags].join(' ')} --datadir="$data" --init-file=${runFolder}/users.sql
`.replace(/\n\n+/g, '\n');
}
