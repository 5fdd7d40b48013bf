import { ValidationError } from '../../core/errors';
import type { Group, Root } from './groups';
import type { TaskNode } from './task-node';

/** A pipeline while it is written: what is in it so far, and what is wrong with it. */
export class Scope {
  readonly name: string;
  readonly root: Root;
  /** Tasks by name, exit tasks among them, in the order in which they were written. */
  readonly tasks = new Map<string, TaskNode>();
  readonly problems: ValidationError[] = [];
  /** The group that is being written. */
  current: Group;
  /** Whether its body has come to an end. */
  closed = false;
  private groups = 0;
  private readonly next = new Map<string, number>();
  private readonly said = new Set<string>();

  constructor(name: string) {
    this.name = name;
    this.root = { kind: 'root', name, displayName: undefined, parent: undefined, depth: 0, groups: [], tasks: [] };
    this.current = this.root;
  }

  /** Numbers of groups and of lists that loops go over: KFP counts both with one counter. */
  nextId(): number {
    this.groups += 1;
    return this.groups;
  }

  /** A name that no task has: `train`, `train-2`. */
  freeName(base: string): string {
    if (!this.tasks.has(base)) return base;
    let index = this.next.get(base) ?? 2;
    while (this.tasks.has(`${base}-${index}`)) index += 1;
    this.next.set(base, index + 1);
    return `${base}-${index}`;
  }

  /** Records what is wrong, once. `where` is empty or, for example, `task "fit"`. */
  report(where: string, message: string): void {
    const path = [`pipeline "${this.name}"`, ...(where === '' ? [] : [where])].join(' / ');
    if (this.said.has(`${path}: ${message}`)) return;
    this.said.add(`${path}: ${message}`);
    this.problems.push(new ValidationError(message, path));
  }
}
