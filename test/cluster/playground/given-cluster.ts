import { mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { whyUnreachable } from '../../../stacks/cluster-reach';
import { findServer, type Machine, type Server } from '../../../stacks/kubeconfig';
import { sha256 } from '../harness/digest';
import { checkout, stateRoot } from '../harness/paths';
import { PlaygroundError } from './advice';
import type { Site } from './site';

const ADVICE = '  what to do: correct KUBECONFIG, or unset it to use a cluster of one node on this machine';

/** A cluster that the environment variable `KUBECONFIG` names. */
export class GivenCluster implements Site {
  static async reach(): Promise<GivenCluster> {
    const machine: Machine = { env: process.env, home: homedir(), folder: process.cwd(), podCredentials: '' };
    const server = findServer({}, machine);
    const found = 'url' in server ? await whyUnreachable({}, machine) : server;
    if (found !== undefined) throw new PlaygroundError(`${found.problem}\n${ADVICE}`);
    // Without a problem there is a server.
    const { url } = server as Server;
    return new GivenCluster(url);
  }

  readonly title: string;
  readonly hasHarnessImages = false;
  readonly folder: string;
  readonly processes: string;
  readonly env: Readonly<Record<string, string>>;

  private constructor(url: string) {
    this.title = `the cluster at ${url}, which KUBECONFIG names`;
    // What is known of one cluster must not be taken for another's.
    this.folder = join(stateRoot(), `playground-${sha256(`${checkout} ${url}`).slice(0, 8)}`);
    this.processes = join(this.folder, 'processes');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (statSync(this.folder).uid !== process.getuid?.()) {
      throw new PlaygroundError(
        `${this.folder} belongs to someone else\n  what to do: set KEELSON_STATE to another folder`,
      );
    }
    const variables = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    this.env = Object.fromEntries(variables);
  }

  enter(command: string, args: readonly string[]): [string, string[]] {
    return [command, [...args]];
  }
}
