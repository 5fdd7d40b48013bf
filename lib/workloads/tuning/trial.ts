import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { CheckedKind, groupKind, KubernetesObject } from '../../core/manifest';
import { report } from '../../core/errors';
import { listOf } from '../../core/props';
import { listed, shown } from '../../core/words';
import { prepareTrainJob, runtimeOf, trainJobKind } from './train-job-trial';
import { changed, Fields, inside, trialKindOf } from './trial-kinds';
import { preparePods, PodRules } from './trial-pods';

/** The object that a trial is made of, taken out of the program: Katib makes it, once for each trial. */
export interface RenderedTrial {
  readonly construct: ApiObject;
  readonly object: KubernetesObject;
  /** What the object waits for. */
  readonly dependencies: readonly IConstruct[];
}

/** Takes out the one object that has been made within `scope`. Reports where there is none, or more. */
export function takeTrial(scope: Construct): RenderedTrial | undefined {
  const objects = scope.node.findAll().filter((node): node is ApiObject => node instanceof ApiObject);
  const [construct] = objects;
  if (construct === undefined) {
    report(scope, '"trial" makes no object within its first argument; give that to the job as its scope');
    return undefined;
  }
  const rendered = objects.length === 1 ? render(scope, construct) : undefined;
  if (objects.length > 1) {
    const kinds = objects.map(({ kind, node }) => `${kind} ${node.path}`);
    report(scope, `"trial" makes ${listed(kinds)}, must make one object alone; make the others outside of it`);
  }
  for (const object of objects) object.node.scope?.node.tryRemoveChild(object.node.id);
  return rendered;
}

function render(scope: Construct, construct: ApiObject): RenderedTrial | undefined {
  const dependencies = construct.node.scopes
    .slice(scope.node.scopes.length)
    .flatMap((outer) => outer.node.dependencies);
  try {
    return { construct, object: construct.toJson() as KubernetesObject, dependencies };
  } catch (error) {
    // Constructs of cdk8s-plus look at themselves only now.
    report(scope, `"trial" makes an object that is wrong: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** What is said of a trial, besides its object. */
export interface TrialOptions extends PodRules {
  readonly namespace: string | undefined;
  readonly primaryContainerName?: string;
  readonly primaryPodLabels?: Readonly<Record<string, string>>;
  readonly successCondition?: string;
  readonly failureCondition?: string;
}

/** A trial in Katib's form, without its parameters. */
export interface PreparedTrial {
  readonly trialSpec: Fields;
  /** What its author stated of it. */
  readonly stated: Fields;
  /** Pods of the trial have names that are longer than its own by this. */
  readonly suffix: number;
  readonly template: {
    readonly primaryContainerName: string;
    readonly primaryPodLabels?: Readonly<Record<string, string>>;
    readonly successCondition: string;
    readonly failureCondition: string;
  };
}

/** Makes a trial what Katib needs, and reports what is wrong with it. */
export function prepareTrial(scope: Construct, trial: RenderedTrial, options: TrialOptions): PreparedTrial {
  checkPlace(scope, trial.object, options.namespace);
  const bare = withoutName(trial.object);
  const runtime = runtimeOf(trial.construct);
  const isTrainJob = groupKind(trial.object) === 'TrainJob.trainer.kubeflow.org';
  const kind = isTrainJob ? trainJobKind(bare, runtime) : trialKindOf(trial.object);
  const container = options.primaryContainerName ?? kind?.primaryContainerName ?? onlyContainer(bare);
  const trialSpec = isTrainJob
    ? prepareTrainJob(scope, bare, runtime, options)
    : kind === undefined
      ? bare
      : preparePods(scope, withRetries(scope, bare), kind, container, options);
  checkKind(scope, trial.construct, trialSpec);
  checkRuns(scope, bare);
  if (kind === undefined) checkOtherKind(scope, trial.object, options);
  const labels = options.primaryPodLabels ?? kind?.primaryPodLabels;
  return {
    trialSpec,
    stated: bare,
    suffix: Math.max(0, ...(kind?.templates ?? []).map(({ suffix }) => suffix.length)),
    template: {
      primaryContainerName: container ?? 'missing',
      ...(labels === undefined ? {} : { primaryPodLabels: labels }),
      successCondition: options.successCondition ?? kind?.successCondition ?? 'missing',
      failureCondition: options.failureCondition ?? kind?.failureCondition ?? 'missing',
    },
  };
}

function checkPlace(scope: Construct, { metadata, kind }: KubernetesObject, namespace: string | undefined): void {
  if (metadata.namespace === undefined || metadata.namespace === namespace) return;
  report(
    scope,
    `"trial" makes its ${kind} for the namespace ${shown(metadata.namespace)}, and the experiment is in ${shown(namespace)}, where Katib makes the trials; name one namespace for both`,
  );
}

/** Katib names trials after the experiment. */
function withoutName(object: KubernetesObject): Fields {
  const { metadata, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([field]) => !['name', 'namespace'].includes(field)));
  const { apiVersion, kind, ...fields } = rest;
  return { apiVersion, kind, ...(Object.keys(kept).length === 0 ? {} : { metadata: kept }), ...fields };
}

function onlyContainer(trial: Fields): string | undefined {
  const containers = listOf(inside(trial, 'spec', 'template', 'spec').containers as readonly unknown[] | undefined);
  const [name] = containers.map((container) => inside(container).name);
  return containers.length === 1 && typeof name === 'string' ? name : undefined;
}

/**
 * A collector that cannot report fails its pod. In a new pod the trial runs again and reports again; a collector that
 * is started alone would find nothing to wait for. Four further pods outlast a restart of the database.
 */
function withRetries(scope: Construct, trial: Fields): Fields {
  if (groupKind(trial as unknown as KubernetesObject) !== 'Job.batch') return trial;
  const policy = inside(trial, 'spec', 'template', 'spec').restartPolicy;
  if (policy !== undefined && policy !== 'Never') {
    report(
      scope,
      `"trial" has the restartPolicy ${shown(policy)}, must be "Never", so that a trial whose metrics got lost runs again as a whole`,
    );
  }
  const job = changed(trial, ['spec'], (spec) => ({ backoffLimit: 4, ...spec }));
  return changed(job, ['spec', 'template', 'spec'], (spec) => ({ restartPolicy: 'Never', ...spec }));
}

function checkKind(scope: Construct, construct: ApiObject, trialSpec: Fields): void {
  if (!('checkedKind' in construct)) return;
  const metadata = { ...inside(trialSpec, 'metadata'), name: 'trial' };
  const object = { ...trialSpec, metadata } as unknown as KubernetesObject;
  for (const message of (construct.checkedKind as CheckedKind).validate(object)) {
    report(scope, `"trial" makes a ${object.kind} that is wrong: ${message}`);
  }
}

function checkRuns(scope: Construct, trial: Fields): void {
  const spec = inside(trial, 'spec');
  const suspended = spec.suspend === true || inside(spec, 'runPolicy').suspend === true;
  const queue = inside(trial, 'metadata', 'labels')['kueue.x-k8s.io/queue-name'];
  if (!suspended || queue !== undefined) return;
  report(scope, '"trial" is suspended, and nobody would resume it; leave "suspend" out, or give it a queue of Kueue');
}

function checkOtherKind(scope: Construct, object: KubernetesObject, options: TrialOptions): void {
  for (const prop of ['primaryContainerName', 'successCondition', 'failureCondition'] as const) {
    if (options[prop] !== undefined) continue;
    report(scope, `"${prop}" is missing, and is needed for a trial of the kind ${shown(groupKind(object))}`);
  }
}
