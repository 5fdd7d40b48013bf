import { Construct } from 'constructs';
import { trainingOperator } from '../../../api';
import { report } from '../../../core/errors';
import { checkInteger, checkKnown, propsOf } from '../../../core/props';
import { jobParts, roleOf } from './job';
import { rightFields } from './right-fields';
import type { MPIJobSpec } from '../../../api/training-operator.types';
import { JobPodOptions, jobProps, ReplicaOptions, V1JobProps } from './options';

/**
 * Props of {@link MPIJob}. `command` and `args` are those of the launcher, `resources` and `gpus` those of each worker.
 * There is no `podSecurity`: the operator adds a container to the launcher that does not meet the standard.
 */
export interface MPIJobProps extends Omit<V1JobProps, 'podSecurity'> {
  /** The pod that starts the processes on the workers. With GPUs of its own, it trains too. @default - as the job says */
  readonly launcher?: JobPodOptions;
  /** The pods that train. They sleep until the launcher starts processes on them. @default - one, as the job says */
  readonly worker?: ReplicaOptions;
  /** Number of processes that each worker takes. @default 1 */
  readonly slotsPerWorker?: number;
}

const knownProps: Record<keyof MPIJobProps | 'podSecurity', true> = {
  ...jobProps,
  launcher: true,
  worker: true,
  slotsPerWorker: true,
};

/** How the operator makes mpirun find the workers. */
const reserved = ['OMPI_MCA_plm_rsh_agent', 'OMPI_MCA_orte_default_hostfile'];
const container = 'mpi';

/**
 * A training job whose processes are started by MPI, run by the Training Operator. The image needs an MPI with
 * `mpirun`, and no SSH.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/mpi/
 */
export class MPIJob extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: trainingOperator.MPIJob;
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the job; `undefined` where neither the job nor its chart names one. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: MPIJobProps) {
    super(scope, id);
    const given: Partial<MPIJobProps> = propsOf(this, props);
    checkKnown(this, given, knownProps);
    if ('podSecurity' in given) {
      report(
        this,
        '"podSecurity" is given, but the operator adds a container to the launcher that does not meet the standard; use a TrainJob on a runtime with the policy "mpi"',
      );
    }
    const { slotsPerWorker } = given;
    const slotsRight = checkInteger(this, 'slotsPerWorker', slotsPerWorker, { min: 1 });
    const launcher = roleOf(this, 'launcher', given.launcher, {
      single: true,
      without: ['resources', 'gpus', 'gpuResource'],
    });
    const worker = roleOf(this, 'worker', given.worker, { without: ['command', 'args'] });
    const job = jobParts(this, given, { container, reserved, roles: [launcher, worker] });
    this.name = job.name;
    this.namespace = job.namespace;
    this.resource = new trainingOperator.MPIJob(this, 'Resource', {
      metadata: job.metadata,
      spec: {
        mpiReplicaSpecs: { Launcher: job.replicas(launcher), Worker: job.replicas(worker) },
        // Pods may get containers besides, such as a mesh's.
        mainContainer: container,
        ...rightFields<Pick<MPIJobSpec, 'slotsPerWorker'>>([[slotsRight, { slotsPerWorker }]]),
        ...job.policy,
      },
    });
  }
}
