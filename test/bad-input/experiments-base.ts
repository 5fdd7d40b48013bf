import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from '../../lib';
import { categorical, discrete, double, Experiment, Placeholder, TrainJob } from '../../lib/workloads';
import { WrongProgram } from './programs';

/** The one parameter of an experiment that is right but for one thing. */
export interface Values {
  readonly lr: Placeholder;
}

export const runtime = 'torch-distributed';
export const plain = double({ min: 0.1, max: 1 });

/** A trial whose job is told the values of parameters. */
export const job =
  (...names: readonly string[]) =>
  (scope: Construct, p: object): TrainJob => {
    const values = p as Readonly<Record<string, unknown>>;
    const command = ['train', ...names.map((name) => `--${name}=${String(values[name])}`)];
    return new TrainJob(scope, 'trial', { runtime, command });
  };

const right = {
  ...{ objective: { minimize: 'loss' }, algorithm: { name: 'random' }, parameters: { lr: plain }, trial: job('lr') },
};

export const pbt = {
  algorithm: { name: 'pbt', suggestion_trial_dir: '/data', n_population: 5, truncation_threshold: 0.5 },
  resumePolicy: 'FromVolume',
  parameters: { lr: discrete([1, 2]) },
};

export const nas = {
  graphConfig: { numLayers: 1, inputSizes: [3], outputSizes: [1] },
  operations: { conv: { size: categorical(['3']) } },
};

export const darts = {
  algorithm: { name: 'darts' },
  parameters: undefined,
  trial: job('algorithm-settings', 'search-space', 'num-layers'),
};

/** An experiment with these props alone. */
export const bare = (name: string, props: unknown, ...problems: string[]): WrongProgram => ({
  name: `Experiment with ${name}`,
  build: (app: App): unknown => new Experiment(new Chart(app, 'work', { namespace: 'vision' }), 'tune', props as never),
  problems: problems.map((problem) => (problem.startsWith('[') ? problem : `[work/tune] ${problem}`)),
});

/** An experiment that is right but for these props. */
export const wrong = (name: string, props: object, ...problems: string[]): WrongProgram =>
  bare(name, { ...right, ...props }, ...problems);
