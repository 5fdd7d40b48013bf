import { group, kind, localReference, namespace, objectName, port, preciseHostname } from './gateway-parts';
import { choice, integer, list, listByKey, object, required, Rule, Schema, string } from './kit/schema';

interface Backend {
  readonly group?: string;
  readonly kind?: string;
  readonly port?: number;
}

/** Services need a port. */
export const servicePort: Rule = {
  rule: "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true",
  message: 'Must have port for Service reference',
  holds: ({ group: apiGroup = '', kind: backend = 'Service', port: number }: Backend) =>
    apiGroup !== '' || backend !== 'Service' || number !== undefined,
};

/** What names a backend. */
export const backendFields = {
  group: group('API group of the backend.', ''),
  kind: kind('Kind of the backend.', 'Service'),
  name: required(objectName('Name of the backend.')),
  namespace: namespace('Namespace of the backend. That of the route where left out.'),
  port: port('Port of the Service.'),
};

/** The name of a header, or of a parameter. */
export const headerName = (description: string): Schema =>
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

/** A path instead of another. */
export interface PathModifier {
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
export const filterFields = {
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

/** What is done to requests on their way. */
export const filters = list(
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
