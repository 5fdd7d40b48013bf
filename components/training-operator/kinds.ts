import { KindDefinition, trainingOperator } from '../../lib/api';

/** A kind of job that the operator runs. */
export type JobKind = 'PyTorchJob' | 'TFJob' | 'MPIJob' | 'XGBoostJob' | 'PaddleJob' | 'JAXJob';

/** What is known of a kind. */
export interface JobKindFacts {
  readonly definition: KindDefinition;
  /** Field of the spec that holds the roles. */
  readonly roles: string;
  /** Whether the operator has a webhook for it. */
  readonly validated: boolean;
}

/** All kinds, in the order in which the operator sets them up. */
export const jobKinds: Readonly<Record<JobKind, JobKindFacts>> = {
  PyTorchJob: { definition: trainingOperator.pyTorchJob, roles: 'pytorchReplicaSpecs', validated: true },
  TFJob: { definition: trainingOperator.tfJob, roles: 'tfReplicaSpecs', validated: true },
  MPIJob: { definition: trainingOperator.mpiJob, roles: 'mpiReplicaSpecs', validated: false },
  XGBoostJob: { definition: trainingOperator.xgBoostJob, roles: 'xgbReplicaSpecs', validated: true },
  PaddleJob: { definition: trainingOperator.paddleJob, roles: 'paddleReplicaSpecs', validated: true },
  JAXJob: { definition: trainingOperator.jaxJob, roles: 'jaxReplicaSpecs', validated: true },
};

export const allKinds = Object.keys(jobKinds) as readonly JobKind[];

/** Plural names of kinds, as the API has them. */
export function pluralsOf(kinds: readonly JobKind[]): string[] {
  return kinds.map((kind) => jobKinds[kind].definition.names.plural);
}
