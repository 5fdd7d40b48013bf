import { Construct } from 'constructs';
import { EarlyStopping } from './algorithm-settings';
import { AlgorithmName, AlgorithmSettings, NasParameter } from './algorithms';
import { MetricsCollector } from './metrics-collector';
import { NasConfig } from './nas';
import { Objective } from './objective';
import { Parameter } from './parameters';
import { Placeholder, TrialMetadata } from './placeholders';

/**
 * Makes the job of a trial.
 * @param scope what the job is made in, and nothing else
 * @param p what stands for the value of each parameter
 * @param metadata what stands for the trial itself
 */
export type Trial<Name extends string> = (
  scope: Construct,
  p: Readonly<Record<Name, Placeholder>>,
  metadata: TrialMetadata,
) => unknown;

/** Props of {@link Experiment}. */
export interface ExperimentProps<
  Name extends string = string,
  Chosen extends AlgorithmName = AlgorithmName,
  Metric extends string = string,
> {
  /**
   * Name of the experiment: a label of RFC 1035, of at most 40 characters. Trials are named `<name>-<8 characters>`.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Namespace that the experiment and its trials run in.
   * @default - the chart's
   */
  readonly namespace?: string;
  /** Labels of the experiment. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the experiment. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The metric that trials report, and the direction it should go: `{ minimize: 'loss', goal: 0.01 }`. */
  readonly objective: Objective<Metric>;
  /**
   * How values are chosen, with the settings that Katib has for it: `{ name: 'tpe', n_EI_candidates: 32 }`.
   * @see https://www.kubeflow.org/docs/components/katib/user-guides/hp-tuning/configure-algorithm/
   */
  readonly algorithm: { readonly name: Chosen } & AlgorithmSettings[Chosen];
  /**
   * Stops trials that do worse than others. Its service does not meet the Pod Security Standard `restricted`.
   * @default - every trial runs to its end
   */
  readonly earlyStopping?: EarlyStopping;
  /**
   * What to seek good values for, by name: `{ lr: double({ min: 1e-4, max: 1e-1 }) }`.
   * @default - none, which `enas` and `darts` want
   */
  readonly parameters?: Readonly<Record<Name, Parameter>>;
  /** The networks to seek among, for `enas` and `darts`. @default - none */
  readonly nasConfig?: NasConfig;
  /**
   * Makes the job of a trial: a `TrainJob`, a job of the Training Operator, a Job, or an object of another kind that
   * the platform's Katib watches. It is not applied itself; Katib makes it for each trial, with values put in.
   */
  readonly trial: Trial<Name | NasParameter<Chosen>>;
  /**
   * How metrics get to Katib.
   * @default - from what the trial prints, as lines with `name=value`
   */
  readonly metricsCollector?: MetricsCollector;
  /** Number of trials at one time. @default - 3, or `maxTrialCount` where that is smaller */
  readonly parallelTrialCount?: number;
  /** Number of trials at which the search ends. @default - it ends with the goal alone */
  readonly maxTrialCount?: number;
  /** Number of failed trials at which the experiment fails. @default - none: trials may fail */
  readonly maxFailedTrialCount?: number;
  /**
   * Whether a finished experiment can be given more trials: not at all, because the algorithm's service keeps running,
   * or because its state is kept on a volume.
   * @default 'Never'
   */
  readonly resumePolicy?: 'Never' | 'LongRunning' | 'FromVolume';
  /** Whether jobs of finished trials stay, with their pods and logs. @default - only with `earlyStopping`, which needs it */
  readonly retain?: boolean;
  /**
   * The container that metrics come from.
   * @default - the training container of the kind, or the only one of a Job
   */
  readonly primaryContainerName?: string;
  /** Labels of the pods that metrics come from. @default - those of the kind's first training pod; all pods of a Job */
  readonly primaryPodLabels?: Readonly<Record<string, string>>;
  /** When a trial has succeeded, in GJSON over its object. @default - as its kind has it */
  readonly successCondition?: string;
  /** When a trial has failed, in GJSON over its object. @default - as its kind has it */
  readonly failureCondition?: string;
  /**
   * Makes pods of trials, with the collector in them, meet the Pod Security Standard `restricted`, where the job does
   * not say otherwise. The image must work as a user other than root.
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'none';
  /** Numeric user that pods of trials run as, where `podSecurity` is `restricted`. @default 1000 */
  readonly runAsUser?: number;
}
