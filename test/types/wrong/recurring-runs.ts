import { Chart, Duration } from 'cdk8s';
import { parameter, pipeline, RecurringRun, registerModel, Storage } from '../../../lib/workloads';

declare const chart: Chart;

const definition = pipeline(
  { name: 'train', inputs: { day: parameter.string(), epochs: parameter.integer({ default: 3 }) } },
  () => undefined,
);
const train = { pipelineName: 'train', versionName: 'train-1', definition };
const schedule = { cron: '0 0 3 * * *' };

new RecurringRun(chart, 'right', { pipeline: train, schedule, parameters: { day: 'monday' } });
new RecurringRun(chart, 'all', { pipeline: train, schedule, parameters: { day: 'monday', epochs: 5 } });
new RecurringRun(chart, 'named', { pipeline: { name: 'train' }, schedule, parameters: { anything: [1, { a: true }] } });
new RecurringRun(chart, 'interval', { pipeline: { name: 'train' }, schedule: { interval: Duration.hours(6) } });

// @ts-expect-error "epochs" is a number
new RecurringRun(chart, 'type', { pipeline: train, schedule, parameters: { day: 'monday', epochs: '5' } });
// @ts-expect-error "day" has no default
new RecurringRun(chart, 'missing', { pipeline: train, schedule, parameters: { epochs: 5 } });
// @ts-expect-error there is no "weekday"
new RecurringRun(chart, 'unknown', { pipeline: train, schedule, parameters: { day: 'monday', weekday: 1 } });
// @ts-expect-error a schedule must be given
new RecurringRun(chart, 'none', { pipeline: train });
// @ts-expect-error an interval is a Duration
new RecurringRun(chart, 'seconds', { pipeline: { name: 'train' }, schedule: { interval: 60 } });
// @ts-expect-error a root has a scheme
new RecurringRun(chart, 'root', { pipeline: { name: 'train' }, schedule, pipelineRoot: '/artifacts' });

// @ts-expect-error a registry has an address
registerModel({ registry: { url: 'model-registry:8080' } });
// @ts-expect-error a model has a name
Storage.registry({ version: 'v1' });
