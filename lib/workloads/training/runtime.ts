import { Construct } from 'constructs';
import { ITrainingRuntime, ReleaseRuntime, releaseRuntimes } from '../../api/trainer-runtimes';
import { report } from '../../core/errors';
import { checkOneOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';

/**
 * The runtime of a job: one of the release by name, an object (of the platform's Trainer, or a `TrainingRuntime` of
 * your own), or {@link existingRuntime} for one that the cluster has.
 */
export type RuntimeOption = ReleaseRuntime | ITrainingRuntime;

/** What is known of a runtime that Keelson did not make. */
export interface ExistingRuntimeOptions extends Omit<ITrainingRuntime, 'name' | 'kind'> {
  /** @default 'ClusterTrainingRuntime' */
  readonly kind?: ITrainingRuntime['kind'];
}

/** A runtime that the program did not make, but that the cluster has. */
export interface ExistingRuntime extends ITrainingRuntime {
  readonly existing: true;
}

/**
 * Refers to a runtime that the cluster has already. Nothing checks at synth that it is there; Trainer's webhook refuses
 * the job otherwise.
 * @param name name of the ClusterTrainingRuntime, or of the TrainingRuntime with `kind`
 */
export function existingRuntime(name: string, options: ExistingRuntimeOptions = {}): ExistingRuntime {
  return { kind: 'ClusterTrainingRuntime', ...options, name, existing: true };
}

/** The runtime that an option stands for. Reports a wrong one and goes on with a runtime of that name. */
export function resolveRuntime(scope: Construct, option: RuntimeOption | undefined): ITrainingRuntime {
  const known = Object.keys(releaseRuntimes);
  if (typeof option === 'string') {
    if (known.includes(option)) return releaseRuntimes[option];
    const hint = suggestion(option, known) || `, there are ${listed(known)}`;
    report(
      scope,
      `"runtime" is ${shown(option)}, which the Trainer release does not bring${hint}; for one that the cluster has, use existingRuntime(${shown(option)})`,
    );
    return existingRuntime(option);
  }
  if (typeof option?.name === 'string' && option.name !== '') return option;
  report(scope, `"runtime" is ${shown(option)}, must be the name of a runtime of the release or a runtime object`);
  return existingRuntime('missing');
}

/** Reports a TrainingRuntime of another namespace, which the job could not use. */
export function checkNamespaceOf(scope: Construct, runtime: ITrainingRuntime, namespace: string | undefined): void {
  checkOneOf(scope, 'runtime.kind', runtime.kind, ['ClusterTrainingRuntime', 'TrainingRuntime']);
  if (!('namespace' in runtime) || runtime.namespace === namespace) return;
  report(
    scope,
    `"runtime" is the TrainingRuntime ${shown(runtime.name)} of the namespace ${shown(runtime.namespace)}, and the job is in ${shown(namespace)}; put them into one, or make the runtime for the cluster`,
  );
}
