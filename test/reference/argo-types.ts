import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoField } from './go-types';

/*
 * The fields of Argo's Go types, out of upstream's sources: its CRDs of most kinds have no schema.
 */

const folder = 'pkg/apis/workflow/v1alpha1';

// What upstream's own code reads and writes these as.
const known: Readonly<Record<string, string>> = {
  ...{ string: 'string', bool: 'boolean', int: 'integer', int32: 'integer(int32)', int64: 'integer(int64)' },
  ...{ uint64: 'integer(int64)', byte: 'string(byte)', AnyString: 'string', Item: 'any', Amount: 'number' },
  ...{ 'metav1.Time': 'string(date-time)', 'intstr.IntOrString': 'int-or-string', Plugin: 'object(open)' },
  ...{ 'metav1.ConditionStatus': 'string', 'apiv1.DNSPolicy': 'string' },
};
const packages: Readonly<Record<string, string>> = {
  ...{ apiv1: 'core/v1', corev1: 'core/v1', v1: 'core/v1', policyv1: 'policy/v1', metav1: 'meta/v1' },
};

/** All fields of a kind of Argo by path, out of a folder with its repository. */
export function argoFields(repository: string, kind: string): Map<string, GoField> {
  const files = readdirSync(join(repository, folder)).filter(
    (name) => name.endsWith('.go') && !/^(generated|openapi_|zz_)|_test\.go$/.test(name),
  );
  const text = files.map((name) => readFileSync(join(repository, folder, name), 'utf8')).join('\n');
  const fields = new Map<string, GoField>();
  for (const { name, type } of fieldsOf(kind, text)) {
    if (name === 'spec' || name === 'status') add(fields, name, type, text, []);
  }
  return fields;
}

/** @param within structs around this field: what holds itself is not entered a second time */
function add(
  fields: Map<string, GoField>,
  path: string,
  goType: string,
  text: string,
  within: readonly string[],
): void {
  const type = resolved(goType, text);
  fields.set(path, { type: typeOf(type, text), values: valuesOf(goType.replace(/^\*/, ''), text) });
  const struct = type.replace(/^(\[\]|\{\})+/, '');
  if (within.includes(struct)) return;
  const prefix = `${path}${type.slice(0, type.length - struct.length)}`;
  for (const field of fieldsOf(struct, text)) {
    add(fields, `${prefix}.${field.name}`, field.type, text, [...within, struct]);
  }
}

/** A type with `[]` and `{}` before its items, in place of Go's lists, maps and names for these. */
function resolved(goType: string, text: string): string {
  const bare = goType.replace(/^\*/, '');
  if (bare === '[]byte') return 'byte';
  // It is written as the list that it holds.
  if (bare === 'ParallelSteps') return resolved('[]WorkflowStep', text);
  const list = /^\[\](.*)$/.exec(bare)?.[1];
  if (list !== undefined) return `[]${resolved(list, text)}`;
  const values = /^map\[[\w.]+\](.*)$/.exec(bare)?.[1];
  if (values !== undefined) return `{}${resolved(values, text)}`;
  if (known[bare] !== undefined || bare.includes('.')) return bare;
  const meaning = new RegExp(`^type ${bare} (\\S+)`, 'm').exec(text)?.[1];
  if (meaning === undefined) throw new Error(`the type ${goType} is unknown`);
  return meaning.startsWith('struct') ? bare : resolved(meaning, text);
}

function typeOf(type: string, text: string): string {
  if (type.startsWith('[]')) return `[]${typeOf(type.slice(2), text)}`;
  if (type.startsWith('{}')) return `map<string,${typeOf(type.slice(2), text)}>`;
  const [module = '', name] = type.split('.');
  return known[type] ?? (name === undefined ? 'object' : `${packages[module] ?? module} ${name}`);
}

/** Fields of a struct, with those of structs inside it that have no name; none of another type. */
function fieldsOf(struct: string, text: string): { readonly name: string; readonly type: string }[] {
  if (known[struct] !== undefined || !/^\w+$/.test(struct)) return [];
  const body = new RegExp(`^type ${struct} struct \\{$([^]*?)^\\}$`, 'm').exec(text)?.[1] ?? '';
  return body.split('\n').flatMap((line) => {
    const [, type = '', name = ''] = /^\s*(?:\w+\s+)?([\w.*[\]]+)\s+`json:"(\w*)[,"]/.exec(line) ?? [];
    if (name !== '') return [{ name, type }];
    return type === '' || type.includes('.') ? [] : fieldsOf(type, text);
  });
}

function valuesOf(goType: string, text: string): string[] {
  if (!/^[A-Z]\w*$/.test(goType)) return [];
  const constants = text.matchAll(new RegExp(`^\\s*\\w+\\s+${goType}\\s+= "(.*)"`, 'gm'));
  return [...constants].map(([, value = '']) => value);
}
