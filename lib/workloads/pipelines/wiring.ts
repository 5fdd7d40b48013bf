import { channelName, choiceName, outermost, structOf, surfacedName } from './channel-names';
import { operandsOf } from './condition-text';
import { around, Group } from './groups';
import { JsonObject } from './json';
import { Scope } from './scope';
import type { TaskNode } from './task-node';
import { kubernetesValues, resourceValues, wiredValues } from './task-values';
import { isValue, ParameterValue, Source, Value } from './values';

/** An output of a group, taken from something within it. */
export type GroupOutput =
  | { readonly of: Value; readonly listed: boolean; readonly producer: string; readonly key: string }
  | { readonly of: Value; readonly choices: readonly { readonly producer: string; readonly key: string }[] };

type TaskSource = Extract<Source, { from: 'task' }>;

/**
 * How values get from where they are made to where they are used. A graph of KFP sees its own inputs and tasks alone, so
 * each group between the two hands the value on, under a name that KFP's compiler made up.
 */
export class Wiring {
  /** What each group takes from around it, by name. */
  readonly inputs = new Map<Group, Map<string, Value>>();
  /** What each group gives, by name. */
  readonly outputs = new Map<Group, Map<string, GroupOutput>>();
  /** What each task and group waits for, by name. */
  private readonly waits = new Map<TaskNode | Group, Set<string>>();

  constructor(scope: Scope, returned: Iterable<Value>) {
    this.wireGroup(scope.root, []);
    for (const task of scope.tasks.values()) {
      if (task.watches !== undefined) for (const value of this.allValues(task)) this.refer(value, scope.root);
    }
    for (const value of returned) this.refer(value, scope.root);
  }

  /** How a task or a group in `dag` names a value: an output of its neighbour, or an input of `dag`. */
  refer(value: Value, dag: Group): JsonObject {
    const { source, kind } = value;
    const output = (producerTask: string, key: string): JsonObject =>
      kind === 'artifact'
        ? { taskOutputArtifact: { producerTask, outputArtifactKey: key } }
        : { taskOutputParameter: { producerTask, outputParameterKey: key } };
    const input = (name: string): JsonObject =>
      kind === 'artifact' ? { componentInputArtifact: name } : { componentInputParameter: name };
    switch (source.from) {
      case 'input':
        if (dag.kind === 'root') return input(source.name);
        break;
      case 'task':
        if (source.task.group === dag) return output(source.task.name, source.key);
        break;
      case 'loop':
        if (source.loop === dag) return input(channelName(value, dag));
        break;
      case 'branches':
        this.choose(source);
        if (source.branches.parent === dag) return output(source.branches.name, choiceName(source));
        break;
      case 'field': {
        const { struct, selector } = structOf(value as ParameterValue);
        return { ...this.refer(struct, dag), parameterExpressionSelector: selector };
      }
      case 'collected': {
        const { group, key } = this.collect(source.value, dag);
        if (group.parent === dag) return output(group.name, key);
        break;
      }
    }
    return input(this.pass(channelName(value, dag), value, dag));
  }

  /** How the group itself is given one of its inputs. */
  referInput(value: Value, group: Group): JsonObject {
    return group.parent === undefined ? {} : this.refer(value, group.parent);
  }

  /** Names of the neighbours that a task or a group waits for, sorted. */
  waitsOf(node: TaskNode | Group): string[] {
    return [...(this.waits.get(node) ?? [])].sort();
  }

  private wireGroup(group: Group, outer: readonly Value[]): boolean {
    const operands = group.kind === 'condition' ? operandsOf(group.condition) : [];
    for (const operand of operands) this.pass(channelName(operand, group), operand, group);
    if (group.kind === 'for-loop' && isValue(group.items)) {
      this.pass(channelName(group.items, group.parent ?? group), group.items, group);
    }
    const conditions = [...outer, ...operands];
    for (const task of group.tasks) this.wireTask(task, group, conditions);
    let used = group.tasks.length > 0;
    for (const inner of group.groups) used = this.wireGroup(inner, conditions) || used;
    // KFP's compiler takes what conditions around a task compare for inputs of the task, and hands it on to its group.
    if (used && group.kind !== 'root') for (const value of conditions) this.passOperand(value, group);
    return used;
  }

  private wireTask(task: TaskNode, group: Group, conditions: readonly Value[]): void {
    const values = wiredValues(task);
    for (const value of this.allValues(task)) this.refer(value, group);
    for (const value of [...values, ...conditions, ...kubernetesValues(task)]) {
      const producer = producerOf(value, group);
      if (producer !== undefined) this.wait(task, group, producer);
      for (const loop of loopsOver(value)) this.passStruct(loop);
    }
    for (const before of task.options.after ?? []) this.wait(task, group, before.node);
  }

  private allValues(task: TaskNode): readonly Value[] {
    return [...wiredValues(task), ...resourceValues(task), ...kubernetesValues(task)];
  }

  /** The struct that a loop takes its list from is an input of the loop too, as KFP's compiler has it. */
  private passStruct(loop: Extract<Group, { kind: 'for-loop' }>): void {
    if (!isValue(loop.items) || loop.items.source.from !== 'field') return;
    const { struct } = structOf(loop.items);
    if (isItemOfList(struct)) this.pass(channelName(struct, loop), struct, loop);
  }

  private passOperand(value: Value, group: Group): void {
    const struct = value.source.from === 'field' ? structOf(value as ParameterValue).struct : value;
    if (struct === value || isItemOfList(struct)) this.refer(struct, group);
  }

  /** Makes a value an input of a group and of the groups around it, up to where it is known. */
  private pass(name: string, value: Value, group: Group): string {
    const inputs = entry(this.inputs, group, () => new Map<string, Value>());
    if (inputs.has(name)) return name;
    inputs.set(name, value);
    if (group.parent !== undefined) this.refer(value, group.parent);
    return name;
  }

  /** The neighbour in whose graph both are waits for that which has the producer in it. */
  private wait(task: TaskNode, group: Group, producer: TaskNode | Group): void {
    let waiter: TaskNode | Group = task;
    let dag: Group | undefined = group;
    let awaited: TaskNode | Group = producer;
    let home: Group | undefined = 'kind' in producer ? producer.parent : producer.group;
    while (dag !== home && dag !== undefined && home !== undefined) {
      if (dag.depth >= home.depth) {
        waiter = dag;
        dag = dag.parent;
      } else {
        awaited = home;
        home = home.parent;
      }
    }
    if (waiter !== awaited) entry(this.waits, waiter, () => new Set<string>()).add(awaited.name);
  }

  /** Hands the outputs of branches to the group around them. */
  private choose(source: Extract<Source, { from: 'branches' }>): void {
    const outputs = entry(this.outputs, source.branches, () => new Map<string, GroupOutput>());
    const name = choiceName(source);
    if (outputs.has(name)) return;
    const choices = source.values.map((value) => {
      const inner = value.source as TaskSource;
      return this.surface(value, inner, source.branches, false);
    });
    const [of] = source.values;
    if (of !== undefined) outputs.set(name, { of, choices });
  }

  /** Hands what a task in a loop gives to the group around the loop, as a list. */
  private collect(value: Value, dag: Group): { readonly group: Group; readonly key: string } {
    const source = value.source as TaskSource;
    const group = outermost(source.task.group, dag);
    const { key } = this.surface(value, source, group?.parent, true);
    return { group: group ?? dag, key };
  }

  /** Hands the output of a task from group to group, up to those in `end`. */
  private surface(
    value: Value,
    source: TaskSource,
    end: Group | undefined,
    listed: boolean,
  ): { producer: string; key: string } {
    let from = { producer: source.task.name, key: source.key };
    for (const group of around(source.task.group)) {
      if (group === end) break;
      const key = surfacedName(source);
      entry(this.outputs, group, () => new Map<string, GroupOutput>()).set(key, { of: value, listed, ...from });
      from = { producer: group.name, key };
    }
    return from;
  }
}

/** What makes a value: a task, or the group that hands it out. */
export function producerOf(value: Value, dag: Group): TaskNode | Group | undefined {
  const { source } = value;
  switch (source.from) {
    case 'task':
      return source.task;
    case 'branches':
      return source.branches;
    case 'collected':
      return producerOf(source.value, dag);
    case 'field':
      return producerOf(source.of, dag);
    case 'loop':
      return isValue(source.loop.items) ? producerOf(source.loop.items, dag) : undefined;
    case 'input':
      return undefined;
  }
}

/** The loops whose item a value is, or is a field of. */
function loopsOver(value: Value): Extract<Group, { kind: 'for-loop' }>[] {
  const { source } = value;
  if (source.from === 'field') return loopsOver(source.of);
  if (source.from !== 'loop') return [];
  return [source.loop, ...(isValue(source.loop.items) ? loopsOver(source.loop.items) : [])];
}

/** Whether it is the item of a loop over a list that is there when the pipeline runs. */
function isItemOfList({ source }: Value): boolean {
  return source.from === 'loop' && isValue(source.loop.items);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
