export { Katib } from './katib';
export type { KatibProps } from './katib';
export type { AlgorithmOptions, ReleaseAlgorithm } from './config';
