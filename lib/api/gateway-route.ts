import { backendFields, filterFields, filters, PathModifier, servicePort } from './gateway-filters';
import { everyPath, match, PathMatch } from './gateway-matches';
import { groupKind, hostname, parentReference } from './gateway-parts';
import { timeouts } from './gateway-timeouts';
import { int32, list, object, Rule } from './kit/schema';

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
  ([one.group ?? groupKind, one.kind ?? 'Gateway', one.name, one.namespace ?? ''] as const).join(' ') ===
  [other.group ?? groupKind, other.kind ?? 'Gateway', other.name, other.namespace ?? ''].join(' ');

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
    timeouts,
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
