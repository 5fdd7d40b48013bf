import { listed, shown, suggestion } from '../../lib/core/words';

test.each([
  ['text', '"text"'],
  [3, '3'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'undefined'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [() => 1, 'a function'],
  [{ a: [1] }, '{"a":[1]}'],
])('%p is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

test('long values are cut to 80 characters', () => {
  expect(shown('x'.repeat(78))).toBe(`"${'x'.repeat(78)}"`);
  expect(shown('x'.repeat(79))).toBe(`"${'x'.repeat(76)}...`);
});

test('values that JSON does not know are shown too', () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  expect(() => shown(circle)).not.toThrow();
  expect(() => shown(10n)).not.toThrow();
  expect(() => shown(Symbol('x'))).not.toThrow();
});

test('values are listed with commas', () => {
  expect(listed(['a', 1, undefined])).toBe('"a", 1, undefined');
  expect(listed([])).toBe('');
});

test.each([
  ['prodution', ', did you mean "production"?'],
  ['smal', ', did you mean "small"?'],
  ['lap', ''],
  ['enormous', ''],
])('the suggestion for %s is %j', (word, text) => {
  expect(suggestion(word, ['laptop', 'small', 'production'])).toBe(text);
});

test('nothing is suggested where nothing is known', () => {
  expect(suggestion('x', [])).toBe('');
});
