import { Chart, Duration } from 'cdk8s';
import { App, Gate, PipelineTenant } from '../../lib';
import { artifact, parameter, pipeline, PipelineUpload, RecurringRun } from '../../lib/workloads';

/** One wrong program, and exactly what is said of it. */
interface WrongJob {
  readonly name: string;
  readonly build: (app: App) => unknown;
  readonly problems: readonly string[];
}

const right = { pipeline: { name: 'nightly', version: 'v1' }, schedule: { cron: '0 0 3 * * *' } };
const tenant: PipelineTenant = {
  ...{ namespace: 'vision', serviceAccountName: 'default-editor', programAccountName: 'pipeline-editor' },
  ...{ pipelineRoot: 's3://a/vision', apiServer: 'http://ml-pipeline.kubeflow.svc:8888', audience: 'pipelines' },
  serving: new Gate('the API answers', []),
};

const run = (name: string, props: object | null, ...problems: string[]): WrongJob => ({
  name: `RecurringRun with ${name}`,
  build: (app: App): unknown =>
    new RecurringRun(
      new Chart(app, 'work', { namespace: 'vision' }),
      'night',
      (props === null ? null : { ...right, ...props }) as never,
    ),
  problems: problems.map((problem) => `[work/night] ${problem}`),
});
const upload = (name: string, props: object, ...problems: string[]): WrongJob => ({
  name: `PipelineUpload with ${name}`,
  build: (app: App): unknown =>
    new PipelineUpload(new Chart(app, 'work', { namespace: 'vision' }), 'upload', props as never),
  problems: problems.map((problem) => `[work/upload] ${problem}`),
});

const inputs = {
  day: parameter.string({ literals: ['monday', 'friday'] }),
  epochs: parameter.integer({ default: 3 }),
  rate: parameter.double({ default: 0.1 }),
  deep: parameter.boolean({ default: true }),
  sizes: parameter.list({ default: [] }),
  options: parameter.struct({ default: {} }),
} as const;
const train = {
  pipelineName: 'train',
  versionName: 'train-1',
  definition: pipeline({ name: 'train', inputs }, () => undefined),
};
const parameters = (name: string, values: object, ...problems: string[]): WrongJob =>
  run(name, { pipeline: train, parameters: { day: 'monday', ...values } }, ...problems);

const label = 'must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end';
const time = 'must be a point in time with its zone, such as "2026-12-01T00:00:00Z"';
const example = "must be a Pipeline construct, or a name such as { name: 'nightly' }";
const duration = 'must be a Duration of whole seconds, such as Duration.hours(6)';
const uploadable = 'must be a Pipeline construct for a cluster that keeps pipelines in a database';
const address = 'must be the address of the API without a path, such as "http://ml-pipeline.kubeflow.svc:8888"';

/** Wrong recurring runs and uploads of pipelines. */
export const wrongPipelineJobs: readonly WrongJob[] = [
  run(
    'props that are none',
    null,
    '"props" is null, must be an object',
    `"pipeline" is undefined, ${example}`,
    `"schedule" is undefined, must be such as { cron: '0 0 3 * * *' } or { interval: Duration.hours(6) }`,
  ),
  run(
    'a prop that is spelled wrongly',
    { catchUp: true },
    '"catchUp" is not a prop of this construct, did you mean "catchup"?',
  ),
  run('a name that is none', { name: 'Every night' }, `"name" is "Every night", ${label}`),
  run(
    'a name that leaves no room for the Job’s',
    { name: 'x'.repeat(41) },
    '"name" has 41 characters, must have at most 40, so that the name of its Job fits',
  ),
  run('an empty name for people', { displayName: '' }, '"displayName" is "", must be a text that is not empty'),
  run(
    'a long name for people',
    { displayName: 'x'.repeat(129) },
    '"displayName" has 129 characters, must have at most 128',
  ),
  run('a description that is a number', { description: 3 }, '"description" is 3, must be a text that is not empty'),
  run('an experiment without a name', { experiment: '' }, '"experiment" is "", must be a text that is not empty'),
  run('a flag that is a text', { enabled: 'yes' }, '"enabled" is "yes", must be true or false'),
  run('another flag that is a text', { catchup: 'no' }, '"catchup" is "no", must be true or false'),
  run('a third flag that is a text', { absent: 1 }, '"absent" is 1, must be true or false'),
  run(
    'two flags that exclude each other',
    { absent: true, enabled: true },
    '"absent" and "enabled" are both true; leave "enabled" out',
  ),
  run('no runs at once', { maxConcurrency: 0 }, '"maxConcurrency" is 0, must be a whole number from 1 to 10'),
  run('many runs at once', { maxConcurrency: 11 }, '"maxConcurrency" is 11, must be a whole number from 1 to 10'),
  run('half a run at once', { maxConcurrency: 1.5 }, '"maxConcurrency" is 1.5, must be a whole number from 1 to 10'),
  run(
    'a root on the disk',
    { pipelineRoot: '/artifacts' },
    '"pipelineRoot" is "/artifacts", must be a place in a bucket, such as "s3://bucket/path"',
  ),
  run(
    'a root without a bucket',
    { pipelineRoot: 's3:///path' },
    '"pipelineRoot" is "s3:///path", must be a place in a bucket, such as "s3://bucket/path"',
  ),
  run('an account that is none', { serviceAccountName: 'A b' }, `"serviceAccountName" is "A b", ${label}`),
  run('an API with a path', { apiServer: 'http://kfp/apis' }, `"apiServer" is "http://kfp/apis", ${address}`),
  run('an API without a scheme', { apiServer: 'kfp:8888' }, `"apiServer" is "kfp:8888", ${address}`),
  run(
    'a tenant and an API',
    { tenant, apiServer: 'http://kfp:8888' },
    '"apiServer" is "http://kfp:8888", but "tenant" says where the API answers; leave one of them out',
  ),
  run(
    'a tenant of another namespace',
    { tenant: { ...tenant, namespace: 'audio' } },
    '"tenant" is the namespace "audio", and this is in "vision"; put it into a chart of that namespace',
  ),
  run('a tenant that is a text', { tenant: 'vision' }, '"tenant" is "vision", must be an object'),
  run('a pipeline that is a text', { pipeline: 'nightly' }, `"pipeline" is "nightly", ${example}`),
  run(
    'a pipeline of another namespace',
    { pipeline: { ...train, namespace: 'audio' }, parameters: { day: 'monday' } },
    '"pipeline" is in the namespace "audio", and this is in "vision"; put them into one',
  ),
  run('no pipeline', { pipeline: undefined }, `"pipeline" is undefined, ${example}`),
  run('a pipeline without a name', { pipeline: {} }, '"pipeline.name" is undefined, must be the name of a pipeline'),
  run(
    'a version that is a number',
    { pipeline: { name: 'nightly', version: 3 } },
    '"pipeline.version" is 3, must be a text that is not empty',
  ),
  run(
    'a pipeline that nobody uploads',
    { pipeline: train.definition },
    '"pipeline" is a pipeline that nobody uploads; make a Pipeline construct of it, and give that',
  ),
  run(
    'no schedule',
    { schedule: undefined },
    `"schedule" is undefined, must be such as { cron: '0 0 3 * * *' } or { interval: Duration.hours(6) }`,
  ),
  run('a schedule that is a text', { schedule: '@daily' }, '"schedule" is "@daily", must be an object'),
  run('an empty schedule', { schedule: {} }, '"schedule" has neither "cron" nor "interval"; give one of them'),
  run(
    'two schedules',
    { schedule: { cron: '@daily', interval: Duration.hours(1) } },
    '"schedule" has "cron" and "interval"; give one of them',
  ),
  run(
    'a crontab',
    { schedule: { cron: '0 3 * * *' } },
    '"schedule.cron" is "0 3 * * *", which has five fields, of which Kubeflow Pipelines takes the first for seconds; write "0 0 3 * * *" to have it as crontab does',
  ),
  run(
    'a schedule that is a number',
    { schedule: { cron: 3 } },
    '"schedule.cron" is 3, must be a text such as "0 0 3 * * *"',
  ),
  run(
    'a day that never comes',
    { schedule: { cron: '0 0 0 30 2 *' } },
    '"schedule.cron" is "0 0 0 30 2 *", which names days that no year has, so it would never start a run',
  ),
  run('an interval that is a number', { schedule: { interval: 60 } }, `"schedule.interval" is 60, ${duration}`),
  run(
    'an interval of nothing',
    { schedule: { interval: Duration.seconds(0) } },
    `"schedule.interval" is 0 seconds, ${duration}`,
  ),
  run(
    'an interval of half a second',
    { schedule: { interval: Duration.millis(500) } },
    `"schedule.interval" is 0.5 seconds, ${duration}`,
  ),
  run(
    'a day as start',
    { schedule: { cron: '@daily', start: '2026-12-01' } },
    `"schedule.start" is "2026-12-01", ${time}`,
  ),
  run(
    'an end without a zone',
    { schedule: { cron: '@daily', end: '2026-12-01T00:00:00' } },
    `"schedule.end" is "2026-12-01T00:00:00", ${time}`,
  ),
  run(
    'a month that is none',
    { schedule: { cron: '@daily', start: '2026-13-01T00:00:00Z' } },
    `"schedule.start" is "2026-13-01T00:00:00Z", ${time}`,
  ),
  run(
    'an end before its start',
    { schedule: { cron: '@daily', start: '2026-12-02T00:00:00Z', end: '2026-12-01T00:00:00Z' } },
    '"schedule.end" is "2026-12-01T00:00:00Z", must be after "schedule.start", which is "2026-12-02T00:00:00Z"',
  ),
  parameters(
    'a parameter that is spelled wrongly',
    { epoch: 3 },
    '"parameters.epoch" is not a parameter of the pipeline, did you mean "epochs"?',
  ),
  parameters(
    'a parameter that there is not',
    { colour: 'red' },
    '"parameters.colour" is not a parameter of the pipeline, it takes "day", "epochs", "rate", "deep", "sizes", "options"',
  ),
  parameters(
    'no value where one is needed',
    { day: undefined },
    '"parameters.day" is undefined, must be a text, since the input has no default',
  ),
  parameters(
    'a value that is not among those allowed',
    { day: 'sunday' },
    '"parameters.day" is "sunday", must be one of "monday", "friday"',
  ),
  parameters('a fraction', { epochs: 1.5 }, '"parameters.epochs" is 1.5, must be a whole number'),
  parameters('a number as text', { rate: '0.1' }, '"parameters.rate" is "0.1", must be a number'),
  parameters('no number', { rate: NaN }, '"parameters.rate" is NaN, must be a number'),
  parameters('a text as flag', { deep: 'true' }, '"parameters.deep" is "true", must be true or false'),
  parameters('an object as list', { sizes: {} }, '"parameters.sizes" is {}, must be a list'),
  parameters('a list as object', { options: [] }, '"parameters.options" is [], must be an object'),
  parameters('a function in an object', { options: { f: () => 1 } }, '"parameters.options" is {}, must be an object'),
  run('parameters that are a list', { parameters: ['monday'] }, '"parameters" is ["monday"], must be an object'),
  run(
    'a parameter that JSON cannot write',
    { parameters: { day: new Date(0) } },
    '"parameters.day" is "1970-01-01T00:00:00.000Z", must be a value that JSON can write',
  ),
  run(
    'a pipeline that wants an artifact',
    {
      pipeline: {
        ...train,
        definition: pipeline({ name: 'use', inputs: { data: artifact.dataset() } }, () => undefined),
      },
    },
    '"pipeline" wants the artifact "data", which no schedule can give; let the pipeline import it',
  ),
  {
    name: 'RecurringRun in no namespace',
    build: (app) => new RecurringRun(new Chart(app, 'work'), 'night', right),
    problems: ['[work/night] there is no namespace; create it in a Chart with the namespace whose runs it starts'],
  },
  upload('no pipeline', {}, `"pipeline" is undefined, ${uploadable}`),
  upload(
    'a pipeline that is kept as an object',
    { pipeline: { pipelineName: 'train', versionName: 'train-1' } },
    `"pipeline" is {"pipelineName":"train","versionName":"train-1"}, ${uploadable}`,
  ),
  upload(
    'an unknown prop',
    { pipeline: { ...train, definition: undefined, configMap: { name: 'c', key: 'k' } }, server: 'x' },
    '"server" is not a prop of this construct, it takes "pipeline", "tenant", "apiServer"',
  ),
];
