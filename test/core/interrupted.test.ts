import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFolder } from '../../lib/core/output';
import { tempFolder } from '../support/app';

/** What a run leaves that was ended between its two renames. */
function interrupted(): { readonly outdir: string; readonly left: string } {
  const outdir = tempFolder();
  const left = join(outdir, '.local-abc123');
  mkdirSync(join(left, 'old'), { recursive: true });
  mkdirSync(join(left, 'new'));
  writeFileSync(join(left, 'old', 'install.sh'), 'old');
  return { outdir, left };
}

test('what an ended run left behind is cleared away by the next', () => {
  const { outdir, left } = interrupted();
  replaceFolder(outdir, 'local', [{ name: 'install.sh', content: 'next' }]);
  expect(existsSync(left)).toBe(false);
  expect(readdirSync(outdir)).toEqual(['local']);
  expect(readFileSync(join(outdir, 'local', 'install.sh'), 'utf8')).toBe('next');
});

test('and the old folder is back where the next cannot be written either', () => {
  const { outdir } = interrupted();
  expect(() => {
    replaceFolder(outdir, 'local', [{ name: 'missing/install.sh', content: 'next' }]);
  }).toThrow('cannot be written');
  expect(readFileSync(join(outdir, 'local', 'install.sh'), 'utf8')).toBe('old');
});

test('litter of file managers does not stop a run, and a folder of our name does', () => {
  const outdir = tempFolder();
  mkdirSync(join(outdir, 'local'));
  writeFileSync(join(outdir, 'local', '.DS_Store'), '');
  replaceFolder(outdir, 'local', []);
  mkdirSync(join(outdir, 'local', '00-mine.yaml'));
  expect(() => {
    replaceFolder(outdir, 'local', []);
  }).toThrow('"00-mine.yaml"');
});
