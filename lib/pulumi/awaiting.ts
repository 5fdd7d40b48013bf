import { GateCondition } from '../core/gate';
import { groupKind, KubernetesObject } from '../core/manifest';

/** Kinds whose readiness the provider knows by itself. @see https://www.pulumi.com/registry/packages/kubernetes/ */
const known: ReadonlySet<string> = new Set([
  'DaemonSet.apps',
  'Deployment.apps',
  'Ingress.networking.k8s.io',
  'Job.batch',
  'PersistentVolume',
  'Pod',
  'ReplicationController',
  'StatefulSet.apps',
]);

/** The condition that says that an object of a kind has done what it is for. */
const ends: Readonly<Partial<Record<string, GateCondition>>> = {
  'CustomResourceDefinition.apiextensions.k8s.io': 'condition=Established',
  'Experiment.kubeflow.org': 'condition=Succeeded',
  'JAXJob.kubeflow.org': 'condition=Succeeded',
  'JobSet.jobset.x-k8s.io': 'condition=Completed',
  'MPIJob.kubeflow.org': 'condition=Succeeded',
  'PaddleJob.kubeflow.org': 'condition=Succeeded',
  'PyTorchJob.kubeflow.org': 'condition=Succeeded',
  'TFJob.kubeflow.org': 'condition=Succeeded',
  'TrainJob.trainer.kubeflow.org': 'condition=Complete',
  'XGBoostJob.kubeflow.org': 'condition=Succeeded',
};

const waitFor = 'pulumi.com/waitFor';
const skipAwait = 'pulumi.com/skipAwait';

/**
 * Annotations that say what the provider waits for after it has applied an object.
 * @param asked conditions that were asked for, by gates or by the program
 */
export function awaitAnnotations(
  object: KubernetesObject,
  asked: readonly (GateCondition | 'nothing')[],
): Record<string, string> {
  const given = object.metadata.annotations ?? {};
  if (waitFor in given || skipAwait in given) return {};
  if (asked.includes('nothing')) return { [skipAwait]: 'true' };
  const kind = groupKind(object);
  // A Service without pods is no failure of the Service: what runs the pods is waited for.
  if (kind === 'Service' && (object.spec as { readonly type?: string } | undefined)?.type !== 'LoadBalancer') {
    return { [skipAwait]: 'true' };
  }
  // The provider waits for a volume that binds late to be unbound, which one that is in use never is again.
  if (kind === 'PersistentVolumeClaim') return { [skipAwait]: 'true' };
  const conditions = asked.length > 0 ? [...new Set(asked)] : [ends[kind] ?? []].flat();
  if (conditions.length === 0) return {};
  return { [waitFor]: conditions.length === 1 ? String(conditions[0]) : JSON.stringify(conditions) };
}

/** Whether the provider waits for a kind in its own way, which sees more than a condition of a gate does. */
export function isAwaited(object: KubernetesObject): boolean {
  return known.has(groupKind(object));
}
