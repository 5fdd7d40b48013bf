import { Construct } from 'constructs';
import { KindDefinition, PrinterColumn, ScalePaths } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import { boolean, choice, int32, labelName, list, object, required, Schema, string } from './kit/schema';
import {
  cleanPodPolicy,
  elasticFields,
  elasticWorkers,
  jobStatus,
  master,
  orderedReplicas,
  replicaSpecs,
  role,
  runPolicy,
} from './training-operator-parts';
import type {
  JAXJobSpec,
  MPIJobSpec,
  PaddleJobSpec,
  PyTorchJobSpec,
  TFJobSpec,
  XGBoostJobSpec,
} from './training-operator.types';

/*
 * The jobs of API group kubeflow.org, as the Training Operator v1.9 serves them.
 * https://www.kubeflow.org/docs/components/trainer/legacy-v1/
 */

const state: PrinterColumn = { name: 'State', type: 'string', jsonPath: '.status.conditions[-1:].type' };
const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** What all these kinds have in common. */
const job = {
  group: 'kubeflow.org',
  version: 'v1',
  namespaced: true,
  status: jobStatus,
  columns: [state, age],
  rules: labelName,
} as const;

/** Autoscalers change the number of workers. */
const scaleWorkers = (field: string): ScalePaths => ({
  specReplicasPath: `.spec.${field}.Worker.replicas`,
  statusReplicasPath: '.status.replicaStatuses.Worker.active',
  labelSelectorPath: '.status.replicaStatuses.Worker.selector',
});

const specOf = (kind: string, fields: Readonly<Record<string, Schema>>, rules: Schema['rules'] = []): Schema =>
  required(
    object(`${kind}Spec`, 'What to train, on which pods.', { ...fields, runPolicy }, rules.length > 0 ? { rules } : {}),
  );

/** @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/pytorch/ */
export const pyTorchJob = new KindDefinition({
  ...job,
  kind: 'PyTorchJob',
  names: { plural: 'pytorchjobs' },
  description: 'A training job with PyTorch on one or more pods.',
  scale: scaleWorkers('pytorchReplicaSpecs'),
  spec: specOf(
    'PyTorchJob',
    {
      pytorchReplicaSpecs: replicaSpecs('PyTorchReplicaSpecs', 'The pods: a master, workers, or both.', {
        Master: master('pytorch'),
        Worker: role('The workers.', {
          typeName: 'PyTorchWorkerSpec',
          container: 'pytorch',
          replicas: int32('Number of pods, 1 where left out.', { minimum: 1 }),
        }),
      }),
      nprocPerNode: string(
        'Number of processes on each pod: a number, auto, cpu or gpu. The same as auto where left out.',
      ),
      elasticPolicy: object(
        'ElasticPolicy',
        'Lets the number of workers change while the job runs.',
        {
          ...elasticFields,
          rdzvBackend: string('How the workers find each other: c10d, etcd or etcd-v2.'),
          rdzvPort: int32('Port of the place where the workers meet.', { minimum: 1, maximum: 65535 }),
          rdzvHost: string('Host of the place where the workers meet.'),
          rdzvId: string('Name of the run, by which its workers know each other.'),
          rdzvConf: list(
            'Further settings of the backend.',
            object('RDZVConf', 'One setting.', { key: string('Name.'), value: string('Value.') }),
          ),
          standalone: boolean(
            'Lets the processes of a single pod meet in that pod; the other rdzv fields are ignored.',
          ),
          nProcPerNode: int32('Number of processes on each pod. Replaced by nprocPerNode of the job.', { minimum: 1 }),
        },
        { rules: [orderedReplicas] },
      ),
    },
    [
      elasticWorkers('pytorchReplicaSpecs'),
      {
        rule: '!has(self.nprocPerNode) || !has(self.elasticPolicy) || !has(self.elasticPolicy.nProcPerNode)',
        message: 'elasticPolicy.nProcPerNode must not be used with nprocPerNode',
        holds: (self: PyTorchJobSpec) =>
          self.nprocPerNode === undefined || self.elasticPolicy?.nProcPerNode === undefined,
      },
    ],
  ),
});

/** @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/tensorflow/ */
export const tfJob = new KindDefinition({
  ...job,
  kind: 'TFJob',
  names: { plural: 'tfjobs' },
  description: 'A training job with TensorFlow on one or more pods.',
  spec: specOf('TFJob', {
    tfReplicaSpecs: replicaSpecs(
      'TFReplicaSpecs',
      'The pods, by what they do.',
      {
        Worker: role('The workers.', { container: 'tensorflow' }),
        Chief: role('The pod that leads the others and saves the model. Without one, the first worker leads.', {
          container: 'tensorflow',
        }),
        Master: role('An earlier name of the chief.', { container: 'tensorflow' }),
        PS: role('The parameter servers.', { container: 'tensorflow' }),
        Evaluator: role('The pods that evaluate checkpoints.', { container: 'tensorflow' }),
      },
      [
        {
          rule: '!has(self.Chief) || !has(self.Master)',
          message: 'must not have more than 1 Chief or Master role',
          holds: (self: { Chief?: unknown; Master?: unknown }) => self.Chief === undefined || self.Master === undefined,
        },
      ],
    ),
    successPolicy: choice(
      'When the job has succeeded: once its chief has, or the first worker where there is none; with AllWorkers, once all workers have.',
      ['', 'AllWorkers'],
    ),
    enableDynamicWorker: boolean('Whether the number of workers may change while the job runs.'),
  }),
});

/** @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/mpi/ */
export const mpiJob = new KindDefinition({
  ...job,
  kind: 'MPIJob',
  names: { plural: 'mpijobs' },
  description: 'A training job whose processes are started by MPI.',
  columns: [age, state],
  // Nothing is named after it in DNS, so any name will do.
  rules: [],
  spec: specOf('MPIJob', {
    mpiReplicaSpecs: replicaSpecs('MPIReplicaSpecs', 'The pods: a launcher, and workers that it starts processes on.', {
      Launcher: required(
        role('The pod that starts the processes.', {
          typeName: 'LauncherSpec',
          replicas: int32('Number of pods, which is 1.', { minimum: 1, maximum: 1 }),
        }),
      ),
      Worker: role('The workers. None where their number is left out.'),
    }),
    slotsPerWorker: int32('Number of processes that each worker takes, 1 where left out.', { minimum: 1 }),
    mainContainer: string('Name of the container that the processes run in.'),
    cleanPodPolicy: cleanPodPolicy(
      'Pods that are deleted once the job has ended. Replaced by the field of runPolicy, which comes first.',
    ),
  }),
});

/** @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/xgboost/ */
export const xgBoostJob = new KindDefinition({
  ...job,
  kind: 'XGBoostJob',
  names: { plural: 'xgboostjobs' },
  description: 'A training job with XGBoost on one or more pods.',
  spec: specOf('XGBoostJob', {
    xgbReplicaSpecs: replicaSpecs('XGBReplicaSpecs', 'The pods: a master, and workers.', {
      Master: required(master('xgboost')),
      Worker: role('The workers.', { container: 'xgboost' }),
    }),
  }),
});

/** @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/paddle/ */
export const paddleJob = new KindDefinition({
  ...job,
  kind: 'PaddleJob',
  names: { plural: 'paddlejobs' },
  description: 'A training job with PaddlePaddle on one or more pods.',
  scale: scaleWorkers('paddleReplicaSpecs'),
  spec: specOf(
    'PaddleJob',
    {
      paddleReplicaSpecs: replicaSpecs('PaddleReplicaSpecs', 'The pods: masters, workers, or both.', {
        Master: role('The pods that lead the others.', { container: 'paddle' }),
        Worker: role('The workers.', { container: 'paddle' }),
      }),
      elasticPolicy: object(
        'PaddleElasticPolicy',
        'Lets the number of workers change while the job runs.',
        elasticFields,
        { rules: [orderedReplicas] },
      ),
    },
    [elasticWorkers('paddleReplicaSpecs')],
  ),
});

/** @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/jax/ */
export const jaxJob = new KindDefinition({
  ...job,
  kind: 'JAXJob',
  names: { plural: 'jaxjobs' },
  description: 'A training job with JAX on one or more pods.',
  scale: scaleWorkers('jaxReplicaSpecs'),
  spec: specOf('JAXJob', {
    jaxReplicaSpecs: replicaSpecs('JAXReplicaSpecs', 'The pods, which are all alike.', {
      Worker: required(role('The workers.', { container: 'jax' })),
    }),
  }),
});

/** A training job with PyTorch, with every field of the API. */
export class PyTorchJob extends CustomResource<PyTorchJobSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<PyTorchJobSpec>) {
    super(scope, id, pyTorchJob, props);
  }
}

/** A training job with TensorFlow, with every field of the API. */
export class TFJob extends CustomResource<TFJobSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<TFJobSpec>) {
    super(scope, id, tfJob, props);
  }
}

/** A training job whose processes are started by MPI, with every field of the API. */
export class MPIJob extends CustomResource<MPIJobSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<MPIJobSpec>) {
    super(scope, id, mpiJob, props);
  }
}

/** A training job with XGBoost, with every field of the API. */
export class XGBoostJob extends CustomResource<XGBoostJobSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<XGBoostJobSpec>) {
    super(scope, id, xgBoostJob, props);
  }
}

/** A training job with PaddlePaddle, with every field of the API. */
export class PaddleJob extends CustomResource<PaddleJobSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<PaddleJobSpec>) {
    super(scope, id, paddleJob, props);
  }
}

/** A training job with JAX, with every field of the API. */
export class JAXJob extends CustomResource<JAXJobSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<JAXJobSpec>) {
    super(scope, id, jaxJob, props);
  }
}
