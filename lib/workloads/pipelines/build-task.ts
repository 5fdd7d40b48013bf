import { ValuesOf } from './arguments';
import { Component } from './component';
import { ComponentInputs, ComponentOutputs } from './interface';
import { sanitize } from './names';
import { Scope } from './scope';
import { Task } from './task';
import type { TaskNode } from './task-node';
import { TaskOptions } from './task-options';
import { valueOf } from './values';

/** Adds a task to the group that is being written. */
export function addTask<O extends ComponentOutputs>(
  scope: Scope,
  component: Component<ComponentInputs, O>,
  given: object | undefined,
  options: TaskOptions = {},
): Task<O> {
  const name = options.name ?? scope.freeName(sanitize(component.name) || 'task');
  const node: TaskNode = {
    scope,
    group: scope.current,
    name,
    component,
    given: new Map(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
    options,
    watches: undefined,
  };
  scope.tasks.set(name, node);
  scope.current.tasks.push(node);
  const outputs = Object.entries(component.outputs).map(([key, spec]) => [
    key,
    valueOf(spec, { from: 'task', task: node, key }),
  ]);
  return new Task(node, Object.fromEntries(outputs) as ValuesOf<O>);
}
