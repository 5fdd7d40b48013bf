import { App, Chart, Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { SecretSource } from '../../lib';
import { InferenceGraph, InferenceService, ServingRuntime, Storage, TrainJob } from '../../lib/workloads';

/** Models for a platform that somebody else runs: a plain cdk8s app with one chart. */
export function inferenceServices(app: App): Chart {
  const chart = new Chart(app, 'serving', { namespace: 'vision' });

  // A job writes a model into a volume, and a service reads it from there.
  new k8s.KubePersistentVolumeClaim(chart, 'models', {
    metadata: { name: 'models' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: k8s.Quantity.fromString('1Gi') } } },
  });
  new TrainJob(chart, 'train', {
    runtime: 'torch-distributed',
    image: 'registry.acme.example/vision/iris:1.0.0',
    command: ['python3', '/app/train.py', '/models/iris'],
    volumes: [{ name: 'models', persistentVolumeClaim: { claimName: 'models' } }],
    volumeMounts: [{ name: 'models', mountPath: '/models' }],
    podSecurity: 'restricted',
    runAsUser: 1000,
  });
  const iris = new InferenceService(chart, 'iris', {
    model: {
      format: 'sklearn',
      storage: Storage.pvc({ claim: 'models', path: 'iris' }),
      // The server also starts without a model, and counts as ready. This starts it again until the job has written one.
      startupProbe: { httpGet: { path: '/v1/models/iris', port: 8080 }, periodSeconds: 5, failureThreshold: 24 },
    },
    autoscaling: { minReplicas: 1, maxReplicas: 3, target: 70 },
  });

  // The same from S3, behind a server that changes requests.
  new InferenceService(chart, 'remote', {
    model: {
      format: 'sklearn',
      storage: Storage.s3({
        bucket: 'models',
        path: 'iris',
        endpoint: 'http://minio.storage:9000',
        credentials: SecretSource.existing('s3-reader'),
      }),
    },
    transformer: { image: 'registry.acme.example/vision/millimetres:1.0.0' },
  });

  // A runtime of the team's own, whose pods drain before they end.
  const joblib = new ServingRuntime(chart, 'joblib', {
    image: 'registry.acme.example/vision/joblib-server:2.0.0',
    formats: [{ name: 'joblib', versions: ['1'] }],
    protocols: ['v1', 'v2'],
    args: ['--model_name={{.Name}}', '--model_dir=/mnt/models'],
    drainTime: Duration.seconds(5),
  });
  const next = new InferenceService(chart, 'next', {
    model: { format: 'joblib', runtime: joblib, storage: Storage.pvc({ claim: 'models', path: 'next' }) },
  });

  // One request of ten goes to the new model.
  new InferenceGraph(chart, 'flowers', {
    nodes: {
      root: {
        routerType: 'Splitter',
        steps: [
          { service: iris, weight: 90 },
          { service: next, weight: 10 },
        ],
      },
    },
  });

  // A language model on a GPU.
  new InferenceService(chart, 'qwen', {
    model: {
      format: 'huggingface',
      storage: Storage.hf({ repo: 'Qwen/Qwen2.5-0.5B-Instruct', token: SecretSource.existing('hugging-face') }),
      args: ['--model_name=qwen', '--dtype=bfloat16', '--max-model-len=4096'],
      gpus: 1,
      resources: { requests: { cpu: '4', memory: '16Gi' }, limits: { memory: '16Gi' } },
    },
    nodeSelector: { 'nvidia.com/gpu.present': 'true' },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
  });

  return chart;
}

if (require.main === module) {
  const app = new App();
  inferenceServices(app);
  app.synth();
}
