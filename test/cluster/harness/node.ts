import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials } from './credentials';
import type { DaemonOptions } from './daemon';
import { NODE_IP } from './namespace';

export const NODE_NAME = 'node1';
export const PAUSE_IMAGE = 'keelson.test/pause:1';
export const DNS_IP = '10.96.0.10';
const POD_CIDR = '10.244.0.0/20';
const SERVICE_CIDR = '10.96.0.0/16';

export interface NodeOptions {
  /** The folder of the Kubernetes binaries. */
  readonly kubernetes: string;
  readonly kubeRouterPath: string;
  readonly credentials: Credentials;
  readonly folder: string;
  readonly cgroup: string;
}

/** The programs of a node, and the files that configure them. */
export class Node {
  readonly containerdSocket: string;
  private readonly configFolder: string;

  constructor(private readonly options: NodeOptions) {
    this.configFolder = join(options.folder, 'node');
    mkdirSync(join(this.configFolder, 'cni'), { recursive: true });
    this.containerdSocket = join(options.folder, 'containerd.sock');
  }

  controlLoops(): DaemonOptions[] {
    const { kubernetes, credentials } = this.options;
    const path = (name: string): string => join(kubernetes, name);
    return [
      {
        name: 'kube-controller-manager',
        command: path('kube-controller-manager'),
        args: [
          `--kubeconfig=${credentials.kubeconfig('controller-manager')}`,
          `--service-account-private-key-file=${credentials.serviceAccountKeyPath}`,
          `--root-ca-file=${credentials.certificatePath}`,
          '--use-service-account-credentials=true',
          '--enable-hostpath-provisioner=true',
          '--leader-elect=false',
        ],
      },
      {
        name: 'kube-scheduler',
        command: path('kube-scheduler'),
        args: [`--kubeconfig=${credentials.kubeconfig('scheduler')}`, '--leader-elect=false'],
      },
    ];
  }

  containerd(): DaemonOptions {
    this.write('cni/10-bridge.conflist', this.podNetwork());
    const config = `version = 2
root = "${join(this.options.folder, 'containerd')}"
state = "/run/containerd"
[grpc]
  address = "${this.containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${join(this.configFolder, 'cni')}"
`;
    return { name: 'containerd', command: 'containerd', args: ['--config', this.write('containerd.toml', config)] };
  }

  kubelet(): DaemonOptions {
    const config = {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      // Only this node's own network reaches the kubelet.
      authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
      authorization: { mode: 'AlwaysAllow' },
      address: NODE_IP,
      cgroupDriver: 'cgroupfs',
      cgroupRoot: `/${this.options.cgroup}`,
      failCgroupV1: false,
      failSwapOn: false,
      containerRuntimeEndpoint: `unix://${this.containerdSocket}`,
      clusterDNS: [DNS_IP],
      clusterDomain: 'cluster.local',
      resolvConf: this.write('resolv.conf', `nameserver ${DNS_IP}\n`),
      maxPods: 250,
      // How soon a pod sees a changed Secret in its volume: controllers that make their own webhook certificate wait for it.
      syncFrequency: '5s',
      // The machine's disk is not this cluster's to judge: evict only when nothing is left.
      evictionHard: {
        'memory.available': '100Mi',
        'nodefs.available': '1%',
        'nodefs.inodesFree': '1%',
        'imagefs.available': '1%',
      },
      // Images come from no registry: one that is collected would not come back.
      imageGCHighThresholdPercent: 100,
    };
    return {
      name: 'kubelet',
      command: join(this.options.kubernetes, 'kubelet'),
      args: [
        `--config=${this.write('kubelet.json', config)}`,
        `--kubeconfig=${this.options.credentials.kubeconfig('kubelet')}`,
        `--hostname-override=${NODE_NAME}`,
        `--node-ip=${NODE_IP}`,
      ],
    };
  }

  kubeProxy(): DaemonOptions {
    const config = {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      clientConnection: { kubeconfig: this.options.credentials.kubeconfig('proxy') },
      clusterCIDR: POD_CIDR,
      mode: 'iptables',
      // These limits belong to the whole machine.
      conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
      hostnameOverride: NODE_NAME,
    };
    return {
      name: 'kube-proxy',
      command: join(this.options.kubernetes, 'kube-proxy'),
      args: [`--config=${this.write('kube-proxy.json', config)}`],
    };
  }

  /** Enforces NetworkPolicies, which the bridge plugin does not. */
  kubeRouter(): DaemonOptions {
    return {
      name: 'kube-router',
      command: this.options.kubeRouterPath,
      args: [
        `--kubeconfig=${this.options.credentials.kubeconfig('admin')}`,
        `--hostname-override=${NODE_NAME}`,
        `--service-cluster-ip-range=${SERVICE_CIDR}`,
        '--run-firewall=true',
        '--run-router=false',
        '--run-service-proxy=false',
        '--run-loadbalancer=false',
      ],
    };
  }

  private podNetwork(): object {
    return {
      cniVersion: '0.4.0',
      name: 'pods',
      plugins: [
        {
          type: 'bridge',
          bridge: 'pods0',
          isGateway: true,
          ipMasq: true,
          hairpinMode: true,
          ipam: { type: 'host-local', ranges: [[{ subnet: POD_CIDR }]], routes: [{ dst: '0.0.0.0/0' }] },
        },
        { type: 'portmap', capabilities: { portMappings: true } },
      ],
    };
  }

  /** Writes a configuration file (objects as JSON, which every reader of YAML takes) and returns its path. */
  private write(name: string, content: string | object): string {
    const path = join(this.configFolder, name);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
    return path;
  }
}
