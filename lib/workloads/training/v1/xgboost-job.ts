import { Construct } from 'constructs';
import { trainingOperator } from '../../../api';
import { checkKnown, propsOf } from '../../../core/props';
import { jobParts, optionalRole, roleOf } from './job';
import { JobPodOptions, jobProps, ReplicaOptions, V1JobProps } from './options';

/** Props of {@link XGBoostJob}. */
export interface XGBoostJobProps extends V1JobProps {
  /** The pod that runs the tracker, and trains as the first. @default - as the job says */
  readonly master?: JobPodOptions;
  /** The other pods that train. @default - none */
  readonly worker?: ReplicaOptions;
}

const knownProps: Record<keyof XGBoostJobProps, true> = { ...jobProps, master: true, worker: true };

/** What the operator tells the processes of each other. */
const reserved = ['MASTER_PORT', 'MASTER_ADDR', 'WORLD_SIZE', 'RANK'];
const reservedWithWorkers = ['WORKER_PORT', 'WORKER_ADDRS'];

/**
 * A training job with XGBoost or LightGBM, run by the Training Operator.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/xgboost/
 */
export class XGBoostJob extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: trainingOperator.XGBoostJob;
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the job; `undefined` where neither the job nor its chart names one. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: XGBoostJobProps) {
    super(scope, id);
    const given = propsOf(this, props);
    checkKnown(this, given, knownProps);
    const master = roleOf(this, 'master', given.master, { single: true });
    const worker = optionalRole(this, 'worker', given.worker);
    const job = jobParts(this, given, {
      container: 'xgboost',
      reserved: [...reserved, ...(worker === undefined ? [] : reservedWithWorkers)],
      roles: [master, worker],
    });
    this.name = job.name;
    this.namespace = job.namespace;
    this.resource = new trainingOperator.XGBoostJob(this, 'Resource', {
      metadata: job.metadata,
      spec: {
        xgbReplicaSpecs: {
          Master: job.replicas(master),
          ...(worker === undefined ? {} : { Worker: job.replicas(worker) }),
        },
        ...job.policy,
      },
    });
  }
}
