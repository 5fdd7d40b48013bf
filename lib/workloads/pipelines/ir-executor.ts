import { parseQuantity } from '../../core/quantity';
import { ContainerRun, ImporterRun } from './component';
import type { Group } from './groups';
import { artifactType } from './ir-types';
import { placeholder } from './ir-task';
import { JsonObject, present, unlessEmpty } from './json';
import { ContainerResources } from './resources';
import type { TaskNode } from './task-node';
import { TaskOptions } from './task-options';
import { isValue, ParameterValue } from './values';

/** What runs a task's container. */
export function containerSpec(run: ContainerRun, options: TaskOptions, dag: Group): JsonObject {
  const image = options.image ?? run.image;
  const env = { ...run.env, ...options.env };
  return {
    container: present({
      image: isValue(image) ? placeholder(image, dag) : image,
      command: run.command.length === 0 ? undefined : [...run.command],
      args: run.args.length === 0 ? undefined : [...run.args],
      env:
        Object.keys(env).length === 0
          ? undefined
          : Object.entries(env).map(([name, value]) => (value === '' ? { name } : { name, value })),
      resources: resourcesOf({ ...run.resources, ...options }, dag),
    }),
  };
}

/** What brings an artifact in. */
export function importerSpec(run: ImporterRun, task: TaskNode): JsonObject {
  const uri = task.given.get('uri');
  const output = task.component.outputs.artifact;
  return {
    importer: present({
      artifactUri: isValue(uri) ? { runtimeParameter: 'uri' } : { constant: String(uri) },
      typeSchema: output?.kind === 'artifact' ? artifactType(output).artifactType : undefined,
      metadata: unlessEmpty({ ...run.metadata } as JsonObject),
      reimport: run.reimport ? true : undefined,
      downloadToWorkspace: run.downloadToWorkspace ? true : undefined,
    }),
  };
}

/** Requests and limits, both as texts and, where they are written, in the form of old installations. */
function resourcesOf(given: ContainerResources, dag: Group): JsonObject | undefined {
  const { accelerator } = given;
  const text = (value: string | number | ParameterValue | undefined): string | undefined =>
    isValue(value) ? placeholder(value, dag) : value?.toString();
  const amount = (value: unknown, unit: number): number | undefined =>
    typeof value === 'string' ? (parseQuantity(value) ?? 0) / unit : undefined;
  return unlessEmpty(
    present({
      cpuRequest: amount(given.cpuRequest, 1),
      cpuLimit: amount(given.cpuLimit, 1),
      memoryRequest: amount(given.memoryRequest, 1e9),
      memoryLimit: amount(given.memoryLimit, 1e9),
      resourceCpuRequest: text(given.cpuRequest),
      resourceCpuLimit: text(given.cpuLimit),
      resourceMemoryRequest: text(given.memoryRequest),
      resourceMemoryLimit: text(given.memoryLimit),
      accelerator:
        accelerator === undefined
          ? undefined
          : present({
              type: isValue(accelerator.type) ? undefined : accelerator.type,
              count: isValue(accelerator.count) ? undefined : String(accelerator.count ?? 1),
              resourceType: text(accelerator.type),
              resourceCount: text(accelerator.count ?? 1),
            }),
    }),
  );
}
