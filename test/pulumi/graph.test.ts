import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { deploy } from '../../lib/pulumi';
import { tempFolder } from '../support/app';
import { addObjects, crd, deployment, plainChart, raw } from '../support/charts';
import { dependenciesOf, named, refusalOf, register } from '../support/pulumi';

describe('node.addDependency', () => {
  /** Two charts of two objects each, within one chart. */
  function charts(depend: (a: Chart, b: Chart) => void): Promise<Record<string, string[]>> {
    return register(() => {
      const app = new App({ outdir: tempFolder() });
      const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
      for (const chart of [a, b]) addObjects(chart, { one: raw('ConfigMap', 'one'), two: raw('ConfigMap', 'two') });
      depend(a, b);
      deploy(app);
    }).then(dependenciesOf);
  }
  const child = (chart: Chart, id: string): IConstruct => chart.node.findChild(id);

  test('between objects', async () => {
    const edges = await charts((a) => {
      child(a, 'one').node.addDependency(child(a, 'two'));
    });
    expect(edges).toEqual({ 'a/one': ['a/two'] });
  });

  test('between objects of two charts', async () => {
    const edges = await charts((a, b) => {
      child(a, 'one').node.addDependency(child(b, 'two'));
    });
    expect(edges).toEqual({ 'a/one': ['b/two'] });
  });

  test('of an object on a chart, and of a chart on an object', async () => {
    expect(
      await charts((a, b) => {
        child(a, 'one').node.addDependency(b);
      }),
    ).toEqual({ 'a/one': ['b/one', 'b/two'] });
    expect(
      await charts((a, b) => {
        a.node.addDependency(child(b, 'one'));
      }),
    ).toEqual({
      'a/one': ['b/one'],
      'a/two': ['b/one'],
    });
  });

  test.each(['a', 'b'])(
    'of a chart on a chart: all of one on the last ones of the other, which is %s',
    async (other) => {
      const edges = await charts((a, b) => {
        const [first, then] = other === 'a' ? [a, b] : [b, a];
        child(first, 'two').node.addDependency(child(first, 'one'));
        then.addDependency(first);
      });
      const then = other === 'a' ? 'b' : 'a';
      expect(edges).toEqual({
        [`${other}/two`]: [`${other}/one`],
        [`${then}/one`]: [`${other}/two`],
        [`${then}/two`]: [`${other}/two`],
      });
    },
  );

  test('of a construct within a chart', async () => {
    const edges = await charts((a, b) => {
      const group = new Construct(a, 'group');
      addObjects(group, { three: raw('ConfigMap', 'three') });
      group.node.addDependency(b.node.findChild('one'));
    });
    expect(edges).toEqual({ 'a/group/three': ['b/one'] });
  });

  test('on a construct without objects says nothing', async () => {
    expect(
      await charts((a) => {
        a.node.addDependency(new Construct(a, 'empty'));
      }),
    ).toEqual({});
  });
});

describe('cycles', () => {
  test('between two objects are refused', async () => {
    const refused = await refusalOf(() => {
      const chart = plainChart({ a: raw('ConfigMap', 'a'), b: raw('Secret', 'b') });
      const [a, b] = chart.apiObjects as [ApiObject, ApiObject];
      a.addDependency(b);
      b.addDependency(a);
      deploy(chart);
    });
    expect(refused).toEqual([
      '[chart/b] waits for ConfigMap ns/a (chart/a), which waits for it; remove one dependency',
    ]);
  });

  test('with what objects say of each other are refused', async () => {
    const refused = await refusalOf(() => {
      const chart = plainChart({
        pods: deployment('a', { volumes: [{ name: 'v', configMap: { name: 'settings' } }] }),
        settings: raw('ConfigMap', 'settings'),
      });
      const [pods, settings] = chart.apiObjects as [ApiObject, ApiObject];
      settings.addDependency(pods);
      deploy(chart);
    });
    expect(refused).toEqual([
      '[chart/settings] waits for Deployment ns/a (chart/pods), which waits for it; remove one dependency',
    ]);
  });

  test('of more objects are refused once', async () => {
    const refused = await refusalOf(() => {
      const ids = ['a', 'b', 'c', 'd'];
      const chart = plainChart(Object.fromEntries(ids.map((id) => [id, raw('ConfigMap', id)])));
      const objects = chart.apiObjects;
      objects.forEach((object, index) => {
        const next = objects[(index + 1) % objects.length];
        if (next !== undefined) object.addDependency(next);
      });
      deploy(chart);
    });
    expect(refused).toEqual([
      '[chart/d] waits for ConfigMap ns/a (chart/a), which waits for it; remove one dependency',
    ]);
  });

  test('an object on itself does not count', async () => {
    const registered = await register(() => {
      const chart = plainChart({ a: raw('ConfigMap', 'a') });
      for (const object of chart.apiObjects) object.addDependency(object);
      deploy(chart);
    });
    expect(named(registered, 'chart/a').dependencies).toEqual([]);
  });
});

test('the same reference by two ways is one dependency', async () => {
  const registered = await register(() => {
    const chart = plainChart({
      pods: deployment('a', {
        imagePullSecrets: [{ name: 'token' }],
        volumes: [
          { name: 'v', projected: { sources: [{ secret: { name: 'token' } }, { secret: { name: 'token' } }] } },
        ],
      }),
      token: raw('Secret', 'token'),
    });
    const [pods, token] = chart.apiObjects as [ApiObject, ApiObject];
    pods.addDependency(token);
    deploy(chart);
  });
  expect(named(registered, 'chart/pods').dependencies).toEqual(['chart/token']);
});

test('objects keep the order of the program where nothing says otherwise', () => {
  const ordered = (): string[] => {
    const chart = plainChart({
      z: raw('ConfigMap', 'z'),
      pods: deployment('a', { serviceAccountName: 'robot' }),
      a: raw('ConfigMap', 'a'),
      account: raw('ServiceAccount', 'robot'),
      widget: raw('Widget', 'w', {}, 'ns', 'example.com/v1'),
      crd: crd('Widget'),
    });
    return [...deploy(chart).resources.keys()].map(({ node }) => node.id);
  };
  expect(ordered()).toEqual(['z', 'account', 'pods', 'a', 'crd', 'widget']);
  expect(ordered()).toEqual(ordered());
});
