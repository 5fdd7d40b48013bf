/** The Training Operator release that is installed. */
export const version = 'v1.9.2';

// The images of a release carry the commit that they were built from.
const build = 'v1-3f15cb8';

/** Images of that release: the operator's own, and those that it adds to jobs. */
export const images = {
  operator: `ghcr.io/kubeflow/training-v1/training-operator:${build}`,
  /** Looks the master of a PyTorchJob up. */
  waitForMaster: 'docker.io/library/alpine:3.10',
  /** Brings the launcher of an MPIJob what it reaches the workers with. */
  kubectlDelivery: `ghcr.io/kubeflow/training-v1/kubectl-delivery:${build}`,
} as const;
