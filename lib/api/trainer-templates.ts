import type { Container } from 'kubernetes-types/core/v1';
import type { ReplicatedJob } from './jobset.types';
import { stepLabel } from './trainer-runtimes';
import type { MLPolicy, MPIMLPolicy, TrainingRuntimeSpec } from './trainer.types';

/*
 * The shapes that Trainer demands of runtimes: which parts there are, what they and their containers are called, and
 * which labels tell Trainer where a TrainJob's settings go.
 */

/** A step of a TrainJob that a part of the runtime carries out. */
export type Step = 'trainer' | 'dataset-initializer' | 'model-initializer';

/** Further fields of what a part is made of. */
export interface PartOptions {
  /** Fields of the Job's spec. */
  readonly job?: object;
  /** Fields of the pod's spec. */
  readonly pod?: object;
}

/** One part of a runtime's JobSet, with one container. */
export function runtimePart(
  name: string,
  step: Step | undefined,
  container: Container,
  options: PartOptions & { readonly dependsOn?: ReplicatedJob['dependsOn'] } = {},
): ReplicatedJob {
  return {
    name,
    ...(options.dependsOn === undefined ? {} : { dependsOn: options.dependsOn }),
    template: {
      ...(step === undefined ? {} : { metadata: { labels: { [stepLabel]: step } } }),
      spec: {
        ...options.job,
        // JobSet would say OnFailure, which starts single containers again, and leaves no log of what has failed. Katib's
        // collector never ends when it is started alone. https://github.com/kubeflow/katib/issues/2616
        template: { spec: { restartPolicy: 'Never', ...options.pod, containers: [container] } },
      },
    },
  };
}

/** All pods are alike and find each other by what Trainer puts into their environment. */
export function plainRuntime(
  policy: MLPolicy,
  container: Omit<Container, 'name'>,
  options: PartOptions = {},
): TrainingRuntimeSpec {
  return {
    mlPolicy: { numNodes: 1, ...policy },
    template: { spec: { replicatedJobs: [runtimePart('node', 'trainer', { name: 'node', ...container }, options)] } },
  };
}

/** What {@link mpiRuntime} needs to know of the image. */
export interface MpiOptions extends Omit<MPIMLPolicy, 'runLauncherAsNode'> {
  readonly numNodes?: number;
  /** How the SSH server is started on the nodes. */
  readonly sshd: Pick<Container, 'command' | 'args'>;
  /** Port that the SSH server listens on. */
  readonly sshPort: number;
}

/** A launcher that starts the program on the nodes over SSH, and trains as the first of them. */
export function mpiRuntime(
  policy: MpiOptions,
  container: Omit<Container, 'name'>,
  options: PartOptions = {},
): TrainingRuntimeSpec {
  const { numNodes = 1, sshd, sshPort, ...mpi } = policy;
  const node: Container = { name: 'node', ...container };
  return {
    mlPolicy: { numNodes, mpi: { mpiImplementation: 'OpenMPI', numProcPerNode: 1, ...mpi, runLauncherAsNode: true } },
    template: {
      spec: {
        network: { publishNotReadyAddresses: true },
        successPolicy: { operator: 'All', targetReplicatedJobs: ['launcher'] },
        replicatedJobs: [
          runtimePart('launcher', 'trainer', node, options),
          runtimePart(
            'node',
            undefined,
            { ...node, ...sshd, readinessProbe: { tcpSocket: { port: sshPort }, initialDelaySeconds: 5 } },
            options,
          ),
        ],
      },
    },
  };
}
