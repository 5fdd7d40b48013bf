import { App, Chart, Yaml, ApiObject } from 'cdk8s';
import { jobset, trainer } from '../../../lib/api';
import { plainRuntime } from '../../../lib/api/trainer-templates';
import { existingRuntime, TrainJob, TrainingRuntime, TrainJobProps } from '../../../lib/workloads';
import { Cluster } from '../harness/cluster';

/** Namespace that the journeys' jobs run in. It enforces `restricted`. */
export const TEAM = 'team';
/** The image that the harness makes. */
export const TRAINING_IMAGE = 'keelson.test/training:1';

const common = {
  runtime: 'torch-distributed',
  image: TRAINING_IMAGE,
  resourcesPerNode: { requests: { cpu: '50m', memory: '128Mi' } },
  podSecurity: 'restricted',
  runAsUser: 65532,
} as const satisfies TrainJobProps;

/** A TrainJob as an ML engineer declares it, in a plain cdk8s app, as YAML. */
export function trainJob(name: string, props: Partial<TrainJobProps> = {}): string {
  return inChart((chart) => new TrainJob(chart, name, { ...common, ...props }));
}

/** A job that may not fail even once, on a runtime of its own namespace. */
export function trainJobWithOwnRuntime(name: string, props: Partial<TrainJobProps> = {}): string {
  return inChart((chart) => {
    const runtime = new TrainingRuntime(chart, 'once', { policy: 'torch', image: TRAINING_IMAGE, backoffLimit: 0 });
    new TrainJob(chart, name, { ...common, runtime, ...props });
  });
}

/** A job whose pods share a volume, on a runtime of its own namespace that is said with every field. */
export function trainJobWithClaim(name: string, props: Partial<TrainJobProps> = {}): string {
  return inChart((chart) => {
    const container = { name: 'node', image: TRAINING_IMAGE, volumeMounts: [{ name: 'data', mountPath: '/data' }] };
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const spec = plainRuntime({ torch: {} }, container);
    new trainer.TrainingRuntime(chart, 'with-claim', {
      metadata: { name: 'with-claim' },
      spec: {
        ...spec,
        template: {
          spec: {
            ...spec.template?.spec,
            volumeClaimPolicies: [{ retentionPolicy: { whenDeleted: 'Delete' }, templates: [claim] }],
          },
        },
      },
    });
    const runtime = existingRuntime('with-claim', { kind: 'TrainingRuntime', framework: 'torch' });
    new TrainJob(chart, name, { ...common, runtime, ...props });
  });
}

/** A JobSet of one pod that does nothing, to be deleted 5 seconds after its end. */
export function shortLivedJobSet(name: string): string {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const containers = [{ name: 'main', image: TRAINING_IMAGE, command: ['true'], securityContext }];
  const pod = {
    containers,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
  };
  const spec = {
    ttlSecondsAfterFinished: 5,
    replicatedJobs: [{ name: 'main', template: { spec: { template: { spec: pod } } } }],
  };
  return inChart((chart) => new jobset.JobSet(chart, name, { metadata: { name }, spec }));
}

function inChart(program: (chart: Chart) => void): string {
  const app = new App();
  const chart = new Chart(app, 'jobs', { namespace: TEAM });
  program(chart);
  const objects = chart.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson() as object] : []));
  return Yaml.stringify(...objects);
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** Waits until a job has a condition. @throws with the job and its pods as they are when the time is over */
export async function waitFor(cluster: Cluster, job: string, condition: string, minutes = 5): Promise<Condition[]> {
  const name = `trainjob/${job}`;
  try {
    await cluster.kubectl(['wait', '-n', TEAM, `--for=condition=${condition}`, `--timeout=${minutes}m`, name], {
      timeoutMs: (minutes + 1) * 60_000,
    });
  } catch (error) {
    const state = await cluster.kubectl(['get', '-n', TEAM, 'trainjobs,jobsets,jobs,pods,events', '-o', 'wide']);
    throw new Error(`${String(error)}\n${state}`, { cause: error });
  }
  const found = await cluster.json<{ status: { conditions: Condition[] } }>(['get', '-n', TEAM, name]);
  return found.status.conditions;
}

/** The log of one rank of a job. */
export function logOf(cluster: Cluster, job: string, rank: number): Promise<string> {
  const selector = `jobset.sigs.k8s.io/jobset-name=${job},batch.kubernetes.io/job-completion-index=${rank}`;
  return cluster.kubectl(['logs', '-n', TEAM, '-l', selector, '--tail=-1']);
}
