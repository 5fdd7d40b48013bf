import { Component } from './component';
import type { Group } from './groups';
import type { Scope } from './scope';
import { TaskOptions } from './task-options';

/** A task as the compiler sees it. */
export interface TaskNode {
  readonly scope: Scope;
  /** The group that it stands in. An exit task stands in none. */
  group: Group | undefined;
  /** `train-2`. */
  readonly name: string;
  readonly component: Component;
  /** What is given to its inputs. */
  readonly given: ReadonlyMap<string, unknown>;
  readonly options: TaskOptions;
  /** The group whose end it waits for, if it is an exit task. */
  watches: Group | undefined;
}
