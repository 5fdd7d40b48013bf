import { join } from 'node:path';
import { sha256 } from '../harness/digest';
import { withLock } from '../harness/lock';
import { cacheFolder, checkout, stateRoot } from '../harness/paths';
import { missingFor } from '../harness/requirements';
import { adviceFor, PlaygroundError } from './advice';
import { buildMissing, CLUSTER_TOOLS, ENGINE_TOOLS } from './builds';
import { builtEngine } from './engine';
import { makeImages } from './images';
import { endCommands, INTERRUPTED, whileInterruptible } from './interruption';
import { OwnCluster } from './own-cluster';
import type { Playground } from './playground';
import { Stack } from './stack';
import { deployAndTrain } from './tour';

/** The playground in a cluster of one node on this machine. */
export const ownPlayground: Playground = {
  async start() {
    assertPossibleHere();
    return withLock(lockPath(), async () => {
      const cluster = await whileInterruptible(abandon, prepare);
      return deployAndTrain(cluster, await Stack.open(cluster, await builtEngine(cluster)));
    });
  },

  stop() {
    const found = OwnCluster.remove();
    console.log(found ? 'The cluster has ended, and all that belongs to it is removed.' : 'There is nothing to stop.');
    return Promise.resolve(0);
  },

  async open() {
    const cluster = OwnCluster.find();
    if (!cluster) throw new PlaygroundError('the playground does not run\n  what to do: npm run playground');
    return { site: cluster, stack: await Stack.open(cluster, await builtEngine(cluster)) };
  },
};

/** Held while the playground starts, so that two never start two clusters. Not in the state, of which nothing is to remain. */
const lockPath = (): string =>
  join(cacheFolder(), `playground-${sha256(`${checkout} ${stateRoot()}`).slice(0, 8)}.lock`);

function assertPossibleHere(): void {
  const missing = missingFor(4);
  if (missing.length === 0) return;
  const advice = adviceFor(missing).map((line) => `  ${line}`);
  const instead = 'Or give it a cluster that you have: KUBECONFIG=<file> npm run playground';
  throw new PlaygroundError(`this machine lacks something, nothing was started\n${advice.join('\n')}\n${instead}`);
}

async function prepare(): Promise<OwnCluster> {
  console.log('1. Programs and images');
  await buildMissing([...CLUSTER_TOOLS, ...ENGINE_TOOLS]);
  const images = await makeImages();
  console.log('2. Cluster');
  const start = Date.now();
  const { cluster, isNew } = await OwnCluster.findOrStart(images);
  console.log(isNew ? `  started in ${Math.round((Date.now() - start) / 1000)} s` : '  runs already');
  return cluster;
}

/** A cluster that is half made is of no use. A finished one stays. */
function abandon(): void {
  endCommands();
  if (!OwnCluster.find()) OwnCluster.remove();
  console.error('\nInterrupted. What was built is kept: the next run goes on from there.');
  process.exit(INTERRUPTED);
}
