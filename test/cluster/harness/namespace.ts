import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon, type DaemonOptions } from './daemon';
import { eventually } from './eventually';
import { cacheFolder } from './paths';
import { processesFolder, recordedProcess, stateFolder, type StateRecord } from './state';

/** The node's address on its own bridge. The same in every cluster, because no cluster sees another's network. */
export const NODE_IP = '10.250.0.1';

const DAEMON_NAME = 'namespace';

/**
 * Host folders that the node's programs write to at fixed paths; inside the namespaces each is a folder of the run's state.
 */
const PRIVATE_FOLDERS = ['/var/lib', '/var/log', '/tmp'];

/** Kernel settings of the whole machine that kubelet would set; it leaves alone those that already read so. */
const SYSCTLS: Readonly<Record<string, string>> = {
  'vm/overcommit_memory': '1',
  'vm/panic_on_oom': '0',
  'kernel/panic': '10',
  'kernel/panic_on_oops': '1',
  'kernel/keys/root_maxkeys': '1000000',
  'kernel/keys/root_maxbytes': '25000000',
};

/**
 * The node's own process, mount and network namespaces. All that the node starts or mounts is inside: when the first process
 * ends, the kernel ends the others and drops mounts, interfaces and packet filter rules with them.
 */
export class NodeNamespace {
  readonly daemon: Daemon;
  private readonly readyPath: string;

  constructor(
    private readonly record: StateRecord,
    pausePath: string,
  ) {
    const folder = stateFolder(record.id);
    this.readyPath = join(folder, 'namespace-ready');
    this.daemon = new Daemon(record, {
      name: DAEMON_NAME,
      command: 'unshare',
      args: [
        ...['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child=KILL'],
        ...['sh', '-ec', setup(folder, this.readyPath), 'sh', pausePath],
      ],
    });
  }

  /** Waits until the node can be built inside. */
  async ready(): Promise<void> {
    await eventually(() => (this.daemon.assertRunning(), existsSync(this.readyPath)), {
      timeoutMs: 20_000,
      intervalMs: 20,
      description: 'the namespaces are set up',
    });
    this.recordFirstProcess();
  }

  /** Starts a part of the node, inside all its namespaces. */
  start(options: DaemonOptions): Daemon {
    const [command, args] = enter(this.record, ['net', 'mount', 'pid'], options.command, options.args);
    return new Daemon(this.record, { ...options, command, args });
  }

  /**
   * `unshare` ends its child when it ends, but does not wait for it. Knowing the child lets a tear-down wait until the kernel
   * has ended all processes within.
   */
  private recordFirstProcess(): void {
    const children = readFileSync(`/proc/${this.daemon.pid}/task/${this.daemon.pid}/children`, 'utf8');
    const [child = ''] = children.trim().split(' ');
    writeFileSync(join(processesFolder(this.record.id), 'first.stat'), readFileSync(`/proc/${child}/stat`));
  }
}

/** A command in the node's network, with the files and processes of this machine. */
export function enterNetwork(record: StateRecord, command: string, args: readonly string[]): [string, string[]] {
  return enter(record, ['net'], command, args);
}

type NamespaceKind = 'net' | 'mount' | 'pid';
const NAMESPACE_FILES: Readonly<Record<NamespaceKind, string>> = { net: 'net', mount: 'mnt', pid: 'pid_for_children' };

function enter(
  record: StateRecord,
  kinds: readonly NamespaceKind[],
  command: string,
  args: readonly string[],
): [string, string[]] {
  const { pid } = recordedProcess(record, DAEMON_NAME);
  // Not `ip netns exec`, which mounts a new /sys over the control groups that kubelet needs.
  const flags = kinds.map((kind) => `--${kind}=/proc/${pid}/ns/${NAMESPACE_FILES[kind]}`);
  return ['nsenter', [...flags, '--', command, ...args]];
}

/** The script that turns new namespaces into a node. It ends by becoming `pause`, which reaps orphans. */
function setup(folder: string, ready: string): string {
  const cache = cacheFolder();
  const lines = ['mount --make-rshared /', 'mount -t tmpfs -o mode=755 tmpfs /run', 'mkdir /run/lock'];
  for (const path of PRIVATE_FOLDERS) {
    const own = join(folder, 'root', path);
    mkdirSync(own, { recursive: true });
    if (cache.startsWith(`${path}/`)) {
      // The programs of the cache stay where they are, also below a folder that is covered.
      const inside = join(own, cache.slice(path.length));
      mkdirSync(inside, { recursive: true });
      lines.push(`mount --bind '${cache}' '${inside}'`);
    }
    lines.push(`mount --rbind '${own}' ${path}`);
  }
  lines.push('chmod 1777 /tmp');
  for (const [name, value] of Object.entries(SYSCTLS)) {
    const own = join(folder, 'sysctl', name.replaceAll('/', '.'));
    mkdirSync(join(folder, 'sysctl'), { recursive: true });
    writeFileSync(own, `${value}\n`);
    lines.push(`mount --bind '${own}' /proc/sys/${name}`);
  }
  lines.push(
    'ip link set lo up',
    // A bridge, because not every kernel has dummy devices.
    'ip link add node0 type bridge',
    `ip address add ${NODE_IP}/24 dev node0`,
    'ip link set node0 up',
    'ip route add default dev node0',
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    // Packets between two pods on the bridge must pass the packet filter, where Services and network policies are.
    'echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables',
    `touch '${ready}'`,
    'exec "$1"',
  );
  return lines.join('\n');
}
