import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { App, Platform, SynthesisError, ValidationError } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own that goes after the tests of the file. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-test-'));
  folders.push(folder);
  return folder;
}

/** An app that writes into a folder of its own and says nothing. */
export function testApp(outdir = tempFolder()): App {
  return new App({ outdir, log: () => undefined });
}

/** The messages of all that is wrong with the program; none where it is right. Any other error passes through. */
export function problemsOf(build: (app: App) => unknown): string[] {
  try {
    const app = testApp();
    build(app);
    app.synth();
    return [];
  } catch (error) {
    if (error instanceof SynthesisError) return error.problems.map((problem) => problem.message);
    if (error instanceof ValidationError) return [error.message];
    throw error;
  }
}

/** What synth wrote for one platform. */
export interface Rendered {
  readonly folder: string;
  /** Content by file name, in the order of the names. */
  readonly files: ReadonlyMap<string, string>;
  /** All objects in the order of their application. */
  readonly objects: readonly KubernetesObject[];
}

/** Writes a platform and reads it back. */
export function render(build: (app: App) => Platform): Rendered {
  const app = testApp();
  const platform = build(app);
  app.synth();
  const folder = join(app.outdir, platform.name);
  const files = new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const objects = [...files].flatMap(([name, content]) => (name.endsWith('.yaml') ? parseObjects(content) : []));
  return { folder, files, objects };
}

/** The objects of a YAML file. */
export function parseObjects(content: string): KubernetesObject[] {
  return parseAllDocuments(content).map((document) => document.toJS() as KubernetesObject);
}

/** The text of one rendered file. */
export function file({ files }: Rendered, name: string): string {
  const content = files.get(name);
  if (content === undefined) throw new Error(`there is no ${name}, there are ${[...files.keys()].join(', ')}`);
  return content;
}

/** The lines of one rendered file. */
export function linesOf(rendered: Rendered, name: string): string[] {
  return file(rendered, name).trimEnd().split('\n');
}

/** The one object of a kind, or the one of that name. */
export function object(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject {
  const found = objects.filter((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`there are ${found.length} ${kind} ${name ?? ''}`);
  return only;
}

/** A field deep inside an object, for example `['spec', 'replicas']`. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}
