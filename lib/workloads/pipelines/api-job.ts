import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { PipelineTenant } from '../../core/capabilities';
import { report } from '../../core/errors';
import { Platform } from '../../core/platform';
import { restrictedContainer } from '../../core/pod-parts';
import { checkObject, chartOf } from '../../core/props';
import { grantInNamespace, Rights } from '../../core/rbac';
import { shown } from '../../core/words';
import { pythonImage } from './python-image';

/** Where the API of Kubeflow Pipelines answers, for a program of a namespace. */
export interface PipelinesApi {
  /** URL without a path: `http://ml-pipeline.kubeflow.svc:8888`. */
  readonly apiServer: string;
  /** Audience of tokens for it. */
  readonly audience: string;
}

/** Upstream's names. */
const upstreamApi: PipelinesApi = {
  apiServer: 'http://ml-pipeline.kubeflow.svc:8888',
  audience: 'pipelines.kubeflow.org',
};

/** The API that a tenant names, or the one that a program names itself. */
export function apiOf(
  scope: Construct,
  tenant: PipelineTenant | undefined,
  apiServer: string | undefined,
  namespace: string,
): PipelinesApi {
  if (tenant !== undefined && checkObject(scope, 'tenant', tenant)) {
    if (apiServer !== undefined) {
      report(
        scope,
        `"apiServer" is ${shown(apiServer)}, but "tenant" says where the API answers; leave one of them out`,
      );
    }
    if (tenant.namespace !== namespace) {
      report(
        scope,
        `"tenant" is the namespace ${shown(tenant.namespace)}, and this is in ${shown(namespace)}; put it into a chart of that namespace`,
      );
    }
    return { apiServer: tenant.apiServer, audience: tenant.audience };
  }
  if (apiServer !== undefined && !/^https?:\/\/[a-zA-Z0-9.-]+(:\d{1,5})?$/.test(apiServer)) {
    report(
      scope,
      `"apiServer" is ${shown(apiServer)}, must be the address of the API without a path, such as "${upstreamApi.apiServer}"`,
    );
    return upstreamApi;
  }
  return { ...upstreamApi, ...(apiServer === undefined ? {} : { apiServer }) };
}

/**
 * The namespace of a construct: that of its chart. The API keeps pipelines and schedules by namespace, so there must be one.
 */
export function namespaceOf(scope: Construct): string {
  const { namespace } = chartOf(scope);
  if (namespace === undefined) {
    report(scope, 'there is no namespace; create it in a Chart with the namespace whose runs it starts');
  }
  return namespace ?? 'default';
}

/** What an {@link ApiJob} is made from. */
export interface ApiJobOptions {
  /** What the Job, its ServiceAccount, Role and ConfigMap are called; the Job with 9 characters more. */
  readonly name: string;
  readonly namespace: string;
  readonly api: PipelinesApi;
  /** The program in Python: its text. It gets the path of what it is told as its first argument. */
  readonly script: string;
  /** What the program is told. */
  readonly desired: object;
  /** What the API asks Kubernetes about: rights over its own resources. */
  readonly rights: readonly Rights[];
  /** A file of another ConfigMap, whose path is the second argument. @default - none */
  readonly file?: { readonly configMap: string; readonly key: string; readonly checksum: string };
}

const folder = '/etc/keelson';
const tokenFile = '/var/run/secrets/kubeflow/tokens/token';

/**
 * A Job that brings something at the API of Kubeflow Pipelines to where a program wants it. Another content makes another Job.
 * Until the API answers, and until what it needs there is there, it fails and is started again, ever more slowly; what was
 * wrong stands in the state of its pod. Once it has ended it goes, so that applying it again runs it again.
 */
export class ApiJob extends Construct {
  readonly job: k8s.KubeJob;

  constructor(scope: Construct, id: string, options: ApiJobOptions) {
    super(scope, id);
    const { name, namespace, api, rights, file } = options;
    const metadata = { name, namespace };
    const data = { 'program.py': options.script, 'desired.json': `${JSON.stringify(options.desired, undefined, 2)}\n` };
    new k8s.KubeServiceAccount(this, 'service-account', { metadata });
    grantInNamespace(this, name, namespace, { kind: 'ServiceAccount', name, namespace }, rights);
    new k8s.KubeConfigMap(this, 'config', { metadata, data });
    const images = Platform.find(this)?.images;
    const spec: k8s.PodSpec = {
      serviceAccountName: name,
      // It gets a token for the API of pipelines, and none for Kubernetes'.
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'OnFailure',
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      ...images?.pullSpec,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'program',
          image: images?.use(pythonImage, this) ?? pythonImage,
          ...(images?.pullPolicy === undefined ? {} : { imagePullPolicy: images.pullPolicy }),
          command: [
            'python3',
            '-B',
            `${folder}/program/program.py`,
            `${folder}/program/desired.json`,
            ...(file === undefined ? [] : [`${folder}/file/${file.key}`]),
          ],
          // What went wrong shows where people look: in what `kubectl describe` says of the pod.
          terminationMessagePolicy: 'FallbackToLogsOnError',
          env: [
            { name: 'KFP_API', value: api.apiServer },
            { name: 'KFP_TOKEN', value: tokenFile },
          ],
          resources: {
            requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('32Mi') },
            limits: { memory: k8s.Quantity.fromString('256Mi') },
          },
          securityContext: restrictedContainer,
          volumeMounts: [
            { name: 'program', mountPath: `${folder}/program`, readOnly: true },
            ...(file === undefined ? [] : [{ name: 'file', mountPath: `${folder}/file`, readOnly: true }]),
            { name: 'token', mountPath: tokenFile.replace(/\/[^/]*$/, ''), readOnly: true },
          ],
        },
      ],
      volumes: [
        { name: 'program', configMap: { name } },
        ...(file === undefined ? [] : [{ name: 'file', configMap: { name: file.configMap } }]),
        {
          name: 'token',
          projected: {
            sources: [{ serviceAccountToken: { audience: api.audience, expirationSeconds: 3600, path: 'token' } }],
          },
        },
      ],
    };
    const content = JSON.stringify([spec, data, file?.checksum]);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
    this.job = new k8s.KubeJob(this, 'job', {
      metadata: { name: `${name}-${hash}`, namespace },
      // One that stays would keep the next of the same content from running, after another content in between.
      spec: { backoffLimit: 100, ttlSecondsAfterFinished: 300, template: { spec } },
    });
  }
}
