import { Construct } from 'constructs';
import type { Container, EnvVar } from 'kubernetes-types/core/v1';
import { report } from '../../core/errors';
import { checkInteger, checkKnown, checkObject, checkOneOf, checkText, listOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';
import { checkFormat, IServingRuntime, Protocol, releaseServingRuntimes } from './model-formats';
import { modelProbe } from './model-probe';
import { ModelOptions, ModelServerOptions, WorkerOptions } from './predictor-options';
import { defined, knownContainer, servingContainer } from './serving-container';
import { ReadableStorage, readStorage, StorageUser } from './storage-account';

/** What the predictor's container is. */
export interface Predictor {
  /** The fields of the predictor that say what serves. */
  readonly fields: object;
  /** The protocol that clients speak; `undefined` where it is not known. */
  readonly protocol: Protocol | undefined;
  readonly storage?: ReadableStorage | undefined;
  readonly runtime?: IServingRuntime | undefined;
}

/** What a predictor is made from. */
export interface PredictorRequest {
  /** Name of the service. */
  readonly name: string;
  readonly model?: ModelOptions | undefined;
  readonly container?: ModelServerOptions | undefined;
  readonly workers?: WorkerOptions | undefined;
  readonly restricted: boolean;
  readonly user: Omit<StorageUser, 'prop'>;
}

const knownModel: Record<keyof ModelOptions, true> = {
  ...{ ...knownContainer, format: true, version: true, storage: true, runtime: true, runtimeVersion: true },
  ...{ protocol: true, image: true },
};
const knownServer: Record<keyof ModelServerOptions, true> = {
  ...{ ...knownContainer, image: true, storage: true, protocol: true },
};

/** Checks what serves, and writes it as KServe reads it. */
export function predictorOf(scope: Construct, request: PredictorRequest): Predictor {
  const { model, container, workers } = request;
  if (model === undefined && container === undefined) {
    report(scope, `neither "model" nor "container" is given; give a model with its format, or a server of your own`);
  }
  if (model !== undefined && container !== undefined) {
    report(scope, `"model" and "container" are given, which exclude each other; keep one`);
  }
  if (workers !== undefined && model === undefined) {
    report(
      scope,
      `"workers" is given without a "model", whose runtime they belong to; give "model", or leave them out`,
    );
  }
  if (model !== undefined && checkObject(scope, 'model', model)) return modelPredictor(scope, model, request);
  if (container !== undefined && checkObject(scope, 'container', container)) {
    return serverPredictor(scope, container, request);
  }
  return { fields: missing, protocol: undefined };
}

// Serves to find what else is wrong.
const missing = { model: { modelFormat: { name: 'missing' } } };

function modelPredictor(scope: Construct, model: ModelOptions, request: PredictorRequest): Predictor {
  const { workers, user } = request;
  checkKnown(scope, model, knownModel);
  checkText(scope, 'model.version', model.version);
  checkText(scope, 'model.runtimeVersion', model.runtimeVersion);
  const runtime = runtimeOf(scope, model.runtime, user.namespace);
  const { format, version } = model;
  const multiNode = workers !== undefined;
  const protocol = checkFormat(scope, { format, version, protocol: model.protocol, runtime, multiNode });
  const storage = modelStorage(scope, model, runtime, user);
  if (multiNode && storage !== undefined && !/^(pvc|oci):/.test(storage.uri)) {
    report(
      scope,
      `"model.storage" is ${shown(storage.uri)}, must be Storage.pvc() or Storage.oci() with "workers": all nodes read the same files`,
    );
  }
  const grpc = protocol?.startsWith('grpc') ?? false;
  const container = servingContainer(scope, model, {
    prop: 'model',
    image: model.image,
    needsImage: false,
    restricted: request.restricted,
    reserved: multiNode ? workerVariables : {},
    grpc,
  });
  const fields = {
    model: defined({
      modelFormat: defined({ name: String(format), version }),
      storageUri: storage?.uri,
      runtime: runtime?.name,
      runtimeVersion: model.runtimeVersion,
      protocolVersion: protocol,
      startupProbe: modelProbe({ name: request.name, model, runtime, protocol }),
      ...container,
    }),
    ...(workers === undefined ? {} : { workerSpec: workerSpec(scope, workers, request.restricted) }),
  };
  return { fields, protocol, storage, runtime };
}

function modelStorage(
  scope: Construct,
  model: ModelOptions,
  runtime: IServingRuntime | undefined,
  user: Omit<StorageUser, 'prop'>,
): ReadableStorage | undefined {
  if (model.storage !== undefined) return readStorage(scope, model.storage, { ...user, prop: 'model.storage' });
  const isRelease = runtime === undefined || Object.keys(releaseServingRuntimes).includes(runtime.name);
  const fromHub = model.format === 'huggingface' && listOf(model.args).some((text) => /^--model_id\b/.test(text));
  if (isRelease && !fromHub) {
    const hub = model.format === 'huggingface' ? ', or name it in "model.args": "--model_id=owner/name"' : '';
    report(
      scope,
      `"model.storage" is undefined; say where the model is, such as Storage.pvc({ claim: 'models' })${hub}`,
    );
  }
  return undefined;
}

function runtimeOf(
  scope: Construct,
  option: ModelOptions['runtime'],
  namespace: string | undefined,
): IServingRuntime | undefined {
  if (option === undefined) return undefined;
  if (typeof option === 'string') {
    const known = Object.keys(releaseServingRuntimes);
    if (known.includes(option)) return releaseServingRuntimes[option];
    const hint = suggestion(option, known) || `, there are ${listed(known)}`;
    report(
      scope,
      `"model.runtime" is ${shown(option)}, which the KServe release does not bring${hint}; for one that the cluster has, use { name: ${shown(option)} }`,
    );
    return { name: option };
  }
  if (!isRuntime(option)) {
    report(
      scope,
      `"model.runtime" is ${shown(option)}, must be the name of a runtime of the release or a runtime object`,
    );
    return undefined;
  }
  if (option.kind === 'ServingRuntime' && option.namespace !== undefined && option.namespace !== namespace) {
    report(
      scope,
      `"model.runtime" is the ServingRuntime ${shown(option.name)} of the namespace ${shown(option.namespace)}, and the service is in ${shown(namespace)}; put them into one, or make the runtime for the cluster`,
    );
  }
  return option;
}

function isRuntime(value: unknown): value is IServingRuntime {
  if (typeof value !== 'object' || value === null || !('name' in value)) return false;
  return typeof value.name === 'string' && value.name !== '';
}

/** A server of the program's own, which KServe knows by the name of its container. */
function serverPredictor(scope: Construct, server: ModelServerOptions, request: PredictorRequest): Predictor {
  checkKnown(scope, server, knownServer);
  const { protocol = 'v1' } = server;
  checkOneOf(scope, 'container.protocol', protocol, ['v1', 'v2']);
  const storage =
    server.storage === undefined
      ? undefined
      : readStorage(scope, server.storage, { ...request.user, prop: 'container.storage' });
  const variables: EnvVar[] = [
    // KServe loads what this names, and then puts the folder in its place.
    ...(storage === undefined ? [] : [{ name: 'STORAGE_URI', value: storage.uri }]),
    ...(server.protocol === undefined ? [] : [{ name: 'PROTOCOL', value: protocol }]),
  ];
  const container: Container = {
    name: 'kserve-container',
    ...servingContainer(scope, server, {
      prop: 'container',
      image: server.image,
      needsImage: true,
      restricted: request.restricted,
      reserved: { STORAGE_URI: '"container.storage"', PROTOCOL: '"container.protocol"' },
      variables,
    }),
  };
  return { fields: { containers: [container] }, protocol, storage };
}

const workerVariables: Readonly<Record<string, string>> = {
  PIPELINE_PARALLEL_SIZE: '"workers.pipelineParallelSize"',
  TENSOR_PARALLEL_SIZE: '"workers.tensorParallelSize"',
};

function workerSpec(scope: Construct, workers: WorkerOptions, restricted: boolean): object {
  if (!checkObject(scope, 'workers', workers)) return {};
  checkKnown(scope, workers, {
    ...{ pipelineParallelSize: true, tensorParallelSize: true, image: true, env: true, resources: true },
    ...{ gpus: true, gpuResource: true },
  });
  const { pipelineParallelSize, tensorParallelSize, image, env, resources, gpus, gpuResource } = workers;
  checkInteger(scope, 'workers.pipelineParallelSize', pipelineParallelSize, { min: 1 });
  checkInteger(scope, 'workers.tensorParallelSize', tensorParallelSize, { min: 1 });
  const stated = { image, env, resources, gpus, gpuResource };
  const changes = Object.values(stated).some((value) => value !== undefined);
  const container = servingContainer(scope, defined({ env, resources, gpus, gpuResource }), {
    prop: 'workers',
    image,
    needsImage: false,
    restricted,
    reserved: workerVariables,
  });
  return defined({
    pipelineParallelSize,
    tensorParallelSize,
    ...(changes || restricted ? { containers: [{ name: 'worker-container', ...container }] } : {}),
    ...(restricted ? { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } } : {}),
  });
}
