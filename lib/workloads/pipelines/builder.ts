import { TaskParameters } from './arguments';
import { addExitHandler, addLoop, BranchBuilder, GroupOptions, LoopOptions, startBranches } from './build-groups';
import { addTask } from './build-task';
import { collected, CollectedType, oneOf } from './build-values';
import { Component, ContainerRun, Run } from './component';
import { Condition } from './conditions';
import { ComponentInputs, ComponentOutputs } from './interface';
import { Scope } from './scope';
import { Task } from './task';
import { GraphTaskOptions, TaskOptions } from './task-options';
import { ItemOf, ItemType, Json, ParameterType } from './types';
import { ArtifactValue, ItemValue, ParameterValue, Value } from './values';

/** Options of a task of such a component: pipelines and importers have no container. */
export type OptionsOf<R extends Run> = [R] extends [ContainerRun] ? TaskOptions : GraphTaskOptions;

/** What the body of a pipeline writes with. */
export class PipelineBuilder {
  private readonly scope: Scope;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /**
   * A task: the component at work, with arguments for its inputs.
   *
   *     const fit = p.task(train, { data: prepare.outputs.data, epochs: 3 }, { cpuLimit: '4' });
   */
  task<I extends ComponentInputs, O extends ComponentOutputs, R extends Run>(
    component: Component<I, O, R>,
    ...[given, options]: TaskParameters<I, OptionsOf<R>>
  ): Task<O> {
    return addTask(this.scope, component, given, options);
  }

  /**
   * What runs where a condition holds. `elif` and `else` follow it.
   *
   *     const [heads, tails] = p.when(equals(flip.outputs.side, 'heads'), () => p.task(win)).else(() => p.task(lose)).results;
   */
  when<X>(condition: Condition, body: () => X, options?: GroupOptions): BranchBuilder<[X]> {
    return startBranches(this.scope, condition, body, options);
  }

  /**
   * What runs for each item: of a list, of a parameter or of an output that is a list.
   *
   *     const fits = p.parallelFor([0.1, 0.01], (rate) => p.task(train, { rate }), { parallelism: 2 });
   */
  parallelFor<const T extends Json, X>(
    items: readonly T[],
    body: (item: ItemValue<ItemOf<T>>) => X,
    options?: LoopOptions,
  ): X;
  parallelFor<I extends ItemType, X>(
    items: ParameterValue<'list', I>,
    body: (item: ItemValue<I>) => X,
    options?: LoopOptions,
  ): X;
  parallelFor<X>(items: readonly Json[] | ParameterValue, body: (item: never) => X, options?: LoopOptions): X {
    return addLoop(this.scope, items, body, options);
  }

  /**
   * What an exit task watches: it runs when the tasks of the body have ended, however they ended.
   *
   *     const tell = p.task(notify);
   *     p.exitHandler(tell, () => p.task(train));
   */
  exitHandler<X>(exit: Task, body: () => X, options?: GroupOptions): X {
    return addExitHandler(this.scope, exit, body, options);
  }

  /** The output of that branch which ran: give one of each branch. The last branch must be an `else`. */
  oneOf<V extends Value>(first: V, ...others: readonly NoInfer<V>[]): V {
    return oneOf(this.scope, [first, ...others]) as V;
  }

  /** The outputs of all rounds of a loop, as a list, for a task after the loop. */
  collected<T extends ParameterType, I extends ItemType>(
    value: ParameterValue<T, I>,
  ): ParameterValue<'list', CollectedType<T, I>>;
  collected<A extends string>(value: ArtifactValue<A, false>): ArtifactValue<A, true>;
  collected(value: Value): Value {
    return collected(this.scope, value);
  }
}
