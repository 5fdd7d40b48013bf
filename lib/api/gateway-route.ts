import {
  group,
  hostname,
  kind,
  localReference,
  namespace,
  objectName,
  parentReference,
  port,
  preciseHostname,
} from './gateway-parts';
import { choice, int32, integer, list, listByKey, object, required, Rule, Schema, string } from './kit/schema';

interface Backend {
  readonly group?: string;
  readonly kind?: string;
  readonly port?: number;
}

const servicePort: Rule = {
  rule: "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true",
  message: 'Must have port for Service reference',
  holds: ({ group: apiGroup = '', kind: backend = 'Service', port: number }: Backend) =>
    apiGroup !== '' || backend !== 'Service' || number !== undefined,
};

const backendFields = {
  group: group('API group of the backend.', ''),
  kind: kind('Kind of the backend.', 'Service'),
  name: required(objectName('Name of the backend.')),
  namespace: namespace('Namespace of the backend. That of the route where left out.'),
  port: port('Port of the Service.'),
};

const headerName = (description: string): Schema =>
  string(description, { minLength: 1, maxLength: 256, pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$" });

const header = object('HTTPHeader', 'One header.', {
  name: required(headerName('Name of the header. Its case does not count.')),
  value: required(string('Value of the header.', { minLength: 1, maxLength: 4096 })),
});

const headerFilter = (description: string): Schema =>
  object('HTTPHeaderFilter', description, {
    set: listByKey('Headers that replace what is there.', 'name', header, { maxItems: 16 }),
    add: listByKey('Headers that are added to what is there.', 'name', header, { maxItems: 16 }),
    remove: list('Names of headers that are taken away.', string('One name.'), { maxItems: 16, listType: 'set' }),
  });

interface PathModifier {
  readonly type: string;
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

const pathRules = (['ReplaceFullPath', 'ReplacePrefixMatch'] as const).flatMap((type): Rule[] => {
  const field = type === 'ReplaceFullPath' ? 'replaceFullPath' : 'replacePrefixMatch';
  return [
    {
      rule: `self.type == '${type}' ? has(self.${field}) : true`,
      message: `${field} must be specified when type is set to '${type}'`,
      holds: (self: PathModifier) => self.type !== type || self[field] !== undefined,
    },
    {
      rule: `has(self.${field}) ? self.type == '${type}' : true`,
      message: `type must be '${type}' when ${field} is set`,
      holds: (self: PathModifier) => self[field] === undefined || self.type === type,
    },
  ];
});

const pathModifier = object(
  'HTTPPathModifier',
  'The path instead.',
  {
    type: required(choice('What of the path is replaced.', ['ReplaceFullPath', 'ReplacePrefixMatch'])),
    replaceFullPath: string('The whole path.', { maxLength: 1024 }),
    replacePrefixMatch: string('What stands for the prefix that has matched.', { maxLength: 1024 }),
  },
  { rules: pathRules },
);

/** Types of filters by the field that each has. */
const filterFields = {
  requestHeaderModifier: 'RequestHeaderModifier',
  responseHeaderModifier: 'ResponseHeaderModifier',
  requestMirror: 'RequestMirror',
  requestRedirect: 'RequestRedirect',
  urlRewrite: 'URLRewrite',
  extensionRef: 'ExtensionRef',
} as const;
type Filter = { readonly type: string } & Readonly<Partial<Record<keyof typeof filterFields, object>>>;

const filterRules = Object.entries(filterFields).flatMap(([field, type]): Rule[] => [
  {
    rule: `!(has(self.${field}) && self.type != '${type}')`,
    message: `filter.${field} must be nil if the filter.type is not ${type}`,
    holds: (self: Filter) => self[field as keyof typeof filterFields] === undefined || self.type === type,
  },
  {
    rule: `!(!has(self.${field}) && self.type == '${type}')`,
    message: `filter.${field} must be specified for ${type} filter.type`,
    holds: (self: Filter) => self.type !== type || self[field as keyof typeof filterFields] !== undefined,
  },
]);

const once = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite'];

const filtersRules: readonly Rule[] = [
  {
    rule: "!(self.exists(f, f.type == 'RequestRedirect') && self.exists(f, f.type == 'URLRewrite'))",
    message: 'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both',
    holds: (self: readonly Filter[]) =>
      !(self.some(({ type }) => type === 'RequestRedirect') && self.some(({ type }) => type === 'URLRewrite')),
  },
  ...once.map((type) => ({
    rule: `self.filter(f, f.type == '${type}').size() <= 1`,
    message: `${type} filter cannot be repeated`,
    holds: (self: readonly Filter[]) => self.filter((one) => one.type === type).length <= 1,
  })),
];

const filters = list(
  'What is done to requests on their way.',
  object(
    'HTTPRouteFilter',
    'One filter.',
    {
      type: required(choice('What it does. The field of the same name says how.', Object.values(filterFields))),
      requestHeaderModifier: headerFilter('Headers of requests.'),
      responseHeaderModifier: headerFilter('Headers of answers.'),
      requestMirror: object('HTTPRequestMirrorFilter', 'Sends a copy elsewhere, whose answer is dropped.', {
        backendRef: required(
          object('GatewayBackendReference', 'Where the copy goes.', backendFields, { rules: [servicePort] }),
        ),
      }),
      requestRedirect: object('HTTPRequestRedirectFilter', 'Answers with another address.', {
        scheme: choice('Scheme of the address.', ['http', 'https']),
        hostname: preciseHostname('Host of the address.'),
        path: pathModifier,
        port: port('Port of the address.'),
        statusCode: integer('Status of the answer: 301 or 302.', {
          default: 302,
          rules: [
            {
              rule: 'self in [301, 302]',
              message: 'statusCode must be 301 or 302',
              holds: (self: number) => self === 301 || self === 302,
            },
          ],
        }),
      }),
      urlRewrite: object('HTTPURLRewriteFilter', 'Asks the backend for another address.', {
        hostname: preciseHostname('Host that the backend sees.'),
        path: pathModifier,
      }),
      extensionRef: localReference('A filter of a controller.'),
    },
    { rules: filterRules },
  ),
  { maxItems: 16, rules: filtersRules },
);

interface PathMatch {
  readonly type?: string;
  readonly value?: string;
}

const literal = "(self.type in ['Exact','PathPrefix'])";
const isLiteral = ({ type = 'PathPrefix' }: PathMatch): boolean => type === 'Exact' || type === 'PathPrefix';
const pathText = "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$";
const when = "when type one of ['Exact', 'PathPrefix']";

const pathMatchRules: readonly Rule[] = [
  {
    rule: `${literal} ? self.value.startsWith('/') : true`,
    message: `value must be an absolute path and start with '/' ${when}`,
    holds: (self: PathMatch) => !isLiteral(self) || (self.value ?? '/').startsWith('/'),
  },
  ...['//', '/./', '/../', '%2f', '%2F', '#'].map((text) => ({
    rule: `${literal} ? !self.value.contains('${text}') : true`,
    message: `must not contain '${text}' ${when}`,
    holds: (self: PathMatch) => !isLiteral(self) || !(self.value ?? '/').includes(text),
  })),
  ...['/..', '/.'].map((text) => ({
    rule: `${literal} ? !self.value.endsWith('${text}') : true`,
    message: `must not end with '${text}' ${when}`,
    holds: (self: PathMatch) => !isLiteral(self) || !(self.value ?? '/').endsWith(text),
  })),
  {
    rule: "self.type in ['Exact','PathPrefix'] || self.type == 'RegularExpression'",
    message: "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']",
    holds: (self: PathMatch) => isLiteral(self) || self.type === 'RegularExpression',
  },
  {
    rule: `${literal} ? self.value.matches(r"""${pathText}""") : true`,
    message: `must only contain valid characters (matching ${pathText}) for types ['Exact', 'PathPrefix']`,
    holds: (self: PathMatch) => !isLiteral(self) || new RegExp(pathText).test(self.value ?? '/'),
  },
];

const matchType = (description: string): Schema =>
  choice(description, ['Exact', 'RegularExpression'], { default: 'Exact' });

const everyPath = { path: { type: 'PathPrefix', value: '/' } };

const match = object('HTTPRouteMatch', 'One sort of requests: all that is named must fit.', {
  path: object(
    'HTTPPathMatch',
    'Path of the request.',
    {
      type: choice('How the path is compared.', ['Exact', 'PathPrefix', 'RegularExpression'], {
        default: 'PathPrefix',
      }),
      value: string('The path.', { maxLength: 1024, default: '/' }),
    },
    { default: everyPath.path, rules: pathMatchRules },
  ),
  headers: listByKey(
    'Headers of the request.',
    'name',
    object('HTTPHeaderMatch', 'One header.', {
      type: matchType('How the value is compared.'),
      name: required(headerName('Name of the header.')),
      value: required(string('Value of the header.', { minLength: 1, maxLength: 4096 })),
    }),
    { maxItems: 16 },
  ),
  queryParams: listByKey(
    'Parameters of the query.',
    'name',
    object('HTTPQueryParamMatch', 'One parameter.', {
      type: matchType('How the value is compared.'),
      name: required(headerName('Name of the parameter.')),
      value: required(string('Value of the parameter.', { minLength: 1, maxLength: 1024 })),
    }),
    { maxItems: 16 },
  ),
  method: choice('Method of the request.', [
    ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'],
  ]),
});

interface RouteRule {
  readonly matches?: readonly { readonly path?: PathMatch }[];
  readonly filters?: readonly RouteFilter[];
  readonly backendRefs?: readonly { readonly filters?: readonly RouteFilter[] }[];
}
interface RouteFilter {
  readonly requestRedirect?: { readonly path?: PathModifier };
  readonly urlRewrite?: { readonly path?: PathModifier };
}

type Rewriting = 'requestRedirect' | 'urlRewrite';
const replacesPrefix = (all: readonly RouteFilter[] | undefined, field: Rewriting): boolean =>
  (all ?? []).filter((filter) => {
    const path = filter[field]?.path;
    return path?.type === 'ReplacePrefixMatch' && path.replacePrefixMatch !== undefined;
  }).length === 1;
const onePrefix = ({ matches = [everyPath] }: RouteRule): boolean =>
  matches.length === 1 && (matches[0]?.path?.type ?? 'PathPrefix') === 'PathPrefix';

const celReplaces = (field: Rewriting): string =>
  `f, has(f.${field}) && has(f.${field}.path) && f.${field}.path.type == 'ReplacePrefixMatch' && has(f.${field}.path.replacePrefixMatch)`;
const celOnePrefix =
  "((size(self.matches) != 1 || !has(self.matches[0].path) || self.matches[0].path.type != 'PathPrefix') ? false : true) : true";
const needsPrefix = (filter: string): string =>
  `hen using ${filter} filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified`;

const ruleRules: readonly Rule[] = [
  {
    rule: '(has(self.backendRefs) && size(self.backendRefs) > 0) ? (!has(self.filters) || self.filters.all(f, !has(f.requestRedirect))): true',
    message: 'RequestRedirect filter must not be used together with backendRefs',
    holds: ({ backendRefs = [], filters: all = [] }: RouteRule) =>
      backendRefs.length === 0 || all.every(({ requestRedirect }) => requestRedirect === undefined),
  },
  ...(['requestRedirect', 'urlRewrite'] as const).map((field) => ({
    rule: `(has(self.filters) && self.filters.exists_one(${celReplaces(field)})) ? ${celOnePrefix}`,
    message: `W${needsPrefix(filterFields[field])}`,
    holds: (self: RouteRule) => !replacesPrefix(self.filters, field) || onePrefix(self),
  })),
  ...(['requestRedirect', 'urlRewrite'] as const).map((field) => ({
    rule: `(has(self.backendRefs) && self.backendRefs.exists_one(b, (has(b.filters) && b.filters.exists_one(${celReplaces(field)})) )) ? ${celOnePrefix}`,
    message: `Within backendRefs, ${field === 'urlRewrite' ? 'W' : 'w'}${needsPrefix(filterFields[field])}`,
    holds: (self: RouteRule) =>
      (self.backendRefs ?? []).filter((backend) => replacesPrefix(backend.filters, field)).length !== 1 ||
      onePrefix(self),
  })),
];

const durationPattern = { pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' };

interface Timeouts {
  readonly request?: string;
  readonly backendRequest?: string;
}
const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const milliseconds = (text: string): number =>
  [...text.matchAll(/(\d+)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit = 'ms']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );

const timeoutsRule: Rule = {
  rule: "!(has(self.request) && has(self.backendRequest) && duration(self.request) != duration('0s') && duration(self.backendRequest) > duration(self.request))",
  message: 'backendRequest timeout cannot be longer than request timeout',
  holds: ({ request, backendRequest }: Timeouts) =>
    request === undefined ||
    backendRequest === undefined ||
    milliseconds(request) === 0 ||
    milliseconds(backendRequest) <= milliseconds(request),
};

const most = 16;
const matchesRule: Rule = {
  rule: `${Array.from({ length: most }, (_, index) => `(self.size() > ${index} ? self[${index}].matches.size() : 0)`).join(' + ')} <= 128`,
  message:
    'While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128',
  holds: (self: readonly RouteRule[]) => self.reduce((sum, { matches }) => sum + (matches?.length ?? 1), 0) <= 128,
};

interface Parent {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
}
const sameParent = (one: Parent, other: Parent): boolean =>
  ([one.group ?? '', one.kind ?? '', one.name, one.namespace ?? ''] as const).join(' ') ===
  [other.group ?? '', other.kind ?? '', other.name, other.namespace ?? ''].join(' ');

const celSame =
  "p1.group == p2.group && p1.kind == p2.kind && p1.name == p2.name && (((!has(p1.__namespace__) || p1.__namespace__ == '') && (!has(p2.__namespace__) || p2.__namespace__ == '')) || (has(p1.__namespace__) && has(p2.__namespace__) && p1.__namespace__ == p2.__namespace__ ))";

const parentRules: readonly Rule[] = [
  {
    rule: `self.all(p1, self.all(p2, ${celSame} ? ((!has(p1.sectionName) || p1.sectionName == '') == (!has(p2.sectionName) || p2.sectionName == '')) : true))`,
    message: 'sectionName must be specified when parentRefs includes 2 or more references to the same parent',
    holds: (self: readonly Parent[]) =>
      self.every((one) =>
        self.every(
          (other) => !sameParent(one, other) || (one.sectionName === undefined) === (other.sectionName === undefined),
        ),
      ),
  },
  {
    rule: `self.all(p1, self.exists_one(p2, ${celSame} && (((!has(p1.sectionName) || p1.sectionName == '') && (!has(p2.sectionName) || p2.sectionName == '')) || (has(p1.sectionName) && has(p2.sectionName) && p1.sectionName == p2.sectionName))))`,
    message: 'sectionName must be unique when parentRefs includes 2 or more references to the same parent',
    holds: (self: readonly Parent[]) =>
      self.every(
        (one) => self.filter((other) => sameParent(one, other) && one.sectionName === other.sectionName).length === 1,
      ),
  },
];

const routeRule = object(
  'HTTPRouteRule',
  'One rule: which requests, and where they go.',
  {
    matches: list('Requests that it is for. One of them must fit.', match, { maxItems: 64, default: [everyPath] }),
    filters,
    backendRefs: list(
      'Where requests go.',
      object(
        'HTTPBackendReference',
        'One backend.',
        {
          ...backendFields,
          weight: int32('Its share of the requests, out of the sum of all.', {
            minimum: 0,
            maximum: 1_000_000,
            default: 1,
          }),
          filters,
        },
        { rules: [servicePort] },
      ),
      { maxItems: 16 },
    ),
    timeouts: object(
      'HTTPRouteTimeouts',
      'How long things may take.',
      {
        request: string('From the request to the answer, such as 10s. 0s for no end.', durationPattern),
        backendRequest: string('One request to a backend.', durationPattern),
      },
      { rules: [timeoutsRule] },
    ),
  },
  { rules: ruleRules },
);

/** What an HTTPRoute says. */
export const httpRouteSpec = object('HTTPRouteSpec', 'Which requests go where.', {
  parentRefs: list('Gateways that the route is attached to.', parentReference, { maxItems: 32, rules: parentRules }),
  hostnames: list('Hosts of the requests. Those of the listener where left out.', hostname('One host.'), {
    maxItems: 16,
  }),
  rules: list('The rules. All requests go nowhere where left out.', routeRule, {
    maxItems: most,
    default: [{ matches: [everyPath] }],
    rules: [matchesRule],
  }),
});
