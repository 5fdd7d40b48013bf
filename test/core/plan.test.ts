import { Chart } from 'cdk8s';
import { Gate, Platform, Stage } from '../../lib';
import { TrainingRuntime, TrainJob } from '../../lib/workloads';
import { linesOf, parseObjects, problemsOf, render, Rendered } from '../support/app';
import { claim, configMap, Part, RawPart, rawChart } from '../support/parts';
import { trainingPlatform } from '../support/platforms';

/** The names of the stages in order. */
function stages(rendered: Rendered): string[] {
  return [...rendered.files.keys()].filter((name) => name.endsWith('.yaml'));
}

function rendered(build: (platform: Platform) => void): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local');
    build(platform);
    return platform;
  });
}

test('namespaces come first, wherever they were made', () => {
  const result = rendered((platform) => {
    new Part(platform, 'b');
    rawChart(platform, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'by-hand' } }], { id: 'a' });
  });
  expect(stages(result)).toEqual(['00-namespaces.yaml', '01-b.yaml']);
  const first = parseObjects(result.files.get('00-namespaces.yaml') ?? '');
  expect(first.map(({ metadata }) => metadata.name)).toEqual(['parts', 'by-hand']);
});

test('CRDs of a component come before the rest of it, its stages after both', () => {
  const result = rendered((platform) => {
    new Part(platform, 'a', { crd: 'Widget', stageNeeds: [] });
  });
  expect(stages(result)).toEqual(['00-namespaces.yaml', '01-a-crds.yaml', '02-a.yaml', '03-a-late.yaml']);
});

test('a stage comes after the gates it needs, a component as early as its own allow', () => {
  const result = rendered((platform) => {
    const late = new Part(platform, 'z');
    new Part(platform, 'a', { stageNeeds: [late.ready] });
    new Part(platform, 'b', { needs: [late.ready] });
  });
  expect(stages(result)).toEqual(['00-namespaces.yaml', '01-z.yaml', '02-a.yaml', '03-b.yaml', '04-a-late.yaml']);
});

test('gates go before the order of declaration, which decides the rest', () => {
  const order = (names: readonly string[], needs: Readonly<Record<string, string>>): string[] => {
    const result = rendered((platform) => {
      const needed = new Gate('not yet known', []);
      const gates = new Map<string, Gate>();
      for (const name of names) {
        const other = needs[name];
        const part = new Part(platform, name, {
          needs: other === undefined ? [] : [gates.get(other) ?? needed],
        });
        gates.set(name, part.ready);
      }
    });
    return stages(result).slice(1);
  };
  expect(order(['c', 'a', 'b'], {})).toEqual(['01-c.yaml', '02-a.yaml', '03-b.yaml']);
  expect(order(['b', 'a', 'c'], { c: 'b' })).toEqual(['01-b.yaml', '02-a.yaml', '03-c.yaml']);
});

test('a component that is declared before what it needs comes after it', () => {
  const result = rendered((platform) => {
    class Early extends Part {
      wait(gate: Gate): void {
        this.addNeeds(gate);
      }
    }
    const early = new Early(platform, 'early');
    early.wait(new Part(platform, 'base').ready);
  });
  expect(stages(result)).toEqual(['00-namespaces.yaml', '01-base.yaml', '02-early.yaml']);
});

test('charts come after the gates of all components', () => {
  const result = rendered((platform) => {
    const chart = new Chart(platform, 'work', { namespace: 'parts' });
    configMap(chart, 'job');
    new Part(platform, 'a', { crd: 'Widget' });
    new Part(platform, 'b');
  });
  expect(stages(result).slice(1)).toEqual(['01-a-crds.yaml', '02-a.yaml', '03-b.yaml', '04-work.yaml']);
  const script = linesOf(result, 'install.sh');
  const work = script.findIndex((line) => line.includes('04-work.yaml'));
  const lastWait = script.findLastIndex((line) => line.startsWith('kubectl wait '));
  expect(lastWait).toBe(work - 1);
});

test('what a workload stands on comes before it, also where another chart has it', () => {
  const result = render((app) => {
    const local = trainingPlatform(app);
    local.addNamespace('vision', { podSecurity: 'baseline' });
    const jobs = new Chart(local, 'a-jobs', { namespace: 'vision' });
    const runtimes = new Chart(local, 'b-runtimes', { namespace: 'vision' });
    const runtime = new TrainingRuntime(runtimes, 'mine', { policy: 'torch', image: 'r.example/a:1' });
    new TrainJob(jobs, 'job', { runtime });
    configMap(runtimes, 'other');
    return local;
  });
  expect(stages(result).slice(-3)).toEqual(['06-b-runtimes-base.yaml', '07-a-jobs.yaml', '08-b-runtimes.yaml']);
  expect(parseObjects(result.files.get('06-b-runtimes-base.yaml') ?? '').map(({ kind }) => kind)).toEqual([
    'TrainingRuntime',
  ]);
});

test('within a stage, what others refer to comes first and webhooks come last', () => {
  const { files } = render((app) => trainingPlatform(app));
  const kinds = parseObjects(files.get('02-jobset.yaml') ?? '').map(({ kind }) => kind);
  expect(kinds).toEqual([
    ...['ServiceAccount', 'Secret', 'ConfigMap', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    ...['NetworkPolicy', 'Service', 'Deployment', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  ]);
});

test('stages that wait for each other are reported', () => {
  const problems = problemsOf((app) => {
    class Late extends Part {
      wait(gate: Gate): void {
        this.addNeeds(gate);
      }
    }
    const platform = new Platform(app, 'local');
    const a = new Late(platform, 'a');
    const b = new Late(platform, 'b', { needs: [a.ready] });
    a.wait(b.ready);
  });
  expect(problems).toEqual(['[local] these stages wait for each other: "a", "b"; remove one dependency']);
});

test('a gate of another platform is reported', () => {
  const problems = problemsOf((app) => {
    const other = new Part(new Platform(app, 'other'), 'base');
    new Part(new Platform(app, 'local'), 'a', { needs: [other.ready] });
  });
  expect(problems).toEqual([
    '[local] "a" waits for other/base/config, which is not part of this platform; pass it a component of this platform',
  ]);
});

test('a gate without checks, for what the cluster has already, makes nothing wait', () => {
  const gate = new Gate('the cluster has it', []);
  const result = rendered((platform) => {
    new Part(platform, 'a', { needs: [gate] });
  });
  expect(stages(result)).toEqual(['00-namespaces.yaml', '01-a.yaml']);
});

describe('volumes of components', () => {
  const objectsIn = (result: Rendered, name: string): string[] =>
    parseObjects(result.files.get(name) ?? '').map(({ kind }) => kind);

  test('come before the rest, in a file of their own, also those of a late stage', () => {
    const result = rendered((platform) => {
      const part = new Part(platform, 'a', { crd: 'Widget' });
      claim(part, 'first', 'parts');
      const late = new Stage(part, 'late', []);
      claim(late, 'second', 'parts');
      configMap(late, 'config', 'late', 'parts');
    });
    expect(stages(result)).toEqual([
      ...['00-namespaces.yaml', '01-a-crds.yaml', '02-a-data.yaml', '03-a.yaml', '04-a-late.yaml'],
    ]);
    expect(objectsIn(result, '02-a-data.yaml')).toEqual(['PersistentVolumeClaim', 'PersistentVolumeClaim']);
    expect(objectsIn(result, '03-a.yaml')).toEqual(['ConfigMap']);
  });

  // Many classes of storage bind a volume only once a pod asks for it.
  test('are applied without waiting for what the component itself waits for', () => {
    const result = rendered((platform) => {
      const base = new Part(platform, 'base');
      claim(new Part(platform, 'a', { needs: [base.ready] }), 'volume', 'parts');
    });
    const lines = linesOf(result, 'install.sh').filter((line) => line.startsWith('kubectl '));
    const steps = lines.map((line) => /(?:\/|--)(\w[-.\w]*)"?$/.exec(line)?.[1] ?? line.split('/').at(-1));
    expect(steps).toEqual(['00-namespaces.yaml', '01-base.yaml', '02-a-data.yaml', 'base', '03-a.yaml', 'a']);
  });

  test('are all that a component has, if need be', () => {
    const result = rendered((platform) => {
      claim(new RawPart(platform, 'a', []), 'volume', 'parts');
    });
    expect(stages(result)).toEqual(['00-namespaces.yaml', '01-a-data.yaml']);
  });

  test('and those of workloads', () => {
    const result = rendered((platform) => {
      const chart = new Chart(platform, 'work', { namespace: platform.addNamespace('vision') });
      claim(chart, 'volume');
      configMap(chart, 'config');
    });
    expect(stages(result)).toEqual(['00-namespaces.yaml', '01-work-data.yaml', '02-work.yaml']);
    expect(objectsIn(result, '01-work-data.yaml')).toEqual(['PersistentVolumeClaim']);
    expect(objectsIn(result, '02-work.yaml')).toEqual(['ConfigMap']);
  });

  test('share a file with nobody', () => {
    const problems = problemsOf((app) => {
      const platform = new Platform(app, 'local');
      claim(new Part(platform, 'a'), 'volume', 'parts');
      new Part(platform, 'a-data');
    });
    expect(problems).toEqual(['[local] two parts of the platform would be written as "a-data"; give one another id']);
  });
});

// Their objects would go into one file, behind the gates of the first alone.
test('parts of a platform whose stages would have one name are reported', () => {
  const problems = problemsOf((app) => {
    const platform = new Platform(app, 'local');
    new Part(platform, 'a', { stageNeeds: [new Part(platform, 'base').ready] });
    new Part(platform, 'a-late');
  });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^\[local.*\] .*"a-late"/);
});
