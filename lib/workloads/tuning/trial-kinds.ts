import { groupKind } from '../../core/manifest';

/** A pod template within a trial's object. */
export interface TemplatePlace {
  /** Fields that lead to the template. */
  readonly path: readonly string[];
  /** What the names of its pods add to the name of the job. */
  readonly suffix: string;
  /** Whether metrics come from its pods. */
  readonly primary: boolean;
}

/** What is known of a kind that trials may be of. */
export interface TrialKind {
  /** The container that metrics come from; `undefined` where the author names all containers. */
  readonly primaryContainerName: string | undefined;
  /** Labels of the pods that metrics come from; `undefined` for all pods. */
  readonly primaryPodLabels: Readonly<Record<string, string>> | undefined;
  readonly successCondition: string;
  readonly failureCondition: string;
  readonly templates: readonly TemplatePlace[];
}

/** An object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object in a field, or an empty one. */
export function inside(value: unknown, ...path: readonly string[]): Fields {
  let inner = value;
  for (const field of path) inner = isFields(inner) ? inner[field] : undefined;
  return isFields(inner) ? inner : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object with one object deep inside it changed. */
export function changed(object: Fields, path: readonly string[], change: (inner: Fields) => Fields): Fields {
  const [field, ...rest] = path;
  if (field === undefined) return change(object);
  return { ...object, [field]: changed(inside(object, field), rest, change) };
}

/** What is known of the kind of a trial's object, or nothing for kinds that Keelson does not know. */
export function trialKindOf(trial: { readonly apiVersion: string; readonly kind: string }): TrialKind | undefined {
  const name = groupKind(trial);
  if (name === 'Job.batch') {
    return {
      primaryContainerName: undefined,
      primaryPodLabels: undefined,
      ...conditions('Complete'),
      templates: [{ path: ['spec', 'template'], suffix: '', primary: true }],
    };
  }
  const replicated = Object.hasOwn(replicatedKinds, name) ? replicatedKinds[name] : undefined;
  if (replicated === undefined) return undefined;
  const [field, container, ...order] = replicated;
  const replicas = Object.entries(inside(trial, 'spec', field));
  const primary = order.find((type) => replicas.some(([given]) => given === type)) ?? order[0];
  return {
    primaryContainerName: container,
    primaryPodLabels: primaryLabels(name, primary),
    ...conditions('Succeeded'),
    templates: replicas.map(([type, spec]) => ({
      path: ['spec', field, type, 'template'],
      suffix: `-${type.toLowerCase()}-${Math.max(0, Number(inside(spec).replicas ?? 1) - 1)}`,
      primary: type === primary,
    })),
  };
}

// Field of the replicas, name of the training container, and which replica reports: the first of these that there is.
const replicatedKinds: Readonly<Record<string, readonly [string, string, ...string[]]>> = {
  'PyTorchJob.kubeflow.org': ['pytorchReplicaSpecs', 'pytorch', 'Master', 'Worker'],
  'TFJob.kubeflow.org': ['tfReplicaSpecs', 'tensorflow', 'Chief', 'Master', 'Worker'],
  'MPIJob.kubeflow.org': ['mpiReplicaSpecs', 'mpi', 'Launcher'],
  'XGBoostJob.kubeflow.org': ['xgbReplicaSpecs', 'xgboost', 'Master'],
  'PaddleJob.kubeflow.org': ['paddleReplicaSpecs', 'paddle', 'Master', 'Worker'],
  'JAXJob.kubeflow.org': ['jaxReplicaSpecs', 'jax', 'Worker'],
};

/** Katib's way to ask for a condition of an object. */
export function conditions(success: string): Pick<TrialKind, 'successCondition' | 'failureCondition'> {
  const condition = (type: string): string => `status.conditions.#(type=="${type}")#|#(status=="True")#`;
  return { successCondition: condition(success), failureCondition: condition('Failed') };
}

/** The operator calls one pod the master, also where it is the first worker; but not for PaddlePaddle. */
function primaryLabels(kind: string, primary: string | undefined): Record<string, string> {
  if (kind === 'PaddleJob.kubeflow.org' && primary === 'Worker') {
    return { 'training.kubeflow.org/replica-type': 'worker', 'training.kubeflow.org/replica-index': '0' };
  }
  return { 'training.kubeflow.org/job-role': 'master' };
}
