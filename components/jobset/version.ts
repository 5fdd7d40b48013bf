/** The JobSet release that is installed. */
export const version = 'v0.11.0';

/** Images of that release. */
export const images = { manager: `registry.k8s.io/jobset/jobset:${version}` } as const;
