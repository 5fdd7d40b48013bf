import { ICertificateIssuer, WebhookCertificate, WebhookCertificateRequest } from './capabilities';
import { Component } from './component';
import { report } from './errors';
import { shown } from './words';

/** The prop of components whose webhooks' certificates somebody else can make. */
export interface WebhookCertificateProps {
  /**
   * Who makes and renews the certificate of the webhooks: the CertManager component, or `existingCertManager()`.
   * @default - the controller does so itself
   */
  readonly certificates?: ICertificateIssuer;
}

/**
 * Asks an issuer for the certificate of a component's webhooks. A wrong issuer is reported.
 * @returns `undefined` where nobody is asked
 */
export function webhookCertificate(
  consumer: Component,
  issuer: ICertificateIssuer | undefined,
  request: WebhookCertificateRequest,
): WebhookCertificate | undefined {
  if (issuer === undefined) return undefined;
  if (typeof (issuer as Partial<ICertificateIssuer> | null)?.addWebhookCertificate === 'function') {
    return issuer.addWebhookCertificate(consumer, request);
  }
  report(consumer, `"certificates" is ${shown(issuer)}, must be a CertManager component or another ICertificateIssuer`);
  return undefined;
}
