import { Provider, ProviderArgs } from '@pulumi/kubernetes/provider';
import * as pulumi from '@pulumi/pulumi';

/** Which cluster to deploy to. */
export interface ClusterProps {
  /**
   * A kubeconfig: its path or its content.
   * @default - the environment variable `KUBECONFIG`, or `~/.kube/config`
   */
  readonly kubeconfig?: pulumi.Input<string>;
  /**
   * A context of the kubeconfig.
   * @default - its current context
   */
  readonly context?: pulumi.Input<string>;
}

/**
 * A provider with the settings that {@link deploy} counts on: server-side apply, ConfigMaps and Secrets that change in
 * place, and objects that are there already are taken over.
 * @see https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/
 */
export function kubernetesProvider(
  name: string,
  { kubeconfig, context }: ClusterProps = {},
  options: pulumi.ResourceOptions = {},
): Provider {
  // From 4.29 the provider refuses objects that are there already unless this is set; before, it takes them over anyway.
  const upsert = { upsertExistingObjects: true };
  const args: ProviderArgs = {
    // Without it the SDK puts $KUBECONFIG into the state as one path, even where that is a list or will be gone.
    kubeconfig: kubeconfig ?? '',
    ...(context === undefined ? {} : { context }),
    enableServerSideApply: true,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    suppressDeprecationWarnings: true,
    ...upsert,
  };
  return new Provider(name, args, options);
}

const defaults = new WeakMap<pulumi.Resource, pulumi.ProviderResource>();

/** The provider of all deployments that name none: one for each parent, or for the stack. */
export function defaultProvider(parent: pulumi.Resource | undefined): pulumi.ProviderResource {
  const owner = parent ?? pulumi.runtime.getStackResource();
  const known = owner === undefined ? undefined : defaults.get(owner);
  if (known !== undefined) return known;
  const provider = kubernetesProvider('kubernetes', {}, parent === undefined ? {} : { parent });
  if (owner !== undefined) defaults.set(owner, provider);
  return provider;
}
