import { Construct } from 'constructs';
import { KindDefinition } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import { anything, boolean, choice, embedded, int64, list, object, required, Schema, string, time } from './kit/schema';
import type { PipelineSpec, PipelineVersionSpec, ScheduledWorkflowSpec, ViewerSpec } from './pipelines.types';
import { KubernetesObject } from '../core/manifest';

/*
 * The kinds of Kubeflow Pipelines 2.16: pipelines and their versions (group pipelines.kubeflow.org), what recurring runs are
 * kept as, and viewers (group kubeflow.org). https://www.kubeflow.org/docs/components/pipelines/
 */

const native = { group: 'pipelines.kubeflow.org', version: 'v2beta1', namespaced: true } as const;
const open = { group: 'kubeflow.org', version: 'v1beta1', namespaced: true, keepsUnknownFields: true } as const;

const displayName = string('Name that people see. The name of the object where left out.');
const descriptionField = string('What it is for.');

/** @see https://www.kubeflow.org/docs/components/pipelines/operator-guides/api-server-kubernetes-native/ */
export const pipeline = new KindDefinition({
  ...native,
  kind: 'Pipeline',
  names: { plural: 'pipelines' },
  description: 'A pipeline: the name under which its versions stand.',
  spec: object('PipelineSpec', 'How the pipeline shows.', { description: descriptionField, displayName }),
});

/** @see https://www.kubeflow.org/docs/components/pipelines/operator-guides/api-server-kubernetes-native/ */
export const pipelineVersion = new KindDefinition({
  ...native,
  kind: 'PipelineVersion',
  names: { plural: 'pipelineversions' },
  description: 'One version of a pipeline. Its specification cannot change: another content is another version.',
  spec: object('PipelineVersionSpec', 'What the version runs.', {
    codeSourceURL: string('Address of the sources that it was made of.'),
    description: descriptionField,
    displayName,
    pipelineName: string('Name of the Pipeline in the same namespace, which must be there first.'),
    pipelineSpec: required(anything('The compiled pipeline, as an object.')),
    pipelineSpecURI: string('Address of the compiled pipeline. Not read by the open source backend.'),
    platformSpec: anything('What the compiled pipeline asks of Kubernetes, as an object.'),
  }),
  status: object('PipelineVersionStatus', 'What the API server of Kubeflow Pipelines has made of it.', {
    conditions: list(
      'Whether it is being created, ready or being deleted.',
      object('PipelineVersionCondition', 'One condition.', {
        message: required(string('Why, for people.', { maxLength: 32768 })),
        reason: required(string('Why, in one word for programs.')),
        status: required(choice('Whether it holds.', ['True', 'False', 'Unknown'])),
        type: required(
          string('What the condition is about.', {
            maxLength: 316,
            pattern:
              '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
          }),
        ),
      }),
    ),
  }),
});

const between = {
  startTime: time('When the schedule begins. At the creation of the object where left out.'),
  endTime: time('When the schedule ends. Never where left out.'),
};

const runsOf = (which: string): Schema =>
  list(
    `Runs that ${which}.`,
    object('ScheduledRun', 'One run of the schedule.', {
      name: string('Name of the Workflow.'),
      namespace: string('Namespace of the Workflow.'),
      selfLink: string('Address of the Workflow.'),
      uid: string('Identity of the Workflow.'),
      phase: string('How far the Workflow is.'),
      message: string('Why, for people.'),
      createdAt: time('When the Workflow was created.'),
      startedAt: time('When the Workflow started.'),
      finishedAt: time('When the Workflow ended.'),
      scheduledAt: time('When the schedule wanted it.'),
      index: int64('Number of the run within the schedule, from 1.'),
    }),
  );

/**
 * A recurring run does not come about from this object alone: the API server of Kubeflow Pipelines must know it, and creates
 * the object itself.
 * @see https://www.kubeflow.org/docs/components/pipelines/concepts/run/
 */
export const scheduledWorkflow = new KindDefinition({
  ...open,
  kind: 'ScheduledWorkflow',
  names: { plural: 'scheduledworkflows', shortNames: ['swf'] },
  description: 'The schedule of a recurring run, as Kubeflow Pipelines keeps it.',
  spec: required(
    object('ScheduledWorkflowSpec', 'What is run, and when.', {
      enabled: boolean('Whether the schedule starts runs.'),
      maxConcurrency: int64('Number of runs at a time. 1 where left out.', { minimum: 1, maximum: 10 }),
      noCatchup: boolean('Whether runs that were missed stay missed, but for the last one.'),
      maxHistory: int64('Number of ended runs that the status lists. 10 where left out.', { minimum: 0, maximum: 100 }),
      trigger: object('ScheduleTrigger', 'When runs start. One run at once where left out.', {
        cronSchedule: object('CronSchedule', 'Runs at points in time.', {
          cron: string('Cron expression that begins with a field for seconds, or a descriptor such as @daily.'),
          ...between,
        }),
        periodicSchedule: object('PeriodicSchedule', 'Runs at equal distances.', {
          intervalSecond: int64('Distance in seconds.'),
          ...between,
        }),
      }),
      workflow: object('ScheduledWorkflowResource', 'What each run gets.', {
        parameters: list(
          'Parameters of the pipeline.',
          object('ScheduledParameter', 'One parameter.', {
            name: string('Name of the parameter.'),
            value: string(
              'Value as JSON. [[ScheduledTime]], [[CurrentTime]] and [[Index]] in it stand for those of the run.',
            ),
          }),
        ),
        pipelineRoot: string('Where the artifacts of the runs go, as a URI.'),
        spec: anything('A compiled Workflow. Upstream keeps it for old schedules alone.'),
      }),
      experimentId: string('Experiment that the runs belong to.'),
      pipelineId: string('Pipeline that is run.'),
      pipelineVersionId: string('Version that is run. The newest at the time of the run where left out.'),
      pipelineName: string('Name of the pipeline.'),
      serviceAccount: string('ServiceAccount of the runs.'),
    }),
  ),
  // Upstream's has no subresource, and its controllers write the object as a whole.
  otherFields: {
    status: required(
      object('ScheduledWorkflowStatus', 'What the controller has seen of the schedule.', {
        conditions: list(
          'Conditions: Enabled, Disabled, Running, Succeeded, Error.',
          object('ScheduledWorkflowCondition', 'One condition.', {
            type: string('What the condition is about.'),
            status: string('True, False or Unknown.'),
            lastHeartbeatTime: time('When the condition was last looked at.'),
            lastTransitionTime: time('When the status last changed.'),
            reason: string('Why, in one word for programs.'),
            message: string('Why, for people.'),
          }),
        ),
        trigger: object('ScheduleTriggerStatus', 'Where the schedule stands.', {
          lastTriggeredTime: time('When the last run was wanted.'),
          nextTriggeredTime: time('When the next run is wanted.'),
          lastWorkflowIndex: int64('Number of the last run.'),
        }),
        workflowHistory: object('ScheduleHistory', 'Runs of the schedule.', {
          active: runsOf('are under way'),
          completed: runsOf('have ended'),
        }),
      }),
    ),
  },
});

/** @see https://www.kubeflow.org/docs/components/pipelines/ */
export const viewer = new KindDefinition({
  ...open,
  kind: 'Viewer',
  names: { plural: 'viewers', shortNames: ['vi'] },
  description: 'A TensorBoard that the user interface of pipelines has started.',
  spec: required(
    object('ViewerSpec', 'What is shown, and by which pod.', {
      type: choice('What the viewer is.', ['tensorboard']),
      tensorboardSpec: object('ViewerTensorboardSpec', 'What TensorBoard shows.', {
        logDir: string('Where the logs are, as TensorBoard takes it.'),
        tensorflowImage: string('Image that has TensorBoard.'),
      }),
      podTemplateSpec: embedded('core/v1.PodTemplateSpec', 'Template of the pod.'),
    }),
  ),
});

/** The name under which versions of a pipeline stand, with every field of the API. */
export class Pipeline extends CustomResource<PipelineSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<PipelineSpec>) {
    super(scope, id, pipeline, props);
  }
}

/** One version of a pipeline, with every field of the API. */
export class PipelineVersion extends CustomResource<PipelineVersionSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<PipelineVersionSpec>) {
    super(scope, id, pipelineVersion, props);
  }
}

/** The schedule of a recurring run, with every field of the API. Kubeflow Pipelines creates these by itself. */
export class ScheduledWorkflow extends CustomResource<ScheduledWorkflowSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ScheduledWorkflowSpec>) {
    super(scope, id, scheduledWorkflow, props);
  }

  override toJson(): KubernetesObject {
    // The kind demands a status, which is the controller's to fill.
    return { ...super.toJson(), status: {} };
  }
}

/** A TensorBoard of the user interface of pipelines, with every field of the API. */
export class Viewer extends CustomResource<ViewerSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ViewerSpec>) {
    super(scope, id, viewer, props);
  }
}
