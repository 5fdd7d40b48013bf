/** One field of a schedule. */
interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names for the numbers from `min` on. */
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The fields as the controller of schedules reads them. https://pkg.go.dev/github.com/robfig/cron#hdr-CRON_Expression_Format */
const fields: readonly Field[] = [
  { name: 'seconds', min: 0, max: 59 },
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day of the week', min: 0, max: 6, names: days },
];

const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** Days of each month at most. */
const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a schedule in cron's notation; nothing where it is right. */
export function cronProblem(cron: string): string | undefined {
  const text = cron.trim();
  if (text.startsWith('@')) {
    if (descriptors.includes(text)) return undefined;
    return `must have six fields, or be one of ${descriptors.join(', ')}; for a fixed distance give "interval"`;
  }
  const words = text.split(/\s+/);
  if (words.length === 5) {
    // Read as it stands, `0 3 * * *` would start a run at three past every hour.
    return `has five fields, of which Kubeflow Pipelines takes the first for seconds; write "0 ${text}" to have it as crontab does`;
  }
  if (words.length !== fields.length) {
    return `must have six fields: ${fields.map(({ name }) => name).join(', ')}`;
  }
  const values: (ReadonlySet<number> | undefined)[] = fields.map((field, index) => valuesOf(words[index] ?? '', field));
  const wrong = fields.find((_, index) => values[index] === undefined);
  if (wrong !== undefined) {
    const { name, min, max, names } = wrong;
    const alternatives = names === undefined ? '' : ` or ${names.join(', ')}`;
    const word = words[fields.indexOf(wrong)] ?? '';
    return `has "${word}" as ${name}, which must be from ${min} to ${max}${alternatives}, "*", a range "a-b", a step "*/n" or a list of these`;
  }
  const [, , , daysOfMonth, monthsOfYear] = values;
  // With a day of the week as well, either of the two is enough.
  const byWeek = !/^[*?]$/.test(words[5] ?? '');
  const possible = [...(monthsOfYear ?? [])].some((month) =>
    [...(daysOfMonth ?? [])].some((day) => day <= (lengths[month - 1] ?? 0)),
  );
  return possible || byWeek ? undefined : 'names days that no year has, so it would never start a run';
}

/** The values that a field stands for; `undefined` where it is wrong. */
function valuesOf(text: string, field: Field): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, all, first = '', last, step] = match;
    const from = all === undefined ? numberOf(first, field) : field.min;
    // `5/15` goes on to the end of the range.
    const open = all !== undefined || (last === undefined && step !== undefined);
    const to = open ? field.max : numberOf(last ?? first, field);
    const by = Number(step ?? 1);
    if (from === undefined || to === undefined || to < from || by < 1) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

function numberOf(word: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  if (named >= 0) return min + named;
  if (!/^\d{1,2}$/.test(word)) return undefined;
  const value = Number(word);
  return value >= min && value <= max ? value : undefined;
}
