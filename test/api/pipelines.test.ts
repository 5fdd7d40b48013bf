import { Chart, Testing } from 'cdk8s';
import { Pipeline, PipelineVersion, ScheduledWorkflow, scheduledWorkflow, Viewer } from '../../lib/api/pipelines';
import type {
  PipelineSpec,
  PipelineVersionSpec,
  ScheduledWorkflowSpec,
  ScheduledWorkflowStatus,
  ViewerSpec,
} from '../../lib/api/pipelines.types';

const chart = (): Chart => new Chart(Testing.app(), 'chart', { namespace: 'team' });
const metadata = { name: 'a' };
const text = { displayName: 'A', description: 'For b.' };

const pipelineSpec: Required<PipelineSpec> = text;
const versionSpec: Required<PipelineVersionSpec> = {
  ...text,
  codeSourceURL: 'https://git.example/a',
  pipelineName: 'a',
  pipelineSpec: { pipelineInfo: { name: 'a' }, schemaVersion: '2.1.0', root: { deep: [{ a: 1 }] } },
  pipelineSpecURI: 's3://bucket/a',
  platformSpec: { platforms: { kubernetes: {} } },
};
const time = '2026-01-31T12:00:00Z';
const scheduleSpec: Required<ScheduledWorkflowSpec> = {
  enabled: true,
  maxConcurrency: 10,
  noCatchup: true,
  maxHistory: 0,
  trigger: {
    cronSchedule: { cron: '0 0 3 * * *', startTime: time, endTime: time },
    periodicSchedule: { intervalSecond: 60, startTime: time, endTime: time },
  },
  workflow: { parameters: [{ name: 'a', value: '"b"' }], pipelineRoot: 's3://bucket', spec: { entrypoint: 'a' } },
  experimentId: 'e',
  pipelineId: 'p',
  pipelineVersionId: 'v',
  pipelineName: 'a',
  serviceAccount: 'default-editor',
};
const viewerSpec: Required<ViewerSpec> = {
  type: 'tensorboard',
  tensorboardSpec: { logDir: 's3://bucket/logs', tensorflowImage: 'tensorflow:2' },
  podTemplateSpec: { spec: { containers: [{ name: 'main', image: 'a:1' }] } },
};

test.each<[string, (scope: Chart) => unknown, object]>([
  ['Pipeline', (scope: Chart) => new Pipeline(scope, 'a', { metadata, spec: {} }), {}],
  ['Pipeline', (scope: Chart) => new Pipeline(scope, 'a', { metadata, spec: pipelineSpec }), { spec: pipelineSpec }],
  ['PipelineVersion', (scope: Chart) => new PipelineVersion(scope, 'a', { metadata, spec: { pipelineSpec: {} } }), {}],
  [
    'PipelineVersion',
    (scope: Chart) => new PipelineVersion(scope, 'a', { metadata, spec: versionSpec }),
    { spec: versionSpec },
  ],
  ['ScheduledWorkflow', (scope: Chart) => new ScheduledWorkflow(scope, 'a', { metadata, spec: {} }), { status: {} }],
  [
    'ScheduledWorkflow',
    (scope: Chart) => new ScheduledWorkflow(scope, 'a', { metadata, spec: scheduleSpec }),
    { spec: scheduleSpec, status: {} },
  ],
  ['Viewer', (scope: Chart) => new Viewer(scope, 'a', { metadata, spec: {} }), {}],
  ['Viewer', (scope: Chart) => new Viewer(scope, 'a', { metadata, spec: viewerSpec }), { spec: viewerSpec }],
])('%s', (kind, create, fields) => {
  const scope = chart();
  create(scope);
  expect(Testing.synth(scope)).toEqual([
    expect.objectContaining({
      apiVersion: kind.startsWith('Pipeline') ? 'pipelines.kubeflow.org/v2beta1' : 'kubeflow.org/v1beta1',
      ...{ kind, metadata: { name: 'a', namespace: 'team' }, ...fields },
    }),
  ]);
});

test('a schedule as its controller writes it', () => {
  const run = { name: 'a-1', namespace: 'team', selfLink: '', uid: 'u', phase: 'Running', message: '', index: 1 };
  const times = { createdAt: time, startedAt: time, finishedAt: time, scheduledAt: time };
  const status: Required<ScheduledWorkflowStatus> = {
    conditions: [
      { type: 'Enabled', status: 'True', lastHeartbeatTime: time, lastTransitionTime: time, reason: '', message: '' },
    ],
    trigger: { lastTriggeredTime: time, nextTriggeredTime: time, lastWorkflowIndex: 1 },
    workflowHistory: { active: [{ ...run, ...times }], completed: [{}] },
  };
  const object = { apiVersion: 'kubeflow.org/v1beta1', kind: 'ScheduledWorkflow', metadata, spec: {}, status };
  expect(scheduledWorkflow.validate(object)).toEqual([]);
});
