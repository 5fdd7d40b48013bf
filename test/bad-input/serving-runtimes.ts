import { Chart } from 'cdk8s';
import {
  ClusterServingRuntime,
  InferenceService,
  ServingRuntime,
  ServingRuntimeProps,
  Storage,
} from '../../lib/workloads';

/*
 * Runtimes that are wrong, and services that ask a runtime for what it does not do.
 */

/** One wrong program in a chart of the namespace `vision`, and all that is said of it, from the chart on. */
export interface WrongServingRuntime {
  readonly name: string;
  readonly program: (chart: Chart) => void;
  readonly messages: readonly string[];
}

const image = 'r.example/server:1';
const formats = [{ name: 'joblib', versions: ['1', '2'], priority: 5 }];
const storage = Storage.pvc({ claim: 'models', path: 'iris' });

function runtime(chart: Chart, id: string, props: object = {}): ServingRuntime {
  return new ServingRuntime(chart, id, { image, formats, ...props });
}

/** A runtime with other props. */
function wrong(name: string, props: object, ...messages: string[]): WrongServingRuntime {
  return {
    name,
    program: (chart) => {
      runtime(chart, 'own', props);
    },
    messages: messages.map((message) => `own] ${message}`),
  };
}

/** A service for a runtime that is right. */
function service(
  name: string,
  { model = {}, of = {}, ...props }: { model?: object; of?: object; workers?: object; namespace?: string },
  ...messages: string[]
): WrongServingRuntime {
  return {
    name,
    program: (chart) => {
      const asked = { format: 'joblib', runtime: runtime(chart, 'own', of), storage, ...model };
      new InferenceService(chart, 'iris', { model: asked, ...props });
    },
    messages: messages.map((message) => `iris] ${message}`),
  };
}

const sklearn = (version: string, priority: number) => ({
  formats: [{ name: 'sklearn', versions: [version], priority }],
});
const refused = 'and KServe refuses the second; take another number';
const version = 'must name a version or more, such as "1"; leave it out for a runtime that takes any';
const fields = '"{{.Name}}", "{{.Namespace}}", "{{.Labels}}", "{{.Annotations}}" and others';
const notRead =
  'KServe cannot read; take a label of letters and digits, or the function index: {{index .Labels `a-b`}}';

export const wrongServingRuntimes: readonly WrongServingRuntime[] = [
  wrong('no versions', { formats: [{ name: 'a', versions: [] }] }, `"formats[0].versions" is [], ${version}`),
  wrong('an empty version', { formats: [{ name: 'a', versions: [''] }] }, `"formats[0].versions" is [""], ${version}`),
  wrong('a format that is null', { formats: [null] }, '"formats[0]" is null, must be an object'),
  wrong('formats that are null', { formats: null }, '"formats" is null, must be a list'),
  wrong(
    'a version twice',
    { formats: [{ name: 'a', versions: ['1', '1'] }] },
    '"formats" names "a 1" twice; name it once',
  ),
  wrong('protocols that are null', { protocols: null }, '"protocols" is null, must be a list'),
  wrong('a port as a text', { port: '8080' }, '"port" is "8080", must be a whole number from 1 to 65535'),
  wrong('variables that are null', { env: null }, '"env" is null, must be an object'),
  wrong('annotations of its own as a text', { annotations: 'a' }, '"annotations" is "a", must be an object'),
  wrong('labels of its own as a list', { labels: ['a'] }, '"labels" is ["a"], must be an object'),
  wrong('root under "restricted"', { runAsUser: 0 }, '"runAsUser" is 0, must be a whole number from 1 to 2147483647'),
  wrong(
    'a limit below its request',
    { resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } },
    '"resources.requests.memory" is "2Gi", must not be above the limit "1Gi"; raise the limit or lower the request',
  ),
  wrong(
    'a field of metadata in lower case',
    { args: ['--model_name={{.name}}'] },
    `"args[0]" is "--model_name={{.name}}", but the metadata of a service has no "{{.name}}", it has ${fields}, did you mean "Name"?`,
  ),
  wrong(
    'a field without its dot',
    { command: ['serve', '{{Name}}'] },
    `"command[1]" is "{{Name}}", but the metadata of a service has no "{{Name}}", it has ${fields}, did you mean "Name"?`,
  ),
  wrong(
    'a field of the model',
    { env: { FORMAT: '{{.Spec.Predictor}}' } },
    `"env.FORMAT" is "{{.Spec.Predictor}}", but the metadata of a service has no "{{.Spec.Predictor}}", it has ${fields}`,
  ),
  wrong(
    'a placeholder that does not close',
    { args: ['{{.Name}'] },
    '"args[0]" is "{{.Name}", must close with "}}" what it opens with "{{", which is a placeholder of KServe',
  ),
  wrong('an empty placeholder', { args: ['{{}}'] }, `"args[0]" is "{{}}", whose "{{}}" ${notRead}`),
  wrong(
    'a label with a dash',
    { args: ['{{.Labels.a-b}}'] },
    `"args[0]" is "{{.Labels.a-b}}", whose "{{.Labels.a-b}}" ${notRead}`,
  ),
  wrong(
    'a placeholder with quotes',
    { args: ['{{index .Labels "a-b"}}'] },
    String.raw`"args[0]" is "{{index .Labels \"a-b\"}}", whose "{{index .Labels \"a-b\"}}" KServe cannot read, as it stands in JSON then; quote with backquotes`,
  ),
  wrong('workers that are none', { workers: 2 }, '"workers" is 2, must be an object'),
  wrong(
    'workers without an image',
    { workers: {} },
    '"workers.image" is undefined, must be an image with a tag or a digest',
  ),
  wrong(
    'workers with a port',
    { workers: { image, port: 80 } },
    '"port" is not a prop of this construct, it takes "image", "command", "args", "env", "resources", "gpus", "gpuResource", "pipelineParallelSize", "tensorParallelSize", "volumes", "volumeMounts", "nodeSelector", "tolerations", "affinity", "readinessProbe", "livenessProbe", "startupProbe"',
  ),
  wrong(
    'no parts of the layers',
    { workers: { image, pipelineParallelSize: 0 } },
    '"workers.pipelineParallelSize" is 0, must be a whole number from 1 to 2147483647',
  ),
  wrong(
    'no GPU for each layer',
    { workers: { image, tensorParallelSize: 0 } },
    '"workers.tensorParallelSize" is 0, must be a whole number from 1 to 2147483647',
  ),
  wrong(
    'a size as a variable of the server',
    { env: { TENSOR_PARALLEL_SIZE: '2' }, workers: { image } },
    '"env.TENSOR_PARALLEL_SIZE" is set from "workers.tensorParallelSize"; leave it out here',
  ),
  wrong(
    'a size as a variable of workers',
    { workers: { image, env: { PIPELINE_PARALLEL_SIZE: '2' } } },
    '"workers.env.PIPELINE_PARALLEL_SIZE" is set from "workers.pipelineParallelSize"; leave it out here',
  ),
  wrong(
    'a placeholder in workers',
    { workers: { image, args: ['{{.Name}}'] } },
    '"workers.args[0]" is "{{.Name}}", but KServe fills placeholders in the container of the server alone, not in those of workers',
  ),
  {
    name: 'a priority that another runtime of the namespace has',
    program: (chart: Chart): void => {
      runtime(chart, 'one');
      runtime(chart, 'two', { formats: [{ name: 'Joblib', versions: ['2'], priority: 5 }], protocols: ['v2', 'v1'] });
    },
    messages: [
      `two] "formats" gives "Joblib" in version "2" the priority 5, which the ServingRuntime "one" has for it with "v1", ${refused}`,
    ],
  },
  {
    name: 'a priority of all versions that another runtime of the namespace has',
    program: (chart: Chart): void => {
      runtime(chart, 'one', { formats: [{ name: 'joblib', priority: 5 }] });
      runtime(chart, 'two', { formats: [{ name: 'joblib', priority: 5 }] });
    },
    messages: [
      `two] "formats" gives "joblib" the priority 5, which the ServingRuntime "one" has for it with "v1", ${refused}`,
    ],
  },
  {
    name: 'a priority that a runtime of the release has',
    program: (chart: Chart): void => {
      runtime(chart, 'own', { ...sklearn('1', 1), scope: 'cluster' });
    },
    messages: [
      `own] "formats" gives "sklearn" in version "1" the priority 1, which the ClusterServingRuntime "kserve-sklearnserver" has for it with "v1", ${refused}`,
    ],
  },
  {
    name: 'a ClusterServingRuntime with the scope of a namespace',
    program: (chart: Chart): void => {
      const props: object = { image, formats, scope: 'namespace' };
      new ClusterServingRuntime(chart, 'own', props as ServingRuntimeProps);
    },
    messages: ['own] "scope" is the cluster for this construct; leave it out, or make a ServingRuntime'],
  },
  {
    name: 'a ClusterServingRuntime in a namespace',
    program: (chart: Chart): void => {
      const props: object = { image, formats, namespace: 'vision' };
      new ClusterServingRuntime(chart, 'own', props as ServingRuntimeProps);
    },
    messages: ['own] "namespace" is given, but the scope is "cluster"; leave one of them out'],
  },
  service(
    'a format that the runtime does not serve',
    { model: { format: 'onnx' } },
    '"model.format" is "onnx", which the runtime "own" does not serve; it serves "joblib"',
  ),
  service(
    'a version that the runtime does not serve',
    { model: { version: '3' } },
    '"model.version" is "3", which the runtime "own" does not serve for "joblib"; it serves "1", "2"',
  ),
  service(
    'a protocol that the runtime does not speak',
    { model: { protocol: 'grpc-v2' } },
    '"model.protocol" is "grpc-v2", which the runtime "own" does not speak; it speaks "v1"',
  ),
  service(
    'a runtime of another namespace',
    { of: { namespace: 'speech' } },
    '"model.runtime" is the ServingRuntime "own" of the namespace "speech", and the service is in "vision"; put them into one, or make the runtime for the cluster',
  ),
  service(
    'a runtime that is disabled',
    { of: { disabled: true } },
    '"model.runtime" is "own", which is disabled, and KServe refuses services that name it; leave its "disabled" out, or take another runtime',
  ),
  service(
    'workers of a runtime without',
    { workers: {} },
    '"workers" is given, but the runtime "own" serves on one node; leave "workers" out, or take another runtime',
  ),
  service(
    'no workers of a runtime with workers',
    { of: { workers: { image } } },
    '"model.runtime" is "own", which spreads a model over nodes; say with "workers" over how many',
  ),
];
