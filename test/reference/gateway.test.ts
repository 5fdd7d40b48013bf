import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { apiGroups } from '../../lib/api/groups';
import { definedFields, Words } from './fields';

/*
 * Compares the kinds of the Gateway API with upstream's own definitions. KEELSON_GATEWAY names a folder with upstream's
 * repository at version 1.2.
 */
const folder = process.env.KEELSON_GATEWAY;
const compare = folder === undefined ? describe.skip : describe;

interface Node {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string }[];
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

function typeOf({ type, format, items, additionalProperties }: Node): string {
  if (items !== undefined) return `[]${typeOf(items)}`;
  if (additionalProperties !== undefined) return `map<string,${typeOf(additionalProperties)}>`;
  return format === undefined ? String(type) : `${type}(${format})`;
}

/** The fields of a node in the notation of `fields.ts`. */
function add(fields: Map<string, Words>, path: string, node: Node, isRequired: boolean): void {
  const bounds = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const;
  const list = node['x-kubernetes-list-type'];
  const keys = node['x-kubernetes-list-map-keys'];
  const rules = (node['x-kubernetes-validations'] ?? []).map(({ rule }) => `cel ${rule.replace(/\s+/g, '')}`);
  const words = [
    typeOf(node),
    ...(node.enum === undefined ? [] : [`enum=${node.enum.join('|')}`]),
    ...(node.pattern === undefined ? [] : [`pattern=${JSON.stringify(node.pattern)}`]),
    ...(node.default === undefined ? [] : [`default=${JSON.stringify(sorted(node.default))}`]),
    ...(list === undefined ? [] : [`list=${keys === undefined ? list : `map(${keys.join(',')})`}`]),
    ...bounds.flatMap((name) => (node[name] === undefined ? [] : [`${name}=${node[name]}`])),
    // Said by a rule here.
    ...(node.maxProperties === undefined ? [] : [`cel self.size()<=${node.maxProperties}`]),
    ...rules,
    ...(isRequired ? ['required'] : []),
  ];
  fields.set(path, [...new Set(words)].sort());
  const inner = node.items ?? node.additionalProperties ?? node;
  const prefix = `${path}${node.items === undefined ? '' : '[]'}${node.additionalProperties === undefined ? '' : '{}'}`;
  for (const [name, property] of Object.entries(inner.properties ?? {})) {
    add(fields, `${prefix}.${name}`, property, inner.required?.includes(name) === true);
  }
}

/** A value whose objects have their keys in the order of the alphabet. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

const selector = 'spec.listeners[].allowedRoutes.namespaces.selector';

compare('Gateway API (KEELSON_GATEWAY)', () => {
  test.each((apiGroups.gateway ?? []).map((definition) => [definition.kind, definition] as const))(
    '%s has every field',
    (_, definition) => {
      const file = `config/crd/standard/gateway.networking.k8s.io_${definition.names.plural}.yaml`;
      const crd = parse(readFileSync(join(folder ?? '', file), 'utf8')) as {
        readonly spec: {
          readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Node } }[];
        };
      };
      const schema = crd.spec.versions.find(({ name }) => name === definition.version)?.schema.openAPIV3Schema;
      const expected = new Map<string, Words>();
      add(expected, 'spec', schema?.properties?.spec ?? {}, true);
      add(expected, 'status', schema?.properties?.status ?? {}, false);
      for (const path of [...expected.keys()]) {
        if (path.startsWith(`${selector}.`)) expected.delete(path);
        // A whole number out of a set is a rule here.
        const words = expected.get(path);
        if (words?.includes('enum=301|302')) {
          expected.set(path, [...words.filter((word) => !word.startsWith('enum=')), 'cel selfin[301,302]'].sort());
        }
      }
      if (expected.has(selector)) expected.set(selector, ['meta/v1 LabelSelector']);
      const actual = new Map(
        [...definedFields(definition)].map(([path, words]) => [
          path,
          words.map((word) =>
            word.startsWith('default=')
              ? `default=${JSON.stringify(sorted(JSON.parse(word.slice('default='.length))))}`
              : word,
          ),
        ]),
      );
      expect(expected.size).toBeGreaterThan(10);
      expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
    },
  );
});
