import { Construct } from 'constructs';
import {
  checkBoolean,
  checkInteger,
  checkKnown,
  checkLabel,
  checkOneOf,
  checkResources,
  checkText,
  checkTexts,
} from '../../lib/core/props';

/** What a check reports, after making sure that it returns the same. */
function reports(check: (scope: Construct) => boolean): string[] {
  const scope = new Construct(undefined as unknown as Construct, '');
  const right = check(scope);
  const messages = scope.node.validate();
  expect(right).toBe(messages.length === 0);
  return messages;
}

test('checkKnown refuses other props and suggests the closest', () => {
  const known = { namespace: true, replicas: true } as const;
  expect(reports((scope) => checkKnown(scope, { namespace: 'x' }, known as never))).toEqual([]);
  expect(reports((scope) => checkKnown(scope, { replica: 1, zone: 2 }, known as never))).toEqual([
    '"replica" is not a prop of this construct, did you mean "replicas"?',
    '"zone" is not a prop of this construct, it takes "namespace", "replicas"',
  ]);
});

test('checkOneOf', () => {
  const check = (value: unknown) => reports((scope) => checkOneOf(scope, 'size', value, ['laptop', 'small']));
  expect(check('small')).toEqual([]);
  expect(check(undefined)).toEqual([]);
  expect(check('smal')).toEqual(['"size" is "smal", must be one of "laptop", "small", did you mean "small"?']);
  expect(check(3)).toEqual(['"size" is 3, must be one of "laptop", "small"']);
  expect(check(null)).toEqual(['"size" is null, must be one of "laptop", "small"']);
});

test('checkBoolean', () => {
  const check = (value: unknown): string[] => reports((scope) => checkBoolean(scope, 'ui', value));
  for (const value of [true, false, undefined]) expect(check(value)).toEqual([]);
  for (const [value, text] of [
    ['true', '"true"'],
    ['', '""'],
    [0, '0'],
    [NaN, 'NaN'],
    [null, 'null'],
    [{}, '{}'],
  ] satisfies [unknown, string][]) {
    expect(check(value)).toEqual([`"ui" is ${text}, must be true or false`]);
  }
});

test('checkInteger', () => {
  const check = (value: unknown, bounds = {}) =>
    reports((scope) => checkInteger(scope, 'n', value, { min: 1, ...bounds }));
  expect(check(undefined)).toEqual([]);
  expect(check(1)).toEqual([]);
  expect(check(2 ** 31 - 1)).toEqual([]);
  expect(check(10, { max: 10 })).toEqual([]);
  for (const [value, text] of [
    [0, '0'],
    [1.5, '1.5'],
    ['2', '"2"'],
    [NaN, 'NaN'],
    [2 ** 31, '2147483648'],
    [null, 'null'],
  ]) {
    expect(check(value)).toEqual([`"n" is ${text}, must be a whole number from 1 to 2147483647`]);
  }
  expect(check(11, { max: 10 })).toEqual(['"n" is 11, must be a whole number from 1 to 10']);
});

test('checkText and checkTexts', () => {
  expect(reports((scope) => checkText(scope, 'p', 'x'))).toEqual([]);
  expect(reports((scope) => checkText(scope, 'p', undefined))).toEqual([]);
  expect(reports((scope) => checkText(scope, 'p', ''))).toEqual(['"p" is "", must be a text that is not empty']);
  expect(reports((scope) => checkText(scope, 'p', 5))).toEqual(['"p" is 5, must be a text that is not empty']);
  expect(reports((scope) => checkTexts(scope, 'p', ['x', '']))).toEqual([]);
  expect(reports((scope) => checkTexts(scope, 'p', undefined))).toEqual([]);
  expect(reports((scope) => checkTexts(scope, 'p', 'x'))).toEqual(['"p" is "x", must be a list of texts']);
  expect(reports((scope) => checkTexts(scope, 'p', ['x', 1]))).toEqual(['"p" is ["x",1], must be a list of texts']);
});

test.each(['a', 'a1', '1a', 'a-b', 'x'.repeat(63)])('%s is a label', (value) => {
  expect(reports((scope) => checkLabel(scope, 'p', value))).toEqual([]);
});

test.each(['', '-a', 'a-', 'A', 'a.b', 'a_b', 'x'.repeat(64), 'a\n', 5, null])('%j is not a label', (value) => {
  const messages = reports((scope) => checkLabel(scope, 'p', value));
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/, must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end$/);
});

test('labels of RFC 1035 start with a letter', () => {
  expect(reports((scope) => checkLabel(scope, 'p', 'a1', 'RFC 1035'))).toEqual([]);
  expect(reports((scope) => checkLabel(scope, 'p', '1a', 'RFC 1035'))).toEqual([
    '"p" is "1a", must be a RFC 1035 label: at most 63 of a-z, 0-9 and "-", starting with a letter, and no "-" at either end',
  ]);
});

describe('checkResources', () => {
  const check = (value: object | undefined) => reports((scope) => checkResources(scope, 'resources', value));

  test('takes quantities', () => {
    expect(check(undefined)).toEqual([]);
    expect(
      check({ requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi', 'nvidia.com/gpu': '1' } }),
    ).toEqual([]);
  });

  test('refuses what is none, and what is negative', () => {
    expect(check({ requests: { cpu: 'half' }, limits: { memory: '-1Gi' } })).toEqual([
      '"resources.requests.cpu" is "half", must be a quantity such as "500m", "2" or "4Gi"',
      '"resources.limits.memory" is "-1Gi", must be a quantity such as "500m", "2" or "4Gi"',
    ]);
  });

  test('refuses requests above their limits', () => {
    expect(check({ requests: { memory: '2Gi' }, limits: { memory: '1024Mi' } })).toEqual([
      '"resources.requests.memory" is "2Gi", must not be above the limit "1024Mi"; raise the limit or lower the request',
    ]);
  });

  test('refuses other parts', () => {
    expect(check({ request: { cpu: '1' } })).toEqual([
      '"request" is not a prop of this construct, did you mean "requests"?',
    ]);
  });
});
