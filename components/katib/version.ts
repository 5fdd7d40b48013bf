/** The Katib release that is installed. */
export const version = 'v0.19.0';

const katib = 'ghcr.io/kubeflow/katib';

/** Images of that release. */
export const images = {
  controller: `${katib}/katib-controller:${version}`,
  dbManager: `${katib}/katib-db-manager:${version}`,
  ui: `${katib}/katib-ui:${version}`,
  fileCollector: `${katib}/file-metrics-collector:${version}`,
  tensorFlowEventCollector: `${katib}/tfevent-metrics-collector:${version}`,
  medianStop: `${katib}/earlystopping-medianstop:${version}`,
  hyperopt: `${katib}/suggestion-hyperopt:${version}`,
  optuna: `${katib}/suggestion-optuna:${version}`,
  hyperband: `${katib}/suggestion-hyperband:${version}`,
  skopt: `${katib}/suggestion-skopt:${version}`,
  goptuna: `${katib}/suggestion-goptuna:${version}`,
  enas: `${katib}/suggestion-enas:${version}`,
  darts: `${katib}/suggestion-darts:${version}`,
  pbt: `${katib}/suggestion-pbt:${version}`,
} as const;
