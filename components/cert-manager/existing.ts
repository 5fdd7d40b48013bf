import { Component, ICertificateIssuer, WebhookCertificate, WebhookCertificateRequest } from '../../lib/core';
import { report } from '../../lib/core/errors';
import { checkKnown, checkObject, checkText, propsOf } from '../../lib/core/props';
import { addCertificate, IssuerName } from './certificate';

/** Options of {@link existingCertManager}. */
export interface ExistingCertManagerOptions {
  /**
   * Who signs the certificates of webhooks. It must sign for names within the cluster, such as `name.namespace.svc`, so an
   * ACME issuer will not do, and must tell its authority as `ca.crt`.
   * @default - an Issuer in the namespace of each consumer that has certificates sign themselves
   */
  readonly issuer?: IssuerName;
}

/**
 * The cert-manager that a cluster has already. Nothing is installed for it, and its webhook must answer before the
 * platform is applied.
 */
export function existingCertManager(options: ExistingCertManagerOptions = {}): ICertificateIssuer {
  return new ExistingCertManager(options);
}

class ExistingCertManager implements ICertificateIssuer {
  constructor(private readonly options: ExistingCertManagerOptions) {}

  addWebhookCertificate(consumer: Component, request: WebhookCertificateRequest): WebhookCertificate {
    const options = propsOf(consumer, this.options);
    checkKnown(consumer, options, { issuer: true });
    return addCertificate(consumer, request, [], this.issuer(consumer, options.issuer));
  }

  private issuer(consumer: Component, given: Partial<IssuerName> | undefined): IssuerName | undefined {
    if (given === undefined || !checkObject(consumer, 'issuer', given)) return undefined;
    checkKnown(consumer, given, { name: true, kind: true, group: true });
    if (given.name === undefined) report(consumer, '"issuer.name" is missing; name the Issuer that signs');
    if (given.name === undefined || !checkText(consumer, 'issuer.name', given.name)) return undefined;
    return { name: given.name, kind: given.kind ?? 'Issuer', group: given.group ?? 'cert-manager.io' };
  }
}
