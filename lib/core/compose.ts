import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { checkManifests, checkPlatform } from './checks';
import { ValidationError } from './errors';
import { KubernetesObject, Manifest } from './manifest';
import { checkIds, checkOutputs, holdsToken } from './outputs';
import { Plan, planPlatform } from './plan';
import { Platform } from './platform';

/** All objects at or below a construct, checked and ordered. */
export interface Composition {
  /** The platforms, in order. */
  readonly plans: readonly Plan[];
  /** The objects of each chart outside of platforms. */
  readonly charts: ReadonlyMap<Chart, readonly Manifest[]>;
  /** All that is wrong. Where this is not empty, the rest may be incomplete. */
  readonly problems: readonly ValidationError[];
}

/** Options of {@link compose}. */
export interface ComposeOptions {
  /**
   * Whether the objects are handed to Pulumi: then Outputs may stand for texts, and Secrets may hold values.
   * @default false
   */
  readonly forPulumi?: boolean;
}

/** Validates constructs, renders their objects, checks them together and orders those of platforms. Writes nothing. */
export function compose(root: IConstruct, { forPulumi = false }: ComposeOptions = {}): Composition {
  const problems: ValidationError[] = [];
  const nodes = root.node.findAll();
  for (const node of nodes) {
    for (const message of validate(node)) problems.push(new ValidationError(message, node));
  }

  const platforms = nodes.filter((node): node is Platform => node instanceof Platform);
  problems.push(...sameNames(platforms));

  const ofPlatform = new Map<Platform, Manifest[]>(platforms.map((platform) => [platform, []]));
  const charts = new Map<Chart, Manifest[]>();
  const all: Manifest[] = [];
  for (const node of nodes) {
    if (!(node instanceof ApiObject)) continue;
    const platform = Platform.find(node);
    const object = render(node, problems);
    if (object === undefined) continue;
    const manifest = { construct: node, object: platform === undefined ? object : labelled(object, platform) };
    const chart = Chart.of(node);
    const members = (platform === undefined ? undefined : ofPlatform.get(platform)) ?? charts.get(chart);
    if (members === undefined) charts.set(chart, [manifest]);
    else members.push(manifest);
    all.push(manifest);
  }
  problems.push(...checkManifests(nodes, all, forPulumi), ...toErrors(checkOutputs(all, forPulumi)));

  const plans = platforms.map((platform) => {
    const plan = planPlatform(platform, ofPlatform.get(platform) ?? [], problems);
    problems.push(...checkPlatform(plan));
    return plan;
  });
  // What only Pulumi knows cannot be checked here; the API server does it.
  const relevant = forPulumi ? problems.filter(({ message }) => !holdsToken(message)) : problems;
  return { plans, charts, problems: [...relevant, ...checkIds(nodes)] };
}

function toErrors(problems: readonly { readonly manifest: Manifest; readonly message: string }[]): ValidationError[] {
  return problems.map(({ manifest, message }) => new ValidationError(message, manifest.construct));
}

function sameNames(platforms: readonly Platform[]): ValidationError[] {
  const first = new Map<string, Platform>();
  return platforms.flatMap((platform) => {
    const other = first.get(platform.name);
    if (other === undefined) first.set(platform.name, platform);
    if (other === undefined) return [];
    const message = `"${platform.name}" is also the name of ${other.node.path}, and each has its own folder`;
    return [new ValidationError(message, platform)];
  });
}

/** Renders an object, and reports one that is none. */
function render(node: ApiObject, problems: ValidationError[]): KubernetesObject | undefined {
  try {
    const object = node.toJson() as Partial<KubernetesObject>;
    const { apiVersion, kind, metadata } = object;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string') {
      problems.push(new ValidationError('an object needs "apiVersion", "kind" and "metadata.name"', node));
      return undefined;
    }
    if (kind.endsWith('List') && Array.isArray(object.items)) {
      problems.push(new ValidationError(`a ${kind} hides its items from every check; write them one by one`, node));
      return undefined;
    }
    return object as KubernetesObject;
  } catch (error) {
    problems.push(new ValidationError(error instanceof Error ? error.message : String(error), node));
    return undefined;
  }
}

/** Every object of a platform carries its name, also workloads: uninstall goes by it. */
function labelled(object: KubernetesObject, platform: Platform): KubernetesObject {
  const labels = {
    ...object.metadata.labels,
    'app.kubernetes.io/instance': platform.name,
    'app.kubernetes.io/managed-by': 'keelson',
  };
  return { ...object, metadata: { ...object.metadata, labels: sorted(labels) } };
}

function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a construct says of itself. A check that fails is itself a problem, and hides no other. */
function validate(node: IConstruct): string[] {
  try {
    return node.node.validate();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
