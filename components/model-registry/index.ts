export { ModelRegistry } from './model-registry';
export type { ModelRegistryProps } from './model-registry';
