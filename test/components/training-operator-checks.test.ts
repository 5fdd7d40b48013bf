import { ApiObject, App, Chart } from 'cdk8s';
import { TrainingOperator, TrainingOperatorProps } from '../../components/training-operator';
import { JobKind } from '../../components/training-operator/kinds';
import { Platform } from '../../lib';
import * as v1 from '../../lib/workloads/training/v1';
import { problemsOf } from '../support/app';

const image = 'r.example/a:1';
const kinds = ['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob'] as const;

/** All that is wrong with a platform that has the operator and a namespace `vision`. */
function problems(
  build: (scope: Chart) => unknown,
  podSecurity: 'baseline' | 'restricted' = 'baseline',
  props: TrainingOperatorProps = {},
): string[] {
  return problemsOf((app: App) => {
    const platform = new Platform(app, 'local');
    new TrainingOperator(platform, 'training-operator', props);
    platform.addNamespace('vision', { podSecurity });
    build(new Chart(platform, 'vision', { namespace: 'vision' }));
  });
}

/** A raw object of one of the kinds. */
function raw(kind: JobKind, field: string, roles: object): (scope: Chart) => unknown {
  const job = {
    apiVersion: 'kubeflow.org/v1',
    kind,
    metadata: { name: 'job', namespace: 'vision' },
    spec: { [field]: roles },
  };
  return (scope) => new ApiObject(scope, 'raw', job);
}

describe('jobs are of a kind that the operator runs', () => {
  test.each(kinds)('%s', (kind) => {
    expect(problems((scope) => new v1[kind](scope, 'job', { image }))).toEqual([]);
    const other = kind === 'TFJob' ? 'JAXJob' : 'TFJob';
    expect(problems((scope) => new v1[kind](scope, 'job', { image }), 'baseline', { kinds: [other] })).toEqual([
      `[local/vision/job/Resource] ${kind} vision/job is of a kind that "kinds" of the training operator leaves out; add "${kind}" to it`,
    ]);
  });

  test('and of no other group, which is not ours to judge', () => {
    const job = { apiVersion: 'kubeflow.org/v2beta1', kind: 'MPIJob', metadata: { name: 'j', namespace: 'vision' } };
    expect(problems((scope) => new ApiObject(scope, 'raw', job), 'restricted', { kinds: ['TFJob'] })).toEqual([]);
  });
});

describe('a job where pods must be restricted', () => {
  test.each(kinds.filter((kind) => kind !== 'MPIJob'))('%s asks for it', (kind) => {
    expect(problems((scope) => new v1[kind](scope, 'job', { image, podSecurity: 'restricted' }), 'restricted')).toEqual(
      [],
    );
    expect(problems((scope) => new v1[kind](scope, 'job', { image }), 'restricted')).toEqual([
      `[local/vision/job/Resource] ${kind} vision/job is in the namespace "vision", which enforces "restricted", and would get no pods; set "podSecurity" to "restricted" on the job`,
    ]);
  });

  test('is no MPIJob', () => {
    expect(problems((scope) => new v1.MPIJob(scope, 'job', { image, runAsUser: 1000 }), 'restricted')).toEqual([
      '[local/vision/job/Resource] MPIJob vision/job is in the namespace "vision", which enforces "restricted", and would get no launcher: the operator adds a container to it that is not; use a TrainJob on a runtime with the policy "mpi", or a namespace with "podSecurity" of "baseline"',
    ]);
  });

  const own = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const ofPod = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  const pod = (security: object | undefined, ...containers: object[]): object => ({
    replicas: 1,
    template: {
      spec: {
        ...(security === undefined ? {} : { securityContext: security }),
        containers: containers.map((context, index) => ({
          name: index === 0 ? 'pytorch' : `c${index}`,
          image,
          securityContext: context,
        })),
      },
    },
  });

  test.each<[string, object, boolean]>([
    ['the pod and its container together', pod(ofPod, own), true],
    ['the container alone', pod(undefined, { ...own, ...ofPod }), true],
    ['the profile of its node', pod({ ...ofPod, seccompProfile: { type: 'Localhost' } }, own), true],
    ['all but that root is refused', pod({ seccompProfile: ofPod.seccompProfile }, own), false],
    ['all but a profile', pod({ runAsNonRoot: true }, own), false],
    ['a profile of no type', pod({ ...ofPod, seccompProfile: {} }, own), false],
    ['no profile by name', pod({ ...ofPod, seccompProfile: { type: 'Unconfined' } }, own), false],
    ['a container that takes back the profile', pod(ofPod, { ...own, seccompProfile: { type: 'Unconfined' } }), false],
    ['a container that takes back what the pod says', pod(ofPod, { ...own, runAsNonRoot: false }), false],
    ['all but rights that stay', pod(ofPod, { capabilities: { drop: ['ALL'] } }), false],
    ['all but capabilities', pod(ofPod, { allowPrivilegeEscalation: false }), false],
    ['some capabilities', pod(ofPod, { ...own, capabilities: { drop: ['NET_RAW'] } }), false],
    ['one container of two', pod(ofPod, own, {}), false],
  ])('asks by %s', (_, Master, right) => {
    expect(problems(raw('PyTorchJob', 'pytorchReplicaSpecs', { Master }), 'restricted')).toHaveLength(right ? 0 : 1);
    expect(problems(raw('PyTorchJob', 'pytorchReplicaSpecs', { Master }))).toEqual([]);
  });

  test('asks in each of its roles', () => {
    const roles = { Master: pod(ofPod, own), Worker: pod(undefined, {}) };
    expect(problems(raw('PyTorchJob', 'pytorchReplicaSpecs', roles), 'restricted')).toHaveLength(1);
  });
});

test('raw jobs of no shape are reported by their structure alone', () => {
  for (const spec of [undefined, {}, { pytorchReplicaSpecs: null }, { pytorchReplicaSpecs: { Master: null } }]) {
    const job = {
      apiVersion: 'kubeflow.org/v1',
      kind: 'PyTorchJob',
      metadata: { name: 'j', namespace: 'vision' },
      spec,
    };
    const found = problems((scope) => new ApiObject(scope, 'raw', job), 'restricted');
    expect(found.filter((text) => text.includes('spec'))).not.toEqual([]);
  }
});
