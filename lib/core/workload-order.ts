import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Component } from './component';
import { ValidationError } from './errors';
import { Platform } from './platform';

/**
 * How many steps of dependencies stand on each object of a platform's workloads: 0 for a job that nothing waits for, 1
 * for the runtime that it runs on. Objects with more steps are applied first.
 * @param problems takes cycles, and components that depend on workloads
 */
export function workloadDepths(platform: Platform, problems: ValidationError[]): ReadonlyMap<IConstruct, number> {
  const dependents = new Map<IConstruct, Set<IConstruct>>();
  for (const node of platform.node.findAll()) {
    if (node.node.dependencies.length === 0) continue;
    for (const target of node.node.dependencies.flatMap((dependency) => objectsOf(dependency, platform))) {
      if (inComponent(node)) {
        problems.push(new ValidationError(`depends on the workload ${target.node.path}; components come first`, node));
        continue;
      }
      const known = dependents.get(target) ?? new Set();
      for (const object of objectsOf(node, platform)) known.add(object);
      dependents.set(target, known);
    }
  }

  const depths = new Map<IConstruct, number>();
  const open = new Set<IConstruct>();
  const depthOf = (object: IConstruct): number => {
    const known = depths.get(object);
    if (known !== undefined) return known;
    if (open.has(object)) {
      problems.push(new ValidationError('depends on itself by way of other objects; remove one dependency', object));
      return 0;
    }
    open.add(object);
    const depth = Math.max(0, ...[...(dependents.get(object) ?? [])].map((other) => depthOf(other) + 1));
    open.delete(object);
    depths.set(object, depth);
    return depth;
  };
  for (const object of dependents.keys()) depthOf(object);
  return depths;
}

/** Objects of workloads at or below a construct. */
function objectsOf(construct: IConstruct, platform: Platform): IConstruct[] {
  return construct.node
    .findAll()
    .filter((node) => node instanceof ApiObject && Platform.find(node) === platform && !inComponent(node));
}

function inComponent(construct: IConstruct): boolean {
  return construct.node.scopes.some((scope) => Chart.isChart(scope) && Component.isComponent(scope));
}
