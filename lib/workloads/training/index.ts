export type { Environment } from './environment';
export type { PodOptions } from './patches';
export { existingRuntime } from './runtime';
export type { ExistingRuntime, ExistingRuntimeOptions, RuntimeOption } from './runtime';
export { TrainJob } from './train-job';
export type { InitializerOptions, TrainJobProps } from './train-job';
export { TrainingRuntime } from './training-runtime';
export type { RuntimePolicy, TrainingRuntimeProps } from './training-runtime';
export * from './v1';
