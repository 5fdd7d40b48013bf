import { App as Cdk8sApp, Chart, Testing } from 'cdk8s';
import { CustomResource, CustomResourceDefinition, KindDefinition, KindOptions } from '../../../lib/api';
import { at } from '../../support/app';
import { int32, list, listByKey, map, object, quantity, required, string } from '../../../lib/api/kit/schema';

const options: KindOptions = {
  group: 'g.example',
  version: 'v1beta1',
  kind: 'Thing',
  names: { plural: 'things' },
  namespaced: true,
  description: 'A thing.',
  spec: object('ThingSpec', 'What it is.', { count: int32('How many.', { minimum: 0, maximum: 9, default: 3 }) }),
};

const chart = (namespace?: string): Chart => new Chart(Testing.app(), 'chart', { namespace });
const crd = (changes: Partial<KindOptions> = {}): unknown =>
  new CustomResourceDefinition(new Chart(new Cdk8sApp(), 'c'), new KindDefinition({ ...options, ...changes })).toJson();

describe('the CRD', () => {
  test('has only what the definition says', () => {
    expect(crd()).toMatchSnapshot();
  });

  test('has no specification where the kind has none', () => {
    const otherFields = { phase: required(string('P.')), message: string('M.') };
    expect(crd({ spec: undefined, otherFields })).toMatchObject({
      spec: { versions: [{ schema: { openAPIV3Schema: { required: ['phase'] } } }] },
    });
    const fields = at(crd({ spec: undefined, otherFields }), 'spec', 'versions', 0, 'schema', 'openAPIV3Schema');
    expect(Object.keys(at(fields, 'properties') as object)).toEqual([
      ...['apiVersion', 'kind', 'message', 'metadata', 'phase'],
    ]);
  });

  test('has all that a definition can say', () => {
    const rules = [{ rule: 'self.a != self.b', message: 'must differ', holds: () => true }];
    expect(
      crd({
        names: { plural: 'things', shortNames: ['tg'], categories: ['all'] },
        namespaced: false,
        spec: required(
          object(
            'ThingSpec',
            'What it is.',
            {
              text: required(string('T.', { minLength: 1, maxLength: 5, pattern: '^a', format: 'date-time' })),
              choice: string('C.', { enum: ['a', 'b'] }),
              amount: quantity('Q.'),
              words: list('W.', string('W.'), { minItems: 1, maxItems: 2, listType: 'set' }),
              things: listByKey('L.', 'name', object('Inner', 'I.', { name: required(string('N.')) })),
              labels: map('M.', string('V.')),
              open: object('Open', 'O.', {}, { open: true, minProperties: 1, rules: [] }),
            },
            { rules },
          ),
        ),
        status: object('ThingStatus', 'What it does.', {}),
        columns: [{ name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }],
        rules,
      }),
    ).toMatchSnapshot();
  });
});

describe('an object', () => {
  const definition = new KindDefinition({
    ...options,
    spec: required(options.spec ?? {}),
    status: object('ThingStatus', 'S.', { ready: int32('R.') }),
    rules: [
      {
        rule: 'x',
        message: 'must be short',
        holds: (self: { metadata: { name: string } }) => self.metadata.name.length < 4,
      },
    ],
  });
  const base = { apiVersion: 'g.example/v1beta1', kind: 'Thing', metadata: { name: 'a' } };

  test.each([
    [{ ...base, spec: { count: 1 } }, []],
    [{ ...base, spec: {}, status: { ready: 1 } }, []],
    [base, ['"spec" is missing, and is required']],
    [{ ...base, spec: { count: 10 } }, ['"spec.count" is 10, must be from 0 to 9']],
    [{ ...base, spec: {}, status: { ready: 'x' } }, ['"status.ready" is "x", must be a whole number']],
    [{ ...base, spec: {}, data: {} }, ['"data" is not a field of this kind, there are "metadata", "spec", "status"']],
    [{ ...base, metadata: { name: 'long' }, spec: {} }, ['"metadata.name" is "long": must be short']],
  ])('%j', (value, problems) => {
    expect(definition.validate(value)).toEqual(problems);
  });

  test('of a kind outside of namespaces has none', () => {
    const outside = new KindDefinition({ ...options, namespaced: false });
    expect(outside.validate({ ...base, metadata: { name: 'a', namespace: 'b' }, spec: {} })).toEqual([
      '"metadata.namespace" is "b", must be left out: a Thing stands outside of namespaces',
    ]);
  });

  test('has every other field that its kind demands, and none that it does not have', () => {
    const other = new KindDefinition({ ...options, spec: undefined, otherFields: { phase: required(string('P.')) } });
    expect(other.validate({ ...base, phase: 'x' })).toEqual([]);
    expect(other.validate(base)).toEqual(['"phase" is missing, and is required']);
    expect(other.validate({ ...base, phase: 3 })).toEqual(['"phase" is 3, must be a text']);
    expect(other.validate({ ...base, phase: 'x', spec: {} })).toEqual([
      '"spec" is not a field of this kind, there are "metadata", "phase"',
    ]);
  });

  test('of a kind without status has no status', () => {
    expect(new KindDefinition(options).validate({ ...base, spec: {}, status: {} })).toEqual([
      '"status" is not a field of this kind, there are "metadata", "spec"',
    ]);
  });
});

describe('CustomResource', () => {
  const thing = (scope: Chart, namespaced: boolean, metadata?: { name?: string; namespace?: string }) =>
    new CustomResource(scope, 'thing', new KindDefinition({ ...options, namespaced }), {
      metadata,
      spec: { count: 1 },
    });

  test('stands in its chart’s namespace', () => {
    expect(thing(chart('ns'), true, { name: 'a' }).toJson()).toEqual({
      apiVersion: 'g.example/v1beta1',
      kind: 'Thing',
      metadata: { name: 'a', namespace: 'ns' },
      spec: { count: 1 },
    });
  });

  test('of a kind outside of namespaces leaves its chart’s out', () => {
    expect(thing(chart('ns'), false, { name: 'a' }).toJson().metadata).toEqual({ name: 'a' });
  });

  test('keeps a namespace that was given, so that the check can refuse it', () => {
    const scope = chart();
    thing(scope, false, { name: 'a', namespace: 'ns' });
    expect(() => Testing.synth(scope) as unknown).toThrow(
      '[chart/thing] "metadata.namespace" is "ns", must be left out: a Thing stands outside of namespaces',
    );
  });
});
