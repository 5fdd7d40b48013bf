import type { JobSetSpec } from '../../lib/api/jobset.types';
import type { TrainingRuntimeSpec, TrainJobSpec } from '../../lib/api/trainer.types';
import { groupKind, identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { shown } from '../../lib/core/words';

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
}

/** A TrainJob's spec before anything is known of its correctness. */
interface Job extends Pick<TrainJobSpec, 'runtimePatches'> {
  readonly runtimeRef?: { readonly name?: string };
}

interface Pod {
  readonly securityContext?: SecurityContext;
  readonly containers?: readonly { readonly securityContext?: SecurityContext }[];
}

/**
 * A job in a namespace of the platform that enforces `restricted` must ask for it. Its pods would be refused
 * otherwise, long after the job was accepted.
 */
export function checkPodSecurity(manifests: readonly Manifest[]): ManifestProblem[] {
  const restricted = new Set(
    manifests
      .filter(({ object }) => object.metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted')
      .filter(({ object }) => object.kind === 'Namespace')
      .map(({ object }) => object.metadata.name),
  );
  const runtimes = new Map(
    manifests
      .filter(({ object }) => /^(Cluster)?TrainingRuntime\.trainer\.kubeflow\.org$/.test(groupKind(object)))
      .map(({ object }) => [object.metadata.name, object.spec as TrainingRuntimeSpec]),
  );
  return manifests
    .filter(({ object }) => groupKind(object) === 'TrainJob.trainer.kubeflow.org')
    .filter(({ object }) => restricted.has(object.metadata.namespace ?? ''))
    .flatMap((manifest) => {
      const spec = manifest.object.spec as Job | undefined;
      const runtime = runtimes.get(spec?.runtimeRef?.name ?? '');
      const pods = [...runtimePods(runtime?.template?.spec), ...patchedPods(spec)];
      if (runtime === undefined || pods.some(asksForNonRoot)) return [];
      const namespace = shown(manifest.object.metadata.namespace);
      return [
        {
          manifest,
          message: `${identity(manifest.object)} is in the namespace ${namespace}, which enforces "restricted", and would get no pods; set "podSecurity" to "restricted" on the job or its runtime`,
        },
      ];
    });
}

function runtimePods(spec: JobSetSpec | undefined): Pod[] {
  return (spec?.replicatedJobs ?? []).flatMap((job) => (job.template.spec?.template.spec as Pod | undefined) ?? []);
}

function patchedPods(spec: Job | undefined): Pod[] {
  return (spec?.runtimePatches ?? [])
    .flatMap((patch) => patch.trainingRuntimeSpec?.template?.spec?.replicatedJobs ?? [])
    .flatMap((job) => job.template?.spec?.template?.spec ?? []);
}

function asksForNonRoot(pod: Pod): boolean {
  const contexts = [pod.securityContext, ...(pod.containers ?? []).map((container) => container.securityContext)];
  return contexts.some((context) => context?.runAsNonRoot === true);
}
