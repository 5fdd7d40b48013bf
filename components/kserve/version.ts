/** The KServe release that is installed. */
export const version = 'v0.16.0';

const kserve = 'docker.io/kserve';

/** Images of that release: the controllers', what they put into the pods of models, and the runtimes'. */
export const images = {
  controller: `${kserve}/kserve-controller:${version}`,
  localModelController: `${kserve}/kserve-localmodel-controller:${version}`,
  localModelAgent: `${kserve}/kserve-localmodelnode-agent:${version}`,
  llmController: `${kserve}/llmisvc-controller:${version}`,
  modelsWebApp: 'ghcr.io/kserve/models-web-app:0.16.1',
  agent: `${kserve}/agent:${version}`,
  router: `${kserve}/router:${version}`,
  storageInitializer: `${kserve}/storage-initializer:${version}`,
  artExplainer: `${kserve}/art-explainer:${version}`,
  sklearn: `${kserve}/sklearnserver:${version}`,
  xgboost: `${kserve}/xgbserver:${version}`,
  lightgbm: `${kserve}/lgbserver:${version}`,
  pmml: `${kserve}/pmmlserver:${version}`,
  paddle: `${kserve}/paddleserver:${version}`,
  huggingFace: `${kserve}/huggingfaceserver:${version}`,
  huggingFaceGpu: `${kserve}/huggingfaceserver:${version}-gpu`,
  mlserver: 'docker.io/seldonio/mlserver:1.5.0',
  tensorflow: 'docker.io/tensorflow/serving:2.6.2',
  torchserve: 'docker.io/pytorch/torchserve-kfs:0.9.0',
  triton: 'nvcr.io/nvidia/tritonserver:23.05-py3',
  llmServer: 'ghcr.io/llm-d/llm-d-dev:v0.2.2',
  llmRoutingSidecar: 'ghcr.io/llm-d/llm-d-routing-sidecar:v0.2.0',
  llmScheduler: 'ghcr.io/llm-d/llm-d-inference-scheduler:v0.2.0',
} as const;
