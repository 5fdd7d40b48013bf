import { Chart, Duration } from 'cdk8s';
import { InferenceService, InferenceServiceProps, Storage } from '../../../lib/workloads/serving';
import { problemsOf } from '../../support/app';

const storage = Storage.pvc({ claim: 'models', path: 'iris' });
const model = { format: 'sklearn', storage };
const image = 'r.example/server:1';
const container = { image };
const m = (more: object): object => ({ model: { ...model, ...more } });

/** Everything that is wrong with a service, without the construct's path. */
function reports(props: unknown): string[] {
  return problemsOf(
    (app) =>
      new InferenceService(new Chart(app, 'chart', { namespace: 'vision' }), 'iris', props as InferenceServiceProps),
  ).map((message) => message.replace('[chart/iris] ', ''));
}

describe('reports', () => {
  test.each<[string, unknown, ...string[]]>([
    ['other props', { model, modle: 1 }, '"modle" is not a prop of this construct, did you mean "model"?'],
    [
      'no props',
      undefined,
      'neither "model" nor "container" is given; give a model with its format, or a server of your own',
    ],
    [
      'props that are none',
      'model',
      '"props" is "model", must be an object',
      'neither "model" nor "container" is given; give a model with its format, or a server of your own',
    ],
    [
      'neither a model nor a server',
      {},
      'neither "model" nor "container" is given; give a model with its format, or a server of your own',
    ],
    ['two predictors', { model, container }, '"model" and "container" are given, which exclude each other; keep one'],
    [
      'workers without a model',
      { container, workers: {} },
      '"workers" is given without a "model", whose runtime they belong to; give "model", or leave them out',
    ],
    [
      'a transformer without a predictor',
      { transformer: { image } },
      'neither "model" nor "container" is given; give a model with its format, or a server of your own',
    ],
    ['a model that is none', { model: 'sklearn' }, '"model" is "sklearn", must be an object'],
    [
      'a format that is nearly one',
      m({ format: 'sklern' }),
      '"model.format" is "sklern", which no runtime of the KServe release serves, did you mean "sklearn"?; for a runtime of your own, name it in "model.runtime"',
    ],
    [
      'quite another format',
      m({ format: 'prophet' }),
      '"model.format" is "prophet", which no runtime of the KServe release serves, they serve "sklearn", "xgboost", "lightgbm", "pmml", "paddle", "mlflow", "tensorflow", "pytorch", "tensorrt", "onnx", "triton", "huggingface"; for a runtime of your own, name it in "model.runtime"',
    ],
    ['a model that is null', { model: null }, '"model" is null, must be an object'],
    ['variables that are null', m({ env: null }), '"model.env" is null, must be an object'],
    ['one argument that is no list', m({ args: '--a' }), '"model.args" is "--a", must be a list of texts'],
    [
      'the number of pods by itself',
      { model, minReplicas: 2, maxReplicas: 3 },
      '"minReplicas" is not a prop of this construct; use "autoscaling.minReplicas"',
      '"maxReplicas" is not a prop of this construct; use "autoscaling.maxReplicas"',
    ],
    ['a transformer that is null', { model, transformer: null }, '"transformer" is null, must be an object'],
    ['scaling that is null', { model, autoscaling: null }, '"autoscaling" is null, must be an object'],
    [
      'no format',
      m({ format: undefined }),
      '"model.format" is undefined, must be the name of a format, such as "sklearn", "xgboost", "lightgbm"',
    ],
    [
      'a version that no runtime serves',
      m({ version: '7' }),
      '"model.version" is "7", which no runtime of the release serves for "sklearn"; they serve "0", "1"',
    ],
    [
      'a version that the runtime does not serve',
      m({ version: '0', runtime: 'kserve-sklearnserver' }),
      '"model.version" is "0", which the runtime "kserve-sklearnserver" does not serve for "sklearn"; it serves "1"',
    ],
    [
      'a runtime that is nearly one',
      m({ runtime: 'kserve-sklearnsrver' }),
      '"model.runtime" is "kserve-sklearnsrver", which the KServe release does not bring, did you mean "kserve-sklearnserver"?; for one that the cluster has, use { name: "kserve-sklearnsrver" }',
    ],
    [
      'a runtime without a name',
      m({ runtime: {} }),
      '"model.runtime" is {}, must be the name of a runtime of the release or a runtime object',
    ],
    [
      'a runtime for another format',
      m({ runtime: 'kserve-xgbserver' }),
      '"model.format" is "sklearn", which the runtime "kserve-xgbserver" does not serve; it serves "xgboost"',
    ],
    [
      'a runtime of another namespace',
      m({ runtime: { name: 'own', kind: 'ServingRuntime', namespace: 'other' } }),
      '"model.runtime" is the ServingRuntime "own" of the namespace "other", and the service is in "vision"; put them into one, or make the runtime for the cluster',
    ],
    [
      'a runtime of several nodes without workers',
      m({ format: 'huggingface', runtime: 'kserve-huggingfaceserver-multinode' }),
      '"model.runtime" is "kserve-huggingfaceserver-multinode", which spreads a model over nodes; say with "workers" over how many',
    ],
    [
      'an unknown protocol',
      m({ protocol: 'v3' }),
      '"model.protocol" is "v3", must be one of "v1", "v2", "grpc-v1", "grpc-v2", did you mean "v1"?',
    ],
    [
      'a protocol that no runtime speaks',
      m({ format: 'onnx', protocol: 'v1' }),
      '"model.protocol" is "v1", which no runtime of the release for "onnx" speaks; they speak "v2", "grpc-v2"',
    ],
    [
      'a protocol that the runtime does not speak',
      m({ runtime: 'kserve-mlserver', protocol: 'v1' }),
      '"model.protocol" is "v1", which the runtime "kserve-mlserver" does not speak; it speaks "v2"',
    ],
    [
      'another protocol of a server',
      { container: { image, protocol: 'grpc-v2' } },
      '"container.protocol" is "grpc-v2", must be one of "v1", "v2"',
    ],
    [
      'no storage',
      { model: { format: 'sklearn' } },
      `"model.storage" is undefined; say where the model is, such as Storage.pvc({ claim: 'models' })`,
    ],
    [
      'no storage of a huggingface model',
      { model: { format: 'huggingface' } },
      `"model.storage" is undefined; say where the model is, such as Storage.pvc({ claim: 'models' }), or name it in "model.args": "--model_id=owner/name"`,
    ],
    [
      'a storage that is a URI',
      m({ storage: 's3://models/iris' }),
      `"model.storage" is "s3://models/iris", must be a Storage such as Storage.s3({ bucket: 'models', path: 'iris', credentials })`,
    ],
    [
      'other options of a model',
      m({ storageUri: 's3://models/iris' }),
      '"storageUri" is not a prop of this construct, did you mean "storage"?',
    ],
    [
      'a bucket without a way in',
      m({ storage: Storage.s3({ bucket: 'models' }) }),
      '"model.storage" is an S3 bucket without a way in; give "credentials", a SecretSource with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "roleArn", a role for workload identity, or "anonymous: true" where everybody may read it',
    ],
    [
      'a ServiceAccount beside credentials',
      { ...m({ storage: Storage.s3({ bucket: 'models', anonymous: true }) }), serviceAccountName: 'own' },
      '"serviceAccountName" is "own", but "model.storage" brings a ServiceAccount of its own; leave one of them out, or move what says who may read it to that ServiceAccount',
    ],
    [
      'no image of a server',
      { container: {} },
      '"container.image" is undefined, must be an image with a tag or a digest',
    ],
    [
      'an image without a tag',
      { container: { image: 'r.example/server' } },
      '"container.image" is "r.example/server", must be an image with a tag or a digest',
    ],
    ['arguments that are no texts', m({ args: [1] }), '"model.args" is [1], must be a list of texts'],
    [
      'names of variables',
      m({ env: { '1A': 'x' } }),
      '"model.env" names "1A", must be letters, digits, "_", "-" and ".", not starting with a digit',
    ],
    [
      'values of variables',
      m({ env: { A: 5 } }),
      '"model.env.A" is 5, must be a text or one source such as { secretKeyRef }',
    ],
    [
      'a variable that comes from the storage',
      { container: { image, storage, env: { STORAGE_URI: 'pvc://other' } } },
      '"container.env.STORAGE_URI" is set from "container.storage"; leave it out here',
    ],
    [
      'a variable that comes from the protocol',
      { container: { image, env: { PROTOCOL: 'v2' } } },
      '"container.env.PROTOCOL" is set from "container.protocol"; leave it out here',
    ],
    [
      'a variable that comes from workers',
      { ...m({ format: 'huggingface', env: { TENSOR_PARALLEL_SIZE: '2' } }), workers: {} },
      '"model.env.TENSOR_PARALLEL_SIZE" is set from "workers.tensorParallelSize"; leave it out here',
    ],
    [
      'resources',
      m({ resources: { requests: { memory: '4GB' } } }),
      '"model.resources.requests.memory" is "4GB", must be a quantity such as "500m", "2" or "4Gi"',
    ],
    [
      'limits below requests',
      m({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      '"model.resources.requests.cpu" is "2", must not be above the limit "1"; raise the limit or lower the request',
    ],
    ['GPUs that are not whole', m({ gpus: 0.5 }), '"model.gpus" is 0.5, must be a whole number from 0 to 2147483647'],
    [
      'GPUs said twice',
      m({ gpus: 1, resources: { limits: { 'nvidia.com/gpu': '1' } } }),
      '"model.gpus" and "model.resources.limits.nvidia.com/gpu" say the same thing; leave one out',
    ],
    ['a port that is none', m({ port: 70000 }), '"model.port" is 70000, must be a whole number from 1 to 65535'],
    [
      'workers of a format that is served by one node',
      { model, workers: {} },
      '"workers" is given, but no runtime of the release spreads "sklearn" over nodes, only "huggingface"; leave "workers" out, or name a runtime of your own in "model.runtime"',
    ],
    [
      'workers that load from a bucket',
      { ...m({ format: 'huggingface', storage: Storage.hf({ repo: 'a/b' }) }), workers: {} },
      '"model.storage" is "hf://a/b", must be Storage.pvc() or Storage.oci() with "workers": all nodes read the same files',
    ],
    [
      'workers of a runtime of one node',
      { ...m({ format: 'huggingface', runtime: 'kserve-huggingfaceserver' }), workers: {} },
      '"workers" is given, but the runtime "kserve-huggingfaceserver" serves on one node; leave "workers" out, or take another runtime',
    ],
    [
      'workers of no size',
      { ...m({ format: 'huggingface' }), workers: { pipelineParallelSize: 0 } },
      '"workers.pipelineParallelSize" is 0, must be a whole number from 1 to 2147483647',
    ],
    [
      'workers that scale',
      { ...m({ format: 'huggingface' }), workers: {}, autoscaling: { class: 'hpa' } },
      '"autoscaling.class" is "hpa", must be "none" with "workers": KServe does not scale a model that is spread over nodes',
    ],
    [
      'workers that scale by default',
      { ...m({ format: 'huggingface' }), workers: {}, autoscaling: { maxReplicas: 2 } },
      '"autoscaling" is given with "workers", which do not scale; leave it out, or set its "class" to "none"',
    ],
    [
      'other options of workers',
      { ...m({ format: 'huggingface' }), workers: { replicas: 2 } },
      '"replicas" is not a prop of this construct, it takes "pipelineParallelSize", "tensorParallelSize", "image", "env", "resources", "gpus", "gpuResource"',
    ],
    [
      'a transformer without an image',
      { model, transformer: {} },
      '"transformer.image" is undefined, must be an image with a tag or a digest',
    ],
    [
      'other options of a transformer',
      { model, transformer: { image, storage } },
      '"storage" is not a prop of this construct, it takes "command", "args", "env", "resources", "gpus", "gpuResource", "port", "volumeMounts", "readinessProbe", "livenessProbe", "startupProbe", "drainTime", "autoscaling", "batching", "logging", "timeout", "deploymentStrategy", "podLabels", "podAnnotations", "nodeSelector", "tolerations", "affinity", "priorityClassName", "serviceAccountName", "imagePullSecrets", "volumes", "podSecurity", "runAsUser", "image"',
    ],
    [
      'an explainer of no kind',
      { model, explainer: {} },
      `"explainer" has neither "art" nor "image"; give art: { type: 'SquareAttack' }, or the image of a server`,
    ],
    [
      'ART without a type',
      { model, explainer: { art: {} } },
      '"explainer.art.type" is undefined, must be "SquareAttack"',
      '[chart/iris/Resource] "spec.explainer.art.type" is missing, and is required',
    ],
    [
      'another type of ART',
      { model, explainer: { art: { type: 'Boundary' } } },
      '"explainer.art.type" is "Boundary", must be "SquareAttack"',
      '[chart/iris/Resource] "spec.explainer.art.type" is "Boundary", must be one of "SquareAttack"',
    ],
    [
      'canary percentages',
      { model, canaryTrafficPercent: 10 },
      '"canaryTrafficPercent" needs Knative, and services run without it; make a second InferenceService for the new model, and divide requests with an InferenceGraph whose root is a "Splitter"',
    ],
    [
      'a limit of requests at a time',
      { model, containerConcurrency: 5 },
      '"containerConcurrency" needs Knative, and services run without it; limit requests in the server itself, such as with "--workers" in "args"',
    ],
    [
      'the metric of another mode',
      { model, scaleMetric: 'rps' },
      '"scaleMetric" is not a prop of this construct; use "autoscaling", which counts requests with "externalMetrics": by itself, KServe does that with Knative alone',
    ],
    [
      'the target of another mode',
      { model, scaleTarget: 5 },
      '"scaleTarget" is not a prop of this construct; use "autoscaling", which counts requests with "externalMetrics": by itself, KServe does that with Knative alone',
    ],
    [
      'requests as a metric',
      { model, autoscaling: { metric: 'concurrency' } },
      '"autoscaling.metric" is "concurrency", which Knative alone measures, and services run without it; count requests with "externalMetrics", such as a query of Prometheus',
    ],
    [
      'another metric',
      { model, autoscaling: { metric: 'disk' } },
      '"autoscaling.metric" is "disk", must be one of "cpu", "memory"',
      '[chart/iris/Resource] "spec.predictor.scaleMetric" is "disk", must be one of "cpu", "memory", "concurrency", "rps"',
    ],
    [
      'another class',
      { model, autoscaling: { class: 'kpa' } },
      '"autoscaling.class" is "kpa", must be one of "hpa", "keda", "none", "external", did you mean "hpa"?',
    ],
    [
      'more pods at least than at most',
      { model, autoscaling: { minReplicas: 3, maxReplicas: 2 } },
      '"autoscaling.minReplicas" is 3, must not be above "maxReplicas", which is 2',
    ],
    [
      'no pods with a HorizontalPodAutoscaler',
      { model, autoscaling: { minReplicas: 0 } },
      '"autoscaling.minReplicas" is 0, must be 1 or more with "hpa", which looks at running pods; use "externalMetrics", with which KEDA can start the first one',
    ],
    [
      'no pods that KEDA could measure',
      { model, autoscaling: { class: 'keda', minReplicas: 0 } },
      '"autoscaling.minReplicas" is 0, but CPU and memory of no pods start none; add "externalMetrics"',
    ],
    [
      'fewer pods than none',
      { model, autoscaling: { minReplicas: -1 } },
      '"autoscaling.minReplicas" is -1, must be a whole number from 0 to 2147483647',
    ],
    [
      'a share above all',
      { model, autoscaling: { target: 120 } },
      '"autoscaling.target" is 120, must be a whole number from 1 to 100',
    ],
    [
      'memory without a target',
      { model, autoscaling: { metric: 'memory' } },
      '"autoscaling.target" is undefined, must be given for memory: percent of what pods request, or "4Gi"',
    ],
    [
      'too little memory',
      { model, autoscaling: { metric: 'memory', target: '1Ki' } },
      '"autoscaling.target" is "1Ki", must be an amount of memory of "1Mi" or more, such as "4Gi"',
    ],
    [
      'an amount of CPU',
      { model, autoscaling: { target: '2' } },
      '"autoscaling.target" is "2", must be a whole number from 1 to 100',
    ],
    [
      'behavior that nobody reads',
      { model, autoscaling: { class: 'hpa', behavior: {} } },
      '"autoscaling.behavior" is given, but "hpa" does not read it; use "keda"',
    ],
    [
      'metrics that nobody reads',
      { model, autoscaling: { class: 'hpa', externalMetrics: [] } },
      '"autoscaling.externalMetrics" is given, but "hpa" does not read it; use "keda"',
    ],
    [
      'a metric without anything',
      { model, autoscaling: { externalMetrics: [{}] } },
      '"autoscaling.externalMetrics[0].query" is undefined, must be a text that is not empty',
      '"autoscaling.externalMetrics[0].serverAddress" is undefined, must be an address such as "http://prometheus:9090"',
      '"autoscaling.externalMetrics[0].threshold" is undefined, must be a number above 0',
    ],
    [
      'a fixed number with a greatest one',
      { model, autoscaling: { class: 'none', maxReplicas: 3 } },
      '"autoscaling.maxReplicas" is given, but with "none" the number of pods is "minReplicas"; leave it out',
    ],
    [
      'a metric that nobody follows',
      { model, autoscaling: { class: 'external', metric: 'cpu' } },
      '"autoscaling.metric" is given, but with "external" KServe does not scale; leave it out, or use "hpa"',
    ],
    [
      'another class of a transformer',
      { model, transformer: { image, autoscaling: { class: 'keda' } }, autoscaling: {} },
      '"transformer.autoscaling.class" is "keda", but that of the service is "hpa" and counts for all its parts; leave it out here',
    ],
    [
      'batches of none',
      { model, batching: { maxBatchSize: 0 } },
      '"batching.maxBatchSize" is 0, must be a whole number from 1 to 2147483647',
    ],
    [
      'batches of another protocol',
      { ...m({ protocol: 'v2' }), batching: {} },
      '"batching" puts requests of the protocol "v1" together, and "v2" is spoken here; leave it out, or let the server batch',
    ],
    [
      'logging to nowhere',
      { model, logging: {} },
      '"logging.url" is undefined, must be the address that takes events, such as "http://events.logging"',
    ],
    [
      'logging of answers that are put together',
      { model, batching: {}, logging: { url: 'http://events' } },
      '"logging.mode" is "all", but KServe tells nobody of answers to requests that "batching" puts together; set it to "request", or leave "batching" out',
    ],
    [
      'logging of something else',
      { model, logging: { url: 'http://events', mode: 'none' } },
      '"logging.mode" is "none", must be one of "all", "request", "response"',
      '[chart/iris/Resource] "spec.predictor.logger.mode" is "none", must be one of "all", "request", "response"',
    ],
    [
      'a strategy that is none',
      { model, deploymentStrategy: { type: 'Canary' } },
      '"deploymentStrategy.type" is "Canary", must be one of "RollingUpdate", "Recreate"',
    ],
    [
      'a strategy with what it does not take',
      { model, deploymentStrategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
      '"deploymentStrategy.rollingUpdate" is given, but "type" is "Recreate", which has nothing to set; leave it out',
    ],
    [
      'a time that is a number',
      { model, timeout: 30 },
      '"timeout" is 30, must be a Duration such as Duration.seconds(30)',
    ],
    [
      'a time of less than seconds',
      { model, timeout: Duration.millis(1500) },
      '"timeout" is 1.5 seconds, must be at least one second and whole seconds',
    ],
    [
      'root where pods are restricted',
      { model, runAsUser: 0 },
      '"runAsUser" is 0, must be a whole number from 1 to 2147483647',
    ],
    [
      'another standard',
      { model, podSecurity: 'baseline' },
      '"podSecurity" is "baseline", must be one of "restricted", "none"',
    ],
    [
      'the visibility',
      { model, visibility: 'public' },
      '"visibility" is "public", must be one of "external", "cluster-local"',
    ],
    [
      'the mode as an annotation',
      { model, annotations: { 'serving.kserve.io/deploymentMode': 'RawDeployment' } },
      '"annotations.serving.kserve.io/deploymentMode" is set by this construct itself, to "Standard"; leave it out',
    ],
    [
      'the class as an annotation',
      { model, annotations: { 'serving.kserve.io/autoscalerClass': 'hpa' } },
      '"annotations.serving.kserve.io/autoscalerClass" is set by this construct itself, use "autoscaling.class"',
    ],
    [
      'the visibility as a label',
      { model, labels: { 'networking.kserve.io/visibility': 'cluster-local' } },
      '"labels.networking.kserve.io/visibility" is set by this construct itself, use "visibility"',
    ],
    [
      'labels that are no texts',
      { model, podLabels: { a: 1 } },
      '"podLabels.a" is 1, must be a text',
      '[chart/iris/Resource] "spec.predictor.labels.a" is 1, must be a text',
    ],
    [
      'the namespace',
      { model, namespace: 'Vision' },
      '"namespace" is "Vision", must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end',
    ],
  ])('%s', (_, props, ...messages) => {
    expect(reports(props)).toEqual(messages);
  });
});
