/*
 * A writer for plain trees. That of a general library takes several times as long as everything else that compiling a pipeline
 * is, and writes some numbers in a way that Python, which reads YAML 1.1, takes for text.
 */

/** Text that needs no quotes. The words at the start stand for truth or nothing in some version of YAML. */
const PLAIN = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z_][\w./-]*$/i;

/** Text of several lines that can stand as it is, below its key. */
const BLOCK = /^[^\s\p{C}](?:[^\p{C}\u2028\u2029]|\n(?!\n$))*$/u;

/** Characters that JSON may write as they are, and YAML may not. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A document with sorted keys, in block style. Fields that are `undefined` are left out. */
export function toYaml(document: object): string {
  return `${written(document, '').slice(1)}\n`;
}

/** A value as it follows `key:` or `-`, with the space or the line break before it. */
function written(value: unknown, indent: string): string {
  if (typeof value === 'string') return ` ${text(value, indent)}`;
  if (typeof value === 'number') return ` ${number(value)}`;
  if (typeof value !== 'object' || value === null) return ` ${String(value)}`;
  return Array.isArray(value) ? list(value, indent) : fields(value as Readonly<Record<string, unknown>>, indent);
}

function list(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return ' []';
  let result = '';
  for (const item of items) {
    const inner = written(item, `${indent}  `);
    // The first field of an object stands beside the dash.
    result += `\n${indent}-${inner.startsWith('\n') ? ` ${inner.slice(indent.length + 3)}` : inner}`;
  }
  return result;
}

function fields(object: Readonly<Record<string, unknown>>, indent: string): string {
  let result = '';
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value === undefined) continue;
    const inner = Array.isArray(value) ? indent : `${indent}  `;
    result += `\n${indent}${text(key)}:${written(value, inner)}`;
  }
  return result === '' ? ' {}' : result;
}

/** @param indent that of the lines of a block. Without, the text stands on one line */
function text(value: string, indent?: string): string {
  if (PLAIN.test(value)) return value;
  if (indent !== undefined && value.includes('\n') && BLOCK.test(value)) {
    const lines = value.replace(/\n$/, '').split('\n');
    return `|${value.endsWith('\n') ? '' : '-'}${lines.map((line) => (line === '' ? '\n' : `\n${indent}${line}`)).join('')}`;
  }
  return JSON.stringify(value).replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function number(value: number): string {
  // YAML 1.1 knows no number with an exponent and without a point.
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}
