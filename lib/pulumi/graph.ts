import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Composition } from '../core/compose';
import { ValidationError } from '../core/errors';
import { Gate } from '../core/gate';
import { GeneratedSecret } from '../core/generated-secret';
import { Manifest } from '../core/manifest';
import { ObjectIndex } from './object-index';
import { sortObjects } from './object-order';
import { Edge, referenceEdges } from './references';

/** Objects in an order in which each comes after those that it depends on. */
export interface Graph {
  readonly ordered: readonly Manifest[];
  /** For each object, those that must be ready before it. */
  readonly dependencies: ReadonlyMap<ApiObject, ReadonlySet<ApiObject>>;
}

/**
 * The order of all objects: what they say of each other, the gates of Keelson's components, and dependencies that the
 * program has added to constructs.
 * @param problems takes cycles
 */
export function dependencyGraph(root: IConstruct, composition: Composition, problems: ValidationError[]): Graph {
  const manifests = [
    ...composition.plans.flatMap(({ stages }) => stages.flatMap((stage) => stage.manifests)),
    ...[...composition.charts.values()].flat(),
  ];
  const nodes = root.node.findAll();
  const edges = new Edges(manifests);
  edges.add(referenceEdges(manifests, indexOf(nodes, manifests)));
  for (const { stages } of composition.plans) {
    for (const { needs, manifests: members } of stages) {
      const gates = edges.frontier(checkedBy(needs));
      for (const { construct } of members) edges.add(gates.map((gate): Edge => [construct, gate]));
    }
  }
  // What is said within charts comes first, so that what is said of them can leave out what follows from it.
  const deepestFirst = [...nodes].sort((a, b) => b.node.scopes.length - a.node.scopes.length);
  for (const node of deepestFirst) addDeclared(node, edges);
  return { ordered: sortObjects(manifests, edges.dependencies, problems), dependencies: edges.dependencies };
}

/** An index that also knows Secrets which appear in the cluster once something was applied. */
function indexOf(nodes: readonly IConstruct[], manifests: readonly Manifest[]): ObjectIndex {
  const index = new ObjectIndex(manifests);
  for (const { construct, object } of manifests) {
    if (object.kind !== 'ExternalSecret') continue;
    const { target } = (object.spec ?? {}) as { readonly target?: { readonly name?: string } };
    index.addSecret(target?.name ?? object.metadata.name, object.metadata.namespace, construct);
  }
  for (const node of nodes) {
    if (!(node instanceof GeneratedSecret)) continue;
    for (const job of checkedBy([node.ready])) {
      for (const { name, namespace } of node.providesSecrets) index.addSecret(name, namespace, job);
    }
  }
  return index;
}

function checkedBy(gates: readonly Gate[]): ApiObject[] {
  return [...new Set(gates.flatMap(({ checks }) => checks.map(({ object }) => object)))];
}

/** What `node.addDependency` says, also of whole charts: all of one after all of the other. */
function addDeclared(node: IConstruct, edges: Edges): void {
  if (node.node.dependencies.length === 0) return;
  const dependents = edges.first(edges.known(node));
  for (const dependency of node.node.dependencies) {
    const targets = edges.frontier(edges.known(dependency));
    for (const dependent of dependents) edges.add(targets.map((target): Edge => [dependent, target]));
  }
}

/** Edges between objects of one composition. */
class Edges {
  readonly dependencies: Map<ApiObject, Set<ApiObject>>;

  constructor(manifests: readonly Manifest[]) {
    this.dependencies = new Map(manifests.map(({ construct }) => [construct, new Set()]));
  }

  add(edges: readonly Edge[]): void {
    for (const [dependent, dependency] of edges) {
      if (dependent !== dependency && this.dependencies.has(dependency))
        this.dependencies.get(dependent)?.add(dependency);
    }
  }

  /** The objects at or below a construct. */
  known(construct: IConstruct): ApiObject[] {
    return construct.node
      .findAll()
      .filter((node): node is ApiObject => node instanceof ApiObject && this.dependencies.has(node));
  }

  /** Of some objects, those that no other of them waits for: after them, all are there. */
  frontier(objects: readonly ApiObject[]): ApiObject[] {
    if (objects.length < 2) return [...objects];
    const before = new Set<ApiObject>();
    for (const object of objects) this.collect(object, before);
    return objects.filter((object) => !before.has(object));
  }

  /** Of some objects, those that wait for no other of them: what they wait for, all wait for. */
  first(objects: readonly ApiObject[]): ApiObject[] {
    const all = new Set(objects);
    return objects.filter((object) => ![...(this.dependencies.get(object) ?? [])].some((other) => all.has(other)));
  }

  private collect(object: ApiObject, into: Set<ApiObject>): void {
    const open = [...(this.dependencies.get(object) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (into.has(next)) continue;
      into.add(next);
      open.push(...(this.dependencies.get(next) ?? []));
    }
  }
}
