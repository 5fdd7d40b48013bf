import {
  above,
  artifact,
  component,
  equals,
  importer,
  parameter,
  pipeline,
  pythonComponent,
  run,
  text,
} from '../../../lib/workloads';

const image = 'r.example/a:1';
const prepare = component({
  name: 'prepare',
  image,
  command: ['prepare'],
  inputs: { day: parameter.string(), rows: parameter.integer({ default: 10 }) },
  outputs: { data: artifact.dataset(), rates: parameter.list({ of: 'double' }), count: parameter.integer() },
  args: ({ inputs, outputs }) => [inputs.day, '--rows', inputs.rows, '--data', outputs.data.path, outputs.count.file],
});
const train = component({
  name: 'train',
  image,
  command: ['train'],
  inputs: { data: artifact.dataset(), rate: parameter.double(), seed: parameter.integer({ optional: true }) },
  outputs: { model: artifact.model(), accuracy: parameter.double(), parts: artifact.model({ list: true }) },
});
const evaluate = component({
  name: 'evaluate',
  image,
  command: ['evaluate'],
  inputs: {
    model: artifact.model(),
    thing: artifact.any({ optional: true }),
    all: artifact.model({ list: true, optional: true }),
  },
  outputs: {
    good: parameter.boolean(),
    report: parameter.struct({ of: { fields: { loss: 'double', note: 'string' } } }),
  },
});
const say = component({ name: 'say', image, command: ['say'], inputs: { what: parameter.string() } });
const nothing = component({ name: 'nothing', image, command: ['true'] });
const status = component({ name: 'status', image, command: ['s'], inputs: { status: parameter.taskFinalStatus() } });

const inner = pipeline(
  {
    name: 'inner',
    inputs: { data: artifact.dataset(), n: parameter.integer({ default: 2 }) },
    outputs: { model: artifact.model() },
  },
  (p, { data, n }) => {
    const fit = p.task(train, { data, rate: 0.1, seed: n });
    return { model: fit.outputs.model };
  },
);

pipeline(
  { name: 'right', inputs: { day: parameter.string(), rate: parameter.double({ default: 0.1 }) } },
  (p, inputs) => {
    const exit = p.task(status);
    p.task(nothing);
    const data = p.task(prepare, { day: inputs.day });
    const fit = p.task(train, { data: data.outputs.data, rate: inputs.rate, seed: 3 }, { cpuLimit: '2', retry: 3 });
    const verdict = p.task(evaluate, { model: fit.outputs.model, thing: data.outputs.data, all: fit.outputs.parts });
    const fits = p.parallelFor(data.outputs.rates, (rate) => p.task(train, { data: data.outputs.data, rate }));
    p.parallelFor([0.1, 0.5], (rate) => p.task(train, { data: data.outputs.data, rate }), { parallelism: 1 });
    p.parallelFor([1, 2], (seed) => p.task(train, { data: data.outputs.data, rate: 1, seed }));
    p.parallelFor(
      [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
      (item) => p.task(prepare, { rows: item.field('a'), day: item.field('b') }),
    );
    p.task(evaluate, { model: fit.outputs.model, all: p.collected(fits.outputs.model) });
    const [yes, no] = p
      .when(equals(verdict.outputs.good, true), () => p.task(inner, { data: data.outputs.data }))
      .elif(above(fit.outputs.accuracy, 0.5), () => p.task(inner, { data: data.outputs.data, n: 3 }))
      .else(() => p.task(inner, { data: data.outputs.data })).results;
    p.task(evaluate, { model: p.oneOf(yes.outputs.model, no.outputs.model) });
    p.exitHandler(exit, () => p.task(say, { what: text`day ${inputs.day} of ${run.workspacePath}` }));
    p.task(say, { what: run.displayName });
    p.task(say, { what: verdict.outputs.report.field('note') });
    const brought = p.task(importer({ artifact: artifact.dataset() }), { uri: 's3://a/b' });
    p.task(train, { data: brought.outputs.artifact, rate: verdict.outputs.report.field('loss') });
    const python = pythonComponent({
      source: 'def f(): pass',
      function: 'f',
      image,
      outputs: { Output: parameter.string() },
    });
    p.task(say, { what: p.task(python).outputs.Output });
  },
);

pipeline({ name: 'wrong', inputs: { day: parameter.string(), rate: parameter.double() } }, (p, inputs) => {
  const data = p.task(prepare, { day: 'today' });
  const fit = p.task(train, { data: data.outputs.data, rate: 0.1 });
  const verdict = p.task(evaluate, { model: fit.outputs.model });
  // @ts-expect-error a dataset where a model is wanted
  p.task(evaluate, { model: data.outputs.data });
  // @ts-expect-error a text where a whole number is wanted
  p.task(prepare, { day: 'today', rows: '10' });
  // @ts-expect-error a parameter of text where a whole number is wanted
  p.task(prepare, { day: 'today', rows: inputs.day });
  // @ts-expect-error a number with a fraction where a whole one is wanted
  p.task(train, { data: data.outputs.data, rate: 0.1, seed: inputs.rate });
  // @ts-expect-error no argument for a required input
  p.task(train, { data: data.outputs.data });
  // @ts-expect-error no arguments at all
  p.task(train);
  // @ts-expect-error an input that is none
  p.task(say, { what: 'x', why: 'y' });
  // @ts-expect-error an argument for a component without inputs
  p.task(nothing, { what: 'x' });
  // @ts-expect-error a parameter where an artifact is wanted
  p.task(evaluate, { model: fit.outputs.accuracy });
  // @ts-expect-error an artifact where a parameter is wanted
  p.task(say, { what: fit.outputs.model });
  // @ts-expect-error one artifact where a list is wanted
  p.task(evaluate, { model: fit.outputs.model, all: fit.outputs.model });
  // @ts-expect-error a list where one artifact is wanted
  p.task(evaluate, { model: fit.outputs.parts });
  // @ts-expect-error an output that is none
  p.task(say, { what: fit.outputs.loss });
  // @ts-expect-error a status, which KFP alone gives
  p.task(status, { status: 'x' });
  // @ts-expect-error an option that is none
  p.task(nothing, {}, { cpu: '1' });
  // @ts-expect-error an amount that is none
  p.task(nothing, {}, { memoryLimit: '1GB' });
  // @ts-expect-error an amount of the run that is a number
  p.task(nothing, {}, { cpuLimit: inputs.rate });
  // @ts-expect-error a container's option for a pipeline
  p.task(inner, { data: data.outputs.data }, { cpuLimit: '1' });
  // @ts-expect-error a container's option for an importer
  p.task(importer({ artifact: artifact.dataset() }), { uri: 's3://a/b' }, { env: { A: 'b' } });
  // @ts-expect-error a loop over a text
  p.parallelFor(inputs.day, () => undefined);
  // @ts-expect-error a loop over artifacts
  p.parallelFor(fit.outputs.parts, () => undefined);
  // @ts-expect-error items of numbers for an input of text
  p.parallelFor([1, 2], (item) => p.task(say, { what: item }));
  // @ts-expect-error items with fractions for whole numbers
  p.parallelFor(data.outputs.rates, (rate) => p.task(prepare, { day: 'x', rows: rate }));
  // @ts-expect-error a field that the items have not
  p.parallelFor([{ a: 1 }], (item) => p.task(prepare, { day: 'x', rows: item.field('b') }));
  // @ts-expect-error a field of another type
  p.task(say, { what: verdict.outputs.report.field('loss') });
  // @ts-expect-error a text compared with a number
  p.when(equals(inputs.day, 3), () => p.task(nothing));
  // @ts-expect-error a boolean compared with a text
  p.when(equals(verdict.outputs.good, 'true'), () => p.task(nothing));
  // @ts-expect-error a condition on an artifact
  p.when(equals(fit.outputs.model, 'x'), () => p.task(nothing));
  // @ts-expect-error a condition on a list
  p.when(equals(data.outputs.rates, 'x'), () => p.task(nothing));
  // @ts-expect-error an order of booleans
  p.when(above(verdict.outputs.good, false), () => p.task(nothing));
  // @ts-expect-error a condition that is none
  p.when(true, () => p.task(nothing));
  // @ts-expect-error an else before a when
  p.else(() => p.task(nothing));
  // @ts-expect-error a choice of a model and a dataset
  p.oneOf(fit.outputs.model, data.outputs.data);
  // @ts-expect-error a choice of a text and a number
  p.oneOf(inputs.day, inputs.rate);
  // @ts-expect-error a list that is collected
  p.task(evaluate, { model: p.collected(fit.outputs.model) });
  // @ts-expect-error an exit task that is none
  p.exitHandler(nothing, () => undefined);
  // @ts-expect-error after a component
  p.task(nothing, {}, { after: [nothing] });
  // @ts-expect-error a struct in the place of a list
  p.task(component({ name: 'l', image, inputs: { l: parameter.list() } }), { l: { a: 1 } });
});

// @ts-expect-error no name
component({ image, command: ['x'] });
// @ts-expect-error an image without a tag
component({ name: 'a', image: 'python', command: ['x'] });
// @ts-expect-error an input that is none in the command
component({ name: 'a', image, inputs: { a: parameter.string() }, args: ({ inputs }) => [inputs.b] });
// @ts-expect-error an artifact without path or uri in the command
component({ name: 'a', image, inputs: { a: artifact.model() }, args: ({ inputs }) => [inputs.a] });
// @ts-expect-error an output parameter that is read
component({ name: 'a', image, outputs: { a: parameter.string() }, args: ({ outputs }) => [outputs.a] });
// @ts-expect-error a default of another type
component({ name: 'a', image, inputs: { a: parameter.integer({ default: 'x' }) } });
// @ts-expect-error a declaration that is none
component({ name: 'a', image, inputs: { a: 'string' } });
// @ts-expect-error an output of the system
component({ name: 'a', image, outputs: { a: parameter.taskFinalStatus() } });
// @ts-expect-error a component in Python without a function
pythonComponent({ source: '', image });
// @ts-expect-error an importer of a parameter
importer({ artifact: parameter.string() });
// @ts-expect-error an output that the body does not return
pipeline({ name: 'a', outputs: { model: artifact.model() } }, (p) => {
  p.task(nothing);
});
// @ts-expect-error an output of another type
pipeline({ name: 'a', inputs: { d: artifact.dataset() }, outputs: { model: artifact.model() } }, (_, { d }) => {
  return { model: d };
});
// @ts-expect-error a pipeline without a name
pipeline({}, () => undefined);
