import { Construct } from 'constructs';
import { jobSetSpec, templateMetadata } from './jobset';
import { KindDefinition } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import {
  boolean,
  choice,
  conditions,
  embedded,
  immutable,
  int32,
  int64,
  integer,
  labelName,
  list,
  listByKey,
  map,
  object,
  required,
  Schema,
  string,
  time,
} from './kit/schema';
import type { TrainingRuntimeSpec, TrainJobSpec } from './trainer.types';

/*
 * API group trainer.kubeflow.org, as Kubeflow Trainer v2.2 serves it.
 * https://www.kubeflow.org/docs/components/trainer/
 */

const group = { group: 'trainer.kubeflow.org', version: 'v1alpha1' } as const;
const named = { properties: { name: { type: 'string', description: 'Name.' } as const }, required: ['name'] };

const mount = {
  properties: { ...named.properties, mountPath: { type: 'string', description: 'Where it is mounted.' } as const },
  required: ['name', 'mountPath'],
};
/** The API server counts a reference without a name as one to the empty name. */
const localReference = {
  properties: { name: { type: 'string', description: 'Name.', default: '' } as const },
  mapType: 'atomic' as const,
};

const env = (of: string): Schema =>
  listByKey(
    `Environment variables of ${of}, over those of the runtime.`,
    'name',
    embedded('core/v1.EnvVar', 'One environment variable.', named),
    { maxItems: 128 },
  );

const words = (description: string): Schema =>
  list(description, string('One word.', { maxLength: 65536 }), { listType: 'atomic', maxItems: 128 });

const initializer = (typeName: string, what: string): Schema =>
  object(typeName, `How the ${what} gets onto the training pods' shared volume before training.`, {
    storageUri: string(`Where the ${what} comes from, such as hf://owner/name or s3://bucket/path.`, {
      maxLength: 2048,
    }),
    env: env(`the ${what}'s initializer`),
    secretRef: object(
      'SecretReference',
      'Secret of the same namespace whose keys become environment variables.',
      {
        name: string('Name of the Secret.', { default: '' }),
      },
      { mapType: 'atomic' },
    ),
  });

const containerPatch = object('ContainerPatch', 'Changes to one container of the runtime.', {
  name: required(string('Name of the container, which the runtime must have.', { minLength: 1, maxLength: 253 })),
  env: listByKey(
    'Environment variables. Not for node, dataset-initializer and model-initializer, which have fields of their own.',
    'name',
    embedded('core/v1.EnvVar', 'One environment variable.', named),
    { maxItems: 128 },
  ),
  volumeMounts: listByKey('Volumes to mount.', 'name', embedded('core/v1.VolumeMount', 'One mount.', mount), {
    maxItems: 128,
  }),
  securityContext: embedded('core/v1.SecurityContext', 'Security settings of the container.'),
});

const podSpecPatch = object('PodSpecPatch', 'The fields of a pod that a patch may set.', {
  serviceAccountName: string('ServiceAccount that the pods run as.', { maxLength: 253, rules: [immutable] }),
  volumes: listByKey('Volumes to add.', 'name', embedded('core/v1.Volume', 'One volume.', named), {
    maxItems: 128,
    rules: [immutable],
  }),
  initContainers: listByKey('Changes to init containers.', 'name', containerPatch, {
    maxItems: 64,
    rules: [immutable],
  }),
  containers: listByKey('Changes to containers.', 'name', containerPatch, { maxItems: 64, rules: [immutable] }),
  imagePullSecrets: listByKey(
    'Secrets to pull images with.',
    'name',
    embedded('core/v1.LocalObjectReference', 'One Secret.', localReference),
    { maxItems: 64, rules: [immutable] },
  ),
  securityContext: {
    ...embedded('core/v1.PodSecurityContext', 'Security settings of the pods.'),
    rules: [immutable],
  },
  nodeSelector: map('Labels that a node must carry.', string('Value of one label.')),
  affinity: embedded('core/v1.Affinity', 'Which nodes and neighbours the pods want.'),
  tolerations: list('Taints that the pods put up with.', embedded('core/v1.Toleration', 'One toleration.'), {
    listType: 'atomic',
    maxItems: 128,
  }),
  schedulingGates: listByKey(
    'Gates that hold the pods back from the scheduler.',
    'name',
    embedded('core/v1.PodSchedulingGate', 'One gate.', named),
    { maxItems: 16 },
  ),
});

const runtimePatch = object('RuntimePatch', 'Changes to the runtime for this job alone, by one author.', {
  manager: required(
    string('Who made the patch, as a domain and a path: acme.example/platform.', {
      minLength: 1,
      maxLength: 253,
      rules: [immutable],
    }),
  ),
  time: time('When the patch last changed. Set by Trainer.'),
  trainingRuntimeSpec: object('TrainingRuntimeSpecPatch', 'The changes.', {
    template: object('JobSetTemplatePatch', 'Changes to the JobSet.', {
      metadata: templateMetadata('the JobSet'),
      spec: object('JobSetSpecPatch', 'Changes to its specification.', {
        replicatedJobs: listByKey(
          'Changes to its parts.',
          'name',
          object('ReplicatedJobPatch', 'Changes to one part.', {
            name: required(string('Name of the part, which the runtime must have.', { minLength: 1, maxLength: 253 })),
            template: object('JobTemplatePatch', 'Changes to the Job.', {
              metadata: templateMetadata('the Job'),
              spec: object('JobSpecPatch', 'Changes to its specification.', {
                template: object('PodTemplatePatch', 'Changes to the pods.', {
                  metadata: templateMetadata('the pods'),
                  spec: podSpecPatch,
                }),
              }),
            }),
          }),
          { maxItems: 100 },
        ),
      }),
    }),
  }),
});

/** What `spec.managedBy` of a TrainJob may be. */
const jobManagers = ['trainer.kubeflow.org/trainjob-controller', 'kueue.x-k8s.io/multikueue'];

const trainJobSpec = object('TrainJobSpec', 'What to train, on which runtime.', {
  runtimeRef: required(
    object(
      'RuntimeRef',
      'The runtime, which must exist when the job is created.',
      {
        name: required(string('Name of the runtime.', { minLength: 1, maxLength: 253 })),
        apiGroup: string('API group of the runtime.', { default: 'trainer.kubeflow.org', maxLength: 253 }),
        kind: string('ClusterTrainingRuntime, or TrainingRuntime for one of the same namespace.', {
          default: 'ClusterTrainingRuntime',
          maxLength: 253,
        }),
      },
      { rules: [immutable] },
    ),
  ),
  initializer: object(
    'Initializer',
    'What is loaded before training. The runtime must have a step for it.',
    { dataset: initializer('DatasetInitializer', 'dataset'), model: initializer('ModelInitializer', 'model') },
    { rules: [immutable] },
  ),
  trainer: object(
    'TrainerSpec',
    'The training step. Where it is left out, the runtime runs as it is.',
    {
      image: string('Image of the training container.', { maxLength: 500 }),
      command: words('Command of the training container.'),
      args: words('Arguments of the training container.'),
      env: env('the training container'),
      numNodes: int32('Number of pods that train together.'),
      numProcPerNode: int32('Number of processes on each pod. One for each GPU, or for each CPU, where left out.'),
      resourcesPerNode: embedded('core/v1.ResourceRequirements', 'Requests and limits of each training container.'),
    },
    { rules: [immutable] },
  ),
  runtimePatches: listByKey('Changes to the runtime for this job alone.', 'manager', runtimePatch, { maxItems: 16 }),
  suspend: boolean('Holds the job back until it is false.', { default: false }),
  activeDeadlineSeconds: int64('Seconds after its start at which the job fails if it has not ended.', {
    minimum: 1,
    rules: [immutable],
  }),
  managedBy: string(
    'The controller that looks after the job: Trainer, or Kueue where it sends jobs to other clusters.',
    {
      default: jobManagers[0],
      maxLength: 253,
      rules: [
        {
          rule: "self in ['trainer.kubeflow.org/trainjob-controller', 'kueue.x-k8s.io/multikueue']",
          message: `ManagedBy must be ${jobManagers.join(' or ')} if set`,
          holds: (self: string) => jobManagers.includes(self),
        },
        immutable,
      ],
    },
  ),
});

const jobCount = (description: string): Schema => required(int32(description, { minimum: 0 }));

const trainJobStatus = object(
  'TrainJobStatus',
  'What Trainer has seen of the job.',
  {
    conditions: conditions('Conditions: Suspended, Complete, Failed.', { maxItems: 8 }),
    jobsStatus: listByKey(
      'State of each step.',
      'name',
      object('JobStatus', 'State of one step, as numbers of Jobs.', {
        name: required(string('Name of the step.', { minLength: 1, maxLength: 253 })),
        ready: jobCount('Jobs whose pods are all ready or have succeeded.'),
        succeeded: jobCount('Jobs that have succeeded.'),
        failed: jobCount('Jobs that have failed.'),
        active: jobCount('Jobs with pods that run or are about to.'),
        suspended: jobCount('Jobs that are held back.'),
      }),
      { maxItems: 100 },
    ),
    trainerStatus: object(
      'TrainerStatus',
      'What the training program says of itself, where the feature TrainJobStatus is on.',
      {
        progressPercentage: int32('How much is done, in percent.', { minimum: 0, maximum: 100 }),
        estimatedRemainingSeconds: int32('Seconds that are expected to remain.', { minimum: 0 }),
        metrics: list(
          'The latest metrics.',
          object('Metric', 'One metric.', {
            name: required(string('Name, for example loss.', { minLength: 1, maxLength: 64 })),
            value: required(string('Value as text.', { minLength: 1, maxLength: 64 })),
          }),
          { listType: 'atomic', maxItems: 256 },
        ),
        lastUpdatedTime: time('When this was last written.'),
      },
      {
        rules: [
          {
            rule: 'has(self.lastUpdatedTime)',
            message: 'lastUpdatedTime is required when trainerStatus is present',
            holds: (self: { lastUpdatedTime?: string }) => self.lastUpdatedTime !== undefined,
          },
        ],
      },
    ),
  },
  { minProperties: 1 },
);

/** @see https://www.kubeflow.org/docs/components/trainer/overview/ */
export const trainJob = new KindDefinition({
  ...group,
  kind: 'TrainJob',
  names: { plural: 'trainjobs' },
  namespaced: true,
  description: 'A training job on one or more pods.',
  spec: trainJobSpec,
  status: trainJobStatus,
  columns: [
    { name: 'State', type: 'string', jsonPath: '.status.conditions[-1:].type' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  rules: labelName,
});

const policies = ['torch', 'mpi', 'jax', 'xgboost', 'flux'] as const;

const mlPolicy = object(
  'MLPolicy',
  'How the pods become one training run. At most one framework.',
  {
    numNodes: int32('Number of pods that train together, where the job does not say.'),
    torch: object('TorchMLPolicy', 'PyTorch: torchrun finds its peers by PET_ environment variables.', {}),
    mpi: object('MPIMLPolicy', 'MPI: a launcher reaches the nodes over SSH.', {
      numProcPerNode: int32('Number of slots on each node.', { default: 1 }),
      mpiImplementation: choice('The implementation. Empty counts as OpenMPI.', ['OpenMPI', ''], {
        default: 'OpenMPI',
      }),
      sshAuthMountPath: string('Folder that takes the SSH keys.', { default: '/root/.ssh', maxLength: 4096 }),
      runLauncherAsNode: boolean('Whether the launcher also trains, as the first node.', { default: false }),
    }),
    jax: object('JAXMLPolicy', 'JAX: processes find their coordinator by JAX_ environment variables.', {}),
    xgboost: object('XGBoostMLPolicy', 'XGBoost: workers find their tracker by DMLC_ environment variables.', {}),
    flux: object('FluxMLPolicy', 'Flux: brokers form a network, and a lead broker starts the program.', {
      numProcPerNode: int32('Number of processes on each node.', {
        default: 1,
        rules: [
          {
            rule: 'self >= 1',
            message: 'NumProcPerNode in fluxPolicy must be >= 1',
            holds: (self: number) => self >= 1,
          },
        ],
      }),
    }),
  },
  {
    rules: [
      {
        rule: `[${policies.map((policy) => `has(self.${policy})`).join(', ')}].filter(x, x).size() <= 1`,
        message: 'Only one of the policy can be configured',
        holds: (self: Record<string, unknown>) => policies.filter((policy) => self[policy] !== undefined).length <= 1,
      },
    ],
  },
);

const trainingRuntimeSpec = object(
  'TrainingRuntimeSpec',
  'How jobs of one framework are run.',
  {
    mlPolicy,
    podGroupPolicy: object('PodGroupPolicy', 'Scheduling of all pods of a job at once or not at all.', {
      coscheduling: object(
        'CoschedulingPodGroupPolicySource',
        'By the coscheduling plugin of the Kubernetes scheduler.',
        {
          scheduleTimeoutSeconds: int32('Seconds within which all pods must find a place.', { default: 60 }),
        },
      ),
      volcano: object('VolcanoPodGroupPolicySource', 'By Volcano.', {
        networkTopology: object('NetworkTopologySpec', 'How close together the pods must be.', {
          mode: choice('Whether closeness is demanded or only preferred.', ['hard', 'soft'], { default: 'hard' }),
          highestTierAllowed: integer('The highest network tier that the pods may span.', { default: 1 }),
        }),
      }),
    }),
    template: object(
      'JobSetTemplateSpec',
      'The JobSet that a job becomes.',
      { metadata: templateMetadata('the JobSet'), spec: jobSetSpec },
      { minProperties: 1 },
    ),
  },
  { minProperties: 1 },
);

/** @see https://www.kubeflow.org/docs/components/trainer/operator-guides/runtime/ */
export const trainingRuntime = new KindDefinition({
  ...group,
  kind: 'TrainingRuntime',
  names: { plural: 'trainingruntimes' },
  namespaced: true,
  description: 'A way to run training jobs, for the jobs of one namespace.',
  spec: trainingRuntimeSpec,
});

/** @see https://www.kubeflow.org/docs/components/trainer/operator-guides/runtime/ */
export const clusterTrainingRuntime = new KindDefinition({
  ...group,
  kind: 'ClusterTrainingRuntime',
  names: { plural: 'clustertrainingruntimes' },
  namespaced: false,
  description: 'A way to run training jobs, for the jobs of all namespaces.',
  spec: trainingRuntimeSpec,
});

/** A training job, with every field of the API. `TrainJob` of `keelson/workloads` says the same in fewer words. */
export class TrainJob extends CustomResource<TrainJobSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<TrainJobSpec>) {
    super(scope, id, trainJob, props);
  }
}

/** A way to run training jobs, for the jobs of one namespace, with every field of the API. */
export class TrainingRuntime extends CustomResource<TrainingRuntimeSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<TrainingRuntimeSpec>) {
    super(scope, id, trainingRuntime, props);
  }
}

/** A way to run training jobs, for the jobs of all namespaces, with every field of the API. */
export class ClusterTrainingRuntime extends CustomResource<TrainingRuntimeSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<TrainingRuntimeSpec>) {
    super(scope, id, clusterTrainingRuntime, props);
  }
}
