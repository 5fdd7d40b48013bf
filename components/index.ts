export * from './jobset';
export * from './trainer';
