import { Construct } from 'constructs';
import { trainingOperator } from '../../../api';
import { checkKnown, propsOf } from '../../../core/props';
import { jobParts, optionalRole, roleOf } from './job';
import { jobProps, ReplicaOptions, V1JobProps } from './options';

/** Props of {@link PaddleJob}. */
export interface PaddleJobProps extends V1JobProps {
  /** The pods that train. @default - one, as the job says */
  readonly worker?: ReplicaOptions;
  /**
   * The parameter servers.
   * @default - none: the workers find each other by the first of them
   */
  readonly master?: ReplicaOptions;
}

const knownProps: Record<keyof PaddleJobProps, true> = { ...jobProps, master: true, worker: true };

/** What the operator tells the processes of each other. */
const reserved = ['PADDLE_MASTER', 'PADDLE_NNODES', 'PADDLE_JOB_ID'];
const reservedWithServers = ['PADDLE_SERVER_NUM', 'PADDLE_TRAINER_NUM'];

/**
 * A training job with PaddlePaddle, run by the Training Operator.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/paddle/
 */
export class PaddleJob extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: trainingOperator.PaddleJob;
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the job; `undefined` where neither the job nor its chart names one. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: PaddleJobProps) {
    super(scope, id);
    const given = propsOf(this, props);
    checkKnown(this, given, knownProps);
    const master = optionalRole(this, 'master', given.master);
    const worker = roleOf(this, 'worker', given.worker);
    const job = jobParts(this, given, {
      container: 'paddle',
      reserved: [...reserved, ...(master === undefined ? [] : reservedWithServers)],
      roles: [master, worker],
    });
    this.name = job.name;
    this.namespace = job.namespace;
    this.resource = new trainingOperator.PaddleJob(this, 'Resource', {
      metadata: job.metadata,
      spec: {
        paddleReplicaSpecs: {
          ...(master === undefined ? {} : { Master: job.replicas(master) }),
          Worker: job.replicas(worker),
        },
        ...job.policy,
      },
    });
  }
}
