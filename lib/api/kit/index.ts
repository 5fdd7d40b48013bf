export { KindDefinition } from './kind';
export type { KindOptions, PrinterColumn } from './kind';
export { CustomResource, CustomResourceDefinition } from './resource';
export type { CustomResourceProps } from './resource';
