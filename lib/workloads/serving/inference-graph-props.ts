import type { Affinity, Toleration } from 'kubernetes-types/core/v1';
import { Duration } from 'cdk8s';
import { Resources } from '../../core/props';
import { GraphNode } from './graph-nodes';

/** Props of `InferenceGraph`. Those of pods are the router's, which passes requests on. */
export interface InferenceGraphProps<Node extends string = string> {
  /**
   * Name of the graph: a label of RFC 1035, of at most 58 characters. The name and the namespace together have at most 62.
   * @default - the construct's id
   */
  readonly name?: string;
  /** Namespace of the graph, and of the services that it asks by name. @default - the chart's */
  readonly namespace?: string;
  /** The nodes by name. Requests begin at `root`. */
  readonly nodes: Readonly<Record<Node | 'root', GraphNode<NoInfer<Exclude<Node, 'root'>>>>>;
  /** Requests and limits of the router. @default - those of KServe's configuration */
  readonly resources?: Resources;
  /** Least number of the router's pods. @default 1 */
  readonly minReplicas?: number;
  /**
   * Greatest number of the router's pods. A HorizontalPodAutoscaler of the graph's name then sets it. KServe 0.16 leaves that
   * behind when this prop is taken away: delete it, or it goes on setting the number.
   * @default - `minReplicas`
   */
  readonly maxReplicas?: number;
  /** What the number follows. @default 'cpu' */
  readonly scaleMetric?: 'cpu' | 'memory';
  /** How much of it, as a percentage of what the router requests. @default 80 */
  readonly scaleTarget?: number;
  /** How long the router waits for the answer of a step; whole seconds. @default - up to `requestTimeout` */
  readonly stepTimeout?: Duration;
  /**
   * How long all steps together may take, after which the router hangs up without an answer; whole seconds.
   * @default - KServe's: 60 seconds
   */
  readonly requestTimeout?: Duration;
  /** Takes the router's pods away, until it is started again. @default false */
  readonly stop?: boolean;
  /** The one node of the cluster that the router runs on, past the scheduler. @default - any node */
  readonly nodeName?: string;
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the router puts up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the router wants. @default - none */
  readonly affinity?: Affinity;
  /** ServiceAccount of the router. @default - that of the namespace */
  readonly serviceAccountName?: string;
  /** Labels of the graph. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the graph. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}
