import { Platform } from '../../lib';
import { object, problemsOf, render, testApp } from '../support/app';
import { Part } from '../support/parts';

describe('addNamespace', () => {
  const namespaces = (build: (platform: Platform) => void): [string, string | undefined][] => {
    const app = testApp();
    const platform = new Platform(app, 'local', { existingNamespaces: ['theirs'] });
    build(platform);
    return app.charts
      .flatMap((chart) => chart.toJson() as { metadata: { name: string; labels: Record<string, string> } }[])
      .map(({ metadata }) => [metadata.name, metadata.labels['pod-security.kubernetes.io/enforce']]);
  };

  test('makes each once, restricted unless said otherwise', () => {
    expect(
      namespaces((platform) => {
        expect(platform.addNamespace('a')).toBe('a');
        platform.addNamespace('a');
        platform.addNamespace('b', { podSecurity: 'baseline' });
      }),
    ).toEqual([
      ['a', 'restricted'],
      ['b', 'baseline'],
    ]);
  });

  test('makes none that is there already', () => {
    expect(namespaces((platform) => platform.addNamespace('theirs'))).toEqual([]);
  });

  test('is told twice, differently: that is reported', () => {
    const problems = problemsOf((app) => {
      const platform = new Platform(app, 'local');
      platform.addNamespace('a');
      platform.addNamespace('a', { podSecurity: 'privileged' });
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[local\] .*"a".*"privileged".*"restricted"/);
  });

  test('a name that is empty is reported', () => {
    const problems = problemsOf((app) => new Platform(app, 'local').addNamespace(''));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^\[local\] "namespace" is "", must be a RFC 1123 label/);
  });
});

describe('existingNamespaces', () => {
  test('take what components and teams put there, and are not made', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['theirs'] });
      new Part(platform, 'a', { namespace: 'theirs' });
      platform.addNamespace('theirs', { podSecurity: 'baseline' });
      return platform;
    });
    expect(objects.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([['ConfigMap', 'theirs']]);
  });

  const reports = (existingNamespaces: unknown): string[] =>
    problemsOf((app) => new Platform(app, 'local', { existingNamespaces: existingNamespaces as string[] }));

  test.each<[unknown, string]>([
    ['theirs', '"theirs"'],
    [null, 'null'],
    [[1], '[1]'],
    [[null], '[null]'],
  ])('%j is not a list of them', (given, shown) => {
    expect(reports(given)).toEqual([`[local] "existingNamespaces" is ${shown}, must be a list of texts`]);
  });

  test('are names of namespaces', () => {
    expect(reports(['theirs', 'Theirs', ''])).toEqual([
      expect.stringMatching(/^\[local\] "existingNamespaces" is "Theirs", must be a RFC 1123 label/),
      expect.stringMatching(/^\[local\] "existingNamespaces" is "", must be a RFC 1123 label/),
    ]);
  });
});

describe('addTeamLabels', () => {
  const labels = { 'example.com/team': 'yes' };
  const labelsOf = (build: (platform: Platform) => void): Record<string, boolean> => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local', { existingNamespaces: ['theirs'] });
      build(platform);
      return platform;
    });
    return Object.fromEntries(
      objects
        .filter(({ kind }) => kind === 'Namespace')
        .map(({ metadata }) => [metadata.name, metadata.labels?.['example.com/team'] === 'yes']),
    );
  };

  test('reaches namespaces that were added before, and those that are added after', () => {
    expect(
      labelsOf((platform) => {
        platform.addNamespace('before');
        platform.addTeamLabels(labels);
        platform.addNamespace('after');
      }),
    ).toEqual({ before: true, after: true });
  });

  test('does not reach those of components alone, nor those that are there already', () => {
    expect(
      labelsOf((platform) => {
        new Part(platform, 'first', { namespace: 'first' });
        platform.addTeamLabels(labels);
        new Part(platform, 'second', { namespace: 'second' });
        platform.addNamespace('theirs');
      }),
    ).toEqual({ first: false, second: false });
  });

  test('reaches a namespace of a component that is also a team’s, whichever came first', () => {
    expect(
      labelsOf((platform) => {
        new Part(platform, 'a', { namespace: 'a' });
        platform.addNamespace('a');
        platform.addTeamLabels(labels);
        platform.addNamespace('b');
        new Part(platform, 'b', { namespace: 'b' });
      }),
    ).toEqual({ a: true, b: true });
  });

  test('adds to labels, also to those of an earlier call', () => {
    const { objects } = render((app) => {
      const platform = new Platform(app, 'local');
      platform.addTeamLabels(labels);
      platform.addNamespace('vision');
      platform.addTeamLabels({ 'example.com/other': 'too' });
      return platform;
    });
    expect(object(objects, 'Namespace').metadata.labels).toMatchObject({
      ...labels,
      'example.com/other': 'too',
      'app.kubernetes.io/instance': 'local',
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });
});

test('podSecurityOf knows the namespaces that the platform makes', () => {
  const platform = new Platform(testApp(), 'local', { existingNamespaces: ['theirs'] });
  new Part(platform, 'a');
  platform.addNamespace('vision', { podSecurity: 'baseline' });
  platform.addNamespace('theirs', { podSecurity: 'baseline' });
  expect(['parts', 'vision', 'theirs', 'nowhere', undefined].map((name) => platform.podSecurityOf(name))).toEqual([
    ...['restricted', 'baseline', undefined, undefined, undefined],
  ]);
});
