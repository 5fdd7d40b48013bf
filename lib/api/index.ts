export * from './kit';
export * as jobset from './jobset';
export * as katib from './katib';
export * as trainer from './trainer';
export * as trainingOperator from './training-operator';
export type * as jobsetTypes from './jobset.types';
export type * as katibTypes from './katib.types';
export type * as trainerTypes from './trainer.types';
export type * as trainingOperatorTypes from './training-operator.types';
