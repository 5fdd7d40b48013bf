import { debianPackages } from '../harness/requirements';

/** A reason why the playground cannot go on, told to a person: what is wrong, and what to do. */
export class PlaygroundError extends Error {}

/** What to do about what `missingFor` names. Debian packages are told in one command. */
const REMEDIES: Readonly<Record<string, string>> = {
  Linux: 'the cluster of one node runs on Linux alone',
  Go: 'install Go 1.26 or newer: https://go.dev/doc/install',
  root: 'run it as root: the node makes namespaces, mounts and packet filter rules',
  flock: 'install util-linux',
  setpriv: 'install util-linux',
  '@pulumi/pulumi': 'run: npm ci',
  '@pulumi/kubernetes': 'run: npm ci',
  'network, mount and process namespaces': 'root may not make them here, as in most containers; use a virtual machine',
};

/** Says what a machine lacks, one line for each thing, with what to do about it. */
export function adviceFor(missing: readonly string[]): string[] {
  const debian = new Set(debianPackages());
  const packages = missing.filter((name) => debian.has(name));
  const install = `run: apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  return [
    ...missing.filter((name) => !debian.has(name)).map((name) => `${name}: ${REMEDIES[name] ?? `install ${name}`}`),
    ...(packages.length === 0 ? [] : [`${packages.join(', ')}: ${install}`]),
  ];
}
