import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Sizing } from './size';

/*
 * Parts that the pods of all components share. Pods run as the Pod Security Standard `restricted` wants.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */

/** What a pod states of its security. @param user - numeric user. @default - the image's, which must not be root */
export function restrictedPod(user?: number): k8s.PodSecurityContext {
  return {
    runAsNonRoot: true,
    ...(user === undefined ? {} : { runAsUser: user, runAsGroup: user, fsGroup: user }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** What each container states of its security. */
export const restrictedContainer: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
};

/** What a container asks for. */
export function resourcesOf(sizing: Pick<Sizing, 'requests' | 'limits'>): k8s.ResourceRequirements {
  return { requests: quantities(sizing.requests), limits: quantities(sizing.limits) };
}

function quantities(list: Sizing['requests']): Record<string, k8s.Quantity> {
  return Object.fromEntries(
    Object.entries(list).flatMap(([resource, amount]) =>
      amount === undefined ? [] : [[resource, k8s.Quantity.fromString(amount)]],
    ),
  );
}

/** What a pod states so that the replicas of a Deployment spread over nodes, where there are several of both. */
export function spread(
  replicas: number,
  selector: Record<string, string>,
): Pick<k8s.PodSpec, 'topologySpreadConstraints'> {
  if (replicas < 2) return {};
  return {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selector },
      },
    ],
  };
}

/** A disruption budget that keeps all replicas but one. A single replica gets none, since it would block every drain. */
export function addDisruptionBudget(
  scope: Construct,
  metadata: k8s.ObjectMeta,
  replicas: number,
  selector: Record<string, string>,
): void {
  if (replicas < 2) return;
  new k8s.KubePodDisruptionBudget(scope, 'disruption-budget', {
    metadata,
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: selector },
      // Pods that do not work are no reason to keep a node from being drained.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}
