import { TrialKind } from '../../lib/core';
import { groupKind, identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { listed, shown, suggestion } from '../../lib/core/words';
import { nameOfKind } from './trial-kinds';

/** Label of the namespaces that Katib accepts experiments in. */
export const injectionLabel = { 'katib.kubeflow.org/metrics-collector-injection': 'enabled' };

/** What the installed Katib knows. */
export interface Known {
  readonly algorithms: readonly string[];
  readonly earlyStoppings: readonly string[];
  readonly collectors: readonly string[];
  readonly trialKinds: readonly TrialKind[];
}

/** The parts of an experiment that must fit what is installed. */
interface ExperimentSpec {
  readonly algorithm?: { readonly algorithmName?: string };
  readonly earlyStopping?: { readonly algorithmName?: string };
  readonly metricsCollectorSpec?: { readonly collector?: { readonly kind?: string } };
  readonly trialTemplate?: { readonly trialSpec?: { readonly apiVersion?: string; readonly kind?: string } };
}

// Katib starts no collector of its own for these.
const without = ['Push', 'Custom'];

/** Experiments of the platform's program must ask for what this Katib has. Its webhook would refuse them, or nothing would ever happen. */
export function checkExperiments(known: Known): (manifests: readonly Manifest[]) => ManifestProblem[] {
  const kinds = known.trialKinds.map(nameOfKind);
  const [[label, enabled] = ['', '']] = Object.entries(injectionLabel);
  return (manifests) => {
    const closed = new Set(
      manifests
        .filter(({ object }) => object.kind === 'Namespace' && object.metadata.labels?.[label] !== enabled)
        .map(({ object }) => object.metadata.name),
    );
    return manifests
      .filter(({ object }) => groupKind(object) === 'Experiment.kubeflow.org')
      .flatMap((manifest) => {
        const spec = (manifest.object.spec ?? {}) as ExperimentSpec;
        const name = identity(manifest.object);
        const { apiVersion, kind } = spec.trialTemplate?.trialSpec ?? {};
        const collector = spec.metricsCollectorSpec?.collector?.kind ?? 'StdOut';
        const { namespace = '' } = manifest.object.metadata;
        return [
          ...(closed.has(namespace)
            ? [
                `${name} is in the namespace ${shown(namespace)}, which is for components alone; add a namespace with "platform.addNamespace" and put it there`,
              ]
            : []),
          ...missing(
            name,
            'the algorithm',
            spec.algorithm?.algorithmName,
            known.algorithms,
            'add it to "algorithms" of Katib',
          ),
          ...missing(
            name,
            'the early stopping algorithm',
            spec.earlyStopping?.algorithmName,
            known.earlyStoppings,
            'set "earlyStopping" of Katib',
          ),
          ...missing(
            name,
            'the metrics collector',
            without.includes(collector) ? undefined : collector,
            known.collectors,
            'name its image in "prometheusCollector" of Katib',
          ),
          ...missing(
            name,
            'trials of the kind',
            kind === undefined ? undefined : `${apiVersion} ${kind}`,
            kinds,
            'give the component that installs it to "trialKinds" of Katib',
          ),
        ].map((message) => ({ manifest, message }));
      });
  };
}

function missing(experiment: string, what: string, name: unknown, known: readonly string[], advice: string): string[] {
  if (name === undefined || (typeof name === 'string' && known.includes(name))) return [];
  const hint = typeof name === 'string' ? suggestion(name, known) : '';
  return [
    `${experiment} uses ${what} ${shown(name)}, which this Katib does not have${hint}; it has ${listed(known)}; ${advice}`,
  ];
}
