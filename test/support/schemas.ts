import { apiGroups } from '../../lib/api/groups';
import { KindDefinition } from '../../lib/api/kit';
import { Rule, Schema } from '../../lib/api/kit/schema';

/** All kinds that Keelson defines. */
export const definitions: readonly KindDefinition[] = Object.values(apiGroups).flat();

/** A node of a definition's schema, and where it stands. */
export interface SchemaNode {
  readonly path: string;
  readonly schema: Schema;
}

/** All nodes below and including `schema`; what holds itself is not entered a second time. */
export function nodesOf(schema: Schema, path: string, within: readonly string[] = []): SchemaNode[] {
  if (schema.deferredTo !== undefined) {
    const meant = schema.deferredTo();
    // The place has a description of its own.
    const here = { path, schema: { ...meant, description: schema.description } };
    return [here, ...(within.includes(meant.typeName ?? '') ? [] : nodesOf(meant, path, within).slice(1))];
  }
  const inside = schema.typeName === undefined ? within : [...within, schema.typeName];
  return [
    { path, schema },
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      nodesOf(property, `${path}.${name}`, inside),
    ),
    ...(schema.items === undefined ? [] : nodesOf(schema.items, `${path}[]`, inside)),
    ...(schema.additionalProperties === undefined ? [] : nodesOf(schema.additionalProperties, `${path}{}`, inside)),
  ];
}

/** All nodes of a kind. */
export function nodesOfKind(definition: KindDefinition): SchemaNode[] {
  const { spec, status, otherFields } = definition;
  return Object.entries({ spec, status, ...otherFields }).flatMap(([name, schema]) =>
    schema === undefined ? [] : nodesOf(schema, name),
  );
}

/** All rules of all kinds, each once. */
export function allRules(): Rule[] {
  const rules = definitions.flatMap((definition) => [
    ...definition.rules,
    ...nodesOfKind(definition).flatMap(({ schema }) => schema.rules ?? []),
  ]);
  return [...new Map(rules.map((rule) => [rule.rule, rule])).values()];
}
