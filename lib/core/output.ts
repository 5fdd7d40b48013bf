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

// What file managers leave everywhere.
const litter = ['.DS_Store', 'Thumbs.db'];

/**
 * Puts `files` in place of all that is in the folder `outdir/name`: the folder is either the new one, whole, or as it
 * was before.
 * @throws SynthesisError where the folder holds files that did not come from here, or cannot be written
 */
export function replaceFolder(outdir: string, name: string, files: readonly OutputFile[]): void {
  checkFolder(outdir, name);
  writing(outdir, () => {
    mkdirSync(outdir, { recursive: true });
    swap(outdir, name, files);
  });
}

/** Puts the new folder where the old one was, by renaming, so that neither is ever seen in part. */
function swap(outdir: string, name: string, files: readonly OutputFile[]): void {
  const target = join(outdir, name);
  recover(outdir, name);
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

/** Takes up what a run left behind that was ended in the middle: the old folder goes back, the rest goes away. */
function recover(outdir: string, name: string): void {
  const left = readdirSync(outdir).filter((entry) => entry.startsWith(`.${name}-`) && entry.length === name.length + 8);
  for (const entry of left.map((each) => join(outdir, each))) {
    if (existsSync(join(entry, 'old')) && !existsSync(join(outdir, name)))
      renameSync(join(entry, 'old'), join(outdir, name));
    rmSync(entry, { recursive: true });
  }
}

/** Writes single files, each either new as a whole or as it was. */
export function writeFiles(outdir: string, files: readonly OutputFile[]): void {
  if (files.length === 0) return;
  refuseFile(outdir);
  writing(outdir, () => {
    mkdirSync(outdir, { recursive: true });
    const work = mkdtempSync(join(outdir, '.files-'));
    try {
      for (const file of files) write(join(work, file.name), file);
      for (const file of files) renameSync(join(work, file.name), join(outdir, file.name));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/**
 * Makes sure that the folder `outdir/name` may be replaced.
 * @throws SynthesisError where something else stands there, or in it
 */
export function checkFolder(outdir: string, name: string): void {
  refuseFile(outdir);
  const folder = join(outdir, name);
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) {
    refuse(`${shown(folder)} is a file, and the environment's folder must stand there; move it away`);
  }
  const foreign = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !(entry.isFile() && (ours.test(entry.name) || litter.includes(entry.name))))
    .map((entry) => entry.name);
  if (foreign.length === 0) return;
  refuse(
    `${shown(folder)} is replaced as a whole, but holds files that did not come from here: ${listed(foreign)}; ` +
      'move them away or set "outdir"',
  );
}

function write(path: string, file: OutputFile): void {
  writeFileSync(path, file.content, { mode: file.executable === true ? 0o755 : 0o644 });
}

function refuseFile(folder: string): void {
  if (!existsSync(folder) || statSync(folder).isDirectory()) return;
  refuse(`the output folder ${shown(folder)} is a file; move it away or set "outdir"`);
}

/** Turns what the file system refuses into a problem like all others. */
function writing(outdir: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(`the output folder ${shown(outdir)} cannot be written: ${reason}`);
  }
}

function refuse(message: string): never {
  throw new SynthesisError([new ValidationError(message)]);
}
