import { existingRuntimeMark } from '../../lib/api/trainer-runtimes';
import { groupKind, identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { listed, shown, suggestion } from '../../lib/core/words';

interface RuntimeRef {
  readonly name?: string;
  readonly kind?: string;
}

/**
 * Each TrainJob of the platform runs on a runtime of the platform. Trainer's webhook would refuse it otherwise.
 */
export function checkRuntimeReferences(manifests: readonly Manifest[]): ManifestProblem[] {
  const runtimes = new Map<string, string[]>();
  const add = (key: string, name: string): void => {
    runtimes.set(key, [...(runtimes.get(key) ?? []), name]);
  };
  for (const { object } of manifests) {
    if (groupKind(object) === 'ClusterTrainingRuntime.trainer.kubeflow.org') add('cluster', object.metadata.name);
    if (groupKind(object) === 'TrainingRuntime.trainer.kubeflow.org') {
      add(object.metadata.namespace ?? '', object.metadata.name);
    }
  }
  return manifests
    .filter(({ object }) => groupKind(object) === 'TrainJob.trainer.kubeflow.org')
    .flatMap((manifest) => {
      const { runtimeRef } = (manifest.object.spec ?? {}) as { runtimeRef?: RuntimeRef };
      // The definition of the kind reports a reference without a name.
      if (typeof runtimeRef?.name !== 'string' || runtimeRef.name === '') return [];
      const cluster = runtimeRef.kind !== 'TrainingRuntime';
      const known = runtimes.get(cluster ? 'cluster' : (manifest.object.metadata.namespace ?? '')) ?? [];
      const outside = manifest.construct.node.metadata.some((entry) => entry.type === existingRuntimeMark);
      if (outside || known.includes(runtimeRef.name)) return [];
      const where = cluster ? 'the platform' : `the namespace ${shown(manifest.object.metadata.namespace)}`;
      const hint = suggestion(runtimeRef.name, known) || `, it has ${listed(known) || 'none'}`;
      return [
        {
          manifest,
          message: `${identity(manifest.object)} runs on the ${runtimeRef.kind ?? 'ClusterTrainingRuntime'} ${shown(runtimeRef.name)}, which ${where} does not have${hint}`,
        },
      ];
    });
}
