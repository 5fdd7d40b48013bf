import { Component, Platform } from '../lib/core';

/** What a stack tells after `pulumi up`, for people and for programs. It holds no secret. */
export interface StackOutputs {
  readonly environment: string;
  readonly size: string;
  /** Upstream's version of each component. */
  readonly versions: Readonly<Record<string, string>>;
  /** By component and by what answers there. */
  readonly addresses: Readonly<Record<string, Readonly<Record<string, AddressOutput>>>>;
  /** By component and by what it opens: the Secret that holds the password. */
  readonly credentials: Readonly<Record<string, Readonly<Record<string, CredentialOutput>>>>;
  /** Namespaces of teams. */
  readonly teams: readonly string[];
  /** What to do now. */
  readonly next: string;
}

/** Where something answers. */
export interface AddressOutput {
  /** As pods in the cluster reach it. */
  readonly url: string;
  /** Command that brings it to this machine. */
  readonly portForward: string;
  /** As it is reached on this machine then. */
  readonly localUrl: string;
}

/** Which Secret holds a password. */
export interface CredentialOutput {
  readonly namespace: string;
  readonly secret: string;
  readonly key: string;
}

/** What there is to tell of a platform. */
export function stackOutputs(platform: Platform): StackOutputs {
  const components = platform.node.findAll().filter((node) => Component.isComponent(node));
  const teams = [...platform.keptNamespaces()];
  return {
    environment: platform.name,
    size: platform.size,
    versions: Object.fromEntries(components.map(({ node, upstream }) => [node.id, upstream.version])),
    addresses: byComponent(components, ({ addresses }) => byName(addresses)),
    credentials: byComponent(components, ({ credentials }) => byName(credentials)),
    teams,
    next: nextStep(teams),
  };
}

function nextStep([team]: readonly string[]): string {
  return team === undefined
    ? "add a namespace for a team, and run pulumi up again: pulumi config set --path 'keelson:teams[0]' <name>"
    : `submit a workload: kubectl apply --server-side --namespace ${team} --filename <file>`;
}

/** Under the ids of the components, which tell two of one kind apart. Those with nothing to tell are left out. */
function byComponent<T extends object>(
  components: readonly Component[],
  tell: (component: Component) => T,
): Record<string, T> {
  const told = components.map((component): [string, T] => [component.node.id, tell(component)]);
  return Object.fromEntries(told.filter(([, value]) => Object.keys(value).length > 0));
}

function byName<T extends { readonly name: string }>(items: readonly T[]): Record<string, Omit<T, 'name'>> {
  return Object.fromEntries(items.map(({ name, ...rest }) => [name, rest]));
}
