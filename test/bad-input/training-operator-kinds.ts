import { WrongResource } from './custom-resources';

/*
 * Jobs of the Training Operator that are wrong. Synth refuses each where the platform brings their kinds, and so does an
 * API server with our CRDs.
 */

const job = (kind: string, spec: unknown, name = 'wrong') => ({
  ...{ apiVersion: 'kubeflow.org/v1', kind, metadata: { name, namespace: 'default' } },
  ...(spec === undefined ? {} : { spec }),
});
/** One role of a job, right but for the changes. */
const role = (container: string, changes: object = {}) => ({
  template: { spec: { containers: [{ name: container, image: 'a:1' }] } },
  ...changes,
});
const one = (container: string) => role(container, { replicas: 1 });

const pyTorchJob = (spec: object, name?: string) =>
  job('PyTorchJob', { pytorchReplicaSpecs: { Worker: role('pytorch') }, ...spec }, name);
const pyTorchRoles = (pytorchReplicaSpecs: unknown) => pyTorchJob({ pytorchReplicaSpecs });
const pyTorchWorker = (changes: object) => pyTorchRoles({ Worker: role('pytorch', changes) });
const pyTorchContainers = (containers: unknown) => pyTorchWorker({ template: { spec: { containers } } });
const elastic = (elasticPolicy: unknown) => pyTorchJob({ elasticPolicy });
const runPolicy = (policy: unknown) => pyTorchJob({ runPolicy: policy });
const tfJob = (spec: object) => job('TFJob', { tfReplicaSpecs: { Worker: role('tensorflow') }, ...spec });
const mpiRoles = (mpiReplicaSpecs: unknown) => job('MPIJob', { mpiReplicaSpecs });
const mpiJob = (spec: object) => job('MPIJob', { mpiReplicaSpecs: { Launcher: role('any') }, ...spec });
const xgbRoles = (xgbReplicaSpecs: unknown) => job('XGBoostJob', { xgbReplicaSpecs });
const paddleJob = (spec: object) => job('PaddleJob', { paddleReplicaSpecs: { Worker: role('paddle') }, ...spec });
const jaxRoles = (jaxReplicaSpecs: unknown) => job('JAXJob', { jaxReplicaSpecs });

const pyTorchPath = 'spec.pytorchReplicaSpecs.Worker';
const containersPath = `${pyTorchPath}.template.spec.containers`;

const missing = (kind: string, field: string, spec: unknown = {}): WrongResource => ({
  name: `${kind} without ${field.replace(/^spec\./, '')}`,
  object: job(kind, spec),
  field,
  problems: [`"${field}" is missing, and is required`],
});

/** A job whose containers have other names than the operator looks for. */
const misnamed = (kind: string, field: string, roles: object, container: string, role: string): WrongResource => ({
  name: `${kind} whose container has another name than ${container}`,
  object: job(kind, { [field]: roles }),
  field: `spec.${field}.${role}.template.spec.containers`,
  problems: [
    `"spec.${field}.${role}.template.spec.containers" is [{"image":"a:1","name":"main"}]: must have at least one container with name ${container}`,
  ],
});

/** One wrong value of one field. */
const wrong = (name: string, object: WrongResource['object'], field: string, problem: string): WrongResource => ({
  ...{ name, object, field },
  problems: [`"${field}" ${problem}`],
});

/** What CRDs refuse: structure, enums, bounds and rules. */
const refused: readonly WrongResource[] = [
  wrong('PyTorchJob without anything', job('PyTorchJob', undefined), 'spec', 'is missing, and is required'),
  missing('PyTorchJob', 'spec.pytorchReplicaSpecs'),
  missing('TFJob', 'spec.tfReplicaSpecs'),
  missing('MPIJob', 'spec.mpiReplicaSpecs'),
  missing('XGBoostJob', 'spec.xgbReplicaSpecs'),
  missing('PaddleJob', 'spec.paddleReplicaSpecs'),
  missing('JAXJob', 'spec.jaxReplicaSpecs'),
  missing('MPIJob', 'spec.mpiReplicaSpecs.Launcher', { mpiReplicaSpecs: { Worker: role('any') } }),
  missing('XGBoostJob', 'spec.xgbReplicaSpecs.Master', { xgbReplicaSpecs: { Worker: role('xgboost') } }),
  missing('JAXJob', 'spec.jaxReplicaSpecs.Worker', { jaxReplicaSpecs: {} }),
  missing('PyTorchJob', 'spec.pytorchReplicaSpecs.Master.replicas', {
    pytorchReplicaSpecs: { Master: role('pytorch') },
  }),
  missing('XGBoostJob', 'spec.xgbReplicaSpecs.Master.replicas', { xgbReplicaSpecs: { Master: role('xgboost') } }),
  missing('JAXJob', 'spec.jaxReplicaSpecs.Worker.template', { jaxReplicaSpecs: { Worker: { replicas: 2 } } }),
  missing('JAXJob', 'spec.jaxReplicaSpecs.Worker.template.spec', { jaxReplicaSpecs: { Worker: { template: {} } } }),
  missing('JAXJob', 'spec.jaxReplicaSpecs.Worker.template.spec.containers', {
    jaxReplicaSpecs: { Worker: { template: { spec: {} } } },
  }),
  misnamed('PyTorchJob', 'pytorchReplicaSpecs', { Master: one('main') }, 'pytorch', 'Master'),
  misnamed('TFJob', 'tfReplicaSpecs', { PS: role('main') }, 'tensorflow', 'PS'),
  misnamed('XGBoostJob', 'xgbReplicaSpecs', { Master: one('main') }, 'xgboost', 'Master'),
  misnamed('PaddleJob', 'paddleReplicaSpecs', { Master: role('main') }, 'paddle', 'Master'),
  misnamed('JAXJob', 'jaxReplicaSpecs', { Worker: role('main') }, 'jax', 'Worker'),
  wrong(
    'PyTorchJob without any pods',
    pyTorchRoles({}),
    'spec.pytorchReplicaSpecs',
    'is empty, must have at least one of "Master", "Worker"',
  ),
  wrong(
    'PyTorchJob with its roles as a list',
    pyTorchRoles([]),
    'spec.pytorchReplicaSpecs',
    'is [], must be an object',
  ),
  wrong('PyTorchJob with a role as a number', pyTorchRoles({ Worker: 2 }), pyTorchPath, 'is 2, must be an object'),
  wrong(
    'PyTorchJob with two masters',
    pyTorchRoles({ Master: role('pytorch', { replicas: 2 }) }),
    'spec.pytorchReplicaSpecs.Master.replicas',
    'is 2, must be from 1 to 1',
  ),
  wrong(
    'PyTorchJob with no workers',
    pyTorchWorker({ replicas: 0 }),
    `${pyTorchPath}.replicas`,
    'is 0, must be at least 1',
  ),
  wrong(
    'PyTorchJob with half a worker',
    pyTorchWorker({ replicas: 1.5 }),
    `${pyTorchPath}.replicas`,
    'is 1.5, must be a whole number',
  ),
  wrong(
    'PyTorchJob with workers as text',
    pyTorchWorker({ replicas: '2' }),
    `${pyTorchPath}.replicas`,
    'is "2", must be a whole number',
  ),
  wrong(
    'PyTorchJob with an unknown restart policy',
    pyTorchWorker({ restartPolicy: 'onFailure' }),
    `${pyTorchPath}.restartPolicy`,
    'is "onFailure", must be one of "Always", "OnFailure", "Never", "ExitCode", "", did you mean "OnFailure"?',
  ),
  wrong(
    'PyTorchJob with a template as text',
    pyTorchWorker({ template: 'pod' }),
    `${pyTorchPath}.template`,
    'is "pod", must be an object',
  ),
  wrong('PyTorchJob without containers', pyTorchContainers([]), containersPath, 'has 0 items, must have at least 1'),
  wrong(
    'PyTorchJob with a container without image',
    pyTorchContainers([{ name: 'pytorch' }]),
    `${containersPath}[0].image`,
    'is missing, and is required',
  ),
  wrong(
    'PyTorchJob with a container of an empty image',
    pyTorchContainers([{ name: 'pytorch', image: '' }]),
    `${containersPath}[0].image`,
    'is "", must be a text that is not empty',
  ),
  wrong(
    'PyTorchJob with a container without name',
    pyTorchContainers([{ image: 'a:1' }]),
    `${containersPath}[0].name`,
    'is missing, and is required',
  ),
  wrong(
    'PyTorchJob with a container of an empty name',
    pyTorchContainers([{ name: '', image: 'a:1' }]),
    `${containersPath}[0].name`,
    'is "", must be a text that is not empty',
  ),
  wrong(
    'PyTorchJob with a number of processes',
    pyTorchJob({ nprocPerNode: 4 }),
    'spec.nprocPerNode',
    'is 4, must be a text',
  ),
  wrong(
    'PyTorchJob with a name that starts with a digit',
    pyTorchJob({}, '1st'),
    'metadata.name',
    'is "1st": metadata.name must match RFC 1035 DNS label format',
  ),
  wrong(
    'PyTorchJob with a name that is too long',
    pyTorchJob({}, 'x'.repeat(64)),
    'metadata.name',
    `is "${'x'.repeat(64)}": metadata.name must be no more than 63 characters`,
  ),
  wrong(
    'elastic PyTorchJob with no worker at the least',
    elastic({ minReplicas: 0 }),
    'spec.elasticPolicy.minReplicas',
    'is 0, must be at least 1',
  ),
  wrong(
    'elastic PyTorchJob with no worker at the most',
    elastic({ maxReplicas: 0 }),
    'spec.elasticPolicy.maxReplicas',
    'is 0, must be at least 1',
  ),
  wrong(
    'elastic PyTorchJob with more workers at the least than at the most',
    elastic({ minReplicas: 3, maxReplicas: 2 }),
    'spec.elasticPolicy',
    'is {"maxReplicas":2,"minReplicas":3}: maxReplicas must not be smaller than minReplicas',
  ),
  wrong(
    'elastic PyTorchJob with negative restarts',
    elastic({ maxRestarts: -1 }),
    'spec.elasticPolicy.maxRestarts',
    'is -1, must be at least 0',
  ),
  wrong(
    'elastic PyTorchJob with a port that is none',
    elastic({ rdzvPort: 65536 }),
    'spec.elasticPolicy.rdzvPort',
    'is 65536, must be from 1 to 65535',
  ),
  wrong(
    'elastic PyTorchJob without processes',
    elastic({ nProcPerNode: 0 }),
    'spec.elasticPolicy.nProcPerNode',
    'is 0, must be at least 1',
  ),
  wrong(
    'elastic PyTorchJob with settings as text',
    elastic({ rdzvConf: 'timeout=10' }),
    'spec.elasticPolicy.rdzvConf',
    'is "timeout=10", must be a list',
  ),
  wrong(
    'elastic PyTorchJob with a word for standalone',
    elastic({ standalone: 'yes' }),
    'spec.elasticPolicy.standalone',
    'is "yes", must be true or false',
  ),
  wrong(
    'elastic PyTorchJob with a metric of no type',
    elastic({ metrics: [{}] }),
    'spec.elasticPolicy.metrics[0].type',
    'is missing, and is required',
  ),
  {
    name: 'elastic PyTorchJob without workers',
    object: job('PyTorchJob', { elasticPolicy: {}, pytorchReplicaSpecs: { Master: one('pytorch') } }),
    field: 'spec',
    problems: [
      '"spec" is {"elasticPolicy":{},"pytorchReplicaSpecs":{"Master":{"replicas":1,"template":...: pytorchReplicaSpecs.Worker must be configured if elasticPolicy is used',
    ],
  },
  {
    name: 'PyTorchJob with processes in both places',
    object: pyTorchJob({ nprocPerNode: '2', elasticPolicy: { nProcPerNode: 2 } }),
    field: 'spec',
    problems: [
      '"spec" is {"elasticPolicy":{"nProcPerNode":2},"nprocPerNode":"2","pytorchReplicaSpecs":...: elasticPolicy.nProcPerNode must not be used with nprocPerNode',
    ],
  },
  wrong(
    'PyTorchJob with an unknown policy for its pods',
    runPolicy({ cleanPodPolicy: 'running' }),
    'spec.runPolicy.cleanPodPolicy',
    'is "running", must be one of "None", "Running", "All", "", did you mean "Running"?',
  ),
  wrong(
    'PyTorchJob that is deleted before its end',
    runPolicy({ ttlSecondsAfterFinished: -1 }),
    'spec.runPolicy.ttlSecondsAfterFinished',
    'is -1, must be at least 0',
  ),
  wrong(
    'PyTorchJob with a deadline at its start',
    runPolicy({ activeDeadlineSeconds: 0 }),
    'spec.runPolicy.activeDeadlineSeconds',
    'is 0, must be at least 1',
  ),
  wrong(
    'PyTorchJob with negative retries',
    runPolicy({ backoffLimit: -1 }),
    'spec.runPolicy.backoffLimit',
    'is -1, must be at least 0',
  ),
  wrong(
    'PyTorchJob with a word for suspend',
    runPolicy({ suspend: 'yes' }),
    'spec.runPolicy.suspend',
    'is "yes", must be true or false',
  ),
  wrong(
    'PyTorchJob with an unknown manager',
    runPolicy({ managedBy: 'acme.example/controller' }),
    'spec.runPolicy.managedBy',
    'is "acme.example/controller", must be one of "kubeflow.org/training-operator", "kueue.x-k8s.io/multikueue"',
  ),
  wrong(
    'PyTorchJob with a negative number of pods to schedule',
    runPolicy({ schedulingPolicy: { minAvailable: -1 } }),
    'spec.runPolicy.schedulingPolicy.minAvailable',
    'is -1, must be at least 0',
  ),
  wrong(
    'PyTorchJob with a negative time to schedule',
    runPolicy({ schedulingPolicy: { scheduleTimeoutSeconds: -1 } }),
    'spec.runPolicy.schedulingPolicy.scheduleTimeoutSeconds',
    'is -1, must be at least 0',
  ),
  wrong(
    'PyTorchJob with a part of a CPU to schedule',
    runPolicy({ schedulingPolicy: { minResources: { cpu: 0.5 } } }),
    'spec.runPolicy.schedulingPolicy.minResources.cpu',
    'is 0.5, must be a quantity or a whole number',
  ),
  wrong(
    'TFJob without any pods',
    tfJob({ tfReplicaSpecs: {} }),
    'spec.tfReplicaSpecs',
    'is empty, must have at least one of "Worker", "Chief", "Master", "PS", "Evaluator"',
  ),
  {
    name: 'TFJob with a chief and a master',
    object: tfJob({ tfReplicaSpecs: { Chief: role('tensorflow'), Master: role('tensorflow') } }),
    field: 'spec.tfReplicaSpecs',
    problems: [
      '"spec.tfReplicaSpecs" is {"Chief":{"template":{"spec":{"containers":[{"image":"a:1","name":"tensorflow...: must not have more than 1 Chief or Master role',
    ],
  },
  wrong(
    'TFJob with a negative number of pods',
    tfJob({ tfReplicaSpecs: { PS: role('tensorflow', { replicas: -1 }) } }),
    'spec.tfReplicaSpecs.PS.replicas',
    'is -1, must be at least 0',
  ),
  wrong(
    'TFJob with another success policy',
    tfJob({ successPolicy: 'Chief' }),
    'spec.successPolicy',
    'is "Chief", must be one of "", "AllWorkers"',
  ),
  wrong(
    'TFJob with a word for dynamic workers',
    tfJob({ enableDynamicWorker: 'on' }),
    'spec.enableDynamicWorker',
    'is "on", must be true or false',
  ),
  wrong(
    'MPIJob with two launchers',
    mpiRoles({ Launcher: role('any', { replicas: 2 }) }),
    'spec.mpiReplicaSpecs.Launcher.replicas',
    'is 2, must be from 1 to 1',
  ),
  wrong('MPIJob without slots', mpiJob({ slotsPerWorker: 0 }), 'spec.slotsPerWorker', 'is 0, must be at least 1'),
  wrong(
    'MPIJob with a number for a container',
    mpiJob({ mainContainer: 1 }),
    'spec.mainContainer',
    'is 1, must be a text',
  ),
  wrong(
    'MPIJob with an unknown policy for its pods',
    mpiJob({ cleanPodPolicy: 'Some' }),
    'spec.cleanPodPolicy',
    'is "Some", must be one of "None", "Running", "All", "", did you mean "None"?',
  ),
  wrong(
    'XGBoostJob with no master',
    xgbRoles({ Master: role('xgboost', { replicas: 0 }) }),
    'spec.xgbReplicaSpecs.Master.replicas',
    'is 0, must be from 1 to 1',
  ),
  wrong(
    'PaddleJob without any pods',
    paddleJob({ paddleReplicaSpecs: {} }),
    'spec.paddleReplicaSpecs',
    'is empty, must have at least one of "Master", "Worker"',
  ),
  {
    name: 'elastic PaddleJob without workers',
    object: job('PaddleJob', { elasticPolicy: {}, paddleReplicaSpecs: { Master: role('paddle') } }),
    field: 'spec',
    problems: [
      '"spec" is {"elasticPolicy":{},"paddleReplicaSpecs":{"Master":{"template":{"spec":{"cont...: paddleReplicaSpecs.Worker must be configured if elasticPolicy is used',
    ],
  },
];

/** Fields that upstream has not either. */
const unknown: readonly WrongResource[] = [
  wrong(
    'PyTorchJob with the field of another kind',
    pyTorchJob({ slotsPerWorker: 2 }),
    'spec.slotsPerWorker',
    'is not a field of this kind, there are "pytorchReplicaSpecs", "nprocPerNode", "elasticPolicy", "runPolicy"',
  ),
  wrong(
    'PyTorchJob with a capital that is not there',
    pyTorchJob({ nProcPerNode: '2' }),
    'spec.nProcPerNode',
    'is not a field of this kind, did you mean "nprocPerNode"?',
  ),
  wrong(
    'PyTorchJob with its policies beside each other',
    pyTorchJob({ cleanPodPolicy: 'None' }),
    'spec.cleanPodPolicy',
    'is not a field of this kind, there are "pytorchReplicaSpecs", "nprocPerNode", "elasticPolicy", "runPolicy"',
  ),
  wrong(
    'elastic PaddleJob with the fields of PyTorch',
    paddleJob({ elasticPolicy: { rdzvBackend: 'c10d' } }),
    'spec.elasticPolicy.rdzvBackend',
    'is not a field of this kind, there are "minReplicas", "maxReplicas", "maxRestarts", "metrics"',
  ),
];

/** Jobs of the Training Operator, those with unknown fields last. */
export const trainingOperatorKinds: readonly WrongResource[] = [
  ...refused,
  ...unknown.map((row) => ({ ...row, unknownField: true })),
];

/** Roles that synth alone refuses: our CRDs keep them for the operator's webhooks, some of which take them. */
export const unknownRoles: readonly WrongResource[] = [
  wrong(
    'PyTorchJob with a role in another case',
    pyTorchRoles({ worker: role('pytorch') }),
    'spec.pytorchReplicaSpecs.worker',
    'is not a field of this kind, did you mean "Worker"?',
  ),
  wrong(
    'TFJob with a role in another case',
    tfJob({ tfReplicaSpecs: { ps: role('tensorflow') } }),
    'spec.tfReplicaSpecs.ps',
    'is not a field of this kind, did you mean "PS"?',
  ),
  wrong(
    'JAXJob with a master',
    jaxRoles({ Worker: role('jax'), Master: role('jax') }),
    'spec.jaxReplicaSpecs.Master',
    'is not a field of this kind, there are "Worker"',
  ),
  wrong(
    'MPIJob with a master',
    mpiRoles({ Launcher: role('any'), Master: role('any') }),
    'spec.mpiReplicaSpecs.Master',
    'is not a field of this kind, there are "Launcher", "Worker"',
  ),
];
