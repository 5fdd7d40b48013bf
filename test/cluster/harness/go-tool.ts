import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { clusterFolder } from './paths';

const toolsFolder = join(clusterFolder, 'tools');

/** `tool.json` in a tool's folder. */
interface ToolFile {
  /** What to build: the binary's name, and its package (`.` for the folder's own). */
  readonly commands: Readonly<Record<string, string>>;
  /** Further linker flags. `{version}`, `{major}` and `{minor}` stand for the version in `go.mod` of the module `version`. */
  readonly ldflags?: string;
  readonly version?: string;
  /**
   * Files of the module `version` that are symbolic links in its repository, with what they point to. A published module
   * holds no links, so that they are put back before the build.
   */
  readonly links?: Readonly<Record<string, string>>;
}

/** Commands that are built from a Go module whose dependencies `go.mod` and `go.sum` pin. */
export class GoTool {
  readonly folder: string;
  readonly commands: Readonly<Record<string, string>>;
  readonly ldflags: string;
  /** The module whose links are put back. */
  readonly linked?: { readonly module: string; readonly links: Readonly<Record<string, string>> };

  constructor(readonly name: string) {
    this.folder = join(toolsFolder, name);
    const path = join(this.folder, 'tool.json');
    if (!existsSync(path)) throw new Error(`no tool "${name}": there are ${GoTool.names().join(', ')}`);
    const file = JSON.parse(readFileSync(path, 'utf8')) as ToolFile;
    this.commands = file.commands;
    if (file.version && file.links) this.linked = { module: file.version, links: file.links };
    this.ldflags =
      `-s -w ${fillIn(file.ldflags ?? '', file.version ? this.versionOf(file.version) : undefined)}`.trim();
  }

  static names(): string[] {
    return readdirSync(toolsFolder)
      .filter((name) => existsSync(join(toolsFolder, name, 'tool.json')))
      .sort();
  }

  /** The version of a module that `go.mod` requires. */
  versionOf(module: string): string {
    const line = readFileSync(join(this.folder, 'go.mod'), 'utf8')
      .split('\n')
      .map((text) => text.trim().replace(/^require /, ''))
      .find((text) => text.startsWith(`${module} v`));
    const version = line?.split(' ')[1];
    if (!version) throw new Error(`${this.folder}/go.mod does not require ${module}`);
    return version;
  }

  /** Everything that decides what comes out of a build, as one name. */
  pin(goVersion: string): string {
    const hash = createHash('sha256').update(`${goVersion}\n${this.ldflags}\n`);
    const files = readdirSync(this.folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)));
    for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(this.folder, file)));
    return `${this.name}-${hash.digest('hex').slice(0, 16)}`;
  }
}

function fillIn(template: string, version: string | undefined): string {
  if (version === undefined) return template;
  const [major = '', minor = ''] = version.replace(/^v/, '').split('.');
  const values: Record<string, string> = { version, major, minor };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
