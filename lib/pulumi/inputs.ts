import * as pulumi from '@pulumi/pulumi';
import { KubernetesObject } from '../core/manifest';
import { carryOutputs } from './outputs';

/**
 * What `install.sh` calls itself to the API server. With the same name both ways, a cluster can change from one to the
 * other, and fields that leave the program leave the cluster.
 */
const fieldManager = 'keelson';

/**
 * An object as it is given to the provider: with Outputs in their places, with annotations that tell the provider how to
 * apply it, and without what controllers write. Values of Secrets are marked secret.
 */
export function inputsOf(
  object: KubernetesObject,
  awaiting: Readonly<Record<string, string>>,
  options: pulumi.ResourceOptions,
): KubernetesObject {
  const owned = withoutForeign(object);
  const annotations = {
    'pulumi.com/patchFieldManager': fieldManager,
    'pulumi.com/patchForce': 'true',
    ...awaiting,
    ...owned.metadata.annotations,
  };
  const given = carryOutputs({ ...owned, metadata: { ...owned.metadata, annotations } }, options) as KubernetesObject;
  return given.kind === 'Secret' && given.apiVersion === 'v1' ? withSecretValues(given) : given;
}

function withSecretValues(secret: KubernetesObject): KubernetesObject {
  const hidden = ['data', 'stringData'].filter((field) => secret[field] !== undefined);
  return { ...secret, ...Object.fromEntries(hidden.map((field) => [field, pulumi.secret(secret[field])])) };
}

/** Leaves out fields that controllers fill: to apply them empty would take them back each time. */
function withoutForeign(object: KubernetesObject): KubernetesObject {
  switch (object.kind) {
    case 'ClusterRole': {
      const { rules, ...rest } = object;
      const isEmpty = Array.isArray(rules) && rules.length === 0;
      return object.aggregationRule !== undefined && isEmpty ? rest : object;
    }
    case 'MutatingWebhookConfiguration':
    case 'ValidatingWebhookConfiguration': {
      if (!Array.isArray(object.webhooks)) return object;
      const webhooks = object.webhooks as ({ readonly clientConfig?: ClientConfig } | null | undefined)[];
      return { ...object, webhooks: webhooks.map((webhook) => withoutPlaceholder(webhook, webhook?.clientConfig)) };
    }
    default:
      return object;
  }
}

interface ClientConfig {
  readonly caBundle?: string;
}

// What generators of manifests write where a certificate is put in later: nothing, or one line break in base64.
const placeholders: readonly (string | undefined)[] = ['', 'Cg=='];

function withoutPlaceholder<Webhook>(webhook: Webhook, config: ClientConfig | undefined): Webhook {
  if (config?.caBundle === undefined || !placeholders.includes(config.caBundle)) return webhook;
  const entries = Object.entries(config).filter(([field]) => field !== 'caBundle');
  return { ...webhook, clientConfig: Object.fromEntries(entries) };
}
