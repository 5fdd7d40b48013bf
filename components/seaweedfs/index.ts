export { SeaweedFS } from './seaweedfs';
export type { SeaweedFSProps } from './seaweedfs';
