import type { Container } from 'kubernetes-types/core/v1';
import type { ReplicatedJob } from '../../lib/api/jobset.types';
import { ReleaseRuntime, stepLabel } from '../../lib/api/trainer-runtimes';
import type { MLPolicy, TrainingRuntimeSpec } from '../../lib/api/trainer.types';
import { ImageName } from '../../lib/core';
import { images } from './version';

/** Turns an upstream image into what a container states. */
export type ContainerImage = (upstream: ImageName) => Pick<Container, 'image' | 'imagePullPolicy'>;

/** The specification of each runtime of the release. */
export const runtimeSpecs: Readonly<Record<ReleaseRuntime, (image: ContainerImage) => TrainingRuntimeSpec>> = {
  'torch-distributed': (image) => plain({ torch: {} }, image(images.torch)),
  'jax-distributed': (image) => plain({ jax: {} }, image(images.jax)),
  'xgboost-distributed': (image) => plain({ xgboost: {} }, image(images.xgboost)),
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

type ImageFields = ReturnType<ContainerImage>;

/** One part of the JobSet, with one container called `container`. */
function part(name: string, step: string | undefined, container: Container, dependsOn?: ReplicatedJob['dependsOn']) {
  return {
    name,
    ...(dependsOn === undefined ? {} : { dependsOn }),
    template: {
      ...(step === undefined ? {} : { metadata: { labels: { [stepLabel]: step } } }),
      spec: { template: { spec: { containers: [container] } } },
    },
  } satisfies ReplicatedJob;
}

/** All pods are alike and find each other by what Trainer puts into their environment. */
function plain(framework: MLPolicy, image: ImageFields): TrainingRuntimeSpec {
  return {
    mlPolicy: { numNodes: 1, ...framework },
    template: { spec: { replicatedJobs: [part('node', 'trainer', { name: 'node', ...image })] } },
  };
}

/** A launcher that starts the program on the nodes over SSH, and trains as the first of them. */
function mpi(image: ImageFields): TrainingRuntimeSpec {
  const container: Container = { name: 'node', ...image, securityContext: { runAsUser: 1000 } };
  return {
    mlPolicy: {
      numNodes: 1,
      mpi: {
        mpiImplementation: 'OpenMPI',
        numProcPerNode: 1,
        runLauncherAsNode: true,
        sshAuthMountPath: '/home/mpiuser/.ssh',
      },
    },
    template: {
      spec: {
        network: { publishNotReadyAddresses: true },
        successPolicy: { operator: 'All', targetReplicatedJobs: ['launcher'] },
        replicatedJobs: [
          part('launcher', 'trainer', container),
          part('node', undefined, {
            ...container,
            command: ['/usr/sbin/sshd'],
            args: ['-De', '-f', '/home/mpiuser/.sshd_config'],
            readinessProbe: { tcpSocket: { port: 2222 }, initialDelaySeconds: 5 },
          }),
        ],
      },
    },
  };
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
  const load = (step: string, upstream: ImageName, uri: string): ReplicatedJob =>
    part(step, step, { name: step, ...image(upstream), env: [{ name: 'STORAGE_URI', value: uri }], volumeMounts });
  return {
    mlPolicy: { numNodes: 1, torch: {} },
    template: {
      spec: {
        volumeClaimPolicies: [
          {
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
          part(
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
            ['dataset-initializer', 'model-initializer'].map((name) => ({ name, status: 'Complete' as const })),
          ),
        ],
      },
    },
  };
}
