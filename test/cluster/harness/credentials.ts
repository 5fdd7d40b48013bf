import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who speaks to the API server. Every part has an identity of its own, so that the audit log tells them apart. */
const USERS = {
  admin: { user: 'admin', groups: 'system:masters' },
  'controller-manager': { user: 'system:kube-controller-manager', groups: '' },
  scheduler: { user: 'system:kube-scheduler', groups: '' },
  proxy: { user: 'system:kube-proxy', groups: '' },
  kubelet: { user: 'system:node:node1', groups: 'system:nodes' },
} as const;

export type ClusterUser = keyof typeof USERS;

/** Where the credentials of a run are. @param folder - the run's state */
export const credentialsFolder = (folder: string): string => join(folder, 'pki');

export const kubeconfigPath = (folder: string, user: ClusterUser): string =>
  join(credentialsFolder(folder), `${user}.kubeconfig`);

/** Keys, tokens and kubeconfigs of one run. */
export class Credentials {
  /** Where the API server puts the certificate that it signs itself. */
  readonly certificateFolder: string;
  readonly certificatePath: string;
  readonly serviceAccountKeyPath: string;
  readonly tokensPath: string;

  /**
   * @param runFolder - the run's state
   * @param server - the API server's URL
   */
  constructor(
    private readonly runFolder: string,
    readonly server: string,
  ) {
    const folder = credentialsFolder(runFolder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.certificateFolder = folder;
    this.certificatePath = join(folder, 'apiserver.crt');
    this.serviceAccountKeyPath = join(folder, 'service-account.key');
    this.tokensPath = join(folder, 'tokens.csv');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.write(this.serviceAccountKeyPath, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const tokens = Object.entries(USERS).map(([name, { user, groups }]) => {
      const token = randomBytes(16).toString('hex');
      this.write(this.kubeconfig(name as ClusterUser), this.kubeconfigText(token));
      return `${token},${user},${name},"${groups}"\n`;
    });
    this.write(this.tokensPath, tokens.join(''));
  }

  kubeconfig(user: ClusterUser): string {
    return kubeconfigPath(this.runFolder, user);
  }

  private kubeconfigText(token: string): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'keelson', cluster: { server: this.server, 'certificate-authority': this.certificatePath } }],
      users: [{ name: 'keelson', user: { token } }],
      contexts: [{ name: 'keelson', context: { cluster: 'keelson', user: 'keelson' } }],
      'current-context': 'keelson',
    });
  }

  private write(path: string, content: string | Buffer): void {
    writeFileSync(path, content, { mode: 0o600 });
  }
}
