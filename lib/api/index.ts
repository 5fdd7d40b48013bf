export * from './kit';
export * as jobset from './jobset';
export * as trainer from './trainer';
export type * as jobsetTypes from './jobset.types';
export type * as trainerTypes from './trainer.types';
