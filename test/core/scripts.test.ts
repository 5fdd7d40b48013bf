import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { GeneratedSecret, Platform } from '../../lib';
import { TrainJob } from '../../lib/workloads';
import { LocalStack } from '../../stacks';
import { file, linesOf, render, Rendered } from '../support/app';
import { Part } from '../support/parts';
import { trainingAndTuning } from '../support/platforms';
import { Answers, Run, runScript, Script } from '../support/scripts';

/** The scripts of a platform with all that there is: CRDs, gates, late stages and workloads. */
function platform(): Rendered {
  return render((app) => {
    const local = new LocalStack(app, 'local', { components: trainingAndTuning });
    local.addNamespace('vision', { podSecurity: 'baseline' });
    const chart = new Chart(local, 'vision', { namespace: 'vision' });
    new TrainJob(chart, 'job', { runtime: 'torch-distributed' });
    return local;
  });
}

const rendered = platform();

const run = (script: Script, args: readonly string[] = [], answers: Answers = {}): Run =>
  runScript(rendered, script, args, answers);

const yaml = [...rendered.files.keys()].filter((name) => name.endsWith('.yaml'));
const crds = [
  ...['experiments', 'suggestions', 'trials'].map((kind) => `${kind}.kubeflow.org`),
  ...['trainjobs', 'trainingruntimes', 'clustertrainingruntimes'].map((kind) => `${kind}.trainer.kubeflow.org`),
  'jobsets.jobset.x-k8s.io',
];

describe.each(['install.sh', 'uninstall.sh'])('%s', (name) => {
  test('is a program', () => {
    expect(statSync(join(rendered.folder, name)).mode & 0o777).toBe(0o755);
    expect(file(rendered, name)).toMatch(/^#!\/bin\/sh\n/);
  });

  test('is right shell', () => {
    const { status, stderr } = spawnSync('sh', ['-n', join(rendered.folder, name)], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('neither sleeps nor tries again', () => {
    const commands = linesOf(rendered, name).filter((line) => !line.startsWith('#'));
    expect(commands.filter((line) => /\b(sleep|while|until|retry)\b/.test(line))).toEqual([]);
  });
});

describe('install.sh', () => {
  const script = linesOf(rendered, 'install.sh');

  test('has no loop at all', () => {
    expect(script.filter((line) => /^\s*for\b/.test(line))).toEqual([]);
  });

  test('applies each file once, in order, with the arguments given', () => {
    const { code, calls, stdout } = run('install.sh', ['--force-conflicts']);
    expect(code).toBe(0);
    expect(calls.filter((call) => call.startsWith('apply '))).toEqual(
      yaml.map((name) => `apply --server-side --field-manager=keelson --force-conflicts -f ${name}`),
    );
    expect(stdout).toBe('platform "local" is installed\n');
  });

  test('waits for each gate once, right before the first file that needs it', () => {
    const { calls } = run('install.sh');
    const waits = calls.filter((call) => !call.startsWith('apply '));
    expect(new Set(waits).size).toBe(waits.length);
    const short = calls.map((call) => call.replace(/^(apply|wait|rollout) .*[ /](\S+?)(-[0-9a-f]{8})?$/, '$1 $2'));
    expect(short).toEqual([
      'apply 00-namespaces.yaml',
      'apply 01-jobset-crds.yaml',
      'wait jobsets.jobset.x-k8s.io',
      'apply 02-jobset.yaml',
      'apply 03-trainer-crds.yaml',
      'wait trainjobs.trainer.kubeflow.org',
      'wait trainingruntimes.trainer.kubeflow.org',
      'wait clustertrainingruntimes.trainer.kubeflow.org',
      'apply 04-trainer.yaml',
      'apply 05-mysql-data.yaml',
      'apply 06-mysql.yaml',
      'apply 07-katib-crds.yaml',
      'wait experiments.kubeflow.org',
      'wait suggestions.kubeflow.org',
      'wait trials.kubeflow.org',
      'apply 08-katib.yaml',
      'rollout kubeflow-trainer-controller-manager',
      'wait defaulter.trainer.kubeflow.org',
      'wait validator.trainer.kubeflow.org',
      'apply 09-trainer-runtimes.yaml',
      'rollout jobset-controller-manager',
      'wait jobset-mutating-webhook-configuration',
      'wait jobset-validating-webhook-configuration',
      'rollout mysql',
      'rollout katib-controller',
      // One for each kind of webhook.
      'wait katib.kubeflow.org',
      'wait katib.kubeflow.org',
      'rollout katib-db-manager',
      'rollout katib-ui',
      'apply 10-vision.yaml',
      'wait generate-mysql-root',
      'wait generate-mysql-katib',
    ]);
  });

  test('every wait has an end', () => {
    const waits = script.filter((line) => /^kubectl (wait|rollout) /.test(line));
    expect(waits.length).toBeGreaterThan(5);
    expect(waits.filter((line) => !/ --timeout=\d+m /.test(line))).toEqual([]);
  });

  test('gates that nothing needs are waited for at the end', () => {
    const result = render((app) => {
      const local = new Platform(app, 'local');
      new Part(local, 'a');
      return local;
    });
    expect(linesOf(result, 'install.sh').slice(-4)).toEqual([
      'kubectl apply --server-side --field-manager=keelson $force -f "$here/01-a.yaml"',
      '# a is ready',
      `kubectl wait --for='jsonpath={.data.ready}' --timeout=10m --namespace=parts configmap/a`,
      `echo 'platform "local" is installed'`,
    ]);
  });

  test('stops at the first file that is refused', () => {
    const { code, calls, stdout } = run('install.sh', [], { fail: '02-jobset.yaml' });
    expect(code).toBe(1);
    expect(calls.at(-1)).toContain('02-jobset.yaml');
    expect(stdout).toBe('');
  });

  test('takes no other argument', () => {
    for (const args of [['--now'], ['--force-conflicts', '--now'], ['']]) {
      expect(run('install.sh', args)).toMatchObject({ code: 2, calls: [] });
    }
  });

  test('waits for secrets that are generated before it says that all is done', () => {
    const result = render((app) => {
      const local = new Platform(app, 'local', { existingNamespaces: ['ns'] });
      const chart = new Chart(local, 'secrets');
      new GeneratedSecret(chart, 'db', { name: 'db', namespace: 'ns', keys: ['password'] });
      return local;
    });
    const [apply, , wait] = linesOf(result, 'install.sh').slice(-4);
    expect(apply).toContain('00-secrets.yaml');
    expect(wait).toMatch(
      /^kubectl wait --for='condition=Complete' --timeout=10m --namespace=ns job.batch\/generate-db-[0-9a-f]{8}$/,
    );
  });
});

describe.each(['install.sh', 'uninstall.sh'] as const)('%s', (script) => {
  test('speaks to the context that is named', () => {
    const { code, calls } = run(script, [], { context: 'a context' });
    expect(code).toBe(0);
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.filter((call) => !call.startsWith('--context=a context '))).toEqual([]);
  });

  test('takes the kubectl of the path where none is named', () => {
    const { code, calls } = run(script, [], { named: false });
    expect(code).toBe(0);
    expect(calls.length).toBeGreaterThan(5);
  });
});

describe('uninstall.sh', () => {
  const all = crds.join(' ');
  const theirs = 'TrainJob ns/job\n';

  test('deletes custom resources, then the files backwards, with webhooks and controllers before what they serve', () => {
    const { code, calls, stdout } = run('uninstall.sh', [], { crds: all });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('platform "local" is removed');
    const deletes = calls.filter((call) => call.startsWith('delete '));
    expect(deletes.map((call) => call.replace(/^delete .*?(\S+)( --all --all-namespaces)?$/, '$1$2'))).toEqual([
      ...crds.map((crd) => `${crd} --all --all-namespaces`),
      '10-vision.yaml',
      '09-trainer-runtimes.yaml',
      'mutatingwebhookconfiguration.admissionregistration.k8s.io/katib.kubeflow.org',
      'validatingwebhookconfiguration.admissionregistration.k8s.io/katib.kubeflow.org',
      'deployment.apps/katib-controller',
      'deployment.apps/katib-db-manager',
      'deployment.apps/katib-ui',
      '08-katib.yaml',
      '07-katib-crds.yaml',
      'statefulset.apps/mysql',
      '06-mysql.yaml',
      'mutatingwebhookconfiguration.admissionregistration.k8s.io/defaulter.trainer.kubeflow.org',
      'validatingwebhookconfiguration.admissionregistration.k8s.io/validator.trainer.kubeflow.org',
      'deployment.apps/kubeflow-trainer-controller-manager',
      '04-trainer.yaml',
      '03-trainer-crds.yaml',
      'mutatingwebhookconfiguration.admissionregistration.k8s.io/jobset-mutating-webhook-configuration',
      'validatingwebhookconfiguration.admissionregistration.k8s.io/jobset-validating-webhook-configuration',
      'deployment.apps/jobset-controller-manager',
      '02-jobset.yaml',
      '01-jobset-crds.yaml',
      'kubeflow-system',
    ]);
    const again = deletes.filter((call) => !call.includes('--all-namespaces') && !call.includes('--ignore-not-found'));
    expect(again).toEqual([]);
    expect(deletes.filter((call) => !/ --timeout=\d+m /.test(call))).toEqual([]);
  });

  test('looks at all custom resources before anything goes', () => {
    const { calls } = run('uninstall.sh', [], { crds: all });
    const looks = calls.filter((call) => call.startsWith('get ') && call.includes('--all-namespaces'));
    expect(looks.map((call) => call.split(' ')[1])).toEqual(crds);
    expect(calls.findIndex((call) => call.startsWith('delete '))).toBeGreaterThan(calls.indexOf(looks.at(-1) ?? ''));
  });

  test('removes nothing where custom resources of others are left', () => {
    const { code, calls, stderr } = run('uninstall.sh', [], { crds: all, left: theirs });
    expect(code).toBe(1);
    expect(stderr).toContain(`these are not part of the platform:\n${theirs}`);
    expect(stderr).toContain('--delete-workloads');
    expect(calls.filter((call) => call.startsWith('delete '))).toEqual([]);
  });

  test('deletes them on request', () => {
    const { code, calls } = run('uninstall.sh', ['--delete-workloads'], { crds: all, left: theirs });
    expect(code).toBe(0);
    expect(calls.filter((call) => /^delete .* trainjobs\.\S+ --all --all-namespaces$/.test(call))).toHaveLength(1);
  });

  test.each([
    ['its own job', 'TrainJob vision/job\n'],
    ['what controllers made for a job', 'JobSet ns/job owned by TrainJob\n'],
  ])('does not take %s for those of others', (_, left) => {
    expect(run('uninstall.sh', [], { crds: all, left }).code).toBe(0);
  });

  test.each([
    ['a job of another namespace', 'TrainJob other/job\n'],
    ['a job whose name begins like its own', 'TrainJob vision/job-2\n'],
    ['what another program made', 'JobSet ns/job owned by Workflow\n'],
    ['one among its own', 'TrainJob vision/job\nTrainJob other/job\n'],
  ])('takes %s for those of others', (_, left) => {
    expect(run('uninstall.sh', [], { crds: all, left }).code).toBe(1);
  });

  test('keeps namespaces of teams, unless told otherwise', () => {
    const kept = run('uninstall.sh', [], { crds: all });
    expect(kept.stdout).toContain('kept, with what is in them: namespace vision\n');
    expect(kept.calls.filter((call) => call.endsWith('namespace vision'))).toEqual([]);
    const deleted = run('uninstall.sh', ['--delete-namespaces'], { crds: all });
    expect(deleted.stdout).not.toContain('vision');
    expect(deleted.calls.at(-1)).toMatch(/^delete .* namespace vision$/);
  });

  test('asks for no kind whose CRD is gone', () => {
    const { code, calls } = run('uninstall.sh');
    expect(code).toBe(0);
    expect(calls.filter((call) => /(10-vision|09-trainer-runtimes)\.yaml|--all-namespaces/.test(call))).toEqual([]);
    expect(calls.filter((call) => call.endsWith('.yaml'))).toHaveLength(7);
  });

  // An API server that does not answer is not one without CRDs.
  test.each(['get customresourcedefinition', 'get trainjobs', '04-trainer.yaml'])('stops where "%s" fails', (fail) => {
    const { code, calls, stdout } = run('uninstall.sh', [], { crds: all, fail });
    expect(code).not.toBe(0);
    expect(calls.at(-1)).toContain(fail);
    expect(stdout).not.toContain('is removed');
  });

  test('takes no other argument', () => {
    const { code, calls, stderr } = run('uninstall.sh', ['--now']);
    expect({ code, calls }).toEqual({ code: 2, calls: [] });
    expect(stderr).toBe('unknown argument --now, there are --delete-workloads, --delete-namespaces, --delete-data\n');
  });
});
