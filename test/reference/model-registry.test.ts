import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { existingCertManager, externalMysql, KServe, ModelRegistry } from '../../components';
import { Platform } from '../../lib';
import { KubernetesObject } from '../../lib/core/manifest';
import { at, object, render } from '../support/app';
import { referenceRights, rightsOf, within } from './rights';

/*
 * The Model Registry's own server, interface and storage initializer are not run anywhere here: the Go module of the release
 * cannot be had from the module proxy. What they are told is compared with upstream's facts instead, which are not part of
 * the project: KEELSON_REFERENCE names the folder that holds them.
 */
const folder = process.env.KEELSON_REFERENCE;
const compare = folder === undefined ? describe.skip : describe;
const read = (name: string): string => readFileSync(join(folder ?? '', 'objects', `${name}.txt`), 'utf8');

/** The part of a file of facts that tells of one object. */
function factsOf(file: string, kind: string, name: string): string {
  const found = read(file)
    .split('\n### ')
    .find((block) => new RegExp(`^${kind} (\\S+/)?${name} `).test(block));
  if (found === undefined) throw new Error(`the facts tell of no ${kind} ${name}`);
  return found;
}

const factOf = (facts: string, pattern: RegExp): string => pattern.exec(facts)?.[1] ?? `nothing like ${pattern.source}`;

compare('the Model Registry and upstream (KEELSON_REFERENCE)', () => {
  const { objects } = render((app) => {
    const platform = new Platform(app, 'local');
    const modelServing = new KServe(platform, 'kserve', { certificates: existingCertManager(), runtimes: [] });
    new ModelRegistry(platform, 'model-registry', { database: externalMysql({ host: 'db' }), modelServing, ui: true });
    return platform;
  });
  const containerOf = (name: string): unknown =>
    at(object(objects, 'Deployment', name), 'spec', 'template', 'spec', 'containers', 0);
  const own = objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'model-registry');

  test.each(['model-registry', 'model-registry-ui'])('all objects of %s that we make are called as there', (file) => {
    const known = [...read(file).matchAll(/^### (\S+) (?:\S+\/)?(\S+) /gm)].map(
      ({ 1: kind, 2: name }) => `${kind} ${name}`,
    );
    const named = (kinds: readonly string[]): string[] =>
      own
        .filter(({ kind, metadata: { name } }) => kinds.includes(kind) && name.endsWith('-ui') === file.endsWith('-ui'))
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(known.length).toBeGreaterThan(5);
    const ours = named(['Deployment', 'ServiceAccount']);
    expect(ours).toHaveLength(2);
    expect(known).toEqual(expect.arrayContaining(ours));
  });

  test('the Service is what clients and interfaces look for', () => {
    const facts = factsOf('model-registry', 'Service', 'model-registry-service');
    const service = object(objects, 'Service', 'model-registry-service');
    const { name, port, appProtocol } = at(service, 'spec', 'ports', 0) as Record<string, unknown>;
    expect(facts).toContain(`port ${String(name)} ${String(port)}->8080 ${String(appProtocol)}`);
    expect(facts).toContain(`"component":"${service.metadata.labels?.component}"`);
  });

  test('the server is started and asked as there', () => {
    const facts = factsOf('model-registry', 'Deployment', 'model-registry-deployment');
    const container = containerOf('model-registry-deployment');
    expect(at(container, 'image')).toBe(factOf(facts, /container rest-container: (\S+)/));
    expect(at(container, 'command')).toEqual(JSON.parse(factOf(facts, /command (\[.*\])/)));
    const flags = (args: unknown): string[] => (args as string[]).map((arg) => arg.split('=')[0] ?? '');
    const known = flags(JSON.parse(factOf(facts, /args (\[.*\])/)));
    expect(known).toHaveLength(4);
    // Upstream's default is the type that is given besides.
    expect(flags(at(container, 'args'))).toEqual([...known.slice(0, 3), '--embedmd-database-type', ...known.slice(3)]);
    const dsn = (args: unknown): string => (args as string[]).find((arg) => arg.includes('-dsn=')) ?? '';
    const shape = (text: string): string => text.replace(/[\w$().-]+(?=[:@?/)])/g, 'x').replace('&tls=true', '');
    expect(shape(dsn(at(container, 'args')))).toBe(shape(dsn(JSON.parse(factOf(facts, /args (\[.*\])/)))));
    for (const probe of ['startupProbe', 'readinessProbe']) {
      const { httpGet } = JSON.parse(factOf(facts, new RegExp(`${probe} (.*)`))) as { httpGet: object };
      expect([probe, at(container, probe, 'httpGet')]).toEqual([probe, httpGet]);
    }
  });

  test('the interface is started and asked as there', () => {
    const facts = factsOf('model-registry-ui', 'Deployment', 'model-registry-ui');
    const container = containerOf('model-registry-ui');
    expect(at(container, 'image')).toBe(factOf(facts, /container model-registry-ui: (\S+)/));
    expect(at(container, 'args')).toEqual(JSON.parse(factOf(facts, /args (\[.*\])/)));
    const { httpGet } = JSON.parse(factOf(facts, /readinessProbe (.*)/)) as { httpGet: { path: string } };
    expect(at(container, 'readinessProbe', 'httpGet', 'path')).toBe(httpGet.path);
  });

  test('the interface may do nothing that it may not do there', () => {
    const allowed = [...referenceRights(read('model-registry-ui')).values()].flat();
    expect(allowed).toHaveLength(7);
    const roles = own.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
    const beyond = (role: KubernetesObject): unknown[] =>
      rightsOf((role.rules ?? []) as Parameters<typeof rightsOf>[0]).filter((right) => !within(right, allowed));
    expect(roles.map((role) => [role.kind, beyond(role)])).toEqual([
      ['ClusterRole', []],
      ['Role', []],
    ]);
  });
});
