/** The Model Registry release that is installed. */
export const version = 'v0.3.8';

const registry = 'ghcr.io/kubeflow/model-registry';

/** Images of that release. */
export const images = {
  server: `${registry}/server:${version}`,
  ui: `${registry}/ui:${version}`,
  storageInitializer: `${registry}/storage-initializer:${version}`,
} as const;

/** User of all three images. */
export const user = 65532;
