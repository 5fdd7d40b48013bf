import { INTERRUPTED, whileInterruptible } from './interruption';
import type { Site } from './site';
import { type Stack, TEAM } from './stack';
import { runExample } from './workload';

const AGAIN = '  what to do: npm run playground goes on from here, npm run playground -- --stop removes it';

/** Deploys the platform, runs the example on it, and says how to go on. @returns the exit code */
export async function deployAndTrain(site: Site, stack: Stack): Promise<number> {
  console.log('3. Platform, by Pulumi');
  const ending = await stack.up();
  if (ending !== 'done') {
    console.error(`${ending === 'interrupted' ? 'Interrupted.' : 'The platform is not ready, see above.'}\n${AGAIN}`);
    return ending === 'interrupted' ? INTERRUPTED : 1;
  }
  console.log(`4. Example: a training job on two nodes, in the namespace ${TEAM}`);
  const lines = await whileInterruptible(leave, () => runExample(site));
  lines.forEach((line) => {
    console.log(`  ${line}`);
  });
  await explain(site, stack);
  return 0;
}

/** The job needs nobody to wait for it. */
function leave(): void {
  console.error(`\nInterrupted while the example ran.\n${AGAIN}`);
  process.exit(INTERRUPTED);
}

async function explain(site: Site, stack: Stack): Promise<void> {
  const { addresses } = await stack.outputs();
  const run = 'npm run playground -- exec';
  const forwards = Object.entries(addresses).flatMap(([component, each]) =>
    Object.entries(each).map(
      ([name, { portForward, localUrl }]) => `  ${component} ${name}: ${localUrl} after ${run} ${portForward}`,
    ),
  );
  const commands = [
    `  ${run} kubectl get pods --all-namespaces`,
    `  ${run} kubectl --namespace ${TEAM} get trainjobs`,
    `  ${run} pulumi preview`,
    `  ${run} bash          a shell in which kubectl and pulumi work`,
  ];
  const [entry, args] = site.enter('kubectl', ['get', 'nodes']);
  console.log(`
The platform runs in ${site.title}. It stays until: npm run playground -- --stop

Commands:
${commands.join('\n')}

Addresses, as commands of \`exec\` reach them:
${forwards.join('\n')}

Without npm:
  KUBECONFIG=${site.env.KUBECONFIG ?? ''} ${[entry, ...args].join(' ')}`);
}
