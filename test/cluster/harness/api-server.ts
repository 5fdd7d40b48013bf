import { join } from 'node:path';
import { buildTool, toolPath } from './build';
import { controlPlane } from './control-plane';
import { Credentials } from './credentials';
import { Daemon } from './daemon';
import { freePorts } from './free-ports';
import { KubeTarget } from './kube-target';
import { assertPossible } from './requirements';
import { createState, stateFolder, sweep } from './state';

/**
 * A real API server with nothing behind it: it admits, validates, defaults and stores. No controller acts, no pod runs, and
 * no Service leads anywhere.
 */
export class ApiServer extends KubeTarget {
  static async start(): Promise<ApiServer> {
    assertPossible(2);
    sweep();
    const [kubernetes, etcdPath] = await Promise.all([buildTool('kubernetes'), toolPath('etcd')]);
    const [port = 0, clientPort = 0, peerPort = 0] = await freePorts(3);
    const record = createState('api-server', false);
    const folder = stateFolder(record.id);
    const credentials = new Credentials(folder, `https://127.0.0.1:${port}`);
    const server = new ApiServer(record, join(kubernetes, 'kubectl'));
    try {
      const { etcd, apiServer } = controlPlane({
        etcd: { path: etcdPath, clientPort, peerPort },
        kubernetes,
        credentials,
        folder,
        apiServerFlags: [
          `--secure-port=${port}`,
          '--bind-address=127.0.0.1',
          // Nothing makes the `default` service accounts here, and without them every pod would be refused.
          '--disable-admission-plugins=ServiceAccount',
        ],
      });
      const daemons = [etcd, apiServer].map((options) => new Daemon(record, options));
      await server.waitUntilReady(daemons, 60_000);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  protected enter(command: string, args: readonly string[]): [string, string[]] {
    return [command, [...args]];
  }
}
