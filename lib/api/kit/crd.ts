import { KindDefinition } from './kind';
import { Schema } from './schema';

/** A node of the schema as a CustomResourceDefinition carries it. */
type CrdSchema = Record<string, unknown>;

// Fields that have the same name and meaning in our schema and in the CRD's.
const plain = [
  'type',
  'description',
  'format',
  'enum',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'minProperties',
  'required',
] as const;

/** The `spec` of the CustomResourceDefinition that installs a kind. */
export function crdSpec(definition: KindDefinition): Record<string, unknown> {
  const { names, version } = definition;
  return {
    group: definition.group,
    names: {
      kind: definition.kind,
      listKind: `${definition.kind}List`,
      plural: names.plural,
      singular: definition.kind.toLowerCase(),
      ...(names.shortNames === undefined ? {} : { shortNames: names.shortNames }),
      ...(names.categories === undefined ? {} : { categories: names.categories }),
    },
    scope: definition.namespaced ? 'Namespaced' : 'Cluster',
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: rootSchema(definition) },
        ...subresources(definition),
        ...(definition.columns === undefined ? {} : { additionalPrinterColumns: definition.columns }),
      },
    ],
  };
}

function subresources({ scale, status }: KindDefinition): Record<string, unknown> {
  if (scale === undefined && status === undefined) return {};
  return {
    subresources: { ...(scale === undefined ? {} : { scale }), ...(status === undefined ? {} : { status: {} }) },
  };
}

function rootSchema(definition: KindDefinition): CrdSchema {
  const keeps = definition.keepsUnknownFields;
  const fields = Object.entries({ spec: definition.spec, ...definition.otherFields });
  const required = fields.flatMap(([name, schema]) => (schema?.isRequired === true ? [name] : []));
  return {
    ...crdSchema({ type: 'object', description: definition.description, rules: definition.rules }, keeps),
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      ...(definition.spec === undefined ? {} : { spec: crdSchema(definition.spec, keeps) }),
      ...(definition.status === undefined ? {} : { status: crdSchema(definition.status, keeps) }),
      ...Object.fromEntries(
        Object.entries(definition.otherFields).map(([name, schema]) => [name, crdSchema(schema, keeps)]),
      ),
    },
    ...(required.length === 0 ? {} : { required }),
  };
}

/** @param keeps whether every object keeps the fields that it does not name */
function crdSchema(schema: Schema, keeps: boolean): CrdSchema {
  const result: CrdSchema = {};
  for (const field of plain) if (schema[field] !== undefined) result[field] = schema[field];
  // The API server drops an empty list of fields; written out, it would differ from what is there each time.
  if (Object.keys(schema.properties ?? {}).length > 0) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, property]) => [name, crdSchema(property, keeps)]),
    );
  }
  if (schema.items !== undefined) result.items = crdSchema(schema.items, keeps);
  if (schema.additionalProperties !== undefined) {
    result.additionalProperties = crdSchema(schema.additionalProperties, keeps);
  }
  if (schema.listType !== undefined) result['x-kubernetes-list-type'] = schema.listType;
  if (schema.listMapKeys !== undefined) result['x-kubernetes-list-map-keys'] = schema.listMapKeys;
  if (schema.mapType !== undefined) result['x-kubernetes-map-type'] = schema.mapType;
  const isKeeping = keeps && schema.type === 'object' && schema.additionalProperties === undefined;
  if (schema.open === true || schema.keepsUnknown === true || isKeeping) {
    result['x-kubernetes-preserve-unknown-fields'] = true;
  }
  if (schema.intOrString === true) result['x-kubernetes-int-or-string'] = true;
  if (schema.rules !== undefined && schema.rules.length > 0) {
    result['x-kubernetes-validations'] = schema.rules.map(({ rule, message }) => ({ rule, message }));
  }
  return result;
}
