import { join } from 'node:path';
import { buildTool, toolPath } from './build';
import { makeCgroup } from './cgroups';
import { controlPlane } from './control-plane';
import { Credentials } from './credentials';
import { coreDnsImage, dnsManifests } from './dns';
import { Daemon } from './daemon';
import { eventually } from './eventually';
import { controllerImage } from './image';
import { KubeTarget } from './kube-target';
import { enterNetwork, NODE_IP, NodeNamespace } from './namespace';
import { Node, NODE_NAME, PAUSE_IMAGE } from './node';
import { assertPossible } from './requirements';
import { cgroupName, createState, stateFolder, type StateRecord, sweep } from './state';
import { mustRun } from './run';
import { defaultStorageClass, volumePermissions } from './storage';

export interface ClusterStartOptions {
  /** Lets the cluster run on when this process ends, until the command line's `down`. @default false */
  readonly detached?: boolean;
}

/** A Kubernetes cluster of one node that runs real pods, in namespaces of its own on this machine. */
export class Cluster extends KubeTarget {
  /** Whether a connection that a NetworkPolicy denies is denied. */
  readonly enforcesNetworkPolicies = true;
  private readonly daemons: Daemon[] = [];

  /** Starts a cluster whose node is Ready and whose DNS answers. Builds what it needs first, if the cache lacks it. */
  static async start(options: ClusterStartOptions = {}): Promise<Cluster> {
    assertPossible(3);
    sweep();
    const tools = await findTools();
    const images = await Promise.all([
      controllerImage(PAUSE_IMAGE, tools.pause, '/pause'),
      controllerImage(coreDnsImage(), tools.coredns, '/coredns'),
    ]);
    const record = createState('cluster', options.detached ?? false);
    const credentials = new Credentials(stateFolder(record.id), `https://${NODE_IP}:6443`);
    const namespace = new NodeNamespace(record, tools.pause);
    const cluster = new Cluster(record, credentials, tools, namespace);
    try {
      await namespace.ready();
      await cluster.boot(images);
      return cluster;
    } catch (error) {
      const logs = cluster.daemons.map((daemon) => `--- ${daemon.name}\n${daemon.logTail(10)}`).join('\n');
      await cluster.stop();
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${logs}`, { cause: error });
    }
  }

  private readonly node: Node;

  private constructor(
    record: StateRecord,
    private readonly credentials: Credentials,
    private readonly tools: Tools,
    private readonly namespace: NodeNamespace,
  ) {
    super(record, join(tools.kubernetes, 'kubectl'));
    this.node = new Node({
      kubernetes: tools.kubernetes,
      kubeRouterPath: tools.kubeRouter,
      credentials,
      folder: this.folder,
      cgroup: cgroupName(record.id),
    });
  }

  /**
   * Gives the node an image, so that pods can use it without a registry (unless they say `imagePullPolicy: Always`).
   *
   * @param path - a tar file that `buildImage` made
   * @returns the references in it
   */
  async loadImage(path: string): Promise<string[]> {
    const output = await this.ctr(['images', 'import', path]);
    const references = [...output.matchAll(/^unpacking (\S+) /gm)].map((match) => match[1] ?? '');
    for (const reference of references) {
      // kubelet learns of an image a moment after containerd has it; a pod in between would fail to pull it.
      const known = async (): Promise<boolean> =>
        (await this.ctr(['images', 'ls', `name==${reference}`])).includes('io.cri-containerd.image=managed');
      await eventually(known, { timeoutMs: 30_000, intervalMs: 50, description: `the node knows ${reference}` });
    }
    return references;
  }

  /** The end of the log of a part of the cluster, such as `kubelet` or `kube-apiserver`. */
  log(daemon: string, lines = 100): string {
    const found = this.daemons.find(({ name }) => name === daemon);
    if (!found) throw new Error(`no "${daemon}": there are ${this.daemons.map(({ name }) => name).join(', ')}`);
    return found.logTail(lines);
  }

  /** Ends the API server, as a crash does. What it has stored stays. */
  async stopApiServer(): Promise<void> {
    const { index, daemon } = this.apiServer();
    await daemon.kill();
    this.daemons.splice(index, 1);
  }

  /** Starts the API server again, and waits until it is ready. */
  async startApiServer(): Promise<void> {
    this.start(this.controlPlane().apiServer);
    await this.waitUntilReady(this.daemons, 60_000);
  }

  private apiServer(): { readonly index: number; readonly daemon: Daemon } {
    const index = this.daemons.findIndex(({ name }) => name === 'kube-apiserver');
    const daemon = this.daemons[index];
    if (daemon === undefined) throw new Error('the API server does not run');
    return { index, daemon };
  }

  protected enter(command: string, args: readonly string[]): [string, string[]] {
    return enterNetwork(this.record, command, args);
  }

  private ctr(args: readonly string[]): Promise<string> {
    return mustRun('ctr', ['--address', this.node.containerdSocket, '--namespace', 'k8s.io', ...args]);
  }

  private async boot(images: readonly string[]): Promise<void> {
    makeCgroup(cgroupName(this.record.id));
    const { etcd, apiServer } = this.controlPlane();
    this.start(etcd, apiServer, this.node.containerd());
    await this.waitUntilReady(this.daemons, 60_000);
    this.start(...this.node.controlLoops(), this.node.kubeProxy(), volumePermissions());
    await this.waitForContainerd();
    for (const image of images) await this.loadImage(image);
    this.start(this.node.kubelet());
    const manifests = [...dnsManifests(), defaultStorageClass()];
    await this.apply(manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'));
    await this.waitForNode();
    // It wants its node to be there.
    this.start(this.node.kubeRouter());
    await this.waitForPods();
  }

  private controlPlane(): ReturnType<typeof controlPlane> {
    return controlPlane({
      etcd: { path: this.tools.etcd, clientPort: 2379, peerPort: 2380 },
      kubernetes: this.tools.kubernetes,
      credentials: this.credentials,
      folder: this.folder,
      apiServerFlags: [
        '--secure-port=6443',
        '--bind-address=0.0.0.0',
        `--advertise-address=${NODE_IP}`,
        '--enable-admission-plugins=NodeRestriction',
        // For logs and exec: the node's name resolves nowhere.
        '--kubelet-preferred-address-types=InternalIP',
      ],
    });
  }

  private start(...options: readonly Parameters<NodeNamespace['start']>[0][]): void {
    this.daemons.push(...options.map((option) => this.namespace.start(option)));
  }

  private waitForContainerd(): Promise<unknown> {
    return this.eventually('containerd serves', () => this.ctr(['plugins', 'ls']));
  }

  private waitForNode(): Promise<unknown> {
    return this.eventually('the node is Ready', () =>
      this.kubectl(['wait', '--for=condition=Ready', '--timeout=0', `node/${NODE_NAME}`]),
    );
  }

  /** Waits for DNS, and for the account without which the first pod of a test would be refused. */
  private waitForPods(): Promise<unknown> {
    return this.eventually('DNS is ready', async () => {
      await this.kubectl([
        'wait',
        '--for=condition=Available',
        '--timeout=0',
        '-n',
        'kube-system',
        'deployment/coredns',
      ]);
      await this.kubectl(['get', 'serviceaccount', 'default', '-n', 'default']);
    });
  }

  private eventually(description: string, attempt: () => Promise<unknown>): Promise<unknown> {
    const checked = (): Promise<unknown> => {
      this.daemons.forEach((daemon) => {
        daemon.assertRunning();
      });
      return attempt();
    };
    return eventually(checked, { timeoutMs: 90_000, description });
  }
}

interface Tools {
  readonly kubernetes: string;
  readonly etcd: string;
  readonly coredns: string;
  readonly kubeRouter: string;
  readonly pause: string;
}

async function findTools(): Promise<Tools> {
  return {
    kubernetes: await buildTool('kubernetes'),
    etcd: await toolPath('etcd'),
    coredns: await toolPath('coredns'),
    kubeRouter: await toolPath('kube-router'),
    pause: await toolPath('pause'),
  };
}
