import { KindDefinition } from '../../lib/api';
import { Schema } from '../../lib/api/kit/schema';

/** What a field is, as unordered words: its type and each of its constraints. */
export type Words = readonly string[];

/** All fields of a kind by path (`spec.trainer.env`), in the notation of the reference. */
export function definedFields(definition: KindDefinition): Map<string, Words> {
  const fields = new Map<string, Words>();
  const { spec, status, otherFields } = definition;
  for (const [name, schema] of Object.entries({ spec, status, ...otherFields })) {
    if (schema !== undefined) add(fields, name, schema, schema.isRequired === true);
  }
  return fields;
}

/** The same out of a file of the reference. */
export function referenceFields(text: string): Map<string, Words> {
  const fields = new Map<string, Words>();
  for (const line of text.split('\n')) {
    // What a kind has beside the fields of a Kubernetes type is told as its own.
    const match = /^(?: {2}\+ own field )?((?:spec|status|disabled|message|outputs|phase|progress)\S*) : (.*)$/.exec(
      line,
    );
    if (match === null) continue;
    const rules = [...(match[2] ?? '').matchAll(/cel\[ (.*?) \](?= cel\[|$)/g)].map(
      (rule) => `cel ${compact(rule[1] ?? '')}`,
    );
    const plain = (match[2] ?? '').replace(/ cel\[.*$/, '');
    fields.set(match[1] ?? '', [...words(plain), ...rules].sort());
  }
  return fields;
}

/** The type may hold a space (`core/v1 PodSpec`), and so may the values of an enumeration. */
function words(plain: string): string[] {
  if (!plain.includes('items-enum=')) return wordsWithoutSpaces(plain);
  return plain.split(/ (?=[a-zA-Z-]+=|required(?: |$))/);
}

function wordsWithoutSpaces(plain: string): string[] {
  const [first = '', ...rest] = plain.split(' ');
  if (!/^(\[\])?[a-z]+\/v\d+$/.test(first)) return [first, ...rest];
  return [`${first} ${rest[0]}`, ...rest.slice(1)];
}

/** @param within interfaces around this field: what holds itself is not entered a second time */
function add(
  fields: Map<string, Words>,
  path: string,
  given: Schema,
  isRequired: boolean,
  within: readonly string[] = [],
): void {
  const schema = meant(given);
  fields.set(path, [...describe(schema), ...(isRequired ? ['required'] : [])].sort());
  const [prefix, inner] = innermost(path, schema);
  if (inner.kubernetesType !== undefined || within.includes(inner.typeName ?? '')) return;
  for (const [name, property] of Object.entries(inner.properties ?? {})) {
    add(fields, `${prefix}.${name}`, property, property.isRequired === true, [...within, inner.typeName ?? '']);
  }
}

/** What a field holds below its lists and maps, and how its path goes on to there. */
function innermost(path: string, schema: Schema): [string, Schema] {
  if (schema.items !== undefined) return innermost(`${path}[]`, meant(schema.items));
  if (schema.additionalProperties !== undefined) return innermost(`${path}{}`, meant(schema.additionalProperties));
  return [path, schema];
}

function meant(schema: Schema): Schema {
  return schema.deferredTo?.() ?? schema;
}

function describe(schema: Schema): string[] {
  const constraints = [
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'minProperties',
  ] as const;
  const list = schema.listMapKeys === undefined ? schema.listType : `map(${schema.listMapKeys.join(',')})`;
  return [
    type(schema),
    ...(schema.enum === undefined ? [] : [`enum=${schema.enum.join('|')}`]),
    ...(schema.items?.enum === undefined ? [] : [`items-enum=${schema.items.enum.join('|')}`]),
    ...(schema.pattern === undefined ? [] : [`pattern=${JSON.stringify(schema.pattern)}`]),
    ...(schema.default === undefined ? [] : [`default=${JSON.stringify(schema.default)}`]),
    ...(list === undefined ? [] : [`list=${list}`]),
    ...constraints.flatMap((name) => (schema[name] === undefined ? [] : [`${name}=${schema[name]}`])),
    ...(schema.rules ?? []).map(({ rule }) => `cel ${compact(rule)}`),
  ];
}

function type(given: Schema): string {
  const schema = meant(given);
  if (schema.kubernetesType !== undefined) return schema.kubernetesType.replace('.', ' ');
  if (schema.inlines === 'core/v1.PodSpec') return 'core/v1 PodSpec';
  if (schema.open === true && schema.type === 'object' && schema.inlines === undefined) return 'object(open)';
  if (schema.intOrString === true) return 'int-or-string';
  if (schema.type === 'array') return `[]${type(schema.items ?? {})}`;
  if (schema.additionalProperties !== undefined) return `map<string,${type(schema.additionalProperties)}>`;
  if (schema.type === undefined && schema.open === true) return 'any';
  return schema.format === undefined ? String(schema.type) : `${schema.type}(${schema.format})`;
}

/** Fields with conditions as the reference tells them: by their shape, which those of some controllers miss by little. */
export function withoutConditions(fields: ReadonlyMap<string, Words>): Map<string, Words> {
  const others = [...fields].filter(([path]) => !path.startsWith('status.conditions[].'));
  return new Map(
    others.map(([path, known]) => [
      path,
      path === 'status.conditions'
        ? known.map((word) => word.replace('[]object', '[]meta/v1 Condition')).sort()
        : known,
    ]),
  );
}

/** Fields with keys of ConfigMaps as the reference tells them: by their shape, which is that of keys of Secrets. */
export function asKeySelectors(fields: ReadonlyMap<string, Words>): Map<string, Words> {
  return new Map(
    [...fields].map(([path, known]) => [path, known.map((word) => word.replace('ConfigMapKey', 'SecretKey')).sort()]),
  );
}

/**
 * Fields without those of which the reference says nothing: it does not look into everything that stands beside the fields
 * of a Kubernetes type.
 */
export function asFarAsTold(
  fields: ReadonlyMap<string, Words>,
  reference: ReadonlyMap<string, Words>,
): Map<string, Words> {
  const told = [...reference.keys()];
  const looksInto = new Map<string, boolean>();
  const closed = (path: string): boolean => {
    const known =
      looksInto.get(path) ??
      told.some((other) => /^(\[\]|\{\})?\./.test(other.slice(path.length)) && other.startsWith(path));
    looksInto.set(path, known);
    return reference.has(path) && !known;
  };
  const ancestors = (path: string): string[] =>
    [...path.matchAll(/(\[\]|\{\})?\./g)].map((match) => path.slice(0, match.index));
  const seen = [...fields].filter(([path]) => !ancestors(path).some(closed) && path !== 'spec.containers');
  // Only at the first level does it know the fields of a pod again.
  return new Map(seen.map(([path, known]) => [path, path.endsWith('.workerSpec') ? ['object'] : known]));
}

/** The same without the patterns of quantities, which Kubernetes itself knows. */
export function withoutQuantities(fields: ReadonlyMap<string, Words>): Map<string, Words> {
  return new Map(
    [...fields].map(([path, known]) => [
      path,
      known.includes('int-or-string') ? known.filter((word) => !word.startsWith('pattern=')) : known,
    ]),
  );
}

function compact(rule: string): string {
  return rule.replace(/\s+/g, '');
}
