import { equals, parameter, pipeline, type PipelineDefinition, pythonComponent } from '../../../lib/workloads';
import { clean, count, pick, say } from './shared';

const report = pythonComponent({
  source: `from kfp import dsl

def report(status: dsl.PipelineTaskFinalStatus, to: str):
    print(to, status.state, status.error_message)
`,
  function: 'report',
  image: 'registry.example.com/python:3.11',
  imageHasKfp: true,
  inputs: { status: parameter.taskFinalStatus(), to: parameter.string() },
});

/** Steps that run at the end, whatever happened. */
export const exits: readonly PipelineDefinition[] = [
  pipeline({ name: 'exit-handler', inputs: { text: parameter.string({ default: 'x' }) } }, (p, { text }) => {
    p.exitHandler(p.task(clean), () => {
      const { word } = p.task(pick).outputs;
      p.task(say, { text: word });
      p.task(say, { text });
    });
  }),

  pipeline({ name: 'exit-handler-with-inputs', inputs: { text: parameter.string() } }, (p, { text }) => {
    p.exitHandler(p.task(say, { text }), () => p.task(count, { amount: 1 }), { displayName: 'Tell the end' });
  }),

  pipeline({ name: 'exit-handler-with-status', inputs: { to: parameter.string({ default: 'me' }) } }, (p, { to }) => {
    p.exitHandler(p.task(report, { to }), () => p.task(pick));
  }),

  pipeline({ name: 'status-without-exit-handler' }, (p) => {
    p.task(report, { to: 'me' }, { after: [p.task(pick)], ignoreUpstreamFailure: true });
  }),

  pipeline({ name: 'several-exit-handlers' }, (p) => {
    p.exitHandler(p.task(clean), () => p.task(say, { text: 'one' }));
    p.exitHandler(p.task(say, { text: 'end' }), () => p.task(say, { text: 'two' }));
    p.task(say, { text: 'beside' });
  }),

  pipeline({ name: 'exit-handler-with-groups', inputs: { words: parameter.list() } }, (p, { words }) => {
    p.exitHandler(p.task(clean), () => {
      const { word } = p.task(pick).outputs;
      p.when(equals(word, 'go'), () => p.task(say, { text: 'going' }));
      p.parallelFor(words, (each) => {
        p.task(say, { text: each });
        p.task(say, { text: word });
      });
    });
  }),
];
