import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { run } from '../../stacks/cli';
import { environments } from '../../stacks/environments';
import { tempFolder } from '../support/app';

/** Runs the command line into a folder of its own. */
function cli(...args: readonly string[]) {
  const outdir = join(tempFolder(), 'dist');
  const logged: string[] = [];
  const code = run([...args, '--outdir', outdir], (text) => logged.push(text));
  return { code, text: logged.join('\n'), outdir, written: existsSync(outdir) ? readdirSync(outdir) : [] };
}

const usage = `usage: npm start -- [environment...] [--size laptop|small|production] [--registry HOST[/PATH]] [--outdir FOLDER]
environments: local (local unless named)`;

test('renders the local environment unless told otherwise', () => {
  const { code, text, written } = cli();
  expect({ code, written }).toEqual({ code: 0, written: ['local'] });
  expect(text).toMatch(/^platform local, size laptop\n/);
});

test('renders the environments that are named, each once', () => {
  expect(cli('local', 'local')).toMatchObject({ code: 0, written: ['local'] });
});

test('takes size and registry', () => {
  const { code, text } = cli('local', '--size', 'production', '--registry', 'm.example/kf');
  expect(code).toBe(0);
  expect(text).toMatch(/^platform local, size production\n/);
  expect(text).toContain('m.example/kf/jobset/jobset:');
});

test('helps', () => {
  expect(cli('--help')).toMatchObject({ code: 0, text: usage, written: [] });
});

test.each([
  [['locale'], 'there is no environment "locale", did you mean "local"?'],
  [['mars'], 'there is no environment "mars", there are "local"'],
  [['local', 'mars'], 'there is no environment "mars", there are "local"'],
  [['constructor'], 'there is no environment "constructor", there are "local"'],
  [['--sise', 'small'], "Unknown option '--sise'"],
  [['--size'], 'argument is ambiguous'],
])('%j is wrong usage', (args, message) => {
  const { code, text, written } = cli(...args);
  expect({ code, written }).toEqual({ code: 2, written: [] });
  expect(text).toContain(message);
  expect(text).toContain(usage);
});

test.each([
  [
    ['--size', 'big'],
    '1 problem, nothing was written:\n  [local] "size" is "big", must be one of "laptop", "small", "production"',
  ],
  [['--size', ''], '1 problem, nothing was written:\n  [local] "size" is "", must be one of'],
  [
    ['--registry', 'https://m.example'],
    '1 problem, nothing was written:\n  [local] "images.registry" is "https://m.example"',
  ],
  [['--registry', ''], '1 problem, nothing was written:\n  [local] "images.registry" is ""'],
])('%j makes a wrong program', (args, message) => {
  const { code, text, written } = cli(...args);
  expect({ code, written }).toEqual({ code: 1, written: [] });
  expect(text).toContain(message);
  expect(text).not.toContain('usage:');
});

test('a folder that cannot be written is said, without a stack', () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'dist', 'local'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'local', 'notes.md'), '');
  const into = (outdir: string) => {
    const logged: string[] = [];
    return { code: run(['--outdir', outdir], (text) => logged.push(text)), text: logged.join('\n') };
  };
  expect(into(join(folder, 'file'))).toEqual({
    code: 1,
    text: expect.stringContaining(`the output folder "${join(folder, 'file')}" is a file`) as string,
  });
  expect(into(join(folder, 'file', 'dist'))).toMatchObject({ code: 1 });
  expect(into(join(folder, 'dist'))).toEqual({ code: 1, text: expect.stringContaining('"notes.md"') as string });
});

test('an empty name of a folder is wrong', () => {
  const before = process.cwd();
  const folder = tempFolder();
  process.chdir(folder);
  try {
    expect(run(['--outdir', ''], () => undefined)).not.toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    process.chdir(before);
  }
});

test('cdk8s, which empties its output folder before it runs a program, has one of its own', () => {
  const { output } = parse(readFileSync(join(__dirname, '../../cdk8s.yaml'), 'utf8')) as { output: string };
  expect(output).toBe('dist/cdk8s');
  expect(Object.keys(environments)).not.toContain('cdk8s');
});
