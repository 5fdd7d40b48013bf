import { Construct } from 'constructs';
import {
  addressType,
  annotationMap,
  atMost,
  controllerName,
  gatewayConditions,
  group,
  groupKind,
  hostPattern,
  kind,
  localReference,
  namespace,
  objectName,
  parentReference,
  pendingConditions,
  sectionName,
} from './gateway-parts';
import { listener, listenerRules, routeKind } from './gateway-listener';
import { httpRouteSpec } from './gateway-route';
import type { GatewayClassSpec, GatewaySpec, HTTPRouteSpec } from './gateway.types';
import { KindDefinition, PrinterColumn } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import { immutable, int32, list, listByKey, map, object, required, Rule, string } from './kit/schema';

const api = { group: groupKind, version: 'v1' } as const;
const categories = ['gateway-api'];
const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const conditionColumn = (name: string): PrinterColumn => ({
  ...{ name, type: 'string', jsonPath: `.status.conditions[?(@.type=="${name}")].status` },
});

/** @see https://gateway-api.sigs.k8s.io/api-types/gatewayclass/ */
export const gatewayClass = new KindDefinition({
  ...{ ...api, kind: 'GatewayClass', namespaced: false },
  names: { plural: 'gatewayclasses', shortNames: ['gc'], categories },
  description: 'A sort of Gateways, and the controller that makes them.',
  spec: required(
    object('GatewayClassSpec', 'The controller, and its settings.', {
      controllerName: required(
        controllerName('The controller, such as example.com/gateway. It cannot be changed.', [
          { ...immutable, message: 'Value is immutable' },
        ]),
      ),
      parametersRef: object('GatewayParametersReference', 'An object with settings of the controller.', {
        group: required(group('API group of the object.')),
        kind: required(kind('Kind of the object.')),
        name: required(objectName('Name of the object.')),
        namespace: namespace('Namespace of the object, where it has one.'),
      }),
      description: string('What the class is for.', { maxLength: 64 }),
    }),
  ),
  status: object(
    'GatewayClassStatus',
    'Whether the controller takes it.',
    { conditions: gatewayConditions(['Accepted']) },
    { default: { conditions: pendingConditions(['Accepted']) } },
  ),
  columns: [
    { name: 'Controller', type: 'string', jsonPath: '.spec.controllerName' },
    conditionColumn('Accepted'),
    age,
    { name: 'Description', type: 'string', jsonPath: '.spec.description', priority: 1 },
  ],
});

interface Address {
  readonly type?: string;
  readonly value: string;
}

// Four numbers to 255, or groups of IPv6. Upstream says it with `oneOf` and formats.
const octet = '(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])';
const ipPattern = `^(${octet}\\.){3}${octet}$|^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$`;

const address = object(
  'GatewayAddress',
  'One address.',
  { type: addressType, value: required(string('The address.', { minLength: 1, maxLength: 253 })) },
  {
    rules: [
      {
        rule: `self.type == 'Hostname' ? self.value.matches(r"""${hostPattern}"""): true`,
        message: `Hostname value must only contain valid characters (matching ${hostPattern})`,
        holds: ({ type, value }: Address) => type !== 'Hostname' || new RegExp(hostPattern).test(value),
      },
      {
        rule: `self.type == 'IPAddress' ? self.value.matches(r"""${ipPattern}""") : true`,
        message: 'IPAddress value must be an address of IPv4 or IPv6',
        holds: ({ type = 'IPAddress', value }: Address) => type !== 'IPAddress' || new RegExp(ipPattern).test(value),
      },
    ],
  },
);

const uniqueAddresses = ['IPAddress', 'Hostname'].map((type): Rule => ({
  rule: `self.all(a1, a1.type == '${type}' ? self.exists_one(a2, a2.type == a1.type && a2.value == a1.value) : true )`,
  message: `${type} values must be unique`,
  holds: (self: readonly Address[]) => {
    const values = self.flatMap((one) => ((one.type ?? 'IPAddress') === type ? [one.value] : []));
    return new Set(values).size === values.length;
  },
}));

const keyPattern =
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$';
const keyRules = (what: 'Annotation' | 'Label'): readonly Rule[] => [
  {
    rule: `self.all(key, key.matches(r"""${keyPattern}"""))`,
    message: `${what} keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.`,
    holds: (self: object) => Object.keys(self).every((key) => new RegExp(keyPattern).test(key)),
  },
  {
    rule: 'self.all(key, key.split("/")[0].size() < 253)',
    message: `If specified, the ${what.toLowerCase()} key's prefix must be a DNS subdomain not longer than 253 characters in total.`,
    holds: (self: object) => Object.keys(self).every((key) => (key.split('/')[0] ?? '').length < 253),
  },
];

/** @see https://gateway-api.sigs.k8s.io/api-types/gateway/ */
export const gateway = new KindDefinition({
  ...{ ...api, kind: 'Gateway', namespaced: true },
  names: { plural: 'gateways', shortNames: ['gtw'], categories },
  description: 'Where requests come into the cluster.',
  spec: required(
    object('GatewaySpec', 'The class, the listeners and the addresses.', {
      gatewayClassName: required(objectName('The GatewayClass.')),
      listeners: required(
        listByKey('Ports that take requests.', 'name', listener, { minItems: 1, maxItems: 64, rules: listenerRules }),
      ),
      addresses: list('Addresses that are asked for. Any where left out.', address, {
        maxItems: 16,
        rules: uniqueAddresses,
      }),
      infrastructure: object('GatewayInfrastructure', 'What the objects get that are made for the Gateway.', {
        labels: map(
          'Labels of the objects. At most 8.',
          string('Value of one of them.', {
            ...{ minLength: 0, maxLength: 63 },
            pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
          }),
          { rules: [atMost(8), ...keyRules('Label')] },
        ),
        annotations: annotationMap('Annotations of the objects. At most 8.', [atMost(8), ...keyRules('Annotation')]),
        parametersRef: localReference('An object with settings of the controller.'),
      }),
    }),
  ),
  status: object(
    'GatewayStatus',
    'How far the Gateway is.',
    {
      addresses: list('Addresses that it has.', address, { maxItems: 16 }),
      conditions: gatewayConditions(['Accepted', 'Programmed']),
      listeners: listByKey(
        'How far each listener is.',
        'name',
        object('GatewayListenerStatus', 'One listener.', {
          name: required(sectionName('Name of the listener.')),
          supportedKinds: required(list('Kinds of routes that it takes.', routeKind, { maxItems: 8 })),
          attachedRoutes: required(int32('Number of its routes.')),
          conditions: required(gatewayConditions()),
        }),
        { maxItems: 64 },
      ),
    },
    { default: { conditions: pendingConditions(['Accepted', 'Programmed']) } },
  ),
  columns: [
    { name: 'Class', type: 'string', jsonPath: '.spec.gatewayClassName' },
    { name: 'Address', type: 'string', jsonPath: '.status.addresses[*].value' },
    conditionColumn('Programmed'),
    age,
  ],
});

/** @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export const httpRoute = new KindDefinition({
  ...{ ...api, kind: 'HTTPRoute', namespaced: true },
  names: { plural: 'httproutes', categories },
  description: 'Which requests of HTTP go where.',
  spec: required(httpRouteSpec),
  status: object('HTTPRouteStatus', 'How far the route is.', {
    parents: required(
      list(
        'How far it is with each parent.',
        object('HTTPRouteParentStatus', 'One parent.', {
          parentRef: required(parentReference),
          controllerName: required(controllerName('The controller that says so.')),
          conditions: gatewayConditions([], 1),
        }),
        { maxItems: 32 },
      ),
    ),
  }),
  columns: [{ name: 'Hostnames', type: 'string', jsonPath: '.spec.hostnames' }, age],
});

/** A sort of Gateways, and the controller that makes them. */
export class GatewayClass extends CustomResource<GatewayClassSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<GatewayClassSpec>) {
    super(scope, id, gatewayClass, props);
  }
}

/** Where requests come into the cluster. */
export class Gateway extends CustomResource<GatewaySpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<GatewaySpec>) {
    super(scope, id, gateway, props);
  }
}

/** Which requests of HTTP go where. */
export class HTTPRoute extends CustomResource<HTTPRouteSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<HTTPRouteSpec>) {
    super(scope, id, httpRoute, props);
  }
}
