import { parseQuantity, showBytes, showCores } from '../../lib/core/quantity';

test.each([
  ['500m', 0.5],
  ['2', 2],
  ['0', 0],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['+1', 1],
  ['-1', -1],
  ['1k', 1e3],
  ['3M', 3e6],
  ['2G', 2e9],
  ['1T', 1e12],
  ['1P', 1e15],
  ['12E', 12e18],
  ['1Ki', 1024],
  ['512Mi', 512 * 2 ** 20],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1Ti', 2 ** 40],
  ['1Pi', 2 ** 50],
  ['1Ei', 2 ** 60],
  [4, 4],
])('%p is %p', (text, amount) => {
  expect(parseQuantity(text)).toBe(amount);
});

// Kubernetes takes decimal exponents, and so does the type Quantity.
test.each([
  ['1e3', 1000],
  ['2E2', 200],
  ['5e-1', 0.5],
])('%p is %p', (text, amount) => {
  expect(parseQuantity(text)).toBe(amount);
});

test.each(['', ' ', '1 Gi', 'Gi', '1GB', '1ki', '1KI', 'NaN', 'Infinity', '0x10', '--1', '1..2', '1,5', undefined, {}])(
  '%p is not a quantity',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

test.each([
  [0.25, '0.25'],
  [0.1 + 0.2, '0.3'],
  [4, '4'],
])('%p cores are shown as %p', (cores, text) => {
  expect(showCores(cores)).toBe(text);
});

test.each([
  [0, '0'],
  [1000, '1000'],
  [2 ** 10, '1Ki'],
  [384 * 2 ** 20, '384Mi'],
  [1.5 * 2 ** 30, '1.5Gi'],
  [2 ** 40, '1Ti'],
])('%p bytes are shown as %p', (bytes, text) => {
  expect(showBytes(bytes)).toBe(text);
});
