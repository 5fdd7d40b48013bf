import { stringify } from 'yaml';

/**
 * A kubeconfig with a context for each server, the first of which is current. One server alone has the context `kind`.
 */
export function kubeconfigOf(
  servers: string | Readonly<Record<string, string>>,
  { proxy }: { readonly proxy?: string } = {},
): string {
  const urls = typeof servers === 'string' ? { kind: servers } : servers;
  const names = Object.keys(urls);
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': names[0],
    clusters: Object.entries(urls).map(([name, server]) => ({
      name: `${name}-cluster`,
      cluster: { server, ...(proxy === undefined ? {} : { 'proxy-url': proxy }) },
    })),
    contexts: names.map((name) => ({ name, context: { cluster: `${name}-cluster`, user: 'admin' } })),
    users: [{ name: 'admin', user: {} }],
  });
}
