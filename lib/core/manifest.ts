import { ApiObject } from 'cdk8s';
import { listOf } from './props';

/** A Kubernetes object as it is written out. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A rendered object together with the construct it came from. */
export interface Manifest {
  readonly construct: ApiObject;
  readonly object: KubernetesObject;
}

/** Something wrong with a rendered object. */
export interface ManifestProblem {
  readonly manifest: Manifest;
  /** One sentence in the form of {@link ValidationError}. */
  readonly message: string;
}

/** What synth needs to know of a kind in order to check objects of it. `lib/api` provides these. */
export interface CheckedKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** All that is wrong with an object of this kind, one sentence each. */
  validate(object: KubernetesObject): string[];
}

/** A construct that brings a kind: a CRD, or a custom resource. */
export interface BringsKind {
  readonly checkedKind: CheckedKind;
}

/** `Kind namespace/name`, as it stands in inventories and messages. */
export function identity(object: KubernetesObject): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** `Deployment.apps`, `Service`: a kind with its group, as kubectl takes it. */
export function groupKind(object: { readonly apiVersion: string; readonly kind: string }): string {
  const [group, version] = object.apiVersion.split('/');
  return version === undefined ? object.kind : `${object.kind}.${group}`;
}

/** The pod template of a workload object of Kubernetes' own kinds, with the number of pods it asks for. */
export function podTemplate(object: KubernetesObject): PodTemplate | undefined {
  const spec = (object.spec ?? {}) as WorkloadSpec;
  switch (groupKind(object)) {
    case 'Pod':
      return { replicas: 1, labels: object.metadata.labels ?? {}, spec: spec as PodSpec };
    case 'Deployment.apps':
    case 'ReplicaSet.apps':
    case 'ReplicationController':
    case 'StatefulSet.apps':
      return template(spec, spec.replicas ?? 1);
    case 'DaemonSet.apps':
      return template(spec, 1);
    case 'Job.batch':
      return template(spec, spec.parallelism ?? 1);
    case 'CronJob.batch':
      return template(spec.jobTemplate?.spec ?? {}, 1);
    default:
      return undefined;
  }
}

/** All containers of a pod, the init containers first. Whatever is none is left out; the API server reports it. */
export function containersOf(pod: PodSpec | undefined): Container[] {
  return [...listOf(pod?.initContainers), ...listOf(pod?.containers)].filter(
    (container: Container | null) => typeof container === 'object' && container !== null,
  );
}

/** The parts of a pod template that synth looks at. */
export interface PodTemplate {
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** The parts of a pod's spec that synth looks at. */
export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
}

/** The parts of a container that synth looks at. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>> };
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: Reference; readonly configMapKeyRef?: Reference };
  }[];
}

interface Reference {
  readonly name?: string;
  readonly optional?: boolean;
}

interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName?: string; readonly optional?: boolean };
  readonly configMap?: Reference;
}

interface WorkloadSpec {
  readonly replicas?: number;
  readonly parallelism?: number;
  readonly template?: { readonly metadata?: { readonly labels?: Record<string, string> }; readonly spec?: PodSpec };
  readonly jobTemplate?: { readonly spec?: WorkloadSpec };
}

function template(spec: WorkloadSpec, replicas: number): PodTemplate {
  return { replicas, labels: spec.template?.metadata?.labels ?? {}, spec: spec.template?.spec ?? {} };
}
