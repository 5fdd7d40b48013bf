import { Construct } from 'constructs';
import type {
  CertificateRequestSpec,
  CertificateSpec,
  ChallengeSpec,
  IssuerSpec,
  OrderSpec,
} from './cert-manager.types';
import { issuerSpec, issuerStatus } from './cert-manager-issuers';
import { acmeState, bytes, issuanceConditions, issuerReference, secretKey, texts, usages } from './cert-manager-parts';
import { solver } from './cert-manager-solvers';
import { KindDefinition, PrinterColumn } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import { boolean, choice, int32, integer, list, map, object, required, string, time } from './kit/schema';

const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const ready: PrinterColumn = {
  name: 'Ready',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type == "Ready")].status',
};
const status: PrinterColumn = {
  name: 'Status',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type == "Ready")].message',
  priority: 1,
};
const issuerName: PrinterColumn = { name: 'Issuer', type: 'string', jsonPath: '.spec.issuerRef.name' };

const kind = { group: 'cert-manager.io', version: 'v1', namespaced: true } as const;
const acmeKind = { group: 'acme.cert-manager.io', version: 'v1', namespaced: true } as const;
const acmeCategories = ['cert-manager', 'cert-manager-acme'];

const allowedNames = (typeName: string, description: string) =>
  object(typeName, description, {
    dnsDomains: texts('DNS domains.', 'One domain.'),
    emailAddresses: texts('Addresses of email, or hosts of them.', 'One address or host.'),
    ipRanges: texts('Ranges of IP addresses, in CIDR notation.', 'One range.'),
    uriDomains: texts('Hosts of URIs.', 'One host.'),
  });

const keystoreFields = {
  create: required(boolean('Whether the file is made.')),
  password: string('Password of the file, in plain text. Not together with passwordSecretRef.'),
  passwordSecretRef: secretKey('Password of the file.'),
};

/** @see https://cert-manager.io/docs/usage/certificate/ */
export const certificate = new KindDefinition({
  ...kind,
  kind: 'Certificate',
  names: { plural: 'certificates', shortNames: ['cert', 'certs'], categories: ['cert-manager'] },
  description: 'A certificate that is issued into a Secret, and renewed in time.',
  spec: object('CertificateSpec', 'What the certificate is for, who signs it, and where it is put.', {
    secretName: required(string('Secret that takes tls.crt, tls.key and, where the issuer tells it, ca.crt.')),
    secretTemplate: object('CertificateSecretTemplate', 'What the Secret has besides.', {
      annotations: map('Annotations of the Secret.', string('Value of one of them.')),
      labels: map('Labels of the Secret.', string('Value of one of them.')),
    }),
    issuerRef: required(issuerReference),
    commonName: string('Common name, at most 64 characters. Names of servers belong in dnsNames.'),
    dnsNames: texts('DNS names that the certificate is for.', 'One name.'),
    ipAddresses: texts('IP addresses that the certificate is for.', 'One address.'),
    uris: texts('URIs that the certificate is for.', 'One URI.'),
    emailAddresses: texts('Addresses of email that the certificate is for.', 'One address.'),
    otherNames: list(
      'Names of other sorts.',
      object('CertificateOtherName', 'One name.', {
        oid: string('Object identifier of the sort, such as 1.3.6.1.4.1.311.20.2.3.'),
        utf8Value: string('The name.'),
      }),
      { listType: 'atomic' },
    ),
    subject: object('CertificateSubject', 'Whom the certificate is for, beside the common name.', {
      countries: texts('Countries.', 'One country.'),
      localities: texts('Cities.', 'One city.'),
      organizationalUnits: texts('Units of the organization.', 'One unit.'),
      organizations: texts('Organizations.', 'One organization.'),
      postalCodes: texts('Postal codes.', 'One code.'),
      provinces: texts('Provinces.', 'One province.'),
      streetAddresses: texts('Addresses.', 'One address.'),
      serialNumber: string('Serial number.'),
    }),
    literalSubject: string('The whole subject as in RFC 4514, in that order. Not together with subject or commonName.'),
    duration: string('How long the certificate is asked for, such as 2160h. 90 days where left out, at least 1h.'),
    renewBefore: string('How long before its end it is renewed. A third of its duration where left out.'),
    renewBeforePercentage: int32(
      'Percentage of the duration that is left when it is renewed. Not together with renewBefore.',
    ),
    revisionHistoryLimit: int32('Number of CertificateRequests that are kept. 1 where left out.'),
    usages,
    encodeUsagesInRequest: boolean('Whether the request names the usages. True where left out.'),
    isCA: boolean('Whether the certificate may sign others.'),
    nameConstraints: object('CertificateNameConstraints', 'Which names an authority may sign for.', {
      critical: boolean('Whether a client that does not know constraints must refuse.'),
      permitted: allowedNames('CertificatePermittedNames', 'Names that it may sign for.'),
      excluded: allowedNames('CertificateExcludedNames', 'Names that it may not sign for.'),
    }),
    privateKey: object('CertificatePrivateKey', 'The key.', {
      algorithm: choice('Algorithm of the key. RSA where left out.', ['RSA', 'ECDSA', 'Ed25519']),
      encoding: choice('How the key is written. PKCS1 where left out.', ['PKCS1', 'PKCS8']),
      rotationPolicy: choice('Whether a renewal makes a new key. Always where left out.', ['Never', 'Always']),
      size: integer('Bits of the key: 2048, 4096 or 8192 for RSA, 256, 384 or 521 for ECDSA.'),
    }),
    signatureAlgorithm: choice('Algorithm of the signature. Chosen by the key where left out.', [
      'SHA256WithRSA',
      'SHA384WithRSA',
      'SHA512WithRSA',
      'ECDSAWithSHA256',
      'ECDSAWithSHA384',
      'ECDSAWithSHA512',
      'PureEd25519',
    ]),
    additionalOutputFormats: list(
      'Further ways in which the Secret holds key and certificate.',
      object('CertificateOutputFormat', 'One way.', {
        type: required(
          choice('The way: key.der, or tls-combined.pem with key and certificates.', ['DER', 'CombinedPEM']),
        ),
      }),
      { listType: 'atomic' },
    ),
    keystores: object('CertificateKeystores', 'Files for Java and others, in the Secret besides.', {
      jks: object('JksKeystore', 'The files keystore.jks and truststore.jks.', {
        ...keystoreFields,
        alias: string('Name of the key in the file. certificate where left out.'),
      }),
      pkcs12: object('Pkcs12Keystore', 'The files keystore.p12 and truststore.p12.', {
        ...keystoreFields,
        profile: choice('Algorithms of the file.', ['LegacyRC2', 'LegacyDES', 'Modern2023']),
      }),
    }),
  }),
  status: object('CertificateStatus', 'What is known of the certificate.', {
    conditions: issuanceConditions('CertificateCondition', true),
    failedIssuanceAttempts: integer('How often issuing has failed in a row.'),
    lastFailureTime: time('When issuing last failed.'),
    nextPrivateKeySecretName: string('Secret with the key of the certificate that is being issued.'),
    notAfter: time('When the certificate ends.'),
    notBefore: time('When the certificate begins.'),
    renewalTime: time('When the certificate is renewed.'),
    revision: integer('How often the certificate has been issued.'),
  }),
  columns: [
    ready,
    { name: 'Secret', type: 'string', jsonPath: '.spec.secretName' },
    { ...issuerName, priority: 1 },
    status,
    age,
  ],
});

/** @see https://cert-manager.io/docs/usage/certificaterequest/ */
export const certificateRequest = new KindDefinition({
  ...kind,
  kind: 'CertificateRequest',
  names: { plural: 'certificaterequests', shortNames: ['cr', 'crs'], categories: ['cert-manager'] },
  description: 'One request to an issuer to sign.',
  spec: object('CertificateRequestSpec', 'What is to be signed, and by whom.', {
    issuerRef: required(issuerReference),
    request: required(bytes('The request in PEM, as PKCS #10 has it.')),
    duration: string('How long the certificate is asked for, such as 2160h.'),
    isCA: boolean('Whether the certificate may sign others.'),
    usages,
    username: string('Who made the request. The API server writes it.'),
    uid: string('Who made the request, as a UID. The API server writes it.'),
    groups: texts('Groups of who made the request. The API server writes them.', 'One group.'),
    extra: map('More of who made the request. The API server writes it.', list('Values.', string('One value.'))),
  }),
  status: object('CertificateRequestStatus', 'What came of the request.', {
    conditions: issuanceConditions('CertificateRequestCondition', false),
    certificate: bytes('The certificate in PEM, with those that it stands on.'),
    ca: bytes('Certificate of the authority in PEM.'),
    failureTime: time('When the request failed.'),
  }),
  columns: [
    { name: 'Approved', type: 'string', jsonPath: '.status.conditions[?(@.type == "Approved")].status' },
    { name: 'Denied', type: 'string', jsonPath: '.status.conditions[?(@.type == "Denied")].status' },
    ready,
    issuerName,
    { name: 'Requester', type: 'string', jsonPath: '.spec.username' },
    status,
    age,
  ],
});

const issuerColumns = [ready, status, age];

/** @see https://cert-manager.io/docs/configuration/ */
export const issuer = new KindDefinition({
  ...kind,
  kind: 'Issuer',
  names: { plural: 'issuers', shortNames: ['iss'], categories: ['cert-manager'] },
  description: 'Who signs certificates of one namespace.',
  spec: issuerSpec,
  status: issuerStatus,
  columns: issuerColumns,
});

/** @see https://cert-manager.io/docs/configuration/ */
export const clusterIssuer = new KindDefinition({
  ...kind,
  kind: 'ClusterIssuer',
  names: { plural: 'clusterissuers', shortNames: ['ciss'], categories: ['cert-manager'] },
  namespaced: false,
  description: 'Who signs certificates of all namespaces.',
  spec: issuerSpec,
  status: issuerStatus,
  columns: issuerColumns,
});

/** @see https://cert-manager.io/docs/concepts/acme-orders-challenges/ */
export const order = new KindDefinition({
  ...acmeKind,
  kind: 'Order',
  names: { plural: 'orders', categories: acmeCategories },
  description: 'An order of one certificate with an ACME server. cert-manager makes it.',
  spec: required(
    object('OrderSpec', 'What is ordered.', {
      issuerRef: required(issuerReference),
      request: required(bytes('The request in DER, as PKCS #10 has it.')),
      commonName: string('Common name of the certificate.'),
      dnsNames: texts('DNS names that the certificate is for.', 'One name.'),
      ipAddresses: texts('IP addresses that the certificate is for.', 'One address.'),
      duration: string('How long the certificate is asked for.'),
      profile: string('Profile of the certificate, where the server offers some.'),
    }),
  ),
  status: object('OrderStatus', 'What came of the order.', {
    state: acmeState('How far the order is.'),
    reason: string('Why it is there.'),
    url: string('Address of the order.'),
    finalizeURL: string('Where the request is handed in.'),
    certificate: bytes('The certificate in PEM.'),
    failureTime: time('When the order failed.'),
    authorizations: list(
      'What the server wants to see.',
      object('AcmeAuthorization', 'What it wants to see for one name.', {
        url: required(string('Address of the authorization.')),
        identifier: string('The name.'),
        initialState: acmeState('How far it was at first.'),
        wildcard: boolean('Whether it is for all names below.'),
        challenges: list(
          'Ways to show it.',
          object('AcmeChallengeOffer', 'One way.', {
            token: required(string('Token of the server.')),
            type: required(string('The way: http-01, dns-01 or another.')),
            url: required(string('Address of the challenge.')),
          }),
          { listType: 'atomic' },
        ),
      }),
      { listType: 'atomic' },
    ),
  }),
  columns: [
    { name: 'State', type: 'string', jsonPath: '.status.state' },
    { ...issuerName, priority: 1 },
    { name: 'Reason', type: 'string', jsonPath: '.status.reason', priority: 1 },
    age,
  ],
});

/** @see https://cert-manager.io/docs/concepts/acme-orders-challenges/ */
export const challenge = new KindDefinition({
  ...acmeKind,
  kind: 'Challenge',
  names: { plural: 'challenges', categories: acmeCategories },
  description: 'What an ACME server wants to see for one name of an order. cert-manager makes it.',
  spec: required(
    object('ChallengeSpec', 'What is to be shown, and how.', {
      authorizationURL: required(string('Address of the authorization.')),
      dnsName: required(string('The name.')),
      issuerRef: required(issuerReference),
      key: required(string('What is to be shown.')),
      solver: required(solver),
      token: required(string('Token of the server.')),
      type: required(choice('The way.', ['HTTP-01', 'DNS-01'])),
      url: required(string('Address of the challenge.')),
      wildcard: boolean('Whether it is for all names below.'),
    }),
  ),
  status: object('ChallengeStatus', 'How far the challenge is.', {
    presented: boolean('Whether it is shown.'),
    processing: boolean('Whether cert-manager is at it.'),
    reason: string('Why it is where it is.'),
    state: acmeState('How far the server is.'),
  }),
  columns: [
    { name: 'State', type: 'string', jsonPath: '.status.state' },
    { name: 'Domain', type: 'string', jsonPath: '.spec.dnsName' },
    { name: 'Reason', type: 'string', jsonPath: '.status.reason', priority: 1 },
    age,
  ],
});

/** A certificate that is issued into a Secret, and renewed in time. */
export class Certificate extends CustomResource<CertificateSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<CertificateSpec>) {
    super(scope, id, certificate, props);
  }
}

/** One request to an issuer to sign. Certificates make them by themselves. */
export class CertificateRequest extends CustomResource<CertificateRequestSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<CertificateRequestSpec>) {
    super(scope, id, certificateRequest, props);
  }
}

/** Who signs certificates of one namespace. */
export class Issuer extends CustomResource<IssuerSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<IssuerSpec>) {
    super(scope, id, issuer, props);
  }
}

/** Who signs certificates of all namespaces. */
export class ClusterIssuer extends CustomResource<IssuerSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<IssuerSpec>) {
    super(scope, id, clusterIssuer, props);
  }
}

/** An order of one certificate with an ACME server. cert-manager makes them by itself. */
export class Order extends CustomResource<OrderSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<OrderSpec>) {
    super(scope, id, order, props);
  }
}

/** What an ACME server wants to see for one name of an order. cert-manager makes them by itself. */
export class Challenge extends CustomResource<ChallengeSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ChallengeSpec>) {
    super(scope, id, challenge, props);
  }
}
