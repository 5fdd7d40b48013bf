export { ArgoWorkflows } from './argo-workflows';
export type { ArgoWorkflowsProps } from './props';
