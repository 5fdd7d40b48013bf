import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { choices, environments } from '../../stacks/environments';
import { readSettings } from '../../stacks/settings';
import { Platform } from '../../lib';
import { linesOf, render, Rendered } from '../support/app';
import { readable } from '../support/snapshots';
import { stackConfig } from './stack-config';

const root = join(__dirname, '../..');
const yaml = (path: string) => parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;

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
  expect(Object.keys(choices)).toEqual(['local']);
});

test('the Pulumi project names a program that is there, and the namespace of its settings', () => {
  const { name, main } = yaml('Pulumi.yaml');
  expect(name).toBe('keelson');
  expect(existsSync(join(root, String(main)))).toBe(true);
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

  test('has a stack file for Pulumi, whose settings are right and name it', () => {
    const config = yaml(`Pulumi.${name}.yaml`).config as Record<string, unknown>;
    expect(readSettings(stackConfig(config, { stack: 'of another name' }))).toMatchObject({
      settings: { environment: name },
    });
  });
});
