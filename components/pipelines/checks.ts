import { Duration } from 'cdk8s';
import { DatabaseAccess, Gate, IDatabase, IObjectStore, IWorkflows, DatabaseRequest, Component } from '../../lib/core';
import { groupKind, identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { databaseAccess } from '../../lib/core/database-access';
import { report } from '../../lib/core/errors';
import { checkBoolean, checkInteger, checkKnown, checkObject, checkOneOf, checkText } from '../../lib/core/props';
import { listed, shown } from '../../lib/core/words';
import { PipelinesProps, Settings, StepSecurityContext } from './props';

const flags = [
  ...['ui', 'metadata', 'caching', 'cacheServer', 'metadataWriter', 'visualizationServer', 'viewerController'],
] as readonly ('ui' | 'metadata' | 'caching' | 'cacheServer' | 'metadataWriter')[];

/** What marks a tenant's part of a key, in Argo's notation. */
const namespaceMark = '{{workflow.namespace}}/';

/** Reports what is wrong with the props, and gives them with their defaults. */
export function settingsOf(scope: Component, props: Partial<PipelinesProps>): Settings {
  const { mode, pipelineStore, logLevel } = props;
  const modeRight = checkOneOf(scope, 'mode', mode, ['multi-user', 'single-user']);
  const storeRight = checkOneOf(scope, 'pipelineStore', pipelineStore, ['kubernetes', 'database']);
  const levelRight = checkOneOf(scope, 'logLevel', logLevel, ['debug', 'info', 'warn', 'error']);
  for (const flag of flags) checkBoolean(scope, flag, props[flag]);
  const headerRight = checkHeader(scope, props.userIdHeader);
  checkText(scope, 'userIdPrefix', props.userIdPrefix);
  const multiUser = !modeRight || mode !== 'single-user';
  for (const prop of ['userIdHeader', 'userIdPrefix'] as const) {
    if (props[prop] === undefined || multiUser) continue;
    report(
      scope,
      `"${prop}" is ${shown(props[prop])}, but "mode" is "single-user", which knows no users; leave it out`,
    );
  }
  if (props.userIdPrefix !== undefined && props.userIdHeader === undefined && multiUser) {
    report(scope, '"userIdPrefix" is given without "userIdHeader"; name the header that it stands in');
  }
  const native = !storeRight || pipelineStore !== 'database';
  if (native && props.certificates === undefined) {
    report(
      scope,
      '"certificates" is undefined, must be a CertManager component or another ICertificateIssuer, because the API server makes no certificate for its webhooks; or set "pipelineStore" to "database"',
    );
  } else if (props.cacheServer === true && props.certificates === undefined) {
    report(
      scope,
      '"certificates" is undefined, must be a CertManager component or another ICertificateIssuer, because the cache server makes no certificate for its webhook; or leave "cacheServer" out',
    );
  }
  if (props.metadata === false && props.metadataWriter === true) {
    report(
      scope,
      '"metadataWriter" is true, but "metadata" is false, so it has nowhere to write; leave one of them out',
    );
  }
  const domainRight = checkDomain(scope, props.clusterDomain);
  const zoneRight = checkTimeZone(scope, props.timeZone);
  checkText(scope, 'workspaceStorageClass', props.workspaceStorageClass);
  const patchRight = checkObject(scope, 'workflowPatch', props.workflowPatch);
  return {
    multiUser,
    native,
    ui: props.ui !== false,
    metadata: props.metadata !== false,
    userIdHeader: headerRight ? (props.userIdHeader ?? '') : '',
    userIdPrefix: props.userIdPrefix ?? '',
    caching: props.caching !== false,
    workflowTtl: seconds(scope, 'workflowTtl', props.workflowTtl, { default: 86_400, min: 60 }),
    timeZone: zoneRight ? (props.timeZone ?? 'UTC') : 'UTC',
    steps: stepsOf(scope, props.stepSecurityContext),
    workflowPatch: patchRight ? (props.workflowPatch ?? {}) : {},
    workspaceStorageClass: props.workspaceStorageClass,
    connectionLifetime: seconds(scope, 'databaseConnectionLifetime', props.databaseConnectionLifetime, {
      default: 120,
      min: 1,
    }),
    clusterDomain: domainRight ? (props.clusterDomain ?? 'cluster.local') : 'cluster.local',
    logLevel: levelRight ? (logLevel ?? 'info') : 'info',
    keyFormat: keyFormatOf(scope, props.workflows),
    cacheServer: props.cacheServer === true,
    metadataWriter: props.metadataWriter === true,
    visualizationServer: props.visualizationServer === true,
    viewerController: props.viewerController === true,
  };
}

/** Where in the bucket the workflows of a namespace write, by the way that Argo forms keys. */
export function keyPrefix(keyFormat: string, namespace: string): string {
  return keyFormat.slice(0, keyFormat.indexOf(namespaceMark)).concat(namespace, '/');
}

/** Argo's own gates, or none where something else was given. */
export function workflowsOf(scope: Component, workflows: IWorkflows | undefined): IWorkflows | undefined {
  if (workflows?.apiReady instanceof Gate && workflows.serving instanceof Gate) return workflows;
  report(scope, `"workflows" is ${shown(workflows)}, must be an ArgoWorkflows component or another IWorkflows`);
  return undefined;
}

/** The store, or none where something else was given. */
export function storeOf(scope: Component, prop: string, store: IObjectStore | undefined): IObjectStore | undefined {
  if (typeof (store as Partial<IObjectStore> | null | undefined)?.addConsumer === 'function') return store;
  report(
    scope,
    `"${prop}" is ${shown(store)}, must be an object store such as a SeaweedFS component or s3Store({...})`,
  );
  return undefined;
}

/** Asks the database for one of Pipelines' own, or reports why it cannot be had. */
export function accessTo(
  scope: Component,
  database: IDatabase | undefined,
  request: DatabaseRequest,
  encrypts: boolean,
): DatabaseAccess | undefined {
  const access = databaseAccess(scope, database, request);
  if (access === undefined) return undefined;
  if (!/^\w+$/.test(access.database)) {
    report(
      scope,
      `the database for ${shown(request.name)} is called ${shown(access.database)}, must be of letters, digits and "_", because Kubeflow Pipelines writes the name into SQL as it is`,
    );
  }
  if (!encrypts && access.tls !== 'off') {
    report(
      scope,
      `the database for ${shown(request.name)} has "tls" ${shown(access.tls)}, must be "off", because its client does not encrypt; use a server that pods reach without`,
    );
  }
  return access;
}

/** Pipelines as objects must be where this installation looks for them. Its webhooks would refuse them, or nobody would ever see them. */
export function checkPipelineObjects(
  settings: Settings,
  namespaces: () => readonly string[],
): (manifests: readonly Manifest[]) => ManifestProblem[] {
  const kinds = ['Pipeline.pipelines.kubeflow.org', 'PipelineVersion.pipelines.kubeflow.org'];
  return (manifests) =>
    manifests
      .filter(({ object }) => kinds.includes(groupKind(object)))
      .flatMap((manifest) => {
        const name = identity(manifest.object);
        if (!settings.native) {
          return [
            {
              manifest,
              message: `${name} is an object of Kubernetes, but "pipelineStore" of Pipelines is "database"; set it to "kubernetes", or use the pipeline's ConfigMap`,
            },
          ];
        }
        const { namespace } = manifest.object.metadata;
        if (namespace === undefined || namespaces().includes(namespace)) return [];
        const advice = settings.multiUser ? '; add the tenant with "addTenant" of Pipelines' : '';
        return [
          {
            manifest,
            message: `${name} is in the namespace ${shown(namespace)}, where no pipelines run; they run in ${listed(namespaces()) || 'none'}${advice}`,
          },
        ];
      });
}

function keyFormatOf(scope: Component, workflows: IWorkflows | undefined): string {
  const fallback = `artifacts/${namespaceMark}{{workflow.name}}/{{pod.name}}`;
  const format: unknown = workflows?.keyFormat;
  if (workflows === undefined) return fallback;
  if (typeof format === 'string' && format.indexOf(namespaceMark) > 0 && !format.startsWith('/')) return format;
  report(
    scope,
    `"workflows" writes keys as ${shown(format)}, which does not part namespaces; its "keyFormat" must have "${namespaceMark}" behind a prefix such as "private-artifacts/"`,
  );
  return fallback;
}

function seconds(
  scope: Component,
  prop: string,
  duration: Duration | undefined,
  bounds: { readonly default: number; readonly min: number },
): number {
  if (duration === undefined) return bounds.default;
  const amount = duration instanceof Duration ? duration.toSeconds({ integral: false }) : Number.NaN;
  if (Number.isInteger(amount) && amount >= bounds.min) return amount;
  report(
    scope,
    `"${prop}" is ${shown(duration instanceof Duration ? duration.toHumanString() : duration)}, must be a Duration of whole seconds, at least ${bounds.min}`,
  );
  return bounds.default;
}

function stepsOf(scope: Component, given: StepSecurityContext | undefined): Required<StepSecurityContext> {
  const defaults = { runAsUser: 1000, runAsGroup: 0, runAsNonRoot: true };
  if (given === undefined || !checkObject(scope, 'stepSecurityContext', given)) return defaults;
  const steps = { ...defaults, ...given };
  const right = [
    checkKnown(scope, given, { runAsUser: true, runAsGroup: true, runAsNonRoot: true }),
    checkInteger(scope, 'stepSecurityContext.runAsUser', steps.runAsUser, { min: 0 }),
    checkInteger(scope, 'stepSecurityContext.runAsGroup', steps.runAsGroup, { min: 0 }),
    checkBoolean(scope, 'stepSecurityContext.runAsNonRoot', steps.runAsNonRoot),
  ].every(Boolean);
  if (!right) return defaults;
  if (steps.runAsUser === 0 && steps.runAsNonRoot) {
    report(
      scope,
      '"stepSecurityContext.runAsUser" is 0, which is root, but "runAsNonRoot" is true; name another user, or set that to false',
    );
  }
  return steps;
}

function checkHeader(scope: Component, header: unknown): boolean {
  if (header === undefined || (typeof header === 'string' && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(header))) {
    return true;
  }
  report(
    scope,
    `"userIdHeader" is ${shown(header)}, must be the name of a header in lower case, such as "kubeflow-userid"`,
  );
  return false;
}

function checkDomain(scope: Component, domain: unknown): boolean {
  if (domain === undefined) return true;
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  const right = typeof domain === 'string' && new RegExp(`^${label}(\\.${label})*$`).test(domain);
  if (right && !domain.startsWith('svc.')) return true;
  report(
    scope,
    `"clusterDomain" is ${shown(domain)}, must be the cluster's DNS domain alone, such as "cluster.local"; what its users want before it is put there`,
  );
  return false;
}

function checkTimeZone(scope: Component, zone: unknown): boolean {
  if (zone === undefined || (typeof zone === 'string' && /^[A-Z][A-Za-z]*([/_+-][A-Za-z0-9]+)*$/.test(zone))) {
    return true;
  }
  report(scope, `"timeZone" is ${shown(zone)}, must be the name of a time zone, such as "UTC" or "Europe/Berlin"`);
  return false;
}
