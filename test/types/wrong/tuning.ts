import { ApiObject, App, Chart } from 'cdk8s';
import { Algorithm, categorical, discrete, double, Experiment, int, MetricsCollector } from '../../../lib/workloads';
import { ExperimentProps, Placeholder, TrainJob } from '../../../lib/workloads';

const chart = new Chart(new App(), 'chart');
const objective = { minimize: 'loss' } as const;
const algorithm = { name: 'random' } as const;
const parameters = { lr: double({ min: 0, max: 1 }), kind: categorical(['a', 'b']) };
const trial = (): void => undefined;
const nasConfig = { graphConfig: { numLayers: 1 }, operations: { conv: { size: categorical(['3']) } } };

new Experiment(chart, 'right', {
  objective: { maximize: 'accuracy', additionalMetrics: ['loss'], strategies: { loss: 'min', accuracy: 'latest' } },
  algorithm: { name: 'tpe', gamma: 0.5 },
  parameters,
  trial: (scope, p, metadata) =>
    new TrainJob(scope, 'trial', { runtime: 'torch-distributed', command: [p.lr, `--${p.kind}`, metadata.name] }),
});
new Experiment(chart, 'right', { objective, algorithm: { name: 'enas' }, nasConfig, trial: (_, p) => p.nn_config });
new Experiment(chart, 'right', {
  objective,
  algorithm: { name: 'darts' },
  nasConfig,
  trial: (_, p) => p['num-layers'],
});
new Experiment(chart, 'right', {
  ...{ objective, parameters, trial },
  algorithm: { name: 'custom', algorithmName: 'x', settings: { a: 'b' } },
});
const any: Experiment = new Experiment(chart, 'right', { objective, algorithm, parameters, trial });
const choose = (chosen: Algorithm): unknown =>
  new Experiment(chart, 'right', { objective, algorithm: chosen, parameters, trial });
choose({ name: 'cmaes', restart_strategy: 'ipop' });
export const made = [any.name, any.resource.kind];

// @ts-expect-error no objective
new Experiment(chart, 'wrong', { algorithm, parameters, trial });
// @ts-expect-error no algorithm
new Experiment(chart, 'wrong', { objective, parameters, trial });
// @ts-expect-error no trial
new Experiment(chart, 'wrong', { objective, algorithm, parameters });
// @ts-expect-error a prop that is none
new Experiment(chart, 'wrong', { objective, algorithm, parameters, trial, maxTrials: 5 });

// @ts-expect-error a parameter that is not declared
new Experiment(chart, 'wrong', { objective, algorithm, parameters, trial: (_, p) => p.momentum });
// @ts-expect-error a parameter of an algorithm over architectures
new Experiment(chart, 'wrong', { objective, algorithm, parameters, trial: (_, p) => p.architecture });
// @ts-expect-error a parameter of the other algorithm over architectures
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'darts' }, nasConfig, trial: (_, p) => p.nn_config });
// @ts-expect-error what the trial does not have
new Experiment(chart, 'wrong', { objective, algorithm, parameters, trial: (_, p, metadata) => metadata.labels });
new Experiment(chart, 'wrong', {
  ...{ objective, algorithm, parameters },
  // @ts-expect-error a parameter where a number belongs
  trial: (scope, p) => new TrainJob(scope, 'trial', { runtime: 'torch-distributed', numNodes: p.lr }),
});
// @ts-expect-error a text that no experiment gave
export const made2: Placeholder = '${trialParameters.lr}';

// @ts-expect-error two directions
new Experiment(chart, 'wrong', { objective: { minimize: 'a', maximize: 'b' }, algorithm, parameters, trial });
// @ts-expect-error no direction
new Experiment(chart, 'wrong', { objective: { goal: 1 }, algorithm, parameters, trial });
// @ts-expect-error a goal that is a text
new Experiment(chart, 'wrong', { objective: { minimize: 'loss', goal: '0.1' }, algorithm, parameters, trial });
const rest = { algorithm, parameters, trial };
// @ts-expect-error a strategy for no metric of the experiment
new Experiment(chart, 'wrong', { ...rest, objective: { minimize: 'a', strategies: { b: 'min' } } });
// @ts-expect-error another strategy
new Experiment(chart, 'wrong', { ...rest, objective: { minimize: 'a', strategies: { a: 'mean' } } });

// @ts-expect-error an algorithm that is none
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'anneal' }, parameters, trial });
// @ts-expect-error a setting that is none
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'tpe', gama: 0.5 }, parameters, trial });
// @ts-expect-error a setting of another algorithm
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'random', gamma: 0.5 }, parameters, trial });
// @ts-expect-error a setting where there is none
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'sobol', random_state: 5 }, parameters, trial });
// @ts-expect-error a setting that is a text
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'tpe', gamma: '0.5' }, parameters, trial });
// @ts-expect-error another choice
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'cmaes', restart_strategy: 'x' }, parameters, trial });
// @ts-expect-error settings that are missing
new Experiment(chart, 'wrong', { objective, algorithm: { name: 'hyperband', r_l: 9 }, parameters, trial });

// @ts-expect-error a value by itself
new Experiment(chart, 'wrong', { objective, algorithm, parameters: { lr: 0.1 }, trial });
// @ts-expect-error no end of the range
double({ min: 1 });
// @ts-expect-error a range of texts
int({ min: '1', max: '2' });
// @ts-expect-error another distribution
double({ min: 1, max: 2, distribution: 'loguniform' });
// @ts-expect-error numbers among texts
categorical([1, 2]);
// @ts-expect-error texts among numbers
discrete(['1']);

// @ts-expect-error another collector
export const stdout: MetricsCollector = { kind: 'stdout' };
// @ts-expect-error an option of another collector
export const pathed: MetricsCollector = { kind: 'StdOut', path: '/a' };
// @ts-expect-error no container
export const custom: MetricsCollector = { kind: 'Custom' };
// @ts-expect-error another policy
export const policy: ExperimentProps<'lr', 'random', 'loss'>['resumePolicy'] = 'Always';
// @ts-expect-error early stopping by another name
export const stopping: ExperimentProps<'lr', 'random', 'loss'>['earlyStopping'] = { name: 'median' };

new Experiment(chart, 'right', {
  ...{ objective, algorithm, parameters },
  trial: (scope, p) => new ApiObject(scope, 'trial', { apiVersion: 'batch/v1', kind: 'Job', lr: p.lr } as never),
});
