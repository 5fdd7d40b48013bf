export type { Autoscaling, AutoscalerClass, ExternalMetric } from './autoscaling';
export { ClusterServingRuntime } from './cluster-serving-runtime';
export type { ClusterServingRuntimeProps } from './cluster-serving-runtime';
export type {
  EnsembleNode,
  EnsembleStepOptions,
  GraphNode,
  GraphStepOptions,
  GraphTarget,
  SequenceNode,
  SequenceStepOptions,
  SplitterNode,
  SplitterStepOptions,
  SwitchNode,
  SwitchStepOptions,
} from './graph-nodes';
export { InferenceGraph } from './inference-graph';
export type { InferenceGraphProps } from './inference-graph-props';
export { InferenceService } from './inference-service';
export type { ArtExplainerOptions, ExplainerOptions, TransformerOptions } from './inference-service-parts';
export type { InferenceServiceProps } from './inference-service-props';
export type { IServingRuntime, Protocol, ReleaseFormat, ReleaseServingRuntime, ServedFormat } from './model-formats';
export type { ModelOptions, ModelServerOptions, WorkerOptions } from './predictor-options';
export type { Batching, RequestLogging, ServingComponentOptions } from './serving-component';
export type { ServingContainerOptions } from './serving-container';
export { ServingRuntime } from './serving-runtime';
export type { RuntimeFormat, RuntimeWorkerOptions, ServingRuntimeProps } from './serving-runtime-props';
export { Storage } from './storage';
export type { AzureOptions, GsOptions } from './storage-clouds';
export type { HfOptions, HttpsOptions, OciOptions, PvcOptions } from './storage-others';
export type { StoragePlace, StorageRequest } from './storage-place';
export type { RegistryOptions } from './storage-registry';
export type { S3Options } from './storage-s3';
export { TrainedModel } from './trained-model';
export type { TrainedModelProps } from './trained-model';
export { LLMInferenceService } from './llm-inference-service';
export type { LLMInferenceServiceProps, LlmRouter } from './llm-inference-service';
export type { LlmParallelism } from './llm-parallelism';
export type { LlmPodOptions, LlmServerOptions } from './llm-pods';
