import type { Probe } from 'kubernetes-types/core/v1';
import { ModelOptions } from './predictor-options';
import { IServingRuntime, Protocol, ReleaseServingRuntime } from './model-formats';

/** The runtimes of KServe's own servers that also start without a model, by the formats that KServe takes them for. */
const lenient: Readonly<Record<string, ReleaseServingRuntime>> = {
  sklearn: 'kserve-sklearnserver',
  xgboost: 'kserve-xgbserver',
  lightgbm: 'kserve-lgbserver',
};

/** What decides whether a server starts without its model. */
export interface ModelProbeRequest {
  /** Name of the service, by which the servers call their model. */
  readonly name: string;
  readonly model: ModelOptions;
  readonly runtime: IServingRuntime | undefined;
  /** The protocol by which KServe looks for a runtime. */
  readonly protocol: Protocol | undefined;
}

/**
 * A startup probe that asks for the model. The servers for scikit-learn, XGBoost and LightGBM find no model, and then wait for
 * those of a server of many: they would count as ready, and take the place of a version that answers. Ten minutes are what
 * KServe itself gives a new version. Not a readiness probe: a server that predicts for long answers no probe meanwhile.
 * @returns `undefined` where the server is another one, or is told another name or port
 * @see https://github.com/kserve/kserve/blob/v0.16.0/python/sklearnserver/sklearnserver/__main__.py
 */
export function modelProbe({ name, model, runtime, protocol }: ModelProbeRequest): Probe | undefined {
  const { format, storage, image, command, args, port = 8080 } = model;
  const usual = lenient[format];
  const isLenient = runtime === undefined ? usual !== undefined && protocol === 'v1' : runtime.name === usual;
  if (!isLenient || storage === undefined || image !== undefined || command !== undefined || port !== 8080) {
    return undefined;
  }
  const texts: readonly unknown[] = Array.isArray(args) ? args : [];
  if (texts.some((text) => /^--(model_name|http_port)\b/.test(String(text)))) return undefined;
  return { httpGet: { path: `/v1/models/${name}`, port }, periodSeconds: 5, failureThreshold: 120 };
}
