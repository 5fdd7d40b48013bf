import { outermost } from './channel-names';
import { Say } from './checks-interface';
import { describe } from './describe';
import { around, Group } from './groups';
import { Scope } from './scope';
import type { TaskNode } from './task-node';
import { Source, Value } from './values';

/** Checks that a value of the run is known where `dag` uses it. `prop` says where that is. */
export function checkVisible(prop: string, value: Value, dag: Group, scope: Scope, say: Say): void {
  const { source } = value;
  const home = homeOf(source);
  if (home !== undefined && rootOf(home) !== scope.root) {
    say(`"${prop}" is ${describe(value)} of the pipeline "${rootOf(home).name}"; give it to an input of this pipeline`);
    return;
  }
  switch (source.from) {
    case 'input':
      return;
    case 'field':
      checkVisible(prop, source.of, dag, scope, say);
      return;
    case 'loop':
      if (!within(source.loop, dag)) say(`"${prop}" is ${describe(value)}, which is known in the loop alone`);
      return;
    case 'branches':
      if (source.branches.parent === undefined || !within(source.branches.parent, dag)) {
        say(
          `"${prop}" is ${describe(value)}, which is known only in the group that "${source.branches.name}" stands in`,
        );
      }
      return;
    case 'task':
      checkOutput(prop, value, source.task, dag, say);
      return;
    case 'collected':
      checkCollected(prop, value, source.value, dag, say);
  }
}

/** Checks that a task may come after another one. */
export function checkAfter(task: TaskNode, before: TaskNode, dag: Group, say: Say): void {
  if (before.scope !== task.scope) {
    say(`"after" names task "${before.name}" of the pipeline "${before.scope.name}", must name tasks of this pipeline`);
  } else if (before === task) {
    say('"after" names the task itself');
  } else if (before.watches !== undefined) {
    say(`"after" names the exit task "${before.name}", which ends after all others`);
  } else {
    const barrier = barrierOf(before, dag);
    if (barrier === undefined || barrier.kind === 'for-loop') return;
    say(`"after" names task "${before.name}", which stands in ${words(barrier)} that this task is not in`);
  }
}

function checkOutput(prop: string, value: Value, task: TaskNode, dag: Group, say: Say): void {
  if (task.watches !== undefined) {
    say(`"${prop}" is ${describe(value)}, which is an exit task: nothing can come after it`);
    return;
  }
  const barrier = barrierOf(task, dag);
  if (barrier === undefined) return;
  const help = {
    'for-loop': 'take all of its rounds with p.collected',
    condition: 'take what ran with p.oneOf',
    'condition-branches': 'take what ran with p.oneOf',
    'exit-handler': 'use it within, too',
    root: '',
  }[barrier.kind];
  say(`"${prop}" is ${describe(value)}, which stands in ${words(barrier)} that its user is not in; ${help}`);
}

function checkCollected(prop: string, value: Value, inner: Value, dag: Group, say: Say): void {
  if (inner.source.from !== 'task') return;
  const { task } = inner.source;
  const barrier = outermost(task.group, dag);
  if (barrier?.kind === 'for-loop') return;
  if (barrier === undefined) {
    say(`"${prop}" is ${describe(value)}, but its user is in the same loops, or there is none; use the output itself`);
    return;
  }
  say(`"${prop}" is ${describe(value)}, whose loop stands in ${words(barrier)} that its user is not in`);
}

/** The outermost group that has the task in it and not its user. */
function barrierOf(task: TaskNode, dag: Group): Group | undefined {
  return outermost(task.group, dag);
}

function words(group: Group): string {
  const kinds = {
    'for-loop': 'the loop',
    condition: 'the branch',
    'condition-branches': 'the branches',
    'exit-handler': 'the exit handler',
    root: 'the pipeline',
  };
  return `${kinds[group.kind]} "${group.name}"`;
}

function within(group: Group, dag: Group): boolean {
  for (const outer of around(dag)) if (outer === group) return true;
  return false;
}

function homeOf(source: Source): Group | undefined {
  switch (source.from) {
    case 'input':
      return source.scope.root;
    case 'task':
      return source.task.scope.root;
    case 'loop':
      return source.loop;
    case 'branches':
      return source.branches;
    case 'field':
      return homeOf(source.of.source);
    case 'collected':
      return homeOf(source.value.source);
  }
}

function rootOf(group: Group): Group {
  let root = group;
  for (const outer of around(group)) root = outer;
  return root;
}
