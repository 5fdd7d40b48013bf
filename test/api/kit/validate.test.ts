import {
  anything,
  boolean,
  choice,
  deferred,
  embedded,
  int32,
  int64,
  integer,
  list,
  listByKey,
  looseText,
  map,
  number,
  object,
  quantity,
  required,
  Schema,
  string,
  time,
} from '../../../lib/api/kit/schema';
import { validate } from '../../../lib/api/kit/validate';

/** A schema, values that it takes, and values that it refuses with what it says of them. */
interface Case {
  readonly schema: Schema;
  readonly right: readonly unknown[];
  readonly wrong: readonly (readonly [value: unknown, ...messages: string[]])[];
}

const inner = object('Inner', 'I.', { name: required(string('N.')), count: int32('C.', { minimum: 1 }) });

/** An object that may hold itself. */
const nested: Schema = object('Nested', 'N.', { size: int32('S.'), next: deferred('The next.', () => nested) });

const cases: Readonly<Record<string, Case>> = {
  text: {
    schema: string('S.'),
    right: ['', 'x', undefined, null],
    wrong: [
      [5, '"f" is 5, must be a text'],
      [['x'], '"f" is ["x"], must be a text'],
      [{}, '"f" is {}, must be a text'],
    ],
  },
  'what holds itself': {
    schema: nested,
    right: [{}, { next: {} }, { next: { next: { next: { size: 3 } } } }],
    wrong: [
      [{ next: 'x' }, '"f.next" is "x", must be an object'],
      [{ next: { next: { size: 'x' } } }, '"f.next.next.size" is "x", must be a whole number'],
      [{ next: { nxt: {} } }, '"f.next.nxt" is not a field of this kind, did you mean "next"?'],
    ],
  },
  'a text in an open place': { schema: looseText('T.'), right: ['', 'x'], wrong: [[5, '"f" is 5, must be a text']] },
  enum: {
    schema: choice('S.', ['Recreate', 'Replace', '']),
    right: ['Recreate', ''],
    wrong: [
      ['recreate', '"f" is "recreate", must be one of "Recreate", "Replace", "", did you mean "Recreate"?'],
      ['x', expect.stringMatching(/^"f" is "x", must be one of "Recreate", "Replace", ""/) as string],
      [3, '"f" is 3, must be a text'],
    ],
  },
  lengths: {
    schema: string('S.', { minLength: 2, maxLength: 3 }),
    // Characters outside of the basic plane are two units in JavaScript and one to the API server.
    right: ['ab', 'abc', '😀😀', '😀😀😀', 'äöü'],
    wrong: [
      ['a', '"f" is "a", must be at least 2 characters'],
      ['😀', '"f" is "😀", must be at least 2 characters'],
      ['abcd', '"f" has 4 characters, must have at most 3'],
      ['😀😀😀😀', '"f" has 4 characters, must have at most 3'],
    ],
  },
  'not empty': {
    schema: string('S.', { minLength: 1 }),
    right: [' '],
    wrong: [['', '"f" is "", must be a text that is not empty']],
  },
  pattern: {
    schema: string('S.', { pattern: '^a+$' }),
    right: ['a', 'aaa'],
    wrong: [['b', '"f" is "b", must be a text that matches ^a+$']],
  },
  'date-time': {
    schema: time('T.'),
    right: ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.123456Z', '2026-01-31T12:00:00+02:00'],
    wrong: ['2026-01-31', '12:00:00Z', '2026-01-31T12:00:00', '2026-01-31 12:00:00Z', 'now', ''].map(
      (value) => [value, `"f" is "${value}", must be a point in time such as "2026-01-31T12:00:00Z"`] as const,
    ),
  },
  boolean: {
    schema: boolean('B.'),
    right: [true, false],
    wrong: [
      ['true', '"f" is "true", must be true or false'],
      [1, '"f" is 1, must be true or false'],
    ],
  },
  int32: {
    schema: int32('I.'),
    right: [0, -(2 ** 31), 2 ** 31 - 1],
    wrong: [
      [2 ** 31, '"f" is 2147483648, must be from -2147483648 to 2147483647'],
      [-(2 ** 31) - 1, '"f" is -2147483649, must be at least -2147483648'],
      [1.5, '"f" is 1.5, must be a whole number'],
      ['1', '"f" is "1", must be a whole number'],
      [NaN, '"f" is NaN, must be a whole number'],
      [Infinity, '"f" is Infinity, must be a whole number'],
    ],
  },
  int64: { schema: int64('I.'), right: [2 ** 31, -(2 ** 40)], wrong: [[0.5, '"f" is 0.5, must be a whole number']] },
  'a whole number without a format': {
    schema: integer('I.'),
    right: [2 ** 40],
    wrong: [[0.5, '"f" is 0.5, must be a whole number']],
  },
  number: {
    schema: number('N.'),
    right: [0.5, -1, 1e20, -1e300],
    wrong: [
      ['1', '"f" is "1", must be a number'],
      [NaN, '"f" is NaN, must be a number'],
    ],
  },
  bounds: {
    schema: int32('I.', { minimum: 0, maximum: 100 }),
    right: [0, 100],
    wrong: [
      [-1, '"f" is -1, must be from 0 to 100'],
      [101, '"f" is 101, must be from 0 to 100'],
    ],
  },
  'a lower bound': { schema: int32('I.', { minimum: 1 }), right: [1], wrong: [[0, '"f" is 0, must be at least 1']] },
  'an int or string': {
    schema: quantity('Q.'),
    right: ['1Gi', 5],
    wrong: [
      [1.5, '"f" is 1.5, must be a quantity or a whole number'],
      [true, '"f" is true, must be a quantity or a whole number'],
    ],
  },
  list: {
    schema: list('L.', string('S.'), { minItems: 1, maxItems: 2 }),
    right: [['a'], ['a', 'a']],
    wrong: [
      [[], '"f" has 0 items, must have at least 1'],
      [['a', 'b', 'c'], '"f" has 3 items, must have at most 2'],
      ['a', '"f" is "a", must be a list'],
      [{}, '"f" is {}, must be a list'],
      [['a', 1], '"f[1]" is 1, must be a text'],
      [[null], '"f[0]" is null, must be a value'],
    ],
  },
  set: {
    schema: list('L.', string('S.'), { listType: 'set' }),
    right: [[], ['a', 'b']],
    wrong: [[['a', 'b', 'a'], '"f[2]" repeats "a", each may stand only once']],
  },
  'list map': {
    schema: listByKey('L.', 'name', inner),
    right: [[{ name: 'a' }, { name: 'b' }]],
    wrong: [
      [[{ name: 'a' }, { name: 'b' }, { name: 'a' }], '"f[2]" repeats the name "a", each may stand only once'],
      [[{ count: 1 }], '"f[0].name" is missing, and is required'],
      [['a'], '"f[0]" is "a", must be an object'],
    ],
  },
  object: {
    schema: inner,
    right: [{ name: 'a' }, { name: 'a', count: 1 }, { name: 'a', count: undefined }],
    wrong: [
      [{}, '"f.name" is missing, and is required'],
      [{ name: null }, '"f.name" is missing, and is required'],
      [{ name: 'a', cuont: 1 }, '"f.cuont" is not a field of this kind, did you mean "count"?'],
      [{ name: 'a', zone: 1 }, '"f.zone" is not a field of this kind, there are "name", "count"'],
      [{ name: 'a', 'x.y/z': 1 }, '"f["x.y/z"]" is not a field of this kind, there are "name", "count"'],
      [{ name: 'a', constructor: 1 }, '"f.constructor" is not a field of this kind, there are "name", "count"'],
      [
        { name: 1, count: 0, zone: 1 },
        ...[
          '"f.name" is 1, must be a text',
          '"f.count" is 0, must be at least 1',
          '"f.zone" is not a field of this kind, there are "name", "count"',
        ],
      ],
      [[], '"f" is [], must be an object'],
      ['x', '"f" is "x", must be an object'],
    ],
  },
  'an open object': {
    schema: embedded('core/v1.EnvVar', 'E.', {
      properties: { name: { type: 'string', description: 'N.' } },
      required: ['name'],
    }),
    right: [{ name: 'a', anything: { at: ['all'] } }],
    wrong: [
      [{ anything: 1 }, '"f.name" is missing, and is required'],
      [{ name: 5 }, '"f.name" is 5, must be a text'],
    ],
  },
  minProperties: {
    schema: object('O.', 'O.', { a: string('A.'), b: string('B.') }, { minProperties: 1 }),
    right: [{ a: 'x' }],
    wrong: [
      [{}, '"f" is empty, must have at least one of "a", "b"'],
      [{ a: undefined }, '"f" is empty, must have at least one of "a", "b"'],
    ],
  },
  'free keys': {
    schema: map('M.', string('V.')),
    right: [{}, { 'a/b': 'x', c: 'y' }],
    wrong: [[{ 'a/b': 1, c: 2 }, '"f["a/b"]" is 1, must be a text', '"f.c" is 2, must be a text']],
  },
  rules: {
    schema: object(
      'R',
      'R.',
      { low: int32('L.'), high: int32('H.') },
      {
        rules: [
          {
            rule: 'self.low <= self.high',
            message: 'low is above high',
            holds: (self: { low: number; high: number }) => self.low <= self.high,
          },
          { rule: 'self == oldSelf', message: 'field is immutable' },
        ],
      },
    ),
    right: [{ low: 1, high: 2 }],
    wrong: [
      [{ low: 2, high: 1 }, '"f" is {"low":2,"high":1}: low is above high'],
      // Rules are asked only of what has the right structure.
      [{ low: 'x', high: 1 }, '"f.low" is "x", must be a whole number'],
    ],
  },
};

test.each([['x'], [5], [true], [[1]], [{ a: 1 }]])('anything takes %j', (value) => {
  expect(validate(anything('A.'), value, 'f')).toEqual([]);
});

describe.each(Object.entries(cases))('%s', (_, { schema, right, wrong }) => {
  test.each(right.map((value) => [value]))('takes %j', (value) => {
    expect(validate(schema, value, 'f')).toEqual([]);
  });

  test.each(wrong.map(([value, ...messages]) => ({ value, messages })))('refuses $value', ({ value, messages }) => {
    expect(validate(schema, value, 'f')).toEqual(messages);
  });
});
