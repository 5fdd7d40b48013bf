/*
 * Writes JSON values as YAML with sorted keys. The library that cdk8s brings writes any YAML, and takes nine tenths of the
 * time of a compilation for it.
 */

/** A document with sorted keys. */
export function toYaml(document: object): string {
  const lines: string[] = [];
  writeMap(document, '', '', lines);
  return `${lines.join('\n')}\n`;
}

/** Writes the fields of an object. The first one stands behind `lead`, which is the dash of a list, or nothing. */
function writeMap(map: object, indent: string, lead: string, lines: string[]): void {
  let before = lead;
  const fields = map as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields).sort()) {
    if (fields[key] === undefined) continue;
    writeField(`${before === '' ? indent : before}${scalar(key)}:`, fields[key], indent, lines);
    before = '';
  }
}

/** Writes a value behind what leads to it: a key with its colon, or a dash. */
function writeField(head: string, value: unknown, indent: string, lines: string[]): void {
  if (Array.isArray(value)) {
    if (value.length === 0) lines.push(`${head} []`);
    else {
      lines.push(head);
      for (const item of value) writeItem(item, indent, lines);
    }
  } else if (typeof value === 'object' && value !== null) {
    if (Object.keys(value).length === 0) lines.push(`${head} {}`);
    else {
      lines.push(head);
      writeMap(value, `${indent}  `, '', lines);
    }
  } else if (typeof value === 'string' && block.test(value)) {
    const text = value.endsWith('\n') ? value.slice(0, -1) : value;
    lines.push(`${head} ${value.endsWith('\n') ? '|' : '|-'}`);
    for (const line of text.split('\n')) lines.push(line === '' ? '' : `${indent}  ${line}`);
  } else {
    lines.push(`${head} ${scalar(value)}`);
  }
}

function writeItem(item: unknown, indent: string, lines: string[]): void {
  if (typeof item === 'object' && item !== null && !Array.isArray(item) && Object.keys(item).length > 0) {
    writeMap(item, `${indent}  `, `${indent}- `, lines);
  } else if (Array.isArray(item) && item.length > 0) {
    lines.push(`${indent}-`);
    for (const inner of item) writeItem(inner, `${indent}  `, lines);
  } else {
    writeField(`${indent}-`, item, indent, lines);
  }
}

/** Texts that need no quotes in any version of YAML. */
const plain = /^[A-Za-z_/][A-Za-z0-9_/.-]*$/;
const words = new Set(['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n']);
/** Texts of several lines that may stand as they are: no space in front, none at the end of a line, nothing unprintable. */
const block =
  /^(?! )(?=[^\n]*\n[^]*[^\n])(?:[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe]*(?<! )\n)*[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe]*(?<! )$/;

function scalar(value: unknown): string {
  if (typeof value === 'number') return String(value).replace(/^(-?\d+)e/, '$1.0e');
  if (typeof value !== 'string') return String(value);
  if (plain.test(value) && !words.has(value.toLowerCase())) return value;
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
