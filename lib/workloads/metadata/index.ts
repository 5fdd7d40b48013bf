export { registerModel } from './register-model';
export type { RegisterModelOptions } from './register-model';
