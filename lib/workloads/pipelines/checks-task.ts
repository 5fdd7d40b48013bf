import { shown, suggestion } from '../../core/words';
import { checkEnv, checkResources, checkTextValue } from './checks-container';
import { Say } from './checks-interface';
import { checkKubernetes } from './checks-kubernetes';
import { fits, isPlain } from './checks-types';
import { checkAfter, checkVisible } from './checks-values';
import { describe, given as inWords, typeName } from './describe';
import type { Group } from './groups';
import { parseImage } from '../../core/image';
import { Task } from './task';
import type { TaskNode } from './task-node';
import { GraphTaskOptions, TaskOptions } from './task-options';
import { kubernetesValues, resourceValues, valuesIn } from './task-values';
import { run, RunValue, TextTemplate } from './text';
import { isValue } from './values';

const graphOptions: Record<keyof GraphTaskOptions, true> = {
  ...{ name: true, displayName: true, after: true, cache: true, retry: true, ignoreUpstreamFailure: true },
};

const resourceOptions = ['cpuRequest', 'cpuLimit', 'memoryRequest', 'memoryLimit', 'accelerator'];

const containerOptions: Record<keyof TaskOptions, true> = {
  ...graphOptions,
  ...{ image: true, env: true, cpuRequest: true, cpuLimit: true, memoryRequest: true, memoryLimit: true },
  ...{ accelerator: true, secretEnv: true, secretVolumes: true, configMapEnv: true, configMapVolumes: true },
  ...{ claims: true, ephemeralVolumes: true, emptyDirs: true, sharedMemory: true, nodeSelector: true },
  ...{ tolerations: true, nodeAffinity: true, podLabels: true, podAnnotations: true, imagePullPolicy: true },
  ...{ imagePullSecrets: true, fieldEnv: true, timeout: true, securityContext: true },
};

/** Checks a task. `dag` is the graph that it stands in. */
export function checkTask(task: TaskNode, dag: Group, say: Say): void {
  checkArguments(task, dag, say);
  checkOptions(task, dag, say);
  checkStatus(task, dag, say);
  if (task.component.runs.kind === 'importer') checkUri(task, say);
}

function checkArguments(task: TaskNode, dag: Group, say: Say): void {
  const { inputs, name } = task.component;
  for (const key of task.given.keys()) {
    if (Object.hasOwn(inputs, key)) continue;
    say(
      `"${key}" is not an input of "${name}"${suggestion(key, Object.keys(inputs)) || `, it has ${inputNames(inputs)}`}`,
    );
  }
  for (const [key, spec] of Object.entries(inputs)) {
    const value = task.given.get(key);
    if (spec.kind === 'system') {
      if (value !== undefined) say(`"${key}" is filled in by KFP; leave it out`);
    } else if (value === undefined) {
      if (!spec.optional) say(`"${key}" is missing, must be of type ${typeName(spec)}`);
    } else if (!fits(value, spec)) {
      say(`"${key}" is ${inWords(value)}, must be of type ${typeName(spec)}`);
    } else checkTexts(key, value, say);
    for (const inner of valuesIn(value)) checkVisible(key, inner, dag, task.scope, say);
  }
}

function inputNames(inputs: object): string {
  const names = Object.keys(inputs);
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}

/** The driver fills in what it knows of the run only where it is the whole text; the workspace's path also elsewhere. */
function checkTexts(key: string, value: unknown, say: Say): void {
  if (value instanceof TextTemplate) {
    for (const inner of value.values as readonly unknown[]) {
      if (isValue(inner) && inner.kind !== 'parameter') {
        say(`"${key}" has ${describe(inner)} in its text, which is an artifact; give it to an input of its own`);
      } else if (inner instanceof RunValue && inner !== run.workspacePath) {
        say(
          `"${key}" has ${shown(inner.placeholder)} within a text, where KFP 2.16 does not fill it in; give it alone`,
        );
      }
    }
  } else if (typeof value === 'object' && value !== null && !isValue(value) && !(value instanceof RunValue)) {
    for (const inner of Object.values(value)) checkTexts(key, inner, say);
  }
}

function checkOptions(task: TaskNode, dag: Group, say: Say): void {
  const { runs } = task.component;
  const { options } = task;
  if (!isPlain(options)) {
    say(`its options are ${shown(options)}, must be an object`);
    return;
  }
  const known = runs.kind === 'container' ? containerOptions : graphOptions;
  for (const option of Object.keys(options)) {
    if (Object.hasOwn(known, option)) continue;
    const what = { container: 'a task', graph: 'a pipeline within a pipeline', importer: 'an importer' }[runs.kind];
    say(`"${option}" is not an option of ${what}${suggestion(option, Object.keys(known))}`);
  }
  checkCommon(task, dag, say);
  if (runs.kind !== 'container') return;
  // What the component brings has been checked with it.
  if (resourceOptions.some((option) => option in options)) checkResources({ ...runs.resources, ...options }, say);
  checkEnv('env', options.env, say);
  const { image } = options;
  if (isValue(image)) checkTextValue('image', image, say);
  else if (image !== undefined) {
    const parts = typeof image === 'string' ? parseImage(image) : undefined;
    if ((parts?.tag ?? parts?.digest) === undefined) {
      say(`"image" is ${shown(image)}, must be an image with a tag or a digest`);
    }
  }
  checkKubernetes(options, say);
  const values = [...resourceValues(task), ...kubernetesValues(task), ...valuesIn(image)];
  for (const value of values) checkVisible('options', value, dag, task.scope, say);
}

function checkCommon({ options, scope, ...task }: TaskNode, dag: Group, say: Say): void {
  const { displayName, after, cache, retry, ignoreUpstreamFailure } = options as Record<string, unknown>;
  if (displayName !== undefined && (typeof displayName !== 'string' || displayName === '')) {
    say(`"displayName" is ${shown(displayName)}, must be a text that is not empty`);
  }
  if (cache !== undefined && typeof cache !== 'boolean' && (typeof cache !== 'string' || cache === '')) {
    say(`"cache" is ${shown(cache)}, must be true, false or a key`);
  }
  if (ignoreUpstreamFailure !== undefined && typeof ignoreUpstreamFailure !== 'boolean') {
    say(`"ignoreUpstreamFailure" is ${shown(ignoreUpstreamFailure)}, must be true or false`);
  }
  if (retry !== undefined) checkRetry(task.component.runs.kind, retry, say);
  if (after === undefined) return;
  if (!Array.isArray(after)) say(`"after" is ${shown(after)}, must be a list of tasks`);
  else {
    for (const before of after as unknown[]) {
      if (!(before instanceof Task)) say(`"after" has ${inWords(before)}, must have tasks`);
      else checkAfter(scope.tasks.get(task.name) ?? { options, scope, ...task }, before.node, dag, say);
    }
  }
}

function checkRetry(kind: string, retry: unknown, say: Say): void {
  if (kind === 'graph') {
    say(
      '"retry" is given to a pipeline within a pipeline, which KFP 2.16 does not try again; give it to the tasks in it',
    );
  }
  const whole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof retry === 'number' || !isPlain(retry)) {
    if (!whole(retry))
      say(`"retry" is ${shown(retry)}, must be a whole number from 0, or an object such as { count: 2 }`);
    return;
  }
  const { count, backoff, factor, maxBackoff } = retry as Record<string, unknown>;
  if (!whole(count)) say(`"retry.count" is ${shown(count)}, must be a whole number from 0`);
  for (const [prop, seconds] of Object.entries({ backoff, maxBackoff })) {
    if (seconds !== undefined && !whole(seconds)) {
      say(`"retry.${prop}" is ${shown(seconds)}, must be a whole number of seconds from 0`);
    }
  }
  if (factor !== undefined && (typeof factor !== 'number' || !(factor > 0) || factor === Infinity)) {
    say(`"retry.factor" is ${shown(factor)}, must be a number above 0`);
  }
  if (whole(maxBackoff) && (maxBackoff as number) > 3600) {
    say(`"retry.maxBackoff" is ${shown(maxBackoff)}, must be at most an hour, 3600`);
  }
}

/** Checks what is said of tasks that run after failures. */
function checkStatus(task: TaskNode, _dag: Group, say: Say): void {
  const { component, options, watches } = task;
  const ignores = options.ignoreUpstreamFailure === true;
  const status = Object.entries(component.inputs).find(
    ([, spec]) => spec.kind === 'system' && spec.type === 'taskFinalStatus',
  );
  if (status !== undefined && watches === undefined && !ignores) {
    say(`"${status[0]}" takes how other tasks ended, which only exit tasks and tasks with "ignoreUpstreamFailure" get`);
  }
  if (!ignores) return;
  for (const [key, value] of task.given) {
    const spec = Object.hasOwn(component.inputs, key) ? component.inputs[key] : undefined;
    if (!isValue(value) || value.source.from !== 'task' || spec === undefined || spec.kind === 'system') continue;
    if (!spec.optional) {
      say(
        `"${key}" is ${describe(value)}, which is not there if that failed; with "ignoreUpstreamFailure", it must be optional`,
      );
    }
  }
}

function checkUri(task: TaskNode, say: Say): void {
  const uri = task.given.get('uri');
  const output = task.component.outputs.artifact;
  if (typeof uri === 'string') {
    if (!/^(gs|s3|minio|oci):\/\/[^/]/.test(uri)) {
      say(`"uri" is ${shown(uri)}, must start with gs://, s3://, minio:// or oci://`);
    } else if (uri.startsWith('oci://') && output?.kind === 'artifact' && output.schemaTitle !== 'system.Model') {
      say(`"uri" is ${shown(uri)}, from which KFP takes models alone; the artifact is a ${output.schemaTitle}`);
    }
  } else if (uri instanceof TextTemplate) {
    say(
      '"uri" is a text with values in it, which KFP 2.16 does not put together here; make it in a task before the run',
    );
  } else if (isValue(uri) && uri.source.from === 'task') {
    say(`"uri" is ${describe(uri)}, but KFP 2.16 reads it from inputs of the pipeline alone`);
  }
}
