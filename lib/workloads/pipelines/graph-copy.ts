import { JsonObject } from './json';
import { Names } from './names';

/** A compiled graph, whose parts are named as if it were alone. */
export interface CompiledGraph {
  /** The component that the pipeline is. */
  readonly root: JsonObject;
  readonly components: ReadonlyMap<string, JsonObject>;
  readonly executors: ReadonlyMap<string, JsonObject>;
  /** What executors ask of Kubernetes. */
  readonly platform: ReadonlyMap<string, JsonObject>;
}

/** The pipeline that a graph is copied into. */
export interface CopyTarget {
  readonly componentNames: Names;
  readonly executorNames: Names;
  readonly components: Map<string, JsonObject>;
  readonly executors: Map<string, JsonObject>;
  readonly platform: Map<string, JsonObject>;
}

/** Copies the parts of a graph into another pipeline, under names that are free there. Gives the graph itself. */
export function copyGraph(graph: CompiledGraph, target: CopyTarget): JsonObject {
  const labels = new Map<string, string>();
  for (const [label, executor] of graph.executors) {
    const free = target.executorNames.take(label);
    labels.set(label, free);
    target.executors.set(free, executor);
    const config = graph.platform.get(label);
    if (config !== undefined) target.platform.set(free, config);
  }
  const names = new Map<string, string>();
  for (const name of graph.components.keys()) names.set(name, target.componentNames.take(name));
  const renamed = (component: JsonObject): JsonObject => rename(component, names, labels);
  for (const [name, component] of graph.components) target.components.set(names.get(name) ?? name, renamed(component));
  return renamed(graph.root);
}

function rename(
  component: JsonObject,
  names: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
): JsonObject {
  const { executorLabel, dag } = component;
  if (typeof executorLabel === 'string')
    return { ...component, executorLabel: labels.get(executorLabel) ?? executorLabel };
  const { tasks, ...others } = dag as { tasks: Record<string, { componentRef: { name: string } }> };
  const copied = Object.entries(tasks).map(([name, task]) => {
    const { name: ref } = task.componentRef;
    return [name, { ...task, componentRef: { name: names.get(ref) ?? ref } }];
  });
  return { ...component, dag: { ...others, tasks: Object.fromEntries(copied) as never } };
}
