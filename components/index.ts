export * from './cert-manager';
export * from './jobset';
export * from './katib';
export * from './mysql';
export * from './trainer';
export * from './training-operator';
