import { choiceName, outermost, surfacedName } from './channel-names';
import { GraphRun } from './component';
import type { Group } from './groups';
import { isValue, Value } from './values';
import { GroupOutput } from './wiring';

/** The values that a pipeline returns. */
export function returnedValues({ returned }: GraphRun): Value[] {
  return Object.values(returned).filter(isValue);
}

/** Where an output of the pipeline comes from. */
export function returnedOutput(value: unknown, root: Group): GroupOutput {
  const of = value as Value;
  const { source } = of;
  if (source.from === 'branches') {
    return { of, listed: false, producer: source.branches.name, key: choiceName(source) };
  }
  if (source.from === 'collected' && source.value.source.from === 'task') {
    const inner = source.value.source;
    const producer = outermost(inner.task.group, root)?.name ?? '';
    return { of, listed: true, producer, key: surfacedName(inner) };
  }
  return source.from === 'task'
    ? { of, listed: false, producer: source.task.name, key: source.key }
    : { of, listed: false, producer: '', key: '' };
}
