import {
  annotationMap,
  atMost,
  group,
  groupKind,
  hostname,
  kind,
  namespace,
  objectName,
  port,
  protocol,
  sectionName,
} from './gateway-parts';
import { choice, embedded, list, object, required, Rule } from './kit/schema';

interface Listener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly unknown[]; readonly options?: object };
}

/** What listeners of one Gateway may not be. */
export const listenerRules: readonly Rule[] = [
  {
    rule: "self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)",
    message: "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
    holds: (self: readonly Listener[]) =>
      self.every((one) => !['HTTP', 'TCP', 'UDP'].includes(one.protocol) || one.tls === undefined),
  },
  {
    rule: "self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)",
    message: 'tls mode must be Terminate for protocol HTTPS',
    holds: (self: readonly Listener[]) =>
      self.every((one) => one.protocol !== 'HTTPS' || (one.tls?.mode ?? 'Terminate') === 'Terminate'),
  },
  {
    rule: "self.all(l, l.protocol in ['TCP', 'UDP'] ? (!has(l.hostname) || l.hostname == '') : true)",
    message: "hostname must not be specified for protocols ['TCP', 'UDP']",
    holds: (self: readonly Listener[]) =>
      self.every((one) => !['TCP', 'UDP'].includes(one.protocol) || one.hostname === undefined),
  },
  {
    rule: 'self.all(l1, self.exists_one(l2, l1.name == l2.name))',
    message: 'Listener name must be unique within the Gateway',
    holds: (self: readonly Listener[]) => new Set(self.map(({ name }) => name)).size === self.length,
  },
  {
    rule: 'self.all(l1, self.exists_one(l2, l1.port == l2.port && l1.protocol == l2.protocol && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))',
    message: 'Combination of port, protocol and hostname must be unique for each listener',
    holds: (self: readonly Listener[]) =>
      new Set(self.map((one) => [one.port, one.protocol, one.hostname ?? ''].join(' '))).size === self.length,
  },
];

/** Kinds of routes that a listener takes. */
export const routeKind = object('GatewayRouteKind', 'One kind of routes.', {
  group: group('API group of the routes.', groupKind),
  kind: required(kind('Kind of the routes.')),
});

/** One port that takes requests. */
export const listener = object('GatewayListener', 'One port that takes requests.', {
  name: required(sectionName('Name of the listener, unique within the Gateway.')),
  hostname: hostname('Host of the requests. All of them where left out.'),
  port: required(port('Port that it listens on.')),
  protocol: required(protocol),
  tls: object(
    'GatewayTLS',
    'How connections are encrypted.',
    {
      mode: choice('Whether TLS ends here, or at the backend.', ['Terminate', 'Passthrough'], {
        default: 'Terminate',
      }),
      certificateRefs: list(
        'Certificates, usually Secrets of the type kubernetes.io/tls.',
        object('GatewayCertificateReference', 'One certificate.', {
          group: group('API group of the object.', ''),
          kind: kind('Kind of the object.', 'Secret'),
          name: required(objectName('Name of the object.')),
          namespace: namespace('Namespace of the object. That of the Gateway where left out.'),
        }),
        { maxItems: 64 },
      ),
      options: annotationMap('Settings of the controller. At most 16.', [atMost(16)]),
    },
    {
      rules: [
        {
          rule: "self.mode == 'Terminate' ? size(self.certificateRefs) > 0 || size(self.options) > 0 : true",
          message: 'certificateRefs or options must be specified when mode is Terminate',
          holds: ({ mode = 'Terminate', certificateRefs = [], options = {} }: NonNullable<Listener['tls']>) =>
            mode !== 'Terminate' || certificateRefs.length > 0 || Object.keys(options).length > 0,
        },
      ],
    },
  ),
  allowedRoutes: object(
    'GatewayAllowedRoutes',
    'Routes that may be attached.',
    {
      namespaces: object(
        'GatewayRouteNamespaces',
        'Namespaces whose routes may be.',
        {
          from: choice('Those of the Gateway, of a selector, or all.', ['All', 'Selector', 'Same'], {
            default: 'Same',
          }),
          selector: embedded('meta/v1.LabelSelector', 'Labels of the namespaces, with Selector.'),
        },
        { default: { from: 'Same' } },
      ),
      kinds: list('Kinds of the routes. Those that fit the protocol where left out.', routeKind, { maxItems: 8 }),
    },
    { default: { namespaces: { from: 'Same' } } },
  ),
});
