/** The Kubeflow Trainer release that is installed. */
export const version = 'v2.2.0';

const trainer = 'ghcr.io/kubeflow/trainer';

/** Images of that release: the controller's own, and those of the runtimes. */
export const images = {
  manager: `${trainer}/trainer-controller-manager:${version}`,
  torch: 'docker.io/pytorch/pytorch:2.10.0-cuda12.8-cudnn9-runtime',
  jax: 'nvcr.io/nvidia/jax:25.10-py3',
  deepspeed: `${trainer}/deepspeed-runtime:${version}`,
  mlx: `${trainer}/mlx-runtime:${version}`,
  xgboost: `${trainer}/xgboost-runtime:${version}`,
  torchtune: `${trainer}/torchtune-trainer:${version}`,
  datasetInitializer: `${trainer}/dataset-initializer:${version}`,
  modelInitializer: `${trainer}/model-initializer:${version}`,
} as const;
