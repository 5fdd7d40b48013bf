import { problemsOf } from '../support/app';
import { wrongPipelineJobs } from './pipeline-jobs';

test('the table is large enough, and tells its rows apart', () => {
  expect(wrongPipelineJobs.length).toBeGreaterThanOrEqual(50);
  expect(new Set(wrongPipelineJobs.map(({ name }) => name)).size).toBe(wrongPipelineJobs.length);
});

test.each(wrongPipelineJobs.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { build, problems }) => {
  expect(problemsOf(build)).toEqual(problems);
});
