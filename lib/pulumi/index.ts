/*
 * The public API of `keelson/pulumi`: any cdk8s App, Chart or Keelson Platform as Pulumi resources.
 */
export { deploy } from './deploy';
export type { Deployed } from './deploy';
export { KubernetesResource } from './kubernetes-resource';
export type { ObjectOptions } from './object-options';
export type { DeployOptions } from './options';
export { asString } from './outputs';
export { kubernetesProvider } from './provider';
export type { ClusterProps } from './provider';
export type { Kept } from './retention';
export { generatedByPulumi, pulumiSecret } from './secrets';
