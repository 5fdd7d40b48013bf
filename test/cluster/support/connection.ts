import type { Cluster } from '../harness/cluster';

/** The image with the program `tools/probe`. */
export const PROBE = 'keelson.test/probe:1';

/**
 * Connects to an address from a pod of its own in the namespace `default`, and returns what the pod printed. The log is
 * read once the pod has ended: whoever attaches to a pod that ends at once may come too late for what it prints.
 *
 * @param name - name of the pod, which is gone afterwards
 */
export async function connectFromPod(cluster: Cluster, name: string, address: string): Promise<string> {
  const pod = ['-n', 'default', `pod/${name}`];
  await cluster.kubectl(
    ['run', name, '-n', 'default', `--image=${PROBE}`, '--restart=Never'].concat('--', 'connect', address),
  );
  try {
    const ended = '--for=jsonpath={.status.containerStatuses[0].state.terminated.reason}';
    await cluster.kubectl(['wait', ...pod, ended, '--timeout=2m'], { timeoutMs: 150_000 });
    return await cluster.kubectl(['logs', ...pod]);
  } finally {
    await cluster.kubectl(['delete', ...pod, '--now', '--ignore-not-found']);
  }
}
