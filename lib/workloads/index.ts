export * from './training';
export type { Framework, InitializerStep, ITrainingRuntime, ReleaseRuntime } from '../api/trainer-runtimes';
