import { App as Cdk8sApp, Chart, Duration, Testing } from 'cdk8s';
import {
  ElasticPolicyOptions,
  JAXJobProps,
  JobPodOptions,
  MPIJobProps,
  PaddleJobProps,
  PyTorchJobProps,
  ReplicaOptions,
  TFJobProps,
  V1JobProps,
  XGBoostJobProps,
} from '../../lib/workloads/training';
import * as v1 from '../../lib/workloads/training/v1';
import { jobProps, podProps } from '../../lib/workloads/training/v1/options';
import { at, problemsOf } from '../support/app';
import { Pod, restrictedViolations } from '../support/pod-security';

interface PropsOf {
  readonly PyTorchJob: PyTorchJobProps;
  readonly TFJob: TFJobProps;
  readonly MPIJob: MPIJobProps;
  readonly XGBoostJob: XGBoostJobProps;
  readonly PaddleJob: PaddleJobProps;
  readonly JAXJob: JAXJobProps;
}
type Kind = keyof PropsOf;

const image = 'r.example/a:1';
/** Each kind with its field of roles, the container that the operator looks for, and the roles of a minimal job. */
const kinds: readonly (readonly [Kind, string, string, readonly string[]])[] = [
  ['PyTorchJob', 'pytorchReplicaSpecs', 'pytorch', ['Master']],
  ['TFJob', 'tfReplicaSpecs', 'tensorflow', ['Worker']],
  ['MPIJob', 'mpiReplicaSpecs', 'mpi', ['Launcher', 'Worker']],
  ['XGBoostJob', 'xgbReplicaSpecs', 'xgboost', ['Master']],
  ['PaddleJob', 'paddleReplicaSpecs', 'paddle', ['Worker']],
  ['JAXJob', 'jaxReplicaSpecs', 'jax', ['Worker']],
];

/** The one object of a job in a plain cdk8s app, checked against its definition. */
function rendered<K extends Kind>(kind: K, props: PropsOf[K], id = 'job'): unknown {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'vision' });
  const Job = v1[kind] as new (scope: Chart, id: string, props: PropsOf[K]) => unknown;
  new Job(chart, id, props);
  const objects = Testing.synth(chart) as unknown[];
  expect(objects).toHaveLength(1);
  return objects[0];
}

const specOf = <K extends Kind>(kind: K, props: PropsOf[K]): unknown => at(rendered(kind, props), 'spec');
const podOf = (spec: unknown, ...path: string[]): unknown => at(spec, ...path, 'template', 'spec');
const containerOf = (spec: unknown, ...path: string[]): unknown => at(podOf(spec, ...path), 'containers', 0);

describe.each(kinds)('%s', (kind, field, container, roles) => {
  test('needs nothing but an image', () => {
    const pods = { replicas: 1, template: { spec: { containers: [{ name: container, image }] } } };
    expect(rendered(kind, { image })).toEqual({
      apiVersion: 'kubeflow.org/v1',
      kind,
      metadata: { name: 'job', namespace: 'vision' },
      spec: {
        [field]: Object.fromEntries(roles.map((role) => [role, pods])),
        ...(kind === 'MPIJob' ? { mainContainer: 'mpi' } : {}),
      },
    });
  });

  test.each(roles)('%s takes what the job says of all pods', (role) => {
    const spec = specOf(kind, {
      image,
      env: { A: 'b', T: { secretKeyRef: { name: 's', key: 'k' } } },
      nodeSelector: { pool: 'a' },
      tolerations: [{ key: 't' }],
      affinity: { nodeAffinity: {} },
      serviceAccountName: 'trainer',
      imagePullSecrets: ['pull'],
      volumes: [{ name: 'v', emptyDir: {} }],
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      podLabels: { l: 'x' },
      podAnnotations: { n: 'y' },
      restartPolicy: 'ExitCode',
      runAsUser: 1000,
    });
    expect(at(spec, field, role)).toEqual({
      replicas: 1,
      restartPolicy: 'ExitCode',
      template: {
        metadata: { labels: { l: 'x' }, annotations: { n: 'y' } },
        spec: {
          nodeSelector: { pool: 'a' },
          tolerations: [{ key: 't' }],
          affinity: { nodeAffinity: {} },
          serviceAccountName: 'trainer',
          imagePullSecrets: [{ name: 'pull' }],
          securityContext: { runAsUser: 1000 },
          volumes: [{ name: 'v', emptyDir: {} }],
          containers: [
            {
              name: container,
              image,
              env: [
                { name: 'A', value: 'b' },
                { name: 'T', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
              ],
              volumeMounts: [{ name: 'v', mountPath: '/v' }],
            },
          ],
        },
      },
    });
  });

  test('takes when it starts and ends', () => {
    const run = {
      queue: 'q',
      suspend: true,
      activeDeadline: Duration.hours(2),
      ttlAfterFinished: Duration.days(1),
      backoffLimit: 3,
      cleanPodPolicy: 'Running',
      schedulingPolicy: { minAvailable: 2, queue: 'v', minResources: { cpu: '2' }, priorityClass: 'high' },
      managedBy: 'kueue.x-k8s.io/multikueue',
    } as const;
    const job = rendered(kind, {
      image,
      ...run,
      labels: { a: 'b' },
      annotations: { n: 'x' },
      name: 'n',
      namespace: 'o',
    });
    expect(at(job, 'spec', 'runPolicy')).toEqual({
      suspend: true,
      activeDeadlineSeconds: 7200,
      ttlSecondsAfterFinished: 86400,
      backoffLimit: 3,
      cleanPodPolicy: 'Running',
      schedulingPolicy: { minAvailable: 2, queue: 'v', minResources: { cpu: '2' }, priorityClass: 'high' },
      managedBy: 'kueue.x-k8s.io/multikueue',
    });
    expect(at(job, 'metadata')).toEqual({
      name: 'n',
      namespace: 'o',
      labels: { 'kueue.x-k8s.io/queue-name': 'q', a: 'b' },
      annotations: { n: 'x' },
    });
  });

  test('a time to live of none deletes at once', () => {
    expect(at(specOf(kind, { image, ttlAfterFinished: Duration.seconds(0) }), 'runPolicy')).toEqual({
      ttlSecondsAfterFinished: 0,
    });
  });

  test('a program may go on with the object itself', () => {
    const chart = new Chart(new Cdk8sApp({ outdir: 'unused' }), 'chart');
    const job = new v1[kind](chart, 'job', { image });
    expect([job.name, job.namespace, job.resource.kind]).toEqual(['job', undefined, kind]);
  });
});

test.each(kinds.filter(([kind]) => kind !== 'MPIJob'))('pods of a restricted %s are', (kind, field) => {
  const props = { image, podSecurity: 'restricted', runAsUser: 1000, worker: { replicas: 2 } } as const;
  const roles = at(specOf(kind, props), field) as Record<string, unknown>;
  expect(Object.keys(roles)).toContain('Worker');
  for (const role of Object.keys(roles)) {
    expect(restrictedViolations(podOf(roles, role) as Pod)).toEqual([]);
    expect(podOf(roles, role)).toMatchObject({ securityContext: { runAsUser: 1000, fsGroup: 1000 } });
  }
});

describe('what a role says', () => {
  const shared: V1JobProps = {
    image,
    command: ['train'],
    args: ['--all'],
    env: { A: 'all', B: 'all' },
    resources: { requests: { cpu: '1' }, limits: { memory: '1Gi' } },
    nodeSelector: { pool: 'a', zone: 'z' },
    restartPolicy: 'Never',
  };
  const spec = (worker: ReplicaOptions): unknown =>
    at(specOf('PyTorchJob', { ...shared, worker }), 'pytorchReplicaSpecs');

  test('takes the place of what the job says, and leaves the other roles alone', () => {
    const own: Required<JobPodOptions> = {
      image: 'r.example/w:2',
      command: ['work'],
      args: [],
      env: { B: 'own', C: 'own' },
      resources: { limits: { memory: '2Gi' } },
      gpus: 2,
      gpuResource: 'amd.com/gpu',
      volumes: [{ name: 'w', emptyDir: {} }],
      volumeMounts: [{ name: 'w', mountPath: '/w' }],
      nodeSelector: { pool: 'b' },
      tolerations: [],
      affinity: { podAffinity: {} },
      serviceAccountName: 'worker',
      imagePullSecrets: ['w'],
      podLabels: { role: 'w' },
      podAnnotations: { note: 'w' },
      restartPolicy: 'OnFailure',
    };
    expect(spec({ ...own, replicas: 3 })).toMatchSnapshot();
  });

  test('is as if it were not there where it is undefined', () => {
    expect(spec({ image: undefined, env: undefined, replicas: undefined })).toEqual(spec({}));
  });
});

describe('GPUs', () => {
  const resources = (props: Partial<JAXJobProps>): unknown =>
    at(containerOf(specOf('JAXJob', { image, ...props }), 'jaxReplicaSpecs', 'Worker'), 'resources');

  test('are counted beside other limits, and zero of them take none', () => {
    expect(resources({ gpus: 2, resources: { limits: { memory: '1Gi' } } })).toEqual({
      limits: { memory: '1Gi', 'nvidia.com/gpu': '2' },
    });
    expect(resources({ gpus: 1, gpuResource: 'acme.example/gpu' })).toEqual({ limits: { 'acme.example/gpu': '1' } });
    expect(resources({ gpus: 0 })).toBeUndefined();
    expect(resources({ gpus: 2, worker: { gpus: 0 } })).toBeUndefined();
  });
});

describe('a PyTorchJob', () => {
  const job = (props: Partial<PyTorchJobProps>): unknown => specOf('PyTorchJob', { image, ...props });
  const roles = (props: Partial<PyTorchJobProps>): string[] =>
    Object.keys(at(job(props), 'pytorchReplicaSpecs') as object);

  test('has a master unless it is told otherwise', () => {
    expect(roles({ worker: {} })).toEqual(['Master', 'Worker']);
    expect(roles({ master: false })).toEqual(['Worker']);
    expect(roles({ elasticPolicy: {} })).toEqual(['Worker']);
    expect(roles({ elasticPolicy: {}, master: {} })).toEqual(['Master', 'Worker']);
    expect(roles({ master: { gpus: 1 } })).toEqual(['Master']);
  });

  test('takes its number of processes as a number or as torchrun has it', () => {
    expect(at(job({ nprocPerNode: 4 }), 'nprocPerNode')).toBe('4');
    expect(at(job({ nprocPerNode: 'gpu' }), 'nprocPerNode')).toBe('gpu');
  });

  test('takes an elastic policy', () => {
    const elastic: Required<ElasticPolicyOptions> = {
      minReplicas: 1,
      maxReplicas: 4,
      maxRestarts: 10,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
      rdzvBackend: 'etcd-v2',
      rdzvHost: 'etcd',
      rdzvPort: 2379,
      rdzvId: 'run',
      rdzvConf: { timeout: '60', retries: '3' },
      standalone: false,
    };
    expect(at(job({ elasticPolicy: elastic, worker: { replicas: 2 } }), 'elasticPolicy')).toEqual({
      ...elastic,
      rdzvConf: [
        { key: 'timeout', value: '60' },
        { key: 'retries', value: '3' },
      ],
    });
  });

  // The operator takes the last comma off the text that it makes of the list, and there is none.
  test('leaves settings out where there are none', () => {
    expect(at(job({ elasticPolicy: { rdzvConf: {} } }), 'elasticPolicy')).toEqual({});
  });
});

describe('a TFJob', () => {
  const roles = (props: Partial<TFJobProps>): unknown =>
    Object.entries(at(specOf('TFJob', { image, ...props }), 'tfReplicaSpecs') as object).map(([type, role]) => [
      type,
      at(role, 'replicas'),
    ]);

  test('has the roles that it is told, and a worker where nobody leads', () => {
    expect(roles({ chief: {} })).toEqual([['Chief', 1]]);
    expect(roles({ master: {}, worker: { replicas: 2 } })).toEqual([
      ['Master', 1],
      ['Worker', 2],
    ]);
    expect(roles({ ps: { replicas: 3 }, evaluator: {} })).toEqual([
      ['Evaluator', 1],
      ['PS', 3],
      ['Worker', 1],
    ]);
  });

  // The operator tells the pods of each other, where there are others.
  test.each<[boolean, Partial<TFJobProps>]>([
    [true, {}],
    [true, { chief: {} }],
    [false, { chief: {}, worker: {} }],
    [false, { ps: {} }],
    [false, { worker: { replicas: 2 } }],
  ])('may say TF_CONFIG itself: %s, of %j', (may, props) => {
    const problems = problemsOf((app) => {
      const chart = new Chart(app, 'chart', { namespace: 'vision' });
      new v1.TFJob(chart, 'job', { image, env: { TF_CONFIG: '{}' }, ...props });
    });
    expect(problems).toHaveLength(may ? 0 : 1);
  });

  test('takes its settings', () => {
    expect(specOf('TFJob', { image, successPolicy: 'AllWorkers', enableDynamicWorker: true })).toMatchObject({
      successPolicy: 'AllWorkers',
      enableDynamicWorker: true,
    });
  });
});

describe('an MPIJob', () => {
  test('starts its command in the launcher, and trains on the workers', () => {
    const spec = specOf('MPIJob', {
      image,
      command: ['mpirun', 'train'],
      args: ['-n', '4'],
      gpus: 2,
      resources: { requests: { memory: '8Gi' } },
      slotsPerWorker: 2,
      worker: { replicas: 2 },
      launcher: { resources: { requests: { cpu: '100m' } } },
    });
    expect(spec).toMatchObject({ slotsPerWorker: 2, mainContainer: 'mpi' });
    expect(containerOf(spec, 'mpiReplicaSpecs', 'Launcher')).toEqual({
      name: 'mpi',
      image,
      command: ['mpirun', 'train'],
      args: ['-n', '4'],
      resources: { requests: { cpu: '100m' } },
    });
    // Without a command, the operator lets them sleep.
    expect(containerOf(spec, 'mpiReplicaSpecs', 'Worker')).toEqual({
      name: 'mpi',
      image,
      resources: { requests: { memory: '8Gi' }, limits: { 'nvidia.com/gpu': '2' } },
    });
  });

  test('lets each role say otherwise', () => {
    const spec = specOf('MPIJob', { image, launcher: { gpus: 1 }, worker: { command: ['sshd'] } });
    expect(containerOf(spec, 'mpiReplicaSpecs', 'Launcher')).toMatchObject({
      resources: { limits: { 'nvidia.com/gpu': '1' } },
    });
    expect(containerOf(spec, 'mpiReplicaSpecs', 'Worker')).toMatchObject({ command: ['sshd'] });
  });
});

test('an XGBoostJob and a PaddleJob take both of their roles', () => {
  const worker = { replicas: 2 };
  expect(at(specOf('XGBoostJob', { image, master: {}, worker }), 'xgbReplicaSpecs')).toMatchObject({
    Master: { replicas: 1 },
    Worker: { replicas: 2 },
  });
  expect(at(specOf('PaddleJob', { image, master: { replicas: 2 }, worker }), 'paddleReplicaSpecs')).toMatchObject({
    Master: { replicas: 2 },
    Worker: { replicas: 2 },
  });
});

describe('names', () => {
  // Pods and their Services are called <name>-<role>-<index>, and a Service's name has at most 63 characters.
  test.each<[string, Kind, object, number]>([
    ['a master', 'PyTorchJob', {}, 54],
    ['eleven workers', 'PyTorchJob', { worker: { replicas: 11 } }, 53],
    ['workers that may become many', 'PyTorchJob', { elasticPolicy: { minReplicas: 1, maxReplicas: 101 } }, 52],
    ['an evaluator', 'TFJob', { evaluator: {} }, 51],
    ['a launcher', 'MPIJob', {}, 52],
  ])('leave room for %s', (_, kind, props, longest) => {
    const reports = (length: number): string[] =>
      problemsOf((app) => {
        const chart = new Chart(app, 'chart', { namespace: 'vision' });
        new v1[kind](chart, 'job', { image, name: 'x'.repeat(length), ...props });
      });
    expect(reports(longest)).toEqual([]);
    expect(reports(longest + 1)).toEqual([
      `[chart/job] "name" has ${longest + 1} characters, must have at most ${longest}, so that names of its pods fit`,
    ]);
  });
});

// A TypeError would pass through.
describe('values of a wrong sort are reported, rather than stopped at', () => {
  const roles = ['master', 'worker', 'chief', 'ps', 'evaluator', 'launcher'];
  const own = [...roles, 'nprocPerNode', 'elasticPolicy', 'slotsPerWorker', 'successPolicy', 'enableDynamicWorker'];
  const garbage: readonly unknown[] = [null, NaN, -1, '', 'x', [], [null], true, {}, { a: null }, () => 1, Symbol('s')];

  test.each(kinds)('%s', (kind) => {
    const reports = (props: object): string[] =>
      problemsOf((app) => {
        const Job = v1[kind] as new (scope: Chart, id: string, props: object) => unknown;
        new Job(new Chart(app, 'chart', { namespace: 'vision' }), 'job', props);
      });
    for (const prop of [...Object.keys(jobProps), ...own]) {
      for (const value of garbage) reports({ image, [prop]: value });
      expect({ prop, problems: reports({ image, [prop]: null }).length }).not.toEqual({ prop, problems: 0 });
    }
    for (const prop of [...Object.keys(podProps), 'replicas']) {
      for (const value of garbage) reports({ image, worker: { [prop]: value } });
      const worker = { [prop]: null };
      expect({ prop, problems: reports({ image, worker }).length }).not.toEqual({ prop, problems: 0 });
    }
  });
});

describe('parameters of a Katib trial', () => {
  const parameter = (name: string): string => `\${trialParameters.${name}}`;

  test('stand wherever there is a text', () => {
    const props = {
      image: `r.example/a:${parameter('tag')}`,
      command: ['python', `--lr=${parameter('lr')}`],
      env: { LR: parameter('lr') },
      resources: { requests: { memory: parameter('memory'), cpu: '1' }, limits: { memory: '1Gi', cpu: '2' } },
      nodeSelector: { pool: parameter('pool') },
      podLabels: { lr: parameter('lr') },
      nprocPerNode: parameter('processes'),
      master: { image: parameter('image'), resources: { limits: { memory: parameter('memory') } } },
    };
    const spec = specOf('PyTorchJob', props as unknown as PyTorchJobProps);
    expect(containerOf(spec, 'pytorchReplicaSpecs', 'Master')).toMatchObject({
      image: parameter('image'),
      command: ['python', `--lr=${parameter('lr')}`],
      resources: { limits: { memory: parameter('memory') } },
    });
    expect(at(spec, 'nprocPerNode')).toBe(parameter('processes'));
  });
});

test('a whole job reads as one would write it', () => {
  const job = rendered('PyTorchJob', {
    image,
    command: ['torchrun', '/app/train.py'],
    args: ['--epochs=90'],
    env: { DATA: '/data' },
    resources: { requests: { cpu: '8', memory: '32Gi' } },
    gpus: 4,
    worker: { replicas: 3 },
    nprocPerNode: 4,
    queue: 'vision',
    activeDeadline: Duration.hours(12),
    cleanPodPolicy: 'Running',
    podSecurity: 'restricted',
    runAsUser: 1000,
  });
  expect(job).toMatchSnapshot();
});
