/*
 * The ClusterTrainingRuntimes of the Trainer release, as programs refer to them.
 * https://www.kubeflow.org/docs/components/trainer/operator-guides/runtime/
 */

/** A machine learning framework that a runtime is made for: the value of `trainer.kubeflow.org/framework`. */
export type Framework = 'torch' | 'deepspeed' | 'mlx' | 'jax' | 'xgboost' | 'torchtune' | (string & {});

/** A step of a runtime that loads something before training. */
export type InitializerStep = 'dataset' | 'model';

/** A runtime, as a job refers to it. */
export interface ITrainingRuntime {
  readonly kind: 'ClusterTrainingRuntime' | 'TrainingRuntime';
  readonly name: string;
  /** @default - not known, which leaves checks that depend on it to the API server */
  readonly framework?: Framework;
  /** Steps that load something before training. @default - not known */
  readonly initializers?: readonly InitializerStep[];
  /**
   * Parts of the runtime's JobSet that train. Each has a container called `node`.
   * @default ['node']
   */
  readonly trainingParts?: readonly string[];
}

/** Names of the runtimes that the Trainer release brings. */
export type ReleaseRuntime =
  | 'torch-distributed'
  | 'deepspeed-distributed'
  | 'mlx-distributed'
  | 'jax-distributed'
  | 'xgboost-distributed'
  | 'torchtune-llama3.2-1b'
  | 'torchtune-llama3.2-3b'
  | 'torchtune-qwen2.5-1.5b';

function runtime<Name extends ReleaseRuntime>(
  name: Name,
  framework: Framework,
  initializers: readonly InitializerStep[] = [],
  trainingParts: readonly string[] = ['node'],
): ITrainingRuntime & { readonly name: Name } {
  return { kind: 'ClusterTrainingRuntime', name, framework, initializers, trainingParts };
}

/** The runtimes that the Trainer release brings, by name. */
export const releaseRuntimes: { readonly [Name in ReleaseRuntime]: ITrainingRuntime & { readonly name: Name } } = {
  'torch-distributed': runtime('torch-distributed', 'torch'),
  'deepspeed-distributed': runtime('deepspeed-distributed', 'deepspeed', [], ['launcher', 'node']),
  'mlx-distributed': runtime('mlx-distributed', 'mlx', [], ['launcher', 'node']),
  'jax-distributed': runtime('jax-distributed', 'jax'),
  'xgboost-distributed': runtime('xgboost-distributed', 'xgboost'),
  'torchtune-llama3.2-1b': runtime('torchtune-llama3.2-1b', 'torchtune', ['dataset', 'model']),
  'torchtune-llama3.2-3b': runtime('torchtune-llama3.2-3b', 'torchtune', ['dataset', 'model']),
  'torchtune-qwen2.5-1.5b': runtime('torchtune-qwen2.5-1.5b', 'torchtune', ['dataset', 'model']),
};

/** Label of a runtime that names its framework. Upstream's Python SDK reads it. */
export const frameworkLabel = 'trainer.kubeflow.org/framework';

/** Label of a Job that names the step of a TrainJob it carries out. */
export const stepLabel = 'trainer.kubeflow.org/trainjob-ancestor-step';

/** Metadata of a TrainJob's construct that says that its runtime is not of the program. */
export const existingRuntimeMark = 'keelson:existing-runtime';
