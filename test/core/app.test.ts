import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ApiObject, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { App, Component, Platform, SynthesisError } from '../../lib';
import { LocalStack } from '../../stacks';
import { object, problemsOf, render, tempFolder, testApp } from '../support/app';
import { configMap, Part, rawChart } from '../support/parts';

function tree(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

test('many platforms and plain charts stand in one app', () => {
  const app = testApp();
  new Part(new Platform(app, 'one'), 'a');
  new Part(new Platform(app, 'two'), 'a');
  configMap(new Chart(app, 'plain'), 'config', 'mine');
  configMap(new Chart(new Construct(app, 'group'), 'nested'), 'config', 'mine');
  app.synth();
  const names = Object.keys(tree(app.outdir));
  for (const platform of ['one', 'two']) {
    expect(names.filter((name) => name.startsWith(`${platform}/`))).toEqual(
      ['00-namespaces.yaml', '01-a.yaml', 'images.txt', 'install.sh', 'inventory.txt', 'uninstall.sh'].map(
        (name) => `${platform}/${name}`,
      ),
    );
  }
  const charts = names.filter((name) => !name.includes('/'));
  expect(charts.map((name) => name.replace(/-c[0-9a-f]{7}/, ''))).toEqual(['group-nested.k8s.yaml', 'plain.k8s.yaml']);
  expect(tree(app.outdir)['one/01-a.yaml']).toContain('app.kubernetes.io/instance: one');
});

test('two platforms of one name would overwrite each other, so they are reported', () => {
  const problems = problemsOf((app) => {
    new Part(new Platform(new Construct(app, 'east'), 'local'), 'a');
    new Part(new Platform(new Construct(app, 'west'), 'local'), 'b');
  });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^\[west\/local\] .*"local".*east\/local/);
});

test('the folder comes from CDK8S_OUTDIR unless it is given', () => {
  const folder = tempFolder();
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = folder;
  try {
    const app = new App({ log: () => undefined });
    new Part(new Platform(app, 'local'), 'a');
    app.synth();
    expect(readdirSync(folder)).toEqual(['local']);
    expect(new App({ outdir: 'elsewhere' }).outdir).toBe('elsewhere');
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
  }
});

test('all that is wrong with several constructs is reported at once, with paths', () => {
  const build = (app: App): void => {
    const platform = new Platform(app, 'local', { size: 'big' as never });
    new Part(platform, 'a', { replicas: 0 });
    new Part(platform, 'b', { namespace: 'Upper' });
    const chart = new Chart(app, 'plain');
    chart.node.addValidation({ validate: () => ['a wrong of its own'] });
  };
  expect(problemsOf(build)).toEqual([
    '[local] "size" is "big", must be one of "laptop", "small", "production"',
    '[local/a] "replicas" is 0, must be a whole number from 1 to 10',
    expect.stringMatching(/^\[local\/b\] "namespace" is "Upper", must be a RFC 1123 label/),
    '[plain] a wrong of its own',
  ]);
});

test('the error counts the problems and says that nothing was written', () => {
  const app = testApp();
  new Platform(app, 'local', { size: 'big' as never });
  expect(() => {
    app.synth();
  }).toThrow('1 problem, nothing was written:\n  [local] "size" is "big"');
  expect(new SynthesisError([]).message).toBe('0 problems, nothing was written:\n');
});

test('nothing is written when anything is wrong, anywhere in the app', () => {
  const outdir = tempFolder();
  writeFileSync(join(outdir, 'mine'), 'mine');
  const app = testApp(join(outdir, 'dist'));
  new Part(new Platform(app, 'good'), 'a');
  configMap(new Chart(app, 'plain'), 'config');
  new Part(new Platform(app, 'bad'), 'a', { replicas: 0 });
  expect(() => {
    app.synth();
  }).toThrow(SynthesisError);
  expect(readdirSync(outdir)).toEqual(['mine']);
});

test('foreign files in one platform’s folder keep all platforms from being written', () => {
  const app = testApp();
  new Part(new Platform(app, 'one'), 'a');
  new Part(new Platform(app, 'two'), 'a');
  mkdirSync(join(app.outdir, 'two'));
  writeFileSync(join(app.outdir, 'two', 'notes.md'), 'mine');
  expect(() => {
    app.synth();
  }).toThrow(SynthesisError);
  expect(tree(app.outdir)).toEqual({ 'two/notes.md': 'mine' });
});

test('two runs of one program give the same bytes', () => {
  const run = (): Record<string, string> => {
    const app = testApp();
    new LocalStack(app, 'local', { size: 'production' });
    app.synth();
    return tree(app.outdir);
  };
  const first = run();
  expect(Object.keys(first)).toHaveLength(29);
  expect(run()).toEqual(first);
});

test('so does a second synth of one app', () => {
  const app = testApp();
  new LocalStack(app);
  app.synth();
  const first = tree(app.outdir);
  app.synth();
  expect(tree(app.outdir)).toEqual(first);
});

test('the output depends on no order in which platforms were made before', () => {
  const alone = testApp();
  new LocalStack(alone);
  alone.synth();
  const both = testApp();
  new LocalStack(both, 'other', { size: 'production' });
  new LocalStack(both);
  both.synth();
  expect(tree(join(both.outdir, 'local'))).toEqual(tree(join(alone.outdir, 'local')));
});

test('the summary goes to the log, once for each platform', () => {
  const logged: string[] = [];
  const app = new App({ outdir: tempFolder(), log: (text) => logged.push(text) });
  new Part(new Platform(app, 'one'), 'a');
  new Part(new Platform(app, 'two'), 'a');
  app.synth();
  expect(logged.map((text) => text.split('\n')[0])).toEqual(['platform one, size small', 'platform two, size small']);
});

test('an object that cannot be rendered is reported with its path', () => {
  expect(
    problemsOf((app) => {
      const platform = new Platform(app, 'local');
      platform.addNamespace('parts');
      new Part(platform, 'a', { replicas: 0 });
      const chart = new Chart(platform, 'chart', { namespace: 'parts' });
      new ApiObject(chart, 'odd', { apiVersion: 'v1', kind: 'ConfigMap', data: { at: new Date(0) } });
    }),
  ).toEqual(
    expect.arrayContaining([
      '[local/a] "replicas" is 0, must be a whole number from 1 to 10',
      expect.stringMatching(/^\[local\/chart\/odd\] .*Date/),
    ]),
  );
});

test('a platform in a plain cdk8s app would lose its order, so it is refused', () => {
  const app = Testing.app();
  new Part(new Platform(app, 'local'), 'a');
  expect(() => {
    app.synth();
  }).toThrow("[local] a platform needs Keelson's App, which writes it in order");
});

describe('Component', () => {
  test('tells components from charts', () => {
    const platform = new Platform(testApp(), 'local');
    const part = new Part(platform, 'a');
    const chart = new Chart(platform, 'chart');
    expect([part instanceof Component, chart instanceof Component]).toEqual([true, false]);
    expect([Component.isComponent(part), Component.isComponent(chart), Component.isComponent(3)]).toEqual([
      ...[true, false, false],
    ]);
  });

  test('stands in a platform', () => {
    expect(() => new Part(testApp(), 'a')).toThrow(
      'there is no Platform around the component "a"; create it within one',
    );
  });

  test('takes what its props say over what the size gives', () => {
    const platform = new Platform(testApp(), 'local', { size: 'production' });
    const sized = new Part(platform, 'a', { replicas: 2, resources: { requests: { cpu: '7' } } }).sized;
    expect(sized).toEqual({ replicas: 2, requests: { cpu: '7', memory: '2Gi' }, limits: { memory: '4Gi' } });
  });
});

test('every object of a platform carries its name, workloads too, and keeps other labels', () => {
  const { objects } = render((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['ns'] });
    const chart = new Chart(platform, 'work', {
      namespace: 'ns',
      labels: { 'app.kubernetes.io/managed-by': 'me', a: 'b' },
    });
    configMap(chart, 'config', 'mine');
    configMap(new Chart(platform, 'other', { namespace: 'ns' }), 'config', 'bare');
    return platform;
  });
  const labels = { 'app.kubernetes.io/instance': 'local', 'app.kubernetes.io/managed-by': 'keelson' };
  expect(object(objects, 'ConfigMap', 'bare').metadata.labels).toEqual(labels);
  expect(object(objects, 'ConfigMap', 'mine').metadata.labels).toEqual({
    ...labels,
    a: 'b',
  });
});

test.each([
  ['an object without a kind', { apiVersion: 'v1' }, 'an object needs "apiVersion", "kind" and "metadata.name"'],
  [
    'a list of objects',
    { apiVersion: 'v1', kind: 'ConfigMapList', items: [] },
    'a ConfigMapList hides its items from every check; write them one by one',
  ],
])('%s is reported', (_, props, message) => {
  const problems = problemsOf((app) => {
    const platform = new Platform(app, 'local', { existingNamespaces: ['ns'] });
    rawChart(platform, [props], { namespace: 'ns' });
  });
  expect(problems).toEqual([`[local/raw/object-0] ${message}`]);
});

test('where nobody catches the error, Node prints each problem once and no stack', () => {
  const app = testApp();
  new Platform(app, 'local', { size: 'big' as never });
  try {
    app.synth();
  } catch (error) {
    expect(inspect(error).match(/"size" is "big"/g)).toHaveLength(1);
    expect(inspect(error)).not.toContain('    at ');
  }
  expect.assertions(2);
});

test('nothing is made of an app that is empty', () => {
  const app = testApp(join(tempFolder(), 'dist'));
  app.synth();
  expect(existsSync(app.outdir)).toBe(false);
});
