import { Construct } from 'constructs';
import { trainingOperator } from '../../../api';
import { report } from '../../../core/errors';
import { checkKnown, checkOneOf, propsOf } from '../../../core/props';
import { checkFlag } from './checks';
import { jobParts, optionalRole, Role, roleOf } from './job';
import { rightFields } from './right-fields';
import type { TFJobSpec } from '../../../api/training-operator.types';
import { JobPodOptions, jobProps, ReplicaOptions, V1JobProps } from './options';

/** Props of {@link TFJob}. */
export interface TFJobProps extends V1JobProps {
  /** The pods that train. @default - one, as the job says; none beside a chief or master */
  readonly worker?: ReplicaOptions;
  /** The pod that leads the workers and saves the model; the job ends with it. @default - the first worker leads */
  readonly chief?: JobPodOptions;
  /** An earlier name of the chief. @default - none */
  readonly master?: JobPodOptions;
  /** The parameter servers. @default - none */
  readonly ps?: ReplicaOptions;
  /** The pods that evaluate checkpoints. @default - none */
  readonly evaluator?: ReplicaOptions;
  /**
   * When a job without a chief has succeeded: `AllWorkers` waits for all its workers.
   * @default - once the first worker has
   */
  readonly successPolicy?: 'AllWorkers';
  /** Whether the number of workers may change while the job runs. @default false */
  readonly enableDynamicWorker?: boolean;
}

const knownProps: Record<keyof TFJobProps, true> = {
  ...jobProps,
  ...{ worker: true, chief: true, master: true, ps: true, evaluator: true },
  ...{ successPolicy: true, enableDynamicWorker: true },
};

/**
 * A training job with TensorFlow, run by the Training Operator.
 * @see https://www.kubeflow.org/docs/components/trainer/legacy-v1/user-guides/tensorflow/
 */
export class TFJob extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: trainingOperator.TFJob;
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the job; `undefined` where neither the job nor its chart names one. */
  readonly namespace: string | undefined;

  constructor(scope: Construct, id: string, props: TFJobProps) {
    super(scope, id);
    const given = propsOf(this, props);
    checkKnown(this, given, knownProps);
    const { enableDynamicWorker, successPolicy } = given;
    const settings = rightFields<Pick<TFJobSpec, 'enableDynamicWorker' | 'successPolicy'>>([
      [checkOneOf(this, 'successPolicy', successPolicy, ['AllWorkers']), { successPolicy }],
      [checkFlag(this, 'enableDynamicWorker', enableDynamicWorker), { enableDynamicWorker }],
    ]);
    const chief = optionalRole(this, 'chief', given.chief, { single: true });
    const master = optionalRole(this, 'master', given.master, { single: true });
    const ps = optionalRole(this, 'ps', given.ps);
    const evaluator = optionalRole(this, 'evaluator', given.evaluator);
    const leader = chief ?? master;
    const worker =
      leader === undefined ? roleOf(this, 'worker', given.worker) : optionalRole(this, 'worker', given.worker);
    if (chief !== undefined && master !== undefined) {
      report(this, '"chief" and "master" are given, and mean the same; leave out "master"');
    }
    if (leader !== undefined && successPolicy !== undefined) {
      report(this, `"successPolicy" is given, but the job ends with its ${leader.prop}; leave one out`);
    }
    const roles = [chief, master, worker, ps, evaluator];
    const job = jobParts(this, given, {
      container: 'tensorflow',
      // A single pod is told nothing, and may be told by the program.
      reserved: isSingle(roles) ? [] : ['TF_CONFIG'],
      roles,
    });
    const leads = chief === undefined ? { Master: master } : { Chief: chief };
    const specs = Object.entries({ ...leads, Worker: worker, PS: ps, Evaluator: evaluator });
    this.name = job.name;
    this.namespace = job.namespace;
    this.resource = new trainingOperator.TFJob(this, 'Resource', {
      metadata: job.metadata,
      spec: {
        tfReplicaSpecs: Object.fromEntries(
          specs.flatMap(([type, role]) => (role === undefined ? [] : [[type, job.replicas(role)]])),
        ),
        ...settings,
        ...job.policy,
      },
    });
  }
}

/** Whether one pod is the whole job. */
function isSingle(roles: readonly (Role | undefined)[]): boolean {
  const [first, ...others] = roles.filter((role) => role !== undefined);
  return others.length === 0 && (first?.options.replicas ?? 1) === 1;
}
