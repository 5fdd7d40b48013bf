/*
 * Values for the rules of Katib's kinds: some that a rule holds for, and some that break it.
 */

const names = (...all: string[]) => all.map((name) => ({ metadata: { name } }));
const space = (parameterType: string, feasibleSpace: object) => ({ name: 'x', parameterType, feasibleSpace });
const collector = (kind: string, source?: object) => ({
  collector: { kind },
  ...(source === undefined ? {} : { source }),
});
const file = (fileSystemPath: object, more: object = {}) => ({ fileSystemPath, ...more });
const conditions = { successCondition: 'a', failureCondition: 'b' };
const job = (kind: string) => ({ apiVersion: 'a/v1', kind });

export const katibRules = {
  'metadata.name must have at most 40 characters out of lower case letters, digits and hyphens, start with a letter and end with a letter or digit':
    {
      holding: names('a', 'a1', 'a-b', 'x'.repeat(40)),
      breaking: names('', '1a', 'a-', '-a', 'a.b', 'A', 'a_b', 'a\n', 'x'.repeat(41)),
    },
  'additionalMetricNames must not name the objectiveMetricName again': {
    holding: [
      { objectiveMetricName: 'loss' },
      { objectiveMetricName: 'loss', additionalMetricNames: [] },
      { objectiveMetricName: 'loss', additionalMetricNames: ['accuracy', 'Loss'] },
    ],
    breaking: [
      { objectiveMetricName: 'loss', additionalMetricNames: ['loss'] },
      { objectiveMetricName: 'loss', additionalMetricNames: ['accuracy', 'loss'] },
    ],
  },
  'feasibleSpace of int and double must have min and max, and no list': {
    holding: [
      space('int', { min: '1', max: '2' }),
      space('double', { min: '1', max: '2', step: '0.5' }),
      space('discrete', {}),
      space('categorical', { min: '1', list: ['a'] }),
    ],
    breaking: [
      space('int', {}),
      space('int', { min: '1' }),
      space('double', { max: '1' }),
      space('double', { min: '1', max: '2', list: ['1'] }),
      space('int', { list: ['1'] }),
    ],
  },
  'feasibleSpace of categorical and discrete must have a list, and neither min, max nor step': {
    holding: [
      space('categorical', { list: ['a'] }),
      space('discrete', { list: ['1'], distribution: 'uniform' }),
      space('int', {}),
      space('double', { min: '1', list: ['a'] }),
    ],
    breaking: [
      space('categorical', {}),
      space('discrete', { distribution: 'uniform' }),
      space('categorical', { list: ['a'], min: '1' }),
      space('discrete', { list: ['1'], max: '1' }),
      space('discrete', { list: ['1'], step: '1' }),
    ],
  },
  'feasibleSpace.min must not be above feasibleSpace.max': {
    holding: [
      space('int', {}),
      space('int', { min: '5' }),
      space('int', { max: '5' }),
      space('int', { min: '5', max: '5' }),
      space('int', { min: '9', max: '10' }),
      space('double', { min: '-1.5', max: '+.5' }),
      space('double', { min: '1e-5', max: '1.E-3' }),
      space('double', { min: '0.00', max: '-0' }),
    ],
    breaking: [
      space('int', { min: '6', max: '5' }),
      space('int', { min: '10', max: '9' }),
      space('double', { min: '1e-3', max: '1e-5' }),
      space('double', { min: '.5', max: '-.5' }),
    ],
  },
  'name and namespace must be left out: each trial has a name of its own': {
    holding: [{}, { labels: { a: 'b' } }, { name: '', namespace: '' }],
    breaking: [{ name: 'a' }, { namespace: 'a' }, { name: '', namespace: 'a' }, { name: 'a', namespace: 'a' }],
  },
  'exactly one of trialSpec and configMap must be given': {
    holding: [{ trialSpec: job('Job') }, { configMap: {} }],
    breaking: [{}, { trialSpec: job('Job'), configMap: {} }],
  },
  'successCondition and failureCondition must be given where trialSpec is none of Job, TrainJob, TFJob, PyTorchJob, XGBoostJob, MPIJob':
    {
      holding: [
        ...['Job', 'TrainJob', 'TFJob', 'PyTorchJob', 'XGBoostJob', 'MPIJob'].map((kind) => ({ trialSpec: job(kind) })),
        { trialSpec: job('Job'), successCondition: 'a' },
        { trialSpec: job('Workflow'), ...conditions },
        { configMap: {}, ...conditions },
      ],
      breaking: [
        { configMap: {} },
        { configMap: {}, successCondition: 'a' },
        { trialSpec: job('Workflow') },
        { trialSpec: job('JAXJob'), failureCondition: 'a' },
        { trialSpec: job('job'), successCondition: 'a' },
      ],
    },
  'fileSystemPath.kind must be File for the collector File, and Directory for TensorFlowEvent': {
    holding: [
      {},
      { source: file({ kind: 'File' }) },
      collector('File'),
      collector('File', {}),
      collector('File', file({})),
      collector('File', file({ kind: 'File' })),
      collector('TensorFlowEvent', file({ kind: 'Directory' })),
      collector('Custom', file({ kind: 'File' })),
      collector('Custom', file({ kind: 'Directory' })),
    ],
    breaking: [collector('File', file({ kind: 'Directory' })), collector('TensorFlowEvent', file({ kind: 'File' }))],
  },
  'fileSystemPath.format must be left out for the collector TensorFlowEvent': {
    holding: [
      {},
      collector('TensorFlowEvent'),
      collector('TensorFlowEvent', {}),
      collector('TensorFlowEvent', file({ path: '/a' })),
      collector('File', file({ format: 'TEXT' })),
    ],
    breaking: [
      collector('TensorFlowEvent', file({ format: 'TEXT' })),
      collector('TensorFlowEvent', file({ format: 'JSON' })),
    ],
  },
  'filter must be left out where a file has the format JSON': {
    holding: [
      {},
      { source: { filter: {} } },
      collector('File'),
      collector('File', { filter: {} }),
      collector('File', file({}, { filter: {} })),
      collector('File', file({ format: 'TEXT' }, { filter: {} })),
      collector('File', file({ format: 'JSON' })),
      collector('Custom', file({ format: 'JSON' }, { filter: {} })),
    ],
    breaking: [collector('File', file({ format: 'JSON' }, { filter: {} }))],
  },
  'fileSystemPath of the collector Custom must have both path and kind': {
    holding: [
      {},
      collector('Custom'),
      collector('Custom', {}),
      collector('Custom', file({ path: '/a', kind: 'File' })),
      collector('File', file({})),
    ],
    breaking: [
      collector('Custom', file({})),
      collector('Custom', file({ path: '/a' })),
      collector('Custom', file({ kind: 'File' })),
    ],
  },
  'customCollector must be given for the kind Custom': {
    holding: [{ kind: 'StdOut' }, { kind: 'Custom', customCollector: {} }, { kind: 'File', customCollector: {} }],
    breaking: [{ kind: 'Custom' }],
  },
  'exactly one of parameters and nasConfig must be given': {
    holding: [{ parameters: [{}] }, { nasConfig: {} }, { nasConfig: {}, parameters: [] }],
    breaking: [{}, { parameters: [] }, { nasConfig: {}, parameters: [{}] }],
  },
  'parallelTrialCount, which is 3 where left out, must not be above maxTrialCount': {
    holding: [
      {},
      { parallelTrialCount: 100 },
      { maxTrialCount: 3 },
      { maxTrialCount: 2, parallelTrialCount: 2 },
      { maxTrialCount: 100, parallelTrialCount: 1 },
    ],
    breaking: [{ maxTrialCount: 2 }, { maxTrialCount: 4, parallelTrialCount: 5 }],
  },
  'maxFailedTrialCount must not be above maxTrialCount': {
    holding: [
      {},
      { maxFailedTrialCount: 9 },
      { maxTrialCount: 9 },
      { maxTrialCount: 1, maxFailedTrialCount: 0 },
      { maxTrialCount: 3, maxFailedTrialCount: 3 },
    ],
    breaking: [{ maxTrialCount: 3, maxFailedTrialCount: 4 }],
  },
};
