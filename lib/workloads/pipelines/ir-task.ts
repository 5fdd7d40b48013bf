import { channelName } from './channel-names';
import type { Group } from './groups';
import { JsonObject, present, unlessEmpty } from './json';
import type { TaskNode } from './task-node';
import { Retry } from './task-options';
import { valuesIn } from './task-values';
import { RunValue, TextTemplate } from './text';
import { Json } from './types';
import { isValue, Value } from './values';
import { Wiring } from './wiring';

/** Options whose values of the run reach the container through inputs that KFP's compiler adds. */
export function addedInputs({ options, component }: TaskNode): [string, unknown][] {
  const { accelerator } = options;
  if (component.runs.kind !== 'container') return [];
  const added: [string, unknown][] = [
    ['cpu_request', options.cpuRequest],
    ['cpu_limit', options.cpuLimit],
    ['memory_request', options.memoryRequest],
    ['memory_limit', options.memoryLimit],
    ['accelerator_type', accelerator?.type],
    ['accelerator_count', accelerator?.count],
    ['base_image', options.image],
  ];
  return added
    .filter(([, value]) => isValue(value))
    .map(([name, value]) => [name, new TextTemplate(['', ''], [value as never])]);
}

/** A task in its graph. */
export function taskSpec(task: TaskNode, dag: Group, componentName: string, wiring: Wiring): JsonObject {
  const { options } = task;
  const dependentTasks = dag === task.group ? wiring.waitsOf(task) : [task.watches?.name ?? ''];
  const completed = task.watches !== undefined || options.ignoreUpstreamFailure === true;
  const inputs: JsonObject = {};
  const artifacts: JsonObject = {};
  for (const [name, given] of [...task.given, ...addedInputs(task)]) {
    if (isValue(given)) {
      (given.kind === 'artifact' ? artifacts : inputs)[name] = wiring.refer(given, dag);
      continue;
    }
    for (const value of valuesIn(given)) inputs[channelName(value, dag)] = wiring.refer(value, dag);
    inputs[name] = { runtimeValue: { constant: constantOf(given, dag) } };
  }
  for (const [name, spec] of Object.entries(task.component.inputs)) {
    if (spec.kind !== 'system' || spec.type !== 'taskFinalStatus' || !completed) continue;
    inputs[name] = { taskFinalStatus: { producerTask: dependentTasks[0] ?? '' } };
  }
  return present({
    taskInfo: { name: options.displayName ?? task.name },
    componentRef: { name: componentName },
    cachingOptions: cachingOf(options.cache),
    retryPolicy: retryOf(options.retry),
    inputs: unlessEmpty(present({ parameters: unlessEmpty(inputs), artifacts: unlessEmpty(artifacts) })),
    dependentTasks: dependentTasks.length === 0 ? undefined : dependentTasks,
    triggerPolicy: completed ? { strategy: 'ALL_UPSTREAM_TASKS_COMPLETED' } : undefined,
  });
}

/** A literal, with placeholders for the values of the run in it. */
export function constantOf(given: unknown, dag: Group): Json {
  if (isValue(given)) return placeholder(given, dag);
  if (given instanceof RunValue) return given.placeholder;
  if (given instanceof TextTemplate) {
    const values = given.values.map((value) => (isValue(value) ? placeholder(value, dag) : value.placeholder));
    return given.parts.map((part, index) => part + (values[index] ?? '')).join('');
  }
  if (Array.isArray(given)) return given.map((inner) => constantOf(inner, dag));
  if (typeof given !== 'object' || given === null) return given as Json;
  return Object.fromEntries(Object.entries(given).map(([field, inner]) => [field, constantOf(inner, dag)]));
}

/** What the driver puts the value of an input in the place of. */
export function placeholder(value: Value, dag: Group): string {
  return `{{$.inputs.parameters['${channelName(value, dag)}']}}`;
}

function cachingOf(cache: boolean | string = true): JsonObject {
  if (cache === false) return {};
  return { enableCache: true, ...(typeof cache === 'string' ? { cacheKey: cache } : {}) };
}

function retryOf(retry: Retry | number | undefined): JsonObject | undefined {
  if (retry === undefined) return undefined;
  const { count, backoff = 0, factor = 2, maxBackoff = 3600 } = typeof retry === 'number' ? { count: retry } : retry;
  return {
    maxRetryCount: count,
    backoffDuration: `${backoff}s`,
    backoffFactor: factor,
    backoffMaxDuration: `${maxBackoff}s`,
  };
}
