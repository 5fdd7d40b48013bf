import { environments } from '../../stacks/environments';
import { Platform } from '../../lib';
import { linesOf, render, Rendered } from '../support/app';
import { readable } from '../support/snapshots';

const rendered = new Map<string, Rendered>(
  Object.entries(environments).map(([name, create]) => [
    name,
    render((app): Platform => {
      if (create === undefined) throw new Error(`${name} is not there`);
      return create(app, {});
    }),
  ]),
);

test('these are the environments', () => {
  expect([...rendered.keys()]).toEqual(['local']);
});

describe.each([...rendered])('%s', (name, environment) => {
  test.each([...environment.files.keys()])('%s', (file) => {
    expect(readable(environment, file)).toMatchSnapshot();
  });

  test('goes into a folder of its name', () => {
    expect(environment.folder.endsWith(`/${name}`)).toBe(true);
  });

  test('carries its name on every object, which uninstall and prune go by', () => {
    for (const { kind, metadata } of environment.objects) {
      expect({ kind, name: metadata.name, labels: metadata.labels }).toMatchObject({
        labels: { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/managed-by': 'keelson' },
      });
    }
  });

  test('lists each object once in its inventory', () => {
    const lines = linesOf(environment, 'inventory.txt');
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).toHaveLength(environment.objects.length);
  });
});
