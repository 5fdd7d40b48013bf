import { problemsOf } from '../support/app';
import { wrongV1Jobs } from './v1-jobs';

test('the table is large enough, and tells its rows apart', () => {
  expect(wrongV1Jobs.length).toBeGreaterThanOrEqual(80);
  expect(new Set(wrongV1Jobs.map(({ name }) => name)).size).toBe(wrongV1Jobs.length);
});

test.each(wrongV1Jobs.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { build, problems }) => {
  expect(problemsOf(build)).toEqual(problems);
});
