import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * The fields of Go types, out of upstream's sources: for kinds whose CRD has no schema.
 */

/** What Go says of a field. */
export interface GoField {
  /** In the notation of `fields.ts`: `[]object`, `integer(int32)`. */
  readonly type: string;
  /** The constants of its type; none where it has no type of its own. */
  readonly values: readonly string[];
}

/** Where each file of Katib's types stands in its repository. */
const katibFiles = [
  'common/v1beta1/common',
  'experiments/v1beta1/experiment',
  'suggestions/v1beta1/suggestion',
  'trials/v1beta1/trial',
];

/** All fields of a kind of Katib by path, out of a folder with its repository. */
export function katibFields(folder: string, kind: string): Map<string, GoField> {
  const text = katibFiles
    .map((file) => readFileSync(join(folder, 'pkg/apis/controller', `${file}_types.go`), 'utf8'))
    .join('\n');
  const fields = new Map<string, GoField>();
  for (const part of ['spec', 'status']) {
    add(fields, part, `${kind}${part === 'spec' ? 'Spec' : 'Status'}`, text);
  }
  return fields;
}

function add(fields: Map<string, GoField>, path: string, goType: string, text: string): void {
  const item = itemOf(goType);
  fields.set(path, { type: typeOf(goType, text), values: valuesOf(nameOf(goType), text) });
  const body = structBody(nameOf(item ?? goType), text);
  if (body === undefined) return;
  for (const [, type = '', name = ''] of body.matchAll(/^\s*\w+\s+(\S+)\s+`json:"(\w+)/gm)) {
    add(fields, `${path}${item === undefined ? '' : '[]'}.${name}`, type, text);
  }
  for (const [, inlined = ''] of body.matchAll(/^\s*(\w+)\s+`json:",inline"`/gm)) add(fields, path, inlined, text);
}

/** The name of a type without its package, where that is one of Katib's own. */
function nameOf(goType: string): string {
  return goType.replace(/^\*/, '').replace(/^(common|experiment)\./, '');
}

function itemOf(goType: string): string | undefined {
  return /^\[\](.*)$/.exec(goType)?.[1];
}

function typeOf(goType: string, text: string): string {
  const bare = nameOf(goType);
  const item = itemOf(goType);
  if (item !== undefined) return `[]${typeOf(item, text)}`;
  if (bare.startsWith('map[string]')) return `map<string,${typeOf(bare.slice('map[string]'.length), text)}>`;
  if (bare.startsWith('v1.')) return bare === 'v1.ConditionStatus' ? 'string' : `core/v1 ${bare.slice('v1.'.length)}`;
  const known: Readonly<Record<string, string>> = {
    ...{ string: 'string', bool: 'boolean', int: 'integer', int32: 'integer(int32)', float64: 'number' },
    ...{ 'metav1.Time': 'string(date-time)', 'unstructured.Unstructured': 'object(open)' },
  };
  const named = new RegExp(`^type ${bare} (\\S+)`, 'm').exec(text)?.[1];
  const type = known[bare] ?? (named === 'struct' ? 'object' : named);
  if (type === undefined) throw new Error(`the type ${goType} is unknown`);
  return type;
}

function valuesOf(goType: string, text: string): string[] {
  if (!/^[A-Z]\w*$/.test(goType)) return [];
  const constants = text.matchAll(new RegExp(`^\\s*\\w+\\s+${goType}\\s+= "(.*)"`, 'gm'));
  return [...constants].map(([, value = '']) => value);
}

function structBody(goType: string, text: string): string | undefined {
  return /^\w+$/.test(goType) ? new RegExp(`^type ${goType} struct \\{$([^]*?)^\\}$`, 'm').exec(text)?.[1] : undefined;
}
