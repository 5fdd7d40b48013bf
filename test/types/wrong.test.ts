import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { diagnosticsOf } from '../support/compile';

const folder = join(__dirname, 'wrong');

// Each wrong line stands below `@ts-expect-error`. Where the compiler takes it, that comment is itself an error.
test('wrong programs do not compile, and right ones do', () => {
  const files = new Map(readdirSync(folder).map((name) => [join(folder, name), undefined]));
  expect(files.size).toBeGreaterThan(3);
  const found = diagnosticsOf(files).map(({ file, line, message }) => `${basename(file)}:${line} ${message}`);
  expect(found).toEqual([]);
}, 60_000);
