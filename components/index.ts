export * from './cert-manager';
export * from './jobset';
export * from './katib';
export * from './kserve';
export * from './model-registry';
export * from './mysql';
export * from './trainer';
export * from './training-operator';
