import { KindDefinition } from '../../../lib/api/kit';
import {
  anything,
  boolean,
  choice,
  deferred,
  embedded,
  immutable,
  int32,
  list,
  looseText,
  map,
  object,
  quantity,
  required,
  Schema,
  string,
} from '../../../lib/api/kit/schema';
import { typesOf } from '../../../lib/api/kit/types';

const kind = (spec: Schema, status?: Schema): KindDefinition =>
  new KindDefinition({
    ...{ group: 'g.example', version: 'v1', kind: 'Thing', names: { plural: 'things' }, namespaced: true },
    ...{ description: 'A thing.', spec, status },
  });

test('a definition becomes interfaces, with comments', () => {
  const inner = object('Inner', 'The inside.', { on: boolean('Whether it is on.', { default: true }) });
  const spec = object('ThingSpec', 'What it is.', {
    name: required(string('Its name.', { maxLength: 5, rules: [immutable] })),
    count: int32('How many.', { minimum: 1, maximum: 9 }),
    mode: choice('How.', ['fast', 'slow']),
    modes: list('Ways.', choice('One way.', ['a', 'b']), { maxItems: 3 }),
    words: list('Words.', string('One word.')),
    amounts: map('Amounts.', quantity('One amount.')),
    pod: embedded('core/v1.PodSpec', 'The pod.'),
    volume: embedded('core/v1.Volume', 'The volume.'),
    job: embedded('batch/v1.JobSpec', 'The job.'),
    inner,
    inners: list('Insides.', inner),
    empty: object('Empty', 'Nothing.', {}),
    open: object('Open', 'Anything.', {}, { open: true }),
    partly: object('PartlyOpen', 'Anything besides.', { known: string('Known.') }, { open: true }),
  });
  expect(typesOf([kind(spec, object('ThingStatus', 'What it does.', {}))]).content).toMatchSnapshot();
});

test('a type may hold itself', () => {
  const nested: Schema = object('Nested', 'Nested.', {
    next: deferred('The next.', () => nested),
    text: looseText('A text.'),
    any: anything('Whatever.'),
  });
  const { content, names } = typesOf([kind(nested)]);
  expect(names).toEqual(['Nested']);
  expect(content).toContain('readonly next?: Nested;');
  expect(content).toContain('readonly text?: string;');
  expect(content).toContain('readonly any?: unknown;');
});

test('fields beside the specification have types', () => {
  const definition = new KindDefinition({
    ...{ group: 'g.example', version: 'v1', kind: 'Thing', names: { plural: 'things' }, namespaced: true },
    ...{ description: 'A thing.', otherFields: { status: object('ThingStatus', 'S.', { on: boolean('O.') }) } },
  });
  expect(typesOf([definition]).names).toEqual(['ThingStatus']);
});

test('an interface of another file is imported', () => {
  const shared = object('Shared', 'Shared.', { a: string('A.') });
  const { content, names } = typesOf(
    [kind(object('ThingSpec', 'Spec.', { shared }))],
    new Map([['Shared', './other.types']]),
  );
  expect(content).toContain("import type { Shared } from './other.types';");
  expect(content).not.toContain('interface Shared');
  expect(names).toEqual(['ThingSpec']);
});
