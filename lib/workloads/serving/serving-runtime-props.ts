import type { Affinity, Toleration, Volume } from 'kubernetes-types/core/v1';
import { ImageName } from '../../core/image';
import { Protocol } from './model-formats';
import { knownContainer, ServingContainerOptions } from './serving-container';

/** A format that a runtime serves. */
export interface RuntimeFormat {
  /** Name of the format, such as `sklearn`, or one of your own. */
  readonly name: string;
  /** Versions of the format, such as `1`. @default - any */
  readonly versions?: readonly string[];
  /**
   * How much KServe prefers the runtime for models that name none: of several with this format, the one with the highest
   * number is taken. Two with the same number, scope and protocol exclude each other.
   * @default - it serves only models that name it
   */
  readonly priority?: number;
}

/** Pods that share a model with the first, so that it may be larger than one node. */
export interface RuntimeWorkerOptions extends Omit<ServingContainerOptions, 'port' | 'drainTime'> {
  /** Image of the workers. */
  readonly image: ImageName;
  /** Number of parts that the layers are divided into, where a service says nothing else. @default 1 */
  readonly pipelineParallelSize?: number;
  /** Number of GPUs that each layer is divided among, where a service says nothing else. @default 1 */
  readonly tensorParallelSize?: number;
  /** Volumes of the workers. @default - none but the model at `/mnt/models` */
  readonly volumes?: readonly Volume[];
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the workers put up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the workers want. @default - none */
  readonly affinity?: Affinity;
}

/** Props of `ServingRuntime`. */
export interface ServingRuntimeProps extends ServingContainerOptions {
  /** Name of the runtime. @default - the construct's id */
  readonly name?: string;
  /** Who may use it: services of its own namespace, or of all. @default 'namespace' */
  readonly scope?: 'namespace' | 'cluster';
  /** Namespace of the runtime, where its scope is one. @default - the chart's */
  readonly namespace?: string;
  /** Image of the model server. */
  readonly image: ImageName;
  /** Formats of models that it serves. */
  readonly formats: readonly RuntimeFormat[];
  /** Protocols that it speaks. @default ['v1'] */
  readonly protocols?: readonly Protocol[];
  /**
   * Whether no service gets it: those that have it keep their pods, and KServe changes nothing of them any more.
   * @default false
   */
  readonly disabled?: boolean;
  /** Further pods that share each model, which makes it a runtime for services with `workers`. @default - none */
  readonly workers?: RuntimeWorkerOptions;
  /** Volumes of the pods. @default - none but the model at `/mnt/models` */
  readonly volumes?: readonly Volume[];
  /** Secrets to pull images with. @default - the ServiceAccount's */
  readonly imagePullSecrets?: readonly string[];
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the pods put up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the pods want. @default - none */
  readonly affinity?: Affinity;
  /** Labels of the pods. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pods. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Labels of the runtime itself. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the runtime itself. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Makes the containers meet the Pod Security Standard `restricted`. The images must work as a user other than root.
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'none';
  /** Numeric user of the containers, where that of their images is root or has a name. @default - the image's */
  readonly runAsUser?: number;
}

/** All props, for the check of unknown ones. */
export const knownRuntime: Record<keyof ServingRuntimeProps, true> = {
  ...{ ...knownContainer, name: true, scope: true, namespace: true, image: true, formats: true, protocols: true },
  ...{ disabled: true, workers: true, volumes: true, imagePullSecrets: true, nodeSelector: true, tolerations: true },
  ...{ affinity: true, podLabels: true, podAnnotations: true, labels: true, annotations: true, podSecurity: true },
  ...{ runAsUser: true },
};
