/*
 * Custom resources that are wrong. Synth refuses each, and so does an API server with our CRDs.
 */

/** One wrong object. */
export interface WrongResource {
  readonly name: string;
  /** The whole object, as it would be applied. */
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly spec?: unknown;
  };
  /** The field that the API server's message names. */
  readonly field: string;
  /** Whether the API server only drops the field, unless kubectl asks it to be strict, which it does by default. */
  readonly unknownField?: boolean;
  /** What synth says, without the construct's path. */
  readonly problems: readonly string[];
}

const named = (kind: string, name: string) => ({
  metadata: kind === 'ClusterTrainingRuntime' ? { name } : { name, namespace: 'default' },
});
const trainer = (kind: string, spec: unknown, name = 'wrong') => ({
  ...{ apiVersion: 'trainer.kubeflow.org/v1alpha1', kind, ...named(kind, name) },
  ...(spec === undefined ? {} : { spec }),
});
const trainJob = (spec: object, name?: string) =>
  trainer('TrainJob', { runtimeRef: { name: 'torch-distributed' }, ...spec }, name);
const runtime = (spec: unknown) => trainer('TrainingRuntime', spec);
const clusterRuntime = (spec: unknown) => trainer('ClusterTrainingRuntime', spec);
const jobSet = (spec: object) => ({
  ...{ apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', ...named('JobSet', 'wrong'), spec },
});

const template = {
  spec: { template: { spec: { containers: [{ name: 'c', image: 'a:1' }], restartPolicy: 'Never' } } },
};
const part = (changes: object = {}) => ({ name: 'part', template, ...changes });
const patch = (changes: object) => ({ runtimePatches: [{ manager: 'acme.example/team', ...changes }] });
/** A patch of the pods of the part `node`. */
const podPatch = (spec: object) =>
  patch({
    trainingRuntimeSpec: {
      template: { spec: { replicatedJobs: [{ name: 'node', template: { spec: { template: { spec } } } }] } },
    },
  });
const podPath =
  'spec.runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs[0].template.spec.template.spec';
const variables = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `A${index}`, value: 'x' }));
const claims = (templates?: object[]) =>
  jobSet({ volumeClaimPolicies: [templates === undefined ? {} : { templates }] });
const claimRule = 'namespace cannot be set for VolumeClaimPolicies templates';
const orderRule = 'StartupPolicy and DependsOn APIs are mutually exclusive';
const ordered = { startupPolicyOrder: 'InOrder' };

/** What CRDs refuse: structure, enums, bounds and rules. */
const refused: readonly WrongResource[] = [
  {
    name: 'TrainJob without a runtime',
    object: trainer('TrainJob', {}),
    field: 'spec.runtimeRef',
    problems: ['"spec.runtimeRef" is missing, and is required'],
  },
  {
    name: 'TrainJob with a runtime without a name',
    object: trainJob({ runtimeRef: { kind: 'TrainingRuntime' } }),
    field: 'spec.runtimeRef.name',
    problems: ['"spec.runtimeRef.name" is missing, and is required'],
  },
  {
    name: 'TrainJob with a runtime of an empty name',
    object: trainJob({ runtimeRef: { name: '' } }),
    field: 'spec.runtimeRef.name',
    problems: ['"spec.runtimeRef.name" is "", must be a text that is not empty'],
  },
  {
    name: 'TrainJob with a runtime as text',
    object: trainJob({ runtimeRef: 'torch-distributed' }),
    field: 'spec.runtimeRef',
    problems: ['"spec.runtimeRef" is "torch-distributed", must be an object'],
  },
  {
    name: 'TrainJob with nodes as text',
    object: trainJob({ trainer: { numNodes: '2' } }),
    field: 'spec.trainer.numNodes',
    problems: ['"spec.trainer.numNodes" is "2", must be a whole number'],
  },
  {
    name: 'TrainJob with half a node',
    object: trainJob({ trainer: { numNodes: 1.5 } }),
    field: 'spec.trainer.numNodes',
    problems: ['"spec.trainer.numNodes" is 1.5, must be a whole number'],
  },
  {
    name: 'TrainJob with a command as text',
    object: trainJob({ trainer: { command: 'torchrun' } }),
    field: 'spec.trainer.command',
    problems: ['"spec.trainer.command" is "torchrun", must be a list'],
  },
  {
    name: 'TrainJob with a number among its arguments',
    object: trainJob({ trainer: { args: ['--epochs', 90] } }),
    field: 'spec.trainer.args[1]',
    problems: ['"spec.trainer.args[1]" is 90, must be a text'],
  },
  {
    name: 'TrainJob with too many arguments',
    object: trainJob({ trainer: { args: Array.from({ length: 129 }, () => 'x') } }),
    field: 'spec.trainer.args',
    problems: ['"spec.trainer.args" has 129 items, must have at most 128'],
  },
  {
    name: 'TrainJob with an image of too many characters',
    object: trainJob({ trainer: { image: `a:${'x'.repeat(499)}` } }),
    field: 'spec.trainer.image',
    problems: ['"spec.trainer.image" has 501 characters, must have at most 500'],
  },
  {
    name: 'TrainJob with a variable twice',
    object: trainJob({ trainer: { env: [...variables(2), ...variables(1)] } }),
    field: 'spec.trainer.env[2]',
    problems: ['"spec.trainer.env[2]" repeats the name "A0", each may stand only once'],
  },
  {
    name: 'TrainJob with a variable without a name',
    object: trainJob({ trainer: { env: [{ value: 'x' }] } }),
    field: 'spec.trainer.env[0].name',
    problems: ['"spec.trainer.env[0].name" is missing, and is required'],
  },
  {
    name: 'TrainJob with too many variables',
    object: trainJob({ trainer: { env: variables(129) } }),
    field: 'spec.trainer.env',
    problems: ['"spec.trainer.env" has 129 items, must have at most 128'],
  },
  {
    name: 'TrainJob with resources as a list',
    object: trainJob({ trainer: { resourcesPerNode: [] } }),
    field: 'spec.trainer.resourcesPerNode',
    problems: ['"spec.trainer.resourcesPerNode" is [], must be an object'],
  },
  {
    name: 'TrainJob with a word for suspend',
    object: trainJob({ suspend: 'yes' }),
    field: 'spec.suspend',
    problems: ['"spec.suspend" is "yes", must be true or false'],
  },
  {
    name: 'TrainJob with a deadline of no time',
    object: trainJob({ activeDeadlineSeconds: 0 }),
    field: 'spec.activeDeadlineSeconds',
    problems: ['"spec.activeDeadlineSeconds" is 0, must be at least 1'],
  },
  {
    name: 'TrainJob with another manager',
    object: trainJob({ managedBy: 'acme.example/controller' }),
    field: 'spec.managedBy',
    problems: [
      '"spec.managedBy" is "acme.example/controller": ManagedBy must be trainer.kubeflow.org/trainjob-controller or kueue.x-k8s.io/multikueue if set',
    ],
  },
  {
    name: 'TrainJob with a place of too many characters',
    object: trainJob({ initializer: { dataset: { storageUri: `s3://${'x'.repeat(2044)}` } } }),
    field: 'spec.initializer.dataset.storageUri',
    problems: ['"spec.initializer.dataset.storageUri" has 2049 characters, must have at most 2048'],
  },
  {
    name: 'TrainJob with a secret as text',
    object: trainJob({ initializer: { model: { secretRef: 'hub' } } }),
    field: 'spec.initializer.model.secretRef',
    problems: ['"spec.initializer.model.secretRef" is "hub", must be an object'],
  },
  {
    name: 'TrainJob with a patch of nobody',
    object: trainJob({ runtimePatches: [{ trainingRuntimeSpec: {} }] }),
    field: 'spec.runtimePatches[0].manager',
    problems: ['"spec.runtimePatches[0].manager" is missing, and is required'],
  },
  {
    name: 'TrainJob with two patches of one author',
    object: trainJob({ runtimePatches: [{ manager: 'acme.example/team' }, { manager: 'acme.example/team' }] }),
    field: 'spec.runtimePatches[1]',
    problems: ['"spec.runtimePatches[1]" repeats the manager "acme.example/team", each may stand only once'],
  },
  {
    name: 'TrainJob with a patch of no time',
    object: trainJob(patch({ time: 'yesterday' })),
    field: 'spec.runtimePatches[0].time',
    problems: ['"spec.runtimePatches[0].time" is "yesterday", must be a point in time such as "2026-01-31T12:00:00Z"'],
  },
  {
    name: 'TrainJob with a patch of a part without a name',
    object: trainJob(patch({ trainingRuntimeSpec: { template: { spec: { replicatedJobs: [{ name: '' }] } } } })),
    field: 'spec.runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs[0].name',
    problems: [
      '"spec.runtimePatches[0].trainingRuntimeSpec.template.spec.replicatedJobs[0].name" is "", must be a text that is not empty',
    ],
  },
  {
    name: 'TrainJob with a patch of labels that are no texts',
    object: trainJob(podPatch({ nodeSelector: { pool: 5 } })),
    field: `${podPath}.nodeSelector.pool`,
    problems: [`"${podPath}.nodeSelector.pool" is 5, must be a text`],
  },
  {
    name: 'TrainJob with a patch of too many gates',
    object: trainJob(podPatch({ schedulingGates: Array.from({ length: 17 }, (_, index) => ({ name: `g${index}` })) })),
    field: `${podPath}.schedulingGates`,
    problems: [`"${podPath}.schedulingGates" has 17 items, must have at most 16`],
  },
  {
    name: 'TrainJob with a name that is none of RFC 1035',
    object: trainJob({}, '1-wrong'),
    field: 'metadata.name',
    problems: ['"metadata.name" is "1-wrong": metadata.name must match RFC 1035 DNS label format'],
  },
  {
    name: 'TrainJob with a name of too many characters',
    object: trainJob({}, 'x'.repeat(64)),
    field: 'metadata.name',
    problems: [`"metadata.name" is "${'x'.repeat(64)}": metadata.name must be no more than 63 characters`],
  },
  {
    name: 'TrainingRuntime with nothing in it',
    object: runtime({}),
    field: 'spec',
    problems: ['"spec" is empty, must have at least one of "mlPolicy", "podGroupPolicy", "template"'],
  },
  {
    name: 'TrainingRuntime with an empty template',
    object: runtime({ template: {} }),
    field: 'spec.template',
    problems: ['"spec.template" is empty, must have at least one of "metadata", "spec"'],
  },
  {
    name: 'TrainingRuntime with two policies',
    object: runtime({ mlPolicy: { torch: {}, jax: {} } }),
    field: 'spec.mlPolicy',
    problems: ['"spec.mlPolicy" is {"jax":{},"torch":{}}: Only one of the policy can be configured'],
  },
  {
    name: 'TrainingRuntime with another MPI',
    object: runtime({ mlPolicy: { mpi: { mpiImplementation: 'OpenMP' } } }),
    field: 'spec.mlPolicy.mpi.mpiImplementation',
    problems: [
      '"spec.mlPolicy.mpi.mpiImplementation" is "OpenMP", must be one of "OpenMPI", "", did you mean "OpenMPI"?',
    ],
  },
  {
    name: 'TrainingRuntime with no process for Flux',
    object: runtime({ mlPolicy: { flux: { numProcPerNode: 0 } } }),
    field: 'spec.mlPolicy.flux.numProcPerNode',
    problems: ['"spec.mlPolicy.flux.numProcPerNode" is 0: NumProcPerNode in fluxPolicy must be >= 1'],
  },
  {
    name: 'TrainingRuntime with another closeness',
    object: runtime({ podGroupPolicy: { volcano: { networkTopology: { mode: 'strict' } } } }),
    field: 'spec.podGroupPolicy.volcano.networkTopology.mode',
    problems: ['"spec.podGroupPolicy.volcano.networkTopology.mode" is "strict", must be one of "hard", "soft"'],
  },
  {
    name: 'ClusterTrainingRuntime with two policies',
    object: clusterRuntime({ mlPolicy: { mpi: {}, flux: {} } }),
    field: 'spec.mlPolicy',
    problems: ['"spec.mlPolicy" is {"flux":{},"mpi":{}}: Only one of the policy can be configured'],
  },
  {
    name: 'ClusterTrainingRuntime with a part without a template',
    object: clusterRuntime({ template: { spec: { replicatedJobs: [{ name: 'node' }] } } }),
    field: 'spec.template.spec.replicatedJobs[0].template',
    problems: ['"spec.template.spec.replicatedJobs[0].template" is missing, and is required'],
  },
  {
    name: 'ClusterTrainingRuntime with one part twice',
    object: clusterRuntime({ template: { spec: { replicatedJobs: [part(), part()] } } }),
    field: 'spec.template.spec.replicatedJobs[1]',
    problems: ['"spec.template.spec.replicatedJobs[1]" repeats the name "part", each may stand only once'],
  },
  {
    name: 'ClusterTrainingRuntime with a time as text',
    object: clusterRuntime({ podGroupPolicy: { coscheduling: { scheduleTimeoutSeconds: '60s' } } }),
    field: 'spec.podGroupPolicy.coscheduling.scheduleTimeoutSeconds',
    problems: ['"spec.podGroupPolicy.coscheduling.scheduleTimeoutSeconds" is "60s", must be a whole number'],
  },
  {
    name: 'JobSet with parts as an object',
    object: jobSet({ replicatedJobs: { part: 'x' } }),
    field: 'spec.replicatedJobs',
    problems: ['"spec.replicatedJobs" is {"part":"x"}, must be a list'],
  },
  {
    name: 'JobSet with a part without a name',
    object: jobSet({ replicatedJobs: [{ template }] }),
    field: 'spec.replicatedJobs[0].name',
    problems: ['"spec.replicatedJobs[0].name" is missing, and is required'],
  },
  {
    name: 'JobSet with replicas as text',
    object: jobSet({ replicatedJobs: [part({ replicas: 'two' })] }),
    field: 'spec.replicatedJobs[0].replicas',
    problems: ['"spec.replicatedJobs[0].replicas" is "two", must be a whole number'],
  },
  {
    name: 'JobSet with a part that waits for another state',
    object: jobSet({ replicatedJobs: [part({ dependsOn: [{ name: 'x', status: 'Completed' }] })] }),
    field: 'spec.replicatedJobs[0].dependsOn[0].status',
    problems: [
      '"spec.replicatedJobs[0].dependsOn[0].status" is "Completed", must be one of "Ready", "Complete", did you mean "Complete"?',
    ],
  },
  {
    name: 'JobSet with a part that waits for too many',
    object: jobSet({
      replicatedJobs: [part({ dependsOn: 'abcdef'.split('').map((name) => ({ name, status: 'Ready' })) })],
    }),
    field: 'spec.replicatedJobs[0].dependsOn',
    problems: ['"spec.replicatedJobs[0].dependsOn" has 6 items, must have at most 5'],
  },
  {
    name: 'JobSet with another operator',
    object: jobSet({ successPolicy: { operator: 'Some' } }),
    field: 'spec.successPolicy.operator',
    problems: ['"spec.successPolicy.operator" is "Some", must be one of "All", "Any"'],
  },
  {
    name: 'JobSet with another way to restart',
    object: jobSet({ failurePolicy: { restartStrategy: 'recreate' } }),
    field: 'spec.failurePolicy.restartStrategy',
    problems: [
      '"spec.failurePolicy.restartStrategy" is "recreate", must be one of "Recreate", "BlockingRecreate", "InPlaceRestart", did you mean "Recreate"?',
    ],
  },
  {
    name: 'JobSet with a rule without an action',
    object: jobSet({ failurePolicy: { rules: [{ name: 'rule' }] } }),
    field: 'spec.failurePolicy.rules[0].action',
    problems: ['"spec.failurePolicy.rules[0].action" is missing, and is required'],
  },
  {
    name: 'JobSet that is kept for less than no time',
    object: jobSet({ ttlSecondsAfterFinished: -1 }),
    field: 'spec.ttlSecondsAfterFinished',
    problems: ['"spec.ttlSecondsAfterFinished" is -1, must be at least 0'],
  },
  {
    name: 'JobSet with a leader of no part',
    object: jobSet({ coordinator: { podIndex: 0 } }),
    field: 'spec.coordinator.replicatedJob',
    problems: ['"spec.coordinator.replicatedJob" is missing, and is required'],
  },
  {
    name: 'JobSet with two orders',
    object: jobSet({ startupPolicy: ordered, replicatedJobs: [part({ dependsOn: [] })] }),
    field: 'spec',
    problems: [
      `"spec" is {"replicatedJobs":[{"dependsOn":[],"name":"part","template":{"spec":{"templat...: ${orderRule}`,
    ],
  },
  {
    name: 'JobSet with an order of nothing',
    object: jobSet({ startupPolicy: ordered }),
    field: 'spec',
    problems: [`"spec" is {"startupPolicy":{"startupPolicyOrder":"InOrder"}}: ${orderRule}`],
  },
  {
    name: 'JobSet with a claim of another namespace',
    object: claims([{ metadata: { name: 'data', namespace: 'other' } }]),
    field: 'spec.volumeClaimPolicies[0]',
    problems: [
      `"spec.volumeClaimPolicies[0]" is {"templates":[{"metadata":{"name":"data","namespace":"other"}}]}: ${claimRule}`,
    ],
  },
  {
    name: 'JobSet with a claim without metadata',
    object: claims([{ spec: { accessModes: ['ReadWriteOnce'] } }]),
    field: 'spec.volumeClaimPolicies[0]',
    problems: [
      `"spec.volumeClaimPolicies[0]" is {"templates":[{"spec":{"accessModes":["ReadWriteOnce"]}}]}: ${claimRule}`,
    ],
  },
  {
    name: 'JobSet with a policy for no claims',
    object: claims(),
    field: 'spec.volumeClaimPolicies[0]',
    problems: [`"spec.volumeClaimPolicies[0]" is {}: ${claimRule}`],
  },
];

/** Fields that the kinds do not have. */
const unknown: readonly WrongResource[] = [
  {
    name: 'TrainJob with a field that is spelled wrongly',
    object: trainJob({ trainer: { numNode: 2 } }),
    field: 'spec.trainer.numNode',
    problems: ['"spec.trainer.numNode" is not a field of this kind, did you mean "numNodes"?'],
  },
  {
    name: 'TrainJob with a field of an earlier version',
    object: trainJob({ podTemplateOverrides: [] }),
    field: 'spec.podTemplateOverrides',
    problems: [
      '"spec.podTemplateOverrides" is not a field of this kind, there are "runtimeRef", "initializer", "trainer", "runtimePatches", "suspend", "activeDeadlineSeconds", "managedBy"',
    ],
  },
  {
    name: 'TrainingRuntime with a setting for PyTorch',
    object: runtime({ mlPolicy: { torch: { numProcPerNode: 2 } } }),
    field: 'spec.mlPolicy.torch.numProcPerNode',
    problems: ['"spec.mlPolicy.torch.numProcPerNode" is not a field of this kind, there are none'],
  },
  {
    name: 'ClusterTrainingRuntime with a network of another sort',
    object: clusterRuntime({ template: { spec: { network: { enableDNSHostname: true } } } }),
    field: 'spec.template.spec.network.enableDNSHostname',
    problems: [
      '"spec.template.spec.network.enableDNSHostname" is not a field of this kind, did you mean "enableDNSHostnames"?',
    ],
  },
  {
    name: 'JobSet with the fields of a Job',
    object: jobSet({ parallelism: 2, replicatedJobs: [part()] }),
    field: 'spec.parallelism',
    problems: [
      '"spec.parallelism" is not a field of this kind, there are "replicatedJobs", "network", "successPolicy", "failurePolicy", "startupPolicy", "suspend", "coordinator", "managedBy", "ttlSecondsAfterFinished", "volumeClaimPolicies"',
    ],
  },
];

/** All of them, those with unknown fields last. */
export const customResources: readonly WrongResource[] = [
  ...refused,
  ...unknown.map((wrong) => ({ ...wrong, unknownField: true })),
];
