import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeCgroup } from './cgroups';
import { checkout, stateRoot } from './paths';
import { identify, isAlive, parseStat, type ProcessIdentity, signal } from './process-identity';

/** What is running, or was when its starter crashed. Written before anything else is made. */
export interface StateRecord {
  readonly id: string;
  readonly kind: 'cluster' | 'api-server';
  /** The checkout that started it, so that the command line finds its own. */
  readonly checkout: string;
  /** Runs on after its starter has ended, until `down`. */
  readonly detached: boolean;
  readonly owner: ProcessIdentity;
}

const recordPath = (id: string): string => join(stateRoot(), `${id}.json`);
export const stateFolder = (id: string): string => join(stateRoot(), id);
export const processesFolder = (id: string): string => join(stateFolder(id), 'processes');
export const cgroupName = (id: string): string => `keelson-${id}`;

/** Reserves an id and a folder. Ids are random, so that runs of several checkouts, or of one, never meet. */
export function createState(kind: StateRecord['kind'], detached: boolean): StateRecord {
  const root = stateRoot();
  mkdirSync(root, { recursive: true, mode: 0o700 });
  if (statSync(root).uid !== process.getuid?.()) throw new Error(`${root} belongs to someone else`);
  const owner = identify(process.pid);
  if (!owner) throw new Error('no /proc: the cluster needs Linux');
  const record = { id: randomBytes(4).toString('hex'), kind, checkout, detached, owner };
  const path = recordPath(record.id);
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
  mkdirSync(processesFolder(record.id), { recursive: true });
  return record;
}

export function listStates(): StateRecord[] {
  if (!existsSync(stateRoot())) return [];
  return readdirSync(stateRoot())
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(stateRoot(), name), 'utf8')) as StateRecord];
      } catch (error) {
        // Another process removed it since.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    });
}

/** A recorded process, ended or not. Each wrote its own line before it became what it is (`daemon.ts`). */
export function recordedProcess(record: StateRecord, name: string): ProcessIdentity {
  const { pid, startTime } = parseStat(readFileSync(join(processesFolder(record.id), `${name}.stat`), 'utf8'));
  return { pid, startTime, bootId: record.owner.bootId };
}

function recordedProcesses(record: StateRecord): ProcessIdentity[] {
  const folder = processesFolder(record.id);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.stat'));
  return names.map((name) => recordedProcess(record, name.slice(0, -'.stat'.length)));
}

/** Whether a run is of use to nobody: its starter is gone, or (detached) its processes are. */
export function isAbandoned(record: StateRecord): boolean {
  if (record.detached && !isAlive(record.owner)) return !recordedProcesses(record).some(isAlive);
  return !isAlive(record.owner);
}

/** Removes what crashed runs, of any checkout, left behind. */
export function sweep(): StateRecord[] {
  const abandoned = listStates().filter(isAbandoned);
  abandoned.forEach(tearDown);
  return abandoned;
}

/**
 * Ends the processes of a run and removes all it made. Synchronous, so that it works in exit and signal handlers too.
 * Nothing is asked to end in peace: no byte of a test cluster is kept.
 */
export function tearDown(record: StateRecord): void {
  const processes = recordedProcesses(record);
  processes.forEach((process) => {
    signal(process, 'SIGKILL');
  });
  waitUntil(() => !processes.some(isAlive), `the processes of ${record.id} end`);
  waitUntil(() => removeCgroup(cgroupName(record.id)), `the control groups of ${record.id} empty`);
  rmSync(stateFolder(record.id), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  rmSync(recordPath(record.id), { force: true });
}

function waitUntil(condition: () => boolean, description: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited 30 s in vain that ${description}`);
    Atomics.wait(pause, 0, 0, 20);
  }
}
