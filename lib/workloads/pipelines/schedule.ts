import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkKnown, checkObject } from '../../core/props';
import { shown } from '../../core/words';
import { cronProblem } from './cron';

/** When a recurring run starts a run. One of `cron` and `interval` is given. */
export interface Schedule {
  /**
   * Points in time, with seconds first: `0 30 6 * * mon-fri` is half past six on workdays. The platform says in which time
   * zone, UTC by default.
   * @default - by `interval`
   */
  readonly cron?: string;
  /**
   * Distance between two runs, from one second on.
   * @default - by `cron`
   */
  readonly interval?: Duration;
  /**
   * The first run starts not before: `2026-12-01T00:00:00Z`.
   * @default - at once
   */
  readonly start?: string;
  /**
   * No run starts after: `2027-12-01T00:00:00Z`.
   * @default - never ends
   */
  readonly end?: string;
}

/** A schedule as the API takes it. */
export type Trigger =
  | { readonly cron_schedule: Readonly<Record<string, string>> }
  | { readonly periodic_schedule: Readonly<Record<string, string>> };

const known: Record<keyof Schedule, true> = { cron: true, interval: true, start: true, end: true };
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** The trigger of a schedule, or nothing where it is wrong, which is reported. */
export function triggerOf(scope: Construct, schedule: Schedule | undefined): Trigger | undefined {
  if (schedule === undefined) {
    report(
      scope,
      `"schedule" is undefined, must be such as { cron: '0 0 3 * * *' } or { interval: Duration.hours(6) }`,
    );
    return undefined;
  }
  if (!checkObject(scope, 'schedule', schedule)) return undefined;
  checkKnown(scope, schedule, known);
  const { cron, interval } = schedule;
  const times = timesOf(scope, schedule);
  if ((cron === undefined) === (interval === undefined)) {
    const given = cron === undefined ? 'neither "cron" nor "interval"' : '"cron" and "interval"';
    report(scope, `"schedule" has ${given}; give one of them`);
    return undefined;
  }
  if (cron !== undefined) {
    const problem = typeof cron === 'string' ? cronProblem(cron) : 'must be a text such as "0 0 3 * * *"';
    if (problem === undefined) return { cron_schedule: { cron: cron.trim(), ...times } };
    report(scope, `"schedule.cron" is ${shown(cron)}, ${problem.startsWith('must') ? problem : `which ${problem}`}`);
    return undefined;
  }
  const seconds = interval instanceof Duration ? interval.toSeconds({ integral: false }) : undefined;
  if (seconds === undefined || !Number.isInteger(seconds) || seconds < 1) {
    const given = seconds === undefined ? shown(interval) : `${seconds} seconds`;
    report(scope, `"schedule.interval" is ${given}, must be a Duration of whole seconds, such as Duration.hours(6)`);
    return undefined;
  }
  return { periodic_schedule: { interval_second: String(seconds), ...times } };
}

function timesOf(scope: Construct, { start, end }: Schedule): Record<string, string> {
  const right = Object.entries({ start, end }).filter(([name, time]) => {
    if (time === undefined) return false;
    if (typeof time === 'string' && rfc3339.test(time) && !Number.isNaN(Date.parse(time))) return true;
    report(
      scope,
      `"schedule.${name}" is ${shown(time)}, must be a point in time with its zone, such as "2026-12-01T00:00:00Z"`,
    );
    return false;
  });
  const times = Object.fromEntries(right.map(([name, time]) => [`${name}_time`, String(time)]));
  if (right.length === 2 && Date.parse(String(end)) <= Date.parse(String(start))) {
    report(scope, `"schedule.end" is ${shown(end)}, must be after "schedule.start", which is ${shown(start)}`);
  }
  return times;
}
