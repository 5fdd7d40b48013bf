import { Branches, Group } from './groups';
import { describe, given, typeName } from './describe';
import { Scope } from './scope';
import { ItemType, ParameterType } from './types';
import { ArtifactValue, isValue, ParameterValue, Source, Value } from './values';

/** The type of what is collected: lists and structs keep what they hold. */
export type CollectedType<T extends ParameterType, I extends ItemType> = T extends 'list'
  ? { readonly list: I }
  : T extends 'struct'
    ? I extends { readonly fields: object }
      ? I
      : { readonly struct: I }
    : T;

/** The output of that branch which ran. */
export function oneOf(scope: Scope, values: readonly [Value, ...Value[]]): Value {
  const [first] = values;
  const branches = branchesOf(scope, values);
  if (branches === undefined) return first;
  branches.choices += 1;
  const source: Source = { from: 'branches', branches, index: branches.choices, values };
  if (first instanceof ArtifactValue) {
    return new ArtifactValue(source, first.schemaTitle, first.schemaVersion, first.list);
  }
  return new ParameterValue(source, first.type, first.of);
}

/** The branches of which each gives one of the values; nothing where that is not so. */
function branchesOf(scope: Scope, values: readonly Value[]): Branches | undefined {
  const say = (message: string): void => {
    scope.report('', `"oneOf" ${message}`);
  };
  const found = new Map<Group, Value>();
  let branches: Branches | undefined;
  for (const value of values) {
    const source = isValue(value) ? value.source : undefined;
    if (source?.from !== 'task') {
      say(`takes outputs of tasks, not ${given(value)}`);
      return undefined;
    }
    const { group } = source.task;
    const around = group?.kind === 'condition' ? group.parent : undefined;
    if (group === undefined || around?.kind !== 'condition-branches') {
      say(`takes outputs of tasks that stand in a branch of a "when" with an "else", not ${describe(value)}`);
      return undefined;
    }
    branches ??= around;
    if (around !== branches) {
      say(`takes outputs of one "when", but gets some of "${branches.name}" and of "${around.name}"`);
      return branches;
    }
    const other = found.get(group);
    if (other !== undefined) {
      say(`takes one output of each branch, but gets ${describe(other)} and ${describe(value)} of "${group.name}"`);
    }
    found.set(group, value);
  }
  const [first] = values;
  if (branches === undefined || first === undefined) return undefined;
  if (!branches.closed)
    say(`takes outputs of branches of which one runs in any case, but "${branches.name}" has no "else"`);
  for (const branch of branches.groups) {
    if (!found.has(branch)) say(`takes one output of each branch, but gets none of "${branch.name}"`);
  }
  for (const value of values) {
    if (typeName(value) === typeName(first)) continue;
    say(`takes outputs of one type, but gets ${given(first)}, and ${given(value)}`);
  }
  return branches;
}

/** The outputs of all rounds of a loop. */
export function collected(scope: Scope, value: Value): Value {
  const from = isValue(value) ? value.source.from : undefined;
  if (from !== 'task') {
    scope.report('', `"collected" takes an output of a task in a loop, not ${given(value)}`);
    return value;
  }
  const source: Source = { from: 'collected', value };
  if (value instanceof ArtifactValue) {
    if (value.list)
      scope.report('', `"collected" is given ${given(value)}, but KFP has no lists of lists of artifacts`);
    return new ArtifactValue(source, value.schemaTitle, value.schemaVersion, true);
  }
  return new ParameterValue(source, 'list', itemTypeOf(value));
}

function itemTypeOf({ type, of }: ParameterValue): ItemType {
  if (type === 'list') return { list: of };
  if (type !== 'struct') return type;
  return typeof of === 'object' && 'fields' in of ? of : { struct: of };
}
