import { JobSet, Trainer, TrainerProps } from '../../components';
import { images, version } from '../../components/trainer/version';
import { Gate, IJobSets, Platform } from '../../lib';
import { releaseRuntimes } from '../../lib/api/trainer-runtimes';
import { App } from '../../lib';
import { at, linesOf, object, problemsOf, render, Rendered } from '../support/app';
import { describeObjects, describeRights } from '../support/component';

/** JobSets of a cluster that has them already. */
const there: IJobSets = { apiReady: new Gate('the cluster has it', []), serving: new Gate('the cluster has it', []) };

function rendered(props: Partial<TrainerProps> = {}): Rendered {
  return render((app) => {
    const platform = new Platform(app, 'local');
    new Trainer(platform, 'trainer', { jobsets: there, ...props });
    return platform;
  });
}

function reports(props: object): string[] {
  return problemsOf((app) => new Trainer(new Platform(app, 'local'), 'trainer', props as TrainerProps));
}

const minimal = rendered();
const runtimesOf = ({ objects }: Rendered): string[] =>
  objects.filter(({ kind }) => kind === 'ClusterTrainingRuntime').map(({ metadata }) => metadata.name);

describe('Trainer', () => {
  describeRights(() => minimal.objects);
  describeObjects(() => minimal.objects, { name: 'trainer', version });

  test('makes these objects', () => {
    expect(linesOf(minimal, 'inventory.txt').join('\n')).toMatchSnapshot();
  });

  test('takes all its props', () => {
    const props: Required<Omit<TrainerProps, 'certificates' | 'jobsets'>> = {
      namespace: 'training-system',
      replicas: 2,
      resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '3Gi' } },
      runtimes: ['torch-distributed', 'mlx-distributed'],
      nodeSelector: { pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
    };
    const result = rendered(props);
    expect(JSON.stringify(result.objects)).not.toContain('kubeflow-system');
    expect(at(object(result.objects, 'Deployment'), 'spec', 'replicas')).toBe(2);
    expect(at(object(result.objects, 'Deployment'), 'spec', 'template', 'spec', 'containers', 0, 'resources')).toEqual({
      requests: { cpu: '1', memory: '1Gi' },
      limits: { memory: '3Gi' },
    });
    expect(at(object(result.objects, 'Deployment'), 'spec', 'template', 'spec')).toMatchObject({
      nodeSelector: { 'kubernetes.io/os': 'linux', pool: 'system' },
      tolerations: [{ key: 'system', operator: 'Exists' }],
    });
    expect(runtimesOf(result)).toEqual(['torch-distributed', 'mlx-distributed']);
    expect(linesOf(result, 'images.txt')).toEqual([images.mlx, images.manager, images.torch].sort());
  });

  test('installs every runtime of the release unless told which, labelled with its framework', () => {
    expect(runtimesOf(minimal)).toEqual(Object.keys(releaseRuntimes));
    for (const [name, runtime] of Object.entries(releaseRuntimes)) {
      const { metadata, spec } = object(minimal.objects, 'ClusterTrainingRuntime', name);
      expect(metadata.labels?.['trainer.kubeflow.org/framework']).toBe(runtime.framework);
      const jobs = at(spec, 'template', 'spec', 'replicatedJobs') as { name: string }[];
      // What programs know of a runtime is what it has.
      const loads = (runtime.initializers ?? []).map((step) => `${step}-initializer`);
      expect(jobs.map((job) => job.name)).toEqual([...loads, ...(runtime.trainingParts ?? [])]);
      for (const job of jobs) {
        expect(at(job, 'template', 'spec', 'template', 'spec')).toMatchObject({
          restartPolicy: 'Never',
          containers: [{ name: loads.includes(job.name) ? job.name : 'node' }],
        });
      }
    }
  });

  test('with no runtimes, installs none and has no stage for them', () => {
    const result = rendered({ runtimes: [] });
    expect(runtimesOf(result)).toEqual([]);
    expect([...result.files.keys()]).not.toContain('03-trainer-runtimes.yaml');
  });

  test('reads its configuration file, its certificate where it looks by itself, and no variables', () => {
    const pod = at(object(minimal.objects, 'Deployment'), 'spec', 'template', 'spec');
    expect(at(pod, 'volumes')).toEqual([
      { name: 'config', configMap: { name: 'kubeflow-trainer-config' } },
      { name: 'certificate', secret: { secretName: 'kubeflow-trainer-webhook-cert' } },
    ]);
    const container = at(pod, 'containers', 0);
    expect(container).toMatchObject({
      args: ['--config=/etc/config/controller_manager_config.yaml', '--zap-log-level=2'],
      volumeMounts: [
        { name: 'config', mountPath: '/etc/config', readOnly: true },
        { name: 'certificate', mountPath: '/tmp/k8s-webhook-server/serving-certs', readOnly: true },
      ],
    });
    expect(at(container, 'env')).toBeUndefined();
    // The image's own user, which is not root.
    expect(at(pod, 'securityContext')).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  });

  test('starts after the JobSet API, with which it would stop otherwise', () => {
    const platform = new Platform(undefined as never, 'local');
    const jobsets = new JobSet(platform, 'jobset');
    const trainer = new Trainer(platform, 'trainer', { jobsets });
    const names = (gates: readonly Gate[]): string[] => gates.map((gate) => gate.description);
    expect(names(trainer.needs)).toEqual(['the API of jobset is established', 'the API of trainer is established']);
    expect(names(trainer.gates)).toEqual(['the API of trainer is established', 'the webhooks of trainer answer']);
    // Another JobSet's gate of the same words would not do.
    expect(trainer.needs[0] === jobsets.apiReady).toBe(true);
    expect(trainer.apiReady.checks.map((check) => check.object.name)).toEqual([
      ...['trainjobs', 'trainingruntimes', 'clustertrainingruntimes'].map((kind) => `${kind}.trainer.kubeflow.org`),
    ]);
  });

  test('tells upstream’s Python SDK its version', () => {
    expect(object(minimal.objects, 'ConfigMap', 'kubeflow-trainer-public').data).toEqual({
      kubeflow_trainer_version: version,
    });
  });

  describe('reports', () => {
    test.each([
      ['no jobsets', {}, '"jobsets" is undefined, must be a JobSet component or another IJobSets'],
      [
        'jobsets by name',
        { jobsets: 'jobset' },
        '"jobsets" is "jobset", must be a JobSet component or another IJobSets',
      ],
      [
        'a runtime that is not of the release',
        { jobsets: there, runtimes: ['torch-distribute'] },
        expect.stringMatching(
          /^"runtimes" is "torch-distribute", must be one of "torch-distributed", .*did you mean "torch-distributed"\?$/,
        ),
      ],
      [
        'a runtime twice',
        { jobsets: there, runtimes: ['jax-distributed', 'jax-distributed'] },
        '"runtimes" names "jax-distributed" twice; name it once',
      ],
      [
        'another prop',
        { jobsets: there, runtime: [] },
        '"runtime" is not a prop of this construct, did you mean "runtimes"?',
      ],
      ['wrong replicas', { jobsets: there, replicas: 11 }, '"replicas" is 11, must be a whole number from 1 to 10'],
    ])('%s', (_, props, message) => {
      expect(reports(props).map((text) => text.replace('[local/trainer] ', ''))).toEqual([message]);
    });

    test('another construct in the place of jobsets, in a message that can be read', () => {
      const problems = problemsOf((app: App) => {
        const platform = new Platform(app, 'local');
        const first = new Trainer(platform, 'first', { jobsets: there });
        new Trainer(platform, 'trainer', { jobsets: platform as never });
        first.node.tryFindChild('x');
      });
      const own = problems.filter((text) => text.includes('"jobsets"'));
      expect(own).toHaveLength(1);
      expect(own[0]).toMatch(
        /^\[local\/trainer\] "jobsets" is .{1,100}, must be a JobSet component or another IJobSets$/,
      );
    });
  });
});
