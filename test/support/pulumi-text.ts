import { at } from './app';
import { Registered } from './pulumi';

/** Annotations that every object carries. */
export const sharedAnnotations = { 'pulumi.com/patchFieldManager': 'keelson', 'pulumi.com/patchForce': 'true' };

/**
 * What a program registers, as a reviewer wants to read it: under each parent a block for each resource by name, and in
 * it what is not as it is for all others. Names that begin with that of the parent show the rest of it.
 * @param timeout what most objects have
 */
export function registeredText(registered: readonly Registered[], timeout: string): string {
  const byParent = new Map<string, Registered[]>();
  for (const one of registered) byParent.set(one.parent, [...(byParent.get(one.parent) ?? []), one]);
  const groups = [...byParent].map(([parent, members]) => {
    const blocks = members.map((one) => block(one, timeout));
    return [`# ${parent === '' ? 'the stack' : parent}`, ...(parent === '' ? blocks : blocks.sort())].join('\n');
  });
  return groups.join('\n\n');
}

function block(one: Registered, timeout: string): string {
  const within = (name: string): string =>
    name.startsWith(`${one.parent}/`) ? name.slice(one.parent.length + 1) : name;
  const options = [
    ...(one.retainOnDelete ? ['retainOnDelete'] : []),
    ...(one.protect ? ['protect'] : []),
    ...(one.ignoreChanges.length > 0 ? [`ignoreChanges ${one.ignoreChanges.join(' ')}`] : []),
    ...(one.secretOutputs.length > 0 ? [`secret ${one.secretOutputs.join(' ')}`] : []),
    ...(['', timeout].includes(one.timeout) ? [] : [`timeout ${one.timeout}`]),
    ...annotations(one),
  ];
  const lines = [
    `${within(one.name)}: ${one.type}`,
    ...(options.length > 0 ? [`  ${options.join(', ')}`] : []),
    ...(one.dependencies.length > 0 ? [`  after ${wrapped(one.dependencies.map(within).sort())}`] : []),
  ];
  return lines.join('\n');
}

function annotations({ inputs }: Registered): string[] {
  return Object.entries(at(inputs, 'metadata', 'annotations') ?? {})
    .filter(([name]) => name.startsWith('pulumi.com/') && !(name in sharedAnnotations))
    .map(([name, value]) => `${name.slice('pulumi.com/'.length)} ${String(value)}`);
}

/** Names in lines of a readable length. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 140) lines[lines.length - 1] = `${last} ${name}`;
    else lines.push(name);
  }
  return lines.join('\n    ');
}
