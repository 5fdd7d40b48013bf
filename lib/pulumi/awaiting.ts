import { GateCondition } from '../core/gate';
import { groupKind, KubernetesObject } from '../core/manifest';
import { End, endOf, hasEnded } from './ending';

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

/** Kinds that serve, and say so by the condition `Ready`. */
const serving: ReadonlySet<string> = new Set([
  'InferenceGraph.serving.kserve.io',
  'InferenceService.serving.kserve.io',
  'LLMInferenceService.serving.kserve.io',
  'TrainedModel.serving.kserve.io',
]);

const waitFor = 'pulumi.com/waitFor';
const skipAwait = 'pulumi.com/skipAwait';
/** Set where KServe keeps the object, and takes its pods away. */
const stopped = 'serving.kserve.io/stop';

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
  if (asked.length > 0) return { [waitFor]: written([...new Set(asked)]) };
  switch (groupKind(object)) {
    case 'Service': {
      // A Service without pods is no failure of the Service: what runs the pods is waited for.
      const { type } = (object.spec ?? {}) as { readonly type?: string };
      return type === 'LoadBalancer' ? {} : { [skipAwait]: 'true' };
    }
    case 'PersistentVolumeClaim':
      // The provider waits for a volume that binds late to be unbound, which one that is in use never is again.
      return { [skipAwait]: 'true' };
    case 'CustomResourceDefinition.apiextensions.k8s.io':
      return { [waitFor]: 'condition=Established' };
    default: {
      if (serving.has(groupKind(object)) && given[stopped] !== 'true') return { [waitFor]: 'condition=Ready' };
      const end = endOf(object);
      return end === undefined ? {} : { [waitFor]: hasEnded(end) };
    }
  }
}

function written(conditions: readonly string[]): string {
  const [first = ''] = conditions;
  return conditions.length === 1 ? first : JSON.stringify(conditions);
}

/** The end that is awaited of an object that runs to one, unless the program asks for something else. */
export function awaitedEnd(object: KubernetesObject, asked: readonly unknown[]): End | undefined {
  const given = object.metadata.annotations ?? {};
  return asked.length > 0 || waitFor in given || skipAwait in given ? undefined : endOf(object);
}

/** Whether the provider waits for a kind in its own way, which sees more than a condition of a gate does. */
export function isAwaited(object: KubernetesObject): boolean {
  return known.has(groupKind(object));
}
