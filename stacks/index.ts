export { LocalStack } from './local';
export type { LocalStackProps } from './local';
