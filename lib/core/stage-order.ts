import { ApiObject } from 'cdk8s';
import { ValidationError } from './errors';
import { Gate } from './gate';
import { groupKind, Manifest } from './manifest';
import { Platform } from './platform';
import { listed } from './words';

/** A stage that is being filled. */
export interface Draft {
  readonly name: string;
  readonly manifests: Manifest[];
  readonly needs: Gate[];
  /** Stages that come first whatever the gates say. */
  readonly after: readonly Draft[];
}

/**
 * Sorts stages so that each comes after those whose gates it needs; in the order given where that leaves a choice.
 * @param problems takes gates of other platforms, and cycles
 */
export function sortStages(
  drafts: readonly Draft[],
  stageOf: ReadonlyMap<ApiObject, Draft>,
  platform: Platform,
  problems: ValidationError[],
): Draft[] {
  const before = new Map(drafts.map((stage) => [stage, predecessors(stage, stageOf, platform, problems)]));
  const ordered: Draft[] = [];
  const done = new Set<Draft>();
  const waiting = [...drafts];
  while (waiting.length > 0) {
    const index = waiting.findIndex((stage) => [...(before.get(stage) ?? [])].every((other) => done.has(other)));
    if (index < 0) {
      const names = listed(waiting.map((stage) => stage.name));
      problems.push(new ValidationError(`these stages wait for each other: ${names}; remove one dependency`, platform));
      return ordered;
    }
    const [next] = waiting.splice(index, 1);
    if (next === undefined) break;
    ordered.push(next);
    done.add(next);
  }
  return ordered;
}

function predecessors(
  stage: Draft,
  stageOf: ReadonlyMap<ApiObject, Draft>,
  platform: Platform,
  problems: ValidationError[],
): Set<Draft> {
  const first = new Set(stage.after);
  for (const check of stage.needs.flatMap((gate) => gate.checks)) {
    const owner = stageOf.get(check.object);
    if (owner === undefined) {
      const message = `"${stage.name}" waits for ${check.object.node.path}, which is not part of this platform; pass it a component of this platform`;
      problems.push(new ValidationError(message, platform));
    } else if (owner !== stage) first.add(owner);
  }
  return first;
}

// Within a stage, what others refer to comes first and what intercepts requests comes last.
const kindOrder: readonly string[] = [
  'Namespace',
  'PriorityClass.scheduling.k8s.io',
  'StorageClass.storage.k8s.io',
  'CustomResourceDefinition.apiextensions.k8s.io',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ClusterRole.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
  'Role.rbac.authorization.k8s.io',
  'RoleBinding.rbac.authorization.k8s.io',
  'NetworkPolicy.networking.k8s.io',
  'PodDisruptionBudget.policy',
  'Service',
];
const lastKinds: readonly string[] = [
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
];

function rank(manifest: Manifest): number {
  const kind = groupKind(manifest.object);
  const index = kindOrder.indexOf(kind);
  if (index >= 0) return index;
  return kindOrder.length + 1 + lastKinds.indexOf(kind);
}

/** Sorts the objects of one stage. */
export function sortManifests(manifests: readonly Manifest[]): Manifest[] {
  return [...manifests].sort((a, b) => rank(a) - rank(b));
}
