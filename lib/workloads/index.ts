export * from './pipelines';
export * from './metadata';
export * from './serving';
export * from './training';
export * from './tuning';
export type { Framework, InitializerStep, ITrainingRuntime, ReleaseRuntime } from '../api/trainer-runtimes';
