import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkOneOf } from '../../core/props';
import { listed, shown, suggestion } from '../../core/words';

/*
 * The formats that the runtimes of the KServe release serve, as programs refer to them.
 * https://kserve.github.io/website/docs/model-serving/predictive-inference/frameworks/overview
 */

/** How a client speaks to a model. */
export type Protocol = 'v1' | 'v2' | 'grpc-v1' | 'grpc-v2';

/** Formats that runtimes of the release serve. */
export type ReleaseFormat =
  | 'sklearn'
  | 'xgboost'
  | 'lightgbm'
  | 'mlflow'
  | 'pmml'
  | 'paddle'
  | 'tensorflow'
  | 'pytorch'
  | 'onnx'
  | 'tensorrt'
  | 'triton'
  | 'huggingface';

/** Names of the runtimes that the KServe release brings. */
export type ReleaseServingRuntime =
  | 'kserve-sklearnserver'
  | 'kserve-xgbserver'
  | 'kserve-lgbserver'
  | 'kserve-pmmlserver'
  | 'kserve-paddleserver'
  | 'kserve-mlserver'
  | 'kserve-tensorflow-serving'
  | 'kserve-torchserve'
  | 'kserve-tritonserver'
  | 'kserve-huggingfaceserver'
  | 'kserve-huggingfaceserver-multinode';

/** A format that a runtime serves. */
export interface ServedFormat {
  readonly name: string;
  /** @default - any */
  readonly version?: string;
  /** Whether KServe may take the runtime where none is named. @default false */
  readonly autoSelect?: boolean;
}

/** A serving runtime, as a service refers to it. */
export interface IServingRuntime {
  readonly name: string;
  /** @default 'ClusterServingRuntime' */
  readonly kind?: 'ClusterServingRuntime' | 'ServingRuntime';
  /** Namespace of a ServingRuntime. @default - not known */
  readonly namespace?: string;
  /** @default - not known, which leaves the check to KServe */
  readonly formats?: readonly ServedFormat[];
  /** @default - not known, which leaves the check to KServe */
  readonly protocols?: readonly Protocol[];
  /** Whether it spreads a model over nodes. @default - not known */
  readonly multiNode?: boolean;
}

function served(formats: Readonly<Record<string, readonly string[]>>, autoSelect = true): ServedFormat[] {
  return Object.entries(formats).flatMap(([name, versions]) =>
    versions.map((version) => ({ name, version, autoSelect })),
  );
}

const http: readonly Protocol[] = ['v1', 'v2'];

const facts: Readonly<Record<ReleaseServingRuntime, Pick<IServingRuntime, 'formats' | 'protocols'>>> = {
  'kserve-sklearnserver': { formats: served({ sklearn: ['1'] }), protocols: http },
  'kserve-xgbserver': { formats: served({ xgboost: ['1'] }), protocols: http },
  'kserve-lgbserver': { formats: served({ lightgbm: ['3'] }), protocols: http },
  'kserve-pmmlserver': { formats: served({ pmml: ['3', '4'] }), protocols: http },
  'kserve-paddleserver': { formats: served({ paddle: ['2'] }), protocols: http },
  'kserve-mlserver': {
    formats: served({ sklearn: ['0', '1'], xgboost: ['1', '2'], lightgbm: ['3', '4'], mlflow: ['1', '2'] }),
    protocols: ['v2'],
  },
  'kserve-tensorflow-serving': { formats: served({ tensorflow: ['1', '2'] }), protocols: ['v1', 'grpc-v1'] },
  'kserve-torchserve': { formats: served({ pytorch: ['1'] }), protocols: ['v1', 'v2', 'grpc-v2'] },
  'kserve-tritonserver': {
    formats: [
      ...served({ tensorrt: ['8'], tensorflow: ['1', '2'], onnx: ['1'], triton: ['2'] }),
      ...served({ pytorch: ['1'] }, false),
    ],
    protocols: ['v2', 'grpc-v2'],
  },
  'kserve-huggingfaceserver': { formats: served({ huggingface: ['1'] }), protocols: http },
  'kserve-huggingfaceserver-multinode': { formats: served({ huggingface: ['1'] }), protocols: http },
};

/** The runtimes that the KServe release brings, by name. */
export const releaseServingRuntimes: Readonly<Record<ReleaseServingRuntime, IServingRuntime>> = Object.fromEntries(
  Object.entries(facts).map(([name, known]) => [
    name,
    { name, kind: 'ClusterServingRuntime', multiNode: name.endsWith('-multinode'), ...known },
  ]),
) as Record<ReleaseServingRuntime, IServingRuntime>;

const protocols: readonly Protocol[] = ['v1', 'v2', 'grpc-v1', 'grpc-v2'];

/** What is to be served, and how. */
export interface FormatRequest {
  readonly format: string | undefined;
  readonly version: string | undefined;
  readonly protocol: Protocol | undefined;
  readonly runtime: IServingRuntime | undefined;
  readonly multiNode: boolean;
}

/**
 * Reports what no runtime serves.
 * @returns the protocol that is spoken; `undefined` where the runtime is not known well enough to say
 */
export function checkFormat(scope: Construct, request: FormatRequest): Protocol | undefined {
  const { format, protocol, runtime } = request;
  const right = checkOneOf(scope, 'model.protocol', protocol, protocols);
  if (typeof format !== 'string' || format === '') {
    report(
      scope,
      `"model.format" is ${shown(format)}, must be the name of a format, such as ${listed(formatNames().slice(0, 3))}`,
    );
    return protocol;
  }
  const served = runtime === undefined ? ofRelease(scope, format, request) : ofRuntime(scope, format, request, runtime);
  if (served === undefined || !right) return protocol;
  if (protocol !== undefined) {
    if (served.includes(protocol)) return protocol;
    const by =
      runtime === undefined
        ? `no runtime of the release for ${shown(format)} speaks; they speak`
        : `the runtime ${shown(runtime.name)} does not speak; it speaks`;
    report(scope, `"model.protocol" is ${shown(protocol)}, which ${by} ${listed(served)}`);
    return protocol;
  }
  // KServe looks for a runtime that speaks v1 where no protocol is named, and finds none for ONNX or MLflow.
  return served.includes('v1') ? 'v1' : (served[0] ?? undefined);
}

function formatNames(): string[] {
  const names = Object.values(releaseServingRuntimes).flatMap(({ formats = [] }) => formats.map(({ name }) => name));
  return [...new Set(names)];
}

/** The protocols that runtimes of the release speak for a format. */
function ofRelease(scope: Construct, format: string, request: FormatRequest): Protocol[] | undefined {
  const names = formatNames();
  if (!names.includes(format)) {
    const hint = suggestion(format, names) || `, they serve ${listed(names)}`;
    report(
      scope,
      `"model.format" is ${shown(format)}, which no runtime of the KServe release serves${hint}; for a runtime of your own, name it in "model.runtime"`,
    );
    return undefined;
  }
  const runtimes = Object.values(releaseServingRuntimes).filter(
    ({ formats = [], multiNode }) =>
      multiNode === request.multiNode && formats.some((one) => one.name === format && one.autoSelect === true),
  );
  if (runtimes.length === 0) {
    report(
      scope,
      `"workers" is given, but no runtime of the release spreads ${shown(format)} over nodes, only "huggingface"; leave "workers" out, or name a runtime of your own in "model.runtime"`,
    );
    return undefined;
  }
  const { version } = request;
  const matching = runtimes.filter(
    ({ formats = [] }) =>
      version === undefined || formats.some((one) => one.name === format && one.version === version),
  );
  if (matching.length === 0) {
    const versions = runtimes.flatMap(({ formats = [] }) =>
      formats.filter((one) => one.name === format).map((one) => one.version),
    );
    report(
      scope,
      `"model.version" is ${shown(version)}, which no runtime of the release serves for ${shown(format)}; they serve ${listed([...new Set(versions)].sort())}`,
    );
    return undefined;
  }
  return [...new Set(matching.flatMap((one) => one.protocols ?? []))];
}

/** The protocols that one runtime speaks; `undefined` where they are not known or the format is wrong. */
function ofRuntime(
  scope: Construct,
  format: string,
  request: FormatRequest,
  runtime: IServingRuntime,
): readonly Protocol[] | undefined {
  const { formats } = runtime;
  const { version } = request;
  if (formats !== undefined && !formats.some((one) => one.name === format)) {
    const names = [...new Set(formats.map(({ name }) => name))];
    report(
      scope,
      `"model.format" is ${shown(format)}, which the runtime ${shown(runtime.name)} does not serve; it serves ${listed(names)}`,
    );
    return undefined;
  }
  // KServe compares the text of the version, and lets a format pass that names none.
  if (version !== undefined && formats?.some((one) => one.name === format && one.version === version) === false) {
    const versions = formats.filter((one) => one.name === format).map((one) => one.version);
    report(
      scope,
      `"model.version" is ${shown(version)}, which the runtime ${shown(runtime.name)} does not serve for ${shown(format)}; it serves ${listed(versions)}`,
    );
    return undefined;
  }
  if (runtime.multiNode !== undefined && runtime.multiNode !== request.multiNode) {
    report(
      scope,
      request.multiNode
        ? `"workers" is given, but the runtime ${shown(runtime.name)} serves on one node; leave "workers" out, or take another runtime`
        : `"model.runtime" is ${shown(runtime.name)}, which spreads a model over nodes; say with "workers" over how many`,
    );
  }
  return runtime.protocols;
}
