import { problemsOf } from '../support/app';
import { pipelinesPlatform } from '../support/pipelines';
import { wrongObjects, wrongProps, wrongTenants } from './pipelines-settings';

const tables = { 'Pipelines with': wrongProps, 'a tenant': wrongTenants, 'there is': wrongObjects };

test('the tables are large enough, and tell their rows apart', () => {
  const names = Object.values(tables).flatMap((table) => table.map(({ name }) => name));
  expect(names.length).toBeGreaterThanOrEqual(50);
  expect(new Set(names).size).toBe(names.length);
});

test('what all of them start from is right', () => {
  expect(problemsOf((app) => pipelinesPlatform(app, {}, {}, ['vision']))).toEqual([]);
});

describe.each(Object.entries(tables))('%s', (_, table) => {
  test.each(table.map((wrong) => [wrong.name, wrong] as const))('%s', (_name, { build, problems }) => {
    expect(problemsOf(build)).toEqual(problems);
  });
});
