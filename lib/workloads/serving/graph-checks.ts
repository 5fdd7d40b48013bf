import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkList, checkObject, checkOneOf, checkText, objectsOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';
import { checkCondition } from './graph-conditions';
import { AnyStep, GraphNode, stepOptions, targetsOf } from './graph-nodes';
import { InferenceService } from './inference-service';
import { takesSeveralModels } from './trained-model-checks';

/** The node that requests begin at. */
const root = 'root';

type RouterType = GraphNode['routerType'];
interface AnyNode {
  readonly routerType?: unknown;
  readonly steps?: readonly AnyStep[];
}

/** Reports what is wrong with the nodes of a graph, and tells whether they are right. */
export function checkNodes(
  scope: Construct,
  nodes: Readonly<Record<string, AnyNode>> | undefined,
  graph: { readonly name: string; readonly namespace: string | undefined },
): boolean {
  const before = scope.node.validate().length;
  checkGraph(scope, nodes, graph);
  return scope.node.validate().length === before;
}

function checkGraph(
  scope: Construct,
  nodes: Readonly<Record<string, AnyNode>> | undefined,
  graph: { readonly name: string; readonly namespace: string | undefined },
): void {
  if (nodes === undefined) report(scope, '"nodes" is undefined, must be an object with the node "root"');
  if (nodes === undefined || !checkObject(scope, 'nodes', nodes)) return;
  const names = Object.keys(nodes);
  if (!names.includes(root)) {
    const hint = names.length === 0 ? '' : `, there are ${listed(names)}`;
    report(scope, `"nodes" has no "root", at which requests begin${hint}`);
  }
  if (names.includes('')) report(scope, '"nodes" has a node whose name is empty, to which no step can lead; name it');
  for (const [name, node] of Object.entries(nodes)) {
    if (checkObject(scope, `nodes.${name}`, node)) checkNode(scope, `nodes.${name}`, node, names, graph);
  }
  checkPaths(scope, nodes);
}

function checkNode(
  scope: Construct,
  at: string,
  node: AnyNode,
  names: readonly string[],
  graph: { readonly name: string; readonly namespace: string | undefined },
): void {
  const types = Object.keys(stepOptions);
  for (const prop of Object.keys(node).filter((one) => one !== 'routerType' && one !== 'steps')) {
    report(scope, `"${at}" has ${shown(prop)}, a node has "routerType" and "steps"`);
  }
  if (node.routerType === undefined) report(scope, `"${at}.routerType" is undefined, must be one of ${listed(types)}`);
  const known = checkOneOf(scope, `${at}.routerType`, node.routerType, types) && node.routerType !== undefined;
  if (!checkList(scope, `${at}.steps`, node.steps)) return;
  const steps = node.steps ?? [];
  if (steps.length === 0) report(scope, `"${at}.steps" is empty, must have a step or more`);
  steps.forEach((step, index) => {
    const place = `${at}.steps[${index}]`;
    if (!checkObject(scope, place, step)) return;
    if (known) checkStep(scope, place, step, node.routerType as RouterType, index);
    checkTarget(scope, place, step, names, graph);
  });
  const titles = objectsOf(steps).map(({ name }) => name);
  for (const twice of new Set(titles.filter((name, index) => name !== undefined && titles.indexOf(name) !== index))) {
    report(scope, `"${at}.steps" has two steps with the name ${shown(twice)}; give each its own`);
  }
  if (node.routerType === 'Ensemble') checkKeys(scope, at, objectsOf(steps));
  if (node.routerType === 'Splitter') checkWeights(scope, at, objectsOf(steps));
}

function checkStep(scope: Construct, at: string, step: AnyStep, type: RouterType, index: number): void {
  const allowed = stepOptions[type];
  for (const prop of Object.keys(step).filter((one) => !['service', 'node', 'url', ...allowed].includes(one))) {
    const types = Object.entries(stepOptions).flatMap(([other, options]) => (options.includes(prop) ? [other] : []));
    report(
      scope,
      types.length === 0
        ? `"${at}" has ${shown(prop)}, which is no option of a step${suggestion(prop, ['service', 'node', 'url', ...allowed])}`
        : `"${at}.${prop}" is given, but the node is a ${shown(type)}, and ${types.map(shown).join(' and ')} alone read it; leave it out, or change "routerType"`,
    );
  }
  checkText(scope, `${at}.name`, step.name);
  if (allowed.includes('dependency')) checkOneOf(scope, `${at}.dependency`, step.dependency, ['Soft', 'Hard']);
  if (type === 'Sequence') {
    checkOneOf(scope, `${at}.data`, step.data, ['$request', '$response']);
    for (const prop of ['data', 'condition'] as const) {
      if (index > 0 || step[prop] === undefined || step[prop] === '$request') continue;
      report(scope, `"${at}.${prop}" is about the step before, but this is the first one; leave it out`);
    }
  }
  if (type === 'Switch' && step.condition === undefined) {
    report(scope, `"${at}.condition" is undefined, must be a path of GJSON that is looked for in the request`);
  }
  if (!allowed.includes('condition') || !checkText(scope, `${at}.condition`, step.condition)) return;
  if (typeof step.condition === 'string') checkCondition(scope, `${at}.condition`, step.condition);
}

function checkTarget(
  scope: Construct,
  at: string,
  step: AnyStep,
  names: readonly string[],
  graph: { readonly name: string; readonly namespace: string | undefined },
): void {
  const targets = targetsOf(step);
  if (targets.length === 0) report(scope, `"${at}" asks nobody; give it one of "service", "node", "url"`);
  if (targets.length > 1) report(scope, `"${at}" has ${listed(targets)}, which exclude each other; keep one`);
  const { service, node, url } = step;
  if (service instanceof InferenceService) checkService(scope, at, service, graph.namespace);
  else checkText(scope, `${at}.service`, service);
  const asked = service instanceof InferenceService ? service.name : service;
  if (asked === graph.name) {
    report(
      scope,
      `"${at}.service" has the name of the graph, ${shown(graph.name)}, and both have Services; rename one`,
    );
  } else if (['predictor', 'transformer', 'explainer'].some((part) => graph.name === `${String(asked)}-${part}`)) {
    report(
      scope,
      `"${at}.service" is ${shown(asked)}, whose parts have names such as that of the graph, ${shown(graph.name)}; rename the graph`,
    );
  }
  if (node === root) {
    report(scope, `"${at}.node" is "root", at which requests begin; no step can lead there`);
  } else if (node !== undefined && !(names as readonly unknown[]).includes(node)) {
    const hint = typeof node === 'string' ? suggestion(node, names) : '';
    report(scope, `"${at}.node" is ${shown(node)}, which is no node of the graph, there are ${listed(names)}${hint}`);
  }
  if (url !== undefined && (typeof url !== 'string' || !/^https?:\/\/[^/]/.test(url))) {
    report(scope, `"${at}.url" is ${shown(url)}, must be an address such as "http://host/v1/models/name:predict"`);
  }
}

function checkService(scope: Construct, at: string, service: InferenceService, namespace: string | undefined): void {
  if (service.namespace !== namespace) {
    report(
      scope,
      `"${at}.service" is of the namespace ${shown(service.namespace)}, and the graph is in ${shown(namespace)}; put them into one, or give its address: { url: service.predictUrl() }`,
    );
  }
  if (service.protocol?.startsWith('grpc') === true) {
    report(
      scope,
      `"${at}.service" speaks ${shown(service.protocol)}, and graphs ask by HTTP; serve the model by "v1" or "v2"`,
    );
  }
  if (takesSeveralModels(service)) {
    report(
      scope,
      `"${at}.service" takes several models, or brings its own, and KServe asks such a service for none of them; give the address of one: { url: "${service.url}/v1/models/<model>:predict" }`,
    );
  }
}

/** An ensemble puts answers under the names of the steps, or under their numbers. */
function checkKeys(scope: Construct, at: string, steps: readonly AnyStep[]): void {
  steps.forEach(({ name }, index) => {
    const other = typeof name === 'string' && /^(0|[1-9]\d*)$/.test(name) ? Number(name) : index;
    if (other === index || other >= steps.length || steps[other]?.name !== undefined) return;
    report(
      scope,
      `"${at}.steps[${index}].name" is ${shown(name)}, under which the answer of the step ${other} stands, as that has no name; name that too`,
    );
  });
}

function checkWeights(scope: Construct, at: string, steps: readonly AnyStep[]): void {
  const wrong = steps.flatMap(({ weight }, index) => {
    if (typeof weight === 'number' && Number.isInteger(weight) && weight >= 0 && weight <= 100) return [];
    report(scope, `"${at}.steps[${index}].weight" is ${shown(weight)}, must be a whole number from 0 to 100`);
    return [index];
  });
  const sum = steps.reduce((all, { weight }) => all + Number(weight), 0);
  if (wrong.length > 0 || steps.length === 0 || sum === 100) return;
  report(scope, `"${at}.steps" have weights that make ${sum}, must make 100`);
}

/** Reports nodes that lead back to themselves, and those that no request reaches. */
function checkPaths(scope: Construct, nodes: Readonly<Record<string, AnyNode>>): void {
  const next = (name: string): string[] =>
    objectsOf((nodes[name] as AnyNode | null)?.steps).flatMap(({ node }) =>
      typeof node === 'string' && node !== root && node in nodes ? [node] : [],
    );
  const reached = new Set<string>();
  const told = new Set<string>();
  const follow = (path: readonly string[]): void => {
    const name = path.at(-1) ?? root;
    const before = path.indexOf(name);
    if (before < path.length - 1) {
      const cycle = path.slice(before);
      const key = [...cycle.slice(1)].sort().join(' ');
      if (!told.has(key)) report(scope, `"nodes" has a cycle, in which requests never end: ${cycle.join(' -> ')}`);
      told.add(key);
      return;
    }
    if (reached.has(name)) return;
    for (const each of new Set(next(name))) follow([...path, each]);
    reached.add(name);
  };
  if (!(root in nodes)) return;
  follow([root]);
  const unreached = Object.keys(nodes).filter((name) => !reached.has(name));
  if (unreached.length === 0) return;
  report(
    scope,
    `"nodes" has ${listed(unreached)}, which no step from "root" leads to; lead one there, or leave it out`,
  );
}
