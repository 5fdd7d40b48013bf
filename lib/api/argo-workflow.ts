import { args, artifactGC, inputs, outputs, podMetadata } from './argo-artifacts';
import {
  affinity,
  automountServiceAccountToken,
  executor,
  expression,
  hostAliases,
  metrics,
  nodeSelector,
  parallelism,
  podGC,
  podSpecPatch,
  retryStrategy,
  schedulerName,
  securityContext,
  serviceAccountName,
  synchronization,
  templateRef,
  tolerations,
  ttlStrategy,
  volumes,
  workflowTemplateRef,
} from './argo-parts';
import { archiveLogs, artifactRepository } from './argo-storage';
import { hooks, template } from './argo-template';
import {
  boolean,
  choice,
  deferred,
  embedded,
  int32,
  int64,
  integer,
  list,
  map,
  object,
  Schema,
  string,
  time,
} from './kit/schema';

/* Specification and status of a Workflow. */

const artifactRepositoryRef = {
  configMap: string('Name of the ConfigMap. artifact-repositories where left out.'),
  key: string('Key of the ConfigMap. The one that its annotation names where left out.'),
};

/** What is run: of a Workflow, a WorkflowTemplate and each run of a CronWorkflow. */
export const workflowSpec: Schema = object('WorkflowSpec', 'What is run.', {
  templates: list('What steps do, and how they follow each other.', template),
  entrypoint: string('Name of the template that runs first.'),
  arguments: args(false),
  serviceAccountName,
  automountServiceAccountToken,
  executor,
  volumes,
  volumeClaimTemplates: list(
    'Claims that are made for the run, and deleted with it.',
    embedded('core/v1.PersistentVolumeClaim', 'One claim.'),
  ),
  parallelism,
  artifactRepositoryRef: object(
    'ArtifactRepositoryRef',
    'ConfigMap of the namespace that says where artifacts go.',
    artifactRepositoryRef,
  ),
  suspend: boolean('Whether nothing further begins.'),
  nodeSelector,
  affinity,
  tolerations,
  imagePullSecrets: list(
    'Secrets for pulling images.',
    embedded('core/v1.LocalObjectReference', 'Name of one Secret.'),
  ),
  hostNetwork: boolean('Whether pods stand in the network of their node.'),
  dnsPolicy: string('How pods look up names: ClusterFirst, ClusterFirstWithHostNet, Default or None.'),
  dnsConfig: embedded('core/v1.PodDNSConfig', 'How pods look up names, in detail.'),
  onExit: string('Name of the template that runs at the end, however that is.'),
  ttlStrategy,
  activeDeadlineSeconds: int64('Seconds until the workflow is ended.'),
  priority: int32('Which workflow goes first where not all can run; the higher, the earlier.'),
  schedulerName,
  podGC,
  podPriorityClassName: string('Priority class of the pods.'),
  hostAliases,
  securityContext,
  podSpecPatch,
  podDisruptionBudget: embedded('policy/v1.PodDisruptionBudgetSpec', 'How many pods may be taken away.'),
  metrics,
  shutdown: choice('How the workflow is ended: at once, or with its exit handlers.', ['Terminate', 'Stop', '']),
  workflowTemplateRef,
  synchronization,
  volumeClaimGC: object('VolumeClaimGC', 'When claims are deleted.', {
    strategy: choice('When claims are deleted. After success where left out.', [
      'OnWorkflowCompletion',
      'OnWorkflowSuccess',
    ]),
  }),
  retryStrategy,
  podMetadata,
  templateDefaults: deferred('What templates have that say nothing else.', () => template),
  archiveLogs,
  hooks,
  workflowMetadata: object('WorkflowMetadata', 'Labels and annotations that the workflow gets.', {
    labels: map('Labels.', string('Value of one label.')),
    annotations: map('Annotations.', string('Value of one annotation.')),
    labelsFrom: map(
      'Labels whose values are worked out.',
      object('LabelValueFrom', 'Value of one label.', { expression: expression('Expression that gives the value.') }),
    ),
  }),
  artifactGC: object('WorkflowLevelArtifactGC', 'When artifacts are deleted that say nothing else.', {
    ...artifactGC,
    forceFinalizerRemoval: boolean('Whether the workflow goes even where deleting artifacts fails.'),
    podSpecPatch,
  }),
});

/*
 * What follows is written by controllers alone. Nothing in it is required or closed: a status that the API server refuses
 * would halt the workflow.
 */

const phase = string('How far it is: Pending, Running, Succeeded, Skipped, Failed, Error or Omitted.');
const message = string('Why, for people.');
const progress = string('Steps that have ended, and all that are known, such as 2/3.');
const startedAt = time('When it started.');
const finishedAt = time('When it ended.');
const estimatedDuration = integer('Seconds that it will take, by earlier runs.');
const resourcesDuration = map('Seconds by resource that it has asked for.', int64('Seconds of one resource.'));

/** What the executor or the agent tells of one node. */
export const nodeResult = (closed: boolean): Readonly<Record<string, Schema>> => ({
  phase,
  message,
  outputs: outputs(closed),
  progress,
});

export const workflowConditions = list(
  'Conditions: Completed, PodRunning, SpecWarning, SpecError, MetricsError, ArtifactGCError, Submitted.',
  object('WorkflowCondition', 'One condition.', {
    type: string('What the condition is about.'),
    status: string('True, False or Unknown.'),
    message,
  }),
);

const holding = (typeName: string, lock: string, holder: Schema): Schema =>
  list(
    'Locks.',
    object(typeName, 'One lock, and who is concerned.', {
      [lock]: string('Name of the lock.'),
      ...{ [lock === 'mutex' ? 'holder' : 'holders']: holder },
    }),
  );
const semaphores = holding('SemaphoreHolding', 'semaphore', list('Who is concerned.', string('One of them.')));
const mutexes = holding('MutexHolding', 'mutex', string('Who is concerned.'));

const node = object('NodeStatus', 'One step, try, group or pod.', {
  id: string('Identity of the node.'),
  name: string('Name of the node within the workflow.'),
  displayName: string('Name that people see.'),
  type: string('Pod, Container, Steps, StepGroup, DAG, TaskGroup, Retry, Skipped, Suspend, HTTP or Plugin.'),
  templateName: string('Name of its template.'),
  templateRef,
  templateScope: string('Where its template was found.'),
  phase,
  boundaryID: string('The node that it is a part of.'),
  message,
  startedAt,
  finishedAt,
  estimatedDuration,
  progress,
  resourcesDuration,
  podIP: string('Address of the pod of a daemon.'),
  daemoned: boolean('Whether it runs as a daemon.'),
  nodeFlag: object('NodeFlag', 'How it came about.', {
    hooked: boolean('Whether a hook runs it.'),
    retried: boolean('Whether it is a further try.'),
  }),
  inputs: deferred('What it has taken.', () => inputs),
  outputs: deferred('What has come out.', () => outputs(false)),
  children: list('Nodes that follow.', string('Identity of one.')),
  outboundNodes: list('Its last nodes.', string('Identity of one.')),
  hostNodeName: string('Node of the cluster that its pod runs on.'),
  memoizationStatus: object('MemoizationStatus', 'Whether an earlier result was taken.', {
    hit: boolean('Whether there was one.'),
    key: string('What the result is known by.'),
    cacheName: string('Name of the ConfigMap with results.'),
  }),
  synchronizationStatus: object('NodeSynchronizationStatus', 'What it waits for.', {
    waiting: string('Name of the lock.'),
  }),
  taskResultSynced: boolean('Whether the result of its pod has been read.'),
});

export const workflowStatus: Schema = object('WorkflowStatus', 'What the controller has seen of the workflow.', {
  phase,
  startedAt,
  finishedAt,
  estimatedDuration,
  progress,
  message,
  compressedNodes: string('The nodes, packed, where they are too many.'),
  nodes: map('The nodes by identity.', node),
  offloadNodeStatusVersion: string('Version of the nodes that the database holds.'),
  storedTemplates: map(
    'Templates that were found elsewhere.',
    deferred('One template.', () => template),
  ),
  persistentVolumeClaims: list('Claims that were made.', embedded('core/v1.Volume', 'One claim as a volume.')),
  outputs: outputs(false),
  conditions: workflowConditions,
  resourcesDuration,
  storedWorkflowTemplateSpec: deferred('Specification that was found elsewhere.', () => workflowSpec),
  synchronization: object('SynchronizationStatus', 'Locks of the workflow.', {
    semaphore: object('SemaphoreStatus', 'Locks that several hold.', { holding: semaphores, waiting: semaphores }),
    mutex: object('MutexStatus', 'Locks that one holds.', { holding: mutexes, waiting: mutexes }),
  }),
  artifactRepositoryRef: object('ArtifactRepositoryRefStatus', 'Where artifacts go.', {
    ...artifactRepositoryRef,
    namespace: string('Namespace of the ConfigMap.'),
    default: boolean('Whether it is that of the controller.'),
    artifactRepository: deferred('Where artifacts go that name no place.', () => artifactRepository),
  }),
  artifactGCStatus: object('ArtGCStatus', 'How far deleting artifacts is.', {
    strategiesProcessed: map('Points in time that are done.', boolean('Whether one is.')),
    podsRecouped: map('Pods whose results have been read.', boolean('Whether those of one have.')),
    notSpecified: boolean('Whether nothing is to be deleted.'),
  }),
  taskResultsCompletionStatus: map('Pods whose results are complete.', boolean('Whether those of one are.')),
});
