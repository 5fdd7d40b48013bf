import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildTool } from '../harness/build';
import { GoTool } from '../harness/go-tool';
import { cacheFolder } from '../harness/paths';
import { mustRun } from '../harness/run';

/** How long the build of a tool takes on two cores, in minutes, sources to be fetched included. */
const MINUTES: Readonly<Record<string, number>> = {
  kubernetes: 5,
  etcd: 1,
  coredns: 2,
  'kube-router': 2,
  pause: 1,
  jobset: 2,
  trainer: 2,
  katib: 3,
  'cert-manager': 3,
  kserve: 4,
  pulumi: 4,
  'pulumi-nodejs': 1,
  'pulumi-kubernetes': 8,
};

/** The engine, its host for Node and its provider for Kubernetes. */
export const ENGINE_TOOLS = ['pulumi', 'pulumi-nodejs', 'pulumi-kubernetes'];

/** What a cluster of one node runs: its own parts, and the platform's controllers. */
export const CLUSTER_TOOLS = [
  ...['kubernetes', 'etcd', 'coredns', 'kube-router', 'pause'],
  ...['jobset', 'trainer', 'katib', 'cert-manager', 'kserve'],
];

/** Builds what the cache lacks of these tools, and says beforehand how long that takes. */
export async function buildMissing(names: readonly string[]): Promise<void> {
  const goVersion = (await mustRun('go', ['env', 'GOVERSION'])).trim();
  const isBuilt = (name: string): boolean => existsSync(join(cacheFolder(), 'tools', new GoTool(name).pin(goVersion)));
  const missing = names.filter((name) => !isBuilt(name));
  if (missing.length === 0) return;
  const each = missing.map((name) => `${name} (${MINUTES[name] ?? 1} min)`).join(', ');
  const total = missing.reduce((sum, name) => sum + (MINUTES[name] ?? 1), 0);
  console.log(`  to be built, once: ${each}; together about ${total} minutes on two cores`);
  for (const name of missing) {
    const onBuild = (command: string, seconds: number): void => {
      console.log(`  built ${command} in ${Math.round(seconds)} s`);
    };
    await buildTool(name, { onBuild });
  }
}
