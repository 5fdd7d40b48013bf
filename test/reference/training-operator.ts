import { Words } from './fields';

/*
 * How our kinds of the Training Operator differ from upstream's CRDs. Those leave most checks to webhooks and controllers,
 * which refuse, ignore or stumble over what ours refuse.
 */

/** What ours demand besides, by the field. */
const stricter: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^spec$/, ['required', 'cel']],
  [/^spec\.\w+ReplicaSpecs$/, ['minProperties=1', 'cel']],
  [/ReplicaSpecs\{\}\.replicas$/, ['required', 'minimum=0', 'minimum=1', 'maximum=1']],
  [/ReplicaSpecs\{\}\.restartPolicy$/, ['enum=Always|OnFailure|Never|ExitCode|']],
  [/ReplicaSpecs\{\}\.template$/, ['required']],
  [/\.cleanPodPolicy$/, ['enum=None|Running|All|']],
  [/^spec\.runPolicy\.managedBy$/, ['enum=kubeflow.org/training-operator|kueue.x-k8s.io/multikueue', 'cel']],
  [/^spec\.runPolicy\.(ttlSecondsAfterFinished|backoffLimit)$/, ['minimum=0']],
  [/^spec\.runPolicy\.activeDeadlineSeconds$/, ['minimum=1']],
  [/^spec\.runPolicy\.schedulingPolicy\.(minAvailable|scheduleTimeoutSeconds)$/, ['minimum=0']],
  [/^spec\.elasticPolicy$/, ['cel']],
  [/^spec\.elasticPolicy\.(minReplicas|maxReplicas|nProcPerNode)$/, ['minimum=1']],
  [/^spec\.elasticPolicy\.maxRestarts$/, ['minimum=0']],
  [/^spec\.elasticPolicy\.rdzvPort$/, ['minimum=1', 'maximum=65535']],
  [/^spec\.successPolicy$/, ['enum=|AllWorkers']],
  [/^spec\.slotsPerWorker$/, ['minimum=1']],
];

/** Our fields as upstream's CRD has them: roles in a map, and nothing that ours demand besides. */
export function asUpstream(fields: ReadonlyMap<string, Words>): Map<string, Words> {
  const result = new Map<string, Words>();
  for (const [ours, words] of fields) {
    // Ours name the roles, where upstream has a map.
    if (/^spec\.\w+ReplicaSpecs\.\w+$/.test(ours)) continue;
    // Conditions are told by their shape, and these have one field more than those of Kubernetes.
    if (ours.startsWith('status.conditions[].')) continue;
    const path = ours.replace(/^(spec\.\w+ReplicaSpecs)\.\w+\./, '$1{}.');
    const known = relaxed(path, words);
    const other = result.get(path);
    if (other !== undefined && other.join() !== known.join()) throw new Error(`the roles differ in ${path}`);
    result.set(path, known);
  }
  return result;
}

function relaxed(path: string, words: Words): Words {
  if (path === 'status.conditions') return ['[]meta/v1 Condition'];
  const extra = stricter.filter(([pattern]) => pattern.test(path)).flatMap(([, more]) => more);
  const kept = words.filter((word) => !extra.includes(word) && !(extra.includes('cel') && word.startsWith('cel ')));
  if (!/^spec\.\w+ReplicaSpecs$/.test(path)) return kept;
  return kept.map((word) => (word === 'object' ? 'map<string,object>' : word)).sort();
}
