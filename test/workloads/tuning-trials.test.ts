import { ApiObject, Chart, Size, Testing } from 'cdk8s';
import { Cpu, Job, k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { trainingOperator } from '../../lib/api';
import { releaseRuntimes, ReleaseRuntime } from '../../lib/api/trainer-runtimes';
import { runtimeSpecs } from '../../components/trainer/runtimes';
import { discrete, double, Experiment, PyTorchJob, TrainingRuntime, TrainJob } from '../../lib/workloads';
import { ExperimentProps, Placeholder } from '../../lib/workloads';
import { shellCommand } from '../../lib/workloads/tuning/shell';
import { at } from '../support/app';
import { Pod, restrictedViolations } from '../support/pod-security';

type Props = Partial<ExperimentProps<'lr', 'random', 'loss'>>;
type Make = (scope: Construct, lr: Placeholder) => unknown;

const [frame = ''] = shellCommand(['LINE'], { variables: new Set(), isPlain: () => true }).args;

/** A line for a shell, with what follows it in every trial. */
const lineOf = (line: string): string => frame.replace('LINE', () => line);

/** The trial template of an experiment that is right. */
function template(trial: Make, props: Props = {}): unknown {
  const app = Testing.app();
  const chart = new Chart(app, 'chart', { namespace: 'vision' });
  new Experiment(chart, 'tune', {
    objective: { minimize: 'loss' },
    algorithm: { name: 'random' },
    parameters: { lr: double({ min: 0.1, max: 1 }) },
    trial: (scope, p) => trial(scope, p.lr),
    ...props,
  });
  expect(app.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  const objects = Testing.synth(chart) as unknown[];
  expect(objects).toHaveLength(1);
  return at(objects[0], 'spec', 'trialTemplate');
}

/** A pod with the collector that Katib puts into it. */
function injected(pod: Pod & { readonly containers?: Pod['containers'] }): Pod {
  const context = pod.containers?.[0]?.securityContext;
  return {
    ...pod,
    containers: [...(pod.containers ?? []), { name: 'metrics-logger-and-collector', securityContext: context }],
  };
}

/** Every container has a user that is not root, by itself or by its pod; the collector's image would be root. */
function users(pod: Pod): (number | undefined)[] {
  return (pod.containers ?? []).map(
    ({ securityContext }) => securityContext?.runAsUser ?? pod.securityContext?.runAsUser,
  );
}

const container = (lr: string) => ({ name: 'main', image: 'r.example/a:1', command: ['train', `--lr=${lr}`] });
const batchJob =
  (spec: object = {}, pod: object = {}): Make =>
  (scope, lr) =>
    new k8s.KubeJob(scope, 'trial', {
      spec: { template: { spec: { containers: [container(lr)], ...pod } }, ...spec },
    });

describe('a Job', () => {
  test('runs restricted, and again where its metrics got lost', () => {
    const trial = template(batchJob());
    expect(trial).toEqual({
      primaryContainerName: 'main',
      successCondition: 'status.conditions.#(type=="Complete")#|#(status=="True")#',
      failureCondition: 'status.conditions.#(type=="Failed")#|#(status=="True")#',
      trialParameters: [{ name: 'lr', reference: 'lr' }],
      trialSpec: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        spec: {
          backoffLimit: 4,
          template: {
            spec: {
              restartPolicy: 'Never',
              securityContext: {
                runAsNonRoot: true,
                runAsUser: 1000,
                fsGroup: 1000,
                seccompProfile: { type: 'RuntimeDefault' },
              },
              containers: [
                {
                  name: 'main',
                  image: 'r.example/a:1',
                  command: ['sh', '-c'],
                  args: [lineOf('train --lr=${trialParameters.lr}')],
                  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                },
              ],
            },
          },
        },
      },
    });
    const pod = injected(at(trial, 'trialSpec', 'spec', 'template', 'spec') as Pod);
    expect(restrictedViolations(pod)).toEqual([]);
    expect(users(pod)).toEqual([1000, 1000]);
  });

  test('keeps what its author has set', () => {
    const own = {
      securityContext: { runAsUser: 2000, fsGroupChangePolicy: 'OnRootMismatch' },
      initContainers: [{ name: 'first', image: 'r.example/b:1', securityContext: { runAsUser: 3000 } }],
      containers: [
        {
          ...container('${trialParameters.lr}'),
          securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] }, readOnlyRootFilesystem: true },
        },
        { name: 'side', image: 'r.example/c:1', command: ['side car'] },
      ],
    };
    const trial = template(
      (scope) =>
        new k8s.KubeJob(scope, 'trial', {
          metadata: { name: 'own', labels: { 'kueue.x-k8s.io/queue-name': 'q' }, annotations: { a: 'b' } },
          spec: { backoffLimit: 0, template: { metadata: { labels: { team: 'vision' } }, spec: own } },
        }),
      { primaryContainerName: 'main', runAsUser: 4000 },
    );
    expect(at(trial, 'trialSpec', 'metadata')).toEqual({
      labels: { 'kueue.x-k8s.io/queue-name': 'q' },
      annotations: { a: 'b' },
    });
    expect(at(trial, 'trialSpec', 'spec', 'backoffLimit')).toBe(0);
    expect(at(trial, 'trialSpec', 'spec', 'template', 'metadata')).toEqual({ labels: { team: 'vision' } });
    const pod = at(trial, 'trialSpec', 'spec', 'template', 'spec') as Pod;
    expect(pod.securityContext).toEqual({
      ...own.securityContext,
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const safe = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    expect(pod.initContainers?.[0]?.securityContext).toEqual({ ...safe, runAsUser: 3000 });
    expect(pod.containers?.[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      readOnlyRootFilesystem: true,
    });
    expect(pod.containers?.[1]).toMatchObject({ command: ['side car'], securityContext: safe });
    expect(restrictedViolations(injected(pod))).toEqual([]);
  });

  test('stays as it is where that is wished', () => {
    const trial = template(batchJob(), { podSecurity: 'none' });
    expect(at(trial, 'trialSpec', 'spec', 'template', 'spec')).toEqual({
      restartPolicy: 'Never',
      containers: [{ ...container(''), command: ['sh', '-c'], args: [lineOf('train --lr=${trialParameters.lr}')] }],
    });
  });

  test.each(['PrometheusMetric', 'Push'] as const)('keeps its command with %s', (kind) => {
    const trial = template(batchJob(), { metricsCollector: { kind } });
    expect(at(trial, 'trialSpec', 'spec', 'template', 'spec', 'containers', 0)).toMatchObject(
      container('${trialParameters.lr}'),
    );
  });

  test('of cdk8s-plus is one too', () => {
    const trial = template(
      (scope, lr) =>
        new Job(scope, 'trial', {
          containers: [
            {
              name: 'main',
              image: 'r.example/a:1',
              command: ['sh', '-c'],
              args: [`echo "loss=${lr}"; sleep 1`],
              resources: { cpu: { request: Cpu.millis(10) }, memory: { limit: Size.mebibytes(64) } },
              securityContext: { user: 1000 },
            },
          ],
        }),
    );
    const pod = at(trial, 'trialSpec', 'spec', 'template', 'spec') as Pod;
    expect(restrictedViolations(injected(pod))).toEqual([]);
    expect(at(pod, 'containers', 0)).toMatchObject({
      command: ['sh', '-c'],
      args: [lineOf(`sh -c 'echo "loss='\${trialParameters.lr}'"; sleep 1'`)],
    });
  });

  test('may be a raw object', () => {
    const trial = template(
      (scope, lr) =>
        new ApiObject(scope, 'trial', {
          apiVersion: 'batch/v1',
          kind: 'Job',
          spec: { template: { spec: { containers: [container(lr)] } } },
        }),
    );
    expect(trial).toEqual(template(batchJob()));
  });

  test('may have parameters under any key that is free', () => {
    const env = [{ name: 'replicas', value: '${trialParameters.lr}' }];
    const containers = [{ ...container(''), command: ['train'], env }];
    const trial = template((scope) => {
      const labels = { suspend: '${trialParameters.lr}' };
      return new k8s.KubeJob(scope, 'trial', { spec: { template: { metadata: { labels }, spec: { containers } } } });
    });
    expect(at(trial, 'trialSpec', 'spec', 'template', 'metadata', 'labels')).toMatchObject({
      suspend: '${trialParameters.lr}',
    });
  });

  test('takes variables in as Kubernetes does', () => {
    const env = [{ name: 'DATA', value: '/data' }];
    const containers = [{ ...container(''), command: ['train', '$(DATA)', '$(OTHER)', '${trialParameters.lr}'], env }];
    const trial = template(batchJob({}, { containers }));
    expect(at(trial, 'trialSpec', 'spec', 'template', 'spec', 'containers', 0, 'args')).toEqual([
      lineOf('train "${DATA}" \'$(OTHER)\' ${trialParameters.lr}'),
    ]);
  });
});

const replicas: [string, string, Record<string, string[]>, string, string, number][] = [
  ['PyTorchJob', 'pytorchReplicaSpecs', { Master: ['Master', 'Worker'] }, 'pytorch', 'Master', 40],
  ['PyTorchJob', 'pytorchReplicaSpecs', { Worker: ['Worker'] }, 'pytorch', 'Worker', 40],
  ['TFJob', 'tfReplicaSpecs', { Chief: ['Worker', 'Chief', 'PS'] }, 'tensorflow', 'Chief', 40],
  ['MPIJob', 'mpiReplicaSpecs', { Launcher: ['Launcher', 'Worker'] }, 'mpi', 'Launcher', 40],
  ['XGBoostJob', 'xgbReplicaSpecs', { Master: ['Master', 'Worker'] }, 'xgboost', 'Master', 40],
  ['PaddleJob', 'paddleReplicaSpecs', { Master: ['Worker', 'Master'] }, 'paddle', 'Master', 40],
  ['PaddleJob', 'paddleReplicaSpecs', { Worker: ['Worker'] }, 'paddle', 'Worker', 40],
  ['JAXJob', 'jaxReplicaSpecs', { Worker: ['Worker'] }, 'jax', 'Worker', 40],
];

describe.each(replicas)('a %s', (kind, field, types, name, primary) => {
  const spec = Object.fromEntries(
    Object.values(types)
      .flat()
      .map((type) => [
        type,
        {
          replicas: type === 'Worker' ? 2 : 1,
          template: { spec: { containers: [{ ...container('${trialParameters.lr}'), name }] } },
        },
      ]),
  );
  const make: Make = (scope) => {
    const classes = trainingOperator as unknown as Record<
      string,
      new (scope: Construct, id: string, props: object) => Construct
    >;
    const Kind = classes[kind];
    if (Kind === undefined) throw new Error(kind);
    return new Kind(scope, 'trial', { spec: { [field]: spec } });
  };

  test(`reports from the ${primary}, and all its pods are restricted`, () => {
    const trial = template(make);
    expect(trial).toMatchObject({
      primaryContainerName: name,
      primaryPodLabels:
        kind === 'PaddleJob' && primary === 'Worker'
          ? { 'training.kubeflow.org/replica-type': 'worker', 'training.kubeflow.org/replica-index': '0' }
          : { 'training.kubeflow.org/job-role': 'master' },
      successCondition: 'status.conditions.#(type=="Succeeded")#|#(status=="True")#',
      failureCondition: 'status.conditions.#(type=="Failed")#|#(status=="True")#',
    });
    for (const type of Object.keys(spec)) {
      const replica = at(trial, 'trialSpec', 'spec', field, type, 'template');
      expect(restrictedViolations(injected(at(replica, 'spec') as Pod))).toEqual([]);
      // Namespaces have Katib's label, and pods do not need it.
      expect(at(replica, 'metadata')).toBeUndefined();
      expect(at(replica, 'spec', 'containers', 0, 'command')).toEqual(['sh', '-c']);
    }
  });
});

test('its author may say which pods report', () => {
  const make: Make = (scope, lr) => new PyTorchJob(scope, 'trial', { image: 'r.example/a:1', command: ['t', lr] });
  const trial = template(make, { primaryPodLabels: { role: 'x' } });
  expect(at(trial, 'primaryPodLabels')).toEqual({ role: 'x' });
  expect(at(trial, 'trialSpec')).toEqual(at(template(make), 'trialSpec'));
});

/** The patch that an experiment adds to a TrainJob, by part. */
function patches(make: Make, props: Props = {}): Map<string, unknown> {
  const all = at(template(make, props), 'trialSpec', 'spec', 'runtimePatches') as object[];
  const own = all.filter((patch) => at(patch, 'manager') === 'keelson/experiment');
  expect(own).toHaveLength(1);
  const jobs = at(own[0], 'trainingRuntimeSpec', 'template', 'spec', 'replicatedJobs') as { name: string }[];
  return new Map(jobs.map((job) => [job.name, at(job, 'template', 'spec', 'template')]));
}

const user = { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } };
const safe = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

describe.each(Object.keys(releaseRuntimes) as ReleaseRuntime[])('a TrainJob on %s', (runtime) => {
  const tunes = runtime.startsWith('torchtune');
  const make: Make = (scope, lr) =>
    new TrainJob(scope, 'trial', { runtime, ...(tunes ? { args: [`lr=${lr}`] } : { command: ['train', lr] }) });

  test('is restricted in all its parts, and reports from one', () => {
    const specs = runtimeSpecs[runtime]((image) => ({ image, imagePullPolicy: 'IfNotPresent' }));
    const parts = specs.template?.spec?.replicatedJobs ?? [];
    const changes = patches(make);
    expect([...changes.keys()].sort()).toEqual(parts.map(({ name }) => name).sort());
    const primary = changes.has('launcher') ? 'launcher' : 'node';
    for (const part of parts) {
      const change = changes.get(part.name);
      expect(Object.keys(change as object)).toEqual(['spec']);
      const pod = part.template.spec?.template.spec;
      const [original] = pod?.containers ?? [];
      const context = at(change, 'spec', 'containers', 0, 'securityContext') as object;
      const patched: Pod = {
        securityContext: { ...pod?.securityContext, ...(at(change, 'spec', 'securityContext') as object) },
        containers: [{ name: 'node', securityContext: { ...original?.securityContext, ...context } }],
      };
      expect(at(change, 'spec', 'containers', 0, 'name')).toBe(original?.name);
      expect(restrictedViolations(injected(patched))).toEqual([]);
      expect(users(injected(patched))).toEqual([1000, 1000]);
    }
    expect(at(template(make), 'primaryPodLabels', 'jobset.sigs.k8s.io/replicatedjob-name')).toBe(primary);
  });

  test('has a command that a shell takes apart as meant', () => {
    const trainer = at(template(make), 'trialSpec', 'spec', 'trainer');
    expect(trainer).toEqual(
      tunes
        ? { args: ['lr=${trialParameters.lr}'] }
        : { command: ['sh', '-c'], args: [lineOf('train ${trialParameters.lr}')] },
    );
  });
});

describe('a TrainJob', () => {
  const job =
    (props: object): Make =>
    (scope, lr) =>
      new TrainJob(scope, 'trial', { runtime: 'torch-distributed', command: ['train', lr], ...props });

  test('that is restricted by itself gets what it lacks', () => {
    expect(patches(job({ podSecurity: 'restricted' })).get('node')).toEqual({
      spec: { securityContext: { runAsUser: 1000, fsGroup: 1000 } },
    });
    expect(patches(job({ runAsUser: 5 })).get('node')).toEqual({
      spec: {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{ name: 'node', securityContext: safe }],
      },
    });
  });

  test('keeps what a patch of its author says', () => {
    const securityContext = { capabilities: { add: ['NET_BIND_SERVICE'] }, allowPrivilegeEscalation: true };
    const template = { spec: { containers: [{ name: 'node', securityContext }] } };
    const replicatedJobs = [{ name: 'node', template: { spec: { template } } }];
    const patch = { manager: 'acme.example/team', trainingRuntimeSpec: { template: { spec: { replicatedJobs } } } };
    expect(patches(job({ patches: [patch] })).get('node')).toMatchObject({
      spec: { securityContext: user, containers: [{ securityContext: { capabilities: { drop: ['ALL'] } } }] },
    });
    expect(at(patches(job({ patches: [patch] })).get('node'), 'spec', 'containers', 0, 'securityContext')).toEqual({
      capabilities: { drop: ['ALL'] },
    });
  });

  test('keeps what its runtime says', () => {
    const make: Make = (scope, lr) =>
      new TrainJob(scope, 'trial', {
        runtime: new TrainingRuntime(new Chart(Testing.app(), 'other', { namespace: 'vision' }), 'mine', {
          policy: 'mpi',
          image: 'r.example/a:1',
          podSecurity: 'restricted',
          sshd: { command: ['sshd'], port: 2222 },
        }),
        command: ['mpirun', lr],
      });
    const changes = patches(make);
    expect([...changes.keys()]).toEqual(['launcher', 'node']);
    expect(changes.get('launcher')).toEqual({
      spec: { securityContext: { runAsUser: 1000, fsGroup: 1000 } },
    });
  });

  test.each<[string, object, string]>([
    ['the command of its runtime', {}, 'run it --all'],
    ['other arguments', { args: ['--lr', '${trialParameters.lr}'] }, 'run it --lr ${trialParameters.lr}'],
    ['another command', { command: ['train'] }, 'train --all'],
  ])('runs %s', (_, props, line) => {
    const make: Make = (scope, lr) =>
      new TrainJob(scope, 'trial', {
        runtime: new TrainingRuntime(new Chart(Testing.app(), 'other', { namespace: 'vision' }), 'mine', {
          policy: 'torch',
          image: 'r.example/a:1',
          command: ['run', 'it'],
          args: ['--all'],
        }),
        env: { LR: lr },
        ...props,
      });
    expect(at(template(make), 'trialSpec', 'spec', 'trainer')).toMatchObject({
      command: ['sh', '-c'],
      args: [lineOf(line)],
    });
  });

  test('of torchtune keeps its command, which Trainer completes', () => {
    const trainer = (props: object): unknown =>
      at(template(job({ runtime: 'torchtune-llama3.2-1b', ...props })), 'trialSpec', 'spec', 'trainer');
    expect(trainer({ command: ['tune', 'run'], args: ['a b', '${trialParameters.lr}'] })).toEqual({
      command: ['tune', 'run'],
      args: ["'a b'", '${trialParameters.lr}'],
    });
    expect(trainer({ command: ['my', 'own'], args: ['${trialParameters.lr}'] })).toEqual({
      command: ['sh', '-c'],
      args: [lineOf('my own ${trialParameters.lr}')],
    });
  });

  const patchesOf = (make: Make, props: Props = {}): unknown =>
    at(template(make, props), 'trialSpec', 'spec', 'runtimePatches');
  const own = { manager: 'acme.example/team', trainingRuntimeSpec: {} };

  test('stays as it is where that is wished', () => {
    expect(patchesOf(job({}), { podSecurity: 'none' })).toBeUndefined();
    expect(patchesOf(job({ patches: [own] }), { podSecurity: 'none' })).toEqual([own]);
  });

  test('gets a patch after those that there are, and none where it has all it needs', () => {
    const trial = template(job({ podSecurity: 'restricted', runAsUser: 5, patches: [own] }), { runAsUser: 7 });
    const all = at(trial, 'trialSpec', 'spec', 'runtimePatches') as object[];
    expect(all.map((patch) => at(patch, 'manager'))).toEqual(['keelson/train-job', 'acme.example/team']);
    const further = at(template(job({ patches: [own] })), 'trialSpec', 'spec', 'runtimePatches') as object[];
    expect(further.map((patch) => at(patch, 'manager'))).toEqual(['acme.example/team', 'keelson/experiment']);
  });

  test('takes its variables in as Kubernetes does', () => {
    const trial = template(job({ args: ['$(DATA)', 'a b'], env: { DATA: 'x' } }));
    expect(at(trial, 'trialSpec', 'spec', 'trainer', 'args')).toEqual([
      lineOf('train ${trialParameters.lr} "${DATA}" \'a b\''),
    ]);
  });
});

test('another kind needs to be told', () => {
  const props = { primaryContainerName: 'main', successCondition: 'status.ok', failureCondition: 'status.ko' };
  const spec = { steps: [{ container: { command: ['train', '${trialParameters.lr}'] } }] };
  const make: Make = (scope) => new ApiObject(scope, 'trial', { apiVersion: 'x.example/v1', kind: 'Flow', spec });
  expect(template(make, props)).toEqual({
    ...props,
    trialParameters: [{ name: 'lr', reference: 'lr' }],
    trialSpec: { apiVersion: 'x.example/v1', kind: 'Flow', spec },
  });
});

test('discrete values are plain words', () => {
  expect(at(template(batchJob(), { parameters: { lr: discrete([1, 2.5]) } }), 'trialParameters')).toHaveLength(1);
});
