import { Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { parameter, pipeline, Pipeline, PipelineDefinition, PipelineProps } from '../../../lib/workloads';
import { problemsOf } from '../../support/app';
import { nothing, say } from './parts';

const greet = (what = 'hello'): PipelineDefinition =>
  pipeline({ name: 'greet', displayName: 'Greet', description: 'says hello' }, (p) => p.task(say, { what }));

interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** The objects of a chart in the namespace `vision`, and the construct that made them. */
function made(props: Partial<PipelineProps> = {}): { readonly objects: readonly Made[]; readonly construct: Pipeline } {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'vision' });
  const construct = new Pipeline(chart, 'greet', { definition: greet(), ...props });
  return { objects: Testing.synth(chart) as Made[], construct };
}

test('the smallest: a pipeline and the version that the program writes', () => {
  const { objects, construct } = made();
  const metadata = { namespace: 'vision' };
  const { spec } = greet().compile();
  expect(objects).toEqual([
    {
      apiVersion: 'pipelines.kubeflow.org/v2beta1',
      kind: 'Pipeline',
      metadata: { ...metadata, name: 'greet' },
      spec: { displayName: 'Greet', description: 'says hello' },
    },
    {
      apiVersion: 'pipelines.kubeflow.org/v2beta1',
      kind: 'PipelineVersion',
      metadata: { ...metadata, name: construct.versionName },
      spec: { pipelineName: 'greet', description: 'says hello', pipelineSpec: spec },
    },
  ]);
  expect(construct.versionName).toMatch(/^greet-[0-9a-f]{10}$/);
});

test('every prop', () => {
  const props: Required<PipelineProps> = {
    definition: greet(),
    name: 'hello',
    namespace: 'speech',
    store: 'kubernetes',
    displayName: 'Hello',
    description: 'greets',
    versionDisplayName: 'first',
    codeSourceUrl: 'https://git.acme.example/greet',
    labels: { team: 'speech' },
    annotations: { note: 'x' },
  };
  const [named, version] = made(props).objects;
  const metadata = { namespace: 'speech', labels: props.labels, annotations: props.annotations };
  expect(named).toMatchObject({
    metadata: { ...metadata, name: 'hello' },
    spec: { displayName: 'Hello', description: 'greets' },
  });
  expect(version).toMatchObject({
    metadata,
    spec: {
      pipelineName: 'hello',
      displayName: 'first',
      description: 'greets',
      codeSourceURL: 'https://git.acme.example/greet',
    },
  });
});

test('another content is another version of the same pipeline, and the same content the same', () => {
  const [first, again, other] = [greet(), greet(), greet('bye')].map((definition) => made({ definition }).objects);
  expect(again).toEqual(first);
  expect(other?.[0]).toEqual(first?.[0]);
  expect(other?.[1]?.metadata.name).not.toBe(first?.[1]?.metadata.name);
});

test('the version holds what was compiled, empty objects and lists too', () => {
  const inputs = { facts: parameter.struct({ default: {} }), tags: parameter.list({ default: [] }) };
  const definition = pipeline({ name: 'greet', inputs }, (p) => p.task(nothing, {}, { cache: false }));
  const [, version] = made({ definition: definition }).objects;
  expect(version?.spec?.pipelineSpec).toEqual(definition.compile().spec);
});

test('what a task asks of Kubernetes is in the version, and decides on its name', () => {
  const definition = pipeline({ name: 'greet' }, (p) => p.task(nothing, {}, { podLabels: { a: 'b' } }));
  const plain = pipeline({ name: 'greet' }, (p) => p.task(nothing));
  const [, version] = made({ definition: definition }).objects;
  expect(version?.spec?.platformSpec).toEqual(definition.compile().platform);
  expect(made({ definition: plain }).construct.versionName).not.toBe(version?.metadata.name);
});

test('for the database, a ConfigMap that can be found holds the file', () => {
  const { objects, construct } = made({ store: 'database', labels: { team: 'speech' }, versionDisplayName: 'first' });
  expect(objects).toHaveLength(1);
  const [config] = objects;
  expect(config).toMatchObject({
    kind: 'ConfigMap',
    metadata: {
      name: 'pipeline-greet',
      namespace: 'vision',
      labels: { team: 'speech', 'keelson/pipeline': 'greet' },
      annotations: {
        'keelson/displayName': 'Greet',
        'keelson/description': 'says hello',
        'keelson/version': construct.versionName,
        'keelson/versionDisplayName': 'first',
      },
    },
  });
  expect(parse(config?.data?.['pipeline.yaml'] ?? '')).toEqual(greet().compile().spec);
});

describe('wrong props', () => {
  const problems = (props: unknown): string[] =>
    problemsOf((app) => new Pipeline(new Chart(app, 'chart'), 'greet', props as PipelineProps));

  test.each<[string, unknown, string[]]>([
    ['none', undefined, ['"definition" is undefined, must be what the function "pipeline" made']],
    [
      'a text',
      'greet',
      ['"props" is "greet", must be an object', '"definition" is undefined, must be what the function "pipeline" made'],
    ],
    [
      'another prop',
      { definition: greet(), definitions: 1 },
      ['"definitions" is not a prop of this construct, did you mean "definition"?'],
    ],
    [
      'a compiled pipeline',
      { definition: greet().compile().platform ?? {} },
      ['"definition" is {}, must be what the function "pipeline" made'],
    ],
    [
      'names',
      { definition: greet(), name: 'Greet', namespace: 'a_b' },
      [
        '"name" is "Greet", must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end',
        '"namespace" is "a_b", must be a RFC 1123 label: at most 63 of a-z, 0-9 and "-", and no "-" at either end',
      ],
    ],
    ['a store', { definition: greet(), store: 's3' }, ['"store" is "s3", must be one of "kubernetes", "database"']],
    [
      'texts',
      { definition: greet(), displayName: '', description: '', versionDisplayName: '', codeSourceUrl: '' },
      [
        '"displayName" is "", must be a text that is not empty',
        '"description" is "", must be a text that is not empty',
        '"versionDisplayName" is "", must be a text that is not empty',
        '"codeSourceUrl" is "", must be a text that is not empty',
      ],
    ],
    [
      'labels',
      { definition: greet(), labels: { a: 1 }, annotations: ['a'] },
      ['"labels.a" is 1, must be a text', '"annotations" is ["a"], must be an object'],
    ],
    [
      'sources in the database',
      { definition: greet(), store: 'database', codeSourceUrl: 'https://a' },
      ['"codeSourceUrl" is given, but a ConfigMap has no place for it; leave it out, or use the store "kubernetes"'],
    ],
  ])('%s', (_, props, expected) => {
    expect(problems(props)).toEqual(expected.map((message) => `[chart/greet] ${message}`));
  });

  test('what is wrong with the pipeline is said of the construct', () => {
    const definition = pipeline({ name: 'greet' }, (p) => {
      p.task(say, {} as never);
      p.task(nothing, {}, { timeout: 0 });
    });
    expect(problems({ definition })).toEqual([
      '[chart/greet] pipeline "greet" / task "say": "what" is missing, must be of type string',
      '[chart/greet] pipeline "greet" / task "nothing": "timeout" is 0, must be a whole number of seconds from 1',
    ]);
    expect(() => definition.compile()).toThrow(
      '2 problems, nothing was compiled:\n  [pipeline "greet" / task "say"] "what" is missing, must be of type string\n',
    );
  });

  test('a pipeline that is larger than an object may be', () => {
    const text = 'x'.repeat(2 ** 20);
    const definition = pipeline({ name: 'greet', inputs: { t: parameter.string({ default: text }) } }, (p) =>
      p.task(nothing),
    );
    expect(problems({ definition })).toEqual([
      expect.stringMatching(
        /^\[chart\/greet\] "definition" makes an object of 10491\d\d bytes, of which the API server takes 1048576; split the pipeline, or put sources of Python into images$/,
      ),
    ]);
  });
});
