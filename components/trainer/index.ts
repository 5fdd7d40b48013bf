export { Trainer } from './trainer';
export type { TrainerProps } from './trainer';
