import { deploy } from '../../lib/pulumi';
import { environments } from '../../stacks/environments';
import { at, render, testApp } from '../support/app';
import { Registered, register } from '../support/pulumi';
import { registeredText, sharedAnnotations } from '../support/pulumi-text';

describe.each(Object.entries(environments))('%s', (name, create) => {
  const make = (app = testApp()) => {
    if (create === undefined) throw new Error(`${name} is not there`);
    return create(app, {});
  };
  let registered: readonly Registered[] = [];
  let objects: readonly Registered[] = [];

  beforeAll(async () => {
    registered = await register(() => deploy(make()));
    objects = registered.filter(({ type }) => type.startsWith('kubernetes:'));
  });

  test('registers these resources', () => {
    expect(`\n${registeredText(registered, '600s')}\n`).toMatchSnapshot();
  });

  test('registers each object that the YAML has, once', () => {
    const inYaml = render(make).objects.map(({ kind, metadata }) =>
      [kind, metadata.namespace, metadata.name].join(' '),
    );
    const inPulumi = objects.map(({ inputs }) =>
      [inputs.kind, at(inputs, 'metadata', 'namespace'), at(inputs, 'metadata', 'name')].join(' '),
    );
    expect([...inPulumi].sort()).toEqual([...inYaml].sort());
  });

  test('gives all objects the same provider, the same patience and the field manager of install.sh', () => {
    const [provider, ...others] = registered.filter(({ type }) => type.startsWith('pulumi:providers:'));
    expect(others).toEqual([]);
    for (const one of objects) {
      expect({ name: one.name, provider: one.provider, timeout: one.timeout }).toEqual({
        name: one.name,
        provider: `${provider?.urn ?? ''}::kubernetes-id`,
        timeout: '600s',
      });
      expect(at(one.inputs, 'metadata', 'annotations')).toMatchObject(sharedAnnotations);
    }
  });

  test('has no name twice, no dependency twice and none on itself', () => {
    expect(new Set(registered.map(({ urn }) => urn)).size).toBe(registered.length);
    for (const { name: own, dependencies } of registered) {
      expect(new Set(dependencies).size).toBe(dependencies.length);
      expect(dependencies).not.toContain(own);
    }
  });

  test('registers each object after those it waits for', () => {
    const seen = new Set<string>();
    for (const { name: own, dependencies } of objects) {
      expect(dependencies.filter((dependency) => !seen.has(dependency))).toEqual([]);
      seen.add(own);
    }
  });
});
