import {
  above,
  artifact,
  component,
  equals,
  parameter,
  pipeline,
  type PipelineDefinition,
} from '../../../lib/workloads';
import { count, draw, image, names, pick, prepare, say, total, train } from './shared';

const weigh = component({
  name: 'weigh',
  image,
  inputs: { weight: parameter.double() },
  command: ['weigh'],
  args: ({ inputs }) => [inputs.weight],
});

const best = component({
  name: 'best',
  image,
  inputs: { models: artifact.model({ list: true }) },
  outputs: { model: artifact.model() },
  command: ['best'],
  args: ({ outputs }) => [outputs.model.path],
});

/** Steps that run once for each item. */
export const loops: readonly PipelineDefinition[] = [
  pipeline({ name: 'loop-over-numbers' }, (p) => {
    p.parallelFor([1, 2, 3], (amount) => p.task(count, { amount }));
  }),

  pipeline({ name: 'loop-over-fractions' }, (p) => {
    p.parallelFor([0.5, 1.25], (weight) => p.task(weigh, { weight }));
  }),

  pipeline({ name: 'loop-over-strings' }, (p) => {
    p.parallelFor(['a', 'b "c"', 'ä'], (text) => {
      const first = p.task(say, { text });
      p.task(say, { text }, { after: [first] });
    });
  }),

  pipeline({ name: 'loop-over-dictionaries' }, (p) => {
    p.parallelFor(
      [
        { word: 'one', also: 'x' },
        { also: 'y', word: 'two' },
      ],
      (item) => {
        p.task(say, { text: item.field('word') });
        p.task(say, { text: item.field('also') });
      },
    );
    p.parallelFor([{ size: 1 }, { size: 2 }], (item) => p.task(count, { amount: item.field('size') }));
  }),

  pipeline(
    { name: 'loop-over-a-parameter', inputs: { words: parameter.list({ default: ['x', 'y'] }) } },
    (p, { words }) => {
      p.parallelFor(words, (text) => p.task(say, { text }));
    },
  ),

  pipeline(
    {
      name: 'loop-over-fields-of-a-parameter',
      inputs: { items: parameter.list({ of: 'struct', default: [{ word: 'x' }] }) },
    },
    (p, { items }) => {
      p.parallelFor(items, (item) => p.task(say, { text: item.field('word') }));
    },
  ),

  pipeline({ name: 'loop-over-an-output' }, (p) => {
    p.parallelFor(p.task(names).outputs.words, (text) => p.task(say, { text }));
  }),

  pipeline({ name: 'loop-with-a-limit', inputs: { words: parameter.list() } }, (p, { words }) => {
    p.parallelFor(words, (text) => p.task(say, { text }), { parallelism: 2 });
    p.parallelFor([1, 2], (amount) => p.task(count, { amount }), { parallelism: 1 });
  }),

  pipeline(
    {
      name: 'loop-in-a-loop',
      inputs: { words: parameter.list({ default: ['x', 'y'] }), text: parameter.string({ default: 'z' }) },
    },
    (p, { words, text }) => {
      const outside = p.task(pick);
      p.parallelFor(words, (word) => {
        p.task(say, { text: word });
        p.parallelFor([1, 2], (amount) => {
          p.task(count, { amount });
          p.task(say, { text: word });
          p.task(say, { text });
          p.task(say, { text: outside.outputs.word });
        });
      });
    },
  ),

  pipeline({ name: 'loop-over-an-item' }, (p) => {
    p.parallelFor([{ words: ['a', 'b'] }, { words: ['c'] }], (item) => {
      p.parallelFor(item.field('words'), (text) => p.task(say, { text }));
    });
  }),

  pipeline({ name: 'loop-with-a-condition' }, (p) => {
    p.parallelFor([1, 2, 3], (amount) => {
      const drawn = p.task(draw, { seed: amount });
      p.when(equals(amount, 2), () => p.task(say, { text: 'two' }));
      p.when(above(drawn.outputs.number, 5), () => p.task(count, { amount }));
    });
  }),

  pipeline({ name: 'loop-after-a-loop' }, (p) => {
    const first = p.parallelFor(['a'], (text) => p.task(say, { text }));
    p.parallelFor(['b'], (text) => p.task(say, { text }, { after: [first] }));
    p.task(pick, {}, { after: [first] });
  }),

  pipeline({ name: 'collected-parameters', outputs: { Output: parameter.integer() } }, (p) => {
    const drawn = p.parallelFor([1, 2, 3], (seed) => p.task(draw, { seed }));
    return { Output: p.task(total, { numbers: p.collected(drawn.outputs.number) }).outputs.sum };
  }),

  pipeline({ name: 'collected-from-nested-loops' }, (p) => {
    const drawn = p.parallelFor([1, 2], () => p.parallelFor([3, 4], (seed) => p.task(draw, { seed })));
    p.task(total, { numbers: p.collected(drawn.outputs.number) });
  }),

  pipeline({ name: 'collected-artifacts', outputs: { Output: artifact.model() } }, (p) => {
    const { data } = p.task(prepare).outputs;
    const trained = p.parallelFor([0.1, 0.01], (rate) => p.task(train, { data, rate }));
    return { Output: p.task(best, { models: p.collected(trained.outputs.model) }).outputs.model };
  }),

  pipeline({ name: 'collected-as-an-output', outputs: { Output: parameter.list() } }, (p) => {
    const drawn = p.parallelFor([1, 2], (seed) => p.task(draw, { seed }));
    return { Output: p.collected(drawn.outputs.number) };
  }),

  pipeline({ name: 'groups-with-names' }, (p) => {
    p.parallelFor(
      [1, 2],
      (seed) => {
        const { number } = p.task(draw, { seed }).outputs;
        p.when(equals(number, 1), () => p.task(say, { text: 'one' }), { displayName: 'One' })
          .elif(equals(number, 2), () => p.task(say, { text: 'two' }), { displayName: 'Two' })
          .else(() => p.task(say, { text: 'others' }), { displayName: 'Others' });
      },
      { displayName: 'Each number' },
    );
  }),
];
