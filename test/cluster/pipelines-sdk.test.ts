import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PipelineDefinition } from '../../lib/workloads';
import { describeKfp, kfpPackages, kfpPython, runKfp } from './harness/kfp';
import { mustRun } from './harness/run';
import { pipelines } from './kfp';
import { beyond } from './kfp/beyond';
import { normalized, rules, type Tree } from './kfp/normalized';

const MINUTES = 60_000;

interface Parsed {
  readonly documents: readonly Tree[];
  readonly problem?: string;
}

/** The pipelines that examples export. Only those are loaded which write some: others are programs for an engine. */
function examples(): PipelineDefinition[] {
  const root = join(__dirname, '../../examples');
  const mains = readdirSync(root).map((name) => join(root, name, 'main.ts'));
  return mains
    .filter((main) => readFileSync(main, 'utf8').includes('pipeline('))
    .flatMap((main) => Object.values(jest.requireActual<Readonly<Record<string, unknown>>>(main)))
    .filter((value): value is PipelineDefinition => value instanceof PipelineDefinition);
}

function problemsIn(parsed: Readonly<Record<string, Parsed>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(parsed).map(([name, { problem }]) => [name, problem]));
}

/** What KFP's own parsers say of files, by name. */
async function parse(files: Readonly<Record<string, string>>): Promise<Record<string, Parsed>> {
  return JSON.parse(await runKfp('parsed.py', [], { input: JSON.stringify(files) })) as Record<string, Parsed>;
}

describeKfp('pipelines against the SDK of Kubeflow Pipelines', () => {
  let ours: Record<string, Parsed>;
  let theirs: Record<string, readonly Tree[]>;

  beforeAll(async () => {
    theirs = JSON.parse(await runKfp('compiled.py')) as typeof theirs;
    ours = await parse(Object.fromEntries([...pipelines].map(([name, pipeline]) => [name, pipeline.toYaml()])));
  }, 30 * MINUTES);

  test('each pipeline is written twice', () => {
    expect([...pipelines.keys()].sort()).toEqual(Object.keys(theirs).sort());
    expect(pipelines.size).toBeGreaterThanOrEqual(30);
  });

  test.each([...pipelines.keys()])('%s compiles to what the SDK compiles it to', (name) => {
    expect(ours[name]?.documents.map((document) => normalized(document))).toEqual(
      theirs[name]?.map((document) => normalized(document)),
    );
  });

  test.each([...pipelines.keys()])('%s is read by the parsers of the SDK', (name) => {
    expect(ours[name]?.problem).toBeUndefined();
  });

  test(
    'what the SDK cannot write is read by its parsers all the same',
    async () => {
      const parsed = await parse(Object.fromEntries(beyond.map((pipeline) => [pipeline.name, pipeline.toYaml()])));
      expect(problemsIn(parsed)).toEqual(Object.fromEntries(beyond.map(({ name }) => [name, undefined])));
    },
    10 * MINUTES,
  );

  test(
    'the pipelines of the examples are read by them',
    async () => {
      const found = examples();
      expect(found.map(({ name }) => name)).toEqual(['resnet']);
      const parsed = await parse(Object.fromEntries(found.map((pipeline) => [pipeline.name, pipeline.toYaml()])));
      expect(problemsIn(parsed)).toEqual({ resnet: undefined });
    },
    10 * MINUTES,
  );

  test.each(rules.map((rule) => [rule.name, rule] as const))(
    'without the rule "%s", not all would be equal',
    (_, rule) => {
      const others = rules.filter((each) => each !== rule);
      const differ = [...pipelines.keys()].filter((name) => {
        const [mine, its] = [ours[name]?.documents, theirs[name]].map((documents) =>
          documents?.map((document) => normalized(document, others)),
        );
        return !isDeepStrictEqual(mine, its);
      });
      expect(differ).not.toEqual([]);
    },
  );

  test(
    'the parsers refuse what their messages do not have',
    async () => {
      const good = pipelines.get('secrets')?.toYaml() ?? '';
      const spoiled = {
        'the specification': good.replace('schemaVersion:', 'schemaVersoin:'),
        'an executor': good.replace('image:', 'picture:'),
        'the settings of a pod': good.replace('secretAsEnv:', 'secretAsEnvironment:'),
      };
      const parsed = await parse({ good, ...spoiled });
      expect(parsed.good?.problem).toBeUndefined();
      expect(Object.keys(spoiled).map((each) => parsed[each]?.problem)).toEqual([
        expect.stringContaining('no field named "schemaVersoin"'),
        expect.stringContaining('no field named "picture"'),
        expect.stringContaining('no field named "secretAsEnvironment"'),
      ]);
    },
    10 * MINUTES,
  );
});

/*
 * What `kfp.local` of 2.16 runs: values, files, nested pipelines and loops whose results are collected. It has no `oneOf`, and
 * runs both branches of a condition, so that conditions show nothing there.
 */
describeKfp('pipelines of Python functions, run by the SDK on this machine from what Keelson compiles', () => {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keelson-kfp-'));
    await kfpPackages();
  }, 20 * MINUTES);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Outputs of a run. */
  async function run(name: string, given: Readonly<Record<string, Tree>> = {}): Promise<unknown> {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, pipelines.get(name)?.toYaml() ?? '');
    const printed = await runKfp('run_local.py', [file, join(folder, 'runs'), JSON.stringify(given)]);
    return JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '');
  }

  test(
    'values',
    async () => {
      expect(await run('functions-with-values')).toEqual({ rest: 2, sum: 7, text: 'A-B-C' });
      expect(await run('functions-with-values', { number: 23, words: ['x'] })).toEqual({ rest: 3, sum: 9, text: 'X' });
    },
    10 * MINUTES,
  );

  test(
    'files, with what is said of them',
    async () => {
      const data = { type: 'system.Dataset', content: 'cba', metadata: { length: 3 } };
      expect(await run('functions-with-files', { text: 'abc' })).toEqual({ data, length: 3 });
    },
    10 * MINUTES,
  );

  test(
    'pipelines in a pipeline',
    async () => {
      expect(await run('functions-nested')).toEqual({ Output: 423 });
      expect(await run('functions-nested', { start: 2 })).toEqual({ Output: 424 });
    },
    10 * MINUTES,
  );

  test(
    'a loop',
    async () => {
      expect(await run('functions-in-a-loop')).toEqual({ Output: [11, 12, 13] });
    },
    10 * MINUTES,
  );

  test(
    'a function needs of the SDK its one package, without what that depends on',
    async () => {
      const container = containerOf('functions-with-values', 'exec-add');
      const bare = join(folder, 'bare');
      mkdirSync(bare);
      symlinkSync(join(await kfpPackages(), 'kfp'), join(bare, 'kfp'));
      symlinkSync(await kfpPython(), join(bare, 'python3'));
      const outputs = {
        parameters: { Output: { outputFile: join(bare, 'sum') } },
        outputFile: join(bare, 'output.json'),
      };
      const input = JSON.stringify({ inputs: { parameterValues: { a: 3, b: 4 } }, outputs });
      const [command = '', ...words] = [
        ...container.command,
        ...container.args.map((word) => word.replace('{{$}}', () => input)),
      ];
      await mustRun(command, words, {
        env: { PATH: `${bare}:${process.env.PATH ?? ''}`, PYTHONPATH: bare, PYTHONNOUSERSITE: '1' },
      });
      expect(JSON.parse(readFileSync(join(bare, 'output.json'), 'utf8'))).toEqual({ parameterValues: { Output: 7 } });
    },
    10 * MINUTES,
  );
});

interface Container {
  readonly command: readonly string[];
  readonly args: readonly string[];
}

function containerOf(name: string, executor: string): Container {
  const { deploymentSpec } = pipelines.get(name)?.compile().spec as unknown as {
    readonly deploymentSpec: { readonly executors: Readonly<Record<string, { readonly container: Container }>> };
  };
  const found = deploymentSpec.executors[executor]?.container;
  if (found === undefined) throw new Error(`"${name}" has no ${executor}`);
  return found;
}
