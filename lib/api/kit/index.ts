export { KindDefinition } from './kind';
export type { KindOptions, PrinterColumn, ScalePaths } from './kind';
export { CustomResource, CustomResourceDefinition } from './resource';
export type { CustomResourceProps } from './resource';
