import { Construct } from 'constructs';
import { args, artifact, artifactLocation } from './argo-artifacts';
import { expression, workflowTemplateRef } from './argo-parts';
import { template } from './argo-template';
import { nodeResult, workflowConditions, workflowSpec, workflowStatus } from './argo-workflow';
import type {
  ArtifactGCSpec,
  CronWorkflowSpec,
  WorkflowEventBindingSpec,
  WorkflowSpec,
  WorkflowTaskSetSpec,
} from './argo.types';
import { KindDefinition, KindOptions } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import {
  boolean,
  choice,
  embedded,
  int32,
  int64,
  list,
  map,
  object,
  required,
  Schema,
  string,
  time,
} from './kit/schema';

/*
 * API group argoproj.io in the version v1alpha1, as Argo Workflows 3.7 serves it. Upstream's CRDs of most kinds have no
 * schema, so that they stay small: what stands here is what its Go types hold. https://argo-workflows.readthedocs.io
 */

const common = { group: 'argoproj.io', version: 'v1alpha1', namespaced: true } as const;
/** Kinds whose CRD has no schema upstream. */
const open = { ...common, keepsUnknownFields: true } as const;

// Where upstream has no status subresource, its controller writes objects as a whole.
const status = (schema: Schema): Pick<KindOptions, 'otherFields'> => ({ otherFields: { status: schema } });

/** @see https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/ */
export const workflow = new KindDefinition({
  ...open,
  kind: 'Workflow',
  names: { plural: 'workflows', shortNames: ['wf'] },
  description: 'Steps that run in pods, one after the other or side by side.',
  spec: required(workflowSpec),
  ...status(workflowStatus),
  columns: [
    { name: 'Status', type: 'string', jsonPath: '.status.phase', description: 'How far the workflow is.' },
    { name: 'Age', type: 'date', jsonPath: '.status.startedAt', description: 'When the workflow started.' },
    { name: 'Message', type: 'string', jsonPath: '.status.message', description: 'Why, for people.' },
  ],
});

/** @see https://argo-workflows.readthedocs.io/en/latest/workflow-templates/ */
export const workflowTemplate = new KindDefinition({
  ...open,
  kind: 'WorkflowTemplate',
  names: { plural: 'workflowtemplates', shortNames: ['wftmpl'] },
  description: 'A workflow, or templates, that workflows of the namespace refer to.',
  spec: required(workflowSpec),
});

/** @see https://argo-workflows.readthedocs.io/en/latest/cluster-workflow-templates/ */
export const clusterWorkflowTemplate = new KindDefinition({
  ...open,
  kind: 'ClusterWorkflowTemplate',
  namespaced: false,
  names: { plural: 'clusterworkflowtemplates', shortNames: ['clusterwftmpl', 'cwft'] },
  description: 'A workflow, or templates, that workflows of all namespaces refer to.',
  spec: required(workflowSpec),
});

const runs = (which: string): Schema => int32(`Number of runs that are kept of those that ${which}.`);

/** @see https://argo-workflows.readthedocs.io/en/latest/cron-workflows/ */
export const cronWorkflow = new KindDefinition({
  ...open,
  kind: 'CronWorkflow',
  names: { plural: 'cronworkflows', shortNames: ['cwf', 'cronwf'] },
  description: 'A workflow that runs at points in time.',
  spec: required(
    object('CronWorkflowSpec', 'What is run, and when.', {
      workflowSpec: required(workflowSpec),
      schedule: string('Cron expression. Former way to give schedules.'),
      concurrencyPolicy: choice('What happens where the last run has not ended. Allow where left out.', [
        'Allow',
        'Forbid',
        'Replace',
      ]),
      suspend: boolean('Whether no other run begins.'),
      startingDeadlineSeconds: int64('Seconds after its time until which a run may still begin.'),
      successfulJobsHistoryLimit: runs('have succeeded'),
      failedJobsHistoryLimit: runs('have failed'),
      timezone: string('Time zone of the schedules, such as Europe/Berlin. That of the controller where left out.'),
      workflowMetadata: embedded('meta/v1.ObjectMeta', 'Labels and annotations of each run.'),
      stopStrategy: object('StopStrategy', 'When the schedule ends.', {
        expression: expression('Expression over the numbers of runs that tells that it ends.'),
      }),
      schedules: list('Cron expressions.', string('One cron expression.')),
      when: string('Expression that must hold for a run to begin.'),
    }),
  ),
  ...status(
    object('CronWorkflowStatus', 'What the controller has seen of the schedule.', {
      active: list('Runs that are under way.', embedded('core/v1.ObjectReference', 'One run.')),
      lastScheduledTime: time('When the last run began.'),
      conditions: workflowConditions,
      succeeded: int64('Number of runs that have succeeded.'),
      failed: int64('Number of runs that have failed.'),
      phase: string('Active or Stopped.'),
    }),
  ),
});

/** What the controller asks of the agent, and what the agent answers. */
export const workflowTaskSet = new KindDefinition({
  ...open,
  kind: 'WorkflowTaskSet',
  names: { plural: 'workflowtasksets', shortNames: ['wfts'] },
  description: 'Requests that the agent of a workflow makes. Argo creates these by itself.',
  spec: required(object('WorkflowTaskSetSpec', 'What the agent does.', { tasks: map('Templates by node.', template) })),
  status: object('WorkflowTaskSetStatus', 'What came out.', {
    nodes: map('Results by node.', object('NodeResult', 'Result of one node.', nodeResult(false))),
  }),
});

/** What the executor of a pod tells the controller. */
export const workflowTaskResult = new KindDefinition({
  ...common,
  kind: 'WorkflowTaskResult',
  names: { plural: 'workflowtaskresults' },
  description: 'What came out of one pod of a workflow. The pod creates it by itself.',
  otherFields: nodeResult(true),
});

const artifactsByNode = map(
  'Artifacts by node.',
  object('ArtifactNodeSpec', 'Artifacts of one node.', {
    archiveLocation: artifactLocation(true),
    artifacts: map('Artifacts by name.', artifact(true)),
  }),
);

/** What the controller asks of pods that delete artifacts, and what they answer. */
export const workflowArtifactGCTask = new KindDefinition({
  ...common,
  kind: 'WorkflowArtifactGCTask',
  names: { plural: 'workflowartifactgctasks', shortNames: ['wfat'] },
  description: 'Artifacts that a pod deletes. Argo creates these by itself.',
  spec: required(object('ArtifactGCSpec', 'What is deleted.', { artifactsByNode })),
  status: object('ArtifactGCStatus', 'What came out.', {
    artifactResultsByNode: map(
      'Results by node.',
      object('ArtifactResultNodeStatus', 'Results of one node.', {
        artifactResults: map(
          'Results by artifact.',
          object('ArtifactResult', 'Result of one artifact.', {
            name: required(string('Name of the artifact.')),
            success: boolean('Whether it was deleted.'),
            error: string('Why it was not.'),
          }),
        ),
      }),
    ),
  }),
});

/** @see https://argo-workflows.readthedocs.io/en/latest/events/ */
export const workflowEventBinding = new KindDefinition({
  ...common,
  kind: 'WorkflowEventBinding',
  names: { plural: 'workfloweventbindings', shortNames: ['wfeb'] },
  description: 'A workflow that an event starts, where the server of Argo runs.',
  spec: required(
    object('WorkflowEventBindingSpec', 'Which event, and what it starts.', {
      event: required(
        object('Event', 'Which event.', { selector: expression('Expression over the event that must hold.') }),
      ),
      submit: object('Submit', 'What it starts.', {
        workflowTemplateRef: required(workflowTemplateRef),
        metadata: object('SubmitMetadata', 'Name, labels and annotations of the workflow.', {
          annotations: map('Annotations.', string('Value of one annotation.')),
          finalizers: list('Finalizers.', string('One finalizer.')),
          generateName: string('Beginning of the name.'),
          labels: map('Labels.', string('Value of one label.')),
          name: string('Name.'),
          namespace: string('Namespace.'),
        }),
        arguments: args(true),
      }),
    }),
  ),
});

/** Steps that run in pods, with every field of the API. */
export class Workflow extends CustomResource<WorkflowSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<WorkflowSpec>) {
    super(scope, id, workflow, props);
  }
}

/** A workflow, or templates, that workflows of the namespace refer to, with every field of the API. */
export class WorkflowTemplate extends CustomResource<WorkflowSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<WorkflowSpec>) {
    super(scope, id, workflowTemplate, props);
  }
}

/** A workflow, or templates, that workflows of all namespaces refer to, with every field of the API. */
export class ClusterWorkflowTemplate extends CustomResource<WorkflowSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<WorkflowSpec>) {
    super(scope, id, clusterWorkflowTemplate, props);
  }
}

/** A workflow that runs at points in time, with every field of the API. */
export class CronWorkflow extends CustomResource<CronWorkflowSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<CronWorkflowSpec>) {
    super(scope, id, cronWorkflow, props);
  }
}

/** Requests that the agent of a workflow makes, with every field of the API. Argo creates these by itself. */
export class WorkflowTaskSet extends CustomResource<WorkflowTaskSetSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<WorkflowTaskSetSpec>) {
    super(scope, id, workflowTaskSet, props);
  }
}

/** Artifacts that a pod deletes, with every field of the API. Argo creates these by itself. */
export class WorkflowArtifactGCTask extends CustomResource<ArtifactGCSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ArtifactGCSpec>) {
    super(scope, id, workflowArtifactGCTask, props);
  }
}

/** A workflow that an event starts, with every field of the API. */
export class WorkflowEventBinding extends CustomResource<WorkflowEventBindingSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<WorkflowEventBindingSpec>) {
    super(scope, id, workflowEventBinding, props);
  }
}
