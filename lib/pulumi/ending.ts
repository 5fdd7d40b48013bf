import * as pulumi from '@pulumi/pulumi';
import { groupKind, KubernetesObject } from '../core/manifest';

/** Types of the conditions that say how something has ended that runs to an end. */
export interface End {
  readonly succeeded: string;
  readonly failed: string;
}

const job: End = { succeeded: 'Succeeded', failed: 'Failed' };

const ends: Readonly<Partial<Record<string, End>>> = {
  'Experiment.kubeflow.org': job,
  'JAXJob.kubeflow.org': job,
  'JobSet.jobset.x-k8s.io': { succeeded: 'Completed', failed: 'Failed' },
  'MPIJob.kubeflow.org': job,
  'PaddleJob.kubeflow.org': job,
  'PyTorchJob.kubeflow.org': job,
  'TFJob.kubeflow.org': job,
  'TrainJob.trainer.kubeflow.org': { succeeded: 'Complete', failed: 'Failed' },
  'XGBoostJob.kubeflow.org': job,
};

interface Suspendable {
  readonly suspend?: boolean;
  readonly runPolicy?: { readonly suspend?: boolean };
}

/** How an object ends. One that is suspended comes to no end until somebody resumes it. */
export function endOf(object: KubernetesObject): End | undefined {
  const { suspend, runPolicy } = (object.spec ?? {}) as Suspendable;
  return suspend === true || runPolicy?.suspend === true ? undefined : ends[groupKind(object)];
}

/** What the provider waits for: either end, so that a failure is known at once. */
export function hasEnded({ succeeded, failed }: End): `jsonpath=${string}` {
  const either = [succeeded, failed].map((type) => `@.type=="${type}"`).join('||');
  return `jsonpath={.status.conditions[?((${either})&&@.status=="True")].type}`;
}

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

/**
 * Fails the program where something has ended badly.
 * @throws RunError with the reason that its controller gives
 */
export function checkEnd({ failed }: End, { kind, metadata }: KubernetesObject, status: unknown): void {
  // A preview must show how to mend it.
  if (pulumi.runtime.isDryRun()) return;
  const { conditions } = (status ?? {}) as { readonly conditions?: readonly Condition[] };
  const failure = conditions?.find(({ type, status: holds }) => type === failed && holds === 'True');
  if (failure === undefined) return;
  const { reason = 'no reason', message = 'no message' } = failure;
  throw new pulumi.RunError(
    `${kind} ${metadata.namespace ?? 'default'}/${metadata.name} has failed: ${reason}: ${message}; look at its pods, mend it, and run pulumi up again, with --replace where nothing of it has changed`,
  );
}
