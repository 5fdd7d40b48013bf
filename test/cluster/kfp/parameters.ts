import { component, parameter, pipeline, type PipelineDefinition, text } from '../../../lib/workloads';
import { count, draw, image, pick, say, total } from './shared';

const noInputs = component({ name: 'no-inputs', image, command: ['start'] });

const all = {
  a: parameter.string(),
  b: parameter.integer(),
  c: parameter.double(),
  d: parameter.boolean(),
  e: parameter.list(),
  f: parameter.struct(),
};

const takeAll = component({
  name: 'take-all',
  image,
  inputs: all,
  command: ['take'],
  args: ({ inputs: { a, b, c, d, e, f } }) => [a, b, c, d, e, f],
});

const takeDefaults = component({
  name: 'take-defaults',
  image,
  inputs: {
    needed: parameter.string(),
    a: parameter.string({ default: 'word' }),
    b: parameter.integer({ default: 7 }),
    c: parameter.double({ default: 0.5 }),
    d: parameter.boolean({ default: true }),
    e: parameter.list({ default: [1, 2] }),
    f: parameter.struct({ default: { k: 'v' } }),
  },
  command: ['take'],
  args: ({ inputs: { needed, a, b, c, d, e, f } }) => [needed, a, b, c, d, e, f],
});

const takeOptional = component({
  name: 'take-optional',
  image,
  inputs: {
    a: parameter.string({ optional: true }),
    b: parameter.integer({ optional: true }),
    c: parameter.struct({ optional: true }),
  },
  command: ['take'],
  args: ({ inputs: { a, b, c } }) => [a, b, c],
});

const split = component({
  name: 'split',
  image,
  inputs: { text: parameter.string() },
  outputs: { head: parameter.string(), tail: parameter.list(), size: parameter.integer() },
  command: ({ inputs }) => ['split', inputs.text],
  args: ({ outputs: { head, tail, size } }) => [head.file, tail.file, size.file],
});

const everything = component({
  name: 'everything',
  image,
  outputs: all,
  command: ['make'],
  args: ({ outputs: { a, b, c, d, e, f } }) => [a.file, b.file, c.file, d.file, e.file, f.file],
});

const runWords = component({
  name: 'run-words',
  image,
  inputs: { prefix: parameter.string(), text: parameter.string() },
  command: ['sh', '-ec', 'echo "$0" "$@"'],
  args: ({ inputs, executorInput }) => [
    `--${inputs.prefix.toString()}=${inputs.text.toString()}`,
    `${inputs.prefix.toString()}/${inputs.text.toString()}`,
    executorInput,
    '$5 {{x}}',
  ],
});

/** Values that go into steps, come out of steps, and leave pipelines. */
export const parameters: readonly PipelineDefinition[] = [
  pipeline({ name: 'container-without-inputs' }, (p) => {
    p.task(noInputs);
  }),

  pipeline(
    { name: 'container-with-inputs', inputs: { text: parameter.string(), amount: parameter.integer() } },
    (p, inputs) => {
      p.task(say, { text: inputs.text });
      p.task(count, { amount: inputs.amount });
    },
  ),

  pipeline({ name: 'every-parameter-type', inputs: all }, (p, inputs) => {
    p.task(takeAll, inputs);
  }),

  pipeline(
    {
      name: 'defaults-of-a-pipeline',
      inputs: {
        a: parameter.string({ default: 'word' }),
        b: parameter.integer({ default: 7 }),
        c: parameter.double({ default: 0.5 }),
        d: parameter.boolean({ default: false }),
        e: parameter.list({ default: ['x', 1, [2.5]] }),
        f: parameter.struct({ default: { depth: { of: [true] } } }),
        g: parameter.string({ default: '' }),
        h: parameter.integer({ default: 0 }),
        i: parameter.double({ default: 1e-8 }),
      },
    },
    (p, { a, b, c, d, e, f, g, h, i }) => {
      p.task(takeAll, { a, b, c, d, e, f });
      p.task(takeAll, { a: g, b: h, c: i, d, e, f });
    },
  ),

  pipeline({ name: 'defaults-of-a-component' }, (p) => {
    p.task(takeDefaults, { needed: 'all' });
    p.task(takeDefaults, { needed: 'some', b: 8, f: { other: 1.5 } });
  }),

  pipeline(
    {
      name: 'optional-inputs',
      inputs: { a: parameter.string({ optional: true }), b: parameter.double({ optional: true }) },
    },
    (p, { a }) => {
      p.task(takeOptional);
      p.task(takeOptional, { a, b: 3 });
      p.task(say, { text: a });
    },
  ),

  pipeline({ name: 'constants' }, (p) => {
    p.task(takeAll, {
      a: 'it\'s "quoted"\nand: broken',
      b: -3,
      c: 2.5,
      d: true,
      e: ['a', 2, 3.5, false, []],
      f: { b: 1, a: { z: [] } },
    });
    p.task(takeAll, { a: '', b: 0, c: 0, d: false, e: [], f: {} });
    p.task(takeAll, {
      a: 'yes',
      b: 2147483648,
      c: 1e21,
      d: true,
      e: [[1, 2], [3]],
      f: { 'with.dot': 'ä', '1': '1' },
    });
  }),

  pipeline({ name: 'outputs-of-tasks' }, (p) => {
    const word = p.task(pick);
    const parts = p.task(split, { text: word.outputs.word });
    p.task(say, { text: parts.outputs.head });
    p.task(count, { amount: parts.outputs.size });
    p.task(total, { numbers: parts.outputs.tail });
  }),

  pipeline(
    {
      name: 'outputs-of-a-pipeline',
      inputs: { seed: parameter.integer({ default: 1 }) },
      outputs: { Output: parameter.integer() },
    },
    (p, { seed }) => ({ Output: p.task(draw, { seed }).outputs.number }),
  ),

  pipeline({ name: 'every-output-type' }, (p) => {
    p.task(takeAll, p.task(everything).outputs);
  }),

  pipeline({ name: 'inputs-inside-strings', inputs: { text: parameter.string({ default: 'x' }) } }, (p, inputs) => {
    p.task(runWords, { prefix: 'say', text: text`<${inputs.text}> and ${p.task(pick).outputs.word}` });
  }),

  pipeline(
    {
      name: 'values-in-lists-and-dictionaries',
      inputs: { text: parameter.string({ default: 'x' }), amount: parameter.integer({ default: 3 }) },
    },
    (p, inputs) => {
      const { word } = p.task(pick).outputs;
      p.task(takeAll, {
        a: 'a',
        b: 1,
        c: 1.5,
        d: true,
        e: ['first', inputs.text, [word]],
        f: { text: inputs.text, deep: { amount: inputs.amount } },
      });
    },
  ),

  pipeline(
    {
      name: 'described',
      displayName: 'A pipeline that tells what it is',
      description: 'Says a word.\nTwice.',
      root: 's3://bucket/of/runs',
      inputs: { text: parameter.string({ description: 'What to say.' }) },
    },
    (p, inputs) => {
      p.task(say, { text: inputs.text });
    },
  ),
];
