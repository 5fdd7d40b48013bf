import { workerSpec } from './kserve-parts';
import { boolean, embedded, inlining, int32, integer, list, map, object, required, string } from './kit/schema';

/** What a ServingRuntime and a ClusterServingRuntime say: the pods that serve models of some formats. */
export const servingRuntimeSpec = inlining(
  'ServingRuntimeSpec',
  'core/v1.PodSpec',
  'The pods that serve models of some formats.',
  {
    containers: required(
      list(
        'The containers. That of the server is called kserve-container.',
        embedded('core/v1.Container', 'One of them.'),
      ),
    ),
    supportedModelFormats: list(
      'Formats that it serves.',
      object('SupportedModelFormat', 'One format.', {
        name: required(string('Name of the format, such as sklearn.')),
        version: string('Version of the format. All of them where left out.'),
        autoSelect: boolean('Whether models that name no runtime may get this one.'),
        priority: int32('Which runtime a model gets that fits several: the one with the highest number.', {
          minimum: 1,
        }),
      }),
    ),
    protocolVersions: list('Protocols that it speaks: v1, v2, grpc-v1, grpc-v2.', string('One of them.')),
    disabled: boolean('Whether no model gets it.'),
    multiModel: boolean('Whether one pod serves several models.'),
    labels: map('Labels of the pods.', string('Value of one of them.')),
    annotations: map('Annotations of the pods.', string('Value of one of them.')),
    workerSpec: workerSpec('RuntimeWorkerSpec', {
      containers: required(list('The containers.', embedded('core/v1.Container', 'One of them.'))),
    }),
    replicas: integer('Number of pods. For ModelMesh.'),
    storageHelper: object('StorageHelper', 'What fetches models. For ModelMesh.', {
      disabled: boolean('Whether the server does so itself.'),
    }),
    grpcEndpoint: string('Where models are managed. For ModelMesh.'),
    grpcDataEndpoint: string('Where gRPC requests go. For ModelMesh.'),
    httpDataEndpoint: string('Where HTTP requests go. For ModelMesh.'),
    builtInAdapter: object('BuiltInAdapter', 'What stands between it and ModelMesh.', {
      serverType: string('The server: triton, mlserver, ovms, torchserve.'),
      runtimeManagementPort: integer('Port of the server.'),
      memBufferBytes: integer('Bytes of memory that are kept free.'),
      modelLoadingTimeoutMillis: integer('Milliseconds until loading is given up.'),
      env: list('Variables.', embedded('core/v1.EnvVar', 'One of them.')),
    }),
  },
);
