/*
 * What the API server demands of the schema in a CustomResourceDefinition.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */

/** A node of a CRD's schema. */
export interface CrdNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, CrdNode>>;
  readonly items?: CrdNode;
  readonly additionalProperties?: CrdNode;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message?: string }[];
  readonly [keyword: string]: unknown;
}

const keywords = new Set([
  ...['type', 'description', 'format', 'enum', 'default', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern'],
  ...['minItems', 'maxItems', 'minProperties', 'required', 'properties', 'items', 'additionalProperties'],
  ...['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-int-or-string', 'x-kubernetes-list-type'],
  ...['x-kubernetes-list-map-keys', 'x-kubernetes-map-type', 'x-kubernetes-validations'],
]);
const types = ['string', 'integer', 'number', 'boolean', 'object', 'array'];
const scalars = ['string', 'integer', 'number', 'boolean'];

/** What is wrong with the schema of a CRD; empty where the API server would take it. */
export function structuralProblems(root: CrdNode): string[] {
  const problems = nodeProblems(root, '', true);
  if (root.type !== 'object') problems.push(': the root is not an object');
  const metadata = Object.keys(root.properties?.metadata ?? {}).filter((keyword) => keyword !== 'type');
  if (metadata.length > 0) problems.push(`.metadata: has ${metadata.join()}`);
  return problems;
}

function nodeProblems(node: CrdNode, path: string, correlatable: boolean): string[] {
  const problems: string[] = [];
  const demand = (holds: boolean, message: string): void => {
    if (!holds) problems.push(`${path}: ${message}`);
  };
  const open = node['x-kubernetes-preserve-unknown-fields'];
  const intOrString = node['x-kubernetes-int-or-string'];
  for (const keyword of Object.keys(node)) demand(keywords.has(keyword), `the keyword ${keyword} is not allowed`);
  if (intOrString === true) demand(node.type === undefined, 'int-or-string has a type');
  else demand(types.includes(node.type ?? '') || (open === true && node.type === undefined), 'has no type');
  demand(node.properties === undefined || node.type === 'object', 'has properties and is no object');
  demand(node.properties === undefined || node.additionalProperties === undefined, 'has properties of both sorts');
  demand(node.items === undefined || node.type === 'array', 'has items and is no list');
  demand(node.type !== 'array' || node.items !== undefined, 'is a list without items');
  demand(open === undefined || (open && (node.type === 'object' || node.type === undefined)), 'is open and no object');
  demand(
    node.required === undefined ||
      node['x-kubernetes-preserve-unknown-fields'] === true ||
      node.required.every((name) => node.properties?.[name] !== undefined),
    'requires what it does not have',
  );
  demand(node.enum === undefined || new Set(node.enum).size === node.enum.length, 'repeats a value of its enum');
  const mapType = node['x-kubernetes-map-type'];
  demand(
    mapType === undefined || (['atomic', 'granular'].includes(mapType as string) && node.type === 'object'),
    'has a map type and is no object',
  );
  for (const { rule, message } of node['x-kubernetes-validations'] ?? []) {
    demand(
      rule.trim() !== '' && (message ?? '').trim() !== '' && !(message ?? '').includes('\n'),
      'has a rule without message',
    );
    demand(correlatable || !rule.includes('oldSelf'), 'compares with an old value that no key leads to');
  }
  problems.push(...listProblems(node, path));
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    problems.push(...nodeProblems(property, `${path}.${name}`, correlatable));
  }
  if (node.items !== undefined) {
    const keyed = node['x-kubernetes-list-type'] === 'map';
    problems.push(...nodeProblems(node.items, `${path}[]`, correlatable && keyed));
  }
  if (node.additionalProperties !== undefined) {
    problems.push(...nodeProblems(node.additionalProperties, `${path}{}`, correlatable));
  }
  return problems;
}

function listProblems(node: CrdNode, path: string): string[] {
  const keys = node['x-kubernetes-list-map-keys'];
  switch (node['x-kubernetes-list-type']) {
    case 'map':
      return [
        ...(keys === undefined || keys.length === 0 ? [`${path}: has no keys`] : []),
        ...(keys ?? []).flatMap((key) => {
          const property = node.items?.properties?.[key];
          const given = node.items?.required?.includes(key) === true || property?.default !== undefined;
          return given && scalars.includes(property?.type ?? '') ? [] : [`${path}: the key ${key} may be missing`];
        }),
      ];
    case 'set':
      return scalars.includes(node.items?.type ?? '') ? [] : [`${path}: is a set of more than scalars`];
    case 'atomic':
    case undefined:
      return keys === undefined ? [] : [`${path}: has keys and is no map`];
    default:
      return [`${path}: the list type is unknown`];
  }
}
