import { Construct } from 'constructs';
import { KindDefinition } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import {
  boolean,
  choice,
  conditions,
  embedded,
  immutable,
  int32,
  integer,
  list,
  listByKey,
  map,
  object,
  quantity,
  required,
  Schema,
  string,
} from './kit/schema';
import type { JobSetSpec } from './jobset.types';

/*
 * API group jobset.x-k8s.io, as JobSet v0.11 serves it.
 * https://jobset.sigs.k8s.io/docs/reference/jobset.v1alpha2/
 */

/** The fields of metadata that templates inside custom resources carry. */
export function templateMetadata(of: string): Schema {
  return object('TemplateMetadata', `Metadata of ${of}. Labels and annotations are what matters here.`, {
    annotations: map('Annotations to add.', string('Value of one annotation.')),
    finalizers: list('Finalizers to add.', string('Name of one finalizer.')),
    labels: map('Labels to add.', string('Value of one label.')),
    name: string('Name. Most templates get theirs from what they are a template in.'),
    namespace: string('Namespace. Templates stand in that of the object that holds them.'),
  });
}

const jobTemplate = required(
  embedded('batch/v1.JobTemplateSpec', 'The Job that each replica runs.', {
    properties: {
      metadata: { type: 'object', description: 'Metadata of each Job.', open: true },
      spec: {
        type: 'object',
        description: 'Specification of each Job.',
        open: true,
        required: ['template'],
        properties: {
          template: { type: 'object', description: 'The pods of each Job.', open: true },
        },
      },
    },
  }),
);

const claimStatus = object('VolumeClaimTemplateStatus', 'What is known of a claim. Of no use in a template.', {
  accessModes: list('Access modes of the volume behind the claim.', string('One access mode.'), { listType: 'atomic' }),
  allocatedResourceStatuses: map('State of each resource that is being resized.', string('State of one resource.')),
  allocatedResources: map('What is allocated of each resource.', quantity('Amount of one resource.')),
  capacity: map('What the volume holds of each resource.', quantity('Amount of one resource.')),
  conditions: listByKey(
    'Conditions of the claim.',
    'type',
    embedded('core/v1.PersistentVolumeClaimCondition', 'One condition.', {
      properties: { type: { type: 'string', description: 'Kind of condition.' } },
      required: ['type'],
    }),
  ),
  currentVolumeAttributesClassName: string('The attributes class that the volume has now.'),
  modifyVolumeStatus: object('ModifyVolumeStatus', 'State of a change of the attributes class.', {
    status: required(string('How far the change has come.')),
    targetVolumeAttributesClassName: string('The attributes class that the volume is being changed to.'),
  }),
  phase: string('Whether the claim is bound.'),
});

const volumeClaimPolicy = object(
  'VolumeClaimPolicy',
  'Claims that the jobs share, and what becomes of them.',
  {
    retentionPolicy: object('VolumeRetentionPolicy', 'What becomes of the claims.', {
      whenDeleted: choice('Whether the claims go when the JobSet is deleted.', ['Delete', 'Retain'], {
        default: 'Delete',
      }),
    }),
    templates: list(
      'Claims to make. Each pod that mounts a volume of a claim’s name gets that claim.',
      object('VolumeClaimTemplate', 'One claim to make.', {
        apiVersion: string('Always v1.'),
        kind: string('Always PersistentVolumeClaim.'),
        metadata: templateMetadata('the claim'),
        spec: embedded('core/v1.PersistentVolumeClaimSpec', 'What the claim asks for.'),
        status: claimStatus,
      }),
      { listType: 'atomic', maxItems: 50 },
    ),
  },
  {
    rules: [
      {
        rule: 'self.templates.all(t, !has(t.metadata.namespace) || size(t.metadata.namespace) == 0)',
        message: 'namespace cannot be set for VolumeClaimPolicies templates',
        // In CEL, asking for a field of what is missing breaks the rule.
        holds: (self: { templates?: { metadata?: { namespace?: string } }[] }) =>
          self.templates?.every(({ metadata }) => metadata !== undefined && (metadata.namespace ?? '') === '') === true,
      },
    ],
  },
);

const replicatedJob = object('ReplicatedJob', 'A Job that is run in one or more copies.', {
  name: required(string('Name of this part of the set. Pods are named `<set>-<name>-<copy>-<index>`.')),
  groupName: string('Group that the part belongs to. Kueue admits a group as one.', { default: 'default' }),
  replicas: int32('Number of Jobs that are made from the template.', { default: 1 }),
  template: jobTemplate,
  dependsOn: listByKey(
    'Parts that must come first. Cannot be combined with an ordered startup.',
    'name',
    object('DependsOn', 'One part that must come first.', {
      name: required(string('Name of that part.')),
      status: required(choice('State that all its Jobs must reach.', ['Ready', 'Complete'])),
    }),
    { maxItems: 5, rules: [immutable] },
  ),
});

/** Specification of a JobSet. Trainer's runtimes carry it as their template. */
export const jobSetSpec: Schema = object(
  'JobSetSpec',
  'Jobs that start, succeed and fail together.',
  {
    replicatedJobs: listByKey('The parts of the set.', 'name', replicatedJob),
    network: object(
      'Network',
      'How the pods find each other.',
      {
        enableDNSHostnames: boolean('Whether each pod gets a name in DNS. On unless switched off.'),
        publishNotReadyAddresses: boolean(
          'Whether names of pods that are not ready yet resolve. On unless switched off.',
        ),
        subdomain: string('Name of the headless Service that the names stand under; the JobSet’s own unless given.'),
      },
      { rules: [immutable] },
    ),
    successPolicy: object(
      'SuccessPolicy',
      'When the set as a whole has succeeded: after all its parts, unless said otherwise.',
      {
        operator: required(choice('Whether all of the parts must succeed, or any one.', ['All', 'Any'])),
        targetReplicatedJobs: list('The parts that count. All of them where left out.', string('Name of one part.'), {
          listType: 'atomic',
        }),
      },
      { rules: [immutable] },
    ),
    failurePolicy: object(
      'FailurePolicy',
      'What a failed Job does to the set: it fails, unless said otherwise.',
      {
        maxRestarts: int32('How often the whole set may start again.'),
        restartStrategy: choice(
          'Whether restarts make the Jobs anew one by one, only after all old ones are gone, or within their pods.',
          ['Recreate', 'BlockingRecreate', 'InPlaceRestart'],
          { default: 'Recreate' },
        ),
        rules: list(
          'Rules that are tried in order when a Job fails. The first that fits decides.',
          object('FailurePolicyRule', 'What to do after certain failures.', {
            name: required(string('Name of the rule, unique among the rules.')),
            action: required(
              choice('What to do.', ['FailJobSet', 'RestartJobSet', 'RestartJobSetAndIgnoreMaxRestarts']),
            ),
            onJobFailureReasons: list(
              'Reasons of failed Jobs that the rule fits. Any where empty.',
              string('One reason.'),
            ),
            onJobFailureMessagePatterns: list(
              'Regular expressions over messages of failed Jobs that the rule fits. Any where empty.',
              string('One regular expression.'),
            ),
            targetReplicatedJobs: list(
              'Parts that the rule fits. All of them where empty.',
              string('Name of one part.'),
              {
                listType: 'atomic',
              },
            ),
          }),
        ),
      },
      { rules: [immutable] },
    ),
    startupPolicy: object(
      'StartupPolicy',
      'Whether the parts start in order.',
      {
        startupPolicyOrder: required(
          choice('At once, or each part only after the one before it is ready.', ['AnyOrder', 'InOrder']),
        ),
      },
      { rules: [immutable] },
    ),
    suspend: boolean('Holds the pods back until it is false.'),
    coordinator: object('Coordinator', 'The pod that leads the others. Every pod learns its address from a label.', {
      replicatedJob: required(string('The part that the pod belongs to.')),
      jobIndex: integer('Which copy of that part.'),
      podIndex: integer('Which pod of that copy.'),
    }),
    managedBy: string('The controller that looks after the set, where it is not the JobSet controller.'),
    ttlSecondsAfterFinished: int32('Seconds after which a finished set is deleted. Kept where left out.', {
      minimum: 0,
    }),
    volumeClaimPolicies: list('Claims that the jobs share.', volumeClaimPolicy, {
      listType: 'atomic',
      maxItems: 50,
      rules: [immutable],
    }),
  },
  {
    rules: [
      {
        rule: "!(has(self.startupPolicy) && self.startupPolicy.startupPolicyOrder == 'InOrder' && self.replicatedJobs.exists(x, has(x.dependsOn)))",
        message: 'StartupPolicy and DependsOn APIs are mutually exclusive',
        holds: (self: JobSetSpec) =>
          self.startupPolicy?.startupPolicyOrder !== 'InOrder' ||
          self.replicatedJobs?.every((job) => job.dependsOn === undefined) === true,
      },
    ],
  },
);

const count = (description: string): Schema => required(int32(description));

/** @see https://jobset.sigs.k8s.io/docs/reference/jobset.v1alpha2/#JobSet */
export const jobSet = new KindDefinition({
  group: 'jobset.x-k8s.io',
  version: 'v1alpha2',
  kind: 'JobSet',
  names: { plural: 'jobsets' },
  namespaced: true,
  description: 'A group of Jobs that start, succeed and fail together.',
  spec: jobSetSpec,
  status: object('JobSetStatus', 'What the JobSet controller has seen.', {
    conditions: conditions('Conditions: Suspended, Completed, Failed and others.'),
    restarts: int32('How often the set has started again.'),
    restartsCountTowardsMax: int32('How many of these restarts count against the limit.'),
    currentInPlaceRestartAttempt: int32('Number of the restart within pods that is under way.', { minimum: 0 }),
    previousInPlaceRestartAttempt: int32('Number of the restart within pods that came before.', { minimum: 0 }),
    terminalState: string('Completed or Failed, once the set has ended.'),
    replicatedJobsStatus: listByKey(
      'State of each part.',
      'name',
      object('ReplicatedJobStatus', 'State of one part, as numbers of Jobs.', {
        name: required(string('Name of the part.')),
        ready: count('Jobs whose pods are all ready or have succeeded.'),
        succeeded: count('Jobs that have succeeded.'),
        failed: count('Jobs that have failed.'),
        active: count('Jobs with pods that run or are about to.'),
        suspended: count('Jobs that are held back.'),
      }),
    ),
  }),
  columns: [
    { name: 'TerminalState', type: 'string', jsonPath: '.status.terminalState', description: 'How the set ended' },
    { name: 'Restarts', type: 'string', jsonPath: '.status.restarts', description: 'How often it started again' },
    { name: 'Completed', type: 'string', jsonPath: '.status.conditions[?(@.type=="Completed")].status' },
    { name: 'Suspended', type: 'string', jsonPath: '.spec.suspend', description: 'Whether it is held back' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
});

/** A group of Jobs that start, succeed and fail together. @see https://jobset.sigs.k8s.io */
export class JobSet extends CustomResource<JobSetSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<JobSetSpec>) {
    super(scope, id, jobSet, props);
  }
}
