import { ImageName } from '../../core/image';
import { KubernetesOptions } from './kubernetes-options';
import { ContainerResources } from './resources';
import type { Task } from './task';
import { ParameterValue } from './values';

/** How often a task is tried again. */
export interface Retry {
  /** How many times after the first. */
  readonly count: number;
  /**
   * Seconds before the first time.
   * @default 0
   */
  readonly backoff?: number;
  /**
   * By what the wait grows.
   * @default 2
   */
  readonly factor?: number;
  /**
   * Seconds that a wait takes at most.
   * @default 3600
   */
  readonly maxBackoff?: number;
}

/** Options of every task, also of a pipeline within a pipeline. */
export interface GraphTaskOptions {
  /**
   * Name of the task in the pipeline: lower case letters, digits and `-`.
   * @default - that of the component, with a number where it is taken
   */
  readonly name?: string;
  /**
   * Name in the UI.
   * @default - its name
   */
  readonly displayName?: string;
  /**
   * Tasks that come first, besides those whose outputs it takes.
   * @default - none
   */
  readonly after?: readonly Task[];
  /**
   * Whether an earlier result of the same inputs is taken instead of running it. A text is a key of your own.
   * @default true
   */
  readonly cache?: boolean | string;
  /**
   * How often it is tried again.
   * @default - once, and no more
   */
  readonly retry?: Retry | number;
  /**
   * Whether it runs also where a task before it failed.
   * @default false
   */
  readonly ignoreUpstreamFailure?: boolean;
}

/** Options of a task that runs a container. What a component brings is kept where the task does not say otherwise. */
export interface TaskOptions extends GraphTaskOptions, ContainerResources, KubernetesOptions {
  /**
   * Image of this task.
   * @default - that of the component
   */
  readonly image?: ImageName | ParameterValue<'string'>;
  /**
   * Variables beside those of the component.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
}
