import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '../..');
const folder = join(__dirname, 'wrong');

/** What the compiler says of all programs of the folder, under the options of the repository. */
function diagnostics(): string[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const files = readdirSync(folder).map((name) => join(folder, name));
  expect(files.length).toBeGreaterThan(3);
  const program = ts.createProgram(files, { ...options, noEmit: true, declaration: false, types: ['node'] });
  return files
    .map((path) => program.getSourceFile(path))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName.slice(folder.length + 1) ?? ''}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}

// Each wrong line stands below `@ts-expect-error`. Where the compiler takes it, that comment is itself an error.
test('wrong programs do not compile, and right ones do', () => {
  expect(diagnostics()).toEqual([]);
}, 60_000);
