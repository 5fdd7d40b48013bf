import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Component, Stage } from './component';
import { ValidationError } from './errors';
import { Gate } from './gate';
import { GeneratedSecret } from './generated-secret';
import { groupKind, Manifest } from './manifest';
import { Platform } from './platform';
import { listed } from './words';

/** Objects that are applied together, after the gates they need. */
export interface PlannedStage {
  /** Name of the stage, unique within the platform, for example `trainer-runtimes`. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
  readonly needs: readonly Gate[];
}

/** A platform's stages in the order in which they are applied. */
export interface Plan {
  readonly platform: Platform;
  readonly components: readonly Component[];
  readonly stages: readonly PlannedStage[];
  /** All gates of all components, and of secrets that are generated. */
  readonly gates: readonly Gate[];
}

interface Draft {
  readonly name: string;
  readonly manifests: Manifest[];
  needs: readonly Gate[];
  /** Stages that come first whatever the gates say. */
  readonly after: Draft[];
}

/**
 * Orders a platform's objects: namespaces, then stages as their gates allow, in the order of declaration where the
 * gates leave a choice.
 * @param manifests all rendered objects of the platform
 * @param problems takes what is wrong with the order
 */
export function planPlatform(platform: Platform, manifests: readonly Manifest[], problems: ValidationError[]): Plan {
  const components = platform.node.findAll().filter((node) => Component.isComponent(node));
  const gates = components.flatMap((component) => component.gates);
  const drafts = new Map<string, Draft>();
  const stageOf = new Map<ApiObject, Draft>();
  const draft: Drafter = (owner, suffix, needs, after) => {
    const key = `${owner.node.addr}${suffix}`;
    const known = drafts.get(key);
    if (known !== undefined) return known;
    const created = { name: `${stageName(platform, owner)}${suffix}`, manifests: [], needs, after };
    drafts.set(key, created);
    return created;
  };

  const namespaces: Draft = { name: 'namespaces', manifests: [], needs: [], after: [] };
  drafts.set('', namespaces);
  for (const component of components) {
    const crds = draft(component, '-crds', [], [namespaces]);
    draft(component, '', component.needs, [namespaces, crds]);
  }
  const first = dependedUpon(platform);
  for (const manifest of manifests) {
    const stage = stageFor(manifest, { gates, draft, namespaces, first });
    stage.manifests.push(manifest);
    stageOf.set(manifest.construct, stage);
  }

  const ordered = sortStages([...drafts.values()], stageOf, platform, problems);
  const filled = ordered.filter((stage) => stage.manifests.length > 0);
  filled.forEach((stage, index) => {
    if (filled.findIndex((other) => other.name === stage.name) === index) return;
    problems.push(
      new ValidationError(
        `two parts of the platform would be written as "${stage.name}"; give one another id`,
        platform,
      ),
    );
  });
  const stages = filled.map(({ name, manifests: members, needs }) => ({
    name,
    needs,
    manifests: sortManifests(members),
  }));
  const secrets = platform.node.findAll().filter((node) => node instanceof GeneratedSecret);
  return { platform, components, stages, gates: [...gates, ...secrets.map((secret) => secret.ready)] };
}

/** Finds or makes the stage of a construct's objects. */
type Drafter = (owner: IConstruct, suffix: '' | '-crds' | '-base', needs: readonly Gate[], after: Draft[]) => Draft;

interface Stages {
  readonly gates: readonly Gate[];
  readonly draft: Drafter;
  readonly namespaces: Draft;
  /** Objects of workloads that other objects depend on, such as runtimes that jobs run on. */
  readonly first: ReadonlySet<IConstruct>;
}

function stageFor({ construct, object }: Manifest, { gates, draft, namespaces, first }: Stages): Draft {
  const chart = Chart.of(construct);
  if (object.kind === 'Namespace') return namespaces;
  if (!Component.isComponent(chart)) {
    // Workloads: everything that the platform installs is ready before them, and what they depend on is there.
    const bases = [...new Set([...first].map((node) => Chart.of(node)))].map((base) =>
      draft(base, '-base', gates, [namespaces]),
    );
    return first.has(construct) ? draft(chart, '-base', gates, [namespaces]) : draft(chart, '', gates, bases);
  }
  if (groupKind(object) === 'CustomResourceDefinition.apiextensions.k8s.io') return draft(chart, '-crds', [], []);
  const main = draft(chart, '', chart.needs, []);
  const stage = construct.node.scopes.find((scope): scope is Stage => scope instanceof Stage);
  return stage === undefined ? main : draft(stage, '', stage.needs, [main]);
}

/** Objects of workloads that are a dependency of another construct of the platform. */
function dependedUpon(platform: Platform): ReadonlySet<IConstruct> {
  const targets = platform.node.findAll().flatMap((node) => node.node.dependencies);
  const objects = targets.flatMap((target) => target.node.findAll()).filter((node) => node instanceof ApiObject);
  return new Set(objects.filter((node) => Platform.find(node) === platform && !Component.isComponent(Chart.of(node))));
}

function stageName(platform: Platform, construct: IConstruct): string {
  return construct.node.path
    .slice(platform.node.path.length + 1)
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .toLowerCase();
}

function sortStages(
  drafts: readonly Draft[],
  stageOf: ReadonlyMap<ApiObject, Draft>,
  platform: Platform,
  problems: ValidationError[],
): Draft[] {
  const before = new Map<Draft, Set<Draft>>();
  for (const stage of drafts) {
    const first = new Set(stage.after);
    for (const gate of stage.needs) {
      for (const check of gate.checks) {
        const owner = stageOf.get(check.object);
        if (owner === undefined) {
          problems.push(
            new ValidationError(
              `"${stage.name}" waits for ${check.object.node.path}, which is not part of this platform; pass it a component of this platform`,
              platform,
            ),
          );
        } else if (owner !== stage) first.add(owner);
      }
    }
    before.set(stage, first);
  }

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

function sortManifests(manifests: readonly Manifest[]): Manifest[] {
  return [...manifests].sort((a, b) => rank(a) - rank(b));
}
