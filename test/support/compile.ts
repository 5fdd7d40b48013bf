import { join } from 'node:path';
import * as ts from 'typescript';

export const root = join(__dirname, '../..');

/**
 * What the compiler says of files, under the options of the repository.
 * @param files programs by path; with a text where they stand on no disk
 */
export function diagnosticsOf(
  files: ReadonlyMap<string, string | undefined>,
  extra: ts.CompilerOptions = {},
): { readonly file: string; readonly line: number; readonly message: string }[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const all = { ...options, noEmit: true, declaration: false, types: ['node'], ...extra };
  const disk = ts.createCompilerHost(all);
  const host: ts.CompilerHost = {
    ...disk,
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    getSourceFile: (path, language, ...rest) => {
      const text = files.get(path);
      return text === undefined
        ? disk.getSourceFile(path, language, ...rest)
        : ts.createSourceFile(path, text, language);
    },
  };
  const program = ts.createProgram([...files.keys()], all, host);
  return [...files.keys()]
    .map((path) => program.getSourceFile(path))
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .map(({ file, start, messageText }) => ({
      file: file?.fileName ?? '',
      line: (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1,
      message: ts.flattenDiagnosticMessageText(messageText, ' '),
    }));
}
