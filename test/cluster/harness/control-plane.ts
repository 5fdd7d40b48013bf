import { join } from 'node:path';
import { writeAuditPolicy } from './audit';
import type { Credentials } from './credentials';
import type { DaemonOptions } from './daemon';

export interface ControlPlaneOptions {
  readonly etcd: { readonly path: string; readonly clientPort: number; readonly peerPort: number };
  /** The folder of the Kubernetes binaries. */
  readonly kubernetes: string;
  readonly credentials: Credentials;
  /** Where data and logs go. */
  readonly folder: string;
  /** Further flags of the API server. */
  readonly apiServerFlags: readonly string[];
}

export const auditLogPath = (folder: string): string => join(folder, 'audit.log');

/** What both the bare API server and the node run: etcd and kube-apiserver. */
export function controlPlane(options: ControlPlaneOptions): { etcd: DaemonOptions; apiServer: DaemonOptions } {
  const { etcd, kubernetes, credentials, folder } = options;
  const clientUrl = `http://127.0.0.1:${etcd.clientPort}`;
  const peerUrl = `http://127.0.0.1:${etcd.peerPort}`;
  const auditPolicyPath = join(folder, 'audit-policy.json');
  writeAuditPolicy(auditPolicyPath);
  return {
    etcd: {
      name: 'etcd',
      command: etcd.path,
      args: [
        `--data-dir=${join(folder, 'etcd')}`,
        `--listen-client-urls=${clientUrl}`,
        `--advertise-client-urls=${clientUrl}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=default=${peerUrl}`,
        // Data that no crash needs to survive is not worth a flush to disk.
        '--unsafe-no-fsync',
        '--log-level=warn',
      ],
    },
    apiServer: {
      name: 'kube-apiserver',
      command: join(kubernetes, 'kube-apiserver'),
      args: [
        `--etcd-servers=${clientUrl}`,
        `--cert-dir=${credentials.certificateFolder}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${credentials.serviceAccountKeyPath}`,
        `--service-account-signing-key-file=${credentials.serviceAccountKeyPath}`,
        `--token-auth-file=${credentials.tokensPath}`,
        '--authorization-mode=Node,RBAC',
        '--allow-privileged=true',
        '--service-cluster-ip-range=10.96.0.0/16',
        `--audit-policy-file=${auditPolicyPath}`,
        `--audit-log-path=${auditLogPath(folder)}`,
        ...options.apiServerFlags,
      ],
    },
  };
}
