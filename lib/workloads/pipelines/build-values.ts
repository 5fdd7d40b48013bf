import { around, Branches } from './groups';
import { Scope } from './scope';
import { ItemType, ParameterType } from './types';
import { ArtifactValue, ParameterValue, Source, Value } from './values';

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
  const branches = branchesOf(first);
  if (branches === undefined) {
    scope.report('', '"oneOf" takes an output of a task in each branch of a "when" with an "else"');
    return first;
  }
  branches.choices += 1;
  const source: Source = { from: 'branches', branches, index: branches.choices, values };
  if (first instanceof ArtifactValue) {
    return new ArtifactValue(source, first.schemaTitle, first.schemaVersion, first.list);
  }
  return new ParameterValue(source, first.type, first.of);
}

function branchesOf(value: Value): Branches | undefined {
  if (value.source.from !== 'task') return undefined;
  for (const group of around(value.source.task.group)) if (group.kind === 'condition-branches') return group;
  return undefined;
}

/** The outputs of all rounds of a loop. */
export function collected(_scope: Scope, value: Value): Value {
  const source: Source = { from: 'collected', value };
  if (value instanceof ArtifactValue) return new ArtifactValue(source, value.schemaTitle, value.schemaVersion, true);
  return new ParameterValue(source, 'list', itemTypeOf(value));
}

function itemTypeOf({ type, of }: ParameterValue): ItemType {
  if (type === 'list') return { list: of };
  if (type !== 'struct') return type;
  return typeof of === 'object' && 'fields' in of ? of : { struct: of };
}
