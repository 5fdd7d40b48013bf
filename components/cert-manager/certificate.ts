import { certManager } from '../../lib/api';
import { Component, Gate, WebhookCertificate, WebhookCertificateRequest } from '../../lib/core';
import { checkKnown, checkLabel, propsOf } from '../../lib/core/props';

/** Name of the Issuer that signs webhooks' certificates where no other is named. */
export const selfSigned = 'selfsigned-issuer';

/** Who signs a certificate. */
export interface IssuerName {
  readonly name: string;
  /** @default 'Issuer' */
  readonly kind?: 'Issuer' | 'ClusterIssuer' | (string & {});
  /** @default 'cert-manager.io' */
  readonly group?: string;
}

/**
 * Gives a component a certificate for a webhook, signed by an issuer that is there, or else by itself: the API server
 * trusts it by the `caBundle` alone.
 */
export function addCertificate(
  consumer: Component,
  given: WebhookCertificateRequest,
  needs: readonly Gate[],
  issuer?: IssuerName,
): WebhookCertificate {
  const request = propsOf(consumer, given);
  checkKnown(consumer, request, { name: true, secret: true, service: true });
  for (const prop of ['name', 'secret', 'service'] as const) checkLabel(consumer, prop, request[prop]);
  const { name = 'missing', secret = 'missing', service = 'missing' } = request;
  const namespace = consumer.systemNamespace;
  if (issuer === undefined) addSelfSigned(consumer);
  const host = `${service}.${namespace}.svc`;
  new certManager.Certificate(consumer, `certificate-${name}`, {
    metadata: { name, namespace },
    spec: {
      secretName: secret,
      dnsNames: [host, `${host}.cluster.local`],
      issuerRef: issuer ?? { kind: 'Issuer', name: selfSigned },
    },
  });
  return { needs, injection: { 'cert-manager.io/inject-ca-from': `${namespace}/${name}` } };
}

/** An Issuer for the consumer's namespace. Consumers in the same namespace share it. */
function addSelfSigned(consumer: Component): void {
  const namespace = consumer.systemNamespace;
  const there = consumer.platform.node
    .findAll()
    .some(
      (node) => node instanceof certManager.Issuer && node.name === selfSigned && node.metadata.namespace === namespace,
    );
  if (there) return;
  new certManager.Issuer(consumer, selfSigned, { metadata: { name: selfSigned, namespace }, spec: { selfSigned: {} } });
}
