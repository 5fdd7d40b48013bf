import { parse } from 'yaml';
import { toYaml } from '../../../lib/workloads/pipelines/yaml';

/** What both versions of YAML read. */
function read(document: object): unknown[] {
  const yaml = toYaml(document);
  return (['1.1', '1.2'] as const).map((version) => parse(yaml, { version }) as unknown);
}

test('a document is written in block style with sorted keys', () => {
  const document = {
    b: { text: 'words: two', empty: {}, none: [], nested: [[1, 2], [], [{ z: 1, a: [true] }]] },
    a: [{ name: 'x', of: { deep: 'y' } }, 'plain', 0.5, null],
    left: undefined,
  };
  expect(toYaml(document)).toBe(`a:
- name: x
  of:
    deep: "y"
- plain
- 0.5
- null
b:
  empty: {}
  nested:
  - - 1
    - 2
  - []
  - - a:
      - true
      z: 1
  none: []
  text: "words: two"
`);
});

test('the lines of a program stay lines', () => {
  expect(toYaml({ command: ['sh', 'set -e\n\n  echo "$0"\n', 'a\nb'] })).toBe(`command:
- sh
- |
  set -e

    echo "$0"
- |-
  a
  b
`);
});

test.each([
  '',
  ' ',
  'a b',
  ' leading',
  'trailing ',
  'yes',
  'No',
  'ON',
  'y',
  'null',
  'True',
  '~',
  '-',
  '- a',
  '? a',
  ': a',
  'a: b',
  'a #b',
  '#a',
  '"quoted"',
  "it's",
  'back\\slash',
  '12',
  '1.5',
  '1e3',
  '0x1f',
  '0o7',
  '07',
  '1_000',
  '12:30',
  '12:30:45',
  '2026-01-01',
  '.inf',
  '-.INF',
  '.nan',
  '=',
  '<<',
  '!tag',
  '&anchor',
  '*alias',
  '%directive',
  '@at',
  '`tick`',
  '[a]',
  '{a}',
  '{{$}}',
  "{{$.inputs.parameters['x']}}",
  'a\tb',
  '\ttab',
  'cr\rlf\r\n',
  'one\ntwo',
  'one\ntwo\n',
  'one\ntwo\n\n',
  '\none',
  ' one\n two',
  'one\n two \n\n\nthree',
  'one\n\ttwo',
  'one\n---\ntwo\n...',
  'one\n# two',
  'x: |\n  y',
  '\n',
  '\n\n',
  'ä ß 日本 \u{1f600}',
  'ä\n\u{1f600}',
  '\u0000\u0007\u001b',
  'a\nb\u0000',
  '\u007f\u0085\u00a0',
  'a\n\u0085b',
  'next\u2028line\u2029end',
  'one\ntwo\u2028three',
  '\ufeffmark',
  '\ud800',
  '\uffff',
  '---',
  '...',
  'a'.repeat(300),
  `${'word '.repeat(100)}end`,
])('%j is read as it was', (value) => {
  const document = { [value]: value, list: [value, [value], { [value]: value }], deep: { er: { [value]: [value] } } };
  expect(read(document)).toEqual([document, document]);
});

test.each([0, -1, 7, 2147483648, 0.5, -1.25, 1e-8, 1.5e-7, 1e20, 1e21, -1e300, 5e-324, Number.MAX_SAFE_INTEGER])(
  '%d is read as it was',
  (value) => {
    expect(read({ value, values: [value] })).toEqual([
      { value, values: [value] },
      { value, values: [value] },
    ]);
  },
);

test('a number with an exponent has a point, without which Python takes it for text', () => {
  expect(toYaml({ a: 1e-8, b: 1e21, c: 2.5e-9, d: 3 })).toBe('a: 1.0e-8\nb: 1.0e+21\nc: 2.5e-9\nd: 3\n');
});
