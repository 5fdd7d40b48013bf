import { choice, int64, list, object, required, Schema, string, time } from './kit/schema';

/*
 * What several kinds of cert-manager have in common.
 */

/** A list that appliers replace as a whole. */
export const texts = (description: string, item: string): Schema =>
  list(description, string(item), { listType: 'atomic' });

/** Bytes, which JSON carries as base64. */
export const bytes = (description: string): Schema => string(description, { format: 'byte' });

/** A key of a Secret. */
export const secretKey = (description: string): Schema =>
  object('SecretKeyReference', description, {
    name: required(string('Name of the Secret. That of a ClusterIssuer is in the namespace of cert-manager itself.')),
    key: string('The key in it. Some fields have a key that counts where this is left out.'),
  });

/** A ServiceAccount that cert-manager asks tokens of. */
export const serviceAccount = object('ServiceAccountReference', 'The ServiceAccount that tokens are asked of.', {
  name: required(string('Its name.')),
  audiences: texts('Further audiences of the tokens.', 'One audience.'),
});

/** Who signs. */
export const issuerReference = object('IssuerReference', 'The issuer that signs.', {
  name: required(string('Name of the issuer.')),
  kind: string('Kind of the issuer: Issuer, which is the default, ClusterIssuer, or that of another controller.'),
  group: string('API group of the issuer. cert-manager.io where left out.'),
});

/** What a key may be used for, in the words of RFC 5280 and of cert-manager. */
export const usages = list(
  'What the key may be used for. Digital signature and key encipherment where left out.',
  choice('One use.', [
    'signing',
    'digital signature',
    'content commitment',
    'key encipherment',
    'key agreement',
    'data encipherment',
    'cert sign',
    'crl sign',
    'encipher only',
    'decipher only',
    'any',
    'server auth',
    'client auth',
    'code signing',
    'email protection',
    's/mime',
    'ipsec end system',
    'ipsec tunnel',
    'ipsec user',
    'timestamping',
    'ocsp signing',
    'microsoft sgc',
    'netscape sgc',
  ]),
  { listType: 'atomic' },
);

/** Conditions as cert-manager writes them: it leaves out more than Kubernetes' own type allows. */
export const issuanceConditions = (typeName: string, generations: boolean): Schema =>
  list(
    'What holds of the object.',
    object(typeName, 'One condition.', {
      type: required(string('What the condition is about.')),
      status: required(choice('Whether it holds.', ['True', 'False', 'Unknown'])),
      reason: string('Why, in one word for programs.'),
      message: string('Why, for people.'),
      lastTransitionTime: time('When the status last changed.'),
      ...(generations ? { observedGeneration: int64('Generation of the object that the condition is about.') } : {}),
    }),
    { listType: 'map', listMapKeys: ['type'] },
  );

/** How far an ACME server is. */
export const acmeState = (description: string): Schema =>
  choice(description, ['valid', 'ready', 'pending', 'processing', 'invalid', 'expired', 'errored']);
