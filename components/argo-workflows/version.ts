/** The Argo Workflows release that is installed. */
export const version = 'v3.7.3';

/** Images of that release. */
export const images = {
  controller: `quay.io/argoproj/workflow-controller:${version}`,
  /** Runs beside each step. */
  executor: `quay.io/argoproj/argoexec:${version}`,
} as const;
