import { accessKey, CheckedObjectStoreRequest, secretKey } from '../../lib/core/object-store-request';
import { actionsOf } from './identities';

/** Where the keys of consumers stand: a folder for each. */
export const keysFolder = '/etc/seaweedfs-keys';

/** A folder in memory, for the file with all keys. */
export const runFolder = '/run/seaweedfs';

/** Where the volume is. */
export const volumeFolder = '/data';

/** Port of S3. All other ports of the server listen on the loopback interface alone. */
export const s3Port = 8333;

const filer = 'http://127.0.0.1:8888';

/** Asks whether the bucket is there. Over S3, only its consumers could ask that. */
const bucketThere = (bucket: string): string => `wget -q -O /dev/null '${filer}/buckets/${bucket}/?limit=1'`;

const s3Answers = `wget -q -O /dev/null http://127.0.0.1:${s3Port}/healthz`;

/** What asks whether S3 is served, and whether the bucket is there. */
export const readyCommand = (bucket: string): string[] => ['/bin/sh', '-c', `${s3Answers} && ${bucketThere(bucket)}`];

/** What asks whether S3 is served. */
export const liveCommand = ['/bin/sh', '-c', s3Answers];

/** What the server's program depends on. */
export interface ServerScriptOptions {
  readonly bucket: string;
  readonly consumers: readonly CheckedObjectStoreRequest[];
  /** In MiB. */
  readonly fileSize: number;
}

const flags = (fileSize: number): string[] => [
  `-dir=${volumeFolder}`,
  // The parts find each other by this address, which stays the same whatever address the pod has. They also listen on
  // it alone: the master and the filer ask nobody for a password.
  '-ip=127.0.0.1',
  '-ip.bind=127.0.0.1',
  '-master.telemetry=false',
  '-master.volumePreallocate=false',
  `-master.volumeSizeLimitMB=${fileSize}`,
  // As many as there is room for.
  '-volume.max=0',
  // There is no other server that could take over meanwhile.
  '-volume.preStopSeconds=0',
  '-filer',
  '-s3',
  '-s3.ip.bind=0.0.0.0',
  `-s3.port=${s3Port}`,
  '-s3.port.iceberg=0',
  '-s3.port.lance=0',
  // Users come from the file, and from nowhere else.
  '-s3.iam=false',
  '-s3.autoCreateBucket=false',
  `-s3.config=${runFolder}/s3.json`,
];

/**
 * The program that starts the server. It writes the file with users out of the mounted Secrets, and again whenever one
 * of these has changed: SIGHUP makes the server read it. Its process is called `${$}`, because Kubernetes takes two
 * dollars for an escaped one. Beside the server it makes the bucket, which a bucket that is there survives.
 */
export function serverScript({ bucket, consumers, fileSize }: ServerScriptOptions): string {
  const users = consumers.map((consumer) => {
    const actions = actionsOf(bucket, consumer).map((action) => JSON.stringify(action));
    return `  user ${consumer.name} '${actions.join(',')}' || return 1`;
  });
  return `set -euf
umask 077
fail() {
  echo "$1" >&2
  exit 1
}
# The value of a consumer's key, as it stands within quotes in JSON.
value() {
  file="${keysFolder}/$1/$2"
  [ -s "$file" ] || fail "the Secret for the consumer $1 has no key $2, or it is empty"
  [ "$(wc -l < "$file")" -eq 0 ] || fail "the key $2 of the Secret for the consumer $1 has a line break"
  sed -e 's/\\\\/\\\\\\\\/g' -e 's/"/\\\\"/g' "$file"
}
# user NAME ACTIONS
user() {
  access=$(value "$1" ${accessKey}) || return 1
  secret=$(value "$1" ${secretKey}) || return 1
  printf '%s{"name":"%s","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":[%s]}\\n' \\
    "$comma" "$1" "$access" "$secret" "$2"
  comma=,
}
users() {
  comma=
  echo '{"identities":['
${users.join('\n')}
  echo ']}'
}
follow_keys() {
  while sleep 5; do
    users > ${runFolder}/new.json || continue
    cmp -s ${runFolder}/new.json ${runFolder}/s3.json && continue
    mv ${runFolder}/new.json ${runFolder}/s3.json
    echo 'the keys of consumers have changed'
    kill -HUP \${$}
  done
}
make_bucket() {
  until ${bucketThere(bucket)} 2> /dev/null; do
    sleep 1
    echo 's3.bucket.create -name ${bucket}' |
      weed shell -master=127.0.0.1:9333 -filer=127.0.0.1:8888 > ${runFolder}/bucket.log 2>&1 || true
  done
}
users > ${runFolder}/s3.json
follow_keys &
make_bucket &
exec weed -logtostderr=true server ${flags(fileSize).join(' ')}
`.replace(/\n\n+/g, '\n');
}
