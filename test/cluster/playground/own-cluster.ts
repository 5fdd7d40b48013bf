import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster } from '../harness/cluster';
import { sha256 } from '../harness/digest';
import { kubectlEnvironment } from '../harness/kube-target';
import { enterNetwork } from '../harness/namespace';
import { checkout, stateRoot } from '../harness/paths';
import { identify, type ProcessIdentity } from '../harness/process-identity';
import {
  isAbandoned,
  listStates,
  processesFolder,
  stateFolder,
  type StateRecord,
  sweep,
  tearDown,
} from '../harness/state';
import { PlaygroundError } from './advice';
import type { Site } from './site';

/** Names who starts the cluster, before it is started: thus it is known as the playground's even after a power cut. */
const starterPath = (): string => join(stateRoot(), `playground-${sha256(checkout).slice(0, 8)}`, 'starter');

/** In a cluster's folder: its images, written when it has them all. */
const imagesPath = (record: StateRecord): string => join(stateFolder(record.id), 'playground-images');

/** The cluster of one node that the playground of this checkout runs. */
export class OwnCluster implements Site {
  /** The running cluster, if it was started to its end. */
  static find(): OwnCluster | undefined {
    const record = playgroundRecord();
    return record && isComplete(record) ? new OwnCluster(record) : undefined;
  }

  /** Starts a cluster that has some images, or finds it running. */
  static async findOrStart(
    images: readonly string[],
  ): Promise<{ readonly cluster: OwnCluster; readonly isNew: boolean }> {
    const found = OwnCluster.find();
    if (!found) return { cluster: await OwnCluster.start(images), isNew: true };
    if (readFileSync(imagesPath(found.record), 'utf8') !== images.join('\n')) {
      throw new PlaygroundError(
        'the cluster has images of another version of the project\n  what to do: npm run playground -- --stop, then again',
      );
    }
    return { cluster: found, isNew: false };
  }

  /** Ends the cluster, complete or not, and removes all that belongs to it. @returns whether there was one */
  static remove(): boolean {
    const record = playgroundRecord();
    if (record) tearDown(record);
    rmSync(join(starterPath(), '..'), { recursive: true, force: true });
    return record !== undefined;
  }

  private static async start(images: readonly string[]): Promise<OwnCluster> {
    OwnCluster.remove();
    sweep();
    assertNoOther();
    mkdirSync(join(starterPath(), '..'), { recursive: true, mode: 0o700 });
    writeFileSync(starterPath(), JSON.stringify(identify(process.pid)));
    try {
      const cluster = await Cluster.start({ detached: true });
      for (const image of images) await cluster.loadImage(image);
      const record = playgroundRecord();
      if (!record)
        throw new PlaygroundError('the cluster was stopped while it was started\n  what to do: run it again');
      writeFileSync(imagesPath(record), images.join('\n'));
      return new OwnCluster(record);
    } catch (error) {
      OwnCluster.remove();
      throw error;
    }
  }

  readonly title = 'a cluster of one node on this machine, in a network of its own';
  readonly hasHarnessImages = true;
  readonly folder: string;
  readonly processes: string;
  readonly env: Readonly<Record<string, string>>;

  private constructor(private readonly record: StateRecord) {
    this.folder = join(stateFolder(record.id), 'playground');
    this.processes = processesFolder(record.id);
    this.env = kubectlEnvironment(stateFolder(record.id));
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
  }

  enter(command: string, args: readonly string[]): [string, string[]] {
    return enterNetwork(this.record, command, args);
  }
}

const isComplete = (record: StateRecord): boolean => !isAbandoned(record) && existsSync(imagesPath(record));

const detachedRecords = (): StateRecord[] =>
  listStates().filter((record) => record.detached && record.checkout === checkout);

/** The record of the playground's cluster, which may have crashed or be half made. */
function playgroundRecord(): StateRecord | undefined {
  if (!existsSync(starterPath())) return undefined;
  const starter = JSON.parse(readFileSync(starterPath(), 'utf8')) as ProcessIdentity;
  return detachedRecords().find(
    ({ owner }) =>
      owner.pid === starter.pid && owner.startTime === starter.startTime && owner.bootId === starter.bootId,
  );
}

/** One that a person has started may hold what they need. */
function assertNoOther(): void {
  const [other] = detachedRecords();
  if (other === undefined) return;
  throw new PlaygroundError(
    `this checkout's cluster ${other.id} is up, which is not the playground's\n` +
      '  what to do: npx tsx test/cluster/harness/cli.ts down, then again',
  );
}
