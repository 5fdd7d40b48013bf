import { listed, shown } from '../../core/words';
import { Say } from './checks-interface';
import { isJson, isPlain } from './checks-types';
import { checkVisible } from './checks-values';
import { typeOfOperand } from './condition-text';
import { Condition, Operand } from './conditions';
import { describe, typeName } from './describe';
import type { Group } from './groups';
import { Scope } from './scope';
import type { TaskNode } from './task-node';
import { valuesIn } from './task-values';
import { Json } from './types';
import { isValue, itemOf, Source, typeOf } from './values';

/** Checks a group. */
export function checkGroup(group: Group, scope: Scope, say: Say): void {
  if (group.kind === 'condition') checkCondition(group.condition, group, scope, say);
  if (group.kind === 'for-loop') checkLoop(group, scope, say);
  if (group.kind === 'exit-handler') checkExit(group, say);
  if (group.tasks.length + group.groups.length === 0) {
    say(
      group.kind === 'root'
        ? 'it has no tasks, and needs at least one'
        : 'it has no tasks; leave the group out, or write tasks in its function',
    );
  }
  if (
    group.displayName !== undefined &&
    (typeof group.displayName !== 'string' || group.displayName === '') &&
    group.kind !== 'root'
  ) {
    say(`"displayName" is ${shown(group.displayName)}, must be a text that is not empty`);
  }
}

const operators = ['==', '!=', '>', '>=', '<', '<='];

function checkCondition(condition: Condition, group: Group, scope: Scope, say: Say): void {
  const is: unknown = isPlain(condition) ? condition.is : undefined;
  if (is === 'not') checkCondition((condition as { condition: Condition }).condition, group, scope, say);
  else if (is === 'all' || is === 'any') {
    const { conditions } = condition as { conditions: readonly Condition[] };
    for (const inner of conditions) checkCondition(inner, group, scope, say);
  } else if (is === 'comparison') checkComparison(condition as never, group, scope, say);
  else say(`its condition is ${shown(condition)}, must be made by "equals", "above" and the like`);
}

function checkComparison(
  { left, right, operator }: Extract<Condition, { is: 'comparison' }>,
  group: Group,
  scope: Scope,
  say: Say,
): void {
  const sides = [left, right];
  for (const side of sides) checkOperand(side, group, scope, say);
  if (!operators.includes(operator)) say(`its operator is ${shown(operator)}, must be one of ${listed(operators)}`);
  if (!sides.some(isValue)) {
    say(
      `its condition compares ${shown(left)} with ${shown(right)}, which are both known already; compare a value of the run`,
    );
    return;
  }
  const [one, other] = sides.map(typeOfOperand);
  const numbers = ['integer', 'double'];
  if (!comparable.includes(one ?? '') || !comparable.includes(other ?? '')) return;
  if (one !== other && !(numbers.includes(one ?? '') && numbers.includes(other ?? ''))) {
    say(`its condition compares the types ${String(one)} and ${String(other)}, must compare values of one type`);
  } else if (one === 'boolean' && operator !== '==' && operator !== '!=') {
    say(`its condition asks for the order of booleans, which have none; use "equals" or "notEquals"`);
  }
}

const comparable = ['integer', 'double', 'string', 'boolean'];

function checkOperand(side: Operand, group: Group, scope: Scope, say: Say): void {
  if (isValue(side)) {
    const type = typeName(side);
    if (!comparable.includes(type)) {
      say(`its condition compares ${describe(side)}, of type ${type}, must compare ${listed(comparable)}`);
    }
    checkVisible('condition', side, group.parent ?? group, scope, say);
  } else if (
    !['number', 'string', 'boolean'].includes(typeof side) ||
    (typeof side === 'number' && !Number.isFinite(side))
  ) {
    say(`its condition compares ${shown(side)}, must compare numbers, texts and booleans`);
  }
}

function checkLoop({ items, parallelism, parent }: Extract<Group, { kind: 'for-loop' }>, scope: Scope, say: Say): void {
  if (parallelism !== undefined && (!Number.isSafeInteger(parallelism) || parallelism < 1)) {
    say(`"parallelism" is ${shown(parallelism)}, must be a whole number from 1`);
  }
  const given: unknown = items;
  if (isValue(given)) {
    if (given.kind === 'artifact') {
      say(`it goes over ${describe(given)}, of type ${typeName(given)}: KFP 2.16 has no loops over artifacts`);
    } else if (given.type !== 'list' && !ofUnknownType(given.source)) {
      say(`it goes over ${describe(given)}, of type ${given.type}, must go over a list`);
    }
    if (parent !== undefined) checkVisible('items', given, parent, scope, say);
    return;
  }
  if (!Array.isArray(given) || given.length === 0) {
    say(`it goes over ${shown(given)}, must go over a list that is not empty`);
    return;
  }
  if (!given.every((item) => isJson(item) && item !== null)) {
    say(
      'it goes over a list with what is no JSON, such as a value of the run or null; give constants, or a list of the run',
    );
    return;
  }
  const found = new Set((given as Json[]).map((item) => typeOf(itemOf(item))));
  if (found.has('double')) found.delete('integer');
  if (found.size > 1) say(`it goes over items of the types ${listed([...found])}, must go over items of one type`);
}

/** A field of a struct whose declaration says nothing of its fields counts as text, and may be a list. */
function ofUnknownType(source: Source): boolean {
  return source.from === 'field' && source.of.of === 'string';
}

function checkExit(group: Extract<Group, { kind: 'exit-handler' }>, say: Say): void {
  if (group.parent?.kind !== 'root') {
    say(`it stands in "${group.parent?.name ?? ''}", but KFP takes exit handlers at the top of a pipeline alone`);
  }
}

/** Checks an exit task: it starts when all is over, and cannot wait for anything else. */
export function checkExitTask(task: TaskNode, say: Say): void {
  if (task.component.runs.kind === 'importer') say('it is an importer, which KFP does not take for an exit task');
  if ((task.options.after ?? []).length > 0)
    say('"after" is given to an exit task, which starts when all others ended');
  for (const [key, value] of task.given) {
    for (const inner of valuesIn(value)) {
      if (inner.source.from === 'input') continue;
      say(`"${key}" is ${describe(inner)}, but an exit task takes inputs of the pipeline and constants alone`);
    }
  }
}
