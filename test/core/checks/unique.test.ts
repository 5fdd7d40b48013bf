import { Platform } from '../../../lib';
import { problemsOf } from '../../support/app';
import { rawChart } from '../../support/parts';

const config = (name: string, namespace: string, apiVersion = 'v1', kind = 'ConfigMap') => ({
  ...{ apiVersion, kind, metadata: { name, namespace } },
});

function problems(...objects: object[]): string[] {
  return problemsOf((app) => {
    rawChart(new Platform(app, 'local', { existingNamespaces: ['a', 'b'] }), objects);
  });
}

test('an object that stands twice is reported at its second place', () => {
  expect(problems(config('x', 'a'), config('y', 'a'), config('x', 'a'))).toEqual([
    '[local/raw/object-2] ConfigMap a/x is also made by local/raw/object-0; give one another name',
  ]);
});

test('another namespace, kind or group makes another object', () => {
  expect(
    problems(
      config('x', 'a'),
      config('x', 'b'),
      config('x', 'a', 'v1', 'Service'),
      config('x', 'a', 'serving.knative.dev/v1', 'Service'),
    ),
  ).toEqual([]);
});

test('another version of a group does not', () => {
  expect(problems(config('x', 'a', 'g.example/v1', 'Thing'), config('x', 'a', 'g.example/v2', 'Thing'))).toHaveLength(
    1,
  );
});

test('two platforms may hold the same object', () => {
  expect(
    problemsOf((app) => {
      for (const id of ['one', 'two']) {
        rawChart(new Platform(app, id, { existingNamespaces: ['a'] }), [config('x', 'a')]);
      }
    }),
  ).toEqual([]);
});
