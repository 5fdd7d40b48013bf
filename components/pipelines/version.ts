/** The release of Kubeflow Pipelines that is installed. */
export const version = '2.16.0';

const kfp = 'ghcr.io/kubeflow';

/** Images of that release. */
export const images = {
  apiServer: `${kfp}/kfp-api-server:${version}`,
  persistenceAgent: `${kfp}/kfp-persistence-agent:${version}`,
  scheduledWorkflow: `${kfp}/kfp-scheduled-workflow-controller:${version}`,
  frontend: `${kfp}/kfp-frontend:${version}`,
  /** Decides what a step runs with. It runs in the tenants' namespaces. */
  driver: `${kfp}/kfp-driver:${version}`,
  /** Brings a step's inputs and takes its outputs. It runs in the tenants' namespaces. */
  launcher: `${kfp}/kfp-launcher:${version}`,
  metadata: 'gcr.io/tfx-oss-public/ml_metadata_store_server:1.14.0',
  metadataBridge: `${kfp}/kfp-metadata-envoy:${version}`,
  metadataWriter: `${kfp}/kfp-metadata-writer:${version}`,
  cacheServer: `${kfp}/kfp-cache-server:${version}`,
  visualizationServer: `${kfp}/kfp-visualization-server:${version}`,
  viewerController: `${kfp}/kfp-viewer-crd-controller:${version}`,
  /** What stands in for a step of the first version of pipelines whose result is known. */
  cachedStep: 'ghcr.io/containerd/busybox:1.36',
} as const;
