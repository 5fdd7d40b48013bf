import { CustomResourceDefinition, KindDefinition } from '../../lib/api';
import {
  jaxJob,
  JAXJob,
  mpiJob,
  MPIJob,
  paddleJob,
  PaddleJob,
  pyTorchJob,
  PyTorchJob,
  tfJob,
  TFJob,
  xgBoostJob,
  XGBoostJob,
} from '../../lib/api/training-operator';
import type {
  JAXJobSpec,
  MPIJobSpec,
  PaddleJobSpec,
  PyTorchJobSpec,
  ReplicaSpec,
  RunPolicy,
  TFJobSpec,
  TrainingJobStatus,
  XGBoostJobSpec,
} from '../../lib/api/training-operator.types';
import { Chart, Testing } from 'cdk8s';
import { at } from '../support/app';

const pods = (name: string) => ({ template: { spec: { containers: [{ name, image: 'a:1' }] } } });
const full = (name: string): Required<ReplicaSpec> => ({ replicas: 2, restartPolicy: 'ExitCode', ...pods(name) });
const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }];

const runPolicy: Required<RunPolicy> = {
  cleanPodPolicy: 'Running',
  ttlSecondsAfterFinished: 0,
  activeDeadlineSeconds: 3600,
  backoffLimit: 0,
  schedulingPolicy: {
    minAvailable: 2,
    queue: 'default',
    minResources: { cpu: 4, memory: '8Gi' },
    priorityClass: 'high',
    scheduleTimeoutSeconds: 60,
  },
  suspend: true,
  managedBy: 'kueue.x-k8s.io/multikueue',
};

const specs = {
  PyTorchJob: {
    minimal: { pytorchReplicaSpecs: { Worker: pods('pytorch') } } satisfies PyTorchJobSpec,
    full: {
      pytorchReplicaSpecs: { Master: { ...full('pytorch'), replicas: 1 }, Worker: full('pytorch') },
      nprocPerNode: 'gpu',
      elasticPolicy: {
        ...{ minReplicas: 1, maxReplicas: 4, maxRestarts: 0, metrics },
        ...{ rdzvBackend: 'etcd-v2', rdzvPort: 65535, rdzvHost: 'etcd', rdzvId: 'run' },
        ...{ rdzvConf: [{ key: 'timeout', value: '10' }], standalone: false },
      },
      runPolicy,
    } satisfies Required<PyTorchJobSpec>,
  },
  TFJob: {
    minimal: { tfReplicaSpecs: { Worker: pods('tensorflow') } } satisfies TFJobSpec,
    full: {
      tfReplicaSpecs: {
        ...{ Chief: full('tensorflow'), Worker: full('tensorflow') },
        ...{ PS: full('tensorflow'), Evaluator: full('tensorflow') },
      },
      successPolicy: 'AllWorkers',
      enableDynamicWorker: true,
      runPolicy,
    } satisfies Required<TFJobSpec>,
  },
  MPIJob: {
    minimal: { mpiReplicaSpecs: { Launcher: pods('any') } } satisfies MPIJobSpec,
    full: {
      mpiReplicaSpecs: { Launcher: { ...full('any'), replicas: 1 }, Worker: { ...full('any'), replicas: 0 } },
      slotsPerWorker: 4,
      mainContainer: 'any',
      cleanPodPolicy: 'All',
      runPolicy,
    } satisfies Required<MPIJobSpec>,
  },
  XGBoostJob: {
    minimal: { xgbReplicaSpecs: { Master: { replicas: 1, ...pods('xgboost') } } } satisfies XGBoostJobSpec,
    full: {
      xgbReplicaSpecs: { Master: { ...full('xgboost'), replicas: 1 }, Worker: full('xgboost') },
      runPolicy,
    } satisfies Required<XGBoostJobSpec>,
  },
  PaddleJob: {
    minimal: { paddleReplicaSpecs: { Master: pods('paddle') } } satisfies PaddleJobSpec,
    full: {
      paddleReplicaSpecs: { Master: full('paddle'), Worker: full('paddle') },
      elasticPolicy: { minReplicas: 1, maxReplicas: 1, maxRestarts: 3, metrics },
      runPolicy,
    } satisfies Required<PaddleJobSpec>,
  },
  JAXJob: {
    minimal: { jaxReplicaSpecs: { Worker: pods('jax') } } satisfies JAXJobSpec,
    full: { jaxReplicaSpecs: { Worker: full('jax') }, runPolicy } satisfies Required<JAXJobSpec>,
  },
};

const status: TrainingJobStatus = {
  conditions: [
    { type: 'Created', status: 'True' },
    {
      ...{ type: 'Running', status: 'False', reason: '', message: '' },
      ...{ lastUpdateTime: '2026-01-31T12:00:00Z', lastTransitionTime: '2026-01-31T12:00:00Z' },
    },
  ],
  replicaStatuses: { Worker: {}, Master: { active: 0, succeeded: 1, failed: 0, selector: 'a=b', labelSelector: {} } },
  startTime: '2026-01-31T12:00:00Z',
  completionTime: '2026-01-31T12:00:00Z',
  lastReconcileTime: '2026-01-31T12:00:00Z',
};

const chart = (): Chart => new Chart(Testing.app(), 'chart', { namespace: 'team' });
const metadata = { name: 'a' };

const kinds: readonly (readonly [KindDefinition, (scope: Chart, size: 'minimal' | 'full') => unknown])[] = [
  [pyTorchJob, (scope, size) => new PyTorchJob(scope, 'job', { metadata, spec: specs.PyTorchJob[size] }).toJson()],
  [tfJob, (scope, size) => new TFJob(scope, 'job', { metadata, spec: specs.TFJob[size] }).toJson()],
  [mpiJob, (scope, size) => new MPIJob(scope, 'job', { metadata, spec: specs.MPIJob[size] }).toJson()],
  [xgBoostJob, (scope, size) => new XGBoostJob(scope, 'job', { metadata, spec: specs.XGBoostJob[size] }).toJson()],
  [paddleJob, (scope, size) => new PaddleJob(scope, 'job', { metadata, spec: specs.PaddleJob[size] }).toJson()],
  [jaxJob, (scope, size) => new JAXJob(scope, 'job', { metadata, spec: specs.JAXJob[size] }).toJson()],
];

describe.each(kinds.map(([definition, create]) => [definition.kind, definition, create] as const))(
  '%s',
  (kind, definition, create) => {
    test.each(['minimal', 'full'] as const)('a %s object', (size) => {
      const scope = chart();
      expect(create(scope, size)).toEqual({
        apiVersion: 'kubeflow.org/v1',
        kind,
        metadata: { name: 'a', namespace: 'team' },
        spec: specs[kind as keyof typeof specs][size],
      });
      // A plain cdk8s app asks each construct, so this would throw.
      expect(Testing.synth(scope)).toHaveLength(1);
    });

    test('takes what the operator writes', () => {
      const { minimal } = specs[kind as keyof typeof specs];
      const object = { apiVersion: 'kubeflow.org/v1', kind, metadata, spec: minimal, status };
      expect(definition.validate(object)).toEqual([]);
    });

    test('has the names and columns that kubectl shows', () => {
      const crd = new CustomResourceDefinition(chart(), definition).toJson();
      expect(at(crd, 'spec', 'names')).toEqual({
        kind,
        listKind: `${kind}List`,
        plural: `${kind.toLowerCase()}s`,
        singular: kind.toLowerCase(),
      });
      const columns = at(crd, 'spec', 'versions', 0, 'additionalPrinterColumns') as { name: string }[];
      expect(columns.map(({ name }) => name)).toEqual(kind === 'MPIJob' ? ['Age', 'State'] : ['State', 'Age']);
    });

    test('keeps roles that it does not know, and prunes other fields', () => {
      const crd = new CustomResourceDefinition(chart(), definition).toJson();
      const spec = at(crd, 'spec', 'versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'spec');
      const keeps = 'x-kubernetes-preserve-unknown-fields';
      const roles = Object.entries(at(spec, 'properties') as object).filter(([name]) => name.endsWith('ReplicaSpecs'));
      expect(roles.map(([, schema]) => at(schema, keeps))).toEqual([true]);
      expect(at(spec, keeps)).toBeUndefined();
    });
  },
);

// What a path of the scale subresource leads to, in the schema of the CRD.
function fieldAt(definition: KindDefinition, path: string): unknown {
  const [, root = '', ...names] = path.split('.');
  const schema = root === 'spec' ? definition.spec : definition.status;
  return names.reduce<unknown>(
    (inner, name) => at(inner, 'properties', name) ?? at(inner, 'additionalProperties'),
    schema,
  );
}

test.each([pyTorchJob, paddleJob, jaxJob].map((definition) => [definition.kind, definition] as const))(
  'autoscalers find the workers of a %s',
  (_, definition) => {
    const { scale } = definition;
    expect(fieldAt(definition, scale?.specReplicasPath ?? '')).toMatchObject({ type: 'integer' });
    expect(fieldAt(definition, scale?.statusReplicasPath ?? '')).toMatchObject({ type: 'integer' });
    expect(fieldAt(definition, scale?.labelSelectorPath ?? '')).toMatchObject({ type: 'string' });
  },
);

test('the other kinds cannot be scaled', () => {
  expect([tfJob, mpiJob, xgBoostJob].map(({ scale }) => scale)).toEqual([undefined, undefined, undefined]);
});

test('an MPIJob may have any name', () => {
  const object = { apiVersion: 'kubeflow.org/v1', kind: 'MPIJob', metadata: { name: '1.a' } };
  expect(mpiJob.validate({ ...object, spec: specs.MPIJob.minimal })).toEqual([]);
});
