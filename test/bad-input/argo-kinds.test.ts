import { Chart } from 'cdk8s';
import { Platform } from '../../lib';
import { CustomResourceDefinition } from '../../lib/api';
import { apiGroups } from '../../lib/api/groups';
import { problemsOf } from '../support/app';
import { rawChart } from '../support/parts';
import { argoKinds, openArgoFields } from './argo-kinds';

const definitions = apiGroups.argo ?? [];
const wrong = [...argoKinds, ...openArgoFields];

/** What synth says of an object on a platform that brings the kinds. */
function problemsWith(object: object): string[] {
  return problemsOf((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['default'] });
    const crds = new Chart(platform, 'crds');
    for (const definition of definitions) new CustomResourceDefinition(crds, definition);
    rawChart(platform, [object]);
  });
}

test('the table tells its rows apart, and has some of each kind', () => {
  expect(new Set(wrong.map(({ name }) => name)).size).toBe(wrong.length);
  expect(new Set(wrong.map(({ object }) => object.kind))).toEqual(new Set(definitions.map(({ kind }) => kind)));
});

test.each(wrong.map((row) => [row.name, row] as const))('%s', (_, { object, field, problems }) => {
  const found = problemsWith(object);
  expect(found).toEqual(problems.map((problem) => `[local/raw/object-0] ${problem}`));
  expect(found.join()).toContain(`"${field}`);
});
