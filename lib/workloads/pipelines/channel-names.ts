import { around, Group } from './groups';
import { ParameterValue, Source, Value } from './values';

const prefix = 'pipelinechannel--';

/** The name under which a value is handed into `dag` or a group in it: `pipelinechannel--train-model`. */
export function channelName(value: Value, dag: Group): string {
  return prefix + fullName(value.source, dag);
}

/** The name of the output of `branches` that is that of the branch which ran. */
export function choiceName(source: Extract<Source, { from: 'branches' }>): string {
  return `${prefix}${source.branches.name}-oneof-${source.index}`;
}

/** The name under which groups hand out the output of a task within them. */
export function surfacedName({ task, key }: Extract<Source, { from: 'task' }>): string {
  return `${prefix}${task.name}-${key}`;
}

/** The outermost group around a task that is not also around `dag`: what hands the task's outputs to it. */
export function outermost(group: Group | undefined, dag: Group): Group | undefined {
  const known = new Set(around(dag));
  let found: Group | undefined;
  for (const outer of around(group)) {
    if (known.has(outer)) break;
    found = outer;
  }
  return found;
}

/** The struct that a field is of, however deep, and the way to it. */
export function structOf(value: ParameterValue): { readonly struct: ParameterValue; readonly selector: string } {
  let path = '';
  let struct = value;
  while (struct.source.from === 'field') {
    path = `[${JSON.stringify(struct.source.field)}]${path}`;
    struct = struct.source.of;
  }
  return { struct, selector: `parseJson(string_value)${path}` };
}

function fullName(source: Source, dag: Group): string {
  switch (source.from) {
    case 'input':
      return source.name;
    case 'task':
      return `${source.task.name}-${source.key}`;
    case 'loop':
      return itemName(source.loop, dag);
    case 'field':
      return `${fullName(source.of.source, dag)}-subvar-${source.field}`;
    case 'branches':
      return `${source.branches.name}-${choiceName(source)}`;
    case 'collected': {
      const inner = source.value.source;
      if (inner.from !== 'task') return fullName(inner, dag);
      return `${outermost(inner.task.group, dag)?.name ?? ''}-${surfacedName(inner)}`;
    }
  }
}

function itemName({ items, item, parent }: Extract<Group, { kind: 'for-loop' }>, dag: Group): string {
  return items instanceof ParameterValue ? `${fullName(items.source, parent ?? dag)}-loop-item` : item;
}
