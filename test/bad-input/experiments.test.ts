import { problemsOf } from '../support/app';
import { wrongExperiments } from './experiments';

test('the table is large enough, and tells its rows apart', () => {
  expect(wrongExperiments.length).toBeGreaterThanOrEqual(110);
  expect(new Set(wrongExperiments.map(({ name }) => name)).size).toBe(wrongExperiments.length);
});

test.each(wrongExperiments.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { build, problems }) => {
  expect(problemsOf(build)).toEqual(problems);
});
