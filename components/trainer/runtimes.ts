import type { Container } from 'kubernetes-types/core/v1';
import type { ReplicatedJob } from '../../lib/api/jobset.types';
import { ReleaseRuntime } from '../../lib/api/trainer-runtimes';
import { mpiRuntime, plainRuntime, runtimePart, Step } from '../../lib/api/trainer-templates';
import type { TrainingRuntimeSpec } from '../../lib/api/trainer.types';
import { ImageName } from '../../lib/core';
import { images } from './version';

/** Turns an upstream image into what a container states. */
export type ContainerImage = (upstream: ImageName) => Pick<Container, 'image' | 'imagePullPolicy'>;

/** The specification of each runtime of the release. */
export const runtimeSpecs: Readonly<Record<ReleaseRuntime, (image: ContainerImage) => TrainingRuntimeSpec>> = {
  'torch-distributed': (image) => plainRuntime({ torch: {} }, image(images.torch)),
  'jax-distributed': (image) => plainRuntime({ jax: {} }, image(images.jax)),
  'xgboost-distributed': (image) => plainRuntime({ xgboost: {} }, image(images.xgboost)),
  'deepspeed-distributed': (image) => mpi(image(images.deepspeed)),
  'mlx-distributed': (image) => mpi(image(images.mlx)),
  'torchtune-llama3.2-1b': (image) => fineTuning(image, llama('1B')),
  'torchtune-llama3.2-3b': (image) => fineTuning(image, llama('3B')),
  'torchtune-qwen2.5-1.5b': (image) =>
    fineTuning(image, {
      uri: 'hf://Qwen/Qwen2.5-1.5B-Instruct',
      config: 'qwen2_5/1.5B_full',
      tokenizer: ['tokenizer.path=/workspace/model/vocab.json', 'tokenizer.merges_file=/workspace/model/merges.txt'],
    }),
};

/** The release's MPI images run sshd as their user 1000, with the settings in its home. */
function mpi(image: ReturnType<ContainerImage>): TrainingRuntimeSpec {
  return mpiRuntime(
    {
      sshAuthMountPath: '/home/mpiuser/.ssh',
      sshd: { command: ['/usr/sbin/sshd'], args: ['-De', '-f', '/home/mpiuser/.sshd_config'] },
      sshPort: 2222,
    },
    { ...image, securityContext: { runAsUser: 1000 } },
  );
}

interface Model {
  readonly uri: string;
  /** Recipe of torchtune. */
  readonly config: string;
  /** Settings that tell torchtune where the tokenizer is. */
  readonly tokenizer: readonly string[];
}

function llama(size: '1B' | '3B'): Model {
  return {
    uri: `hf://meta-llama/Llama-3.2-${size}-Instruct`,
    config: `llama3_2/${size}_full`,
    tokenizer: ['tokenizer.path=/workspace/model/original/tokenizer.model'],
  };
}

/** Two steps load dataset and model onto a shared volume, then torchtune trains on it. */
function fineTuning(image: ContainerImage, model: Model): TrainingRuntimeSpec {
  const volumeMounts = [{ name: 'initializer', mountPath: '/workspace' }];
  const load = (step: Step, upstream: ImageName, uri: string): ReplicatedJob =>
    runtimePart(step, step, {
      name: step,
      ...image(upstream),
      env: [{ name: 'STORAGE_URI', value: uri }],
      volumeMounts,
    });
  return {
    mlPolicy: { numNodes: 1, torch: {} },
    template: {
      spec: {
        volumeClaimPolicies: [
          {
            // JobSet fills this in where it is missing, and Trainer could not apply the JobSet again after that.
            retentionPolicy: { whenDeleted: 'Delete' },
            templates: [
              {
                metadata: { name: 'initializer' },
                spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } },
              },
            ],
          },
        ],
        replicatedJobs: [
          load('dataset-initializer', images.datasetInitializer, 'hf://tatsu-lab/alpaca'),
          load('model-initializer', images.modelInitializer, model.uri),
          runtimePart(
            'node',
            'trainer',
            {
              name: 'node',
              ...image(images.torchtune),
              command: [
                ...['tune', 'run', '--rdzv_endpoint=localhost:29500', 'full_finetune_distributed'],
                ...['--config', model.config],
                'dataset=torchtune.datasets.instruct_dataset',
                'dataset.source=parquet',
                'dataset.data_dir=/workspace/dataset/data',
                'output_dir=/workspace/output',
                ...model.tokenizer,
                'checkpointer.checkpoint_dir=/workspace/model',
              ],
              resources: { limits: { 'nvidia.com/gpu': '2' } },
              volumeMounts,
            },
            { dependsOn: ['dataset-initializer', 'model-initializer'].map((name) => ({ name, status: 'Complete' })) },
          ),
        ],
      },
    },
  };
}
