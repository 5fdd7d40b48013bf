import { artifact, equals, parameter, pipeline, type PipelineDefinition } from '../../../lib/workloads';
import { draw, judge, pick, prepare, say, train } from './shared';

const greet = pipeline(
  {
    name: 'greet',
    inputs: { who: parameter.string({ default: 'world' }), times: parameter.integer({ default: 1 }) },
    outputs: { Output: parameter.string() },
  },
  (p, { who, times }) => {
    p.task(say, { text: who });
    p.task(draw, { seed: times });
    return { Output: p.task(pick).outputs.word };
  },
);

const made = { model: artifact.model(), score: parameter.double() };

const inner = pipeline(
  { name: 'inner', inputs: { data: artifact.dataset(), rate: parameter.double() }, outputs: made },
  (p, { data, rate }) => {
    const { model } = p.task(train, { data, rate }).outputs;
    return { model, score: p.task(judge, { model }).outputs.score };
  },
);

const middle = pipeline(
  { name: 'middle', inputs: { rate: parameter.double({ default: 0.5 }) }, outputs: made },
  (p, { rate }) => p.task(inner, { data: p.task(prepare).outputs.data, rate }).outputs,
);

const quiet = pipeline(
  {
    name: 'quiet',
    inputs: { text: parameter.string({ optional: true }), data: artifact.dataset({ optional: true }) },
  },
  (p, { text }) => {
    p.task(say, { text });
  },
);

const chooses = pipeline({ name: 'chooses', inputs: { word: parameter.string() } }, (p, { word }) => {
  p.when(equals(word, 'go'), () => p.task(say, { text: 'going' }));
  p.parallelFor(['a', 'b'], (letter) => p.task(say, { text: letter }));
});

const settings = pipeline({ name: 'settings' }, (p) => {
  p.task(say, { text: 'x' }, { env: { A: 'b' }, cpuLimit: '1', cache: false });
  p.task(pick, {}, { retry: 1 });
});

/** Pipelines in pipelines. */
export const nested: readonly PipelineDefinition[] = [
  pipeline({ name: 'nested-once', inputs: { who: parameter.string() } }, (p, { who }) => {
    p.task(say, { text: p.task(greet, { who, times: 2 }).outputs.Output });
  }),

  pipeline({ name: 'nested-twice', outputs: { Output: parameter.double() } }, (p) => {
    const task = p.task(middle, { rate: 0.25 });
    p.task(judge, { model: task.outputs.model });
    return { Output: task.outputs.score };
  }),

  pipeline({ name: 'nested-reused' }, (p) => {
    const one = p.task(greet, { who: 'one' });
    const two = p.task(greet, { who: one.outputs.Output, times: 3 });
    p.task(say, { text: two.outputs.Output });
    p.task(pick);
  }),

  pipeline({ name: 'nested-defaults', inputs: { who: parameter.string({ default: 'all' }) } }, (p, { who }) => {
    p.task(greet);
    p.task(greet, { who });
  }),

  pipeline({ name: 'nested-optional', inputs: { text: parameter.string({ optional: true }) } }, (p, { text }) => {
    p.task(quiet);
    p.task(quiet, { text, data: p.task(prepare).outputs.data });
  }),

  pipeline({ name: 'nested-groups' }, (p) => {
    const { word } = p.task(pick).outputs;
    p.when(equals(word, 'outer'), () => p.task(chooses, { word: 'go' }));
    p.task(chooses, { word });
  }),

  pipeline({ name: 'nested-in-a-loop', inputs: { names: parameter.list() } }, (p, { names }) => {
    p.parallelFor(names, (who) => p.task(say, { text: p.task(greet, { who }).outputs.Output }));
  }),

  pipeline({ name: 'nested-settings' }, (p) => {
    const first = p.task(settings);
    const second = p.task(settings, {}, { after: [first], cache: false, displayName: 'Again' });
    p.task(say, { text: 'end' }, { after: [second] });
  }),
];
