export { Pipelines } from './pipelines';
export type { PipelinesTenantOptions } from './pipelines';
export type { PipelinesMode, PipelinesProps, StepSecurityContext } from './props';
export { PipelinesTenant } from './tenant';
