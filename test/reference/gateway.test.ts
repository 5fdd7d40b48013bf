import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { apiGroups } from '../../lib/api/groups';
import { crdSpec } from '../../lib/api/kit/crd';

/*
 * Compares the kinds of the Gateway API, and what KServe takes of them into its own, with upstream's CRDs: every node of the
 * schema with type, bounds, default and rules. KEELSON_GATEWAY names a folder with the repository of the Gateway API at
 * version 1.2, KEELSON_KSERVE one with that of KServe at the version that is installed.
 */
const gatewayFolder = process.env.KEELSON_GATEWAY;
const kserveFolder = process.env.KEELSON_KSERVE;

type Node = Readonly<Record<string, unknown>>;
interface Version {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Node };
  readonly additionalPrinterColumns?: readonly Node[];
  readonly subresources?: Node;
}
interface CrdSpec {
  readonly scope: string;
  readonly names: Node;
  readonly versions: readonly Version[];
}

function versionOf(spec: unknown, name: string): Version {
  const version = (spec as CrdSpec).versions.find((one) => one.name === name);
  if (version === undefined) throw new Error(`there is no version ${name}`);
  return version;
}

/** A value whose objects have their keys in the order of the alphabet. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

const ruleOf = ({ rule, message }: { readonly rule: string; readonly message: string }): string =>
  message.startsWith('IPAddress value must be') ? 'an address' : `rule ${rule.replace(/\s+/g, '')}: ${message}`;

/** All nodes of a schema by path, each with what it says, in words without order. */
function nodes(node: Node, path: string, found = new Map<string, string[]>()): Map<string, string[]> {
  const words: string[] = [];
  for (const [name, value] of Object.entries(node)) {
    if (name === 'description') continue;
    else if (name === 'properties') {
      for (const [field, inner] of Object.entries(value as Record<string, Node>))
        nodes(inner, `${path}.${field}`, found);
    } else if (name === 'items') nodes(value as Node, `${path}[]`, found);
    else if (name === 'additionalProperties') nodes(value as Node, `${path}{}`, found);
    else if (name === 'x-kubernetes-validations') words.push(...(value as Parameters<typeof ruleOf>[0][]).map(ruleOf));
    else if (name === 'required') words.push(`required=${[...(value as string[])].sort().join(',')}`);
    // These two are said by rules here, as the kit has no words for them.
    else if (name === 'maxProperties') {
      words.push(`rule self.size()<=${String(value)}: must have at most ${String(value)} items`);
    } else if (name === 'enum' && node.type === 'integer') {
      words.push(
        `rule selfin[${String(value)}]: ${path.split('.').at(-1)} must be ${(value as number[]).join(' or ')}`,
      );
    }
    // Formats of addresses, which a pattern says here.
    else if (name === 'oneOf') words.push('an address');
    // The default of lists.
    else if (name === 'x-kubernetes-list-type' && value === 'atomic') continue;
    else words.push(`${name}=${JSON.stringify(sorted(value))}`);
  }
  // Upstream has one of them twice.
  found.set(path, [...new Set(words)].sort());
  return found;
}

/** The nodes below a path, as an object that tests can show. */
function below(version: Version, paths: RegExp): Record<string, string[]> {
  const all = [...nodes(version.schema.openAPIV3Schema, '')].filter(([path]) => paths.test(path));
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const describeWith = (folder: string | undefined): jest.Describe => (folder === undefined ? describe.skip : describe);
const selector = '.spec.listeners[].allowedRoutes.namespaces.selector';

describeWith(gatewayFolder)('Gateway API (KEELSON_GATEWAY)', () => {
  test.each((apiGroups.gateway ?? []).map((definition) => [definition.kind, definition] as const))(
    '%s has every field',
    (_, definition) => {
      const file = `config/crd/standard/${definition.group}_${definition.names.plural}.yaml`;
      const upstream = parse(readFileSync(join(gatewayFolder ?? '', file), 'utf8')) as { readonly spec: CrdSpec };
      const own = crdSpec(definition) as unknown as CrdSpec;
      const [expected, actual] = [upstream.spec, own].map((spec) => {
        const { additionalPrinterColumns, subresources, ...version } = versionOf(spec, definition.version);
        const fields = below({ ...version }, /^\.(spec|status)/);
        const others = Object.entries(fields).filter(([path]) => !path.startsWith(selector));
        return {
          fields: Object.fromEntries(others),
          ...{ scope: spec.scope, names: spec.names, columns: additionalPrinterColumns, subresources },
        };
      });
      expect(Object.keys(expected?.fields ?? {}).length).toBeGreaterThan(15);
      expect(actual).toEqual(expected);
    },
  );
});

describeWith(kserveFolder)('the Gateway API within KServe (KEELSON_KSERVE)', () => {
  test.each((apiGroups['kserve-llm'] ?? []).map((definition) => [definition.kind, definition] as const))(
    '%s has every field of routes and pools',
    (_, definition) => {
      const file = `config/crd/full/llmisvc/${definition.group}_${definition.names.plural}.yaml`;
      const upstream = parse(readFileSync(join(kserveFolder ?? '', file), 'utf8')) as { readonly spec: CrdSpec };
      const paths = /^\.spec\.router\.(route\.http|scheduler\.pool)\.spec/;
      const expected = below(versionOf(upstream.spec, definition.version), paths);
      expect(Object.keys(expected).length).toBeGreaterThan(100);
      expect(below(versionOf(crdSpec(definition), definition.version), paths)).toEqual(expected);
    },
  );
});
