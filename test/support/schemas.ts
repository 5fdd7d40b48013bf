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

/** All nodes below and including `schema`. */
export function nodesOf(schema: Schema, path: string): SchemaNode[] {
  return [
    { path, schema },
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => nodesOf(property, `${path}.${name}`)),
    ...(schema.items === undefined ? [] : nodesOf(schema.items, `${path}[]`)),
    ...(schema.additionalProperties === undefined ? [] : nodesOf(schema.additionalProperties, `${path}{}`)),
  ];
}

/** All nodes of a kind. */
export function nodesOfKind(definition: KindDefinition): SchemaNode[] {
  return [
    ...nodesOf(definition.spec, 'spec'),
    ...(definition.status === undefined ? [] : nodesOf(definition.status, 'status')),
  ];
}

/** All rules of all kinds, each once. */
export function allRules(): Rule[] {
  const rules = definitions.flatMap((definition) => [
    ...definition.rules,
    ...nodesOfKind(definition).flatMap(({ schema }) => schema.rules ?? []),
  ]);
  return [...new Map(rules.map((rule) => [rule.rule, rule])).values()];
}
