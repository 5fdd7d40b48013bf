import type { InferenceService } from './inference-service';

/** What a step asks: a service, an address, or another node. One of them. */
export type GraphTarget<Node extends string = string> =
  | {
      /** An InferenceService of the same namespace. KServe waits for it, and asks it by the protocol that it speaks. */
      readonly service: InferenceService | string;
      readonly node?: never;
      readonly url?: never;
    }
  | {
      /** Another node of the graph. */
      readonly node: Node;
      readonly service?: never;
      readonly url?: never;
    }
  | {
      /** An address that takes the request by POST: with the path, such as that of `predictUrl()`. */
      readonly url: `http://${string}` | `https://${string}`;
      readonly service?: never;
      readonly node?: never;
    };

/** What each step takes beside its target. */
export interface GraphStepOptions {
  /** Name of the step, which answers of an ensemble carry. @default - none: an ensemble counts from 0 */
  readonly name?: string;
}

/** A step of an ensemble. Its answer must be an object of JSON; with any other, the node fails. */
export interface EnsembleStepOptions extends GraphStepOptions {
  /** Whether its failure is that of the node. With `Soft` the node goes on with the answer as it is. @default 'Soft' */
  readonly dependency?: 'Soft' | 'Hard';
}

/** A step of a sequence. */
export interface SequenceStepOptions extends GraphStepOptions {
  /** Whether its failure is that of the node. With `Soft` the node goes on with the answer as it is. @default 'Soft' */
  readonly dependency?: 'Soft' | 'Hard';
  /** What it asks with: the request of the node, or the answer of the step before. @default '$request' */
  readonly data?: '$request' | '$response';
  /**
   * Path of GJSON in the answer of the step before. Where that does not have it, the sequence ends with that answer.
   * @default - the step is always taken
   */
  readonly condition?: string;
}

/** A step of a switch, whose answer and status are those of the node. */
export interface SwitchStepOptions extends GraphStepOptions {
  /** Path of GJSON in the request, such as `[@this].#(modelId=="1")`. The first step whose path is there is taken. */
  readonly condition: string;
}

/** A step of a splitter, whose answer and status are those of the node. */
export interface SplitterStepOptions extends GraphStepOptions {
  /** Percentage of requests that take it. Those of a node make 100. */
  readonly weight: number;
}

/** Steps one after the other. */
export interface SequenceNode<Node extends string = string> {
  readonly routerType: 'Sequence';
  readonly steps: readonly (GraphTarget<Node> & SequenceStepOptions)[];
}

/** One step, by what the request says. A request that fits none gets the status 404. */
export interface SwitchNode<Node extends string = string> {
  readonly routerType: 'Switch';
  readonly steps: readonly (GraphTarget<Node> & SwitchStepOptions)[];
}

/** All steps at once, whose answers are put into one object, by the names of the steps. */
export interface EnsembleNode<Node extends string = string> {
  readonly routerType: 'Ensemble';
  readonly steps: readonly (GraphTarget<Node> & EnsembleStepOptions)[];
}

/** One step, by chance. */
export interface SplitterNode<Node extends string = string> {
  readonly routerType: 'Splitter';
  readonly steps: readonly (GraphTarget<Node> & SplitterStepOptions)[];
}

/** A node of a graph. @see https://kserve.github.io/website/docs/model-serving/inferencegraph/overview */
export type GraphNode<Node extends string = string> =
  SequenceNode<Node> | SwitchNode<Node> | EnsembleNode<Node> | SplitterNode<Node>;

/** What steps of each type of node take beside a target. */
export const stepOptions: Readonly<Record<GraphNode['routerType'], readonly string[]>> = {
  Sequence: ['name', 'dependency', 'data', 'condition'],
  Switch: ['name', 'condition'],
  Ensemble: ['name', 'dependency'],
  Splitter: ['name', 'weight'],
};

/** A step as it may come from a program that is not checked. */
export interface AnyStep {
  readonly name?: unknown;
  readonly dependency?: unknown;
  readonly data?: unknown;
  readonly condition?: unknown;
  readonly weight?: unknown;
  readonly service?: unknown;
  readonly node?: unknown;
  readonly url?: unknown;
}

/** The targets that a step names. */
export function targetsOf(step: AnyStep): ('service' | 'node' | 'url')[] {
  return (['service', 'node', 'url'] as const).filter((target) => step[target] !== undefined);
}
