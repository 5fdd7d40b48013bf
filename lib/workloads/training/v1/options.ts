import { Duration } from 'cdk8s';
import type { Affinity, Toleration, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { SchedulingPolicy } from '../../../api/training-operator.types';
import { ImageName } from '../../../core/image';
import { Resources } from '../../../core/props';
import { Environment } from '../environment';

/*
 * Props that the v1 jobs have in common. Texts may hold parameters of a Katib trial, such as
 * `${trialParameters.learningRate}`; what such a text becomes is not checked.
 */

/**
 * When a pod that has ended starts again. `ExitCode`: after exit codes from 128, which say that trying again may help,
 * and not after those from 1 to 127.
 */
export type RestartPolicy = 'Always' | 'OnFailure' | 'Never' | 'ExitCode';

/** The pods of a job, or of one of its roles. What a role says goes over what the job says of all pods. */
export interface JobPodOptions {
  /** Image of the training container. */
  readonly image?: ImageName;
  /** Command of the training container. @default - the image's */
  readonly command?: readonly string[];
  /** Arguments of the training container. @default - the image's */
  readonly args?: readonly string[];
  /** Environment variables of the training container. Those of a role are added to those of the job. @default - none */
  readonly env?: Environment;
  /** Requests and limits of the training container. @default - none */
  readonly resources?: Resources;
  /** Number of GPUs for each pod. @default 0 */
  readonly gpus?: number;
  /**
   * Name of the resource that GPUs are counted by.
   * @default 'nvidia.com/gpu'
   */
  readonly gpuResource?: 'nvidia.com/gpu' | 'amd.com/gpu' | 'gpu.intel.com/i915' | (string & {});
  /** Volumes of the pods. @default - none */
  readonly volumes?: readonly Volume[];
  /** Where the training container mounts volumes. @default - nowhere */
  readonly volumeMounts?: readonly VolumeMount[];
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the pods put up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the pods want. @default - none */
  readonly affinity?: Affinity;
  /** ServiceAccount that the pods run as. @default - that of the namespace */
  readonly serviceAccountName?: string;
  /** Secrets to pull images with. @default - the ServiceAccount's */
  readonly imagePullSecrets?: readonly string[];
  /** Labels of the pods. The operator adds its own. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pods. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * When a pod that has ended starts again.
   * @default - `OnFailure` for PyTorchJob and PaddleJob, `Never` for the others
   */
  readonly restartPolicy?: RestartPolicy;
}

/** The pods of one role, over what the job says of all pods. */
export interface ReplicaOptions extends JobPodOptions {
  /** Number of pods. @default 1 */
  readonly replicas?: number;
}

/** When a job starts, ends and is cleaned up. */
export interface RunOptions {
  /**
   * Kueue's LocalQueue to wait in. Kueue suspends the job until it has room for all its pods.
   * @default - starts at once
   */
  readonly queue?: string;
  /** Holds the job back until it is resumed; set later, it deletes the pods that run. @default false */
  readonly suspend?: boolean;
  /** Time after its start at which the job fails if it has not ended; whole seconds. @default - none */
  readonly activeDeadline?: Duration;
  /** Time after its end at which the job is deleted; whole seconds. @default - it is kept */
  readonly ttlAfterFinished?: Duration;
  /** Number of restarts after which the job fails. @default - no limit */
  readonly backoffLimit?: number;
  /**
   * Pods that are deleted when the job has ended: none, those that still run, or all.
   * @default 'None'
   */
  readonly cleanPodPolicy?: 'None' | 'Running' | 'All';
  /**
   * How the gang scheduler treats the job, where the operator uses one.
   * @default - all pods at once or none
   */
  readonly schedulingPolicy?: SchedulingPolicy;
  /**
   * Who looks after the job: the operator, or Kueue where it sends jobs to other clusters.
   * @default 'kubeflow.org/training-operator'
   */
  readonly managedBy?: 'kubeflow.org/training-operator' | 'kueue.x-k8s.io/multikueue';
}

/** Props of all v1 jobs. */
export interface V1JobProps extends JobPodOptions, RunOptions {
  /** Image of the training container. */
  readonly image: ImageName;
  /**
   * Name of the job: a label of RFC 1035. Pods are named `<name>-<role>-<index>`.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Namespace that the job runs in.
   * @default - the chart's
   */
  readonly namespace?: string;
  /** Labels of the job. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the job. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Makes the pods meet the Pod Security Standard `restricted`. The image must work as a user other than root.
   * @default - as the image has it
   */
  readonly podSecurity?: 'restricted';
  /** Numeric user that the pods run as. @default - the image's */
  readonly runAsUser?: number;
}

/** All restart policies. */
export const restartPolicies: readonly RestartPolicy[] = ['Always', 'OnFailure', 'Never', 'ExitCode'];

/** Names of the props of pods, for `checkKnown`. */
export const podProps: Record<keyof JobPodOptions, true> = {
  ...{ image: true, command: true, args: true, env: true, resources: true, gpus: true, gpuResource: true },
  ...{ volumes: true, volumeMounts: true, nodeSelector: true, tolerations: true, affinity: true, podLabels: true },
  ...{ podAnnotations: true, serviceAccountName: true, imagePullSecrets: true, restartPolicy: true },
};

/** Names of the props of all v1 jobs, for `checkKnown`. */
export const jobProps: Record<keyof V1JobProps, true> = {
  ...podProps,
  ...{ name: true, namespace: true, labels: true, annotations: true, podSecurity: true, runAsUser: true },
  ...{ queue: true, suspend: true, activeDeadline: true, ttlAfterFinished: true, backoffLimit: true },
  ...{ cleanPodPolicy: true, schedulingPolicy: true, managedBy: true },
};
