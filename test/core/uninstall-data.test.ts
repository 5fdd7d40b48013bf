import { Chart } from 'cdk8s';
import { Mysql } from '../../components';
import { Platform, PlatformProps } from '../../lib';
import { LocalStack } from '../../stacks';
import { render, Rendered } from '../support/app';
import { claim } from '../support/parts';
import { trainingAndTuning, trainingPlatform } from '../support/platforms';
import { Run, runScript } from '../support/scripts';

/** A platform that keeps state in a volume, with a namespace of a team. */
const local = render((app) => {
  const stack = new LocalStack(app, 'local', { components: trainingAndTuning });
  stack.addNamespace('vision');
  return stack;
});
const yaml = [...local.files.keys()].filter((name) => name.endsWith('.yaml'));

/** Uninstalls from a cluster that has all CRDs. */
function uninstall(of: Rendered, ...args: readonly string[]): Run {
  const crds = of.objects
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ metadata }) => metadata.name);
  return runScript(of, 'uninstall.sh', args, { crds: crds.join(' ') });
}

describe('uninstall.sh', () => {
  const volume = 'persistentvolumeclaim kubeflow/mysql';
  const namespaceOfData = /^delete .* namespace (.* )?kubeflow$/;
  const files = (calls: readonly string[]): string[] =>
    calls.flatMap((call) => (call.startsWith('delete ') ? (/ -f (\S+)$/.exec(call)?.[1] ?? []) : []));
  const withMysql = (props: PlatformProps, build: (platform: Platform) => void = () => undefined): Rendered =>
    render((app) => {
      const platform = new Platform(app, 'local', props);
      build(platform);
      new Mysql(platform, 'mysql');
      return platform;
    });

  test('keeps them and the namespace that they are in, and says so', () => {
    const { code, stdout, calls } = uninstall(local);
    expect(code).toBe(0);
    expect(files(calls).sort()).toEqual(
      yaml.filter((name) => name !== '00-namespaces.yaml' && name !== '05-mysql-data.yaml'),
    );
    expect(calls.filter((call) => call.startsWith('delete ') && namespaceOfData.test(call))).toEqual([]);
    expect(calls.filter((call) => /^delete .* namespace kubeflow-system$/.test(call))).toHaveLength(1);
    expect(stdout).toContain(`kept, with the data on it: ${volume}\n`);
    expect(stdout).toContain('kept, with volumes and the secrets that open them: namespace kubeflow\n');
  });

  test('deletes both on request, after the server that uses them, and no namespace of a team', () => {
    const { code, stdout, calls } = uninstall(local, '--delete-data');
    expect(code).toBe(0);
    const order = [/statefulset\.apps\/mysql$/, / -f 06-mysql\.yaml$/, / -f 05-mysql-data\.yaml$/, namespaceOfData];
    const found = order.map((pattern) => calls.findIndex((call) => call.startsWith('delete ') && pattern.test(call)));
    expect(found).not.toContain(-1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(stdout).not.toContain('the data on it');
    expect(stdout).not.toContain('secrets that open');
    expect(stdout).toContain('kept, with what is in them: namespace vision\n');
    expect(calls.filter((call) => call.includes('namespace vision'))).toEqual([]);
  });

  test('deletes all there is when told all', () => {
    const { code, stdout, calls } = uninstall(local, '--delete-namespaces', '--delete-data');
    expect(code).toBe(0);
    expect(stdout).toBe('platform "local" is removed\n');
    expect(files(calls)).toHaveLength(yaml.length - 1);
    expect(calls.flatMap((call) => / namespace (.*)$/.exec(call)?.[1] ?? [])).toEqual([
      ...['kubeflow', 'kubeflow-system', 'vision'],
    ]);
  });

  test('deletes them alone in a namespace that is not the platform’s', () => {
    const of = withMysql({ existingNamespaces: ['kubeflow'] });
    const kept = uninstall(of);
    expect(kept.stdout).toBe(`kept, with the data on it: ${volume}\nplatform "local" is removed\n`);
    expect(files(kept.calls)).toEqual(['01-mysql.yaml']);
    const deleted = uninstall(of, '--delete-data', '--delete-namespaces');
    expect(files(deleted.calls)).toEqual(['01-mysql.yaml', '00-mysql-data.yaml']);
    expect([...kept.calls, ...deleted.calls].filter((call) => call.includes(' namespace '))).toEqual([]);
  });

  test('deletes them alone in a namespace that a team has too', () => {
    const of = withMysql({}, (platform) => platform.addNamespace('kubeflow'));
    const { stdout, calls } = uninstall(of, '--delete-data');
    expect(files(calls)).toEqual(['02-mysql.yaml', '01-mysql-data.yaml']);
    expect(stdout).toBe('kept, with what is in them: namespace kubeflow\nplatform "local" is removed\n');
    expect(calls.filter((call) => call.includes(' namespace '))).toEqual([]);
    // The namespace goes only with both: the volume is in it.
    const both = ['--delete-namespaces', '--delete-data'];
    const deletes = (...args: string[]): boolean =>
      uninstall(of, ...args).calls.some((call) => call.includes(' namespace kubeflow'));
    expect([deletes('--delete-namespaces'), deletes('--delete-data'), deletes(...both)]).toEqual([false, false, true]);
  });

  test('knows nothing of them where there are none', () => {
    const of = render((app) => trainingPlatform(app));
    expect(uninstall(of).stdout).toBe('platform "local" is removed\n');
    expect(uninstall(of, '--delete-data')).toMatchObject({
      code: 2,
      calls: [],
      stderr: 'unknown argument --delete-data, there are --delete-workloads, --delete-namespaces\n',
    });
  });

  test('keeps those of workloads as well', () => {
    const of = render((app) => {
      const platform = new Platform(app, 'local');
      claim(new Chart(platform, 'work', { namespace: platform.addNamespace('vision') }), 'volume');
      return platform;
    });
    const { stdout, calls } = uninstall(of);
    expect(files(calls)).toEqual([]);
    expect(stdout).toBe(
      [
        'kept, with the data on it: persistentvolumeclaim vision/volume',
        'kept, with what is in them: namespace vision',
        'platform "local" is removed\n',
      ].join('\n'),
    );
    const deleted = uninstall(of, '--delete-namespaces');
    expect(deleted.calls.filter((call) => call.includes(' namespace '))).toEqual([]);
  });
});
