import type { argoTypes } from '../../../lib/api';
import type { Cluster } from '../harness/cluster';
import { eventually, GaveUp } from '../harness/eventually';

/** The image of the steps: a shell. */
export const STEP = 'keelson.test/step:1';

type Template = argoTypes.Template;
type WorkflowSpec = argoTypes.WorkflowSpec;

/** A step that runs a script, as the Pod Security Standard `restricted` wants it. */
export const script = (name: string, source: string, more: Partial<Template> = {}): Template => ({
  name,
  container: {
    image: STEP,
    imagePullPolicy: 'Never',
    command: ['sh', '-ec', source],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  },
  ...more,
});

/** A workflow that starts with the first template. */
export function workflow(
  name: string,
  namespace: string,
  templates: readonly Template[],
  more: Partial<WorkflowSpec> = {},
): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name, namespace },
    spec: workflowSpec(templates, more),
  };
}

/** What a workflow runs, starting with the first template. */
export function workflowSpec(templates: readonly Template[], more: Partial<WorkflowSpec> = {}): WorkflowSpec {
  return {
    entrypoint: templates[0]?.name,
    serviceAccountName: 'default-editor',
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    templates,
    ...more,
  };
}

/** Status of a workflow that has run. */
export type WorkflowStatus = argoTypes.WorkflowStatus;
export type NodeStatus = argoTypes.NodeStatus;

/** Waits until a workflow has ended, and returns its status. */
export async function endOf(cluster: Cluster, name: string, namespace: string): Promise<WorkflowStatus> {
  return eventually(
    async () => {
      const { status } = await cluster.json<{ status?: WorkflowStatus }>(['get', 'workflow', name, '-n', namespace]);
      return status?.finishedAt === undefined ? false : status;
    },
    { timeoutMs: 5 * 60_000, intervalMs: 1000, description: `the end of the workflow ${name}` },
  );
}

/** Waits until a workflow has succeeded. @throws with the messages of its nodes as soon as it has ended otherwise */
export async function successOf(cluster: Cluster, name: string, namespace: string): Promise<WorkflowStatus> {
  const status = await endOf(cluster, name, namespace);
  if (status.phase === 'Succeeded') return status;
  const messages = podsOf(status).map((node) => `${node.displayName ?? ''}: ${node.message ?? ''}`);
  throw new GaveUp(`${name}: ${status.phase ?? ''} ${status.message ?? ''}\n${messages.join('\n')}`);
}

/** The nodes of a workflow that are pods, each try one of its own, in the order in which they started. */
export function podsOf(status: WorkflowStatus): NodeStatus[] {
  const nodes = Object.values(status.nodes ?? {}).filter(({ type }) => type === 'Pod');
  return nodes.sort((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
}

/** Key in the bucket of an artifact of a pod. */
export function keyOf(node: NodeStatus | undefined, artifact: string): string {
  const found = node?.outputs?.artifacts?.find(({ name }) => name === artifact)?.s3?.key;
  if (found === undefined) throw new Error(`${node?.displayName ?? 'no node'} has no artifact ${artifact}`);
  return found;
}
