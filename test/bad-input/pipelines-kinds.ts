import { WrongResource } from './custom-resources';

/*
 * Objects of Kubeflow Pipelines that are wrong. Synth refuses each where the platform brings their kinds, and so does an API
 * server with our CRDs.
 */

const object = (kind: string, fields: object): WrongResource['object'] => ({
  apiVersion: kind.startsWith('Pipeline') ? 'pipelines.kubeflow.org/v2beta1' : 'kubeflow.org/v1beta1',
  ...{ kind, metadata: { name: 'wrong', namespace: 'default' }, ...fields },
});
const version = (spec: object) => object('PipelineVersion', { spec: { pipelineSpec: {}, ...spec } });
const schedule = (spec: object) => object('ScheduledWorkflow', { spec, status: {} });
const viewer = (spec: object) => object('Viewer', { spec });

const wrong = (name: string, object: WrongResource['object'], field: string, problem: string): WrongResource => ({
  ...{ name, object, field },
  problems: [`"${field}" ${problem}`],
});
const condition = { type: 'PipelineVersionStatus', status: 'True', reason: 'READY', message: '' };

export const pipelinesKinds: readonly WrongResource[] = [
  wrong(
    'Pipeline with a specification as text',
    object('Pipeline', { spec: 'x' }),
    'spec',
    'is "x", must be an object',
  ),
  wrong(
    'Pipeline with a number as its description',
    object('Pipeline', { spec: { description: 3 } }),
    'spec.description',
    'is 3, must be a text',
  ),
  wrong(
    'PipelineVersion without a pipeline',
    object('PipelineVersion', { spec: { pipelineName: 'a' } }),
    'spec.pipelineSpec',
    'is missing, and is required',
  ),
  wrong(
    'PipelineVersion of a pipeline with a number as its name',
    version({ pipelineName: 3 }),
    'spec.pipelineName',
    'is 3, must be a text',
  ),
  wrong(
    'PipelineVersion with a list as its name',
    version({ displayName: ['a'] }),
    'spec.displayName',
    'is ["a"], must be a text',
  ),
  wrong(
    'ScheduledWorkflow without a specification',
    object('ScheduledWorkflow', { status: {} }),
    'spec',
    'is missing, and is required',
  ),
  wrong(
    'ScheduledWorkflow without a status',
    object('ScheduledWorkflow', { spec: {} }),
    'status',
    'is missing, and is required',
  ),
  wrong(
    'ScheduledWorkflow with no run at a time',
    schedule({ maxConcurrency: 0 }),
    'spec.maxConcurrency',
    'is 0, must be from 1 to 10',
  ),
  wrong(
    'ScheduledWorkflow with too many runs at a time',
    schedule({ maxConcurrency: 11 }),
    'spec.maxConcurrency',
    'is 11, must be from 1 to 10',
  ),
  wrong(
    'ScheduledWorkflow with too long a history',
    schedule({ maxHistory: 101 }),
    'spec.maxHistory',
    'is 101, must be from 0 to 100',
  ),
  wrong(
    'ScheduledWorkflow with a history below nothing',
    schedule({ maxHistory: -1 }),
    'spec.maxHistory',
    'is -1, must be from 0 to 100',
  ),
  wrong(
    'ScheduledWorkflow that is enabled in words',
    schedule({ enabled: 'yes' }),
    'spec.enabled',
    'is "yes", must be true or false',
  ),
  wrong(
    'ScheduledWorkflow with its cron expression in the wrong place',
    schedule({ trigger: { cronSchedule: '0 0 3 * * *' } }),
    'spec.trigger.cronSchedule',
    'is "0 0 3 * * *", must be an object',
  ),
  wrong(
    'ScheduledWorkflow that starts on a day',
    schedule({ trigger: { cronSchedule: { cron: '@daily', startTime: 'tomorrow' } } }),
    'spec.trigger.cronSchedule.startTime',
    'is "tomorrow", must be a point in time such as "2026-01-31T12:00:00Z"',
  ),
  wrong(
    'ScheduledWorkflow with a distance in words',
    schedule({ trigger: { periodicSchedule: { intervalSecond: '60s' } } }),
    'spec.trigger.periodicSchedule.intervalSecond',
    'is "60s", must be a whole number',
  ),
  wrong(
    'ScheduledWorkflow with parameters by name',
    schedule({ workflow: { parameters: { a: 'b' } } }),
    'spec.workflow.parameters',
    'is {"a":"b"}, must be a list',
  ),
  wrong('Viewer without a specification', object('Viewer', {}), 'spec', 'is missing, and is required'),
  wrong('Viewer of another sort', viewer({ type: 'netron' }), 'spec.type', 'is "netron", must be one of "tensorboard"'),
  wrong(
    'Viewer of a list of logs',
    viewer({ type: 'tensorboard', tensorboardSpec: { logDir: ['a'] } }),
    'spec.tensorboardSpec.logDir',
    'is ["a"], must be a text',
  ),
];

/** Wrong statuses: the API server sees those of a PipelineVersion through its subresource alone. */
export const pipelinesStatuses: readonly WrongResource[] = [
  ...['type', 'status', 'reason', 'message'].map((field) =>
    wrong(
      `PipelineVersion with a condition without ${field}`,
      object('PipelineVersion', {
        spec: { pipelineSpec: {} },
        status: { conditions: [{ ...condition, [field]: undefined }] },
      }),
      `status.conditions[0].${field}`,
      'is missing, and is required',
    ),
  ),
  wrong(
    'PipelineVersion that is ready perhaps',
    object('PipelineVersion', {
      spec: { pipelineSpec: {} },
      status: { conditions: [{ ...condition, status: 'Maybe' }] },
    }),
    'status.conditions[0].status',
    'is "Maybe", must be one of "True", "False", "Unknown"',
  ),
];

/** Fields that do not exist: the API server keeps them in these kinds, and synth refuses them. */
export const unknownPipelinesFields: readonly WrongResource[] = [
  wrong(
    'ScheduledWorkflow with a misspelled field',
    schedule({ noCatchUp: true }),
    'spec.noCatchUp',
    'is not a field of this kind, did you mean "noCatchup"?',
  ),
  wrong(
    'Viewer with a log directory at the top',
    viewer({ type: 'tensorboard', logDir: 'a' }),
    'spec.logDir',
    'is not a field of this kind, there are "type", "tensorboardSpec", "podTemplateSpec"',
  ),
];
