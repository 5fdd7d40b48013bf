import type { LocalComponent } from '../../../stacks/local-components';

/**
 * What the test cluster has the images of, among the components of the local environment. Whoever starts pods of it names these:
 * a default that grows must not bring pods here that nothing can start.
 */
export const runnableComponents = [
  'jobset',
  'trainer',
  'mysql',
  'katib',
  'cert-manager',
  'kserve',
] as const satisfies readonly LocalComponent[];
