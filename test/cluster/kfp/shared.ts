import { artifact, component, parameter } from '../../../lib/workloads';

// Components that the pipelines of several files use, as `pipelines/shared.py` has them.

export const image = 'registry.example.com/steps:1.0';

export const say = component({
  name: 'say',
  image,
  inputs: { text: parameter.string() },
  command: ['say'],
  args: ({ inputs }) => ['--text', inputs.text],
});

export const count = component({
  name: 'count',
  image,
  inputs: { amount: parameter.integer() },
  command: ['count'],
  args: ({ inputs }) => [inputs.amount],
});

export const pick = component({
  name: 'pick',
  image,
  outputs: { word: parameter.string() },
  command: ['pick'],
  args: ({ outputs }) => [outputs.word.file],
});

export const draw = component({
  name: 'draw',
  image,
  inputs: { seed: parameter.integer() },
  outputs: { number: parameter.integer() },
  command: ({ inputs }) => ['draw', inputs.seed],
  args: ({ outputs }) => [outputs.number.file],
});

export const names = component({
  name: 'names',
  image,
  outputs: { words: parameter.list() },
  command: ['names'],
  args: ({ outputs }) => [outputs.words.file],
});

export const prepare = component({
  name: 'prepare',
  image,
  outputs: { data: artifact.dataset() },
  command: ['prepare'],
  args: ({ outputs }) => ['--to', outputs.data.path],
});

export const train = component({
  name: 'train',
  image,
  inputs: { data: artifact.dataset(), rate: parameter.double({ default: 0.1 }) },
  outputs: { model: artifact.model() },
  command: ['train'],
  args: ({ inputs, outputs }) => ['--data', inputs.data.path, '--model', outputs.model.uri, '--rate', inputs.rate],
});

export const judge = component({
  name: 'judge',
  image,
  inputs: { model: artifact.model() },
  outputs: { score: parameter.double(), metrics: artifact.metrics() },
  command: ['judge'],
  args: ({ inputs, outputs }) => [inputs.model.path, outputs.score.file, outputs.metrics.path],
});

export const total = component({
  name: 'total',
  image,
  inputs: { numbers: parameter.list() },
  outputs: { sum: parameter.integer() },
  command: ['total'],
  args: ({ inputs, outputs }) => [inputs.numbers, outputs.sum.file],
});

export const clean = component({ name: 'clean', image, command: ['clean'] });
