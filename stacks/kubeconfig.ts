import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { Yaml } from 'cdk8s';
import { ValidationError } from '../lib/core';
import { listOf } from '../lib/core/props';
import { listed, shown, suggestion } from '../lib/core/words';

/** Which cluster the settings name. */
export interface ClusterSettings {
  /** Path or content of a kubeconfig. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Where a program runs. */
export interface Machine {
  readonly env: Readonly<Partial<Record<string, string>>>;
  readonly home: string;
  /** Folder that relative paths start from. */
  readonly folder: string;
  /** Folder in which pods find their credentials. */
  readonly podCredentials: string;
}

/** Where an API server is. */
export interface Server {
  readonly url: string;
  /** What connections to it go through. @default - nothing */
  readonly proxy?: string;
}

/** Why there is no server. */
export interface NoServer {
  readonly problem: string;
  /** Whether the program must be told something else: the settings name a cluster, but not one that there is. */
  readonly wrong: boolean;
}

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context?: { readonly cluster?: string } }[];
  readonly clusters?: readonly {
    readonly name: string;
    readonly cluster?: { readonly server?: string; readonly 'proxy-url'?: string };
  }[];
}

/** Whether a kubeconfig is given as its content, not as its path. */
export function isContent(kubeconfig: string): boolean {
  return /[\n{]|apiVersion:/.test(kubeconfig);
}

/** The path of a kubeconfig that is given by its path: `~` is the home folder. */
export function kubeconfigPath(path: string, { home, folder }: Pick<Machine, 'home' | 'folder'>): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(2)) : resolve(folder, path);
}

/**
 * The server that Pulumi's Kubernetes provider will use: that of the kubeconfig in the settings, or else in the
 * environment variable `KUBECONFIG`, in the home folder, or of the cluster in which the program runs.
 */
export function findServer({ kubeconfig, context }: ClusterSettings, machine: Machine): Server | NoServer {
  if (kubeconfig !== undefined && isContent(kubeconfig)) {
    return serverOf('"keelson:kubeconfig"', () => [parse(kubeconfig)], context);
  }
  if (kubeconfig !== undefined) {
    const path = kubeconfigPath(kubeconfig, machine);
    if (!isFile(path))
      return { problem: `"keelson:kubeconfig" is ${shown(kubeconfig)}, where no file is`, wrong: true };
    return serverOf(shown(kubeconfig), () => [load(path)], context);
  }
  const listing = machine.env.KUBECONFIG ?? '';
  const paths = listing === '' ? [join(machine.home, '.kube', 'config')] : listing.split(delimiter);
  const there = paths.filter((path) => path !== '' && isFile(path));
  if (there.length > 0) return serverOf(listed(there), () => there.map(load), context);
  return ownCluster(machine) ?? { problem: noKubeconfig(paths, listing), wrong: false };
}

function noKubeconfig(paths: readonly string[], listing: string): string {
  const where = listing === '' ? 'in the home folder' : `where "KUBECONFIG" says: ${listed(paths)}`;
  return `there is no kubeconfig ${where}; set "keelson:kubeconfig", or the environment variable "KUBECONFIG"`;
}

/** The cluster that this program runs in as a pod. */
function ownCluster({ env, podCredentials }: Machine): Server | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (host === undefined || port === undefined || !existsSync(join(podCredentials, 'token'))) return undefined;
  return { url: `https://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

/** What kubeconfigs say together: what is given twice counts as it is given first, as for kubectl. */
function serverOf(name: string, read: () => readonly Kubeconfig[], asked: string | undefined): Server | NoServer {
  let configs: readonly Kubeconfig[];
  try {
    configs = read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `the kubeconfig ${name} cannot be read: ${reason}`, wrong: true };
  }
  const contexts = configs.flatMap((config) => listOf(config.contexts));
  const names = contexts.map((each) => each.name);
  const current = asked ?? configs.map((config) => config['current-context']).find((each) => each);
  if (current === undefined) {
    const advice = names.length === 0 ? '' : `; set "keelson:context" to one of ${listed(names)}`;
    return { problem: `the kubeconfig ${name} names no current context${advice}`, wrong: false };
  }
  const context = contexts.find((each) => each.name === current);
  if (context === undefined) {
    const hint = suggestion(current, names) || (names.length === 0 ? '' : `, there are ${listed(names)}`);
    return { problem: `the kubeconfig ${name} has no context ${shown(current)}${hint}`, wrong: true };
  }
  const clusters = configs.flatMap((config) => listOf(config.clusters));
  const cluster = clusters.find((each) => each.name === context.context?.cluster)?.cluster;
  if (cluster?.server === undefined || !URL.canParse(cluster.server)) {
    const server =
      cluster?.server === undefined ? 'no server' : `the server ${shown(cluster.server)}, which is no URL,`;
    return { problem: `the kubeconfig ${name} says ${server} for the context ${shown(current)}`, wrong: true };
  }
  const proxy = cluster['proxy-url'];
  if (proxy !== undefined && !URL.canParse(proxy)) {
    return { problem: `the kubeconfig ${name} says the proxy ${shown(proxy)}, which is no URL`, wrong: true };
  }
  return { url: cluster.server, ...(proxy === undefined ? {} : { proxy }) };
}

function load(path: string): Kubeconfig {
  const [config = {}, ...more] = Yaml.load(path) as unknown[];
  if (typeof config === 'object' && config !== null && more.length === 0) return config;
  throw new ValidationError('it must be one object with "clusters", "contexts" and "users"');
}

/** cdk8s reads files alone, so the content becomes one that nobody else can read, for as long as that takes. */
function parse(content: string): Kubeconfig {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-'));
  try {
    const path = join(folder, 'kubeconfig');
    writeFileSync(path, content, { mode: 0o600 });
    return load(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
