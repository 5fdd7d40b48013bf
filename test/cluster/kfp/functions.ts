import { join } from 'node:path';
import {
  above,
  artifact,
  parameter,
  pipeline,
  type PipelineDefinition,
  pythonComponent,
  pythonSource,
} from '../../../lib/workloads';

const given = {
  source: pythonSource(join(__dirname, 'functions/steps.py')),
  image: 'registry.example.com/python:3.11',
  imageHasKfp: true,
} as const;

const add = pythonComponent({
  ...given,
  function: 'add',
  inputs: { a: parameter.integer(), b: parameter.integer({ default: 2 }) },
  outputs: { Output: parameter.integer() },
});

const divide = pythonComponent({
  ...given,
  function: 'divide',
  inputs: { number: parameter.integer(), by: parameter.integer() },
  outputs: { whole: parameter.integer(), rest: parameter.integer() },
});

const joinWords = pythonComponent({
  ...given,
  function: 'join',
  inputs: {
    words: parameter.list(),
    glue: parameter.struct(),
    upper: parameter.boolean({ default: false }),
    share: parameter.double({ default: 1 }),
  },
  outputs: { Output: parameter.string() },
});

const write = pythonComponent({
  ...given,
  function: 'write',
  inputs: { text: parameter.string() },
  outputs: { data: artifact.dataset() },
});

const turn = pythonComponent({
  ...given,
  function: 'turn',
  inputs: { data: artifact.dataset() },
  outputs: { turned: artifact.dataset(), metrics: artifact.metrics(), Output: parameter.integer() },
});

const start = pythonComponent({
  ...given,
  function: 'start',
  inputs: { config: parameter.taskConfig(), text: parameter.string() },
  taskConfigPassthroughs: ['RESOURCES', { field: 'ENV', applyToTask: true }, 'KUBERNETES_TOLERATIONS'],
});

const addThree = pipeline(
  {
    name: 'add-three',
    inputs: { a: parameter.integer(), b: parameter.integer(), c: parameter.integer({ default: 100 }) },
    outputs: { Output: parameter.integer() },
  },
  (p, { a, b, c }) => p.task(add, { a: p.task(add, { a, b }).outputs.Output, b: c }).outputs,
);

/** Components that are Python functions, run by KFP's own executor. */
export const functions: readonly PipelineDefinition[] = [
  pipeline(
    {
      name: 'functions-with-values',
      inputs: {
        number: parameter.integer({ default: 17 }),
        words: parameter.list({ default: ['a', 'b', 'c'] }),
      },
      outputs: { rest: parameter.integer(), text: parameter.string(), sum: parameter.integer() },
    },
    (p, { number, words }) => {
      const { whole, rest } = p.task(divide, { number, by: 5 }).outputs;
      const text = p.task(joinWords, { words, glue: { with: '-' }, upper: true }).outputs.Output;
      const sum = p.task(add, { a: whole, b: rest }).outputs.Output;
      return { rest, text, sum: p.task(add, { a: sum }).outputs.Output };
    },
  ),

  pipeline(
    {
      name: 'functions-with-files',
      inputs: { text: parameter.string() },
      outputs: { data: artifact.dataset(), length: parameter.integer() },
    },
    (p, { text }) => {
      const { turned, Output } = p.task(turn, { data: p.task(write, { text }).outputs.data }).outputs;
      return { data: turned, length: Output };
    },
  ),

  pipeline(
    {
      name: 'functions-nested',
      inputs: { start: parameter.integer({ default: 1 }) },
      outputs: { Output: parameter.integer() },
    },
    (p, { start }) => {
      const first = p.task(addThree, { a: start, b: 2 });
      return p.task(addThree, { a: first.outputs.Output, b: 20, c: 300 }).outputs;
    },
  ),

  pipeline({ name: 'functions-in-a-loop', outputs: { Output: parameter.list() } }, (p) => {
    const task = p.parallelFor([1, 2, 3], (number) => p.task(add, { a: number, b: 10 }));
    return { Output: p.collected(task.outputs.Output) };
  }),

  pipeline(
    { name: 'functions-with-a-condition', inputs: { number: parameter.integer({ default: 4 }) } },
    (p, { number }) => {
      const sum = p.task(add, { a: number }).outputs.Output;
      p.when(above(sum, 5), () => p.task(write, { text: 'more' })).else(() => p.task(write, { text: 'less' }));
    },
  ),

  pipeline({ name: 'settings-passed-on' }, (p) => {
    p.task(start, { text: 'x' }, { env: { A: 'b' }, cpuLimit: '1', tolerations: [{ key: 'gpu', operator: 'Exists' }] });
  }),
];
