import { int32, listByKey, map, object, required, Rule, Schema, string } from './kit/schema';

/** DNS names, as the Gateway API limits them. */
const name253 = { minLength: 1, maxLength: 253 };
const subdomain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';

export const hostPattern = `^(\\*\\.)?${subdomain}$`;
export const groupKind = 'gateway.networking.k8s.io';

/** The name of an object. */
export const objectName = (description: string): Schema => string(description, name253);

/** The name of a listener, or another name of DNS. */
export const sectionName = (description: string): Schema =>
  string(description, { ...name253, pattern: `^${subdomain}$` });

/** A host, which may start with a wildcard. */
export const hostname = (description: string): Schema => string(description, { ...name253, pattern: hostPattern });

/** A host without a wildcard. */
export const preciseHostname = (description: string): Schema =>
  string(description, { ...name253, pattern: `^${subdomain}$` });

/** The name of a controller: a domain, a slash and a path. */
export const controllerName = (description: string, rules?: readonly Rule[]): Schema =>
  string(description, {
    ...name253,
    pattern: `^${subdomain}\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$`,
    ...(rules === undefined ? {} : { rules }),
  });

/** The type of an address: one of the API's, or one of an implementation. */
export const addressType = string('Sort of the address: IPAddress, Hostname, NamedAddress, or one of a controller.', {
  ...name253,
  pattern: `^Hostname|IPAddress|NamedAddress|${subdomain}\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$`,
  default: 'IPAddress',
});

/** The protocol of a listener: one of the API's, or one of an implementation. */
export const protocol = string('HTTP, HTTPS, TLS, TCP, UDP, or one of a controller.', {
  ...{ minLength: 1, maxLength: 255 },
  pattern: `^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|${subdomain}\\/[A-Za-z0-9]+$`,
});

export const group = (description: string, initial?: string): Schema =>
  string(description, {
    ...{ maxLength: 253, pattern: `^$|^${subdomain}$` },
    ...(initial === undefined ? {} : { default: initial }),
  });

export const kind = (description: string, initial?: string): Schema =>
  string(description, {
    ...{ minLength: 1, maxLength: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$' },
    ...(initial === undefined ? {} : { default: initial }),
  });

export const namespace = (description: string): Schema =>
  string(description, { minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' });

export const port = (description: string): Schema => int32(description, { minimum: 1, maximum: 65535 });

/** An object of the same namespace. */
export const localReference = (description: string): Schema =>
  object('GatewayLocalReference', description, {
    group: required(group('API group of the object. Empty for the core group.')),
    kind: required(kind('Kind of the object.')),
    name: required(objectName('Name of the object.')),
  });

/** What a route is attached to. */
export const parentReference = object('GatewayParentReference', 'What the route is attached to: usually a Gateway.', {
  group: group('API group of the parent.', groupKind),
  kind: kind('Kind of the parent.', 'Gateway'),
  namespace: namespace('Namespace of the parent. That of the route where left out.'),
  name: required(objectName('Name of the parent.')),
  sectionName: sectionName('Listener of the Gateway. All of them where left out.'),
  port: port('Port of the listener. All of them where left out.'),
});

/** Conditions in the words of the Gateway API. */
export const gatewayCondition = object('GatewayCondition', 'One condition.', {
  type: required(
    string('What the condition is about.', {
      maxLength: 316,
      pattern: `^(${subdomain}/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`,
    }),
  ),
  status: required({ type: 'string', description: 'True, False or Unknown.', enum: ['True', 'False', 'Unknown'] }),
  reason: required(
    string('Why, in one word for programs.', {
      ...{ minLength: 1, maxLength: 1024 },
      pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
    }),
  ),
  message: required(string('Why, for people.', { maxLength: 32768 })),
  lastTransitionTime: required({ type: 'string', format: 'date-time', description: 'When the status last changed.' }),
  observedGeneration: { type: 'integer', format: 'int64', minimum: 0, description: 'Generation that it is about.' },
});

/** Conditions of a status, which start as pending where `pending` names any. */
export const gatewayConditions = (pending: readonly string[] = [], least?: number): Schema =>
  listByKey('How far it is.', 'type', gatewayCondition, {
    maxItems: 8,
    ...(least === undefined ? {} : { minItems: least }),
    ...(pending.length === 0 ? {} : { default: pendingConditions(pending) }),
  });

/** Conditions before a controller has seen the object. */
export function pendingConditions(types: readonly string[]): object[] {
  return types.map((type) => ({
    ...{ type, status: 'Unknown', reason: 'Pending', message: 'Waiting for controller' },
    lastTransitionTime: '1970-01-01T00:00:00Z',
  }));
}

/** At most so many entries. */
export const atMost = (count: number): Rule => ({
  rule: `self.size() <= ${count}`,
  message: `must have at most ${count} items`,
  holds: (self: object) => Object.keys(self).length <= count,
});

/** Values by names, such as the options of TLS. */
export const annotationMap = (description: string, rules: readonly Rule[]): Schema =>
  map(description, string('Value of one of them.', { minLength: 0, maxLength: 4096 }), { rules });
