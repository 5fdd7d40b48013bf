import { Chart, Duration } from 'cdk8s';
import { App } from '../../../lib';
import { InferenceGraph, InferenceService } from '../../../lib/workloads';
import { at, problemsOf, testApp } from '../../support/app';

function chartIn(app: App = testApp()): Chart {
  return new Chart(app, 'chart', { namespace: 'vision' });
}

const container = { image: 'r.example/server:1' } as const;

test('a chain asks services one after the other', () => {
  const chart = chartIn();
  const first = new InferenceService(chart, 'first', { container });
  const graph = new InferenceGraph(chart, 'chain', {
    nodes: {
      root: {
        routerType: 'Sequence',
        steps: [
          { service: first, name: 'first' },
          { service: 'second', data: '$response', dependency: 'Hard', condition: 'predictions' },
        ],
      },
    },
  });
  expect(graph.url).toBe('http://chain.vision.svc.cluster.local');
  expect(graph.resource.node.dependencies).toEqual([first]);
  expect(graph.resource.toJson()).toMatchInlineSnapshot(`
   {
     "apiVersion": "serving.kserve.io/v1alpha1",
     "kind": "InferenceGraph",
     "metadata": {
       "annotations": {
         "serving.kserve.io/autoscalerClass": "none",
         "serving.kserve.io/deploymentMode": "Standard",
       },
       "name": "chain",
       "namespace": "vision",
     },
     "spec": {
       "nodes": {
         "root": {
           "routerType": "Sequence",
           "steps": [
             {
               "name": "first",
               "serviceName": "first",
             },
             {
               "condition": "predictions",
               "data": "$response",
               "dependency": "Hard",
               "serviceName": "second",
             },
           ],
         },
       },
     },
   }
  `);
});

test('nodes lead to nodes, and the router is as it is asked to be', () => {
  const chart = chartIn();
  const graph = new InferenceGraph(chart, 'tree', {
    name: 'pick',
    minReplicas: 2,
    maxReplicas: 4,
    scaleMetric: 'cpu',
    scaleTarget: 60,
    stepTimeout: Duration.seconds(90),
    requestTimeout: Duration.minutes(2),
    nodeName: 'worker-1',
    resources: { requests: { cpu: '50m' }, limits: { memory: '64Mi' } },
    nodeSelector: { pool: 'serving' },
    nodes: {
      root: {
        routerType: 'Switch',
        steps: [
          { node: 'both', condition: '[@this].#(kind=="both")' },
          { url: 'http://other.example/predict', condition: 'instances' },
        ],
      },
      both: { routerType: 'Ensemble', steps: [{ service: 'a', name: 'a' }, { service: 'b' }] },
    },
  });
  expect(at(graph.resource.toJson(), 'metadata', 'annotations')).toEqual({
    'serving.kserve.io/deploymentMode': 'Standard',
    'serving.kserve.io/autoscalerClass': 'hpa',
  });
  expect(at(graph.resource.toJson(), 'spec')).toMatchInlineSnapshot(`
   {
     "maxReplicas": 4,
     "minReplicas": 2,
     "nodeName": "worker-1",
     "nodeSelector": {
       "pool": "serving",
     },
     "nodes": {
       "both": {
         "routerType": "Ensemble",
         "steps": [
           {
             "name": "a",
             "serviceName": "a",
           },
           {
             "serviceName": "b",
           },
         ],
       },
       "root": {
         "routerType": "Switch",
         "steps": [
           {
             "condition": "[@this].#(kind=="both")",
             "nodeName": "both",
           },
           {
             "condition": "instances",
             "serviceUrl": "http://other.example/predict",
           },
         ],
       },
     },
     "resources": {
       "limits": {
         "memory": "64Mi",
       },
       "requests": {
         "cpu": "50m",
       },
     },
     "routerTimeouts": {
       "serverWrite": 120,
       "serviceClient": 90,
     },
     "scaleMetric": "cpu",
     "scaleTarget": 60,
   }
  `);
});

test.each([[[50, 50]], [[90, 10]], [[0, 100]], [[33, 33, 34]]])(
  'each draw of the router takes a step of %j',
  (weights) => {
    const graph = new InferenceGraph(chartIn(), 'split', {
      nodes: {
        root: {
          routerType: 'Splitter',
          steps: weights.map((weight, index) => ({ service: `s${index}`, weight, name: `n${index}` })),
        },
      },
    });
    const steps = at(graph.resource.toJson(), 'spec', 'nodes', 'root', 'steps') as {
      serviceName: string;
      weight: number;
      name?: string;
    }[];
    // The rule of the webhook.
    expect(steps.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    // What the router does: it draws from 0 to 100.
    const taken = Array.from({ length: 101 }, (_, draw) => {
      let end = 0;
      return steps.findIndex(({ weight }) => draw < (end += weight));
    });
    expect(taken).not.toContain(-1);
    weights.forEach((weight, index) => {
      const times = taken.filter((step) => step === index).length;
      expect([weight, weight + 1]).toContain(times);
    });
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
  },
);

test('a graph that is stopped says so', () => {
  const graph = new InferenceGraph(chartIn(), 'still', {
    stop: true,
    nodes: { root: { routerType: 'Ensemble', steps: [{ service: 'a' }] } },
  });
  expect(at(graph.resource.toJson(), 'metadata', 'annotations', 'serving.kserve.io/stop')).toBe('true');
});

test.each([
  ['memory', 80],
  ['cpu', undefined],
] as const)('KServe follows %s as it is asked to', (scaleMetric, scaleTarget) => {
  const graph = new InferenceGraph(chartIn(), 'scaled', {
    ...{ maxReplicas: 3, scaleMetric },
    nodes: { root: { routerType: 'Ensemble', steps: [{ service: 'a' }] } },
  });
  // It has a target of its own for the CPU alone.
  expect(at(graph.resource.toJson(), 'spec')).toMatchObject({ scaleMetric });
  expect((at(graph.resource.toJson(), 'spec') as { scaleTarget?: number }).scaleTarget).toBe(scaleTarget);
});

test('a name takes all that the label of the pods has', () => {
  expect(
    problemsOf(
      (app) =>
        new InferenceGraph(chartIn(app), 'long', {
          ...{ name: 'a'.repeat(58), namespace: 'abcd' },
          nodes: { root: { routerType: 'Ensemble', steps: [{ service: 'a' }] } },
        }),
    ),
  ).toEqual([]);
});

test('names of nodes are checked where the program is written', () => {
  const messages = problemsOf((app) => {
    new InferenceGraph(chartIn(app), 'typed', {
      nodes: {
        // @ts-expect-error there is no such node
        root: { routerType: 'Sequence', steps: [{ node: 'othr' }] },
        other: { routerType: 'Ensemble', steps: [{ service: 'a' }] },
      },
    });
    new InferenceGraph(chartIn(new Chart(app, 'second') as never), 'weights', {
      // @ts-expect-error a splitter needs weights
      nodes: { root: { routerType: 'Splitter', steps: [{ service: 'a' }] } },
    });
    new InferenceGraph(chartIn(new Chart(app, 'third') as never), 'dependency', {
      // @ts-expect-error a switch does not read it
      nodes: { root: { routerType: 'Switch', steps: [{ service: 'a', condition: 'b', dependency: 'Hard' }] } },
    });
  });
  expect(messages).toHaveLength(4);
});
