import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Component, Stage } from './component';
import { ValidationError } from './errors';
import { Gate } from './gate';
import { GeneratedSecret } from './generated-secret';
import { groupKind, Manifest } from './manifest';
import { Platform } from './platform';
import { Draft, sortManifests, sortStages } from './stage-order';
import { workloadDepths } from './workload-order';

/** Objects that are applied together, after the gates they need. */
export interface PlannedStage {
  /** Name of the stage, unique within the platform, for example `trainer-runtimes`. */
  readonly name: string;
  readonly manifests: readonly Manifest[];
  readonly needs: readonly Gate[];
  /** Whether it holds what must not be lost, such as volumes. `uninstall.sh` keeps it unless it is told otherwise. */
  readonly data: boolean;
}

/** A platform's stages in the order in which they are applied. */
export interface Plan {
  readonly platform: Platform;
  readonly components: readonly Component[];
  readonly stages: readonly PlannedStage[];
  /** All gates of all components, and of secrets that are generated. */
  readonly gates: readonly Gate[];
}

/**
 * Orders a platform's objects: namespaces, then the stages of components as their gates allow, then workloads, those
 * that others depend on first. Where that leaves a choice, the order of the program decides.
 * @param manifests all rendered objects of the platform
 * @param problems takes what is wrong with the order
 */
export function planPlatform(platform: Platform, manifests: readonly Manifest[], problems: ValidationError[]): Plan {
  const nodes = platform.node.findAll();
  const components = nodes.filter((node) => Component.isComponent(node));
  const gates = components.flatMap((component) => component.gates);
  const stageOf = new Map<ApiObject, Draft>();
  const put = (manifest: Manifest, stage: Draft): void => {
    stage.manifests.push(manifest);
    stageOf.set(manifest.construct, stage);
  };

  const namespaces: Draft = { name: 'namespaces', manifests: [], needs: [], after: [] };
  const installed = new Drafts(platform);
  const workloads = new Drafts(platform);
  for (const component of components) {
    const crds = installed.get(component, '-crds', [], [namespaces]);
    const data = installed.get(component, dataSuffix, [], [namespaces]);
    installed.get(component, '', component.needs, [namespaces, crds, data]);
  }
  const depths = workloadDepths(platform, problems);
  for (const manifest of manifests) {
    const { construct, object } = manifest;
    const chart = Chart.of(construct);
    if (object.kind === 'Namespace') put(manifest, namespaces);
    else if (Component.isComponent(chart)) put(manifest, componentStage(manifest, chart, installed));
    else if (isCrd(manifest)) {
      // Custom resources of the same chart can be applied only once their kind is known.
      const established = { object: construct, condition: 'condition=Established' } as const;
      const gate = new Gate(`the kind of ${object.metadata.name} is established`, [established]);
      workloads.get(chart, '', gates).needs.push(gate);
      put(manifest, installed.get(chart, '-crds', [], [namespaces]));
    } else if (isData(manifest)) put(manifest, workloads.get(chart, dataSuffix, gates, [], Infinity));
    else {
      const depth = depths.get(construct) ?? 0;
      put(
        manifest,
        workloads.get(chart, depth === 0 ? '' : depth === 1 ? '-base' : `-base-${depth}`, gates, [], depth),
      );
    }
  }

  const ordered = [
    ...sortStages([namespaces, ...installed.all()], stageOf, platform, problems),
    ...workloads.all().sort((a, b) => b.depth - a.depth),
  ].filter((stage) => stage.manifests.length > 0);
  reportSameNames(ordered, platform, problems);
  const stages = ordered.map(({ name, manifests: members, needs }) => ({
    name,
    needs,
    manifests: sortManifests(members),
    data: members.some(isData),
  }));
  const secrets = nodes.filter((node) => node instanceof GeneratedSecret);
  return { platform, components, stages, gates: [...gates, ...secrets.map((secret) => secret.ready)] };
}

/** Stages by the construct whose objects they take. */
class Drafts {
  private readonly drafts = new Map<string, Draft & { readonly depth: number }>();

  constructor(private readonly platform: Platform) {}

  /** Finds or makes the stage of a construct's objects. */
  get(owner: IConstruct, suffix: string, needs: readonly Gate[], after: readonly Draft[] = [], depth = 0): Draft {
    const key = `${owner.node.addr}${suffix}`;
    const known = this.drafts.get(key);
    if (known !== undefined) return known;
    const path = owner.node.path.slice(this.platform.node.path.length + 1);
    const name = `${path.replace(/[^a-zA-Z0-9]+/g, '-').toLowerCase()}${suffix}`;
    const draft = { name, manifests: [], needs: [...needs], after, depth };
    this.drafts.set(key, draft);
    return draft;
  }

  all(): (Draft & { readonly depth: number })[] {
    return [...this.drafts.values()];
  }
}

function componentStage(manifest: Manifest, component: Component, installed: Drafts): Draft {
  if (isCrd(manifest)) return installed.get(component, '-crds', []);
  if (isData(manifest)) return installed.get(component, dataSuffix, []);
  const main = installed.get(component, '', component.needs);
  const stage = manifest.construct.node.scopes.find((scope): scope is Stage => scope instanceof Stage);
  return stage === undefined ? main : installed.get(stage, '', stage.needs, [main]);
}

const dataSuffix = '-data';

/** Volumes are applied apart from the rest, so that the rest can be removed without them. */
function isData({ object }: Manifest): boolean {
  return object.kind === 'PersistentVolumeClaim';
}

function isCrd({ object }: Manifest): boolean {
  return groupKind(object) === 'CustomResourceDefinition.apiextensions.k8s.io';
}

function reportSameNames(stages: readonly Draft[], platform: Platform, problems: ValidationError[]): void {
  const seen = new Set<string>();
  for (const { name } of stages) {
    if (seen.has(name)) {
      const message = `two parts of the platform would be written as "${name}"; give one another id`;
      problems.push(new ValidationError(message, platform));
    }
    seen.add(name);
  }
}
