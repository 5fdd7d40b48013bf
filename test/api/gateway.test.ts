import { ApiObject, Chart } from 'cdk8s';
import { gateway, kserveLlm } from '../../lib/api';
import { CertManager, KServe } from '../../components';
import { Platform } from '../../lib';
import { problemsOf, testApp } from '../support/app';

const listener = { name: 'http', port: 80, protocol: 'HTTP' };
const backend = { name: 'iris', port: 80 };
const prefix = { path: { type: 'PathPrefix' as const, value: '/iris' } };

test('a whole way into the cluster is right', () => {
  const chart = new Chart(testApp(), 'chart', { namespace: 'edge' });
  new gateway.GatewayClass(chart, 'class', { spec: { controllerName: 'example.com/gateway' } });
  new gateway.Gateway(chart, 'gateway', {
    spec: {
      gatewayClassName: 'class',
      listeners: [
        listener,
        {
          ...{ name: 'https', port: 443, protocol: 'HTTPS', hostname: '*.example.com' },
          tls: { certificateRefs: [{ name: 'wildcard' }] },
          allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { team: 'vision' } } } },
        },
      ],
      addresses: [{ value: '192.0.2.1' }, { type: 'Hostname', value: 'edge.example.com' }],
      infrastructure: { labels: { 'example.com/team': 'edge' } },
    },
  });
  const route = new gateway.HTTPRoute(chart, 'route', {
    spec: {
      parentRefs: [{ name: 'gateway', sectionName: 'https' }],
      hostnames: ['iris.example.com'],
      rules: [
        {
          matches: [prefix],
          filters: [
            { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } },
          ],
          backendRefs: [{ ...backend, weight: 3 }],
          timeouts: { request: '1m30s', backendRequest: '30s' },
        },
      ],
    },
  });
  expect(chart.node.findAll().flatMap((node) => node.node.validate())).toEqual([]);
  expect(route.toJson()).toMatchObject({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' });
});

test('its CRDs are those of the cluster: no component installs them', () => {
  const platform = new Platform(testApp(), 'local');
  const certificates = new CertManager(platform, 'cert-manager', { gatewayApi: true });
  const ingress = { domain: 'models.example.com', gateway: { name: 'edge', namespace: 'gateways' } };
  new KServe(platform, 'kserve', { certificates, ingress, llmInferenceService: true });
  const crds = platform.node
    .findAll()
    .flatMap((node) => (ApiObject.isApiObject(node) && node.kind === 'CustomResourceDefinition' ? [node.name] : []));
  expect(crds).toContain('llminferenceservices.serving.kserve.io');
  expect(crds.filter((name) => name.endsWith('gateway.networking.k8s.io'))).toEqual([]);
});

const listeners = (...all: object[]) => ({ gatewayClassName: 'class', listeners: all });
const rule = (fields: object) => ({ rules: [{ backendRefs: [backend], ...fields }] });
const path = (value: string, type = 'PathPrefix') => rule({ matches: [{ path: { type, value } }] });
const redirect = (requestRedirect: object) => ({
  rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect }] }],
});
const parents = (...all: object[]) => ({ parentRefs: all });

describe('refuses', () => {
  test.each<[string, 'GatewayClass' | 'Gateway' | 'HTTPRoute', object, string]>([
    ['a class without a controller', 'GatewayClass', {}, '"spec.controllerName" is missing'],
    ['a controller without a path', 'GatewayClass', { controllerName: 'example.com' }, '"spec.controllerName"'],
    ['no listener', 'Gateway', listeners(), '"spec.listeners"'],
    ['a port above all', 'Gateway', listeners({ ...listener, port: 70000 }), '"spec.listeners[0].port"'],
    [
      'TLS without encryption',
      'Gateway',
      listeners({ ...listener, tls: { mode: 'Passthrough' } }),
      'tls must not be specified for protocols',
    ],
    [
      'TLS without a certificate',
      'Gateway',
      listeners({ ...listener, protocol: 'HTTPS', tls: {} }),
      'certificateRefs or options must be specified when mode is Terminate',
    ],
    [
      'HTTPS that is passed through',
      'Gateway',
      listeners({ ...listener, protocol: 'HTTPS', tls: { mode: 'Passthrough' } }),
      'tls mode must be Terminate for protocol HTTPS',
    ],
    [
      'a host of TCP',
      'Gateway',
      listeners({ ...listener, protocol: 'TCP', hostname: 'a.example' }),
      'hostname must not be specified',
    ],
    ['two listeners of a name', 'Gateway', listeners(listener, { ...listener, port: 81 }), 'http'],
    [
      'two listeners of a port',
      'Gateway',
      listeners(listener, { ...listener, name: 'b' }),
      'Combination of port, protocol and hostname must be unique',
    ],
    [
      'an address twice',
      'Gateway',
      { ...listeners(listener), addresses: [{ value: '1.2.3.4' }, { value: '1.2.3.4' }] },
      'IPAddress values must be unique',
    ],
    [
      'a Service without a port',
      'HTTPRoute',
      { rules: [{ backendRefs: [{ name: 'a' }] }] },
      'Must have port for Service reference',
    ],
    ['a path that does not start', 'HTTPRoute', path('iris'), "must be an absolute path and start with '/'"],
    ['two slashes', 'HTTPRoute', path('/a//b'), "must not contain '//'"],
    ['a way up', 'HTTPRoute', path('/a/../b', 'Exact'), "must not contain '/../'"],
    [
      'a filter without its field',
      'HTTPRoute',
      rule({ filters: [{ type: 'URLRewrite' }] }),
      'filter.urlRewrite must be specified for URLRewrite filter.type',
    ],
    [
      'the field of another filter',
      'HTTPRoute',
      rule({ filters: [{ type: 'URLRewrite', urlRewrite: {}, requestRedirect: {} }] }),
      'filter.requestRedirect must be nil',
    ],
    [
      'a redirection to a backend',
      'HTTPRoute',
      rule({ filters: [{ type: 'RequestRedirect', requestRedirect: {} }] }),
      'RequestRedirect filter must not be used together with backendRefs',
    ],
    ['another status', 'HTTPRoute', redirect({ statusCode: 303 }), 'statusCode must be 301 or 302'],
    [
      'a path without a value',
      'HTTPRoute',
      redirect({ path: { type: 'ReplaceFullPath' } }),
      'replaceFullPath must be specified',
    ],
    [
      'a prefix that nothing has matched',
      'HTTPRoute',
      rule({
        matches: [{ path: { type: 'Exact', value: '/a' } }],
        filters: [
          { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } },
        ],
      }),
      'exactly one PathPrefix match must be specified',
    ],
    [
      'a filter twice',
      'HTTPRoute',
      rule({ filters: [1, 2].map(() => ({ type: 'URLRewrite', urlRewrite: {} })) }),
      'URLRewrite filter cannot be repeated',
    ],
    [
      'a longer part of a time',
      'HTTPRoute',
      rule({ timeouts: { request: '1s', backendRequest: '1m' } }),
      'backendRequest timeout cannot be longer',
    ],
    [
      'a parent twice',
      'HTTPRoute',
      parents({ name: 'a', sectionName: 'x' }, { name: 'a', sectionName: 'x' }),
      'sectionName must be unique',
    ],
    [
      'a parent and its listener',
      'HTTPRoute',
      parents({ name: 'a' }, { name: 'a', sectionName: 'x' }),
      'sectionName must be specified',
    ],
    ['another method', 'HTTPRoute', rule({ matches: [{ method: 'FETCH' }] }), '"spec.rules[0].matches[0].method"'],
    [
      'too many matches',
      'HTTPRoute',
      { rules: [1, 2, 3].map(() => ({ matches: Array.from({ length: 50 }, () => prefix) })) },
      'must be less than 128',
    ],
    [
      'an address that is a name',
      'Gateway',
      { ...listeners(listener), addresses: [{ value: 'edge.example.com' }] },
      'IPAddress value must be an address of IPv4 or IPv6',
    ],
    [
      'a Gateway and its default, twice',
      'HTTPRoute',
      parents({ name: 'a' }, { name: 'a', kind: 'Gateway', sectionName: 'x' }),
      'sectionName must be specified',
    ],
    ['a misspelt field', 'HTTPRoute', { hostname: ['a.example'] }, 'did you mean "hostnames"?'],
  ])('%s', (_, kind, spec, message) => {
    const found = problemsOf((app) => new gateway[kind](new Chart(app, 'chart'), 'it', { spec: spec as never }));
    expect(found.join('\n')).toContain(message);
  });
});

describe('within an LLMInferenceService', () => {
  const model = { uri: 'hf://a/b' };
  const llm = (spec: object): string[] =>
    problemsOf((app) => new kserveLlm.LLMInferenceService(new Chart(app, 'chart'), 'it', { spec: spec }));
  const route = (spec: object) => ({ model, router: { route: { http: { spec } } } });
  const pool = (spec: object) => ({ model, router: { scheduler: { pool: { spec } } } });

  test('a route and a pool are right', () => {
    const spec = {
      parentRefs: [{ name: 'edge', namespace: 'gateways' }],
      rules: [
        {
          name: 'chat',
          matches: [{ path: { type: 'PathPrefix' as const, value: '/qwen' } }],
          filters: [
            { type: 'RequestMirror' as const, requestMirror: { backendRef: backend, fraction: { numerator: 5 } } },
          ],
          backendRefs: [{ ...backend, weight: 2 }],
          retry: { codes: [503], attempts: 2, backoff: '1s' },
          sessionPersistence: { type: 'Cookie' as const, cookieConfig: { lifetimeType: 'Session' as const } },
        },
      ],
    };
    const extensionRef = { name: 'picker', failureMode: 'FailOpen' as const };
    const { router } = pool({ selector: { app: 'qwen' }, targetPortNumber: 8000, extensionRef });
    expect(llm({ model, router: { ...router, ...route(spec).router } })).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['a path that does not start', route(path('qwen')), "must be an absolute path and start with '/'"],
    ['a Service without a port', route({ rules: [{ backendRefs: [{ name: 'a' }] }] }), 'Must have port for Service'],
    ['a namespace in capitals', route({ parentRefs: [{ name: 'a', namespace: 'A' }] }), 'parentRefs[0].namespace"'],
    ['a misspelt field', route({ hostname: ['a.example'] }), 'did you mean "hostnames"?'],
    ['no status of a failure', route(rule({ retry: { codes: [200] } })), 'rules[0].retry.codes[0]" is 200'],
    [
      'more than all requests',
      route(
        rule({
          filters: [
            {
              type: 'RequestMirror',
              requestMirror: { backendRef: backend, fraction: { numerator: 2, denominator: 1 } },
            },
          ],
        }),
      ),
      'numerator must be less than or equal to denominator',
    ],
    [
      'a cookie that never ends',
      route(rule({ sessionPersistence: { cookieConfig: { lifetimeType: 'Permanent' } } })),
      'AbsoluteTimeout must be specified',
    ],
    ['a pool without a port', pool({ selector: {}, extensionRef: { name: 'a' } }), 'targetPortNumber" is missing'],
    ['a pool without a picker', pool({ selector: {}, targetPortNumber: 1 }), 'extensionRef" is missing'],
    [
      'another failure mode',
      pool({ selector: {}, targetPortNumber: 1, extensionRef: { name: 'a', failureMode: 'Open' } }),
      '"FailOpen", "FailClose"',
    ],
  ])('%s is refused', (_, spec, message) => {
    expect(llm(spec).join('\n')).toContain(message);
  });

  test('a configuration takes templates', () => {
    const spec = {
      parentRefs: [{ name: '{{ .GlobalConfig.IngressGatewayName }}', namespace: '{{ .A }}' }],
      ...path('{{ .ObjectMeta.Name }}//'),
    };
    const found = problemsOf(
      (app) => new kserveLlm.LLMInferenceServiceConfig(new Chart(app, 'chart'), 'it', { spec: route(spec) }),
    );
    expect(found).toEqual([]);
    expect(llm(route(spec))).not.toEqual([]);
  });
});
