/*
 * The ClusterServingRuntimes of the KServe release, as programs refer to them and the platform installs them.
 * https://kserve.github.io/website/docs/model-serving/predictive-inference/frameworks/overview
 */

/** How a client speaks to a model. */
export type Protocol = 'v1' | 'v2' | 'grpc-v1' | 'grpc-v2';

/** All of them. */
export const protocols: readonly Protocol[] = ['v1', 'v2', 'grpc-v1', 'grpc-v2'];

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
  /** Whether no service gets it. @default - not known */
  readonly disabled?: boolean;
}

/** A format, by its versions. Of several runtimes with the same format, the highest priority is taken. */
interface Format {
  readonly name: ReleaseFormat;
  readonly versions: readonly string[];
  /** @default - the runtime is taken only where it is named */
  readonly priority?: number;
}

/** What a runtime of the release serves. */
interface Facts {
  readonly formats: readonly Format[];
  readonly protocols: readonly Protocol[];
}

const both: readonly Protocol[] = ['v1', 'v2'];
const format = (name: ReleaseFormat, versions: readonly string[], priority = 1): Format => ({
  ...{ name, versions, priority },
});

const facts: Readonly<Record<ReleaseServingRuntime, Facts>> = {
  'kserve-sklearnserver': { formats: [format('sklearn', ['1'])], protocols: both },
  'kserve-xgbserver': { formats: [format('xgboost', ['1'])], protocols: both },
  'kserve-lgbserver': { formats: [format('lightgbm', ['3'])], protocols: both },
  'kserve-pmmlserver': { formats: [format('pmml', ['3', '4'])], protocols: both },
  'kserve-paddleserver': { formats: [format('paddle', ['2'])], protocols: both },
  'kserve-mlserver': {
    formats: [
      format('sklearn', ['0', '1'], 2),
      format('xgboost', ['1', '2'], 2),
      format('lightgbm', ['3', '4'], 2),
      format('mlflow', ['1', '2']),
    ],
    protocols: ['v2'],
  },
  'kserve-tensorflow-serving': { formats: [format('tensorflow', ['1', '2'], 2)], protocols: ['v1', 'grpc-v1'] },
  'kserve-torchserve': { formats: [format('pytorch', ['1'], 2)], protocols: ['v1', 'v2', 'grpc-v2'] },
  'kserve-tritonserver': {
    formats: [
      format('tensorrt', ['8']),
      format('tensorflow', ['1', '2']),
      format('onnx', ['1']),
      { name: 'pytorch', versions: ['1'] },
      format('triton', ['2']),
    ],
    protocols: ['v2', 'grpc-v2'],
  },
  'kserve-huggingfaceserver': { formats: [format('huggingface', ['1'])], protocols: ['v2', 'v1'] },
  'kserve-huggingfaceserver-multinode': { formats: [format('huggingface', ['1'], 2)], protocols: ['v2', 'v1'] },
};

/** The names of the runtimes that the KServe release brings. */
export const releaseRuntimes = Object.keys(facts) as readonly ReleaseServingRuntime[];

/** A format of a runtime of the release, as the API has it. */
export interface ReleaseRuntimeFormat {
  readonly name: ReleaseFormat;
  readonly version: string;
  readonly autoSelect?: boolean;
  readonly priority?: number;
}

/** The fields of a runtime of the release that say what it serves. */
export function releaseRuntimeFields(name: ReleaseServingRuntime): {
  readonly supportedModelFormats: readonly ReleaseRuntimeFormat[];
  readonly protocolVersions: readonly Protocol[];
} {
  const { formats, protocols: spoken } = facts[name];
  return {
    supportedModelFormats: formats.flatMap(({ name: format, versions, priority }) =>
      versions.map((version) => ({
        name: format,
        version,
        ...(priority === undefined ? {} : { autoSelect: true, priority }),
      })),
    ),
    protocolVersions: [...spoken],
  };
}

function asReference(name: ReleaseServingRuntime): IServingRuntime {
  const { supportedModelFormats, protocolVersions } = releaseRuntimeFields(name);
  return {
    name,
    kind: 'ClusterServingRuntime',
    multiNode: name.endsWith('-multinode'),
    formats: supportedModelFormats.map(({ name: format, version, autoSelect = false }) => ({
      ...{ name: format, version, autoSelect },
    })),
    protocols: protocolVersions,
  };
}

/** The runtimes that the KServe release brings, by name. */
export const releaseServingRuntimes = Object.fromEntries(
  releaseRuntimes.map((name) => [name, asReference(name)]),
) as Readonly<Record<ReleaseServingRuntime, IServingRuntime>>;
