import { ValidationError } from '../../core/errors';
import { listed } from '../../core/words';
import { findProblems } from './checks';
import { GraphRun } from './component';
import { findCycle } from './cycles';
import { copyGraph, CompiledGraph } from './graph-copy';
import type { Group } from './groups';
import { containerSpec, importerSpec } from './ir-executor';
import { dagOutputs, groupInterface, groupOutputs, groupTask } from './ir-group';
import { kubernetesConfig } from './ir-kubernetes';
import { taskSpec } from './ir-task';
import { interfaceOf } from './ir-types';
import { JsonObject, present } from './json';
import { Names, sanitize } from './names';
import type { Scope } from './scope';
import type { TaskNode } from './task-node';
import { returnedOutput, returnedValues } from './returned';
import { Wiring } from './wiring';

/** What a pipeline compiles to. */
export interface CompiledPipeline {
  /** Components and executors, for the pipeline as it is and as part of another one. */
  readonly graph: CompiledGraph;
  readonly problems: readonly ValidationError[];
}

const nothing: CompiledGraph = { root: {}, components: new Map(), executors: new Map(), platform: new Map() };

/** Compiles a pipeline, and finds what is wrong with it. */
export function compilePipeline(run: GraphRun): CompiledPipeline {
  const problems = findProblems(run);
  if (problems.length > 0) return { graph: nothing, problems };
  const wiring = new Wiring(run.scope, returnedValues(run));
  checkStatusTasks(run.scope, wiring);
  const cycle = findCycle(run.scope.root, wiring);
  if (cycle === undefined && run.scope.problems.length === 0)
    return { graph: new Compiler(run, wiring).compile(), problems };
  if (cycle !== undefined) {
    const circle = cycle.map((name) => `"${name}"`).join(' waits for ');
    run.scope.report('', `${circle} waits for "${cycle[0] ?? ''}"; break the circle`);
  }
  return { graph: nothing, problems: run.scope.problems };
}

/** A task that is told how another one ended must wait for that one alone, or KFP could not say which is meant. */
function checkStatusTasks(scope: Scope, wiring: Wiring): void {
  for (const task of scope.tasks.values()) {
    if (task.options.ignoreUpstreamFailure !== true || task.watches !== undefined) continue;
    const waits = wiring.waitsOf(task);
    if (waits.length === 1 || !takesStatus(task)) continue;
    scope.report(
      `task "${task.name}"`,
      `it takes how a task ended, and waits for ${waits.length === 0 ? 'none' : listed(waits)} in its group; let it wait for one`,
    );
  }
}

function takesStatus({ component }: TaskNode): boolean {
  return Object.values(component.inputs).some((spec) => spec.kind === 'system' && spec.type === 'taskFinalStatus');
}

/** Writes components and executors in the order of KFP's compiler, because it numbers names that are taken. */
class Compiler {
  private readonly componentNames = new Names();
  private readonly executorNames = new Names();
  private readonly components = new Map<string, JsonObject>();
  private readonly executors = new Map<string, JsonObject>();
  private readonly platform = new Map<string, JsonObject>();

  constructor(
    private readonly run: GraphRun,
    private readonly wiring: Wiring,
  ) {}

  compile(): CompiledGraph {
    const { run } = this;
    const { root } = run.scope;
    const tasks: JsonObject = {};
    const graphs = new Map<Group, JsonObject>([[root, tasks]]);
    for (const group of preorder(root)) this.writeGroup(group, graphs);
    for (const group of preorder(root)) {
      if (group.kind === 'exit-handler') tasks[group.exit.name] = this.writeTask(group.exit, root);
    }
    const outputs = Object.entries(run.returned).map(([name, value]) => [name, returnedOutput(value, root)] as const);
    const dag = present({ tasks, outputs: dagOutputs(outputs) });
    return {
      root: {
        ...interfaceOf({
          ...run.options,
          inputs: run.options.inputs ?? {},
          outputs: run.options.outputs ?? {},
          runs: run,
        }),
        dag,
      },
      components: this.components,
      executors: this.executors,
      platform: this.platform,
    };
  }

  private writeGroup(group: Group, graphs: Map<Group, JsonObject>): void {
    const tasks = graphs.get(group) ?? {};
    for (const inner of group.groups) {
      const innerTasks: JsonObject = {};
      graphs.set(inner, innerTasks);
      const name = this.componentNames.take(`comp-${inner.name}`);
      tasks[inner.name] = groupTask(inner, name, this.wiring);
      const dag = present({ tasks: innerTasks, outputs: groupOutputs(inner, this.wiring) });
      this.components.set(name, { ...groupInterface(inner, this.wiring), dag });
    }
    for (const task of group.tasks) tasks[task.name] = this.writeTask(task, group);
  }

  private writeTask(task: TaskNode, dag: Group): JsonObject {
    const { component, options } = task;
    const { runs } = component;
    let written: JsonObject;
    if (runs.kind === 'graph') {
      written = copyGraph(runs.compiled().graph, {
        componentNames: this.componentNames,
        executorNames: this.executorNames,
        components: this.components,
        executors: this.executors,
        platform: this.platform,
      });
    } else {
      const executorLabel = this.executorNames.take(`exec-${sanitize(task.name)}`);
      written = { ...interfaceOf(component), executorLabel };
      if (runs.kind === 'importer') {
        this.executors.set(executorLabel, importerSpec(runs, task));
      } else {
        this.executors.set(executorLabel, containerSpec(runs, options, dag));
        const config = kubernetesConfig(options, dag, this.wiring);
        if (config !== undefined) this.platform.set(executorLabel, config);
        if (runs.passthrough.length > 0) {
          written.taskConfigPassthroughs = runs.passthrough.map((given) =>
            typeof given === 'string'
              ? { field: given }
              : present({ ...given, applyToTask: given.applyToTask === true ? true : undefined }),
          );
        }
      }
    }
    const name = this.componentNames.take(`comp-${sanitize(task.name)}`);
    this.components.set(name, written);
    return taskSpec(task, dag, name, this.wiring);
  }
}

function* preorder(group: Group): Generator<Group> {
  yield group;
  for (const inner of group.groups) yield* preorder(inner);
}
