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
  readonly model?: Server & { readonly storageUri?: unknown; readonly modelFormat?: { readonly name?: unknown } };
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
  const { spec } = service.resource.toJson() as { spec?: { predictor?: PredictorFields } };
  const { containers, model } = spec?.predictor ?? {};
  const [server] = containers ?? [];
  const variable = server?.env?.find(({ name }) => name === 'MULTI_MODEL_SERVER')?.value;
  const named = `"service" is the InferenceService ${shown(service.name)}`;
  if (server !== undefined && variable !== 'true') {
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
