import { object, Rule, string } from './kit/schema';

/** A time as the Gateway API writes it, such as 1m30s. */
export const durationPattern = { pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' };

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

/** How long a request may take. */
export const timeouts = object(
  'HTTPRouteTimeouts',
  'How long things may take.',
  {
    request: string('From the request to the answer, such as 10s. 0s for no end.', durationPattern),
    backendRequest: string('One request to a backend.', durationPattern),
  },
  { rules: [timeoutsRule] },
);
