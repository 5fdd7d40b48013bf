import { LocalStack } from '../../stacks';
import { problemsOf } from '../support/app';
import { rawChart } from '../support/parts';
import { customResources } from './custom-resources';

test('the table is large enough, and tells its rows apart', () => {
  expect(customResources.length).toBeGreaterThanOrEqual(25);
  expect(new Set(customResources.map(({ name }) => name)).size).toBe(customResources.length);
});

test.each(customResources.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { object, field, problems }) => {
  const found = problemsOf((app) => rawChart(new LocalStack(app), [object]));
  expect(found).toEqual(problems.map((problem) => `[local/raw/object-0] ${problem}`));
  expect(found.join()).toContain(`"${field}`);
});
