import { channelName } from './channel-names';
import { Condition, Operand } from './conditions';
import type { Group } from './groups';
import { isValue, Value } from './values';

/** The values of the run that a condition compares. */
export function operandsOf(condition: Condition): Value[] {
  switch (condition.is) {
    case 'comparison':
      return [condition.left, condition.right].filter((side) => isValue(side));
    case 'not':
      return operandsOf(condition.condition);
    case 'all':
    case 'any':
      return condition.conditions.flatMap(operandsOf);
  }
}

/** A condition in the Common Expression Language, as KFP's compiler writes it. */
export function conditionText(condition: Condition, group: Group, inner = false): string {
  switch (condition.is) {
    case 'comparison': {
      const double = [condition.left, condition.right].some((side) => typeOfOperand(side) === 'double');
      const [left, right] = [condition.left, condition.right].map((side) => operandText(side, group, double));
      return `${left} ${condition.operator} ${right}`;
    }
    case 'not':
      return `!(${conditionText(condition.condition, group)})`;
    case 'all':
    case 'any': {
      const text = condition.conditions
        .map((part) => conditionText(part, group, true))
        .join(condition.is === 'all' ? ' && ' : ' || ');
      return inner ? `(${text})` : text;
    }
  }
}

/** The type of a side: a number without a fraction is whole. */
export function typeOfOperand(side: Operand): string {
  if (isValue(side)) return side.type;
  if (typeof side === 'number') return Number.isInteger(side) ? 'integer' : 'double';
  return typeof side;
}

function operandText(side: Operand, group: Group, double: boolean): string {
  if (isValue(side)) {
    const text = `inputs.parameter_values['${channelName(side, group)}']`;
    if (side.type !== 'integer') return text;
    return double ? `double(int(${text}))` : `int(${text})`;
  }
  if (typeof side === 'string')
    return `'${side.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
  return typeof side === 'number' && double ? doubleText(side) : String(side);
}

/** A double as KFP's compiler writes it: with a point, or with an exponent of two digits. */
function doubleText(number: number): string {
  const size = Math.abs(number);
  if (number !== 0 && (size < 1e-4 || size >= 1e16)) {
    return number.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(number) ? `${number}.0` : String(number);
}
