import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from './cluster';
import { eventually } from './eventually';
import { describeLevel } from './level';
import { checkout, stateRoot } from './paths';
import { identify } from './process-identity';
import {
  cgroupName,
  createState,
  isAbandoned,
  listStates,
  processesFolder,
  stateFolder,
  sweep,
  tearDown,
} from './state';

jest.setTimeout(15 * 60_000);

const tsx = join(checkout, 'node_modules/.bin/tsx');

/** What a run can leave behind on this machine, by the id that is part of every name. */
function traces(id: string): string[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(id);
      } catch {
        return false;
      }
    });
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(id));
  const cgroups = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type?.startsWith('cgroup'))
    .map(([, folder = '']) => join(folder, cgroupName(id)));
  const files = [stateFolder(id), `${stateFolder(id)}.json`];
  return [
    ...processes.map((pid) => `process ${pid}`),
    ...mounts,
    ...[...cgroups, ...files].filter((path) => existsSync(path)),
  ];
}

/** What is not named by an id: interfaces, packet filter rules, namespaces, run-time folders. */
function machine(): string {
  const print = (command: string, args: string[]): string => spawnSync(command, args, { encoding: 'utf8' }).stdout;
  return [
    print('ip', ['-brief', 'link']),
    print('ip', ['netns', 'list']),
    print('iptables-save', []).replace(/^#.*$/gm, ''),
    print('ls', ['/run', '/var/lib', '/var/log']),
    print('ls', ['-d', '/tmp/hostpath_pv']),
    print('sysctl', [
      'vm.overcommit_memory',
      'vm.panic_on_oom',
      'kernel.panic',
      'kernel.panic_on_oops',
      'net.ipv4.ip_forward',
    ]),
  ].join('\n');
}

describeLevel(3, 'what a cluster leaves', () => {
  test('a crashed starter takes its processes along, the next start removes the rest, and its stop leaves nothing', async () => {
    const before = machine();
    const crashed = await startElsewhere();
    crashed.starter.kill('SIGKILL');
    await eventually(() => !traces(crashed.id).some((trace) => trace.startsWith('process')));
    expect(traces(crashed.id)).not.toEqual([]);
    const cluster = await Cluster.start();
    const [record] = listStates().filter(({ id }) => cluster.folder.endsWith(id));
    const id = record?.id ?? '';
    try {
      expect(traces(crashed.id)).toEqual([]);
      expect(traces(id)).not.toEqual([]);
    } finally {
      await cluster.stop();
    }
    expect(traces(id)).toEqual([]);
    expect(machine()).toBe(before);
    await cluster.stop();
  });

  test('an interrupted starter cleans up itself', async () => {
    const interrupted = await startElsewhere();
    const ended = new Promise((resolve) => interrupted.starter.on('exit', resolve));
    interrupted.starter.kill('SIGINT');
    await ended;
    expect(traces(interrupted.id)).toEqual([]);
  });

  test('the command line starts a cluster that outlives it, and takes it down', () => {
    const cli = (...args: string[]): string => {
      const { stdout, stderr, status } = spawnSync(tsx, [join(__dirname, 'cli.ts'), ...args], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    const folder = /\S+$/m.exec(cli('up'))?.[0] ?? '';
    const id = folder.split('/').pop() ?? '';
    expect(cli('kubectl', 'get', 'nodes', '-o', 'name')).toBe('node/node1\n');
    sweep();
    expect(cli('status')).toContain(`${id} cluster running until "down"`);
    cli('down');
    expect(traces(id)).toEqual([]);
  });

  test('a process that only has the id of a recorded one is left alone', () => {
    const bystander = spawn('sleep', ['60']);
    const pid = bystander.pid ?? 0;
    try {
      const record = createState('api-server', false);
      mkdirSync(processesFolder(record.id), { recursive: true });
      // As if the recorded process had ended and its id had been given out again.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
      stat[21] = '1';
      writeFileSync(join(processesFolder(record.id), 'etcd.stat'), stat.join(' '));
      tearDown(record);
      expect(identify(pid)).toBeDefined();
    } finally {
      bystander.kill();
    }
  });

  test('no run is left', () => {
    expect(listStates().filter((record) => record.checkout === checkout && isAbandoned(record))).toEqual([]);
    expect(existsSync(stateRoot())).toBe(true);
  });
});

/** Starts a cluster in a process of its own, and returns that process once the cluster is up. */
async function startElsewhere(): Promise<{ starter: ChildProcess; id: string }> {
  const program = `
    const { Cluster } = require(${JSON.stringify(join(__dirname, 'cluster.ts'))});
    Cluster.start().then((cluster) => { console.log(cluster.folder); setInterval(() => {}, 1000); });
  `;
  const starter = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', program], { cwd: checkout });
  let output = '';
  let errors = '';
  starter.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  starter.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const folder = await eventually(
    () => {
      if (starter.exitCode !== null) throw new Error(errors);
      return output.includes('\n') && output.trim();
    },
    { timeoutMs: 120_000, description: 'another process starts a cluster' },
  );
  return { starter, id: folder.split('/').pop() ?? '' };
}
