import {
  boolean,
  choice,
  embedded,
  immutable,
  int32,
  int64,
  list,
  map,
  object,
  quantity,
  required,
  Rule,
  Schema,
  string,
  time,
} from './kit/schema';

/*
 * What the job kinds of the Training Operator have in common. Its CRDs leave most of their checks to its webhooks and
 * its controllers; ours also hold what those refuse, so that a wrong job is refused before it reaches them.
 */

/** What `managedBy` may be. */
const jobManagers = ['kubeflow.org/training-operator', 'kueue.x-k8s.io/multikueue'];

/** Which pods stay after a job. Upstream spells out the empty value, which counts as All. */
export const cleanPodPolicy = (description: string): Schema => choice(description, ['None', 'Running', 'All', '']);

/** How a job starts, ends and is cleaned up. */
export const runPolicy = object('RunPolicy', 'How the job is held back, scheduled, ended and cleaned up.', {
  cleanPodPolicy: cleanPodPolicy(
    'Pods that are deleted once the job has ended: None, which is the default, those that still run, or all of them. Empty counts as All.',
  ),
  ttlSecondsAfterFinished: int32('Seconds after which a finished job is deleted. Kept where left out.', { minimum: 0 }),
  activeDeadlineSeconds: int64('Seconds after its start at which the job fails if it has not ended.', { minimum: 1 }),
  backoffLimit: int32('Number of restarts after which the job fails. No limit where left out.', { minimum: 0 }),
  schedulingPolicy: object('SchedulingPolicy', 'Scheduling of all pods at once or not at all.', {
    minAvailable: int32('Number of pods that must find a place together. All of them where left out.', { minimum: 0 }),
    queue: string('Queue of the gang scheduler.', {
      rules: [{ rule: 'self == oldSelf', message: 'spec.runPolicy.schedulingPolicy.queue is immutable' }],
    }),
    minResources: map('What must be free for the pods together.', quantity('Amount of one resource.')),
    priorityClass: string('Priority class of the group of pods.'),
    scheduleTimeoutSeconds: int32('Seconds within which all pods must find a place.', { minimum: 0 }),
  }),
  suspend: boolean('Holds the pods back until it is false. Turned on later, it deletes those that run.', {
    default: false,
  }),
  managedBy: choice(
    'The controller that looks after the job: the Training Operator, which is the default, or Kueue where it sends jobs to other clusters.',
    jobManagers,
    { rules: [immutable] },
  ),
});

/** What sets one role of a job apart from others. */
export interface RoleOptions {
  /** Name of the interface. @default 'ReplicaSpec' */
  readonly typeName?: string;
  /** The field `replicas`. @default - any number of pods */
  readonly replicas?: Schema;
  /** Name of the container that trains, which must be there. @default - any name will do */
  readonly container?: string;
}

const replicas = int32('Number of pods.', { minimum: 0 });

/** One role in a job, such as its master or its workers. */
export function role(description: string, options: RoleOptions = {}): Schema {
  return object(options.typeName ?? 'ReplicaSpec', description, {
    replicas: options.replicas ?? replicas,
    restartPolicy: choice(
      'When a container that has ended starts again, over what the template says. OnFailure for PyTorchJob and PaddleJob, Never for the others, where left out or empty. ExitCode starts again after 128 and above.',
      ['Always', 'OnFailure', 'Never', 'ExitCode', ''],
    ),
    template: required(podTemplate(options.container)),
  });
}

/** The pods of a role. The operator needs an image in each container, and finds the one that trains by its name. */
function podTemplate(container?: string): Schema {
  return embedded('core/v1.PodTemplateSpec', 'The pods.', {
    required: ['spec'],
    properties: {
      spec: {
        type: 'object',
        description: 'Specification of the pods.',
        open: true,
        required: ['containers'],
        properties: {
          containers: {
            type: 'array',
            description: 'Containers of each pod.',
            minItems: 1,
            items: {
              type: 'object',
              description: 'One container.',
              open: true,
              required: ['name', 'image'],
              properties: {
                name: { type: 'string', description: 'Name.', minLength: 1 },
                image: { type: 'string', description: 'Image.', minLength: 1 },
              },
            },
            ...(container === undefined ? {} : { rules: [hasContainer(container)] }),
          },
        },
      },
    },
  });
}

function hasContainer(name: string): Rule {
  return {
    rule: `self.exists(container, container.name == '${name}')`,
    message: `must have at least one container with name ${name}`,
    holds: (self: readonly { readonly name: string }[]) => self.some((container) => container.name === name),
  };
}

/**
 * The roles of a job. Other names are kept, so that the operator's webhooks get to see and refuse them: a TFJob may
 * write its roles in any case, and what is dropped in silence would be a job with fewer pods.
 */
export function replicaSpecs(
  typeName: string,
  description: string,
  roles: Readonly<Record<string, Schema>>,
  rules: readonly Rule[] = [],
): Schema {
  const someRequired = Object.values(roles).some((schema) => schema.isRequired === true);
  return required(
    object(typeName, description, roles, {
      keepsUnknown: true,
      ...(someRequired ? {} : { minProperties: 1 }),
      ...(rules.length === 0 ? {} : { rules }),
    }),
  );
}

/** A master, of which there is one. The operator wants to be told. */
export const master = (container: string): Schema =>
  role('The pod that leads the others.', {
    typeName: 'MasterSpec',
    container,
    replicas: required(int32('Number of pods, which is 1 and must be given.', { minimum: 1, maximum: 1 })),
  });

/** The fields of an elastic policy that PyTorchJob and PaddleJob share. */
export const elasticFields = {
  minReplicas: int32('The fewest workers that the job may shrink to.', { minimum: 1 }),
  maxReplicas: int32('The most workers that the job may grow to.', { minimum: 1 }),
  maxRestarts: int32('How often the workers may start again together.', { minimum: 0 }),
  metrics: list(
    'Metrics that an autoscaler goes by. There is no autoscaler where left out.',
    embedded('autoscaling/v2.MetricSpec', 'One metric.', {
      properties: { type: { type: 'string', description: 'Kind of metric.' } },
      required: ['type'],
    }),
  ),
};

/** Over the elastic policy. */
export const orderedReplicas: Rule = {
  rule: '!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas',
  message: 'maxReplicas must not be smaller than minReplicas',
  holds: ({ minReplicas, maxReplicas }: { minReplicas?: number; maxReplicas?: number }) =>
    minReplicas === undefined || maxReplicas === undefined || minReplicas <= maxReplicas,
};

/** Over the spec: an elastic job without workers makes the operator fail when it looks for their number. */
export function elasticWorkers(field: string): Rule {
  return {
    rule: `!has(self.elasticPolicy) || has(self.${field}.Worker)`,
    message: `${field}.Worker must be configured if elasticPolicy is used`,
    holds: (self: { readonly elasticPolicy?: unknown } & Readonly<Record<string, unknown>>) =>
      self.elasticPolicy === undefined || (self[field] as { Worker?: unknown }).Worker !== undefined,
  };
}

/** The status that all job kinds have. The operator writes it, so nothing in it is stricter than upstream's. */
export const jobStatus = object('TrainingJobStatus', 'What the Training Operator has seen of the job.', {
  conditions: list(
    'Conditions: Created, Running, Restarting, Suspended, Succeeded, Failed.',
    object('JobCondition', 'One condition.', {
      type: required(string('What the condition is about.')),
      status: required(string('True, False or Unknown.')),
      reason: string('Why, in one word for programs.'),
      message: string('Why, for people.'),
      lastUpdateTime: time('When the condition was last written.'),
      lastTransitionTime: time('When the status last changed.'),
    }),
  ),
  replicaStatuses: map(
    'State of each role, by its name.',
    object('ReplicaStatus', 'State of one role, as numbers of pods.', {
      active: int32('Pods that run.'),
      succeeded: int32('Pods that have succeeded.'),
      failed: int32('Pods that have failed.'),
      labelSelector: embedded('meta/v1.LabelSelector', 'Which pods these are. Replaced by selector.', {
        mapType: 'atomic',
      }),
      selector: string('Which pods these are, as a query over labels.'),
    }),
  ),
  startTime: time('When the job was taken up.'),
  completionTime: time('When the job ended.'),
  lastReconcileTime: time('When the operator last looked at the job.'),
});
