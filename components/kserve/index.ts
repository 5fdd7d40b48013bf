export { KServe } from './kserve';
export type { KServeProps } from './kserve-props';
export type { LocalModelCacheOptions } from './local-models';
export type * from './options';
export type { InstalledServingRuntime } from './runtime-spec';
export type { ServingRuntimeName } from './runtimes';
