import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFolder } from './paths';

/** 2: the API server alone. 3: a node with pods. 4: the Pulumi engine against both. */
export type Level = 2 | 3 | 4;

export interface LevelOptions {
  /** What a suite of level 4 deploys to: an API server alone (2) or a whole cluster (3). @default 3 */
  readonly against?: 2 | 3;
}

/** What level 4 needs of npm: to Keelson they are optional. */
const PULUMI_PACKAGES = ['@pulumi/pulumi', '@pulumi/kubernetes'];

const CNI_FOLDER = '/usr/lib/cni';

/** The Debian packages that level 3 needs; continuous integration installs the same list. */
export function debianPackages(): string[] {
  return readFileSync(join(clusterFolder, 'debian-packages.txt'), 'utf8').split('\n').filter(Boolean);
}

/** One of the files by which each Debian package shows itself, whichever way it came to be there. */
const EVIDENCE: Readonly<Record<string, readonly string[]>> = {
  conntrack: ['conntrack'],
  containerd: ['containerd', 'ctr', 'containerd-shim-runc-v2'],
  'containernetworking-plugins': ['bridge', 'host-local', 'portmap'].map((plugin) => join(CNI_FOLDER, plugin)),
  debootstrap: ['debootstrap'],
  iproute2: ['ip'],
  ipset: ['ipset'],
  iptables: ['iptables', 'iptables-save', 'iptables-restore'],
  'python3-pip': ['/usr/bin/pip3'],
  runc: ['runc'],
};

/** What this machine lacks to run the tests of a level, in words; empty when it can. */
export function missingFor(level: Level, { against = 3 }: LevelOptions = {}): string[] {
  if (process.platform !== 'linux') return ['Linux'];
  const missing: string[] = [];
  if (!canRun('go', ['version'])) missing.push('Go');
  for (const program of ['flock', 'setpriv']) if (!find(program)) missing.push(program);
  if (level === 4) missing.push(...PULUMI_PACKAGES.filter((name) => !isInstalled(name)));
  if ((level === 4 ? against : level) === 2) return missing;
  if (process.getuid?.() !== 0) missing.push('root');
  for (const name of debianPackages()) {
    if (!(EVIDENCE[name] ?? [name]).every(find)) missing.push(name);
  }
  // Asked last and only of root: without it the answer is known.
  if (missing.length === 0 && !canRun('unshare', ['--net', '--mount', '--pid', '--fork', '--mount-proc', 'true'])) {
    missing.push('network, mount and process namespaces');
  }
  return missing;
}

/** `undefined` when the level can run, otherwise a line to show beside each skipped suite. */
export function skipReason(level: Level, options: LevelOptions = {}): string | undefined {
  const missing = missingFor(level, options);
  if (missing.length === 0) return undefined;
  const last = missing.pop() ?? '';
  return `skipped: level ${level}, needs ${missing.length > 0 ? `${missing.join(', ')} and ${last}` : last}`;
}

/** @throws when the level cannot run here. */
export function assertPossible(level: Level, options: LevelOptions = {}): void {
  const missing = missingFor(level, options);
  if (missing.length > 0) throw new Error(`level ${level} needs ${missing.join(', ')}`);
}

function find(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program);
  // Administration commands live where the PATH of a person often does not look.
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Looks for the file alone: to load the packages takes a second. */
function isInstalled(name: string): boolean {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

const canRun = (command: string, args: readonly string[]): boolean => spawnSync(command, args).status === 0;
