import {
  clusterWorkflowTemplate,
  cronWorkflow,
  workflow,
  workflowArtifactGCTask,
  workflowEventBinding,
  workflowTaskResult,
  workflowTaskSet,
  workflowTemplate,
} from './argo';
import { certificate, certificateRequest, challenge, clusterIssuer, issuer, order } from './cert-manager';
import { gateway, gatewayClass, httpRoute } from './gateway';
import { jobSet } from './jobset';
import { experiment, suggestion, trial } from './katib';
import { KindDefinition } from './kit/kind';
import {
  clusterServingRuntime,
  clusterStorageContainer,
  inferenceGraph,
  inferenceService,
  localModelCache,
  localModelNode,
  localModelNodeGroup,
  servingRuntime,
  trainedModel,
} from './kserve';
import { llmInferenceService, llmInferenceServiceConfig } from './kserve-llm';
import { pipeline, pipelineVersion, scheduledWorkflow, viewer } from './pipelines';
import { clusterTrainingRuntime, trainingRuntime, trainJob } from './trainer';
import { jaxJob, mpiJob, paddleJob, pyTorchJob, tfJob, xgBoostJob } from './training-operator';

/** All API groups that Keelson defines, by the name of their file. Those that others build on come first. */
export const apiGroups: Readonly<Record<string, readonly KindDefinition[]>> = {
  'cert-manager': [certificate, certificateRequest, issuer, clusterIssuer, order, challenge],
  gateway: [gatewayClass, gateway, httpRoute],
  jobset: [jobSet],
  trainer: [trainJob, trainingRuntime, clusterTrainingRuntime],
  'training-operator': [pyTorchJob, tfJob, mpiJob, xgBoostJob, paddleJob, jaxJob],
  katib: [experiment, suggestion, trial],
  kserve: [
    inferenceService,
    servingRuntime,
    clusterServingRuntime,
    inferenceGraph,
    trainedModel,
    clusterStorageContainer,
    localModelCache,
    localModelNode,
    localModelNodeGroup,
  ],
  'kserve-llm': [llmInferenceService, llmInferenceServiceConfig],
  argo: [
    workflow,
    workflowTemplate,
    clusterWorkflowTemplate,
    cronWorkflow,
    workflowTaskSet,
    workflowTaskResult,
    workflowArtifactGCTask,
    workflowEventBinding,
  ],
  pipelines: [pipeline, pipelineVersion, scheduledWorkflow, viewer],
};
