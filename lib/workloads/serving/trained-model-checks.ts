import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { parseQuantity, showBytes } from '../../core/quantity';
import { shown } from '../../core/words';
import { InferenceService } from './inference-service';
import { Storage } from './storage';

/** What the API knows of a server, where the program has not patched it into something else. */
interface Server {
  readonly env?: readonly { readonly name?: unknown; readonly value?: unknown }[];
  readonly resources?: { readonly limits?: { readonly memory?: unknown } };
}
interface PredictorFields {
  readonly containers?: readonly Server[];
  readonly model?: Server & {
    readonly storage?: unknown;
    readonly storageUri?: unknown;
    readonly modelFormat?: { readonly name?: unknown };
  };
  readonly storageUris?: unknown;
}
interface ServiceFields {
  readonly predictor?: PredictorFields;
  readonly transformer?: object;
}

/** Reports a place that KServe's agent cannot load from. */
export function checkModelStorage(scope: Construct, uri: unknown): void {
  if (uri instanceof Storage) {
    report(
      scope,
      '"storageUri" is a Storage, must be a text such as "s3://bucket/path": the agent in the pods of the service loads the model, with what their ServiceAccount may read, so give credentials to that by "serviceAccountName" of the service',
    );
    return;
  }
  if (typeof uri === 'string' && /^(s3|gs|https?):\/\/[^/]+\/./.test(uri)) return;
  const other = typeof uri === 'string' ? /^(\w+):\/\//.exec(uri)?.[1] : undefined;
  report(
    scope,
    other === undefined || ['s3', 'gs', 'http', 'https'].includes(other)
      ? `"storageUri" is ${shown(uri)}, must be where the model is, such as "s3://bucket/path"`
      : `"storageUri" is ${shown(uri)}, but several models are loaded from "s3", "gs", "https" and "http" alone; copy the model there, or give it an InferenceService of its own`,
  );
}

/**
 * What KServe would hold against the service: it must take several models, and have memory for all of them.
 * @param memories the memory of each model that the program gives the service, by name
 * @see https://github.com/kserve/kserve/blob/v0.16.0/pkg/controller/v1beta1/inferenceservice/utils/utils.go
 */
export function problemsOfServer(service: InferenceService, memories: ReadonlyMap<string, unknown>): string[] {
  const { containers, model } = fieldsOf(service).predictor ?? {};
  const [server] = containers ?? [];
  const named = `"service" is the InferenceService ${shown(service.name)}`;
  if (server !== undefined && !isMultiModelServer(server)) {
    return [`${named}, which takes one model; set "container.env.MULTI_MODEL_SERVER" of it to "true"`];
  }
  if (model !== undefined && (model.storageUri !== undefined || model.modelFormat?.name === 'huggingface')) {
    return [
      `${named}, which serves a model of its own, and takes no others; give it a "container" with "MULTI_MODEL_SERVER" as "true" in its "env"`,
    ];
  }
  const limit = parseQuantity((server ?? model)?.resources?.limits?.memory);
  const sum = [...memories.values()].reduce<number>((all, memory) => all + (parseQuantity(memory) ?? 0), 0);
  if (limit === undefined || sum <= limit) return [];
  const names = [...memories.keys()];
  const what = names.length === 1 ? '"memory" is' : `"memory" of the models ${names.map(shown).join(', ')} makes`;
  return [
    `${what} ${showBytes(sum)}, must not be above the memory limit of the InferenceService ${shown(service.name)}, which is ${showBytes(limit)}; raise that, or make another service`,
  ];
}

/**
 * Whether KServe takes a service for a server of several models, so that it knows no path for predictions. It does so wherever
 * a model names no place, also where the image holds it. A transformer has a path of its own.
 * @see https://github.com/kserve/kserve/blob/v0.16.0/pkg/controller/v1beta1/inferenceservice/utils/utils.go
 */
export function takesSeveralModels(service: InferenceService): boolean {
  const { predictor = {}, transformer } = fieldsOf(service);
  if (transformer !== undefined) return false;
  const [server] = predictor.containers ?? [];
  if (server !== undefined) return isMultiModelServer(server);
  const { model, storageUris } = predictor;
  if (model === undefined || model.modelFormat?.name === 'huggingface') return false;
  return [model.storage, model.storageUri, storageUris].every((place) => place === undefined);
}

function fieldsOf(service: InferenceService): ServiceFields {
  return (service.resource.toJson() as { spec?: ServiceFields }).spec ?? {};
}

function isMultiModelServer({ env = [] }: Server): boolean {
  return env.some(({ name, value }) => name === 'MULTI_MODEL_SERVER' && value === 'true');
}
