import { CompiledGraph } from './graph-copy';
import { JsonObject, present, unlessEmpty } from './json';
import { PipelineOptions } from './pipeline-options';
import { Json } from './types';
import { Workspace } from './workspace';

/** The documents of a pipeline. */
export interface PipelineDocuments {
  /** PipelineSpec, as JSON. */
  readonly spec: JsonObject;
  /** PlatformSpec, as JSON, where a task asks something of Kubernetes or the pipeline has a workspace. */
  readonly platform: JsonObject | undefined;
}

/** Puts the documents together. Equal parts may be one object. */
export function documentsOf(options: PipelineOptions, graph: CompiledGraph): PipelineDocuments {
  const { name, displayName, description, root, workspace } = options;
  const spec = present({
    pipelineInfo: present({ name, displayName, description }),
    schemaVersion: '2.1.0',
    sdkVersion: 'keelson',
    defaultPipelineRoot: root,
    components: unlessEmpty(Object.fromEntries(graph.components)),
    deploymentSpec: { executors: Object.fromEntries(graph.executors) as Json },
    root: graph.root,
  });
  const kubernetes = present({
    deploymentSpec:
      graph.platform.size === 0 ? undefined : { executors: Object.fromEntries(graph.platform) as JsonObject },
    pipelineConfig: workspace === undefined ? undefined : { workspace: workspaceOf(workspace) },
  });
  return { spec, platform: unlessEmpty(kubernetes) === undefined ? undefined : { platforms: { kubernetes } } };
}

function workspaceOf({ size, accessModes, storageClassName }: Workspace): JsonObject {
  const pvcSpecPatch = present({ accessModes: accessModes, storageClassName });
  return { size, kubernetes: { pvcSpecPatch } };
}
