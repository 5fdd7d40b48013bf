import { Quantity } from '../../core/quantity';
import { Json } from './types';
import { ParameterValue } from './values';

/** A name, written or given when the pipeline runs. */
export type Name = string | ParameterValue<'string'>;

/** An object, written or given when the pipeline runs. */
export type Struct<T> = T | ParameterValue<'struct'>;

/** Variables from a Secret or a ConfigMap. */
export interface EnvFrom {
  /** Name of the object. */
  readonly name: Name;
  /** Variables by key of the object: `{ password: 'DB_PASSWORD' }`. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Whether the object may be missing.
   * @default false
   */
  readonly optional?: boolean;
}

/** A Secret or a ConfigMap as files. */
export interface VolumeFrom {
  /** Name of the object. */
  readonly name: Name;
  /** Where its keys appear as files. */
  readonly mountPath: string;
  /**
   * Whether the object may be missing.
   * @default false
   */
  readonly optional?: boolean;
}

/** A PersistentVolumeClaim in a task. */
export interface ClaimMount {
  /** Name of the claim: a text, an input, or `name` of a task that made one. */
  readonly name: Name;
  readonly mountPath: string;
  /**
   * Folder of the volume that is mounted.
   * @default - all of it
   */
  readonly subPath?: string;
}

/** A volume that lives as long as the task, made from a storage class. */
export interface EphemeralVolume {
  readonly name: string;
  readonly mountPath: string;
  readonly accessModes: readonly AccessMode[];
  readonly size: Quantity;
  /**
   * Storage class.
   * @default - the cluster's own
   */
  readonly storageClassName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** How many may mount a volume, and how. */
export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';

/** An empty folder that lives as long as the task. */
export interface EmptyDir {
  readonly name: string;
  readonly mountPath: string;
  /**
   * `Memory` keeps it in memory.
   * @default - the node's disk
   */
  readonly medium?: 'Memory';
  readonly sizeLimit?: Quantity;
}

/** A toleration of a taint. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect?: 'NoExecute' | 'NoSchedule' | 'PreferNoSchedule';
  /** Seconds that the pod stays on a node with the taint. */
  readonly tolerationSeconds?: number;
}

/** What a node's labels or fields must be. */
export interface NodeRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

/** Nodes that a task must run on, or with a weight, should. */
export interface NodeAffinityTerm {
  readonly matchExpressions?: readonly NodeRequirement[];
  readonly matchFields?: readonly NodeRequirement[];
  /** From 1 to 100: how much it counts. Without, it is a must. */
  readonly weight?: number;
}

/** As whom a container runs. */
export interface TaskSecurityContext {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
}

/**
 * What a task asks of Kubernetes.
 * @see https://kfp-kubernetes.readthedocs.io/
 */
export interface KubernetesOptions {
  /** Secrets as variables. */
  readonly secretEnv?: readonly EnvFrom[];
  /** Secrets as files. */
  readonly secretVolumes?: readonly VolumeFrom[];
  /** ConfigMaps as variables. */
  readonly configMapEnv?: readonly EnvFrom[];
  /** ConfigMaps as files. */
  readonly configMapVolumes?: readonly VolumeFrom[];
  /** PersistentVolumeClaims. */
  readonly claims?: readonly ClaimMount[];
  /** Volumes that live as long as the task. */
  readonly ephemeralVolumes?: readonly EphemeralVolume[];
  /** Empty folders. */
  readonly emptyDirs?: readonly EmptyDir[];
  /** Size of `/dev/shm`, for programs that share memory between processes. */
  readonly sharedMemory?: Quantity;
  /** Labels of nodes that the task may run on. */
  readonly nodeSelector?: Struct<Readonly<Record<string, string>>>;
  /** Taints that the task tolerates; a value of the run is a toleration or a list of them. */
  readonly tolerations?: readonly Struct<Toleration>[] | ParameterValue<'struct' | 'list'>;
  /** Nodes that the task must or should run on; a struct is a whole NodeAffinity. */
  readonly nodeAffinity?: readonly NodeAffinityTerm[] | Struct<Readonly<Record<string, Json>>>;
  /** Labels of the pod. */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pod. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** When the image is pulled. */
  readonly imagePullPolicy?: 'Always' | 'Never' | 'IfNotPresent';
  /** Secrets with which images are pulled. */
  readonly imagePullSecrets?: readonly Name[];
  /** Variables from fields of the pod: `{ POD_IP: 'status.podIP' }`. */
  readonly fieldEnv?: Readonly<Record<string, string>>;
  /** Seconds after which the task is ended. */
  readonly timeout?: number;
  /** As whom the container runs. */
  readonly securityContext?: TaskSecurityContext;
}
