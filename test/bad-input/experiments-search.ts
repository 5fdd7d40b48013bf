import { categorical, discrete, double, int } from '../../lib/workloads';
import { darts, job, nas, pbt, plain, wrong } from './experiments-base';
import { WrongProgram } from './programs';

/** Experiments whose algorithm, parameters or architectures are wrong. */
export const wrongSearches: readonly WrongProgram[] = [
  wrong(
    'no algorithm of that name',
    { algorithm: { name: 'bayesianoptimisation' } },
    '"algorithm.name" is "bayesianoptimisation", must be one of "random", "grid", "tpe", "multivariate-tpe", "bayesianoptimization", "cmaes", "sobol", "hyperband", "pbt", "enas", "darts", "custom", did you mean "bayesianoptimization"?',
  ),
  wrong(
    'an algorithm as text',
    { algorithm: 'random' },
    `"algorithm" is "random", must be an object such as { name: 'random' }`,
  ),
  wrong(
    'an algorithm without name',
    { algorithm: {} },
    '"algorithm.name" is undefined, must be one of "random", "grid", "tpe", "multivariate-tpe", "bayesianoptimization", "cmaes", "sobol", "hyperband", "pbt", "enas", "darts", "custom"',
  ),
  wrong(
    'a setting of another name',
    { algorithm: { name: 'tpe', n_ei_candidates: 5 } },
    '"algorithm.n_ei_candidates" is not a setting of this algorithm, did you mean "n_EI_candidates"?',
  ),
  wrong(
    'a setting of another algorithm',
    { algorithm: { name: 'random', gamma: 0.5 } },
    '"algorithm.gamma" is not a setting of this algorithm, it has "random_state"',
  ),
  wrong(
    'a setting where there is none',
    { algorithm: { name: 'sobol', random_state: 1 } },
    '"algorithm.random_state" is not a setting of this algorithm, it has none',
  ),
  wrong(
    'settings out of bounds',
    { algorithm: { name: 'tpe', gamma: 1, prior_weight: 0, n_EI_candidates: 0.5, random_state: -1 } },
    '"algorithm.gamma" is 1, must be a number above 0 and below 1',
    '"algorithm.prior_weight" is 0, must be a number above 0',
    '"algorithm.n_EI_candidates" is 0.5, must be a whole number of at least 1',
    '"algorithm.random_state" is -1, must be a whole number from 0 to 4294967295',
  ),
  wrong(
    'settings of a wrong sort',
    { algorithm: { name: 'tpe', gamma: '0.5', random_state: NaN, n_EI_candidates: null } },
    '"algorithm.gamma" is "0.5", must be a number above 0 and below 1',
    '"algorithm.random_state" is NaN, must be a whole number from 0 to 4294967295',
    '"algorithm.n_EI_candidates" is null, must be a whole number of at least 1',
  ),
  wrong(
    'another choice',
    { algorithm: { name: 'bayesianoptimization', base_estimator: 'gp', acq_func: 'UCB' } },
    '"algorithm.base_estimator" is "gp", must be one of "GP", "RF", "ET", "GBRT"',
    '"algorithm.acq_func" is "UCB", must be one of "gp_hedge", "LCB", "EI", "PI", "EIps", "PIps"',
  ),
  wrong(
    'a custom algorithm without name',
    { algorithm: { name: 'custom', settings: { depth: 5 } } },
    '"algorithm.algorithmName" is null, must be a text that is not empty',
    '"algorithm.settings.depth" is 5, must be a text',
  ),
  wrong(
    'grid without step',
    { algorithm: { name: 'grid' } },
    '"parameters.lr.step" is missing, and "grid" needs it to know which values there are',
  ),
  wrong(
    'more trials than the grid has',
    {
      algorithm: { name: 'grid' },
      maxTrialCount: 11,
      parameters: { lr: double({ min: 0.1, max: 0.5, step: 0.1 }), layers: categorical(['a', 'b']) },
      trial: job('lr', 'layers'),
    },
    '"maxTrialCount" is 11, must be at most 10 with "grid", which is how many combinations there are',
  ),
  wrong(
    'cmaes over one number',
    {
      algorithm: { name: 'cmaes' },
      parameters: { lr: plain, kind: categorical(['a', 'b']) },
      trial: job('lr', 'kind'),
    },
    '"parameters" has 1 of double() and int(), must have at least 2 with "cmaes"',
  ),
  wrong(
    'a distribution that the algorithm does not know',
    { algorithm: { name: 'sobol' }, parameters: { lr: double({ min: 1, max: 2, distribution: 'logUniform' }) } },
    '"parameters.lr.distribution" is "logUniform", must be one of "uniform" with "sobol"; leave it out or choose another algorithm',
  ),
  wrong(
    'normal values with multivariate-tpe',
    { algorithm: { name: 'multivariate-tpe' }, parameters: { lr: double({ min: 1, max: 2, distribution: 'normal' }) } },
    '"parameters.lr.distribution" is "normal", must be one of "uniform", "logUniform" with "multivariate-tpe"; leave it out or choose another algorithm',
  ),
  wrong(
    'steps on a logarithmic scale',
    {
      algorithm: { name: 'multivariate-tpe' },
      parameters: { lr: int({ min: 1, max: 9, step: 2, distribution: 'logUniform' }) },
    },
    '"parameters.lr.step" is 2, which "multivariate-tpe" does not keep to with "logUniform"; leave one of the two out',
  ),
  wrong(
    'zero on a logarithmic scale',
    { algorithm: { name: 'bayesianoptimization' }, parameters: { lr: double({ min: 0, max: 2 }) } },
    '"parameters.lr.min" is 0, must be above 0, because "bayesianoptimization" seeks fractions on a logarithmic scale',
  ),
  wrong(
    'uniform fractions with bayesianoptimization',
    {
      algorithm: { name: 'bayesianoptimization' },
      parameters: { lr: double({ min: 1, max: 2, distribution: 'uniform' }) },
    },
    '"parameters.lr.distribution" is "uniform", must be one of "logUniform" with "bayesianoptimization"; leave it out or choose another algorithm',
  ),
  wrong(
    'a step that is not kept',
    { algorithm: { name: 'bayesianoptimization' }, parameters: { lr: int({ min: 1, max: 9, step: 2 }) } },
    '"parameters.lr.step" is 2, which "bayesianoptimization" does not keep to; use discrete() or leave it out',
  ),
  wrong(
    'a step that leads out of the range',
    { parameters: { lr: int({ min: 1, max: 5, step: 3 }) } },
    '"parameters.lr.step" is 3, and "random" rounds to its multiples, from 0 to 6; let "min" and "max" be multiples of it, or use discrete()',
  ),
  wrong(
    'hyperband without settings',
    { algorithm: { name: 'hyperband' } },
    '"algorithm.r_l" is missing, must be a number of at least 1',
    '"algorithm.resource_name" is missing, must be the name of a parameter',
  ),
  wrong(
    'hyperband with too few trials at a time',
    { algorithm: { name: 'hyperband', r_l: 9, resource_name: 'lr' }, parameters: { lr: int({ min: 1, max: 9 }) } },
    '"parallelTrialCount" is 3, must be at least 9 with "hyperband", where "r_l" is 9 and "eta" is 3',
  ),
  wrong(
    'hyperband over no whole number',
    {
      algorithm: { name: 'hyperband', r_l: 3, resource_name: 'epoch' },
      parameters: { epochs: int({ min: 1, max: 9 }) },
      trial: job('epochs'),
    },
    '"algorithm.resource_name" is "epoch", must be the name of an int() parameter, did you mean "epochs"?',
  ),
  wrong(
    'hyperband beyond the range',
    {
      algorithm: { name: 'hyperband', r_l: 3, resource_name: 'lr', eta: 1 },
      parameters: { lr: int({ min: 1, max: 2 }), size: discrete([0.5, 1]) },
      trial: job('lr', 'size'),
    },
    '"algorithm.eta" is 1, must be a whole number of at least 2',
    '"parameters.size.list" has 0.5, must be whole numbers with "hyperband"',
    '"algorithm.r_l" is 3, must not be above "parameters.lr.max", which is 2',
  ),
  wrong(
    'pbt without settings',
    { algorithm: { name: 'pbt' } },
    '"algorithm.suggestion_trial_dir" is missing, must be a folder such as "/opt/checkpoints"',
    '"algorithm.n_population" is missing, must be a whole number of at least 5',
    '"algorithm.truncation_threshold" is missing, must be a number from 0 to 1',
    '"parameters.lr.step" is missing, and "pbt" needs it to know which values there are',
    '"resumePolicy" is "Never", must be "FromVolume" with "pbt", which keeps checkpoints',
  ),
  wrong(
    'pbt with settings out of bounds',
    {
      ...pbt,
      algorithm: {
        name: 'pbt',
        suggestion_trial_dir: 'data',
        n_population: 4,
        truncation_threshold: 1.5,
        resample_probability: 0.5,
      },
    },
    '"algorithm.suggestion_trial_dir" is "data", must be a folder such as "/opt/checkpoints"',
    '"algorithm.n_population" is 4, must be a whole number of at least 5',
    '"algorithm.truncation_threshold" is 1.5, must be a number from 0 to 1',
    '"algorithm.resample_probability" is not a setting of this algorithm, it has "suggestion_trial_dir", "n_population", "truncation_threshold"',
  ),
  wrong(
    'pbt over whole numbers',
    { ...pbt, parameters: { lr: int({ min: 1, max: 2 }) } },
    '"parameters.lr" is made by int(), whose values Katib 0.19 turns into fractions with "pbt" and then fails on; use discrete()',
  ),
  wrong(
    'pbt without a volume',
    { ...pbt, resumePolicy: undefined },
    '"resumePolicy" is "Never", must be "FromVolume" with "pbt", which keeps checkpoints',
  ),
  wrong(
    'no parameters',
    { parameters: undefined, trial: job() },
    '"parameters" is missing, and is what "random" searches',
  ),
  wrong(
    'parameters that are none',
    { parameters: {}, trial: job() },
    '"parameters" is {}, must have at least one parameter',
  ),
  wrong(
    'architectures for an algorithm over parameters',
    { nasConfig: nas },
    '"nasConfig" is given, but "random" takes "parameters"; leave it out',
  ),
  wrong(
    'parameters for an algorithm over architectures',
    { algorithm: { name: 'enas' }, trial: job('lr', 'architecture', 'nn_config') },
    '"parameters" is given, but "enas" takes "nasConfig"; leave it out',
    '"nasConfig" is missing, and is what "enas" searches',
  ),
  wrong(
    'architectures that are none',
    { ...darts, nasConfig: { graphConfig: { numLayers: 0, layers: 1 }, operations: {} } },
    '"layers" is not a prop of this construct, it takes "numLayers", "inputSizes", "outputSizes"',
    '"nasConfig.graphConfig.numLayers" is 0, must be a whole number from 1 to 2147483647',
    '"nasConfig.operations" is {}, must have at least one operation',
  ),
  wrong(
    'architectures without graph',
    {
      ...darts,
      nasConfig: { operations: { conv: {}, pool: { size: double({ min: 1, max: 2 }), kind: discrete([1]) } } },
    },
    '"nasConfig.graphConfig" is missing, must be an object such as { numLayers: 8 }',
    '"nasConfig.operations.conv" is {}, must have at least one parameter, which Katib demands of every operation',
    '"nasConfig.operations.pool.size.step" is missing, and is needed to know which values there are',
    '"nasConfig.operations.pool.kind" is made by discrete(), which is not read here; use categorical()',
  ),
  wrong(
    'architectures without ends',
    {
      ...darts,
      algorithm: { name: 'enas' },
      trial: job('architecture', 'nn_config'),
      nasConfig: { ...nas, graphConfig: { numLayers: 1, inputSizes: [0] } },
    },
    '"nasConfig.graphConfig.inputSizes" is [0], must be a list of whole numbers above 0',
    '"nasConfig.graphConfig.outputSizes" is undefined, must be a list of whole numbers above 0',
  ),
  wrong(
    'a parameter by itself',
    { parameters: { lr: 0.1 } },
    '"parameters.lr" is 0.1, must be made by double({ min, max }), int({ min, max }), categorical([...]) or discrete([...])',
  ),
  wrong(
    'a parameter of another type',
    { parameters: { lr: { type: 'integer', min: 1, max: 2 } } },
    '"parameters.lr" is {"type":"integer","min":1,"max":2}, must be made by double({ min, max }), int({ min, max }), categorical([...]) or discrete([...])',
  ),
  wrong(
    'a parameter of null',
    { parameters: { lr: null } },
    '"parameters.lr" is null, must be made by double({ min, max }), int({ min, max }), categorical([...]) or discrete([...])',
  ),
  wrong(
    'a name of a parameter with a space',
    { parameters: { 'learning rate': plain }, trial: job() },
    '"parameters" names "learning rate", must be letters, digits, "_", "-" and "."',
    '"trial" does not use the parameter "learning rate"; use it, or leave it out of the experiment',
  ),
  wrong(
    'a name of a parameter that is taken',
    { parameters: { trialName: plain }, trial: job('trialName') },
    '"parameters" names "trialName", which stands for the trial itself; choose another name',
  ),
  wrong(
    'a range the wrong way round',
    { parameters: { lr: double({ min: 1, max: 0.1 }) } },
    '"parameters.lr.min" is 1, must be below "max", which is 0.1',
  ),
  wrong(
    'a range of texts',
    { parameters: { lr: double({ min: '0.1', max: Infinity, step: NaN } as never) } },
    '"parameters.lr.min" is "0.1", must be a number',
    '"parameters.lr.max" is Infinity, must be a number',
    '"parameters.lr.step" is NaN, must be a number',
  ),
  wrong(
    'a range without end',
    { parameters: { lr: double({ min: 1 } as never) } },
    '"parameters.lr.max" is undefined, must be a number',
  ),
  wrong(
    'a range of nothing',
    { parameters: { lr: double(undefined as never) } },
    '"parameters.lr.min" is undefined, must be a number',
    '"parameters.lr.max" is undefined, must be a number',
  ),
  wrong(
    'fractions among whole numbers',
    { parameters: { lr: int({ min: 0.5, max: 5, step: 0.5 }) } },
    '"parameters.lr.min" is 0.5, must be a whole number',
    '"parameters.lr.step" is 0.5, must be a whole number',
  ),
  wrong(
    'a step of nothing',
    { parameters: { lr: double({ min: 0, max: 1, step: 0 }) } },
    '"parameters.lr.step" is 0, must be above 0 and not above the distance from "min" to "max", which is 1',
  ),
  wrong(
    'a step over the range',
    { parameters: { lr: double({ min: 0, max: 1, step: 2 }) } },
    '"parameters.lr.step" is 2, must be above 0 and not above the distance from "min" to "max", which is 1',
  ),
  wrong(
    'a logarithm of zero',
    { parameters: { lr: double({ min: 0, max: 1, distribution: 'logUniform' }) } },
    '"parameters.lr.min" is 0, must be above 0, because "logUniform" has no other numbers',
  ),
  wrong(
    'another distribution',
    { parameters: { lr: double({ min: 0, max: 1, distribution: 'loguniform' } as never) } },
    '"parameters.lr.distribution" is "loguniform", must be one of "uniform", "logUniform", "normal", "logNormal", did you mean "logUniform"?',
  ),
  wrong(
    'a list for a range',
    { parameters: { lr: { ...plain, list: [1] } } },
    '"list" is not a prop of this construct, it takes "type", "min", "max", "step", "distribution"',
  ),
  wrong(
    'a choice of nothing',
    { parameters: { lr: categorical([]), b: discrete(undefined as never) }, trial: job('lr', 'b') },
    '"parameters.lr.list" is [], must be a list with at least one value',
    '"parameters.b.list" is undefined, must be a list with at least one value',
  ),
  wrong(
    'a choice of numbers',
    { parameters: { lr: categorical([1, '', 'a', 'a'] as never) } },
    '"parameters.lr.list" has 1, must be a text that is not empty',
    '"parameters.lr.list" has "", must be a text that is not empty',
    '"parameters.lr.list" repeats "a"; name each value once',
  ),
  wrong(
    'a choice with quotes',
    { parameters: { lr: categorical(['a"b', '$HOME', 'fine']) } },
    '"parameters.lr.list" has "a\\"b", must be a text without ", \\, $, ` and control characters',
    '"parameters.lr.list" has "$HOME", must be a text without ", \\, $, ` and control characters',
  ),
  wrong(
    'a choice of texts',
    { parameters: { lr: discrete(['1', NaN, 2, 2] as never) } },
    '"parameters.lr.list" has "1", must be a number',
    '"parameters.lr.list" has NaN, must be a number',
    '"parameters.lr.list" repeats 2; name each value once',
  ),
  wrong(
    'more trials than a grid whose last step goes too far',
    { algorithm: { name: 'grid' }, maxTrialCount: 5, parameters: { lr: double({ min: 0, max: 1, step: 0.3 }) } },
    '"maxTrialCount" is 5, must be at most 4 with "grid", which is how many combinations there are',
  ),
  wrong(
    'a number where darts reads sizes',
    { ...darts, nasConfig: { ...nas, operations: { conv: { size: int({ min: 1, max: 3 }) } } } },
    '"nasConfig.operations.conv.size" must be made by categorical(): "darts" reads the first parameter alone, as a list of filter sizes',
  ),
];
