import { Chart, Testing } from 'cdk8s';
import { RuntimePolicy, TrainingRuntime, TrainingRuntimeProps } from '../../lib/workloads';
import { runtimePart } from '../../lib/api/trainer-templates';
import { at, problemsOf } from '../support/app';
import { Pod, restrictedViolations } from '../support/pod-security';

const image = 'r.example/train:1';

function rendered(props: TrainingRuntimeProps): unknown {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'vision' });
  new TrainingRuntime(chart, 'mine', props);
  return (Testing.synth(chart) as unknown[])[0];
}

function reports(props: object, id = 'mine'): string[] {
  return problemsOf(
    (app) => new TrainingRuntime(new Chart(app, 'chart', { namespace: 'vision' }), id, props as TrainingRuntimeProps),
  ).map((message) => message.replace(`[chart/${id}] `, ''));
}

const sshd = { command: ['/usr/sbin/sshd'], args: ['-De', '-p', '2222'], port: 2222 };
const policies: readonly RuntimePolicy[] = ['torch', 'jax', 'xgboost', 'mpi', 'none'];

describe.each(policies)('of the policy %s', (policy) => {
  test('a runtime needs an image and no more', () => {
    expect(rendered({ policy, image })).toMatchSnapshot();
  });

  test('a runtime whose pods are to be restricted has such pods', () => {
    const runtime = rendered({ policy, image, podSecurity: 'restricted', ...(policy === 'mpi' ? { sshd } : {}) });
    const jobs = at(runtime, 'spec', 'template', 'spec', 'replicatedJobs') as object[];
    expect(jobs).toHaveLength(policy === 'mpi' ? 2 : 1);
    for (const job of jobs) {
      const pod = at(job, 'template', 'spec', 'template', 'spec') as Pod;
      expect(restrictedViolations(pod)).toEqual([]);
    }
  });

  test('a runtime starts no container again alone', () => {
    const jobs = at(rendered({ policy, image }), 'spec', 'template', 'spec', 'replicatedJobs') as object[];
    const policies = jobs.map((job) => at(job, 'template', 'spec', 'template', 'spec', 'restartPolicy'));
    expect(policies).toEqual(jobs.map(() => 'Never'));
  });

  test('programs know its parts', () => {
    const chart = new Chart(Testing.app(), 'chart');
    const runtime = new TrainingRuntime(chart, 'mine', { policy, image });
    const jobs = at(runtime.resource.toJson(), 'spec', 'template', 'spec', 'replicatedJobs') as { name: string }[];
    expect(runtime.trainingParts).toEqual(jobs.map(({ name }) => name));
    expect(runtime).toMatchObject({ kind: 'TrainingRuntime', name: 'mine', initializers: [] });
    expect(runtime.framework).toBe(policy === 'mpi' || policy === 'none' ? undefined : policy);
  });
});

test('a runtime takes all its props', () => {
  const props: Required<TrainingRuntimeProps> = {
    name: 'horovod',
    scope: 'namespace',
    namespace: 'other',
    policy: 'mpi',
    framework: 'horovod',
    image,
    command: ['python'],
    args: ['train.py'],
    env: { A: 'b', TOKEN: { secretKeyRef: { name: 'hub', key: 'token' } } },
    numNodes: 4,
    numProcPerNode: 2,
    resourcesPerNode: { requests: { cpu: '1' }, limits: { 'nvidia.com/gpu': '1' } },
    volumes: [{ name: 'v', emptyDir: {} }],
    volumeMounts: [{ name: 'v', mountPath: '/v' }],
    backoffLimit: 0,
    sshAuthMountPath: '/home/user/.ssh',
    sshd,
    podGroupPolicy: { coscheduling: { scheduleTimeoutSeconds: 30 } },
    podSecurity: 'restricted',
  };
  expect(rendered(props)).toMatchSnapshot();
});

test('a part may state when its containers start again', () => {
  const part = runtimePart('node', 'trainer', { name: 'node' }, { pod: { restartPolicy: 'OnFailure' } });
  expect(part.template.spec?.template.spec?.restartPolicy).toBe('OnFailure');
});

test('a runtime for all namespaces stands in none', () => {
  expect(rendered({ policy: 'torch', image, scope: 'cluster' })).toMatchObject({
    kind: 'ClusterTrainingRuntime',
    metadata: { name: 'mine' },
  });
  expect(at(rendered({ policy: 'torch', image, scope: 'cluster' }), 'metadata', 'namespace')).toBeUndefined();
});

describe('reports', () => {
  const right = { policy: 'torch', image };
  test.each<[string, object, ...string[]]>([
    ['other props', { ...right, images: 'x' }, '"images" is not a prop of this construct, did you mean "image"?'],
    [
      'another scope',
      { ...right, scope: 'clusters' },
      '"scope" is "clusters", must be one of "namespace", "cluster", did you mean "cluster"?',
    ],
    [
      'a namespace without use',
      { ...right, scope: 'cluster', namespace: 'x' },
      '"namespace" is given, but a runtime of scope "cluster" stands outside of namespaces; leave it out',
    ],
    ['no policy', { image }, '"policy" is missing, must be one of "torch", "jax", "xgboost", "mpi", "none"'],
    [
      'another standard',
      { ...right, podSecurity: 'baseline' },
      '"podSecurity" is "baseline", must be one of "restricted"',
    ],
    ['numNodes', { ...right, numNodes: 0 }, '"numNodes" is 0, must be a whole number from 1 to 2147483647'],
    [
      'slots where there are none',
      { ...right, numProcPerNode: 2 },
      '"numProcPerNode" is 2, which only the policy "mpi" takes; leave it out',
    ],
    [
      'backoffLimit',
      { ...right, backoffLimit: -1 },
      '"backoffLimit" is -1, must be a whole number from 0 to 2147483647',
    ],
    [
      'an SSH server where there is none',
      { ...right, sshd },
      expect.stringMatching(/^"sshd" is .*, which only the policy "mpi" takes; leave it out$/) as string,
    ],
    [
      'a port that is none',
      { policy: 'mpi', image, sshd: { ...sshd, port: 70000 } },
      '"sshd.port" is 70000, must be a whole number from 1 to 65535',
    ],
    [
      'an SSH server that needs root where pods are restricted',
      { policy: 'mpi', image, podSecurity: 'restricted' },
      '"podSecurity" is "restricted", but the SSH server needs root for a port below 1024; set "sshd" with another port',
    ],
    [
      'keys where there are none',
      { ...right, sshAuthMountPath: '/x' },
      '"sshAuthMountPath" is "/x", which only the policy "mpi" takes; leave it out',
    ],
    ['no image', { policy: 'torch' }, '"image" is missing, must be an image with a tag or a digest'],
    ['an image without a tag', { ...right, image: 'a/b' }, '"image" is "a/b", must be an image with a tag or a digest'],
    [
      'resources',
      { ...right, resourcesPerNode: { limits: { cpu: 'two' } } },
      '"resourcesPerNode.limits.cpu" is "two", must be a quantity such as "500m", "2" or "4Gi"',
    ],
    [
      'variables that Trainer sets',
      { ...right, env: { PET_NNODES: '1' } },
      '"env.PET_NNODES" is set by Trainer itself on torch runtimes; leave it out',
    ],
    [
      'a wrong field of the API',
      { ...right, podGroupPolicy: { volcano: { networkTopology: { mode: 'firm' } } } },
      expect.stringMatching(
        /^\[chart\/mine\/Resource\] "spec.podGroupPolicy.volcano.networkTopology.mode" is "firm", must be one of "hard", "soft"/,
      ) as string,
    ],
  ])('%s', (_, props, ...messages) => {
    expect(reports(props)).toEqual(messages);
  });

  test('a policy that is not known', () => {
    expect(reports({ policy: 'pytorch', image })).toEqual([
      expect.stringMatching(/^"policy" is "pytorch", must be one of "torch", "jax", "xgboost", "mpi", "none"/),
    ]);
  });

  test('a command that is no list, rather than stop at it', () => {
    expect(reports({ ...right, command: 5 })).toEqual(['"command" is 5, must be a list of texts']);
  });

  test('a name that is none', () => {
    expect(reports(right, 'Mine')).toEqual([expect.stringMatching(/^"name" is "Mine", must be a RFC 1123 label/)]);
  });
});
