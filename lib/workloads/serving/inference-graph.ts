import { Construct } from 'constructs';
import type { ResourceRequirements } from 'kubernetes-types/core/v1';
import { kserve } from '../../api';
import type { InferenceGraphSpec, InferenceStep } from '../../api/kserve.types';
import { report } from '../../core/errors';
import {
  chartOf,
  checkBoolean,
  checkInteger,
  checkKnown,
  checkLabel,
  checkList,
  checkObject,
  checkOneOf,
  checkResources,
  checkText,
  checkTextMap,
  objectsOf,
  propsOf,
} from '../../core/props';
import { shown } from '../../core/words';
import { checkNodes } from './graph-checks';
import { AnyStep, GraphNode } from './graph-nodes';
import { InferenceGraphProps } from './inference-graph-props';
import { InferenceService } from './inference-service';
import { defined, secondsOf } from './serving-container';

const known: Record<keyof InferenceGraphProps, true> = {
  ...{ name: true, namespace: true, nodes: true, resources: true, minReplicas: true, maxReplicas: true },
  ...{ scaleMetric: true, scaleTarget: true, stepTimeout: true, requestTimeout: true, stop: true, nodeName: true },
  ...{
    nodeSelector: true,
    tolerations: true,
    affinity: true,
    serviceAccountName: true,
    labels: true,
    annotations: true,
  },
};

/** Annotations that this construct sets itself, and what to do instead. */
const ownAnnotations: Readonly<Record<string, string>> = {
  'serving.kserve.io/deploymentMode': 'leave it out',
  'serving.kserve.io/autoscalerClass': 'use "maxReplicas"',
  'serving.kserve.io/stop': 'use "stop"',
};

/** Seconds after which the router hangs up, where the graph does not say. */
const routerSeconds = 60;

/**
 * Several services behind one address: one after the other, all at once, or one of them by the request or by chance.
 *
 * The pods of KServe's router carry no seccomp profile, so their namespace cannot enforce the Pod Security Standard
 * `restricted`; `baseline` takes them.
 * @see https://kserve.github.io/website/docs/model-serving/inferencegraph/overview
 */
export class InferenceGraph<Node extends string = string> extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: kserve.InferenceGraph;
  /** Name of the graph. */
  readonly name: string;
  /** Namespace of the graph; `undefined` where neither the graph nor its chart names one. */
  readonly namespace: string | undefined;
  /** Address within the cluster, which takes requests by POST. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: InferenceGraphProps<Node>) {
    super(scope, id);
    const chart = chartOf(this);
    const given: Partial<InferenceGraphProps> = propsOf(this, props);
    checkKnown(this, given as InferenceGraphProps, known);
    this.name = given.name ?? id;
    this.namespace = given.namespace ?? chart.namespace;
    this.url = `http://${this.name}.${this.namespace ?? 'default'}.svc.cluster.local`;
    this.checkNames();
    this.checkPods(given);
    // What is wrong with them is said once.
    const nodes = checkNodes(this, given.nodes, this) ? nodesOf(given.nodes) : {};

    const { minReplicas, maxReplicas, scaleMetric, resources, nodeName, nodeSelector, tolerations } = given;
    this.resource = new kserve.InferenceGraph(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: { ...given.labels },
        annotations: {
          ...given.annotations,
          'serving.kserve.io/deploymentMode': 'Standard',
          'serving.kserve.io/autoscalerClass': maxReplicas === undefined ? 'none' : 'hpa',
          ...(given.stop === true ? { 'serving.kserve.io/stop': 'true' } : {}),
        },
      },
      spec: defined<InferenceGraphSpec>({
        nodes,
        resources: resources as ResourceRequirements | undefined,
        minReplicas,
        maxReplicas,
        scaleMetric,
        // Without a target, KServe forgets the metric, and Kubernetes follows the CPU.
        scaleTarget: given.scaleTarget ?? (scaleMetric === 'memory' ? 80 : undefined),
        nodeName,
        nodeSelector,
        tolerations,
        affinity: given.affinity,
        serviceAccountName: given.serviceAccountName,
        routerTimeouts: this.timeouts(given),
      }),
    });
    // KServe makes the router when the services answer.
    const services = stepsOf(given.nodes).flatMap(({ service }) =>
      service instanceof InferenceService ? service : [],
    );
    if (services.length > 0) this.resource.node.addDependency(...new Set(services));
  }

  private checkNames(): void {
    checkLabel(this, 'namespace', this.namespace);
    if (!checkLabel(this, 'name', this.name, 'RFC 1035')) return;
    const most = 63 - 'isvc.'.length;
    if (this.name.length > most) {
      report(
        this,
        `"name" has ${this.name.length} characters, must have at most ${most}, so that the label "isvc.<name>" of its pods has 63`,
      );
      return;
    }
    const host = `${this.name}-${this.namespace ?? 'default'}`;
    if (host.length <= 63) return;
    report(
      this,
      `"name" and "namespace" make the host "${host}" of ${host.length} characters, of which DNS takes 63; shorten one of them`,
    );
  }

  /** How long the router waits, in seconds. */
  private timeouts(given: Partial<InferenceGraphProps>): InferenceGraphSpec['routerTimeouts'] {
    const step = secondsOf(this, 'stepTimeout', given.stepTimeout);
    const request = secondsOf(this, 'requestTimeout', given.requestTimeout);
    if (step === undefined && request === undefined) return undefined;
    const most = request ?? routerSeconds;
    if (step !== undefined && step > most) {
      const end = request === undefined ? `which is ${most} seconds by default` : `which is ${most} seconds`;
      report(
        this,
        `"stepTimeout" is ${step} seconds, must not be above "requestTimeout", ${end}, and after which the router hangs up; give a longer "requestTimeout"`,
      );
    }
    return defined({ serviceClient: step, serverWrite: request });
  }

  private checkPods(given: Partial<InferenceGraphProps>): void {
    const { minReplicas: min, maxReplicas: max } = given;
    const right =
      checkInteger(this, 'minReplicas', min, { min: 1 }) && checkInteger(this, 'maxReplicas', max, { min: 1 });
    if (right && max !== undefined && (min ?? 1) > max) {
      report(this, `"minReplicas" is ${min ?? 1}, must not be above "maxReplicas", which is ${max}`);
    }
    const metric: unknown = given.scaleMetric;
    if (metric === 'concurrency' || metric === 'rps') {
      report(
        this,
        `"scaleMetric" is ${shown(metric)}, which Knative alone measures, and graphs run without it; use "cpu" or "memory"`,
      );
    } else {
      checkOneOf(this, 'scaleMetric', metric, ['cpu', 'memory']);
    }
    checkInteger(this, 'scaleTarget', given.scaleTarget, { min: 1, max: 100 });
    for (const prop of ['scaleMetric', 'scaleTarget'] as const) {
      if (given[prop] === undefined || max !== undefined) continue;
      report(this, `"${prop}" is given, but the number of pods is fixed; give "maxReplicas", or leave it out`);
    }
    checkResources(this, 'resources', given.resources);
    checkBoolean(this, 'stop', given.stop);
    checkText(this, 'nodeName', given.nodeName);
    checkTextMap(this, 'nodeSelector', given.nodeSelector);
    checkList(this, 'tolerations', given.tolerations);
    checkObject(this, 'affinity', given.affinity);
    checkText(this, 'serviceAccountName', given.serviceAccountName);
    checkTextMap(this, 'labels', given.labels);
    checkTextMap(this, 'annotations', given.annotations);
    for (const [annotation, instead] of Object.entries(ownAnnotations)) {
      if (given.annotations?.[annotation] === undefined) continue;
      report(this, `"annotations.${annotation}" is set by this construct itself; ${instead}`);
    }
  }
}

function stepsOf(nodes: InferenceGraphProps['nodes'] | undefined): AnyStep[] {
  return Object.values(nodes ?? {}).flatMap((node: GraphNode | null) => objectsOf<AnyStep>(node?.steps));
}

function nodesOf(nodes: InferenceGraphProps['nodes'] | undefined): InferenceGraphSpec['nodes'] {
  return Object.fromEntries(
    Object.entries(nodes ?? {}).flatMap(([name, node]: [string, GraphNode | null]) => {
      if (typeof node !== 'object' || node === null) return [];
      const steps = objectsOf<AnyStep>(node.steps).map(stepOf);
      return [
        [name, { routerType: node.routerType, steps: node.routerType === 'Splitter' ? withoutGap(steps) : steps }],
      ];
    }),
  );
}

function stepOf({ service, node, url, ...options }: AnyStep): InferenceStep {
  // What is wrong with them has been said.
  return defined<object>({
    ...options,
    serviceName: service instanceof InferenceService ? service.name : service,
    nodeName: node,
    serviceUrl: url,
  });
}

/**
 * The steps of a splitter, so that each draw of the router takes one. It draws from 0 to 100, one more than there are
 * percents, and hangs up where none is left: one of 101 requests. The webhook wants the sum of 100. So the heaviest step
 * gets that draw too, and a last step, which no draw reaches, takes it from the sum.
 * @see https://github.com/kserve/kserve/blob/v0.16.0/cmd/router/main.go
 */
function withoutGap(steps: readonly InferenceStep[]): InferenceStep[] {
  const weights = steps.map(({ weight }) => Number(weight));
  const heaviest = weights.indexOf(Math.max(...weights));
  const last = steps[heaviest];
  if (last === undefined) return [];
  return [
    ...steps.map((step, index) => (index === heaviest ? { ...step, weight: Number(step.weight) + 1 } : step)),
    { ...last, name: undefined, weight: -1 },
  ];
}
