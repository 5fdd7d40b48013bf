import { identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { listOf } from '../../lib/core/props';
import { shown } from '../../lib/core/words';
import { Job, JobContainer, JobPod, jobsAmong } from './jobs';
import { JobKind } from './kinds';

/** Jobs are of a kind that the operator was told to run. Nobody would look after the others. */
export function checkInstalled(kinds: readonly JobKind[], manifests: readonly Manifest[]): ManifestProblem[] {
  return jobsAmong(manifests)
    .filter(({ kind }) => !kinds.includes(kind))
    .map(({ manifest, kind }) => ({
      manifest,
      message: `${identity(manifest.object)} is of a kind that "kinds" of the training operator leaves out; add ${shown(kind)} to it`,
    }));
}

/**
 * A job in a namespace of the platform that enforces `restricted` must ask for it. Its pods would be refused
 * otherwise, long after the job was accepted.
 */
export function checkPodSecurity(manifests: readonly Manifest[]): ManifestProblem[] {
  const restricted = new Set(
    manifests
      .map(({ object }) => object)
      .filter(({ kind }) => kind === 'Namespace')
      .filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted')
      .map(({ metadata }) => metadata.name),
  );
  return jobsAmong(manifests)
    .filter(({ manifest }) => restricted.has(manifest.object.metadata.namespace ?? ''))
    .filter((job) => job.kind === 'MPIJob' || !job.pods.every(isRestricted))
    .map((job) => ({ manifest: job.manifest, message: refusal(job) }));
}

function refusal({ manifest, kind }: Job): string {
  const { object } = manifest;
  const where = `${identity(object)} is in the namespace ${shown(object.metadata.namespace)}, which enforces "restricted"`;
  return kind === 'MPIJob'
    ? `${where}, and would get no launcher: the operator adds a container to it that is not; use a TrainJob on a runtime with the policy "mpi", or a namespace with "podSecurity" of "baseline"`
    : `${where}, and would get no pods; set "podSecurity" to "restricted" on the job`;
}

/**
 * Whether every container of a pod asks for the four things that the standard wants to be asked for, itself or by its
 * pod. What the standard forbids, such as volumes of the node, jobs seldom have, and is left to the API server.
 */
function isRestricted(pod: JobPod | undefined): boolean {
  const ofPod = pod?.securityContext;
  return [...listOf(pod?.initContainers), ...listOf(pod?.containers)].every((container: JobContainer | null) => {
    const own = container?.securityContext;
    return (
      (own?.runAsNonRoot ?? ofPod?.runAsNonRoot) === true &&
      own?.allowPrivilegeEscalation === false &&
      profiles.includes((own.seccompProfile ?? ofPod?.seccompProfile)?.type) &&
      listOf(own.capabilities?.drop).includes('ALL')
    );
  });
}

const profiles: readonly unknown[] = ['RuntimeDefault', 'Localhost'];
