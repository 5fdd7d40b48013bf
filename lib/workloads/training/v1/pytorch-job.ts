import { Construct } from 'constructs';
import { trainingOperator } from '../../../api';
import { report } from '../../../core/errors';
import { checkInteger, checkKnown, propsOf } from '../../../core/props';
import { shown } from '../../../core/words';
import { isTrialText } from './checks';
import { elasticPolicy, ElasticPolicyOptions } from './elastic-policy';
import { jobParts, Role, roleOf } from './job';
import { JobPodOptions, jobProps, ReplicaOptions, V1JobProps } from './options';

/** Props of {@link PyTorchJob}. */
export interface PyTorchJobProps extends V1JobProps {
  /**
   * The pod that leads the others and trains as the first of them, or `false` for none.
   * @default - as the job says; none with `elasticPolicy`, where the first worker leads
   */
  readonly master?: JobPodOptions | false;
  /** The other pods that train. @default - none; one where there is no master */
  readonly worker?: ReplicaOptions;
  /**
   * Number of training processes on each pod: a number, or what torchrun goes by.
   * @default 'auto'
   */
  readonly nprocPerNode?: number | 'auto' | 'cpu' | 'gpu';
  /** Lets the number of workers change while the job runs. @default - it is fixed */
  readonly elasticPolicy?: ElasticPolicyOptions;
}

const knownProps: Record<keyof PyTorchJobProps, true> = {
  ...jobProps,
  ...{ master: true, worker: true, nprocPerNode: true, elasticPolicy: true },
};

/** What the operator tells the processes of each other: in any job, with a master, and with an elastic policy. */
const reserved = ['PET_NNODES', 'PET_NPROC_PER_NODE'];
const reservedWithMaster = [
  ...['MASTER_ADDR', 'MASTER_PORT', 'WORLD_SIZE', 'RANK'],
  ...['PET_MASTER_ADDR', 'PET_MASTER_PORT', 'PET_NODE_RANK'],
];
const reservedWithElastic = ['PET_RDZV_ENDPOINT', 'PET_RDZV_BACKEND'];

/**
 * A training job with PyTorch, run by the Training Operator.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/pytorch/
 */
export class PyTorchJob extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: trainingOperator.PyTorchJob;
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the job; `undefined` where neither the job nor its chart names one. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: PyTorchJobProps) {
    super(scope, id);
    const given = propsOf(this, props);
    checkKnown(this, given, knownProps);
    const elastic = elasticPolicy(this, given.elasticPolicy, given.worker?.replicas ?? 1);
    const master = this.master(given);
    const worker =
      master !== undefined && given.worker === undefined && elastic === undefined
        ? undefined
        : roleOf(this, 'worker', given.worker, elastic?.maxReplicas === undefined ? {} : { most: elastic.maxReplicas });
    const job = jobParts(this, given, {
      container: 'pytorch',
      reserved: [
        ...reserved,
        ...(master === undefined ? [] : reservedWithMaster),
        ...(elastic === undefined ? [] : reservedWithElastic),
      ],
      roles: [master, worker],
    });
    const nprocPerNode = this.processes(given.nprocPerNode);
    this.name = job.name;
    this.namespace = job.namespace;
    this.resource = new trainingOperator.PyTorchJob(this, 'Resource', {
      metadata: job.metadata,
      spec: {
        pytorchReplicaSpecs: {
          ...(master === undefined ? {} : { Master: job.replicas(master) }),
          ...(worker === undefined ? {} : { Worker: job.replicas(worker) }),
        },
        ...(nprocPerNode === undefined ? {} : { nprocPerNode }),
        ...(elastic === undefined ? {} : { elasticPolicy: elastic }),
        ...job.policy,
      },
    });
  }

  private master({ master, elasticPolicy: elastic }: Partial<PyTorchJobProps>): Role | undefined {
    if (master === false || (master === undefined && elastic !== undefined)) return undefined;
    return roleOf(this, 'master', master, { single: true });
  }

  private processes(given: PyTorchJobProps['nprocPerNode']): string | undefined {
    if (given === undefined) return undefined;
    if (typeof given === 'number') checkInteger(this, 'nprocPerNode', given, { min: 1 });
    else if (!['auto', 'cpu', 'gpu'].includes(given) && !isTrialText(given)) {
      report(this, `"nprocPerNode" is ${shown(given)}, must be a whole number from 1, "auto", "cpu" or "gpu"`);
    }
    return String(given);
  }
}
