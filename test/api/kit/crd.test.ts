import { KindDefinition, KindOptions } from '../../../lib/api';
import { crdSpec } from '../../../lib/api/kit/crd';
import { anything, deferred, embedded, list, looseText, map, object, string } from '../../../lib/api/kit/schema';
import { at } from '../../support/app';

const scale = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};
const status = object('ThingStatus', 'What it does.', {});

function version(changes: Partial<KindOptions>): unknown {
  const definition = new KindDefinition({
    ...{ group: 'g.example', version: 'v1', kind: 'Thing', names: { plural: 'things' }, namespaced: true },
    ...{ description: 'A thing.', spec: object('ThingSpec', 'What it is.', {}) },
    ...changes,
  });
  return at(crdSpec(definition), 'versions', 0);
}

test.each([
  ['none', {}, undefined],
  ['status', { status }, { status: {} }],
  ['scale', { scale }, { scale }],
  ['both', { scale, status }, { scale, status: {} }],
])('subresources: %s', (_, changes, subresources) => {
  expect(at(version(changes), 'subresources')).toEqual(subresources);
});

test('a place that is deferred is open, and its fields stand nowhere', () => {
  const inner = object('Inner', 'The inside.', { name: string('Name.') });
  const spec = object('ThingSpec', 'What it is.', {
    inner: deferred('The inside here.', () => inner),
    text: looseText('A text.'),
    any: anything('Whatever.'),
  });
  expect(at(version({ spec }), 'schema', 'openAPIV3Schema', 'properties', 'spec', 'properties')).toEqual({
    inner: { type: 'object', description: 'The inside here.', 'x-kubernetes-preserve-unknown-fields': true },
    text: { description: 'A text.', 'x-kubernetes-preserve-unknown-fields': true },
    any: { description: 'Whatever.', 'x-kubernetes-preserve-unknown-fields': true },
  });
});

describe('an object that keeps what it does not know', () => {
  const spec = object('ThingSpec', 'What it is.', { name: string('Name.') }, { keepsUnknown: true });

  test('says so to the API server', () => {
    expect(at(version({ spec }), 'schema', 'openAPIV3Schema', 'properties', 'spec')).toEqual({
      type: 'object',
      description: 'What it is.',
      properties: { name: { type: 'string', description: 'Name.' } },
      'x-kubernetes-preserve-unknown-fields': true,
    });
  });

  test('takes nothing unknown from authors', () => {
    const definition = new KindDefinition({
      ...{ group: 'g.example', version: 'v1', kind: 'Thing', names: { plural: 'things' }, namespaced: true },
      ...{ description: 'A thing.', spec },
    });
    const thing = { apiVersion: 'g.example/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { nam: 'b' } };
    expect(definition.validate(thing)).toEqual(['"spec.nam" is not a field of this kind, did you mean "name"?']);
  });
});

describe('a kind that keeps what it does not know', () => {
  const item = object('Item', 'One.', { name: string('Name.') });
  const spec = object('ThingSpec', 'What it is.', {
    items: list('Items.', item),
    byName: map('By name.', item),
    pod: embedded('core/v1.PodSpec', 'The pod.'),
  });
  const keeping = (value: unknown, path = ''): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    const here = (value as Record<string, unknown>)['x-kubernetes-preserve-unknown-fields'] === true ? [path] : [];
    return [...here, ...Object.entries(value).flatMap(([name, inner]) => keeping(inner, `${path}/${name}`))];
  };
  const schema = (keepsUnknownFields?: boolean): unknown =>
    at(version({ spec, status, keepsUnknownFields }), 'schema', 'openAPIV3Schema');

  test('keeps it in every object with fields', () => {
    expect(keeping(schema(true))).toEqual([
      '',
      '/properties/spec',
      '/properties/spec/properties/items/items',
      '/properties/spec/properties/byName/additionalProperties',
      '/properties/spec/properties/pod',
      '/properties/status',
    ]);
  });

  test('is one that says so', () => {
    expect(keeping(schema(false))).toEqual(['/properties/spec/properties/pod']);
    expect(schema()).toEqual(schema(false));
  });

  test('takes nothing unknown from authors', () => {
    const definition = new KindDefinition({
      ...{ group: 'g.example', version: 'v1', kind: 'Thing', names: { plural: 'things' }, namespaced: true },
      ...{ description: 'A thing.', spec, keepsUnknownFields: true },
    });
    const thing = { apiVersion: 'g.example/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { item: [] } };
    expect(definition.validate(thing)).toEqual(['"spec.item" is not a field of this kind, did you mean "items"?']);
  });
});
