import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Duration } from 'cdk8s';
import { JobSet, Trainer } from '../../components';
import { App, Gate, GeneratedSecret, Platform, SecretSource } from '../../lib';
import { TrainingRuntime, TrainJob } from '../../lib/workloads';
import { LocalStack } from '../../stacks';
import { rawChart } from '../support/parts';

/** One wrong program, and exactly what is said of it. */
export interface WrongProgram {
  readonly name: string;
  readonly build: (app: App) => unknown;
  readonly problems: readonly string[];
}

const label = 'must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end';
const amount = 'must be a quantity such as "500m", "2" or "4Gi"';
const image = 'must be an image with a tag or a digest';
const policies = '"torch", "jax", "xgboost", "mpi", "none"';
const runtimes =
  '"torch-distributed", "deepspeed-distributed", "mlx-distributed", "jax-distributed", "xgboost-distributed", "torchtune-llama3.2-1b", "torchtune-llama3.2-3b", "torchtune-qwen2.5-1.5b"';

const none = (): Gate => new Gate('the cluster has it', []);
const platform = (name: string, props: object, ...problems: string[]): WrongProgram => ({
  name: `platform with ${name}`,
  build: (app: App): unknown => new Platform(app, 'local', props),
  problems: problems.map((problem) => `[local] ${problem}`),
});
const jobset = (name: string, props: object, ...problems: string[]): WrongProgram => ({
  name: `JobSet with ${name}`,
  build: (app: App): unknown => new JobSet(new Platform(app, 'local'), 'jobset', props),
  problems: problems.map((problem) => `[local/jobset] ${problem}`),
});
const trainer = (name: string, props: object, ...problems: string[]): WrongProgram => ({
  name: `Trainer with ${name}`,
  build: (app: App): unknown =>
    new Trainer(new Platform(app, 'local'), 'trainer', {
      jobsets: { apiReady: none(), serving: none() },
      ...props,
    }),
  problems: problems.map((problem) => `[local/trainer] ${problem}`),
});
const job = (name: string, props: object, ...problems: string[]): WrongProgram => ({
  name: `TrainJob with ${name}`,
  build: (app: App): unknown =>
    new TrainJob(new Chart(app, 'work', { namespace: 'vision' }), 'job', {
      runtime: 'torch-distributed',
      ...props,
    }),
  problems: problems.map((problem) => (problem.startsWith('[') ? problem : `[work/job] ${problem}`)),
});
const runtime = (name: string, props: object, ...problems: string[]): WrongProgram => ({
  name: `TrainingRuntime with ${name}`,
  build: (app: App): unknown =>
    new TrainingRuntime(new Chart(app, 'work', { namespace: 'vision' }), 'mine', {
      ...{ policy: 'torch', image: 'r.example/a:1' },
      ...props,
    }),
  problems: problems.map((problem) => `[work/mine] ${problem}`),
});
/** Raw objects in a chart of the local platform, which has the namespace `vision`. */
const raw = (name: string, objects: readonly object[], ...problems: string[]): WrongProgram => ({
  name,
  build: (app: App): void => {
    const local = new LocalStack(app);
    local.addNamespace('vision');
    rawChart(local, objects);
  },
  problems: problems.map((problem) => `[local/raw/${problem}`),
});
const config = (namespace?: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace } });

/** Wrong props of platforms and components. */
export const wrongPlatforms: readonly WrongProgram[] = [
  platform('another size', { size: 'big' }, '"size" is "big", must be one of "laptop", "small", "production"'),
  platform(
    'a size that is spelled wrongly',
    { size: 'Small' },
    '"size" is "Small", must be one of "laptop", "small", "production", did you mean "small"?',
  ),
  platform('a size as a number', { size: 2 }, '"size" is 2, must be one of "laptop", "small", "production"'),
  platform('another prop', { sizes: 'small' }, '"sizes" is not a prop of this construct, did you mean "size"?'),
  platform(
    'quite another prop',
    { region: 'eu' },
    '"region" is not a prop of this construct, it takes "size", "images", "existingNamespaces"',
  ),
  platform(
    'namespaces as text',
    { existingNamespaces: 'auth' },
    '"existingNamespaces" is "auth", must be a list of texts',
  ),
  platform(
    'a registry with a scheme',
    { images: { registry: 'https://r.example' } },
    '"images.registry" is "https://r.example", must be a host with an optional port and path, such as "registry.example.com/kubeflow"; leave out the scheme and a final "/"',
  ),
  platform(
    'an empty registry',
    { images: { registry: '' } },
    '"images.registry" is "", must be a text that is not empty',
  ),
  platform(
    'another pull policy',
    { images: { pullPolicy: 'ifnotpresent' } },
    '"images.pullPolicy" is "ifnotpresent", must be one of "Always", "IfNotPresent", "Never", did you mean "IfNotPresent"?',
  ),
  platform(
    'a replacement without a tag',
    { images: { replace: { 'a/b:1': 'c' } } },
    `"images.replace.a/b:1" is "c", ${image}`,
    '"images.replace" names "a/b:1", which no component uses; images.txt of an earlier run lists those in use',
  ),
  platform(
    'another setting of images',
    { images: { mirror: 'r.example' } },
    '"mirror" is not a prop of this construct, it takes "registry", "pullPolicy", "pullSecrets", "replace"',
  ),
  {
    name: 'platform of a name that is no label',
    build: (app: App): unknown => new Platform(app, 'my_platform'),
    problems: [`[my_platform] "id" is "my_platform", ${label}`],
  },
  {
    name: 'platform with a namespace that is no label',
    build: (app: App): unknown => new Platform(app, 'local').addNamespace('Team A'),
    problems: [`[local] "namespace" is "Team A", ${label}`],
  },
  {
    name: 'platform with a namespace of another standard',
    build: (app: App): unknown => new Platform(app, 'local').addNamespace('a', { podSecurity: 'strict' as never }),
    problems: ['[local] "podSecurity" is "strict", must be one of "privileged", "baseline", "restricted"'],
  },
  jobset('no replicas', { replicas: 0 }, '"replicas" is 0, must be a whole number from 1 to 10'),
  jobset('too many replicas', { replicas: 11 }, '"replicas" is 11, must be a whole number from 1 to 10'),
  jobset('replicas as text', { replicas: '2' }, '"replicas" is "2", must be a whole number from 1 to 10'),
  jobset('a namespace in capitals', { namespace: 'Kubeflow' }, `"namespace" is "Kubeflow", ${label}`),
  jobset('an empty namespace', { namespace: '' }, `"namespace" is "", ${label}`),
  jobset('another prop', { replica: 2 }, '"replica" is not a prop of this construct, did you mean "replicas"?'),
  jobset(
    'memory in words',
    { resources: { requests: { memory: 'much' } } },
    `"resources.requests.memory" is "much", ${amount}`,
  ),
  jobset('less than no CPU', { resources: { limits: { cpu: '-1' } } }, `"resources.limits.cpu" is "-1", ${amount}`),
  jobset(
    'a request above its limit',
    { resources: { requests: { cpu: '2' }, limits: { cpu: '500m' } } },
    '"resources.requests.cpu" is "2", must not be above the limit "500m"; raise the limit or lower the request',
  ),
  jobset(
    'another part of resources',
    { resources: { limit: { cpu: '2' } } },
    '"limit" is not a prop of this construct, did you mean "limits"?',
  ),
  trainer(
    'no jobsets',
    { jobsets: undefined },
    '"jobsets" is undefined, must be a JobSet component or another IJobSets',
  ),
  trainer(
    'jobsets by name',
    { jobsets: 'jobset' },
    '"jobsets" is "jobset", must be a JobSet component or another IJobSets',
  ),
  trainer(
    'a runtime of another release',
    { runtimes: ['torch-distribute'] },
    `"runtimes" is "torch-distribute", must be one of ${runtimes}, did you mean "torch-distributed"?`.replace(
      runtimes,
      '"torch-distributed", "jax-distributed", "xgboost-distributed", "deepspeed-distributed", "mlx-distributed", "torchtune-llama3.2-1b", "torchtune-llama3.2-3b", "torchtune-qwen2.5-1.5b"',
    ),
  ),
  trainer(
    'a runtime twice',
    { runtimes: ['jax-distributed', 'jax-distributed'] },
    '"runtimes" names "jax-distributed" twice; name it once',
  ),
  {
    name: 'Trainer with the JobSet of another platform',
    build: (app: App): void => {
      const jobsets = new JobSet(new Platform(app, 'other'), 'jobset');
      new Trainer(new Platform(app, 'local'), 'trainer', { jobsets });
    },
    problems: [
      '[local] "trainer" waits for other/jobset/jobsets.jobset.x-k8s.io, which is not part of this platform; pass it a component of this platform',
    ],
  },
  {
    name: 'platform in a chart',
    build: (app: App): unknown => new Platform(new Chart(app, 'chart'), 'local'),
    problems: ['[chart/local] a platform must not stand in a chart or in another platform; create it in the App'],
  },
  {
    name: 'platform in a platform',
    build: (app: App): unknown => new Platform(new Platform(app, 'outer'), 'inner'),
    problems: ['[outer/inner] a platform must not stand in a chart or in another platform; create it in the App'],
  },
  {
    name: 'component outside of a platform',
    build: (app: App): unknown => new JobSet(app, 'jobset'),
    problems: ['there is no Platform around the component "jobset"; create it within one'],
  },
  {
    name: 'component twice',
    build: (app: App): void => {
      const local = new Platform(app, 'local');
      new JobSet(local, 'one');
      rawChart(local, [
        { ...config('kubeflow-system'), metadata: { name: 'jobset-manager-config', namespace: 'kubeflow-system' } },
      ]);
    },
    problems: [
      '[local/raw/object-0] ConfigMap kubeflow-system/jobset-manager-config is also made by local/one/controller/config; give one another name',
    ],
  },
];

/** Wrong props of workloads. */
export const wrongWorkloads: readonly WrongProgram[] = [
  job(
    'a runtime that is spelled wrongly',
    { runtime: 'torch-distribute' },
    '"runtime" is "torch-distribute", which the Trainer release does not bring, did you mean "torch-distributed"?; for one that the cluster has, use existingRuntime("torch-distribute")',
  ),
  job(
    'a runtime that nobody knows',
    { runtime: 'my-own' },
    `"runtime" is "my-own", which the Trainer release does not bring, there are ${runtimes}; for one that the cluster has, use existingRuntime("my-own")`,
  ),
  job(
    'no runtime',
    { runtime: undefined },
    '"runtime" is undefined, must be the name of a runtime of the release or a runtime object',
  ),
  job('no nodes', { numNodes: 0 }, '"numNodes" is 0, must be a whole number from 1 to 2147483647'),
  job(
    'nodes beyond 32 bits',
    { numNodes: 2 ** 31 },
    '"numNodes" is 2147483648, must be a whole number from 1 to 2147483647',
    '[work/job/Resource] "spec.trainer.numNodes" is 2147483648, must be from -2147483648 to 2147483647',
  ),
  job('an image without a tag', { image: 'r.example/a' }, `"image" is "r.example/a", ${image}`),
  job('an image in capitals', { image: 'R.example/A:1' }, `"image" is "R.example/A:1", ${image}`),
  job('GPUs that are owed', { gpusPerNode: -1 }, '"gpusPerNode" is -1, must be a whole number from 0 to 2147483647'),
  job(
    'GPUs said twice',
    { gpusPerNode: 1, resourcesPerNode: { limits: { 'nvidia.com/gpu': '2' } } },
    '"gpusPerNode" and "resourcesPerNode.limits.nvidia.com/gpu" say the same thing; leave one out',
  ),
  job(
    'more processes than GPUs',
    { gpusPerNode: 1, numProcPerNode: 2 },
    '"numProcPerNode" is 2, must not be above "gpusPerNode", which is 1',
  ),
  job(
    'memory in a unit that is none',
    { resourcesPerNode: { limits: { memory: '64GB' } } },
    `"resourcesPerNode.limits.memory" is "64GB", ${amount}`,
  ),
  job(
    'part of a GPU',
    { resourcesPerNode: { limits: { 'nvidia.com/gpu': '500m' } } },
    '"resourcesPerNode.limits.nvidia.com/gpu" is "500m", must be a whole number, because it cannot be divided',
  ),
  job(
    'a variable that Trainer sets',
    { env: { PET_MASTER_ADDR: 'x' } },
    '"env.PET_MASTER_ADDR" is set by Trainer itself on torch runtimes; leave it out',
  ),
  job(
    'a number in the environment',
    { env: { EPOCHS: 90 } },
    '"env.EPOCHS" is 90, must be a text or one source such as { secretKeyRef }',
  ),
  job(
    'a variable of a wrong name',
    { env: { 'A B': 'x' } },
    '"env" names "A B", must be letters, digits, "_", "-" and ".", not starting with a digit',
  ),
  job(
    'a dataset where no step loads one',
    { dataset: { storageUri: 'hf://a/b' } },
    '"dataset" is given, but the runtime "torch-distributed" has no step that loads a dataset',
  ),
  job(
    'a dataset without a scheme',
    { runtime: 'torchtune-llama3.2-1b', dataset: { storageUri: 'a/b' } },
    '"dataset.storageUri" is "a/b", must be a URI such as "hf://owner/name" or "s3://bucket/path"',
  ),
  job(
    'an external secret without a store',
    { runtime: 'torchtune-llama3.2-1b', model: { secret: SecretSource.external({ store: '', values: {} }) } },
    '"store" is "", must be a text that is not empty',
    '"values" is empty; say which keys the Secret gets, and from where',
  ),
  job(
    'two nodes on one volume',
    { runtime: 'torchtune-qwen2.5-1.5b', numNodes: 2 },
    '"numNodes" is 2, must be 1 on "torchtune-qwen2.5-1.5b": its volume serves one node',
  ),
  job(
    'a deadline of half a second',
    { activeDeadline: Duration.millis(500) },
    '"activeDeadline" is 0.5 seconds, must be at least one second and whole seconds',
  ),
  job(
    'root where pods are restricted',
    { podSecurity: 'restricted', runAsUser: 0 },
    '"runAsUser" is 0, must be a whole number from 1 to 2147483647',
  ),
  job('another standard', { podSecurity: 'baseline' }, '"podSecurity" is "baseline", must be one of "restricted"'),
  job(
    'a name that starts with a digit',
    { name: '1st' },
    '"name" is "1st", must be a RFC 1035 label: at most 63 of a-z, 0-9 and "-", starting with a letter, and no "-" at either end',
    '[work/job/Resource] "metadata.name" is "1st": metadata.name must match RFC 1035 DNS label format',
  ),
  job(
    'a name too long for its pods',
    { name: 'x'.repeat(60) },
    '"name" has 60 characters, must have at most 54, so that names of its pods fit',
  ),
  job(
    'another prop',
    { gpus: 1 },
    '"gpus" is not a prop of this construct, it takes "name", "namespace", "runtime", "numNodes", "numProcPerNode", "gpusPerNode", "gpuResource", "resourcesPerNode", "image", "command", "args", "env", "dataset", "model", "queue", "suspend", "activeDeadline", "labels", "annotations", "patches", "nodeSelector", "tolerations", "affinity", "serviceAccountName", "imagePullSecrets", "volumes", "volumeMounts", "podSecurity", "runAsUser"',
  ),
  job('an empty queue', { queue: '' }, '"queue" is "", must be a text that is not empty'),
  job(
    'a patch of nobody',
    { patches: [{ manager: 'me' }] },
    '"patches[0].manager" is "me", must be a domain and a path such as "acme.example/team"',
  ),
  job('a word for suspend', { suspend: 'yes' }, '[work/job/Resource] "spec.suspend" is "yes", must be true or false'),
  runtime('no image', { image: undefined }, `"image" is missing, ${image}`),
  runtime('another policy', { policy: 'tensorflow' }, `"policy" is "tensorflow", must be one of ${policies}`),
  runtime(
    'slots for a policy without',
    { numProcPerNode: 4 },
    '"numProcPerNode" is 4, which only the policy "mpi" takes; leave it out',
  ),
  runtime(
    'a namespace where it stands in none',
    { scope: 'cluster', namespace: 'vision' },
    '"namespace" is given, but a runtime of scope "cluster" stands outside of namespaces; leave it out',
  ),
  runtime('another scope', { scope: 'team' }, '"scope" is "team", must be one of "namespace", "cluster"'),
  {
    name: 'TrainJob on a runtime that the platform does not install',
    build: (app: App): void => {
      const local = new Platform(app, 'local');
      const jobsets = new JobSet(local, 'jobset');
      new Trainer(local, 'trainer', { jobsets, runtimes: ['jax-distributed'] });
      local.addNamespace('vision', { podSecurity: 'baseline' });
      new TrainJob(new Chart(local, 'work', { namespace: 'vision' }), 'job', { runtime: 'torch-distributed' });
    },
    problems: [
      '[local/work/job/Resource] TrainJob vision/job runs on the ClusterTrainingRuntime "torch-distributed", which the platform does not have, did you mean "jax-distributed"?',
    ],
  },
  {
    name: 'TrainJob whose pods the namespace would refuse',
    build: (app: App): void => {
      const local = new LocalStack(app);
      local.addNamespace('vision');
      new TrainJob(new Chart(local, 'work', { namespace: 'vision' }), 'job', { runtime: 'torch-distributed' });
    },
    problems: [
      '[local/work/job/Resource] TrainJob vision/job is in the namespace "vision", which enforces "restricted", and would get no pods; set "podSecurity" to "restricted" on the job or its runtime',
    ],
  },
  {
    name: 'generated secret outside of a platform',
    build: (app: App): unknown =>
      new GeneratedSecret(new Chart(app, 'work'), 's', { name: 's', namespace: 'a', keys: ['k'] }),
    problems: ['[work/s] there is no Platform around this construct; create it within one'],
  },
];

/** Raw objects of Kubernetes' own kinds. */
export const wrongObjects: readonly WrongProgram[] = [
  raw(
    'object in a namespace that nobody makes',
    [config('visoin')],
    'object-0] ConfigMap visoin/c is in the namespace "visoin", which the platform does not know, did you mean "vision"?; add it with "platform.addNamespace" or name it in "existingNamespaces"',
  ),
  raw(
    'object without a namespace',
    [config()],
    'object-0] ConfigMap c has no namespace; set "namespace" on it or on its chart',
  ),
  raw(
    'object that stands twice',
    [config('vision'), config('vision')],
    'object-1] ConfigMap vision/c is also made by local/raw/object-0; give one another name',
  ),
  raw(
    'secret with a value',
    [{ ...config('vision'), kind: 'Secret', stringData: { password: 'x' } }],
    'object-0] "stringData.password" of Secret vision/c holds a value, and no secret value may stand in the output; use a SecretSource',
  ),
  raw(
    'password that everybody knows',
    [
      {
        ...config('vision'),
        kind: 'Pod',
        spec: { containers: [{ name: 'db', env: [{ name: 'DB_PASSWORD', value: 'minio123' }] }] },
      },
    ],
    'object-0] the environment variable "DB_PASSWORD" is the public default "minio123"; take the value from a SecretSource',
  ),
  raw(
    'object of our kind with a wrong version',
    [{ ...config('vision'), apiVersion: 'trainer.kubeflow.org/v1', kind: 'TrainJob' }],
    'object-0] TrainJob vision/c is of trainer.kubeflow.org/v1, which the platform does not serve, did you mean "trainer.kubeflow.org/v1alpha1"?',
  ),
];

/** Environments that cannot be written. `folder` is the output folder. */
export const wrongFolders: readonly {
  readonly name: string;
  readonly prepare: (folder: string) => void;
  readonly problem: (folder: string) => string;
}[] = [
  {
    name: 'output folder that is a file',
    prepare: (folder: string): void => {
      writeFileSync(folder, '');
    },
    problem: (folder: string): string => `the output folder "${folder}" is a file; move it away or set "outdir"`,
  },
  {
    name: 'file in the place of the environment',
    prepare: (folder: string): void => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'local'), '');
    },
    problem: (folder: string): string =>
      `"${folder}/local" is a file, and the environment's folder must stand there; move it away`,
  },
  {
    name: 'environment with a file of somebody’s',
    prepare: (folder: string): void => {
      mkdirSync(join(folder, 'local'), { recursive: true });
      writeFileSync(join(folder, 'local', 'kustomization.yaml'), '');
    },
    problem: (folder: string): string =>
      `"${folder}/local" is replaced as a whole, but holds files that did not come from here: "kustomization.yaml"; move them away or set "outdir"`,
  },
];
