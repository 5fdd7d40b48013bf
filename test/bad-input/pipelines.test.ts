import { wrongFlow } from './pipelines-flow';
import { wrongKubernetes } from './pipelines-kubernetes';
import { wrongPipelineOptions } from './pipelines-options';
import { wrongTasks } from './pipelines-tasks';

const tables = { wrongPipelineOptions, wrongTasks, wrongFlow, wrongKubernetes };
const all = Object.values(tables).flat();

test('the tables are large enough, and each row says something', () => {
  expect(all.length).toBeGreaterThanOrEqual(190);
  for (const { problems } of all) expect(problems.length).toBeGreaterThan(0);
});

describe.each(Object.entries(tables))('%s', (_, table) => {
  test('tells its rows apart', () => {
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
  });

  test.each(table.map((wrong) => [wrong.name, wrong] as const))('%s', (_name, { found, problems }) => {
    expect(found()).toEqual(problems);
  });
});
