/** The cert-manager release that is installed. */
export const version = 'v1.19.4';

const jetstack = 'quay.io/jetstack';

/** Images of that release. */
export const images = {
  controller: `${jetstack}/cert-manager-controller:${version}`,
  webhook: `${jetstack}/cert-manager-webhook:${version}`,
  cainjector: `${jetstack}/cert-manager-cainjector:${version}`,
  /** Answers an ACME server over HTTP, in pods that the controller makes. */
  acmeSolver: `${jetstack}/cert-manager-acmesolver:${version}`,
} as const;
