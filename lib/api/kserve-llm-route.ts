import { group, kind, objectName, port, sectionName } from './gateway-parts';
import { durationPattern } from './gateway-timeouts';
import { httpRouteSpec } from './gateway-route';
import { choice, int32, integer, list, map, object, required, Schema, string } from './kit/schema';

/*
 * Specifications of objects that KServe makes for an LLMInferenceService. That of an HTTPRoute is the Gateway API's, of its
 * experimental channel.
 */

/** Changes of a schema, by the path of the node: `rules[].matches[].path`. A field of `undefined` is taken away. */
type Changes = Readonly<Record<string, { readonly [Field in keyof Schema]?: Schema[Field] | undefined }>>;

/** A schema with changes. Fields that a change names are added to those of its node. */
function changed(schema: Schema, changes: Changes, path = ''): Schema {
  const within = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const { properties, ...change } = changes[path] ?? {};
  const fields = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]): [string, Schema] => [
      name,
      changed(field, changes, within(name)),
    ]),
  );
  const all = {
    ...schema,
    ...(schema.items === undefined ? {} : { items: changed(schema.items, changes, `${path}[]`) }),
    ...(schema.properties === undefined ? {} : { properties: { ...fields, ...properties } }),
    ...change,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

interface Fraction {
  readonly numerator: number;
  readonly denominator?: number;
}

const mirror = {
  typeName: 'LLMRouteMirror',
  properties: {
    percent: int32('Share of the requests that is copied, in hundredths. All where left out.', {
      minimum: 0,
      maximum: 100,
    }),
    fraction: object(
      'LLMRouteFraction',
      'Share of the requests that is copied.',
      {
        numerator: required(int32('Requests that are.', { minimum: 0 })),
        denominator: int32('Out of so many.', { minimum: 1, default: 100 }),
      },
      {
        rules: [
          {
            rule: 'self.numerator <= self.denominator',
            message: 'numerator must be less than or equal to denominator',
            holds: ({ numerator, denominator = 100 }: Fraction) => numerator <= denominator,
          },
        ],
      },
    ),
  },
};

interface Session {
  readonly absoluteTimeout?: string;
  readonly cookieConfig?: { readonly lifetimeType?: string };
}

const sessionPersistence = object(
  'LLMRouteSession',
  'How requests of one client keep to one backend.',
  {
    sessionName: string('Name of the cookie or of the header.', { maxLength: 128 }),
    absoluteTimeout: string('How long it lasts at most.', durationPattern),
    idleTimeout: string('How long it lasts without a request.', durationPattern),
    type: choice('What carries it.', ['Cookie', 'Header'], { default: 'Cookie' }),
    cookieConfig: object('LLMRouteCookie', 'The cookie.', {
      lifetimeType: choice('Whether it outlasts the browser.', ['Permanent', 'Session'], { default: 'Session' }),
    }),
  },
  {
    rules: [
      {
        rule: "!has(self.cookieConfig) || !has(self.cookieConfig.lifetimeType) || self.cookieConfig.lifetimeType != 'Permanent' || has(self.absoluteTimeout)",
        message: 'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent',
        holds: ({ cookieConfig, absoluteTimeout }: Session) =>
          cookieConfig?.lifetimeType !== 'Permanent' || absoluteTimeout !== undefined,
      },
    ],
  },
);

const retry = object('LLMRouteRetry', 'When a request is tried again.', {
  codes: list('Statuses of answers after which it is.', integer('One of them.', { minimum: 400, maximum: 599 })),
  attempts: integer('How often it is.'),
  backoff: string('How long it waits before, at least.', durationPattern),
});

/** What an LLMInferenceService says of its HTTPRoute. */
export const llmRouteSpec = changed(httpRouteSpec, {
  '': { typeName: 'LLMRouteSpec', description: 'Specification of one that KServe makes.' },
  parentRefs: { rules: undefined },
  'rules[]': {
    typeName: 'LLMRouteRule',
    properties: { name: sectionName('Name of the rule.'), retry, sessionPersistence },
  },
  'rules[].filters[]': { typeName: 'LLMRouteFilter' },
  'rules[].filters[].requestMirror': mirror,
  'rules[].backendRefs[]': { typeName: 'LLMRouteBackend' },
  'rules[].backendRefs[].filters[]': { typeName: 'LLMRouteFilter' },
  'rules[].backendRefs[].filters[].requestMirror': mirror,
});

/** The same of a configuration, whose texts may be templates. */
export const llmRouteTemplate = changed(llmRouteSpec, {
  'parentRefs[].namespace': { pattern: undefined },
  'rules[].matches[].path': { rules: undefined },
  'rules[].filters[].urlRewrite.path': { rules: undefined },
});

/** What an LLMInferenceService says of its InferencePool. */
export const llmPoolSpec = object('LLMPoolSpec', 'Specification of one that KServe makes.', {
  selector: required(
    map(
      'Labels of the pods. KServe takes those of the service where there are none.',
      string('Value of one of them.', {
        ...{ minLength: 0, maxLength: 63 },
        pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
      }),
    ),
  ),
  targetPortNumber: required(port('Port of the pods.')),
  extensionRef: required(
    object('LLMPoolExtension', 'What picks the pod for each request.', {
      group: group('API group of the object.', ''),
      kind: kind('Kind of the object.', 'Service'),
      name: required(objectName('Name of the object.')),
      portNumber: port('Port of the Service. 9002 where left out.'),
      failureMode: choice('What happens to requests while it does not answer.', ['FailOpen', 'FailClose'], {
        default: 'FailClose',
      }),
    }),
  ),
});
