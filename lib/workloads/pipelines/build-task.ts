import { shown } from '../../core/words';
import { ValuesOf } from './arguments';
import { Component } from './component';
import { ComponentInputs, ComponentOutputs } from './interface';
import { sanitize } from './names';
import { Scope } from './scope';
import { Task } from './task';
import type { TaskNode } from './task-node';
import { TaskOptions } from './task-options';
import { valueOf } from './values';

const nobody: Component = {
  name: 'nobody',
  inputs: {},
  outputs: {},
  runs: { kind: 'importer', reimport: false, metadata: {}, downloadToWorkspace: false },
};

/** Adds a task to the group that is being written. */
export function addTask<O extends ComponentOutputs>(
  scope: Scope,
  component: Component<ComponentInputs, O>,
  given: object | undefined,
  options: TaskOptions | null = {},
): Task<O> {
  const right = isComponent(component);
  if (!right) scope.report('', `a task of ${shown(component)} is asked for, must be of a component or a pipeline`);
  if (scope.closed) scope.report('', `a task of "${component.name}" comes after the pipeline was written`);
  const known: Component = right ? component : nobody;
  const node: TaskNode = {
    scope,
    group: scope.current,
    name: nameOf(scope, known, options),
    component: known,
    given: new Map(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
    options: options ?? {},
    watches: undefined,
  };
  if (right) {
    scope.tasks.set(node.name, node);
    scope.current.tasks.push(node);
  }
  const outputs = Object.entries(known.outputs).map(([key, spec]) => [
    key,
    valueOf(spec, { from: 'task', task: node, key }),
  ]);
  return new Task(node, Object.fromEntries(outputs) as ValuesOf<O>);
}

/** Whether it is what `component`, `importer`, `pythonComponent` and `pipeline` make. */
export function isComponent(given: unknown): given is Component {
  return (
    typeof given === 'object' && given !== null && 'runs' in given && typeof (given as Component).runs === 'object'
  );
}

/** Names that groups take for themselves. */
const groupName = /^(for-loop|condition|condition-branches|exit-handler)-\d+$/;

function nameOf(scope: Scope, component: Component, options: TaskOptions | null): string {
  const base = sanitize(typeof component.name === 'string' ? component.name : '') || 'task';
  const name: unknown = options?.name;
  if (name === undefined) {
    if (groupName.test(base)) {
      scope.report(`component "${component.name}"`, '"name" is one that KFP gives to groups; choose another');
    }
    return scope.freeName(base);
  }
  const where = `task ${shown(name)}`;
  if (typeof name !== 'string' || name === '' || sanitize(name) !== name) {
    const better = typeof name === 'string' ? sanitize(name) : '';
    const hint = better === '' ? '' : `, such as "${better}"`;
    scope.report(where, `"name" must have lower case letters, digits and single "-" within${hint}`);
    return scope.freeName(better || base);
  }
  if (groupName.test(name)) scope.report(where, '"name" is one that KFP gives to groups; choose another');
  if (scope.tasks.has(name)) scope.report(where, '"name" is taken by another task of the pipeline; choose another');
  return scope.freeName(name);
}
