import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { App } from '../../lib';
import { LocalStack } from '../../stacks';
import { problemsOf, tempFolder } from '../support/app';
import { customResources } from './custom-resources';
import { wrongFolders, wrongObjects, wrongPlatforms, wrongWorkloads } from './programs';

const programs = [...wrongPlatforms, ...wrongWorkloads, ...wrongObjects];

test('the tables are large enough, and tell their rows apart', () => {
  expect(programs.length + wrongFolders.length + customResources.length).toBeGreaterThanOrEqual(60);
  expect(new Set(programs.map(({ name }) => name)).size).toBe(programs.length);
});

test.each(programs.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { build, problems }) => {
  expect(problemsOf(build)).toEqual(problems);
});

test.each(wrongFolders.map((wrong) => [wrong.name, wrong] as const))('%s', (_, { prepare, problem }) => {
  const folder = join(tempFolder(), 'dist');
  prepare(folder);
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = folder;
  try {
    const app = new App({ log: () => undefined });
    new LocalStack(app);
    const names = () =>
      statSync(folder).isDirectory() ? readdirSync(folder, { recursive: true }) : existsSync(folder);
    const found = names();
    expect(() => {
      app.synth();
    }).toThrow(`1 problem, nothing was written:\n  ${problem(folder)}`);
    expect(names()).toEqual(found);
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
  }
});
