import { Rights } from './rbac';

/**
 * What the ServiceAccount of a workflow's pods must be allowed in its namespace: the executor beside each step reports to
 * the controller through these objects. Argo needs nothing else for steps that do not call the API server themselves.
 * @see https://argo-workflows.readthedocs.io/en/latest/workflow-rbac/
 */
export const workflowStepRights: readonly Rights[] = [
  { verbs: ['create', 'patch'], apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'] },
];
