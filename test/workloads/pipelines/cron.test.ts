import { cronProblem } from '../../../lib/workloads/pipelines/cron';

test.each([
  '0 0 3 * * *',
  '*/10 * * * * ?',
  '0 30 6 * * mon-fri',
  '0 0 12 1,15 jan,JUL *',
  '0 5-55/10 8-18/2 ? * 1-5',
  '5/15 0 0 31 12 *',
  '0 0 0 29 2 *',
  // Either the day of the month or that of the week is enough.
  '0 0 0 31 2 mon',
  '  0  0  3 * * *  ',
  '@daily',
  '@hourly',
])('%j is a schedule', (cron) => {
  expect(cronProblem(cron)).toBeUndefined();
});

test.each<[string, string | RegExp]>([
  [
    '0 3 * * *',
    'has five fields, of which Kubeflow Pipelines takes the first for seconds; write "0 0 3 * * *" to have it as crontab does',
  ],
  ['* * *', /^must have six fields: seconds, minutes, hours, day of the month, month, day of the week$/],
  ['0 0 3 * * * 2026', /^must have six fields: /],
  ['', /^must have six fields: /],
  ['@every 1h', /^must have six fields, or be one of @yearly, .*; for a fixed distance give "interval"$/],
  ['@dayly', /^must have six fields, or be one of /],
  ['60 0 3 * * *', /^has "60" as seconds, which must be from 0 to 59, "\*", a range/],
  ['0 60 3 * * *', /^has "60" as minutes, /],
  ['0 0 24 * * *', /^has "24" as hours, which must be from 0 to 23, /],
  ['0 0 3 0 * *', /^has "0" as day of the month, which must be from 1 to 31, /],
  ['0 0 3 * 13 *', /^has "13" as month, which must be from 1 to 12 or jan, /],
  ['0 0 3 * * 7', /^has "7" as day of the week, which must be from 0 to 6 or sun, /],
  ['0 0 3 * * monday', /^has "monday" as day of the week, /],
  ['0 0 18-8 * * *', /^has "18-8" as hours, /],
  ['0 */0 * * * *', /^has "\*\/0" as minutes, /],
  ['0 0 3 L * *', /^has "L" as day of the month, /],
  ['0 0 3,,4 * * *', /^has "3,,4" as hours, /],
  ['0 -5 * * * *', /^has "-5" as minutes, /],
  ['0 0 0 30 2 *', 'names days that no year has, so it would never start a run'],
  ['0 0 0 31 4,6,9,11 ?', 'names days that no year has, so it would never start a run'],
])('%j is none', (cron, problem) => {
  expect(cronProblem(cron)).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
});
