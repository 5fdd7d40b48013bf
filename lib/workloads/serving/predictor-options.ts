import { ImageName } from '../../core/image';
import { Resources } from '../../core/props';
import { Environment } from '../training/environment';
import { IServingRuntime, Protocol, ReleaseFormat, ReleaseServingRuntime } from './model-formats';
import { ServingContainerOptions } from './serving-container';
import { Storage } from './storage';

/** A model in a format that a serving runtime understands. */
export interface ModelOptions extends ServingContainerOptions {
  /** Format of the model. */
  readonly format: ReleaseFormat | (string & {});
  /** Version of the format, as the runtime states it. @default - any */
  readonly version?: string;
  /** Where the model is. Required but for `huggingface` with `--model_id` in `args`, or with a runtime that brings it. */
  readonly storage?: Storage;
  /**
   * What serves it: a runtime of the release by name, an object (the platform's, or a `ServingRuntime` of your own), or
   * `{ name }` for one that the cluster has.
   * @default - KServe takes the runtime with the highest priority for format, version and protocol
   */
  readonly runtime?: ReleaseServingRuntime | IServingRuntime;
  /** Tag of the runtime's image, in place of its own. @default - the runtime's */
  readonly runtimeVersion?: string;
  /** How clients speak to the model. @default - `v1` where the format's runtimes speak it, otherwise `v2` */
  readonly protocol?: Protocol;
  /** Image of the server, in place of the runtime's. @default - the runtime's */
  readonly image?: ImageName;
}

/** A server of your own. */
export interface ModelServerOptions extends ServingContainerOptions {
  /** Image of the server. */
  readonly image: ImageName;
  /** Where a model is that is loaded into `/mnt/models`. @default - nothing is loaded */
  readonly storage?: Storage;
  /** How clients speak to it. @default 'v1' */
  readonly protocol?: 'v1' | 'v2';
}

/** Further nodes that a model is spread over, with Ray. */
export interface WorkerOptions {
  /** Number of parts that the layers are divided into. @default - the runtime's */
  readonly pipelineParallelSize?: number;
  /** Number of GPUs that each layer is divided among. @default - the runtime's */
  readonly tensorParallelSize?: number;
  /** Image of the workers. @default - the runtime's */
  readonly image?: ImageName;
  /** Environment variables of the workers. @default - the runtime's */
  readonly env?: Environment;
  /** Requests and limits of each worker. @default - the runtime's */
  readonly resources?: Resources;
  /** Number of GPUs of each worker. @default - the runtime's */
  readonly gpus?: number;
  /** Name of the resource that GPUs are counted by. @default 'nvidia.com/gpu' */
  readonly gpuResource?: ServingContainerOptions['gpuResource'];
}
