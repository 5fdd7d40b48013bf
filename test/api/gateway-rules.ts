/*
 * Values for the rules of the Gateway API's kinds: some that a rule holds for, and some that break it. They have the defaults
 * that the API server fills in before it asks.
 */

const listener = (more: object = {}) => ({ name: 'a', port: 80, protocol: 'HTTP', ...more });
const tls = (mode: string, more: object = {}) => ({ tls: { mode, ...more } });
const https = (more: object) => [listener({ protocol: 'HTTPS', ...more })];
const ip = (value: string) => ({ type: 'IPAddress', value });
const host = (value: string) => ({ type: 'Hostname', value });
const keys = (...all: string[]) => all.map((key) => ({ [key]: 'x' }));
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'x']));
const parent = (name: string, sectionName?: string) => ({
  ...{ group: 'g', kind: 'Gateway', name },
  ...(sectionName === undefined ? {} : { sectionName }),
});
const path = (value: string, type = 'PathPrefix') => ({ type, value });
const prefixMatch = [{ path: path('/') }];
const exactMatch = [{ path: path('/a', 'Exact') }];
const replacing = (field: string, type = 'ReplacePrefixMatch') => ({
  type: field,
  [field]: {
    path: { type, ...(type === 'ReplacePrefixMatch' ? { replacePrefixMatch: '/' } : { replaceFullPath: '/' }) },
  },
});
const filters = (...types: string[]) => types.map((type) => ({ type }));

const noText = (text: string) => ({
  holding: [path('/'), path('/a/b'), path(`a${text}b`, 'RegularExpression')],
  breaking: [path(`/a${text}b`), path(`/${text}`, 'Exact')],
});
const noEnd = (text: string) => ({
  holding: [path('/'), path(`${text}/a`), path(`/a${text}`, 'RegularExpression')],
  breaking: [path(`/a${text}`), path(text, 'Exact')],
});
const literalPaths = "when type one of ['Exact', 'PathPrefix']";

const withFilters = (field: string) => ({
  holding: [
    { matches: prefixMatch },
    { matches: exactMatch },
    { matches: prefixMatch, filters: [replacing(field)] },
    { matches: exactMatch, filters: [replacing(field, 'ReplaceFullPath')] },
  ],
  breaking: [
    { matches: exactMatch, filters: [replacing(field)] },
    { matches: [...prefixMatch, ...prefixMatch], filters: [replacing(field)] },
    { matches: [], filters: [replacing(field)] },
  ],
});
const withBackends = (field: string) => ({
  holding: [
    { matches: exactMatch },
    { matches: exactMatch, backendRefs: [{ name: 'a' }] },
    { matches: prefixMatch, backendRefs: [{ name: 'a', filters: [replacing(field)] }] },
  ],
  breaking: [
    { matches: exactMatch, backendRefs: [{ name: 'a', filters: [replacing(field)] }] },
    { matches: [], backendRefs: [{ name: 'a' }, { name: 'b', filters: [replacing(field)] }] },
  ],
});

const filterFields = {
  requestHeaderModifier: 'RequestHeaderModifier',
  responseHeaderModifier: 'ResponseHeaderModifier',
  requestMirror: 'RequestMirror',
  requestRedirect: 'RequestRedirect',
  urlRewrite: 'URLRewrite',
  extensionRef: 'ExtensionRef',
};
const other = (type: string) => (type === 'URLRewrite' ? 'RequestMirror' : 'URLRewrite');

const ofFilters = Object.fromEntries(
  Object.entries(filterFields).flatMap(([field, type]) => [
    [
      `filter.${field} must be nil if the filter.type is not ${type}`,
      { holding: [{ type, [field]: {} }, { type: other(type) }], breaking: [{ type: other(type), [field]: {} }] },
    ],
    [
      `filter.${field} must be specified for ${type} filter.type`,
      { holding: [{ type, [field]: {} }, { type: other(type) }], breaking: [{ type }, { type, other: {} }] },
    ],
  ]),
);
const once = Object.fromEntries(
  ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite'].map((type) => [
    `${type} filter cannot be repeated`,
    { holding: [[], filters(type), filters(type, 'RequestMirror', 'RequestMirror')], breaking: [filters(type, type)] },
  ]),
);
const ofPaths = Object.fromEntries(
  (
    [
      ['ReplaceFullPath', 'replaceFullPath'],
      ['ReplacePrefixMatch', 'replacePrefixMatch'],
    ] as const
  ).flatMap(([type, field]) => {
    const otherType = type === 'ReplaceFullPath' ? 'ReplacePrefixMatch' : 'ReplaceFullPath';
    return [
      [
        `${field} must be specified when type is set to '${type}'`,
        { holding: [{ type, [field]: '/' }, { type: otherType }], breaking: [{ type }] },
      ],
      [
        `type must be '${type}' when ${field} is set`,
        { holding: [{ type, [field]: '/' }, { type: otherType }], breaking: [{ type: otherType, [field]: '/' }] },
      ],
    ];
  }),
);

const hosts = '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const paths = "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$";
const keyForm =
  'keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.';
const keyTable = {
  holding: [{}, ...keys('a', 'a.b/c', 'A_b.c', `a/${'x'.repeat(63)}`)],
  breaking: keys('', 'a/', '/a', 'A/b', '-a', 'a/b/c', `a/${'x'.repeat(64)}`),
};
const keyPrefix = "key's prefix must be a DNS subdomain not longer than 253 characters in total.";
const prefixTable = { holding: [{}, ...keys('a', `${'x'.repeat(252)}/a`)], breaking: keys(`${'x'.repeat(253)}/a`) };

export const gatewayRules = {
  ...ofFilters,
  ...once,
  ...ofPaths,
  "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']": {
    holding: [[], [listener()], https(tls('Terminate')), [listener({ protocol: 'TLS', ...tls('Passthrough') })]],
    breaking: ['HTTP', 'TCP', 'UDP'].map((protocol) => [listener(), listener({ protocol, ...tls('Terminate') })]),
  },
  'tls mode must be Terminate for protocol HTTPS': {
    holding: [
      [],
      [listener()],
      https({}),
      https(tls('Terminate')),
      [listener({ protocol: 'TLS', ...tls('Passthrough') })],
    ],
    breaking: [https(tls('Passthrough')), [listener(), ...https(tls('Passthrough'))]],
  },
  "hostname must not be specified for protocols ['TCP', 'UDP']": {
    holding: [[], [listener({ hostname: 'a' })], [listener({ protocol: 'TCP' })]],
    breaking: ['TCP', 'UDP'].map((protocol) => [listener({ protocol, hostname: 'a' })]),
  },
  'Listener name must be unique within the Gateway': {
    holding: [[], [listener()], [listener(), listener({ name: 'b' })]],
    breaking: [[listener(), listener({ port: 81 })]],
  },
  'Combination of port, protocol and hostname must be unique for each listener': {
    holding: [
      [],
      [listener(), listener({ port: 81 })],
      [listener(), listener({ protocol: 'HTTPS' })],
      [listener(), listener({ hostname: 'a' }), listener({ hostname: 'b' })],
    ],
    breaking: [
      [listener(), listener({ name: 'b' })],
      [listener({ hostname: 'a' }), listener({ name: 'b', hostname: 'a' })],
    ],
  },
  'certificateRefs or options must be specified when mode is Terminate': {
    holding: [
      { mode: 'Passthrough' },
      { mode: 'Terminate', certificateRefs: [{ name: 'a' }] },
      { mode: 'Terminate', certificateRefs: [], options: { a: 'b' } },
    ],
    breaking: [{ mode: 'Terminate', certificateRefs: [], options: {} }, { mode: 'Terminate' }],
  },
  'must have at most 16 items': { holding: [{}, many(16)], breaking: [many(17)] },
  'must have at most 8 items': { holding: [{}, many(8)], breaking: [many(9)] },
  'IPAddress values must be unique': {
    holding: [[], [ip('1'), ip('2')], [host('1'), host('1')], [ip('1'), host('1')]],
    breaking: [[ip('1'), ip('1')]],
  },
  'Hostname values must be unique': {
    holding: [[], [host('a'), host('b')], [ip('1'), ip('1')]],
    breaking: [[host('a'), ip('1'), host('a')]],
  },
  [`Hostname value must only contain valid characters (matching ${hosts})`]: {
    holding: [ip('A_B'), host('a'), host('*.a.b-c')],
    breaking: ['A', 'a_b', '-a', '*', 'a.', ''].map(host),
  },
  [`Annotation ${keyForm}`]: keyTable,
  [`If specified, the annotation ${keyPrefix}`]: prefixTable,
  'sectionName must be specified when parentRefs includes 2 or more references to the same parent': {
    holding: [[], [parent('a')], [parent('a', 'x'), parent('a', 'y')], [parent('a'), parent('b', 'x')]],
    breaking: [[parent('a'), parent('a', 'x')]],
  },
  'sectionName must be unique when parentRefs includes 2 or more references to the same parent': {
    holding: [[], [parent('a')], [parent('a', 'x'), parent('a', 'y')], [parent('a', 'x'), parent('b', 'x')]],
    breaking: [
      [parent('a'), parent('a')],
      [parent('a', 'x'), parent('b'), parent('a', 'x')],
    ],
  },
  'While 16 rules and 64 matches per rule are allowed, the total number of matches across all rules in a route must be less than 128':
    {
      holding: [
        [],
        [{ matches: [] }],
        Array.from({ length: 16 }, () => ({ matches: Array.from({ length: 8 }, () => ({})) })),
      ],
      breaking: [Array.from({ length: 3 }, () => ({ matches: Array.from({ length: 43 }, () => ({})) }))],
    },
  'RequestRedirect filter must not be used together with backendRefs': {
    holding: [
      {},
      { backendRefs: [{ name: 'a' }] },
      { filters: [{ type: 'RequestRedirect', requestRedirect: {} }] },
      { filters: [{ type: 'RequestRedirect', requestRedirect: {} }], backendRefs: [] },
      { filters: [{ type: 'URLRewrite', urlRewrite: {} }], backendRefs: [{ name: 'a' }] },
    ],
    breaking: [{ filters: [{ type: 'RequestRedirect', requestRedirect: {} }], backendRefs: [{ name: 'a' }] }],
  },
  'When using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified':
    withFilters('requestRedirect'),
  'When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified':
    withFilters('urlRewrite'),
  'Within backendRefs, when using RequestRedirect filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified':
    withBackends('requestRedirect'),
  'Within backendRefs, When using URLRewrite filter with path.replacePrefixMatch, exactly one PathPrefix match must be specified':
    withBackends('urlRewrite'),
  [`value must be an absolute path and start with '/' ${literalPaths}`]: {
    holding: [path('/'), path('/a', 'Exact'), path('a', 'RegularExpression')],
    breaking: [path('a'), path('', 'Exact')],
  },
  ...Object.fromEntries(
    ['//', '/./', '/../', '%2f', '%2F', '#'].map((text) => [
      `must not contain '${text}' ${literalPaths}`,
      noText(text),
    ]),
  ),
  ...Object.fromEntries(['/..', '/.'].map((text) => [`must not end with '${text}' ${literalPaths}`, noEnd(text)])),
  "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']": {
    holding: ['Exact', 'PathPrefix', 'RegularExpression'].map((type) => path('/', type)),
    breaking: [path('/', 'Glob')],
  },
  [`must only contain valid characters (matching ${paths}) for types ['Exact', 'PathPrefix']`]: {
    holding: [path('/'), path('/a%20b'), path('/a b', 'RegularExpression')],
    breaking: [path('/a b'), path('/%zz', 'Exact'), path('/a?b')],
  },
  'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both': {
    holding: [[], filters('RequestRedirect'), filters('URLRewrite', 'RequestMirror')],
    breaking: [filters('RequestRedirect', 'URLRewrite')],
  },
  'Must have port for Service reference': {
    holding: [
      { group: '', kind: 'Service', name: 'a', port: 80 },
      { group: '', kind: 'Pool', name: 'a' },
      { group: 'g', kind: 'Service', name: 'a' },
    ],
    breaking: [{ group: '', kind: 'Service', name: 'a' }],
  },
  'IPAddress value must be an address of IPv4 or IPv6': {
    holding: [
      host('a'),
      ...['192.0.2.1', '255.255.255.255', '0.0.0.0', '2001:db8::1', '::', '::ffff:192.0.2.1'].map(ip),
    ],
    breaking: ['', 'edge.example.com', '192.0.2', '256.0.0.1', '192.0.2.1/24', '1.2.3.4.5', 'A'].map(ip),
  },
  'numerator must be less than or equal to denominator': {
    holding: [
      { numerator: 0, denominator: 1 },
      { numerator: 100, denominator: 100 },
    ],
    breaking: [
      { numerator: 101, denominator: 100 },
      { numerator: 2, denominator: 1 },
    ],
  },
  'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent': {
    holding: [
      {},
      { cookieConfig: {} },
      { cookieConfig: { lifetimeType: 'Session' } },
      { cookieConfig: { lifetimeType: 'Permanent' }, absoluteTimeout: '1h' },
    ],
    breaking: [
      { cookieConfig: { lifetimeType: 'Permanent' } },
      { cookieConfig: { lifetimeType: 'Permanent' }, type: 'Cookie' },
    ],
  },
  'statusCode must be 301 or 302': { holding: [301, 302], breaking: [300, 303, 0] },
  'backendRequest timeout cannot be longer than request timeout': {
    holding: [
      {},
      { request: '1s' },
      { backendRequest: '1h' },
      { request: '0s', backendRequest: '1h' },
      { request: '1m', backendRequest: '60s' },
      { request: '1h1m', backendRequest: '60m500ms' },
    ],
    breaking: [
      { request: '1s', backendRequest: '1m' },
      { request: '999ms', backendRequest: '1s' },
    ],
  },
};
