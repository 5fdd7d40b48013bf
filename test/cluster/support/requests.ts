import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../harness/cluster';
import { eventually, GaveUp } from '../harness/eventually';
import type { Answers, Load } from '../programs/requests';

const program = join(__dirname, '../programs/requests.ts');

/** Sends requests from the cluster's node, and returns what came back. */
export async function send(cluster: Cluster, load: Load, timeoutMs = 120_000): Promise<Answers> {
  const args = ['--import', 'tsx', program, JSON.stringify(load)];
  const { code, stdout, stderr } = await cluster.exec(process.execPath, args, { timeoutMs });
  if (code !== 0) throw new Error(`requests to ${load.url}: ${stderr}`);
  return JSON.parse(stdout) as Answers;
}

/**
 * The one answer to one request, which must be of status 200, as JSON. Nodes learn of a Service's pods a moment after these are
 * ready; until then they refuse or cannot reach, and the request is sent again.
 */
export async function ask<Answer>(cluster: Cluster, url: string, body?: unknown): Promise<Answer> {
  const answer = await eventually(
    async () => {
      const { answers, errors } = await send(cluster, { url, body, count: 1 });
      if (errors.some((error) => !/ECONNREFUSED|EHOSTUNREACH/.test(error)))
        throw new GaveUp(`${url}: ${errors.join()}`);
      return answers[0] ?? false;
    },
    { timeoutMs: 20_000, description: `an answer of ${url}` },
  );
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as Answer;
}

/** Sends requests while something else happens, and stops with it. */
export async function sendWhile(
  cluster: Cluster,
  load: Omit<Load, 'untilFile'>,
  happening: () => Promise<void>,
): Promise<Answers> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-load-'));
  const untilFile = join(folder, 'end');
  try {
    const answers = send(cluster, { ...load, untilFile }, 10 * 60_000);
    // A load that ends early, as it does when its program breaks, ends the test too.
    await Promise.race([
      happening(),
      answers.then(() => Promise.reject(new Error('the load ended before its time'))),
    ]).finally(() => {
      writeFileSync(untilFile, '');
    });
    return await answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `http://` with the address of a Service, which holds wherever the cluster's names are not known. */
export async function addressOf(cluster: Cluster, service: string, namespace: string): Promise<string> {
  const { spec } = await cluster.json<{ spec: { clusterIP: string; ports: { port: number }[] } }>([
    'get',
    '-n',
    namespace,
    `service/${service}`,
  ]);
  return `http://${spec.clusterIP}:${spec.ports[0]?.port ?? 80}`;
}
