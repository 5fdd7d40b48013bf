import type { TaskNode } from './task-node';
import { RunValue, TextTemplate } from './text';
import { isValue, Value } from './values';

/** Values of the run in what is given to a task's inputs, and in its image. */
export function wiredValues(task: TaskNode): Value[] {
  const found: Value[] = [];
  for (const given of task.given.values()) collect(given, found);
  collect(task.options.image, found);
  return found;
}

/** Values of the run in the requests and limits of a task. */
export function resourceValues({ options }: TaskNode): Value[] {
  const found: Value[] = [];
  const { cpuRequest, cpuLimit, memoryRequest, memoryLimit, accelerator } = options;
  for (const amount of [cpuRequest, cpuLimit, memoryRequest, memoryLimit, accelerator?.type, accelerator?.count]) {
    collect(amount, found);
  }
  return found;
}

/** Values of the run in what a task asks of Kubernetes. */
export function kubernetesValues({ options }: TaskNode): Value[] {
  const found: Value[] = [];
  for (const prop of kubernetesProps) collect(options[prop], found);
  return found;
}

const kubernetesProps = [
  ...(['secretEnv', 'secretVolumes', 'configMapEnv', 'configMapVolumes', 'claims'] as const),
  ...(['nodeSelector', 'tolerations', 'nodeAffinity', 'imagePullSecrets'] as const),
];

/** Values of the run in a literal, with the literal itself where it is one. */
export function valuesIn(given: unknown): Value[] {
  const found: Value[] = [];
  collect(given, found);
  return found;
}

function collect(given: unknown, found: Value[]): void {
  if (typeof given !== 'object' || given === null || given instanceof RunValue) return;
  if (isValue(given)) found.push(given);
  else if (given instanceof TextTemplate) collect(given.values, found);
  else for (const inner of Object.values(given)) collect(inner, found);
}
