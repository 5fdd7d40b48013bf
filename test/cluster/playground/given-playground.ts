import { rmSync } from 'node:fs';
import { findEngine } from './engine';
import { GivenCluster } from './given-cluster';
import { INTERRUPTED } from './interruption';
import type { Playground } from './playground';
import { Stack } from './stack';
import { deployAndTrain } from './tour';

/** The playground in a cluster that a person has. */
export const givenPlayground: Playground = {
  async start() {
    const { site, stack } = await open();
    return deployAndTrain(site, stack);
  },

  async stop() {
    const cluster = await GivenCluster.reach();
    if (!Stack.exists(cluster)) {
      console.log(`There is nothing to stop in ${cluster.title}.`);
      rmSync(cluster.folder, { recursive: true, force: true });
      return 0;
    }
    const { site, stack } = await open();
    const ending = await stack.destroy();
    if (ending !== 'done') {
      console.error('Not all is deleted.\n  what to do: run it again');
      return ending === 'interrupted' ? INTERRUPTED : 1;
    }
    rmSync(site.folder, { recursive: true, force: true });
    console.log(
      'The platform is deleted. Kept in the cluster: volumes, namespaces that hold data or belong to teams with all that\n' +
        'is in them, and CRDs. `npm run playground` finds them again.',
    );
    return 0;
  },

  open,
};

async function open(): Promise<{ readonly site: GivenCluster; readonly stack: Stack }> {
  const site = await GivenCluster.reach();
  console.log(`Cluster: ${site.title}`);
  const engine = await findEngine(site);
  console.log(`Engine: ${engine.title}`);
  return { site, stack: await Stack.open(site, engine) };
}
