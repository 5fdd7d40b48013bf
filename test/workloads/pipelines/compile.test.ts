import {
  above,
  all,
  any,
  artifact,
  below,
  component,
  createClaim,
  deleteClaim,
  equals,
  importer,
  not,
  notEquals,
  parameter,
  pipeline,
  run,
  text,
} from '../../../lib/workloads';
import { count, flip, nothing, part, pick, prepare, say, specOf, train } from './parts';

const root = ['root', 'dag', 'tasks'] as const;

test('the smallest pipeline', () => {
  expect(pipeline({ name: 'small' }, (p) => p.task(nothing)).compile()).toEqual({
    spec: {
      pipelineInfo: { name: 'small' },
      schemaVersion: '2.1.0',
      sdkVersion: 'keelson',
      components: { 'comp-nothing': { executorLabel: 'exec-nothing' } },
      deploymentSpec: {
        executors: { 'exec-nothing': { container: { image: 'registry.acme.example/step:1', command: ['true'] } } },
      },
      root: {
        dag: {
          tasks: {
            nothing: {
              taskInfo: { name: 'nothing' },
              componentRef: { name: 'comp-nothing' },
              cachingOptions: { enableCache: true },
            },
          },
        },
      },
    },
    platform: undefined,
  });
});

test('the same program gives the same bytes, also when it is asked twice', () => {
  const make = (): string => pipeline({ name: 'same' }, (p) => p.task(say, { what: 'x' })).toYaml();
  const once = pipeline({ name: 'same' }, (p) => p.task(say, { what: 'x' }));
  expect(make()).toBe(make());
  expect(once.toYaml()).toBe(once.toYaml());
});

describe('tasks', () => {
  test('number their names, their components and their executors', () => {
    const spec = specOf((p) => {
      for (const what of ['a', 'b', 'c']) p.task(say, { what });
      p.task(say, { what: 'd' }, { name: 'shout' });
    });
    expect(Object.keys(part(spec, ...root) as object)).toEqual(['say', 'say-2', 'say-3', 'shout']);
    expect(part(spec, ...root, 'say-3', 'componentRef')).toEqual({ name: 'comp-say-3' });
    expect(part(spec, 'components', 'comp-shout', 'executorLabel')).toBe('exec-shout');
  });

  test('take their names from any component name', () => {
    const odd = component({ ...nothing, name: 'Train_The  Model!', image: 'a:1', command: ['t'] });
    expect(
      Object.keys(
        part(
          specOf((p) => p.task(odd)),
          ...root,
        ) as object,
      ),
    ).toEqual(['train-the-model']);
  });

  test('take constants, inputs, outputs and texts with values in them', () => {
    const spec = specOf(
      (p, { day }) => {
        const first = p.task(say, { what: day });
        p.task(say, { what: text`${day} and ${first.outputs.said}` }, { name: 'both' });
        p.task(count, { words: ['a', first.outputs.said], facts: { day, run: text`at ${day}` } });
        p.task(say, { what: run.displayName }, { name: 'run' });
      },
      { day: parameter.string() },
    );
    expect(part(spec, ...root, 'say', 'inputs')).toEqual({ parameters: { what: { componentInputParameter: 'day' } } });
    expect(part(spec, ...root, 'both', 'inputs', 'parameters')).toEqual({
      'pipelinechannel--day': { componentInputParameter: 'day' },
      'pipelinechannel--say-said': { taskOutputParameter: { producerTask: 'say', outputParameterKey: 'said' } },
      what: {
        runtimeValue: {
          constant:
            "{{$.inputs.parameters['pipelinechannel--day']}} and {{$.inputs.parameters['pipelinechannel--say-said']}}",
        },
      },
    });
    expect(part(spec, ...root, 'both', 'dependentTasks')).toEqual(['say']);
    expect(part(spec, ...root, 'count', 'inputs', 'parameters', 'words', 'runtimeValue', 'constant')).toEqual([
      'a',
      "{{$.inputs.parameters['pipelinechannel--say-said']}}",
    ]);
    expect(part(spec, ...root, 'run', 'inputs', 'parameters', 'what', 'runtimeValue')).toEqual({
      constant: '{{$.pipeline_job_name}}',
    });
  });

  test('name in their commands what the launcher fills in', () => {
    const spec = specOf((p) => p.task(train, { data: p.task(prepare).outputs.data }));
    expect(part(spec, 'deploymentSpec', 'executors', 'exec-train', 'container', 'args')).toEqual([
      "{{$.inputs.artifacts['data'].path}}",
      "{{$.inputs.parameters['rate']}}",
      "{{$.outputs.artifacts['model'].path}}",
      "{{$.outputs.artifacts['model'].uri}}",
    ]);
  });

  test('wait, are tried again, and are cached as their options say', () => {
    const spec = specOf((p) => {
      const first = p.task(nothing, {}, { cache: false, retry: 2, displayName: 'First Step' });
      p.task(
        nothing,
        {},
        { after: [first], cache: 'key', retry: { count: 1, backoff: 30, factor: 1.5, maxBackoff: 60 } },
      );
      p.task(nothing, {}, { after: [first], ignoreUpstreamFailure: true });
    });
    expect(part(spec, ...root, 'nothing')).toMatchObject({
      taskInfo: { name: 'First Step' },
      cachingOptions: {},
      retryPolicy: { maxRetryCount: 2, backoffDuration: '0s', backoffFactor: 2, backoffMaxDuration: '3600s' },
    });
    expect(part(spec, ...root, 'nothing-2')).toMatchObject({
      cachingOptions: { enableCache: true, cacheKey: 'key' },
      retryPolicy: { maxRetryCount: 1, backoffDuration: '30s', backoffFactor: 1.5, backoffMaxDuration: '60s' },
      dependentTasks: ['nothing'],
    });
    expect(part(spec, ...root, 'nothing-3', 'triggerPolicy')).toEqual({ strategy: 'ALL_UPSTREAM_TASKS_COMPLETED' });
  });

  test('bring an artifact in', () => {
    const brought = importer({ artifact: artifact.dataset(), metadata: { rows: 3 }, reimport: true });
    const spec = specOf(
      (p, { uri }) => {
        p.task(train, { data: p.task(brought, { uri: 's3://bucket/data' }).outputs.artifact });
        p.task(brought, { uri });
      },
      { uri: parameter.string() },
    );
    const typeSchema = { schemaTitle: 'system.Dataset', schemaVersion: '0.0.1' };
    expect(part(spec, 'deploymentSpec', 'executors', 'exec-importer')).toEqual({
      importer: { artifactUri: { constant: 's3://bucket/data' }, typeSchema, metadata: { rows: 3 }, reimport: true },
    });
    expect(part(spec, 'deploymentSpec', 'executors', 'exec-importer-2', 'importer', 'artifactUri')).toEqual({
      runtimeParameter: 'uri',
    });
  });
});

describe('conditions', () => {
  const conditionOf = (make: (side: never, n: never, rate: never) => unknown): unknown => {
    const spec = specOf((p) => {
      const { side, count: n, rate } = p.task(flip).outputs;
      p.when(make(side as never, n as never, rate as never) as never, () => p.task(nothing));
    });
    return part(spec, ...root, 'condition-1', 'triggerPolicy', 'condition');
  };
  const side = "inputs.parameter_values['pipelinechannel--flip-side']";
  const n = "int(inputs.parameter_values['pipelinechannel--flip-count'])";
  const rate = "inputs.parameter_values['pipelinechannel--flip-rate']";

  test.each([
    ['a text', (s: never) => equals(s, 'heads'), `${side} == 'heads'`],
    ['a text with quotes', (s: never) => notEquals(s, `it's \\ "a"\n`), `${side} != 'it\\'s \\\\ "a"\\n'`],
    ['a whole number', (_: never, i: never) => above(i, 3), `${n} > 3`],
    ['a whole number with a fraction', (_: never, i: never) => below(i, 0.5), `double(${n}) < 0.5`],
    ['two numbers', (_: never, i: never, r: never) => equals(i, r), `double(${n}) == ${rate}`],
    ['a number with a whole one', (_: never, __: never, r: never) => above(r, 2), `${rate} > 2.0`],
    ['a small number', (_: never, __: never, r: never) => above(r, 0.00001), `${rate} > 1e-05`],
    ['a negation', (s: never) => not(equals(s, 'a')), `!(${side} == 'a')`],
    [
      'several',
      (s: never, i: never) => all(equals(s, 'a'), any(above(i, 1), not(all(equals(s, 'b'), equals(s, 'c'))))),
      `${side} == 'a' && (${n} > 1 || !(${side} == 'b' && ${side} == 'c'))`,
    ],
  ])('compare %s', (_, make, expected) => {
    expect(conditionOf(make)).toBe(expected);
  });

  test('choose one of several, and hand out what ran', () => {
    const outputs = { said: parameter.string() };
    const { spec } = pipeline({ name: 'test', inputs: { day: parameter.string() }, outputs }, (p, { day }) => {
      const [a, b, c] = p
        .when(equals(day, 'mon'), () => p.task(say, { what: 'a' }))
        .elif(equals(day, 'tue'), () => p.task(say, { what: 'b' }))
        .else(() => p.task(say, { what: day })).results;
      return { said: p.oneOf(a.outputs.said, b.outputs.said, c.outputs.said) };
    }).compile();
    const day = "inputs.parameter_values['pipelinechannel--day']";
    const branches = ['components', 'comp-condition-branches-1', 'dag'] as const;
    const conditions = ['condition-2', 'condition-3', 'condition-4'].map((name) =>
      part(spec, ...branches, 'tasks', name, 'triggerPolicy', 'condition'),
    );
    expect(conditions).toEqual([
      `${day} == 'mon'`,
      `!(${day} == 'mon') && ${day} == 'tue'`,
      `!(${day} == 'mon') && !(${day} == 'tue')`,
    ]);
    const key = 'pipelinechannel--condition-branches-1-oneof-1';
    expect(part(spec, ...branches, 'outputs', 'parameters', key)).toEqual({
      valueFromOneof: {
        parameterSelectors: ['say', 'say-2', 'say-3'].map((task, index) => ({
          producerSubtask: `condition-${index + 2}`,
          outputParameterKey: `pipelinechannel--${task}-said`,
        })),
      },
    });
    expect(part(spec, 'root', 'dag', 'outputs', 'parameters', 'said', 'valueFromParameter')).toEqual({
      producerSubtask: 'condition-branches-1',
      outputParameterKey: key,
    });
  });
});

describe('loops', () => {
  test('go over a list, with fields, in a condition, and in another loop', () => {
    const spec = specOf((p) => {
      p.parallelFor(
        [{ word: 'a', n: 1 }],
        (item) => {
          p.when(equals(item.field('word'), 'a'), () => p.task(say, { what: item.field('word') }));
          p.parallelFor(['x'], () => p.task(say, { what: text`<${item.field('word')}>` }));
        },
        { parallelism: 2 },
      );
    });
    expect(part(spec, ...root, 'for-loop-2')).toMatchObject({
      parameterIterator: {
        items: { raw: '[{"n": 1, "word": "a"}]' },
        itemInput: 'pipelinechannel--loop-item-param-1',
      },
      iteratorPolicy: { parallelismLimit: 2 },
    });
    const item = { componentInputParameter: 'pipelinechannel--loop-item-param-1' };
    const word = { ...item, parameterExpressionSelector: 'parseJson(string_value)["word"]' };
    expect(part(spec, 'components', 'comp-for-loop-2', 'dag', 'tasks', 'condition-3', 'inputs', 'parameters')).toEqual({
      'pipelinechannel--loop-item-param-1': item,
      'pipelinechannel--loop-item-param-1-subvar-word': word,
    });
    const inputs = ['dag', 'tasks', 'say', 'inputs', 'parameters', 'what'];
    expect(part(spec, 'components', 'comp-condition-3', ...inputs)).toEqual(word);
    expect(part(spec, 'components', 'comp-for-loop-5', 'dag', 'tasks', 'say-2', 'inputs', 'parameters')).toMatchObject({
      'pipelinechannel--loop-item-param-1-subvar-word': word,
    });
  });

  test('go over an output, and are collected after', () => {
    const spec = specOf((p) => {
      const { data, rates } = p.task(prepare).outputs;
      const fits = p.parallelFor(rates, (rate) => p.task(train, { data, rate }));
      p.task(pick, { models: p.collected(fits.outputs.model) });
    });
    expect(part(spec, ...root, 'for-loop-1', 'parameterIterator')).toEqual({
      items: { inputParameter: 'pipelinechannel--prepare-rates' },
      itemInput: 'pipelinechannel--prepare-rates-loop-item',
    });
    expect(part(spec, ...root, 'pick')).toMatchObject({
      dependentTasks: ['for-loop-1'],
      inputs: {
        artifacts: {
          models: {
            taskOutputArtifact: { producerTask: 'for-loop-1', outputArtifactKey: 'pipelinechannel--train-model' },
          },
        },
      },
    });
    expect(part(spec, 'components', 'comp-for-loop-1', 'outputDefinitions', 'artifacts')).toEqual({
      'pipelinechannel--train-model': {
        artifactType: { schemaTitle: 'system.Model', schemaVersion: '0.0.1' },
        isArtifactList: true,
      },
    });
  });
});

test('an exit task waits for what it watches, and is told how that ended', () => {
  const tell = component({
    ...say,
    name: 'tell',
    image: 'a:1',
    command: ['t'],
    inputs: { s: parameter.taskFinalStatus() },
  });
  const spec = specOf((p) => {
    const exit = p.task(tell);
    p.exitHandler(exit, () => p.task(nothing), { displayName: 'watched' });
  });
  expect(part(spec, ...root, 'exit-handler-1', 'taskInfo')).toEqual({ name: 'watched' });
  expect(part(spec, ...root, 'tell')).toMatchObject({
    dependentTasks: ['exit-handler-1'],
    triggerPolicy: { strategy: 'ALL_UPSTREAM_TASKS_COMPLETED' },
    inputs: { parameters: { s: { taskFinalStatus: { producerTask: 'exit-handler-1' } } } },
  });
});

describe('pipelines within pipelines', () => {
  const inner = pipeline(
    { name: 'inner', inputs: { what: parameter.string({ default: 'x' }) }, outputs: { said: parameter.string() } },
    (p, { what }) => {
      p.task(say, { what: 'first' }, { podLabels: { step: 'first' } });
      return { said: p.task(say, { what }).outputs.said };
    },
  );

  test('keep apart what has the same name', () => {
    const { spec, platform } = pipeline({ name: 'outer' }, (p) => {
      p.task(say, { what: 'outer' });
      p.task(say, { what: p.task(inner).outputs.said });
    }).compile();
    const executors = part(spec, 'deploymentSpec', 'executors') as Record<string, object>;
    const components = part(spec, 'components') as Record<string, { executorLabel?: string }>;
    // Each component runs an executor of its own.
    const labels = Object.values(components).flatMap(({ executorLabel = [] }) => executorLabel);
    expect([...labels].sort()).toEqual(Object.keys(executors).sort());
    const within = part(components, 'comp-inner', 'dag', 'tasks') as Record<string, { componentRef: { name: string } }>;
    const first = components[within.say?.componentRef.name ?? '']?.executorLabel ?? '';
    expect(platform).toEqual({
      platforms: {
        kubernetes: { deploymentSpec: { executors: { [first]: { podMetadata: { labels: { step: 'first' } } } } } },
      },
    });
  });

  test('are not changed by being used', () => {
    const alone = inner.toYaml();
    pipeline({ name: 'outer' }, (p) => p.parallelFor(['a', 'b'], (what) => p.task(inner, { what }))).compile();
    expect(inner.toYaml()).toBe(alone);
  });
});

test('a claim is made, mounted and deleted, each after the other', () => {
  const { spec, platform } = pipeline({ name: 'claims' }, (p) => {
    const claim = p.task(createClaim, { access_modes: ['ReadWriteOnce'], size: '1Gi', pvc_name_suffix: '-data' });
    const use = p.task(nothing, {}, { claims: [{ name: claim.outputs.name, mountPath: '/data' }] });
    p.task(deleteClaim, { pvc_name: claim.outputs.name }, { after: [use] });
  }).compile();
  expect(part(spec, 'deploymentSpec', 'executors', 'exec-createpvc')).toEqual({
    container: { image: 'argostub/createpvc' },
  });
  expect(part(spec, ...root, 'nothing', 'dependentTasks')).toEqual(['createpvc']);
  expect(part(spec, ...root, 'deletepvc', 'dependentTasks')).toEqual(['createpvc', 'nothing']);
  const name = { taskOutputParameter: { producerTask: 'createpvc', outputParameterKey: 'name' } };
  expect(part(platform ?? {}, 'platforms', 'kubernetes', 'deploymentSpec', 'executors', 'exec-nothing')).toEqual({
    pvcMount: [{ ...name, pvcNameParameter: name, mountPath: '/data' }],
  });
});

test('values of the run reach what a task asks of Kubernetes also within a group', () => {
  const { platform } = pipeline({ name: 'groups', inputs: { secret: parameter.string() } }, (p, { secret }) => {
    p.parallelFor(['a'], (item) => {
      p.task(nothing, {}, { secretEnv: [{ name: secret, env: { key: 'KEY' } }], imagePullSecrets: [item] });
    });
  }).compile();
  expect(part(platform ?? {}, 'platforms', 'kubernetes', 'deploymentSpec', 'executors', 'exec-nothing')).toEqual({
    secretAsEnv: [
      {
        secretNameParameter: { componentInputParameter: 'pipelinechannel--secret' },
        keyToEnv: [{ secretKey: 'key', envVar: 'KEY' }],
        optional: false,
      },
    ],
    imagePullSecret: [{ secretNameParameter: { componentInputParameter: 'pipelinechannel--loop-item-param-1' } }],
  });
});
