import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { trainer } from '../../../lib/api';
import { plainRuntime } from '../../../lib/api/trainer-templates';
import {
  categorical,
  double,
  existingRuntime,
  Experiment,
  ExperimentProps,
  PyTorchJob,
  TrainJob,
} from '../../../lib/workloads';
import { Cluster } from '../harness/cluster';
import { TRAINING, TRIAL } from './tuning-images';

/** Namespace of the experiments. It enforces `restricted`. */
export const TEAM = 'team';

/** Parameters of the trial program: its loss is least, 0, at x = 0.3, y = 5 and kind = "round". */
export const space = {
  x: double({ min: -5, max: 5 }),
  y: double({ min: -15, max: 25 }),
  kind: categorical(['round', 'square', 'flat']),
};

type Name = keyof typeof space;
type Values = Readonly<Partial<Record<Name, string>>>;

/** What the trial program is called with. */
function command(values: Values, more: readonly string[]): string[] {
  const given = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
  // Katib's collector must see the program running, or it never knows that it has ended.
  return ['python3', '/opt/trial/objective.py', '--sleep=2', ...given, ...more];
}

/** A Job that runs the trial program. Its pods say nothing of security: the experiment does. */
export function jobTrial(values: Values, ...more: string[]): (scope: Construct) => unknown {
  return (scope) =>
    new k8s.KubeJob(scope, 'trial', {
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'main', image: TRIAL, command: command(values, more) }],
          },
        },
      },
    });
}

/** A Job that fails, and is not tried again. */
export function failingTrial(values: Values): (scope: Construct) => unknown {
  const containers = [{ name: 'main', image: TRIAL, command: command(values, ['--fail']) }];
  return (scope) => new k8s.KubeJob(scope, 'trial', { spec: { backoffLimit: 0, template: { spec: { containers } } } });
}

/** A TrainJob that runs the trial program. */
export function trainJobTrial(values: Values, ...more: string[]): (scope: Construct) => unknown {
  return (scope) =>
    new TrainJob(scope, 'trial', { runtime: 'torch-distributed', image: TRIAL, command: command(values, more) });
}

type Defaults = Pick<ExperimentProps<Name>, 'objective' | 'algorithm'>;

const defaults = { objective: { minimize: 'loss' }, algorithm: { name: 'cmaes' } } as const satisfies Defaults;

/** An experiment with the trial program, as an ML engineer declares it, in a plain cdk8s app, as YAML. */
export function experiment(name: string, props: Partial<ExperimentProps<Name>> = {}): string {
  return inChart((chart) => {
    new Experiment(chart, name, {
      ...defaults,
      parameters: space,
      trial: (scope, p) => jobTrial(p)(scope),
      ...props,
    });
  });
}

/**
 * An experiment whose trials are TrainJobs that write their metrics to a file, in pods with a container that stays, such
 * as a proxy.
 */
export function experimentBesideSidecar(name: string): string {
  return inChart((chart) => {
    const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    const runtime = plainRuntime({ torch: {} }, { image: TRIAL });
    const [job] = runtime.template?.spec?.replicatedJobs ?? [];
    const pod = job?.template.spec?.template.spec;
    const sidecar = {
      name: 'proxy',
      image: TRIAL,
      command: ['sleep', '3600'],
      restartPolicy: 'Always',
      securityContext,
    };
    new trainer.TrainingRuntime(chart, 'with-sidecar', {
      metadata: { name: 'with-sidecar' },
      spec: {
        ...runtime,
        template: {
          spec: {
            replicatedJobs: [
              {
                name: 'node',
                template: {
                  ...job?.template,
                  spec: {
                    template: {
                      ...job?.template.spec?.template,
                      spec: { ...pod, containers: pod?.containers ?? [], initContainers: [sidecar] },
                    },
                  },
                },
              },
            ],
          },
        },
      },
    });
    new Experiment(chart, name, {
      ...defaults,
      algorithm: { name: 'sobol' },
      parameters: { x: space.x },
      maxTrialCount: 2,
      parallelTrialCount: 2,
      metricsCollector: { kind: 'File', path: '/tmp/metrics/metrics.log' },
      trial: (scope, p) =>
        new TrainJob(scope, 'trial', {
          runtime: existingRuntime('with-sidecar', { kind: 'TrainingRuntime', framework: 'torch' }),
          image: TRIAL,
          command: command(p, ['--file=/tmp/metrics/metrics.log']),
        }),
    });
  });
}

/** A PyTorchJob of one master and two workers. */
export function pyTorchJob(name: string): string {
  return inChart((chart) => {
    new PyTorchJob(chart, name, {
      image: TRAINING,
      command: ['python3', '/opt/training/train.py'],
      env: { EPOCHS: '200' },
      resources: { requests: { cpu: '50m', memory: '128Mi' } },
      master: {},
      worker: { replicas: 2 },
      podSecurity: 'restricted',
      runAsUser: 65532,
    });
  });
}

/** A trial as a PyTorchJob of one master. */
export function pyTorchJobTrial(values: Values): (scope: Construct) => unknown {
  return (scope) => new PyTorchJob(scope, 'trial', { image: TRIAL, command: command(values, []), master: {} });
}

function inChart(program: (chart: Chart) => void): string {
  const chart = new Chart(new App(), 'experiments', { namespace: TEAM });
  program(chart);
  const objects = chart.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson() as object] : []));
  return Yaml.stringify(...objects);
}

export interface Metric {
  readonly name: string;
  readonly min: string;
  readonly max: string;
  readonly latest: string;
}

export interface ExperimentStatus {
  readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason: string }[];
  readonly trials?: number;
  readonly trialsSucceeded?: number;
  readonly trialsFailed?: number;
  readonly trialsEarlyStopped?: number;
  readonly currentOptimalTrial: {
    readonly bestTrialName: string;
    readonly parameterAssignments: readonly { readonly name: string; readonly value: string }[];
    readonly observation: { readonly metrics: readonly Metric[] };
  };
}

/** Waits until an experiment has ended in a way. @throws with all that belongs to it when the time is over */
export async function ended(
  cluster: Cluster,
  name: string,
  condition: 'Succeeded' | 'Failed',
  options: { readonly minutes?: number; readonly namespace?: string } = {},
): Promise<ExperimentStatus> {
  const { minutes = 6, namespace = TEAM } = options;
  const resource = `experiments.kubeflow.org/${name}`;
  try {
    await cluster.kubectl(
      ['wait', '-n', namespace, `--for=condition=${condition}`, `--timeout=${minutes}m`, resource],
      { timeoutMs: (minutes + 1) * 60_000 },
    );
  } catch (error) {
    const kinds = 'experiments,suggestions,trials,jobs,trainjobs,pods,events';
    const state = await cluster.kubectl(['get', '-n', namespace, kinds, '-o', 'wide']);
    throw new Error(`${String(error)}\n${state}`, { cause: error });
  }
  return (await cluster.json<{ status: ExperimentStatus }>(['get', '-n', namespace, resource])).status;
}

/** The best value of the objective that an experiment has found. */
export function best(status: ExperimentStatus): number {
  const [metric] = status.currentOptimalTrial.observation.metrics;
  return Number(metric?.latest);
}

/** Trials of an experiment, with the values they ran with. */
export async function trialsOf(cluster: Cluster, name: string, namespace = TEAM): Promise<Trial[]> {
  const selector = `katib.kubeflow.org/experiment=${name}`;
  const { items } = await cluster.json<{ items: RawTrial[] }>(['get', '-n', namespace, 'trials', '-l', selector]);
  return items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    started: metadata.creationTimestamp,
    values: Object.fromEntries(spec.parameterAssignments.map((one) => [one.name, one.value])),
    conditions: status.conditions.filter((condition) => condition.status === 'True').map(({ type }) => type),
    metrics: status.observation?.metrics ?? [],
  }));
}

export interface Trial {
  readonly name: string;
  readonly started: string;
  readonly values: Readonly<Record<string, string>>;
  readonly conditions: readonly string[];
  readonly metrics: readonly Metric[];
}

interface RawTrial {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string };
  readonly spec: { readonly parameterAssignments: readonly { readonly name: string; readonly value: string }[] };
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
    readonly observation?: { readonly metrics: readonly Metric[] };
  };
}

/** The loss of the trial program. */
export function loss(x: number, y: number, kind: string): number {
  return (x - 0.3) ** 2 + (y - 5) ** 2 / 100 + ({ round: 0, square: 5, flat: 10 }[kind] ?? NaN);
}

/** What random search finds in the middle, over many searches. */
export interface RandomSearch {
  /** The best loss of all trials. */
  readonly best: number;
  /** The middle of all losses. */
  readonly typical: number;
}

/** What random search finds with a number of trials. */
export function randomSearch(trials: number): RandomSearch {
  // A small generator with a fixed seed, so that the figure is the same in every run.
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const kinds = ['round', 'square', 'flat'];
  const searches = Array.from({ length: 2001 }, () =>
    Array.from({ length: trials }, () =>
      loss(-5 + 10 * random(), -15 + 40 * random(), kinds[Math.floor(3 * random())] ?? ''),
    ),
  );
  return { best: median(searches.map((losses) => Math.min(...losses))), typical: median(searches.flat()) };
}

/** The middle of numbers. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
