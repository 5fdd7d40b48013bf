/*
 * Algorithms and their settings, under the names that Katib gives them.
 * https://www.kubeflow.org/docs/components/katib/user-guides/hp-tuning/configure-algorithm/
 */

/** What all algorithms with chance in them take. */
export interface SeedSettings {
  /** Seed of random numbers; whole, from 0 to 4294967295. @default - another one each time */
  readonly random_state?: number;
}

/** `tpe`: Tree of Parzen Estimators, by Hyperopt. */
export interface TpeSettings extends SeedSettings {
  /** Share of trials that count as good; between 0 and 1, without them. @default 0.25 */
  readonly gamma?: number;
  /** Weight of the prior; above 0. @default 1 */
  readonly prior_weight?: number;
  /** Number of candidates that are compared for each trial; at least 1. @default 24 */
  readonly n_EI_candidates?: number;
}

/** `multivariate-tpe`: Tree of Parzen Estimators over all parameters together, by Optuna. */
export interface MultivariateTpeSettings extends SeedSettings {
  /** Number of random trials before the algorithm begins. @default 10 */
  readonly n_startup_trials?: number;
  /** Number of candidates that are compared for each trial. @default 24 */
  readonly n_ei_candidates?: number;
}

/** `bayesianoptimization`: Gaussian processes and others, by Scikit-Optimize. Seeks numbers on a logarithmic scale. */
export interface BayesianOptimizationSettings extends SeedSettings {
  /** The model of the objective. @default 'GP' */
  readonly base_estimator?: 'GP' | 'RF' | 'ET' | 'GBRT';
  /** Number of random trials before the model is used. @default 10 */
  readonly n_initial_points?: number;
  /** The function that rates candidates. @default 'gp_hedge' */
  readonly acq_func?: 'gp_hedge' | 'LCB' | 'EI' | 'PI' | 'EIps' | 'PIps';
  /** How the best candidate is found. @default 'auto' */
  readonly acq_optimizer?: 'auto' | 'sampling' | 'lbfgs';
}

/** `cmaes`: evolution with an adapted covariance matrix, by Goptuna. Needs two numbers to seek. */
export interface CmaesSettings extends SeedSettings {
  /** Width of the first generation; above 0. @default - a sixth of the ranges */
  readonly sigma?: number;
  /** What happens when the search has settled on a local optimum. @default 'none' */
  readonly restart_strategy?: 'none' | 'ipop' | 'bipop';
}

/** `sobol`: numbers that fill the space evenly, by Goptuna. It has no settings. */
export interface SobolSettings {
  /** There is no chance in it. */
  readonly random_state?: never;
}

/** `hyperband`: many short trials, of which the best go on longer. */
export interface HyperbandSettings {
  /** What the longest trial may use of the resource; at least 1. */
  readonly r_l: number;
  /** The whole-number parameter that says how long a trial trains, such as the number of epochs. */
  readonly resource_name: string;
  /** One trial of so many goes on to the next round; at least 2. @default 3 */
  readonly eta?: number;
}

/**
 * `pbt`: training on a population, in which the worst take over from the best. Katib 0.19 refuses its further setting
 * `resample_probability` for every value, so that it is not offered here.
 */
export interface PbtSettings {
  /** Folder of the trial's container where it finds and leaves its checkpoints. */
  readonly suggestion_trial_dir: string;
  /** Number of members; at least 5. */
  readonly n_population: number;
  /** Share of members at the end that are replaced; from 0 to 1. */
  readonly truncation_threshold: number;
}

/** `enas`: a recurrent network, the controller, seeks an architecture. */
export interface EnasSettings {
  /** Units of the controller; at least 1. @default 64 */
  readonly controller_hidden_size?: number;
  /** Above 0, or 'None'. @default 5 */
  readonly controller_temperature?: number | 'None';
  /** Above 0, or 'None'. @default 2.25 */
  readonly controller_tanh_const?: number | 'None';
  /** Above 0, or 'None'. @default 1e-5 */
  readonly controller_entropy_weight?: number | 'None';
  /** Above 0, at most 1. @default 0.999 */
  readonly controller_baseline_decay?: number;
  /** Above 0, at most 1. @default 5e-5 */
  readonly controller_learning_rate?: number;
  /** Above 0, at most 1. @default 0.4 */
  readonly controller_skip_target?: number;
  /** Above 0, or 'None'. @default 0.8 */
  readonly controller_skip_weight?: number | 'None';
  /** Training steps of the controller for each trial; at least 1. @default 50 */
  readonly controller_train_steps?: number;
  /** At least 1. @default 10 */
  readonly controller_log_every_steps?: number;
}

/** `darts`: one trial seeks the architecture by gradient descent. The settings reach it as text. */
export interface DartsSettings {
  /** @default 50 */
  readonly num_epochs?: number;
  /** @default 0.025 */
  readonly w_lr?: number;
  /** @default 0.001 */
  readonly w_lr_min?: number;
  /** @default 0.9 */
  readonly w_momentum?: number;
  /** @default 0.0003 */
  readonly w_weight_decay?: number;
  /** @default 5 */
  readonly w_grad_clip?: number;
  /** @default 0.0003 */
  readonly alpha_lr?: number;
  /** @default 0.001 */
  readonly alpha_weight_decay?: number;
  /** @default 128 */
  readonly batch_size?: number | 'None';
  /** @default 4 */
  readonly num_workers?: number;
  /** @default 16 */
  readonly init_channels?: number;
  /** @default 50 */
  readonly print_step?: number;
  /** @default 4 */
  readonly num_nodes?: number;
  /** @default 3 */
  readonly stem_multiplier?: number;
}

/** `custom`: an algorithm of your own, which the platform's Katib must know. */
export interface CustomSettings {
  /** Its name in Katib's configuration. */
  readonly algorithmName: string;
  /** Its settings, as it reads them. @default - none */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The settings of each algorithm. */
export interface AlgorithmSettings {
  readonly random: SeedSettings;
  readonly grid: SeedSettings;
  readonly tpe: TpeSettings;
  readonly 'multivariate-tpe': MultivariateTpeSettings;
  readonly bayesianoptimization: BayesianOptimizationSettings;
  readonly cmaes: CmaesSettings;
  readonly sobol: SobolSettings;
  readonly hyperband: HyperbandSettings;
  readonly pbt: PbtSettings;
  readonly enas: EnasSettings;
  readonly darts: DartsSettings;
  readonly custom: CustomSettings;
}

/** Name of an algorithm. */
export type AlgorithmName = keyof AlgorithmSettings;

/** An algorithm with its settings: `{ name: 'tpe', n_EI_candidates: 32 }`. */
export type Algorithm<Name extends AlgorithmName = AlgorithmName> = { readonly name: Name } & AlgorithmSettings[Name];

/** The parameters that algorithms over architectures give to a trial. */
export const nasParameters = {
  enas: ['architecture', 'nn_config'],
  darts: ['algorithm-settings', 'search-space', 'num-layers'],
} as const;

/** Names of the parameters that an algorithm brings by itself. */
export type NasParameter<Name> = Name extends keyof typeof nasParameters ? (typeof nasParameters)[Name][number] : never;
