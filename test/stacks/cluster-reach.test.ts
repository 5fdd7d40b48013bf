import { mkdirSync, writeFileSync } from 'node:fs';
import { AddressInfo, createServer, Server } from 'node:net';
import { join } from 'node:path';
import { whyUnreachable } from '../../stacks/cluster-reach';
import { Machine } from '../../stacks/kubeconfig';
import { tempFolder } from '../support/app';
import { kubeconfigOf } from './kubeconfigs';

/** A machine with nothing on it, with a home of its own. */
function machine(env: Machine['env'] = {}): Machine & { readonly home: string } {
  const folder = tempFolder();
  return { env, home: join(folder, 'home'), folder, podCredentials: join(folder, 'credentials') };
}

function write(path: string, content: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

let server: Server;
let open: string;
let closed: string;

async function listening(): Promise<[Server, string]> {
  const made = createServer((socket) => socket.destroy());
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  return [made, `https://127.0.0.1:${(made.address() as AddressInfo).port}`];
}

beforeAll(async () => {
  [server, open] = await listening();
  const [gone, url] = await listening();
  await new Promise((done) => gone.close(done));
  closed = url;
});
afterAll(() => new Promise((done) => server.close(done)));

test('a server that takes connections is reached, wherever the kubeconfig is', async () => {
  const content = kubeconfigOf(open);
  const here = machine();
  const path = write(join(here.home, 'clusters', 'kind.yaml'), content);
  write(join(here.folder, 'kind.yaml'), content);
  for (const kubeconfig of [content, path, '~/clusters/kind.yaml', 'kind.yaml']) {
    expect(await whyUnreachable({ kubeconfig }, here)).toBeUndefined();
  }
  expect(await whyUnreachable({}, machine({ KUBECONFIG: path }))).toBeUndefined();
  const atHome = machine();
  write(join(atHome.home, '.kube', 'config'), content);
  expect(await whyUnreachable({}, atHome)).toBeUndefined();
});

test('a port that nobody listens on is told, with the address', async () => {
  expect(await whyUnreachable({ kubeconfig: kubeconfigOf(closed) }, machine())).toEqual({
    problem: `the API server ${closed} takes no connection: ECONNREFUSED`,
    wrong: false,
  });
});

test('the context decides', async () => {
  const kubeconfig = kubeconfigOf({ up: open, down: closed });
  expect(await whyUnreachable({ kubeconfig }, machine())).toBeUndefined();
  expect(await whyUnreachable({ kubeconfig, context: 'up' }, machine())).toBeUndefined();
  expect(await whyUnreachable({ kubeconfig, context: 'down' }, machine())).toMatchObject({ wrong: false });
});

test('of several kubeconfigs, the first word counts, and files that are not there do not', async () => {
  const here = machine();
  const files = {
    empty: write(join(here.folder, 'empty'), '{}'),
    up: write(join(here.folder, 'up'), kubeconfigOf({ up: open })),
    // The same names, other servers.
    down: write(join(here.folder, 'down'), kubeconfigOf({ up: closed, down: closed })),
  };
  const among = (...paths: string[]) =>
    whyUnreachable({}, { ...here, env: { KUBECONFIG: [join(here.folder, 'none'), '', ...paths].join(':') } });
  expect(await among(files.empty, files.up, files.down)).toBeUndefined();
  expect(await among(files.down, files.up)).toMatchObject({ problem: expect.stringContaining(closed) as string });
  const other = write(join(here.folder, 'other'), kubeconfigOf({ other: closed }));
  expect(await among(files.up, other)).toBeUndefined();
});

test('no kubeconfig at all is nothing wrong', async () => {
  const advice = 'set "keelson:kubeconfig", or the environment variable "KUBECONFIG"';
  expect(await whyUnreachable({}, machine())).toEqual({
    problem: `there is no kubeconfig in the home folder; ${advice}`,
    wrong: false,
  });
  expect(await whyUnreachable({}, machine({ KUBECONFIG: '/nowhere/config' }))).toEqual({
    problem: `there is no kubeconfig where "KUBECONFIG" says: "/nowhere/config"; ${advice}`,
    wrong: false,
  });
});

test('a pod reaches its own cluster', async () => {
  const { hostname, port } = new URL(closed);
  const pod = machine({ KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port });
  expect(await whyUnreachable({}, pod)).toMatchObject({ problem: expect.stringMatching('no kubeconfig') as string });
  write(join(pod.podCredentials, 'token'), 'x');
  expect(await whyUnreachable({}, pod)).toMatchObject({ problem: expect.stringContaining(closed) as string });
});

test('where there is a proxy, it is asked', async () => {
  const through = (proxy: string) => whyUnreachable({ kubeconfig: kubeconfigOf(closed, { proxy }) }, machine());
  expect(await through(open.replace('https', 'http'))).toBeUndefined();
  const proxy = closed.replace('https', 'http');
  expect(await through(proxy)).toEqual({
    problem: `the proxy ${proxy} before the API server ${closed} takes no connection: ECONNREFUSED`,
    wrong: false,
  });
});

test('behind a proxy of the machine, what cannot be known is not told, but loopback does not go through it', async () => {
  const kubeconfig = kubeconfigOf('https://cluster.invalid:6443');
  expect(await whyUnreachable({ kubeconfig }, machine())).toMatchObject({ wrong: false });
  for (const name of ['HTTPS_PROXY', 'https_proxy']) {
    const env = { [name]: 'http://proxy.example.com' };
    expect(await whyUnreachable({ kubeconfig }, machine(env))).toBeUndefined();
    expect(await whyUnreachable({ kubeconfig: kubeconfigOf(closed) }, machine(env))).toMatchObject({ wrong: false });
  }
});

describe('wrong', () => {
  test.each<[string, string, string | undefined, string]>([
    ['a path of no file', 'none.yaml', undefined, '"keelson:kubeconfig" is "none.yaml", where no file is'],
    [
      'a context that is none',
      kubeconfigOf('https://127.0.0.1:1'),
      'kinder',
      'the kubeconfig "keelson:kubeconfig" has no context "kinder", did you mean "kind"?',
    ],
    [
      'a context like none',
      kubeconfigOf('https://127.0.0.1:1'),
      'production',
      'the kubeconfig "keelson:kubeconfig" has no context "production", there are "kind"',
    ],
    [
      'no server',
      kubeconfigOf('https://127.0.0.1:1').replace('server:', 'servers:'),
      undefined,
      'the kubeconfig "keelson:kubeconfig" says no server for the context "kind"',
    ],
    [
      'a server that is no URL',
      kubeconfigOf('127.0.0.1'),
      undefined,
      'the kubeconfig "keelson:kubeconfig" says the server "127.0.0.1", which is no URL, for the context "kind"',
    ],
    [
      'a proxy that is no URL',
      kubeconfigOf('https://127.0.0.1:1', { proxy: 'proxy' }),
      undefined,
      'the kubeconfig "keelson:kubeconfig" says the proxy "proxy", which is no URL',
    ],
    [
      'something else',
      'apiVersion: v1\n---\napiVersion: v1\n',
      undefined,
      'the kubeconfig "keelson:kubeconfig" cannot be read: it must be one object with "clusters", "contexts" and "users"',
    ],
  ])('%s', async (_, kubeconfig, context, problem) => {
    const settings = { kubeconfig, ...(context === undefined ? {} : { context }) };
    expect(await whyUnreachable(settings, machine())).toEqual({ problem, wrong: true });
  });

  test('no current context is not wrong in a preview, and says the choice', async () => {
    const kubeconfig = kubeconfigOf({ up: open, down: closed }).replace('current-context', 'other-context');
    expect(await whyUnreachable({ kubeconfig }, machine())).toEqual({
      problem:
        'the kubeconfig "keelson:kubeconfig" names no current context; set "keelson:context" to one of "up", "down"',
      wrong: false,
    });
  });
});
