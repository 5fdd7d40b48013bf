export { TrainingOperator } from './training-operator';
export type { TrainingOperatorProps } from './training-operator';
export type { JobKind } from './kinds';
