import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { App } from '../../../lib';
import { KubernetesObject } from '../../../lib/core/manifest';

/** Renders an app as a user does, into a folder of its own. */
export function render(program: (app: App) => void): RenderedApp {
  const outdir = mkdtempSync(join(tmpdir(), 'keelson-rendered-'));
  const app = new App({ outdir, log: () => undefined });
  program(app);
  app.synth();
  return new RenderedApp(outdir);
}

/** What synth has written. */
export class RenderedApp {
  constructor(readonly outdir: string) {}

  /** Path of an environment's folder. */
  folder(environment: string): string {
    return join(this.outdir, environment);
  }

  /** The manifests of an environment in the order of their application. */
  manifests(environment: string): { readonly file: string; readonly objects: KubernetesObject[] }[] {
    const folder = this.folder(environment);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((file) => ({ file, objects: parse(readFileSync(join(folder, file), 'utf8')) }));
  }

  /** All objects of an environment. */
  objects(environment: string): KubernetesObject[] {
    return this.manifests(environment).flatMap(({ objects }) => objects);
  }

  remove(): void {
    rmSync(this.outdir, { recursive: true, force: true });
  }
}

/** All documents of a YAML file. */
export function parse(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
}

/** What kubectl takes for an object: `deployment.apps/name -n namespace`. */
export function kubectlName(object: KubernetesObject): string[] {
  const [group, version] = object.apiVersion.split('/');
  const kind = version === undefined ? object.kind : `${object.kind}.${version}.${group}`;
  const namespace = object.metadata.namespace;
  return [`${kind}/${object.metadata.name}`, ...(namespace === undefined ? [] : ['--namespace', namespace])];
}
