import { spawnSync } from 'node:child_process';
import { Cluster } from './cluster';
import { kubectlEnvironment } from './kube-target';
import { enterNetwork } from './namespace';
import { checkout } from './paths';
import { isAbandoned, listStates, stateFolder, type StateRecord, sweep, tearDown } from './state';

const USAGE = `npx tsx test/cluster/harness/cli.ts COMMAND
  up                start a cluster that runs on until "down"
  down              end it, and remove what crashed runs left
  status            list what runs, of this checkout and others
  kubectl ARGS...   run kubectl in the network of the cluster that "up" started
  exec COMMAND...   run any command there, with kubectl and KUBECONFIG set`;

async function main([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case 'up':
      return up();
    case 'down':
      return down();
    case 'status':
      return status();
    case 'kubectl':
      return inside(['kubectl', ...args]);
    case 'exec':
      return inside(args);
    default:
      console.error(USAGE);
      return 2;
  }
}

const ours = (): StateRecord[] => listStates().filter((record) => record.detached && record.checkout === checkout);

async function up(): Promise<number> {
  sweep();
  const [running] = ours();
  if (running) throw new Error(`this checkout's cluster ${running.id} is up already: use it, or take it "down" first`);
  const interrupted = (): void => {
    down();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const cluster = await Cluster.start({ detached: true });
  console.log(`up, with its state and logs in ${cluster.folder}`);
  return 0;
}

function down(): number {
  const swept = sweep().length;
  const records = ours();
  records.forEach(tearDown);
  console.log(`ended ${records.length}, cleaned up after ${swept} that had crashed`);
  return 0;
}

function status(): number {
  for (const record of listStates()) {
    const state = isAbandoned(record) ? 'crashed' : 'running';
    const lifetime = record.detached ? 'until "down"' : `as long as process ${record.owner.pid}`;
    console.log(`${record.id} ${record.kind} ${state} ${lifetime} ${record.checkout}`);
  }
  return 0;
}

/** Runs a command with this terminal, so that `exec -it` and editors work. */
function inside(command: readonly string[]): number {
  const record = ours().find((candidate) => !isAbandoned(candidate));
  if (!record) throw new Error('no cluster of this checkout is up');
  const [program = 'sh', ...programArgs] = command;
  const [entry, args] = enterNetwork(record, program, programArgs);
  const env = kubectlEnvironment(stateFolder(record.id));
  return spawnSync(entry, args, { env, stdio: 'inherit' }).status ?? 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
