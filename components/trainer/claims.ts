import type { JobSetSpec } from '../../lib/api/jobset.types';
import { groupKind, identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { listOf } from '../../lib/core/props';

/**
 * Runtimes must state what becomes of their claims. JobSet fills that in on creation, and Trainer, which applies the
 * JobSet of a suspended job again without it, is then refused: the list of claims cannot change. The job never starts.
 * Goes once https://github.com/kubeflow/trainer/issues/3008 is closed in the release.
 */
export function checkClaims(manifests: readonly Manifest[]): ManifestProblem[] {
  return manifests
    .filter(({ object }) => /^(Cluster)?TrainingRuntime\.trainer\.kubeflow\.org$/.test(groupKind(object)))
    .flatMap((manifest) => {
      const spec = manifest.object.spec as { template?: { spec?: JobSetSpec } } | undefined;
      return listOf(spec?.template?.spec?.volumeClaimPolicies)
        .filter((policy) => policy.retentionPolicy?.whenDeleted === undefined)
        .map(() => ({
          manifest,
          message: `"spec.template.spec.volumeClaimPolicies" of ${identity(manifest.object)} lacks "retentionPolicy.whenDeleted", and jobs that were suspended would never start; set it to "Delete" or "Retain"`,
        }));
    });
}
