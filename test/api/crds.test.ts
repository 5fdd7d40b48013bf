import { App as Cdk8sApp, Chart } from 'cdk8s';
import { CustomResourceDefinition } from '../../lib/api';
import { KindDefinition } from '../../lib/api/kit';
import { validate } from '../../lib/api/kit/validate';
import { at } from '../support/app';
import { definitions, nodesOfKind } from '../support/schemas';
import { CrdNode, structuralProblems } from '../support/structural-schema';

const crdOf = (definition: KindDefinition): unknown =>
  new CustomResourceDefinition(new Chart(new Cdk8sApp(), 'crds'), definition).toJson();

describe('the rules for CRDs know', () => {
  const object = (node: CrdNode): CrdNode => ({ type: 'object', properties: { x: node } });
  const list = (key: CrdNode, required: string[] = []): CrdNode =>
    object({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: { type: 'object', properties: { k: key }, required },
    });
  const transition = [{ rule: 'self == oldSelf', message: 'm' }];

  test('right ones', () => {
    expect(structuralProblems(object({ type: 'string' }))).toEqual([]);
    expect(structuralProblems(object({ 'x-kubernetes-int-or-string': true }))).toEqual([]);
    expect(structuralProblems(list({ type: 'string' }, ['k']))).toEqual([]);
    expect(structuralProblems(list({ type: 'string', default: 'x' }))).toEqual([]);
  });

  test.each<[string, CrdNode]>([
    ['.x: has no type', object({})],
    ['.x: has no type', object({ type: 'text' })],
    ['.x: int-or-string has a type', object({ type: 'string', 'x-kubernetes-int-or-string': true })],
    ['.x: the keyword $ref is not allowed', object({ type: 'string', $ref: '#/x' })],
    ['.x: is a list without items', object({ type: 'array' })],
    ['.x: is open and no object', object({ type: 'string', 'x-kubernetes-preserve-unknown-fields': true })],
    ['.x: requires what it does not have', object({ type: 'object', required: ['y'] })],
    ['.x: the key k may be missing', list({ type: 'string' })],
    ['.x: the key k may be missing', list({ type: 'object' }, ['k'])],
    ['.x: has a map type and is no object', object({ type: 'string', 'x-kubernetes-map-type': 'atomic' })],
    [
      '.x: is a set of more than scalars',
      object({ type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'set' }),
    ],
    [
      '.x[]: compares with an old value that no key leads to',
      object({ type: 'array', items: { type: 'string', 'x-kubernetes-validations': transition } }),
    ],
    ['.metadata: has properties', { type: 'object', properties: { metadata: { type: 'object', properties: {} } } }],
  ])('%s', (problem, node) => {
    expect(structuralProblems(node)).toEqual([problem]);
  });
});

describe.each(definitions.map((definition) => [definition.kind, definition] as const))('%s', (_, definition) => {
  const crd = crdOf(definition);

  test('has a CRD that the API server takes', () => {
    const schema = at(crd, 'spec', 'versions', 0, 'schema', 'openAPIV3Schema') as CrdNode;
    expect(structuralProblems(schema)).toEqual([]);
    expect(crd).toMatchObject({
      apiVersion: 'apiextensions.k8s.io/v1',
      metadata: { name: `${definition.names.plural}.${definition.group}` },
      spec: { group: definition.group, names: { kind: definition.kind, plural: definition.names.plural } },
    });
  });

  // Client-side apply copies the object into an annotation, which has at most 262,144 bytes.
  test('has a CRD below 100 kB', () => {
    expect(JSON.stringify(crd).length).toBeLessThan(100_000);
  });

  test('describes every field in a sentence', () => {
    const nodes = nodesOfKind(definition);
    expect(nodes.length).toBeGreaterThan(2);
    expect(
      nodes.filter(({ schema }) => !/^[A-Z].*\.$/s.test(schema.description ?? '')).map(({ path }) => path),
    ).toEqual([]);
    expect(definition.description).toMatch(/^[A-Z].*\.$/);
  });

  test('has defaults that its own schema takes', () => {
    const wrong = nodesOfKind(definition).flatMap(({ path, schema }) =>
      schema.default === undefined ? [] : validate(schema, schema.default, path),
    );
    expect(wrong).toEqual([]);
  });

  test('has patterns that are right', () => {
    for (const { schema } of nodesOfKind(definition)) {
      if (schema.pattern !== undefined) expect(() => new RegExp(schema.pattern ?? '', 'u')).not.toThrow();
    }
  });

  test('gathers what is required', () => {
    for (const { path, schema } of nodesOfKind(definition)) {
      if (schema.typeName === undefined) continue;
      const marked = Object.entries(schema.properties ?? {}).filter(([, property]) => property.isRequired === true);
      expect([path, schema.required ?? []]).toEqual([path, marked.map(([name]) => name)]);
    }
  });
});
