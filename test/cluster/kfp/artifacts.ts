import { artifact, component, importer, parameter, pipeline, type PipelineDefinition } from '../../../lib/workloads';
import { image, judge, prepare, train } from './shared';

const all = {
  any: artifact.any(),
  data: artifact.dataset(),
  model: artifact.model(),
  metrics: artifact.metrics(),
  classes: artifact.classificationMetrics(),
  slices: artifact.slicedClassificationMetrics(),
  page: artifact.html(),
  text: artifact.markdown(),
};

const writeAll = component({
  name: 'write-all',
  image,
  outputs: all,
  command: ['write'],
  args: ({ outputs }) => Object.values(outputs).map(({ path }) => path),
});

const readAll = component({
  name: 'read-all',
  image,
  inputs: all,
  command: ['read'],
  args: ({ inputs }) => Object.values(inputs).map(({ uri }) => uri),
});

const readAny = component({
  name: 'read-any',
  image,
  inputs: { file: artifact.any() },
  command: ['read'],
  args: ({ inputs }) => [inputs.file.path],
});

const maybe = component({
  name: 'maybe',
  image,
  inputs: { data: artifact.dataset({ optional: true }), model: artifact.model({ optional: true }) },
  command: ['maybe'],
});

const readList = component({
  name: 'read-list',
  image,
  inputs: { files: artifact.dataset({ list: true }) },
  command: ['read'],
});

const reportType = { schemaTitle: 'google.Report', schemaVersion: '1.2.0' } as const;

const writeReport = component({
  name: 'write-report',
  image,
  outputs: { report: artifact.custom(reportType) },
  command: ['write'],
  args: ({ outputs }) => [outputs.report.path],
});

const readReport = component({
  name: 'read-report',
  image,
  inputs: { report: artifact.custom(reportType) },
  command: ['read'],
  args: ({ inputs }) => [inputs.report.path],
});

const importReport = importer({ artifact: artifact.custom(reportType) });

const importModel = importer({ artifact: artifact.model() });

const importDescribed = importer({
  artifact: artifact.dataset(),
  reimport: true,
  metadata: { rows: 10, share: 0.5, columns: ['a', 'b'], of: { owner: 'me' } },
});

const importData = importer({ artifact: artifact.dataset() });

const importIntoWorkspace = importer({ artifact: artifact.dataset(), downloadToWorkspace: true });

/** Files that steps hand on. */
export const artifacts: readonly PipelineDefinition[] = [
  pipeline({ name: 'every-artifact-type' }, (p) => {
    p.task(readAll, p.task(writeAll).outputs);
  }),

  pipeline({ name: 'train-and-judge', inputs: { rate: parameter.double({ default: 0.01 }) } }, (p, { rate }) => {
    const { model } = p.task(train, { data: p.task(prepare).outputs.data, rate }).outputs;
    p.task(judge, { model });
  }),

  pipeline({ name: 'model-as-any-artifact' }, (p) => {
    p.task(readAny, { file: p.task(train, { data: p.task(prepare).outputs.data }).outputs.model });
  }),

  pipeline({ name: 'metrics-output', outputs: { Output: artifact.metrics() } }, (p) => {
    const { model } = p.task(train, { data: p.task(prepare).outputs.data }).outputs;
    return { Output: p.task(judge, { model }).outputs.metrics };
  }),

  pipeline(
    {
      name: 'several-outputs',
      inputs: { rate: parameter.double({ default: 0.5 }) },
      outputs: { best: artifact.model(), score: parameter.double() },
    },
    (p, { rate }) => {
      const { model } = p.task(train, { data: p.task(prepare).outputs.data, rate }).outputs;
      return { best: model, score: p.task(judge, { model }).outputs.score };
    },
  ),

  pipeline(
    {
      name: 'artifact-into-a-pipeline',
      inputs: { data: artifact.dataset(), rate: parameter.double({ default: 0.1 }) },
    },
    (p, inputs) => {
      p.task(train, inputs);
    },
  ),

  pipeline({ name: 'optional-artifacts', inputs: { data: artifact.dataset({ optional: true }) } }, (p, { data }) => {
    p.task(maybe);
    p.task(maybe, { data: p.task(prepare).outputs.data });
    p.task(maybe, { data });
  }),

  pipeline({ name: 'list-of-artifacts', inputs: { files: artifact.dataset({ list: true }) } }, (p, { files }) => {
    p.task(readList, { files });
  }),

  pipeline(
    { name: 'importers', inputs: { where: parameter.string({ default: 's3://bucket/data' }) } },
    (p, { where }) => {
      const plain = p.task(importModel, { uri: 's3://bucket/model' });
      p.task(judge, { model: plain.outputs.artifact });
      const given = p.task(importDescribed, { uri: where });
      p.task(train, { data: given.outputs.artifact });
    },
  ),

  pipeline({ name: 'artifacts-of-other-types' }, (p) => {
    p.task(readReport, p.task(writeReport).outputs);
    p.task(readReport, { report: p.task(importReport, { uri: 's3://bucket/report' }).outputs.artifact });
  }),

  pipeline({ name: 'importer-in-a-loop' }, (p) => {
    p.parallelFor(['s3://bucket/one', 's3://bucket/two'], (uri) => {
      p.task(train, { data: p.task(importData, { uri }).outputs.artifact });
    });
  }),

  pipeline({ name: 'importer-into-workspace', workspace: { size: '5Gi' } }, (p) => {
    const { artifact: data } = p.task(importIntoWorkspace, { uri: 's3://bucket/data' }).outputs;
    p.task(train, { data });
  }),
];
