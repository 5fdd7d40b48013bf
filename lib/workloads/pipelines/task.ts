import { ValuesOf } from './arguments';
import { ComponentOutputs } from './interface';
import type { TaskNode } from './task-node';

/** A component at work in a pipeline. */
export class Task<O extends ComponentOutputs = ComponentOutputs> {
  /** Name in the pipeline. */
  readonly name: string;
  /** What it gives, for inputs of other tasks and outputs of the pipeline. */
  readonly outputs: ValuesOf<O>;
  /** The task as the compiler sees it. */
  readonly node: TaskNode;

  constructor(node: TaskNode, outputs: ValuesOf<O>) {
    this.name = node.name;
    this.outputs = outputs;
    this.node = node;
  }
}
