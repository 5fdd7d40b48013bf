export type { EarlyStopping } from './algorithm-settings';
export type * from './algorithms';
export { Experiment } from './experiment';
export type { ExperimentProps, Trial } from './experiment-props';
export type {
  CustomCollector,
  FileCollector,
  MetricsCollector,
  PrometheusMetricCollector,
  PushCollector,
  StdOutCollector,
  TensorFlowEventCollector,
  TextFormatOptions,
} from './metrics-collector';
export type { NasConfig } from './nas';
export type { MetricStrategy, Objective, ObjectiveOptions } from './objective';
export { categorical, discrete, double, int } from './parameters';
export type {
  CategoricalParameter,
  DiscreteParameter,
  Distribution,
  DoubleParameter,
  IntParameter,
  Parameter,
  RangeOptions,
} from './parameters';
export type { Placeholder, TrialMetadata } from './placeholders';
