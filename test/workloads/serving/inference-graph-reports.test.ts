import { Chart, Duration } from 'cdk8s';
import {
  InferenceGraph,
  InferenceGraphProps,
  InferenceService,
  InferenceServiceProps,
  Storage,
} from '../../../lib/workloads';
import { problemsOf } from '../../support/app';

const step = { service: 'a' };
const sequence = (...steps: unknown[]): object => ({ nodes: { root: { routerType: 'Sequence', steps } } });
const splitter = (...weights: unknown[]): object => ({
  nodes: { root: { routerType: 'Splitter', steps: weights.map((weight) => ({ ...step, weight })) } },
});
const nodes = sequence(step);

/** Everything that is wrong with a graph, without the construct's path. */
function reports(props: unknown): string[] {
  return problemsOf(
    (app) =>
      new InferenceGraph(new Chart(app, 'chart', { namespace: 'vision' }), 'graph', props as InferenceGraphProps),
  ).map((message) => message.replace('[chart/graph] ', ''));
}

test('a right graph is told nothing', () => {
  expect(reports(nodes)).toEqual([]);
});

const first = 'is about the step before, but this is the first one; leave it out';

describe('reports', () => {
  test.each<[string, unknown, ...string[]]>([
    ['no nodes', {}, '"nodes" is undefined, must be an object with the node "root"'],
    ['nodes that are none', { nodes: 'root' }, '"nodes" is "root", must be an object'],
    ['no node at all', { nodes: {} }, '"nodes" has no "root", at which requests begin'],
    [
      'no root',
      { nodes: { start: { routerType: 'Sequence', steps: [step] } } },
      '"nodes" has no "root", at which requests begin, there are "start"',
    ],
    ['a node that is none', { nodes: { root: null } }, '"nodes.root" is null, must be an object'],
    [
      'a node without a type',
      { nodes: { root: { steps: [step] } } },
      '"nodes.root.routerType" is undefined, must be one of "Sequence", "Switch", "Ensemble", "Splitter"',
    ],
    [
      'a node of another type',
      { nodes: { root: { routerType: 'sequence', steps: [step] } } },
      '"nodes.root.routerType" is "sequence", must be one of "Sequence", "Switch", "Ensemble", "Splitter", did you mean "Sequence"?',
    ],
    [
      'a node with more',
      { nodes: { root: { routerType: 'Ensemble', steps: [step], type: 'x' } } },
      '"nodes.root" has "type", a node has "routerType" and "steps"',
    ],
    [
      'steps that are no list',
      { nodes: { root: { routerType: 'Ensemble', steps: step } } },
      '"nodes.root.steps" is {"service":"a"}, must be a list',
    ],
    ['no steps', sequence(), '"nodes.root.steps" is empty, must have a step or more'],
    ['a step that is none', sequence('a'), '"nodes.root.steps[0]" is "a", must be an object'],
    [
      'a step that asks nobody',
      sequence({ name: 'a' }),
      '"nodes.root.steps[0]" asks nobody; give it one of "service", "node", "url"',
    ],
    [
      'a step that asks two',
      sequence({ service: 'a', url: 'http://a' }),
      '"nodes.root.steps[0]" has "service", "url", which exclude each other; keep one',
    ],
    [
      'a misspelt option',
      sequence({ ...step, dependancy: 'Hard' }),
      '"nodes.root.steps[0]" has "dependancy", which is no option of a step, did you mean "dependency"?',
    ],
    [
      'the option of another type',
      sequence({ ...step, weight: 100 }),
      '"nodes.root.steps[0].weight" is given, but the node is a "Sequence", and "Splitter" alone read it; leave it out, or change "routerType"',
    ],
    [
      'a condition of an ensemble',
      { nodes: { root: { routerType: 'Ensemble', steps: [{ ...step, condition: 'a' }] } } },
      '"nodes.root.steps[0].condition" is given, but the node is a "Ensemble", and "Sequence" and "Switch" alone read it; leave it out, or change "routerType"',
    ],
    [
      'a service that is none',
      sequence({ service: 1 }),
      '"nodes.root.steps[0].service" is 1, must be a text that is not empty',
    ],
    [
      'a graph with the name of a part of a service',
      { ...sequence({ service: 'iris' }), name: 'iris-predictor' },
      '"nodes.root.steps[0].service" is "iris", whose parts have names such as that of the graph, "iris-predictor"; rename the graph',
    ],
    [
      'a node without a name',
      {
        nodes: {
          root: { routerType: 'Sequence', steps: [{ node: '' }] },
          '': { routerType: 'Sequence', steps: [step] },
        },
      },
      '"nodes" has a node whose name is empty, to which no step can lead; name it',
    ],
    [
      'an answer under the number of another',
      { nodes: { root: { routerType: 'Ensemble', steps: [{ ...step, name: '1' }, { service: 'b' }] } } },
      '"nodes.root.steps[0].name" is "1", under which the answer of the step 1 stands, as that has no name; name that too',
    ],
    [
      'a dependency of a switch',
      { nodes: { root: { routerType: 'Switch', steps: [{ ...step, condition: 'a', dependency: 'Hard' }] } } },
      '"nodes.root.steps[0].dependency" is given, but the node is a "Switch", and "Sequence" and "Ensemble" alone read it; leave it out, or change "routerType"',
    ],
    [
      'a dependency of a splitter',
      { nodes: { root: { routerType: 'Splitter', steps: [{ ...step, weight: 100, dependency: 'Hard' }] } } },
      '"nodes.root.steps[0].dependency" is given, but the node is a "Splitter", and "Sequence" and "Ensemble" alone read it; leave it out, or change "routerType"',
    ],
    [
      'an unknown node',
      sequence({ node: 'othr' }),
      '"nodes.root.steps[0].node" is "othr", which is no node of the graph, there are "root"',
    ],
    [
      'a node that is nearly one',
      {
        nodes: {
          root: { routerType: 'Sequence', steps: [step, { node: 'othr' }, { node: 'other' }] },
          other: { routerType: 'Sequence', steps: [step] },
        },
      },
      '"nodes.root.steps[1].node" is "othr", which is no node of the graph, there are "root", "other", did you mean "other"?',
    ],
    [
      'a way back to root',
      sequence({ node: 'root' }),
      '"nodes.root.steps[0].node" is "root", at which requests begin; no step can lead there',
    ],
    [
      'a cycle',
      {
        nodes: {
          root: { routerType: 'Sequence', steps: [{ node: 'a' }] },
          a: { routerType: 'Sequence', steps: [{ node: 'b' }] },
          b: { routerType: 'Ensemble', steps: [{ node: 'a' }, step] },
        },
      },
      '"nodes" has a cycle, in which requests never end: a -> b -> a',
    ],
    [
      'a node that leads to itself',
      {
        nodes: {
          root: { routerType: 'Sequence', steps: [{ node: 'a' }] },
          a: { routerType: 'Sequence', steps: [{ node: 'a' }] },
        },
      },
      '"nodes" has a cycle, in which requests never end: a -> a',
    ],
    [
      'nodes that nobody leads to',
      {
        nodes: {
          root: { routerType: 'Sequence', steps: [step] },
          a: { routerType: 'Sequence', steps: [{ node: 'b' }] },
          b: { routerType: 'Sequence', steps: [{ node: 'a' }] },
        },
      },
      '"nodes" has "a", "b", which no step from "root" leads to; lead one there, or leave it out',
    ],
    [
      'an address without a scheme',
      sequence({ url: 'host/predict' }),
      '"nodes.root.steps[0].url" is "host/predict", must be an address such as "http://host/v1/models/name:predict"',
    ],
    [
      'two steps of one name',
      sequence({ ...step, name: 'x' }, { ...step, name: 'x' }),
      '"nodes.root.steps" has two steps with the name "x"; give each its own',
    ],
    [
      'another dependency',
      sequence({ ...step, dependency: 'hard' }),
      '"nodes.root.steps[0].dependency" is "hard", must be one of "Soft", "Hard", did you mean "Hard"?',
    ],
    [
      'other data',
      sequence(step, { ...step, data: 'response' }),
      '"nodes.root.steps[1].data" is "response", must be one of "$request", "$response", did you mean "$response"?',
    ],
    [
      'an answer before the first step',
      sequence({ ...step, data: '$response' }),
      `"nodes.root.steps[0].data" ${first}`,
    ],
    [
      'a condition of the first step',
      sequence({ ...step, condition: 'a' }),
      `"nodes.root.steps[0].condition" ${first}`,
    ],
    [
      'a switch without a condition',
      { nodes: { root: { routerType: 'Switch', steps: [step] } } },
      '"nodes.root.steps[0].condition" is undefined, must be a path of GJSON that is looked for in the request',
    ],
    [
      'an empty condition',
      { nodes: { root: { routerType: 'Switch', steps: [{ ...step, condition: '' }] } } },
      '"nodes.root.steps[0].condition" is "", must be a text that is not empty',
    ],
    ['weights below 100', splitter(50, 40), '"nodes.root.steps" have weights that make 90, must make 100'],
    ['weights above 100', splitter(50, 60), '"nodes.root.steps" have weights that make 110, must make 100'],
    [
      'a part of a percent',
      splitter(0.5, 99.5),
      '"nodes.root.steps[0].weight" is 0.5, must be a whole number from 0 to 100',
      '"nodes.root.steps[1].weight" is 99.5, must be a whole number from 0 to 100',
    ],
    [
      'a weight below 0',
      splitter(-10, 110),
      '"nodes.root.steps[0].weight" is -10, must be a whole number from 0 to 100',
      '"nodes.root.steps[1].weight" is 110, must be a whole number from 0 to 100',
    ],
    [
      'no weight',
      splitter(undefined),
      '"nodes.root.steps[0].weight" is undefined, must be a whole number from 0 to 100',
    ],
    [
      'a service of the graph’s name',
      sequence({ service: 'graph' }),
      '"nodes.root.steps[0].service" has the name of the graph, "graph", and both have Services; rename one',
    ],
    [
      'a misspelt prop',
      { ...nodes, minReplica: 1 },
      '"minReplica" is not a prop of this construct, did you mean "minReplicas"?',
    ],
    [
      'a name in capitals',
      { ...nodes, name: 'Graph' },
      expect.stringContaining('"name" is "Graph", must be') as string,
    ],
    [
      'a name that is too long for a host',
      { ...nodes, name: 'a'.repeat(57) },
      `"name" and "namespace" make the host "${'a'.repeat(57)}-vision" of 64 characters, of which DNS takes 63; shorten one of them`,
    ],
    [
      'a name that is too long for the label of its pods',
      { ...nodes, name: 'a'.repeat(59), namespace: 'a' },
      '"name" has 59 characters, must have at most 58, so that the label "isvc.<name>" of its pods has 63',
    ],
    [
      'more at least than at most',
      { ...nodes, minReplicas: 3, maxReplicas: 2 },
      '"minReplicas" is 3, must not be above "maxReplicas", which is 2',
    ],
    [
      'a metric of Knative',
      { ...nodes, maxReplicas: 2, scaleMetric: 'rps' },
      '"scaleMetric" is "rps", which Knative alone measures, and graphs run without it; use "cpu" or "memory"',
    ],
    [
      'a target without an autoscaler',
      { ...nodes, scaleTarget: 50 },
      '"scaleTarget" is given, but the number of pods is fixed; give "maxReplicas", or leave it out',
    ],
    [
      'a time that is none',
      { ...nodes, stepTimeout: 30 },
      '"stepTimeout" is 30, must be a Duration such as Duration.seconds(30)',
    ],
    [
      'a part of a second',
      { ...nodes, stepTimeout: Duration.millis(1500) },
      '"stepTimeout" is 1.5 seconds, must be at least one second and whole seconds',
    ],
    [
      'a step that may take longer than the router stays',
      { ...nodes, stepTimeout: Duration.seconds(90) },
      '"stepTimeout" is 90 seconds, must not be above "requestTimeout", which is 60 seconds by default, and after which the router hangs up; give a longer "requestTimeout"',
    ],
    [
      'a step that may take longer than the request',
      { ...nodes, stepTimeout: Duration.seconds(30), requestTimeout: Duration.seconds(20) },
      '"stepTimeout" is 30 seconds, must not be above "requestTimeout", which is 20 seconds, and after which the router hangs up; give a longer "requestTimeout"',
    ],
    ['a stop that is none', { ...nodes, stop: 'true' }, '"stop" is "true", must be true or false'],
    [
      'a node of the cluster that is none',
      { ...nodes, nodeName: '' },
      '"nodeName" is "", must be a text that is not empty',
    ],
    [
      'an annotation that is a prop',
      { ...nodes, annotations: { 'serving.kserve.io/stop': 'true' } },
      '"annotations.serving.kserve.io/stop" is set by this construct itself; use "stop"',
    ],
    [
      'an annotation of its own',
      { ...nodes, annotations: { 'serving.kserve.io/deploymentMode': 'Knative' } },
      '"annotations.serving.kserve.io/deploymentMode" is set by this construct itself; leave it out',
    ],
  ])('%s', (_, props, ...messages) => {
    expect(reports(props)).toEqual(messages);
  });

  // What the router's GJSON 1.18 answered to each of these, for requests with and without what was meant.
  describe.each<[string, string, string]>([
    ['JSONPath', '$.modelId', 'is written as JSONPath; leave out "$" and the dot behind it'],
    ['a dot at the start', '.modelId', 'starts with a dot; leave that out'],
    ['a space at the start', ' modelId', 'has a space at one end; leave that out'],
    [
      'a comparison outside of a query',
      'o.class == "dog"',
      'compares outside of a query; ask by a query such as "[@this].#(kind==\\"a\\")"',
    ],
    ['an index in brackets', 'items[0]', 'has an index in brackets; write it with a dot, such as "items.0"'],
  ])('a condition that is never there: %s', (_, condition, what) => {
    test(condition, () => {
      const root = { routerType: 'Switch', steps: [{ ...step, condition }] };
      expect(reports({ nodes: { root } })).toEqual([
        `"nodes.root.steps[0].condition" is ${JSON.stringify(condition)}, which GJSON never finds: it ${what}`,
      ]);
    });
  });

  test.each([
    ['items.#(kind=="a"', 'its parentheses do not match'],
    ['items.#(kind=="a)', 'a text in it has no end'],
  ])('a condition without an end: %s', (condition, what) => {
    expect(reports(sequence(step, { ...step, condition }))).toEqual([
      `"nodes.root.steps[1].condition" is ${JSON.stringify(condition)}, which GJSON never finds: ${what}`,
    ]);
  });

  const made =
    'always finds, as an object or a list that it makes; ask by a query such as "[@this].#(kind==\\"a\\")", or for what is always there with "@this"';
  test.each([
    ['{ .o.class == "dog" }', made],
    ['[nope]', made],
    ['[@this].#(modelId=="1")#', 'also finds where nothing fits, as an empty list; leave out the "#" at its end'],
  ])('a condition that says nothing of the request: %s', (condition, what) => {
    expect(reports({ nodes: { root: { routerType: 'Switch', steps: [{ ...step, condition }] } } })).toEqual([
      `"nodes.root.steps[0].condition" is ${JSON.stringify(condition)}, which GJSON ${what}`,
    ]);
  });

  test.each([
    'modelId',
    '[@this].#(modelId=="1")',
    'items.#(kind=="a)b").name',
    'items.0',
    '@this',
    'weird(key',
    'a\\(b',
    'items.#',
  ])('a right condition is told nothing: %s', (condition) => {
    expect(reports({ nodes: { root: { routerType: 'Switch', steps: [{ ...step, condition }] } } })).toEqual([]);
  });

  test('services of another namespace, and those that speak gRPC', () => {
    const messages = problemsOf((app) => {
      const chart = new Chart(app, 'chart', { namespace: 'vision' });
      const container = { image: 'r.example/server:1' } as const;
      const away = new InferenceService(chart, 'away', { namespace: 'speech', container });
      const grpc = new InferenceService(chart, 'grpc', {
        model: { format: 'onnx', protocol: 'grpc-v2', storage: Storage.pvc({ claim: 'models', path: 'a' }) },
      });
      new InferenceGraph(chart, 'graph', {
        nodes: { root: { routerType: 'Ensemble', steps: [{ service: away }, { service: grpc }] } },
      });
    });
    expect(messages).toEqual([
      '[chart/graph] "nodes.root.steps[0].service" is of the namespace "speech", and the graph is in "vision"; put them into one, or give its address: { url: service.predictUrl() }',
      '[chart/graph] "nodes.root.steps[1].service" speaks "grpc-v2", and graphs ask by HTTP; serve the model by "v1" or "v2"',
    ]);
  });

  const severalIn = (props: Partial<InferenceServiceProps>): string[] =>
    problemsOf((app) => {
      const chart = new Chart(app, 'chart', { namespace: 'vision' });
      const service = new InferenceService(chart, 'many', props);
      new InferenceGraph(chart, 'graph', { nodes: { root: { routerType: 'Sequence', steps: [{ service }] } } });
    });
  const many = { image: 'r.example/server:1', env: { MULTI_MODEL_SERVER: 'true' } } as const;
  const inImage = { format: 'own', runtime: { name: 'own' } };

  test.each<[string, Partial<InferenceServiceProps>]>([
    ['with a server of many', { container: many }],
    ['with a model that names no place', { model: inImage }],
  ])('a service of several models, to which KServe knows no path: one %s', (_, props) => {
    expect(severalIn(props)).toEqual([
      '[chart/graph] "nodes.root.steps[0].service" takes several models, or brings its own, and KServe asks such a service for none of them; give the address of one: { url: "http://many-predictor.vision.svc.cluster.local/v1/models/<model>:predict" }',
    ]);
  });

  test.each<[string, Partial<InferenceServiceProps>]>([
    ['whose transformer has a path', { container: many, transformer: { image: 'r.example/transformer:1' } }],
    ['with a server of one', { container: { image: 'r.example/server:1', env: { MULTI_MODEL_SERVER: 'false' } } }],
    ['with a model in storage', { model: { ...inImage, storage: Storage.pvc({ claim: 'models', path: 'a' }) } }],
    ['with a model of the Hub', { model: { format: 'huggingface', args: ['--model_id=a/b'] } }],
  ])('a step may ask one %s', (_, props) => {
    expect(severalIn(props)).toEqual([]);
  });
});
