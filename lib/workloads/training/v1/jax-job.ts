import { Construct } from 'constructs';
import { trainingOperator } from '../../../api';
import { checkKnown, propsOf } from '../../../core/props';
import { jobParts, roleOf } from './job';
import { jobProps, ReplicaOptions, V1JobProps } from './options';

/** Props of {@link JAXJob}. */
export interface JAXJobProps extends V1JobProps {
  /** The pods that train, which are all alike. @default - one, as the job says */
  readonly worker?: ReplicaOptions;
}

const knownProps: Record<keyof JAXJobProps, true> = { ...jobProps, worker: true };

/** What the operator tells the processes of each other. */
const reserved = ['COORDINATOR_PORT', 'COORDINATOR_ADDRESS', 'NUM_PROCESSES', 'PROCESS_ID'];

/**
 * A training job with JAX, run by the Training Operator.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/jax/
 */
export class JAXJob extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: trainingOperator.JAXJob;
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the job; `undefined` where neither the job nor its chart names one. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: JAXJobProps) {
    super(scope, id);
    const given = propsOf(this, props);
    checkKnown(this, given, knownProps);
    const worker = roleOf(this, 'worker', given.worker);
    const job = jobParts(this, given, { container: 'jax', reserved, roles: [worker] });
    this.name = job.name;
    this.namespace = job.namespace;
    this.resource = new trainingOperator.JAXJob(this, 'Resource', {
      metadata: job.metadata,
      spec: { jaxReplicaSpecs: { Worker: job.replicas(worker) }, ...job.policy },
    });
  }
}
