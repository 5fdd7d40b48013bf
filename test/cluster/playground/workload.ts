import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { TrainJob, type TrainJobProps } from '../../../lib/workloads';
import { eventually, GaveUp } from '../harness/eventually';
import { PlaygroundError } from './advice';
import { TRAINING_IMAGE } from './images';
import { runAt, type Site } from './site';
import { TEAM } from './stack';

const NAME = 'example';
const NODES = 2;

/** How long the example may take: elsewhere its image comes over the network. */
const MINUTES = 10;

const NAME_YOURSELF = "import os; print(f\"I am node {os.environ['PET_NODE_RANK']} of {os.environ['PET_NNODES']}\")";

/** Trains a model where the harness's image is; elsewhere each node says which it is. */
function program({ hasHarnessImages }: Site): Pick<TrainJobProps, 'image' | 'command' | 'env'> {
  return hasHarnessImages
    ? { image: TRAINING_IMAGE, env: { EPOCHS: '200' } }
    : { image: 'docker.io/library/python:3.13-slim', command: ['python3', '-c', NAME_YOURSELF] };
}

/** Runs the example to its end: a training job on two nodes. @returns the last lines of each node's log */
export async function runExample(site: Site): Promise<string[]> {
  const kubectl = async (args: readonly string[], input?: string): Promise<string> => {
    const { code, stdout, stderr } = await runAt(site, 'kubectl', ['--namespace', TEAM, ...args], { input });
    if (code !== 0) throw new Error(stderr || stdout);
    return stdout;
  };
  await kubectl(['delete', 'trainjob', NAME, '--ignore-not-found', '--cascade=foreground']);
  await kubectl(['apply', '--server-side', '--filename', '-'], manifest(site));
  try {
    await eventually(async () => isDone(await kubectl(['get', 'trainjob', NAME, '--output', 'json'])), {
      timeoutMs: MINUTES * 60_000,
      intervalMs: 1000,
      description: 'the job ends',
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = `npm run playground -- exec kubectl --namespace ${TEAM} describe trainjobs,pods`;
    throw new PlaygroundError(`the example did not succeed: ${reason}\n  what to do: ${advice}`);
  }
  const logs = Array.from({ length: NODES }, (_, node) => {
    const labels = `jobset.sigs.k8s.io/jobset-name=${NAME},batch.kubernetes.io/job-completion-index=${node}`;
    return kubectl(['logs', '--selector', labels, '--tail=3']);
  });
  return (await Promise.all(logs)).flatMap((log) => log.trimEnd().split('\n'));
}

function manifest(site: Site): string {
  const chart = new Chart(new App(), 'example', { namespace: TEAM });
  const job = new TrainJob(chart, NAME, {
    runtime: 'torch-distributed',
    numNodes: NODES,
    resourcesPerNode: { requests: { cpu: '50m', memory: '128Mi' } },
    podSecurity: 'restricted',
    runAsUser: 65532,
    ...program(site),
  });
  const objects = job.node.findAll().flatMap((node) => (node instanceof ApiObject ? [node.toJson() as object] : []));
  return Yaml.stringify(...objects);
}

function isDone(json: string): boolean {
  const { status } = JSON.parse(json) as { readonly status?: { readonly conditions?: readonly Condition[] } };
  const holds = (status?.conditions ?? []).filter((condition) => condition.status === 'True');
  const failed = holds.find(({ type }) => type === 'Failed');
  if (failed) throw new GaveUp(failed.message);
  return holds.some(({ type }) => type === 'Complete');
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}
