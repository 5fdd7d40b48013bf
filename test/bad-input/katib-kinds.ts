import { WrongResource } from './custom-resources';

/*
 * Objects of Katib that are wrong. Synth refuses each where the platform brings their kinds, and so does an API server with
 * our CRDs, but for fields that do not exist: it keeps those.
 */

const object = (kind: string, spec: unknown, name = 'wrong') => ({
  ...{ apiVersion: 'kubeflow.org/v1beta1', kind, metadata: { name, namespace: 'default' } },
  ...(spec === undefined ? {} : { spec }),
});
const objective = { type: 'minimize', objectiveMetricName: 'loss' };
const trialTemplate = {
  primaryContainerName: 'training',
  trialParameters: [{ name: 'lr', reference: 'lr' }],
  trialSpec: { apiVersion: 'batch/v1', kind: 'Job' },
};
const rate = { name: 'lr', parameterType: 'double', feasibleSpace: { min: '0.01', max: '0.1' } };
const right = { objective, algorithm: { algorithmName: 'random' }, trialTemplate, parameters: [rate] };

/** An Experiment, right but for the changes. */
const experiment = (changes: object, name?: string) => object('Experiment', { ...right, ...changes }, name);
const withObjective = (changes: object) => experiment({ objective: { ...objective, ...changes } });
const withTemplate = (changes: object) => experiment({ trialTemplate: { ...trialTemplate, ...changes } });
const withParameter = (changes: object) => experiment({ parameters: [{ ...rate, ...changes }] });
const withSpace = (parameterType: string, feasibleSpace: object) => withParameter({ parameterType, feasibleSpace });
const withCollector = (collector: unknown, source?: object) =>
  experiment({ metricsCollectorSpec: { collector, ...(source === undefined ? {} : { source }) } });
const withFile = (kind: string, fileSystemPath: object, more: object = {}) =>
  withCollector({ kind }, { fileSystemPath, ...more });

/** One wrong value of one field. */
const wrong = (name: string, object: WrongResource['object'], field: string, problem: string): WrongResource => ({
  ...{ name, object, field },
  problems: [`"${field}" ${problem}`],
});
const missing = (field: string, object: WrongResource['object']): WrongResource =>
  wrong(`${object.kind} without ${field}`, object, field, 'is missing, and is required');
const empty = (field: string, object: WrongResource['object']): WrongResource =>
  wrong(`${object.kind} with an empty ${field}`, object, field, 'is "", must be a text that is not empty');
/** A rule that does not hold. `given` is how its object shows in the message. */
const broken = (name: string, object: WrongResource['object'], field: string, given: string, rule: string) =>
  wrong(name, object, field, `is ${given.length > 80 ? `${given.slice(0, 77)}...` : given}: ${rule}`);

const collectorPath = 'spec.metricsCollectorSpec';
const filePath = `${collectorPath}.source.fileSystemPath`;
const templatePath = 'spec.trialTemplate';
const number = 'must be a text that matches ^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$';
const nameRule =
  'metadata.name must have at most 40 characters out of lower case letters, digits and hyphens, start with a letter and end with a letter or digit';
const conditionRule =
  'successCondition and failureCondition must be given where trialSpec is none of Job, TrainJob, TFJob, PyTorchJob, XGBoostJob, MPIJob';
const numbers = 'feasibleSpace of int and double must have min and max, and no list';
const lists = 'feasibleSpace of categorical and discrete must have a list, and neither min, max nor step';
const order = 'feasibleSpace.min must not be above feasibleSpace.max';
const parallel = 'parallelTrialCount, which is 3 where left out, must not be above maxTrialCount';
const kindRule = 'fileSystemPath.kind must be File for the collector File, and Directory for TensorFlowEvent';
const bothRule = 'fileSystemPath of the collector Custom must have both path and kind';
/** How a specification shows in a message, as far as that goes. */
const shownSpec = (first: string) =>
  `{"algorithm":{"algorithmName":"random"},${first}"objective":{"objectiveMetricName":"loss","type":"minimize"}}`;

/** What CRDs refuse: structure, enums, bounds and rules. */
export const katibKinds: readonly WrongResource[] = [
  missing('spec', object('Experiment', undefined)),
  wrong('Experiment with a specification as text', object('Experiment', 'x'), 'spec', 'is "x", must be an object'),
  ...['example.a', 'Example', '1a', 'a-', 'x'.repeat(41)].map((name) =>
    broken(`Experiment of the name ${name}`, experiment({}, name), 'metadata.name', `"${name}"`, nameRule),
  ),

  missing('spec.objective', experiment({ objective: undefined })),
  missing('spec.objective.type', withObjective({ type: undefined })),
  wrong(
    'Experiment that minimizes in other words',
    withObjective({ type: 'minimise' }),
    'spec.objective.type',
    'is "minimise", must be one of "minimize", "maximize", did you mean "minimize"?',
  ),
  wrong(
    'Experiment with a goal as text',
    withObjective({ goal: '0.9' }),
    'spec.objective.goal',
    'is "0.9", must be a number',
  ),
  missing('spec.objective.objectiveMetricName', withObjective({ objectiveMetricName: undefined })),
  empty('spec.objective.objectiveMetricName', withObjective({ objectiveMetricName: '' })),
  empty('spec.objective.additionalMetricNames[0]', withObjective({ additionalMetricNames: [''] })),
  wrong(
    'Experiment with a metric twice',
    withObjective({ additionalMetricNames: ['a', 'a'] }),
    'spec.objective.additionalMetricNames[1]',
    'repeats "a", each may stand only once',
  ),
  broken(
    'Experiment with its objective among the other metrics',
    withObjective({ additionalMetricNames: ['loss'] }),
    'spec.objective',
    '{"additionalMetricNames":["loss"],"objectiveMetricName":"loss","type":"minimize"}',
    'additionalMetricNames must not name the objectiveMetricName again',
  ),
  missing('spec.objective.metricStrategies[0].name', withObjective({ metricStrategies: [{ value: 'min' }] })),
  missing('spec.objective.metricStrategies[0].value', withObjective({ metricStrategies: [{ name: 'loss' }] })),
  wrong(
    'Experiment with a mean of a metric',
    withObjective({ metricStrategies: [{ name: 'loss', value: 'mean' }] }),
    'spec.objective.metricStrategies[0].value',
    'is "mean", must be one of "min", "max", "latest", did you mean "min"?',
  ),
  wrong(
    'Experiment with two strategies for a metric',
    withObjective({
      metricStrategies: [
        { name: 'loss', value: 'min' },
        { name: 'loss', value: 'max' },
      ],
    }),
    'spec.objective.metricStrategies[1]',
    'repeats the name "loss", each may stand only once',
  ),

  missing('spec.algorithm', experiment({ algorithm: undefined })),
  missing('spec.algorithm.algorithmName', experiment({ algorithm: {} })),
  empty('spec.algorithm.algorithmName', experiment({ algorithm: { algorithmName: '' } })),
  missing(
    'spec.algorithm.algorithmSettings[0].name',
    experiment({ algorithm: { algorithmName: 'tpe', algorithmSettings: [{ value: '1' }] } }),
  ),
  empty(
    'spec.algorithm.algorithmSettings[0].name',
    experiment({ algorithm: { algorithmName: 'tpe', algorithmSettings: [{ name: '', value: '1' }] } }),
  ),
  wrong(
    'Experiment with a setting as a number',
    experiment({ algorithm: { algorithmName: 'tpe', algorithmSettings: [{ name: 'gamma', value: 0.5 }] } }),
    'spec.algorithm.algorithmSettings[0].value',
    'is 0.5, must be a text',
  ),
  wrong(
    'Experiment with a setting twice',
    experiment({ algorithm: { algorithmName: 'tpe', algorithmSettings: [{ name: 'a' }, { name: 'a' }] } }),
    'spec.algorithm.algorithmSettings[1]',
    'repeats the name "a", each may stand only once',
  ),
  missing('spec.earlyStopping.algorithmName', experiment({ earlyStopping: {} })),
  empty('spec.earlyStopping.algorithmName', experiment({ earlyStopping: { algorithmName: '' } })),

  ...(['parallelTrialCount', 'maxTrialCount'] as const).map((field) =>
    wrong(`Experiment with no ${field}`, experiment({ [field]: 0 }), `spec.${field}`, 'is 0, must be at least 1'),
  ),
  wrong(
    'Experiment with fewer failed trials than none',
    experiment({ maxFailedTrialCount: -1 }),
    'spec.maxFailedTrialCount',
    'is -1, must be at least 0',
  ),
  wrong(
    'Experiment with half a trial',
    experiment({ maxTrialCount: 3.5 }),
    'spec.maxTrialCount',
    'is 3.5, must be a whole number',
  ),
  broken(
    'Experiment with fewer trials than run at a time by default',
    experiment({ maxTrialCount: 2 }),
    'spec',
    shownSpec('"maxTrialCount":2,'),
    parallel,
  ),
  broken(
    'Experiment with more trials at a time than in all',
    experiment({ maxTrialCount: 4, parallelTrialCount: 5 }),
    'spec',
    shownSpec('"maxTrialCount":4,'),
    parallel,
  ),
  broken(
    'Experiment with more failed trials than trials',
    experiment({ maxTrialCount: 4, maxFailedTrialCount: 5 }),
    'spec',
    shownSpec('"maxFailedTrialCount":5,"maxTrialCount":4,'),
    'maxFailedTrialCount must not be above maxTrialCount',
  ),
  wrong(
    'Experiment with a policy of another name',
    experiment({ resumePolicy: 'Always' }),
    'spec.resumePolicy',
    'is "Always", must be one of "Never", "LongRunning", "FromVolume"',
  ),

  ...[{ parameters: undefined }, { parameters: [] }, { nasConfig: {} }].map((changes) =>
    broken(
      `Experiment with ${JSON.stringify(changes)}`,
      experiment(changes),
      'spec',
      shownSpec('nasConfig' in changes ? '"nasConfig":{},' : ''),
      'exactly one of parameters and nasConfig must be given',
    ),
  ),
  missing('spec.parameters[0].name', withParameter({ name: undefined })),
  empty('spec.parameters[0].name', withParameter({ name: '' })),
  missing('spec.parameters[0].parameterType', withParameter({ parameterType: undefined })),
  missing('spec.parameters[0].feasibleSpace', withParameter({ feasibleSpace: undefined })),
  wrong(
    'Experiment with a parameter of another type',
    withParameter({ parameterType: 'float' }),
    'spec.parameters[0].parameterType',
    'is "float", must be one of "double", "int", "discrete", "categorical"',
  ),
  wrong(
    'Experiment with a parameter twice',
    experiment({ parameters: [rate, rate] }),
    'spec.parameters[1]',
    'repeats the name "lr", each may stand only once',
  ),
  wrong(
    'Experiment with a bound as a number',
    withSpace('int', { min: 1, max: '2' }),
    'spec.parameters[0].feasibleSpace.min',
    'is 1, must be a text',
  ),
  ...(
    [
      ['min', 'low'],
      ['max', ''],
      ['step', '1,5'],
    ] as const
  ).map(([field, value]) =>
    wrong(
      `Experiment with a ${field} that is no number`,
      withSpace('int', { min: '1', max: '2', [field]: value }),
      `spec.parameters[0].feasibleSpace.${field}`,
      `is "${value}", ${number}`,
    ),
  ),
  wrong(
    'Experiment with an empty list of values',
    withSpace('categorical', { list: [] }),
    'spec.parameters[0].feasibleSpace.list',
    'has 0 items, must have at least 1',
  ),
  wrong(
    'Experiment with a number in a list of values',
    withSpace('discrete', { list: ['1', 2] }),
    'spec.parameters[0].feasibleSpace.list[1]',
    'is 2, must be a text',
  ),
  wrong(
    'Experiment with a distribution of another name',
    withSpace('double', { min: '1', max: '2', distribution: 'loguniform' }),
    'spec.parameters[0].feasibleSpace.distribution',
    'is "loguniform", must be one of "uniform", "logUniform", "normal", "logNormal", "unknown", did you mean "logUniform"?',
  ),
  ...(
    [
      ['int', {}, numbers],
      ['double', { min: '1' }, numbers],
      ['int', { list: ['1'] }, numbers],
      ['categorical', {}, lists],
      ['discrete', { min: '1' }, lists],
      ['categorical', { list: ['a'], step: '1' }, lists],
      ['int', { max: '9', min: '10' }, order],
    ] as const
  ).map(([type, space, rule]) =>
    broken(
      `Experiment with a parameter of the type ${type} and ${JSON.stringify(space)}`,
      withSpace(type, space),
      'spec.parameters[0]',
      `{"feasibleSpace":${JSON.stringify(space)},"name":"lr","parameterType":"${type}"}`,
      rule,
    ),
  ),
  missing(
    'spec.nasConfig.operations[0].operationType',
    experiment({ parameters: undefined, nasConfig: { operations: [{}] } }),
  ),
  empty(
    'spec.nasConfig.operations[0].operationType',
    experiment({ parameters: undefined, nasConfig: { operations: [{ operationType: '' }] } }),
  ),
  wrong(
    'Experiment with half a layer',
    experiment({ parameters: undefined, nasConfig: { graphConfig: { numLayers: 0.5 } } }),
    'spec.nasConfig.graphConfig.numLayers',
    'is 0.5, must be a whole number',
  ),

  missing(templatePath, experiment({ trialTemplate: undefined })),
  missing(`${templatePath}.primaryContainerName`, withTemplate({ primaryContainerName: undefined })),
  empty(`${templatePath}.primaryContainerName`, withTemplate({ primaryContainerName: '' })),
  missing(`${templatePath}.trialParameters`, withTemplate({ trialParameters: undefined })),
  wrong(
    'Experiment whose trials take no values',
    withTemplate({ trialParameters: [] }),
    `${templatePath}.trialParameters`,
    'has 0 items, must have at least 1',
  ),
  missing(`${templatePath}.trialParameters[0].name`, withTemplate({ trialParameters: [{ reference: 'lr' }] })),
  missing(`${templatePath}.trialParameters[0].reference`, withTemplate({ trialParameters: [{ name: 'lr' }] })),
  empty(
    `${templatePath}.trialParameters[0].reference`,
    withTemplate({ trialParameters: [{ name: 'lr', reference: '' }] }),
  ),
  ...['', '{lr}', 'a}'].map((name) =>
    wrong(
      `Experiment whose trials take the value ${name}`,
      withTemplate({ trialParameters: [{ name, reference: 'lr' }] }),
      `${templatePath}.trialParameters[0].name`,
      `is "${name}", must be a text that matches ^[^{}]+$`,
    ),
  ),
  wrong(
    'Experiment whose trials take a value twice',
    withTemplate({
      trialParameters: [
        { name: 'lr', reference: 'lr' },
        { name: 'lr', reference: 'other' },
      ],
    }),
    `${templatePath}.trialParameters[1]`,
    'repeats the name "lr", each may stand only once',
  ),
  ...['apiVersion', 'kind'].flatMap((field) => [
    missing(
      `${templatePath}.trialSpec.${field}`,
      withTemplate({ trialSpec: { ...trialTemplate.trialSpec, [field]: undefined } }),
    ),
    empty(
      `${templatePath}.trialSpec.${field}`,
      withTemplate({ trialSpec: { ...trialTemplate.trialSpec, [field]: '' } }),
    ),
  ]),
  ...['name', 'namespace'].map((field) =>
    broken(
      `Experiment whose trials have a ${field}`,
      withTemplate({ trialSpec: { ...trialTemplate.trialSpec, metadata: { [field]: 'a' } } }),
      `${templatePath}.trialSpec.metadata`,
      `{"${field}":"a"}`,
      'name and namespace must be left out: each trial has a name of its own',
    ),
  ),
  wrong(
    'Experiment whose trials have a label that is a number',
    withTemplate({ trialSpec: { ...trialTemplate.trialSpec, metadata: { labels: { a: 1 } } } }),
    `${templatePath}.trialSpec.metadata.labels.a`,
    'is 1, must be a text',
  ),
  ...['configMapName', 'configMapNamespace', 'templatePath'].flatMap((field) => {
    const configMap = { configMapName: 'a', configMapNamespace: 'a', templatePath: 'a' };
    const template = { trialSpec: undefined, successCondition: 'a', failureCondition: 'b' };
    return [
      missing(
        `${templatePath}.configMap.${field}`,
        withTemplate({ ...template, configMap: { ...configMap, [field]: undefined } }),
      ),
      empty(
        `${templatePath}.configMap.${field}`,
        withTemplate({ ...template, configMap: { ...configMap, [field]: '' } }),
      ),
    ];
  }),
  ...['successCondition', 'failureCondition'].map((field) =>
    empty(`${templatePath}.${field}`, withTemplate({ [field]: '' })),
  ),
  broken(
    'Experiment without a trial',
    withTemplate({ trialSpec: undefined, successCondition: 'a', failureCondition: 'b' }),
    templatePath,
    '{"failureCondition":"b","primaryContainerName":"training","successCondition":...',
    'exactly one of trialSpec and configMap must be given',
  ),
  broken(
    'Experiment with two trials',
    withTemplate({ configMap: { configMapName: 'a', configMapNamespace: 'a', templatePath: 'a' } }),
    templatePath,
    '{"configMap":{"configMapName":"a","configMapNamespace":"a","templatePath":"a"...',
    'exactly one of trialSpec and configMap must be given',
  ),
  broken(
    'Experiment whose trials end nobody knows when',
    withTemplate({ trialSpec: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' } }),
    templatePath,
    '{"primaryContainerName":"training","trialParameters":[{"name":"lr","reference...',
    conditionRule,
  ),

  missing(`${collectorPath}.collector.kind`, withCollector({})),
  wrong(
    'Experiment with a collector of another name',
    withCollector({ kind: 'Stdout' }),
    `${collectorPath}.collector.kind`,
    'is "Stdout", must be one of "StdOut", "File", "TensorFlowEvent", "PrometheusMetric", "Custom", "Push", did you mean "StdOut"?',
  ),
  broken(
    'Experiment with a collector of its own that is missing',
    withCollector({ kind: 'Custom' }),
    `${collectorPath}.collector`,
    '{"kind":"Custom"}',
    'customCollector must be given for the kind Custom',
  ),
  wrong(
    'Experiment with a path that is not absolute',
    withFile('File', { path: 'metrics.log' }),
    `${filePath}.path`,
    'is "metrics.log", must be a text that matches ^/',
  ),
  wrong(
    'Experiment with a path to a folder by another name',
    withFile('TensorFlowEvent', { path: '/logs', kind: 'Folder' }),
    `${filePath}.kind`,
    'is "Folder", must be one of "File", "Directory"',
  ),
  wrong(
    'Experiment with a file in another format',
    withFile('File', { format: 'json' }),
    `${filePath}.format`,
    'is "json", must be one of "TEXT", "JSON"',
  ),
  broken(
    'Experiment with metrics in a folder',
    withFile('File', { kind: 'Directory' }),
    collectorPath,
    '{"collector":{"kind":"File"},"source":{"fileSystemPath":{"kind":"Directory"}}}',
    kindRule,
  ),
  broken(
    'Experiment with events in a file',
    withFile('TensorFlowEvent', { kind: 'File' }),
    collectorPath,
    '{"collector":{"kind":"TensorFlowEvent"},"source":{"fileSystemPath":{"kind":"File"}}}',
    kindRule,
  ),
  broken(
    'Experiment with events as text',
    withFile('TensorFlowEvent', { format: 'TEXT' }),
    collectorPath,
    '{"collector":{"kind":"TensorFlowEvent"},"source":{"fileSystemPath":{"format":"TEXT"}}}',
    'fileSystemPath.format must be left out for the collector TensorFlowEvent',
  ),
  broken(
    'Experiment with a filter over JSON',
    withFile('File', { format: 'JSON' }, { filter: {} }),
    collectorPath,
    '{"collector":{"kind":"File"},"source":{"fileSystemPath":{"format":"JSON"},"filter":{}}}',
    'filter must be left out where a file has the format JSON',
  ),
  broken(
    'Experiment with a collector of its own for no file',
    withCollector({ kind: 'Custom', customCollector: { name: 'c', image: 'a:1' } }, { fileSystemPath: { path: '/a' } }),
    collectorPath,
    '{"collector":{"customCollector":{"image":"a:1","name":"c"},"kind":"Custom"},"s...',
    bothRule,
  ),
  wrong(
    'Experiment with a filter of one group',
    withCollector({ kind: 'StdOut' }, { filter: { metricsFormat: ['([a-z]+)=.*'] } }),
    `${collectorPath}.source.filter.metricsFormat[0]`,
    'is "([a-z]+)=.*", must be a text that matches \\(.*\\).*\\(.*\\)',
  ),
  wrong(
    'Experiment with an endpoint without a slash',
    withCollector({ kind: 'PrometheusMetric' }, { httpGet: { path: 'metrics', port: 8080 } }),
    `${collectorPath}.source.httpGet.path`,
    'is "metrics", must be a text that matches ^/',
  ),

  wrong(
    'Suggestion with half a request',
    object('Suggestion', { requests: 1.5 }),
    'spec.requests',
    'is 1.5, must be a whole number',
  ),
  wrong(
    'Suggestion with a policy of another name',
    object('Suggestion', { resumePolicy: 'never' }),
    'spec.resumePolicy',
    'is "never", must be one of "Never", "LongRunning", "FromVolume", did you mean "Never"?',
  ),
  missing('spec.algorithm.algorithmName', object('Suggestion', { algorithm: {} })),
  wrong(
    'Trial with an object as text',
    object('Trial', { runSpec: 'job' }),
    'spec.runSpec',
    'is "job", must be an object',
  ),
  wrong(
    'Trial with a value that is a number',
    object('Trial', { parameterAssignments: [{ name: 'lr', value: 0.1 }] }),
    'spec.parameterAssignments[0].value',
    'is 0.1, must be a text',
  ),
  missing('spec.objective.type', object('Trial', { objective: { objectiveMetricName: 'loss' } })),
];

/** Fields that the kinds do not have, which the API server keeps. */
export const unknownKatibFields: readonly WrongResource[] = [
  wrong(
    'Experiment with a field that is spelled wrongly',
    experiment({ maxTrialsCount: 3 }),
    'spec.maxTrialsCount',
    'is not a field of this kind, did you mean "maxTrialCount"?',
  ),
  wrong(
    'Experiment with the fields of a parameter in the wrong place',
    withParameter({ min: '1' }),
    'spec.parameters[0].min',
    'is not a field of this kind, there are "name", "parameterType", "feasibleSpace"',
  ),
  wrong(
    'Experiment with a template by the name of an earlier version',
    withTemplate({ goTemplate: {} }),
    `${templatePath}.goTemplate`,
    'is not a field of this kind, there are "retain", "trialSpec", "configMap", "trialParameters", "primaryPodLabels", "primaryContainerName", "successCondition", "failureCondition"',
  ),
  wrong(
    'Suggestion with a field that is spelled wrongly',
    object('Suggestion', { request: 1 }),
    'spec.request',
    'is not a field of this kind, did you mean "requests"?',
  ),
  wrong(
    'Trial with the field of an experiment',
    object('Trial', { trialSpec: {} }),
    'spec.trialSpec',
    'is not a field of this kind, there are "objective", "parameterAssignments", "earlyStoppingRules", "runSpec", "retainRun", "metricsCollector", "primaryPodLabels", "primaryContainerName", "successCondition", "failureCondition", "labels"',
  ),
];
