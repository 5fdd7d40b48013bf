import { Condition } from './conditions';
import type { TaskNode } from './task-node';
import { ItemType, Json } from './types';
import { ParameterValue } from './values';

/** Tasks and groups that run together: the pipeline itself, a branch, a loop, what an exit task watches. */
export interface GroupNode {
  /** `for-loop-2`. Of the pipeline itself, its name. */
  name: string;
  readonly displayName: string | undefined;
  parent: Group | undefined;
  /** How many groups are around it. */
  readonly depth: number;
  readonly groups: Group[];
  readonly tasks: TaskNode[];
}

/** The pipeline itself. */
export interface Root extends GroupNode {
  readonly kind: 'root';
}

/** What runs where a condition holds. */
export interface Branch extends GroupNode {
  readonly kind: 'condition';
  readonly condition: Condition;
}

/** Branches of which one runs. */
export interface Branches extends GroupNode {
  readonly kind: 'condition-branches';
  /** Whether one of them runs in any case. */
  closed: boolean;
  /** How many values were made of its branches. */
  choices: number;
}

/** What runs for each item. */
export interface Loop extends GroupNode {
  readonly kind: 'for-loop';
  /** The list, or what has one when the pipeline runs. */
  readonly items: readonly Json[] | ParameterValue;
  /** Name of the item, without the prefix. */
  readonly item: string;
  readonly itemType: ItemType;
  readonly parallelism: number | undefined;
}

/** What an exit task watches. */
export interface Watched extends GroupNode {
  readonly kind: 'exit-handler';
  readonly exit: TaskNode;
}

/** A group of tasks. */
export type Group = Root | Branch | Branches | Loop | Watched;

/** The group itself and those around it, innermost first. */
export function* around(group: Group | undefined): Generator<Group> {
  for (let next = group; next !== undefined; next = next.parent) yield next;
}
