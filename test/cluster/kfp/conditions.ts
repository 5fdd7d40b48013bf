import {
  above,
  artifact,
  atLeast,
  atMost,
  below,
  component,
  equals,
  notEquals,
  parameter,
  pipeline,
  type PipelineDefinition,
} from '../../../lib/workloads';
import { count, draw, image, judge, pick, prepare, say, train } from './shared';

const measure = component({
  name: 'measure',
  image,
  outputs: {
    share: parameter.double(),
    good: parameter.boolean(),
    limit: parameter.integer(),
    word: parameter.string(),
  },
  command: ['measure'],
  args: ({ outputs }) => Object.values(outputs).map(({ file }) => file),
});

/** Steps that run only if something holds. */
export const conditions: readonly PipelineDefinition[] = [
  pipeline({ name: 'when' }, (p) => {
    const { word } = p.task(pick).outputs;
    p.when(equals(word, 'yes'), () => {
      p.task(say, { text: 'yes' });
      p.task(say, { text: word });
    });
  }),

  pipeline({ name: 'when-else', inputs: { text: parameter.string({ default: 'x' }) } }, (p, { text }) => {
    p.when(equals(text, 'x'), () => p.task(say, { text: 'x it is' })).else(() => p.task(say, { text }));
  }),

  pipeline({ name: 'when-elif-else' }, (p) => {
    const { number } = p.task(draw, { seed: 1 }).outputs;
    p.when(below(number, 3), () => p.task(say, { text: 'few' }))
      .elif(atMost(number, 7), () => p.task(say, { text: 'some' }))
      .elif(equals(number, 8), () => p.task(say, { text: 'eight' }))
      .else(() => p.task(count, { amount: number }));
  }),

  pipeline(
    {
      name: 'comparisons',
      inputs: { a: parameter.integer(), b: parameter.double(), c: parameter.boolean(), d: parameter.string() },
    },
    (p, { a, b, c, d }) => {
      const { share, good, limit, word } = p.task(measure).outputs;
      p.when(atLeast(share, 0.5), () => p.task(say, { text: '1' }));
      p.when(equals(good, true), () => p.task(say, { text: '2' }));
      p.when(notEquals(limit, 3), () => p.task(say, { text: '3' }));
      p.when(notEquals(word, 'it'), () => p.task(say, { text: '4' }));
      p.when(above(limit, a), () => p.task(say, { text: '5' }));
      p.when(below(share, b), () => p.task(say, { text: '6' }));
      p.when(notEquals(good, c), () => p.task(say, { text: '7' }));
      p.when(equals(word, d), () => p.task(say, { text: '8' }));
      p.when(below(a, 1.5), () => p.task(say, { text: '9' }));
      p.when(atMost(limit, share), () => p.task(say, { text: '10' }));
      p.when(equals(c, false), () => p.task(say, { text: '11' }));
    },
  ),

  pipeline({ name: 'conditions-in-conditions', inputs: { text: parameter.string() } }, (p, { text }) => {
    const { number } = p.task(draw, { seed: 1 }).outputs;
    const { word } = p.task(pick).outputs;
    p.when(above(number, 1), () => {
      p.task(say, { text: 'one' });
      const inside = p.task(draw, { seed: number }).outputs;
      p.when(above(inside.number, 2), () => {
        p.task(say, { text: 'two' });
        p.when(equals(word, text), () => p.task(say, { text }));
      }).else(() => p.task(say, { text: word }));
    }).else(() => {
      p.when(equals(text, 'a'), () => p.task(say, { text: 'a' })).elif(equals(text, 'b'), () =>
        p.task(say, { text: 'b' }),
      );
    });
  }),

  pipeline({ name: 'order-and-conditions' }, (p) => {
    const { number } = p.task(draw, { seed: 1 }).outputs;
    const before = p.task(say, { text: 'before' });
    p.when(above(number, 1), () => {
      const inside = p.task(say, { text: 'inside' }, { after: [before] });
      p.task(say, { text: 'after' }, { after: [inside] });
    });
  }),

  pipeline({ name: 'one-of-parameters', outputs: { Output: parameter.string() } }, (p) => {
    const { number } = p.task(draw, { seed: 1 }).outputs;
    const [one, two, three] = p
      .when(equals(number, 1), () => p.task(pick))
      .elif(equals(number, 2), () => p.task(pick))
      .else(() => p.task(pick)).results;
    const word = p.oneOf(one.outputs.word, two.outputs.word, three.outputs.word);
    p.task(say, { text: word });
    return { Output: word };
  }),

  pipeline({ name: 'one-of-artifacts', outputs: { Output: artifact.model() } }, (p) => {
    const { data } = p.task(prepare).outputs;
    const [fast, slow] = p
      .when(equals(p.task(pick).outputs.word, 'fast'), () => p.task(train, { data, rate: 0.9 }))
      .else(() => p.task(train, { data, rate: 0.1 })).results;
    const model = p.oneOf(fast.outputs.model, slow.outputs.model);
    p.task(judge, { model });
    return { Output: model };
  }),

  pipeline({ name: 'two-one-ofs', inputs: { seed: parameter.integer() } }, (p, { seed }) => {
    const [one, two] = p
      .when(equals(seed, 1), () => ({ word: p.task(pick), number: p.task(draw, { seed: 1 }) }))
      .else(() => ({ word: p.task(pick), number: p.task(draw, { seed }) })).results;
    p.task(say, { text: p.oneOf(one.word.outputs.word, two.word.outputs.word) });
    p.task(count, { amount: p.oneOf(one.number.outputs.number, two.number.outputs.number) });
  }),

  pipeline({ name: 'condition-with-a-loop', inputs: { words: parameter.list() } }, (p, { words }) => {
    p.when(equals(p.task(pick).outputs.word, 'all'), () => p.parallelFor(words, (text) => p.task(say, { text }))).else(
      () => p.parallelFor([1, 2], (amount) => p.task(count, { amount })),
    );
  }),
];
