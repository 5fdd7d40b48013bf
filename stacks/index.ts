export { LocalStack } from './local';
export type { LocalStackProps } from './local';
export type { DefaultLocalComponent, LocalComponent } from './local-components';
