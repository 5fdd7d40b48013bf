import type { Group } from './groups';
import type { TaskNode } from './task-node';
import { Wiring } from './wiring';

/** Names of tasks and groups of one graph that wait for each other in a circle; nothing where there are none. */
export function findCycle(group: Group, wiring: Wiring): string[] | undefined {
  const nodes = new Map<string, TaskNode | Group>();
  for (const node of [...group.groups, ...group.tasks]) nodes.set(node.name, node);
  const state = new Map<string, 'open' | 'done'>();
  for (const start of nodes.keys()) {
    // A stack of its own, because chains of tasks may be long.
    const path: { readonly name: string; readonly waits: string[] }[] = [];
    const open = (name: string): void => {
      const node = nodes.get(name);
      state.set(name, 'open');
      path.push({ name, waits: node === undefined ? [] : wiring.waitsOf(node) });
    };
    if (!state.has(start)) open(start);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const next = last.waits.pop();
      if (next === undefined) {
        state.set(last.name, 'done');
        path.pop();
      } else if (state.get(next) === 'open') {
        return path.slice(path.findIndex(({ name }) => name === next)).map(({ name }) => name);
      } else if (!state.has(next)) open(next);
    }
  }
  for (const inner of group.groups) {
    const found = findCycle(inner, wiring);
    if (found !== undefined) return found;
  }
  return undefined;
}
