import { bytes, issuanceConditions, secretKey, serviceAccount, texts } from './cert-manager-parts';
import { solver } from './cert-manager-solvers';
import { boolean, choice, list, object, required, string } from './kit/schema';

/*
 * Issuer and ClusterIssuer: the same specification, for one namespace and for all of them.
 * @see https://cert-manager.io/docs/configuration/issuers/
 */

const acme = object('AcmeIssuer', 'An ACME server, such as that of Let’s Encrypt.', {
  server: required(string('Address of its directory.')),
  email: string('Address that the server writes to, of certificates that run out.'),
  privateKeySecretRef: required(secretKey('Where the key of the account is, or is put.')),
  disableAccountKeyGeneration: boolean('Whether the key of the account must be there already.'),
  externalAccountBinding: object(
    'ExternalAccountBinding',
    'An account with the authority that the ACME account joins.',
    {
      keyID: required(string('Name of the key.')),
      keySecretRef: required(secretKey('The key.')),
      keyAlgorithm: choice('No longer used.', ['HS256', 'HS384', 'HS512']),
    },
  ),
  solvers: list('How names are shown to be ours. The one that fits a name best counts.', solver, {
    listType: 'atomic',
  }),
  preferredChain: string('Common name of the root whose chain is wanted, where the server offers several.', {
    maxLength: 64,
  }),
  profile: string('Profile of the certificates, where the server offers some.'),
  enableDurationFeature: boolean('Whether the server is asked for the duration of the Certificate.'),
  caBundle: bytes('Authorities that the server itself is trusted by.'),
  skipTLSVerify: boolean('Whether the server is trusted without any check. For tests only.'),
});

const vault = object('VaultIssuer', 'HashiCorp Vault.', {
  server: required(string('Address of the server.')),
  path: required(string('Path of the signing endpoint, such as pki/sign/role.')),
  namespace: string('Namespace in Vault.'),
  serverName: string('Name that the certificate of the server must be for.'),
  auth: required(
    object('VaultAuth', 'How cert-manager becomes known to Vault: one of these.', {
      appRole: object('VaultAppRole', 'By the role of an application.', {
        path: required(string('Where the method is mounted.')),
        roleId: required(string('The role.')),
        secretRef: required(secretKey('Secret of the role.')),
      }),
      clientCertificate: object('VaultClientCertificate', 'By a certificate.', {
        mountPath: string('Where the method is mounted. /v1/auth/cert where left out.'),
        name: string('Role to ask for. Any that fits where left out.'),
        secretName: string('Secret with the certificate and its key, of type kubernetes.io/tls.'),
      }),
      kubernetes: object('VaultKubernetesAuth', 'By a token of a ServiceAccount.', {
        role: required(string('Role in Vault.')),
        mountPath: string('Where the method is mounted. /v1/auth/kubernetes where left out.'),
        secretRef: secretKey('A token that does not end. Not together with serviceAccountRef.'),
        serviceAccountRef: serviceAccount,
      }),
      tokenSecretRef: secretKey('By a token of Vault.'),
    }),
  ),
  caBundle: bytes('Authorities that the server is trusted by. Not together with caBundleSecretRef.'),
  caBundleSecretRef: secretKey('Authorities that the server is trusted by.'),
  clientCertSecretRef: secretKey('Certificate to show to the server.'),
  clientKeySecretRef: secretKey('Key of the certificate to show.'),
});

const venafi = object('VenafiIssuer', 'Venafi, as a service or a server of one’s own.', {
  zone: required(string('Zone with the policy for the certificates.')),
  cloud: object('VenafiCloud', 'Venafi as a service.', {
    url: string('Address of the service.'),
    apiTokenSecretRef: required(secretKey('Key of its API.')),
  }),
  tpp: object('VenafiTpp', 'A Trust Protection Platform.', {
    url: required(string('Address of the server, which ends in /vedsdk.')),
    credentialsRef: required(
      object('VenafiCredentials', 'A Secret with username and password, or with access-token.', {
        name: required(string('Name of the Secret.')),
      }),
    ),
    caBundle: bytes('Authorities that the server is trusted by. Not together with caBundleSecretRef.'),
    caBundleSecretRef: secretKey('Authorities that the server is trusted by.'),
  }),
});

/** Who signs, and how: one of these. */
export const issuerSpec = required(
  object('IssuerSpec', 'Who signs: one of these.', {
    acme,
    ca: object('CaIssuer', 'An authority whose key lies in the cluster.', {
      secretName: required(string('Secret with the certificate and the key of the authority.')),
      crlDistributionPoints: texts('Where lists of revoked certificates are.', 'One address.'),
      issuingCertificateURLs: texts('Where the certificate of the authority is.', 'One address.'),
      ocspServers: texts('Who can be asked about revocation.', 'One address.'),
    }),
    selfSigned: object('SelfSignedIssuer', 'Each certificate signs itself.', {
      crlDistributionPoints: texts('Where lists of revoked certificates are.', 'One address.'),
    }),
    vault,
    venafi,
  }),
);

export const issuerStatus = object('IssuerStatus', 'What is known of the issuer.', {
  conditions: issuanceConditions('IssuerCondition', true),
  acme: object('AcmeIssuerStatus', 'The account with the ACME server.', {
    uri: string('Address of the account.'),
    lastRegisteredEmail: string('Address that the server has of us.'),
    lastPrivateKeyHash: string('Hash of the key of the account.'),
  }),
});
