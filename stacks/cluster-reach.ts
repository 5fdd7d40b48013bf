import { connect } from 'node:net';
import { ClusterSettings, findServer, Machine, NoServer } from './kubeconfig';

/** How long a server may take to accept a connection, in milliseconds. */
const patience = 3000;

/**
 * Finds out whether the API server that the provider will use takes connections. Whether it lets us in is another
 * question.
 * @returns why not, or `undefined` where it does
 */
export async function whyUnreachable(settings: ClusterSettings, machine: Machine): Promise<NoServer | undefined> {
  const server = findServer(settings, machine);
  if (!('url' in server)) return server;
  const { url, proxy } = server;
  const failure = await tryConnection(new URL(proxy ?? url));
  if (failure === undefined || (proxy === undefined && isProxied(new URL(url), machine))) return undefined;
  const what = proxy === undefined ? `the API server ${url}` : `the proxy ${proxy} before the API server ${url}`;
  return { problem: `${what} takes no connection: ${failure}`, wrong: false };
}

/** Whether connections go through a proxy of the whole machine, so that none but the provider can tell. */
function isProxied({ hostname }: URL, { env }: Machine): boolean {
  const { HTTPS_PROXY, https_proxy: proxy = HTTPS_PROXY ?? '' } = env;
  return proxy !== '' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

/** @returns what went wrong, or `undefined` */
function tryConnection({ hostname, port, protocol }: URL): Promise<string | undefined> {
  const usual = { 'http:': 80, 'socks5:': 1080 }[protocol] ?? 443;
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
  return new Promise((resolve) => {
    const socket = connect(target);
    const end = (failure?: string): void => {
      socket.destroy();
      resolve(failure);
    };
    socket.setTimeout(patience, () => {
      end(`no answer in ${patience / 1000} s`);
    });
    socket.once('connect', () => {
      end();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end(error.code ?? error.message);
    });
  });
}
