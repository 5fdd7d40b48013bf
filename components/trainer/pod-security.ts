import type { ReplicatedJob } from '../../lib/api/jobset.types';
import type { TrainingRuntimeSpec, TrainJobSpec } from '../../lib/api/trainer.types';
import { groupKind, identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { listOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly seccompProfile?: object;
  readonly capabilities?: { readonly drop?: readonly string[] };
}

/** A TrainJob's spec before anything is known of its correctness. */
interface Job extends Pick<TrainJobSpec, 'runtimePatches'> {
  readonly runtimeRef?: { readonly kind?: string; readonly name?: string };
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
      .map(({ object }) => [keyOf(object.kind, object.metadata), object.spec as TrainingRuntimeSpec | undefined]),
  );
  return manifests
    .filter(({ object }) => groupKind(object) === 'TrainJob.trainer.kubeflow.org')
    .filter(({ object }) => restricted.has(object.metadata.namespace ?? ''))
    .flatMap((manifest) => {
      const spec = manifest.object.spec as Job | undefined;
      const { kind = 'ClusterTrainingRuntime', name = '' } = spec?.runtimeRef ?? {};
      const key = keyOf(kind, { name, namespace: manifest.object.metadata.namespace });
      const runtime = runtimes.get(key);
      const parts = listOf(runtime?.template?.spec?.replicatedJobs);
      if (parts.every((part) => isRestricted(podsOf(part, spec)))) return [];
      const namespace = shown(manifest.object.metadata.namespace);
      return [
        {
          manifest,
          message: `${identity(manifest.object)} is in the namespace ${namespace}, which enforces "restricted", and would get no pods; set "podSecurity" to "restricted" on the job or its runtime`,
        },
      ];
    });
}

function keyOf(kind: string, { name, namespace }: { readonly name: string; readonly namespace?: string }): string {
  return kind === 'TrainingRuntime' ? `${namespace}/${name}` : name;
}

/** What a part's pods state: in the runtime, and in the patches for that part. */
function podsOf(part: Partial<ReplicatedJob>, spec: Job | undefined): Pod[] {
  const patches = listOf(spec?.runtimePatches)
    .flatMap((patch) => listOf(patch.trainingRuntimeSpec?.template?.spec?.replicatedJobs))
    .filter((job) => job.name === part.name)
    .flatMap((job) => job.template?.spec?.template?.spec ?? []);
  return [part.template?.spec?.template.spec ?? {}, ...patches];
}

/** Whether pods ask for all that the standard demands of them, wherever it is said. */
function isRestricted(pods: readonly Pod[]): boolean {
  const contexts = pods.flatMap((pod) => [
    pod.securityContext,
    ...listOf(pod.containers).map((container) => container.securityContext),
  ]);
  const demands: ((context: SecurityContext) => boolean)[] = [
    (context) => context.runAsNonRoot === true,
    (context) => context.allowPrivilegeEscalation === false,
    (context) => context.seccompProfile !== undefined,
    (context) => listOf(context.capabilities?.drop).includes('ALL'),
  ];
  return demands.every((demand) => contexts.some((context) => context !== undefined && demand(context)));
}
