import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { report } from './errors';
import { Gate } from './gate';
import { Platform } from './platform';
import { chartOf, checkKnown, checkLabel, checkTextMap, checkTexts, listOf, propsOf } from './props';
import { grantInNamespace, Rights } from './rbac';
import { shown } from './words';

/** Props of {@link GeneratedSecret}. */
export interface GeneratedSecretProps {
  readonly name: string;
  readonly namespace: string;
  /** Keys of the Secret. Each gets a value of its own. */
  readonly keys: readonly string[];
  /**
   * Further keys, with values that are no secrets, such as the name of a user. They stand in the output.
   * @default - none
   */
  readonly fixed?: Readonly<Record<string, string>>;
  /**
   * Further namespaces that get a Secret of the same name with the same values. One that is there with other values
   * makes the Job fail until it is deleted.
   * @default - none
   */
  readonly copies?: readonly string[];
}

/** A shell and curl. */
export const generatorImage = 'docker.io/curlimages/curl:8.11.1';

/** Room for `generate-` before and 9 characters after it in a label of 63. */
const longestName = 45;

// Base64 of 32 random bytes, encoded once more as Secrets want it. An existing Secret answers 409 and stays. Copies get
// the values of the first: the answer's "data" is an object of texts alone, so it ends at the first brace. A copy that is
// there must have the same, or its readers are locked out. The API server gives keys in the order of the alphabet.
const script = (fixed: string): string => `set -euf
account=/var/run/secrets/kubernetes.io/serviceaccount
token=$(cat "$account/token")
labels='{"app.kubernetes.io/managed-by":"keelson","app.kubernetes.io/instance":"'$INSTANCE'"}'
api() {
  path=$1
  shift
  curl --max-time 30 --silent --show-error --cacert "$account/ca.crt" --header "Authorization: Bearer $token" "$@" \\
    "https://kubernetes.default.svc/api/v1/namespaces/$path"
}
create() {
  status=$(printf '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s","labels":%s},"data":{%s}}' "$NAME" "$labels" "$2" |
    api "$1/secrets" --output /dev/null --write-out '%{http_code}' --header 'Content-Type: application/json' --data-binary @-)
  case "$status" in
    201) echo "generated secret $1/$NAME" ;;
    409) echo "secret $1/$NAME is there already" ;;
    *) echo "the API server answered $status" >&2; exit 1 ;;
  esac
}
read_data() {
  answer=$(api "$1/secrets/$NAME" --fail) || { echo "secret $1/$NAME cannot be read" >&2; exit 1; }
  printf '%s' "$answer" | tr -d ' \\n' | sed -n 's/.*"data":{\\([^}]*\\)}.*/\\1/p'
}
data=${fixed}
for key in $KEYS; do
  value=$(head -c 32 /dev/urandom | base64 | tr -d '\\n=' | base64 | tr -d '\\n')
  [ "\${#value}" -eq 60 ] || { echo 'no random value came' >&2; exit 1; }
  data="$data\${data:+,}\\"$key\\":\\"$value\\""
done
create "$NAMESPACE" "$data"
[ -n "$COPIES" ] || exit 0
if [ "$status" -eq 409 ]; then
  data=$(read_data "$NAMESPACE")
  [ -n "$data" ] || { echo "secret $NAMESPACE/$NAME has no values to copy" >&2; exit 1; }
fi
stale=
for namespace in $COPIES; do
  create "$namespace" "$data"
  [ "$status" -eq 409 ] || continue
  there=$(read_data "$namespace")
  [ "$there" = "$data" ] && continue
  stale=yes
  echo "secret $namespace/$NAME has other values than $NAMESPACE/$NAME, whose copy it must be: delete $namespace/$NAME, and it is copied again" >&2
done
[ -z "$stale" ]
`;

/** Members of the Secret's `data` for values that are known, as a word of the shell. Base64 has no quotes. */
function fixedData(fixed: Readonly<Record<string, string>>): string {
  const members = Object.entries(fixed).map(([key, value]) => `"${key}":"${Buffer.from(value).toString('base64')}"`);
  return members.length === 0 ? '' : `'${members.join(',')}'`;
}

/**
 * A Secret with random values that a Job in the cluster makes once: 32 random bytes in base64 for each key. The values
 * never stand in the output, and a Secret that is there already is left as it is, also when it was made by hand.
 *
 * The Job may create Secrets in its namespace and in those of the copies, and with copies read those that it made. It
 * fails where a copy has other values than the Secret.
 */
export class GeneratedSecret extends Construct {
  /** Name of the Secret. */
  readonly secretName: string;
  /** Holds once the Secret is there. `install.sh` ends only after it. */
  readonly ready: Gate;
  /** For the check that every Secret which pods mount is there. */
  readonly providesSecrets: readonly { readonly namespace: string; readonly name: string }[];

  constructor(scope: Construct, id: string, given: GeneratedSecretProps) {
    super(scope, id);
    const platform = Platform.of(this);
    chartOf(this);
    const props = propsOf(this, given);
    checkKnown(this, props, { name: true, namespace: true, keys: true, fixed: true, copies: true });
    const { name = 'missing', namespace = 'default' } = props;
    const keys = listOf(props.keys);
    if (props.name === undefined) report(this, '"name" is missing, and is required');
    checkLabel(this, 'namespace', props.namespace ?? null);
    checkTexts(this, 'copies', props.copies);
    const copies = [...new Set(listOf(props.copies))].filter((copy) => typeof copy === 'string' && copy !== namespace);
    for (const copy of copies) checkLabel(this, 'copies', copy);
    if (checkLabel(this, 'name', name) && name.length > longestName) {
      report(
        this,
        `"name" has ${name.length} characters, must have at most ${longestName}, so that the name of its Job fits`,
      );
    }
    const fixed = checkTextMap(this, 'fixed', props.fixed) ? { ...props.fixed } : {};
    const isKey = (key: unknown): boolean => typeof key === 'string' && /^[-._a-zA-Z0-9]+$/.test(key);
    const wrong = keys.filter((key) => !isKey(key));
    for (const key of Object.keys(fixed).filter((each) => !isKey(each) || keys.includes(each))) {
      report(
        this,
        `"fixed" has the key ${shown(key)}, must have keys of letters, digits, "-", "_" and ".", and none of "keys"`,
      );
    }
    if (wrong.length > 0 || keys.length === 0) {
      report(this, `"keys" is ${shown(props.keys)}, must be one or more of letters, digits, "-", "_" and "."`);
    }
    this.secretName = name;
    this.providesSecrets = [namespace, ...copies].map((each) => ({ namespace: each, name }));

    const job = `generate-${name}`;
    new k8s.KubeServiceAccount(this, 'service-account', { metadata: { name: job, namespace } });
    const subject = { kind: 'ServiceAccount', name: job, namespace } as const;
    const create: Rights = { verbs: ['create'], apiGroups: [''], resources: ['secrets'] };
    const readOwn: Rights = { ...create, verbs: ['get'], resourceNames: [name] };
    const rights = copies.length === 0 ? [create] : [create, readOwn];
    grantInNamespace(this, job, namespace, subject, rights);
    for (const copy of copies) grantInNamespace(new Construct(this, `in-${copy}`), job, copy, subject, rights);

    const template: k8s.PodTemplateSpec = {
      spec: {
        serviceAccountName: job,
        restartPolicy: 'OnFailure',
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        ...platform.images.pullSpec,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'generate',
            image: platform.images.use(generatorImage, this),
            imagePullPolicy: platform.images.pullPolicy,
            command: ['/bin/sh', '-c', script(fixedData(fixed))],
            // Why it failed shows where people look: in what `kubectl describe` says of the pod.
            terminationMessagePolicy: 'FallbackToLogsOnError',
            env: [
              { name: 'NAME', value: name },
              { name: 'NAMESPACE', value: namespace },
              { name: 'KEYS', value: keys.join(' ') },
              { name: 'COPIES', value: copies.join(' ') },
              { name: 'INSTANCE', value: platform.name },
            ],
            resources: { requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('16Mi') } },
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
              readOnlyRootFilesystem: true,
            },
          },
        ],
      },
    };
    // A Job's template cannot change, so another template makes another Job.
    const hash = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 8);
    const made = new k8s.KubeJob(this, 'job', {
      metadata: { name: `${job}-${hash}`, namespace },
      spec: { backoffLimit: 100, template },
    });
    this.ready = new Gate(`the secret ${name} is generated`, [{ object: made, condition: 'condition=Complete' }]);
  }
}
