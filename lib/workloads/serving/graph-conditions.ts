import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { shown } from '../../core/words';

const query = `ask by a query such as ${shown('[@this].#(kind=="a")')}`;

/**
 * Reports a path of GJSON by which the router decides nothing, because it is never there, or always. The router asks whether
 * the path exists, and neither KServe nor GJSON says that a path is none.
 * @see https://github.com/tidwall/gjson/blob/master/SYNTAX.md
 */
export function checkCondition(scope: Construct, prop: string, condition: string): void {
  if (/^\{.*\}$|^\[.*\]$/s.test(condition)) {
    report(
      scope,
      `"${prop}" is ${shown(condition)}, which GJSON always finds, as an object or a list that it makes; ${query}, or for what is always there with "@this"`,
    );
    return;
  }
  if (condition.endsWith(')#')) {
    report(
      scope,
      `"${prop}" is ${shown(condition)}, which GJSON also finds where nothing fits, as an empty list; leave out the "#" at its end`,
    );
    return;
  }
  const never = neverFound(condition);
  if (never !== undefined) report(scope, `"${prop}" is ${shown(condition)}, which GJSON never finds: ${never}`);
}

function neverFound(condition: string): string | undefined {
  if (condition !== condition.trim()) return 'it has a space at one end; leave that out';
  if (/^\$($|[.[])/.test(condition)) return 'it is written as JSONPath; leave out "$" and the dot behind it';
  if (condition.startsWith('.')) return 'it starts with a dot; leave that out';
  // What stands in a text, or behind a backslash, is no syntax.
  const bare = condition.replace(/\\./g, 'x').replace(/"[^"]*"/g, '""');
  if (bare.includes('#(') && count(bare, '(') !== count(bare, ')')) return 'its parentheses do not match';
  if (count(bare, '"') % 2 !== 0) return 'a text in it has no end';
  if (/[=!<>]=|[<>]/.test(bare) && !bare.includes('#(')) {
    return `it compares outside of a query; ${query}`;
  }
  if (/^\w+\[\d+\]/.test(bare)) return 'it has an index in brackets; write it with a dot, such as "items.0"';
  return undefined;
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
