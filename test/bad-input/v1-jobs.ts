import { Chart, Duration } from 'cdk8s';
import { App } from '../../lib';
import { JAXJob, MPIJob, PaddleJob, PyTorchJob, TFJob, XGBoostJob } from '../../lib/workloads/training';
import { jobProps } from '../../lib/workloads/training/v1/options';
import { listed } from '../../lib/core/words';
import { WrongProgram } from './programs';

const kinds = { PyTorchJob, TFJob, MPIJob, XGBoostJob, PaddleJob, JAXJob };
const image = 'must be an image with a tag or a digest';
const amount = 'must be a quantity such as "500m", "2" or "4Gi"';
const whole = (min: number): string => `must be a whole number from ${min} to 2147483647`;
const label = (rule: string, more = ''): string =>
  `must be a ${rule} label: at most 63 of a-z, 0-9 and "-"${more}, and no "-" at either end`;
const itself = 'is set by the training operator itself; leave it out';

/** A job called `job` with an image, and props that are wrong. */
const wrong = (kind: keyof typeof kinds, name: string, props: unknown, ...problems: string[]): WrongProgram => ({
  name: `${kind} with ${name}`,
  build: (app: App): unknown => {
    const Job = kinds[kind] as new (scope: Chart, id: string, props: unknown) => unknown;
    const given = typeof props === 'object' && props !== null ? { image: 'r.example/a:1', ...props } : props;
    return new Job(new Chart(app, 'work', { namespace: 'vision' }), 'job', given);
  },
  problems: problems.map((problem) => (problem.startsWith('[') ? problem : `[work/job] ${problem}`)),
});

/** Wrong props that every kind has. */
const everywhere: readonly WrongProgram[] = [
  wrong('JAXJob', 'no props', undefined, `"image" is missing, ${image}`),
  wrong(
    'JAXJob',
    'props as text',
    'r.example/a:1',
    '"props" is "r.example/a:1", must be an object',
    `"image" is missing, ${image}`,
  ),
  wrong('JAXJob', 'props that are null', null, '"props" is null, must be an object', `"image" is missing, ${image}`),
  wrong('TFJob', 'another prop', { workers: {} }, '"workers" is not a prop of this construct, did you mean "worker"?'),
  wrong('TFJob', 'an image without a tag', { image: 'tensorflow' }, `"image" is "tensorflow", ${image}`),
  wrong('TFJob', 'an image that is a number', { image: 5 }, `"image" is 5, ${image}`),
  wrong('TFJob', 'an empty image', { image: '' }, `"image" is "", ${image}`),
  wrong('JAXJob', 'a name in capitals', { name: 'Job' }, ...named('Job')),
  wrong('JAXJob', 'a name that starts with a digit', { name: '1job' }, ...named('1job')),
  wrong(
    'JAXJob',
    'a name that is null',
    { name: null },
    `"name" is null, ${label('RFC 1035', ', starting with a letter')}`,
  ),
  wrong('JAXJob', 'an empty namespace', { namespace: '' }, `"namespace" is "", ${label('RFC 1123')}`),
  wrong('JAXJob', 'labels as a list', { labels: ['a'] }, '"labels" is ["a"], must be an object'),
  wrong('JAXJob', 'a label that is a number', { labels: { a: 1 } }, '"labels.a" is 1, must be a text'),
  wrong('JAXJob', 'annotations that are null', { annotations: null }, '"annotations" is null, must be an object'),
  wrong('JAXJob', 'an empty queue', { queue: '' }, '"queue" is "", must be a text that is not empty'),
  wrong(
    'JAXJob',
    'another standard',
    { podSecurity: 'baseline' },
    '"podSecurity" is "baseline", must be one of "restricted"',
  ),
  wrong(
    'JAXJob',
    'root where pods are restricted',
    { podSecurity: 'restricted', runAsUser: 0 },
    `"runAsUser" is 0, ${whole(1)}`,
  ),
  wrong('JAXJob', 'a user by name', { runAsUser: 'jax' }, `"runAsUser" is "jax", ${whole(0)}`),
];

/** Wrong options of runs. */
const runs: readonly WrongProgram[] = [
  wrong(
    'XGBoostJob',
    'a deadline as a number',
    { activeDeadline: 3600 },
    '"activeDeadline" is 3600, must be a Duration such as Duration.hours(2)',
  ),
  wrong(
    'XGBoostJob',
    'a deadline of no time',
    { activeDeadline: Duration.seconds(0) },
    '"activeDeadline" is 0 seconds, must be whole seconds from 1 to 2147483647',
  ),
  wrong(
    'XGBoostJob',
    'a life of half a second',
    { ttlAfterFinished: Duration.millis(500) },
    '"ttlAfterFinished" is 0.5 seconds, must be whole seconds from 0 to 2147483647',
  ),
  wrong(
    'XGBoostJob',
    'a life of a hundred years',
    { ttlAfterFinished: Duration.days(36500) },
    '"ttlAfterFinished" is 3153600000 seconds, must be whole seconds from 0 to 2147483647',
  ),
  wrong('XGBoostJob', 'restarts below none', { backoffLimit: -1 }, `"backoffLimit" is -1, ${whole(0)}`),
  wrong('XGBoostJob', 'restarts that are no number', { backoffLimit: NaN }, `"backoffLimit" is NaN, ${whole(0)}`),
  wrong(
    'XGBoostJob',
    'another policy of cleaning',
    { cleanPodPolicy: 'all' },
    '"cleanPodPolicy" is "all", must be one of "None", "Running", "All", did you mean "All"?',
  ),
  wrong('XGBoostJob', 'suspension as text', { suspend: 'yes' }, '"suspend" is "yes", must be true or false'),
  wrong(
    'XGBoostJob',
    'another manager',
    { managedBy: 'kueue' },
    '"managedBy" is "kueue", must be one of "kubeflow.org/training-operator", "kueue.x-k8s.io/multikueue"',
  ),
  wrong(
    'XGBoostJob',
    'scheduling by name',
    { schedulingPolicy: 'volcano' },
    '"schedulingPolicy" is "volcano", must be an object',
  ),
  wrong(
    'XGBoostJob',
    'fewer pods than none',
    { schedulingPolicy: { minAvailable: -1 } },
    '[work/job/Resource] "spec.runPolicy.schedulingPolicy.minAvailable" is -1, must be at least 0',
  ),
];

/** Wrong options of pods and of roles. */
const pods: readonly WrongProgram[] = [
  wrong('PaddleJob', 'a command as one text', { command: 'train' }, '"command" is "train", must be a list of texts'),
  wrong('PaddleJob', 'a number among arguments', { args: ['-n', 4] }, '"args" is ["-n",4], must be a list of texts'),
  wrong('PaddleJob', 'an environment that is null', { env: null }, '"env" is null, must be an object'),
  wrong(
    'PaddleJob',
    'a number in the environment',
    { env: { A: 1 } },
    '"env.A" is 1, must be a text or one source such as { secretKeyRef }',
  ),
  wrong(
    'PaddleJob',
    'a variable without a value',
    { env: { A: null } },
    '"env.A" is null, must be a text or one source such as { secretKeyRef }',
  ),
  wrong('PaddleJob', 'resources that are null', { resources: null }, '"resources" is null, must be an object'),
  wrong(
    'PaddleJob',
    'limits that are null',
    { resources: { limits: null } },
    '"resources.limits" is null, must be an object',
  ),
  wrong(
    'PaddleJob',
    'memory in a unit that is none',
    { resources: { limits: { memory: '4GB' } } },
    `"resources.limits.memory" is "4GB", ${amount}`,
  ),
  wrong(
    'PaddleJob',
    'a request above its limit',
    { resources: { requests: { cpu: '4' }, limits: { cpu: '2' } } },
    '"resources.requests.cpu" is "4", must not be above the limit "2"; raise the limit or lower the request',
  ),
  wrong('PaddleJob', 'part of a GPU', { gpus: 0.5 }, `"gpus" is 0.5, ${whole(0)}`),
  wrong('PaddleJob', 'GPUs as text', { gpus: '2' }, `"gpus" is "2", ${whole(0)}`),
  wrong(
    'PaddleJob',
    'GPUs said twice',
    { gpus: 1, resources: { limits: { 'nvidia.com/gpu': '1' } } },
    '"gpus" and "resources.limits.nvidia.com/gpu" say the same thing; leave one out',
  ),
  wrong(
    'PaddleJob',
    'GPUs said by the job and by its workers',
    { resources: { limits: { 'nvidia.com/gpu': '1' } }, worker: { gpus: 1 } },
    '"worker.gpus" and "resources.limits.nvidia.com/gpu" say the same thing; leave one out',
  ),
  wrong(
    'PaddleJob',
    'fewer GPUs than none, and more said by its workers',
    { gpus: -1, worker: { resources: { limits: { 'nvidia.com/gpu': '1' } } } },
    `"gpus" is -1, ${whole(0)}`,
  ),
  wrong('PaddleJob', 'an empty resource', { gpuResource: '' }, '"gpuResource" is "", must be a text that is not empty'),
  wrong(
    'PaddleJob',
    'volumes that are no list',
    { volumes: { name: 'v' } },
    '"volumes" is {"name":"v"}, must be a list',
  ),
  wrong('PaddleJob', 'affinity as text', { affinity: 'gpu' }, '"affinity" is "gpu", must be an object'),
  wrong(
    'PaddleJob',
    'a node label that is a number',
    { nodeSelector: { pool: 1 } },
    '"nodeSelector.pool" is 1, must be a text',
  ),
  wrong(
    'PaddleJob',
    'a secret’s name as text',
    { imagePullSecrets: 'pull' },
    '"imagePullSecrets" is "pull", must be a list of texts',
  ),
  wrong(
    'PaddleJob',
    'another restart policy',
    { restartPolicy: 'onFailure' },
    '"restartPolicy" is "onFailure", must be one of "Always", "OnFailure", "Never", "ExitCode", did you mean "OnFailure"?',
  ),
  wrong('PaddleJob', 'workers as a number', { worker: 2 }, '"worker" is 2, must be an object'),
  wrong('PaddleJob', 'workers that are null', { worker: null }, '"worker" is null, must be an object'),
  wrong('PaddleJob', 'no workers', { worker: { replicas: 0 } }, `"worker.replicas" is 0, ${whole(1)}`),
  wrong('PaddleJob', 'workers as text', { worker: { replicas: '2' } }, `"worker.replicas" is "2", ${whole(1)}`),
  wrong(
    'PaddleJob',
    'more workers than can be',
    { worker: { replicas: 2 ** 31 } },
    `"worker.replicas" is 2147483648, ${whole(1)}`,
  ),
  wrong(
    'PaddleJob',
    'another option of workers',
    { worker: { replica: 2 } },
    '"replica" is not a prop of this construct, did you mean "replicas"?',
  ),
  wrong(
    'PaddleJob',
    'an image of workers without a tag',
    { worker: { image: 'w' } },
    `"worker.image" is "w", ${image}`,
  ),
  wrong(
    'PaddleJob',
    'a request of workers above the job’s limit',
    { resources: { limits: { cpu: '2' } }, worker: { resources: { requests: { cpu: '-1' } } } },
    `"worker.resources.requests.cpu" is "-1", ${amount}`,
  ),
];

/** What is wrong with one kind alone. */
const special: readonly WrongProgram[] = [
  wrong(
    'PyTorchJob',
    'two masters',
    { master: { replicas: 2 } },
    '"master.replicas" is 2, but there is always one; leave it out',
  ),
  wrong('PyTorchJob', 'a master that is true', { master: true }, '"master" is true, must be an object'),
  wrong('PyTorchJob', 'a variable that its master sets', { env: { RANK: '1' } }, `"env.RANK" ${itself}`),
  wrong(
    'PyTorchJob',
    'a variable that an elastic policy sets',
    { elasticPolicy: {}, worker: { env: { PET_RDZV_ENDPOINT: 'x', RANK: 'ours' } } },
    `"worker.env.PET_RDZV_ENDPOINT" ${itself}`,
  ),
  wrong(
    'PyTorchJob',
    'processes of another sort',
    { nprocPerNode: 'tpu' },
    '"nprocPerNode" is "tpu", must be a whole number from 1, "auto", "cpu" or "gpu"',
  ),
  wrong('PyTorchJob', 'no processes', { nprocPerNode: 0 }, `"nprocPerNode" is 0, ${whole(1)}`),
  wrong(
    'PyTorchJob',
    'processes that are null',
    { nprocPerNode: null },
    '"nprocPerNode" is null, must be a whole number from 1, "auto", "cpu" or "gpu"',
  ),
  wrong(
    'PyTorchJob',
    'an elastic policy as text',
    { elasticPolicy: 'on' },
    '"elasticPolicy" is "on", must be an object',
  ),
  wrong(
    'PyTorchJob',
    'fewer workers at most than at least',
    { elasticPolicy: { minReplicas: 3, maxReplicas: 2 } },
    '"elasticPolicy.minReplicas" is 3, must not be above "elasticPolicy.maxReplicas", which is 2',
  ),
  wrong(
    'PyTorchJob',
    'no workers at least',
    { elasticPolicy: { minReplicas: 0, maxReplicas: 2 } },
    `"elasticPolicy.minReplicas" is 0, ${whole(1)}`,
  ),
  wrong(
    'PyTorchJob',
    'fewer workers than its policy says',
    { elasticPolicy: { minReplicas: 2, maxReplicas: 4 } },
    '"worker.replicas" is 1, must be from 2 to 4, as "elasticPolicy" says',
  ),
  wrong(
    'PyTorchJob',
    'more workers than its policy says',
    { elasticPolicy: { maxReplicas: 2 }, worker: { replicas: 3 } },
    '"worker.replicas" is 3, must be from 2 to 2, as "elasticPolicy" says',
  ),
  wrong(
    'PyTorchJob',
    'a port that is none',
    { elasticPolicy: { rdzvPort: 70000 } },
    '"elasticPolicy.rdzvPort" is 70000, must be a whole number from 1 to 65535',
  ),
  wrong(
    'PyTorchJob',
    'another backend',
    { elasticPolicy: { rdzvBackend: 'etcd-v3' } },
    '"elasticPolicy.rdzvBackend" is "etcd-v3", must be one of "c10d", "etcd", "etcd-v2", did you mean "etcd-v2"?',
  ),
  wrong(
    'PyTorchJob',
    'a setting that is a number',
    { elasticPolicy: { rdzvConf: { timeout: 60 } } },
    '"elasticPolicy.rdzvConf.timeout" is 60, must be a text',
  ),
  wrong(
    'PyTorchJob',
    'an option of its policy that is none',
    { elasticPolicy: { minReplica: 1 } },
    '"minReplica" is not a prop of this construct, did you mean "minReplicas"?',
  ),
  wrong(
    'TFJob',
    'a chief and a master',
    { chief: {}, master: {} },
    '"chief" and "master" are given, and mean the same; leave out "master"',
  ),
  wrong(
    'TFJob',
    'two chiefs',
    { chief: { replicas: 2 } },
    '"chief.replicas" is 2, but there is always one; leave it out',
  ),
  wrong(
    'TFJob',
    'two ways to succeed',
    { chief: {}, successPolicy: 'AllWorkers' },
    '"successPolicy" is given, but the job ends with its chief; leave one out',
  ),
  wrong(
    'TFJob',
    'another way to succeed',
    { successPolicy: 'allWorkers' },
    '"successPolicy" is "allWorkers", must be one of "AllWorkers", did you mean "AllWorkers"?',
  ),
  wrong(
    'TFJob',
    'dynamic workers as text',
    { enableDynamicWorker: 'true' },
    '"enableDynamicWorker" is "true", must be true or false',
  ),
  wrong(
    'TFJob',
    'the cluster in its environment',
    { worker: { replicas: 2 }, env: { TF_CONFIG: '{}' } },
    `"env.TF_CONFIG" ${itself}`,
  ),
  wrong(
    'MPIJob',
    'restricted pods',
    { podSecurity: 'restricted' },
    '"podSecurity" is given, but the operator adds a container to the launcher that does not meet the standard; use a TrainJob on a runtime with the policy "mpi"',
  ),
  wrong('MPIJob', 'no slots', { slotsPerWorker: 0 }, `"slotsPerWorker" is 0, ${whole(1)}`),
  wrong(
    'MPIJob',
    'two launchers',
    { launcher: { replicas: 2 } },
    '"launcher.replicas" is 2, but there is always one; leave it out',
  ),
  wrong(
    'MPIJob',
    'a variable of mpirun',
    { launcher: { env: { OMPI_MCA_plm_rsh_agent: 'ssh' } } },
    `"launcher.env.OMPI_MCA_plm_rsh_agent" ${itself}`,
  ),
  wrong('XGBoostJob', 'no master', { master: false }, '"master" is false, must be an object'),
  wrong(
    'XGBoostJob',
    'a master of no replicas',
    { master: { replicas: 0 } },
    '"master.replicas" is 0, but there is always one; leave it out',
  ),
  wrong(
    'XGBoostJob',
    'addresses of its workers',
    { worker: {}, env: { WORKER_ADDRS: 'a,b' } },
    `"env.WORKER_ADDRS" ${itself}`,
  ),
  wrong(
    'PaddleJob',
    'a variable that its servers set',
    { master: {}, env: { PADDLE_SERVER_NUM: '1' } },
    `"env.PADDLE_SERVER_NUM" ${itself}`,
  ),
  wrong(
    'JAXJob',
    'a master',
    { master: {} },
    `"master" is not a prop of this construct, it takes ${listed([...Object.keys(jobProps), 'worker'])}`,
  ),
  wrong('JAXJob', 'a variable of its coordinator', { env: { PROCESS_ID: '0' } }, `"env.PROCESS_ID" ${itself}`),
];

/** Wrong v1 jobs. */
export const wrongV1Jobs: readonly WrongProgram[] = [...everywhere, ...runs, ...pods, ...special];

function named(name: string): string[] {
  return [`"name" is "${name}", ${label('RFC 1035', ', starting with a letter')}`];
}
