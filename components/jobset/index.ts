export { JobSet } from './jobset';
export type { JobSetProps } from './jobset';
