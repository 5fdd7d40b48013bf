import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SynthesisError, ValidationError } from './errors';
import { listed, shown } from './words';

/** A file to write. */
export interface OutputFile {
  readonly name: string;
  readonly content: string;
  /** Whether it is a program. */
  readonly executable?: boolean;
}

// What earlier runs may have left in an environment's folder. Anything else belongs to somebody.
const ours = /^(\d{2,}-[a-z0-9-]+\.yaml|install\.sh|uninstall\.sh|images\.txt|inventory\.txt)$/;

/**
 * Puts `files` in place of all that is in the folder `outdir/name`: the folder is either the new one, whole, or as it
 * was before.
 * @throws SynthesisError where the folder holds files that did not come from here, or cannot be written
 */
export function replaceFolder(outdir: string, name: string, files: readonly OutputFile[]): void {
  const target = join(outdir, name);
  makeFolder(outdir);
  refuseForeign(target);
  const work = mkdtempSync(join(outdir, `.${name}-`));
  try {
    const fresh = join(work, 'new');
    mkdirSync(fresh);
    for (const file of files) write(join(fresh, file.name), file);
    if (existsSync(target)) renameSync(target, join(work, 'old'));
    renameSync(fresh, target);
  } catch (error) {
    const old = join(work, 'old');
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Writes single files, each either new as a whole or as it was. */
export function writeFiles(outdir: string, files: readonly OutputFile[]): void {
  if (files.length === 0) return;
  makeFolder(outdir);
  const work = mkdtempSync(join(outdir, '.files-'));
  try {
    for (const file of files) write(join(work, file.name), file);
    for (const file of files) renameSync(join(work, file.name), join(outdir, file.name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function write(path: string, file: OutputFile): void {
  writeFileSync(path, file.content, { mode: file.executable === true ? 0o755 : 0o644 });
}

function makeFolder(folder: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    refuse(`the output folder ${shown(folder)} is a file; move it away or set "outdir"`);
  }
  mkdirSync(folder, { recursive: true });
}

function refuseForeign(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    refuse(`${shown(folder)} is a file, and the environment's folder must stand there; move it away`);
  const foreign = readdirSync(folder).filter((name) => !ours.test(name));
  if (foreign.length === 0) return;
  refuse(
    `${shown(folder)} is replaced as a whole, but holds files that did not come from here: ${listed(foreign)}; ` +
      'move them away or set "outdir"',
  );
}

function refuse(message: string): never {
  throw new SynthesisError([new ValidationError(message)]);
}
