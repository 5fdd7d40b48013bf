import {
  choice,
  embedded,
  inlining,
  int32,
  int64,
  integer,
  list,
  map,
  object,
  quantity,
  required,
  Schema,
  string,
  time,
} from './kit/schema';

/*
 * What several kinds of KServe have in common.
 */

/** Where a model is, as a key of the Secret `storage-config` and a path. */
const storageFields = {
  key: string('Key of the Secret storage-config that says where and with which credentials.'),
  path: string('Path of the model there.'),
  parameters: map('What is said over or in place of the key.', string('Value of one of them.')),
};

const scaleMetric = choice('What is measured. Concurrency and rps need Knative.', [
  'cpu',
  'memory',
  'concurrency',
  'rps',
]);

/** How much there is of one thing before there are more pods. */
const metricTarget = required(
  object('MetricTarget', 'What is aimed at.', {
    type: choice('How the amount is told.', ['Utilization', 'Value', 'AverageValue']),
    averageUtilization: int32('Percentage of what the pods request.'),
    averageValue: quantity('Amount for each pod.'),
    value: quantity('Amount of all pods together.'),
  }),
);

const autoScaling = object('AutoScaling', 'Scaling by several metrics.', {
  behavior: embedded('autoscaling/v2.HorizontalPodAutoscalerBehavior', 'How fast pods come and go.'),
  metrics: list(
    'The metrics. The one that asks for most pods counts.',
    object('AutoScalingMetric', 'One metric.', {
      type: required(choice('Where it comes from.', ['Resource', 'External', 'PodMetric'])),
      resource: object('ResourceMetric', 'What the pods use.', {
        name: required(choice('The resource.', ['cpu', 'memory'])),
        target: metricTarget,
      }),
      external: object('ExternalMetric', 'What a server of metrics says. Needs KEDA.', {
        authenticationRef: object('MetricAuthentication', 'How the server is asked.', {
          authModes: string('Ways to show who asks, separated by commas.'),
          authenticationRef: required(
            object('MetricAuthenticationReference', 'A TriggerAuthentication of KEDA.', {
              name: required(string('Its name.')),
            }),
          ),
        }),
        metric: required(
          object('ExternalMetricSource', 'The query.', {
            backend: choice('The server.', ['prometheus', 'graphite']),
            serverAddress: string('Address of the server.'),
            query: string('What is asked.'),
            namespace: string('Namespace of the query.'),
          }),
        ),
        target: metricTarget,
      }),
      podmetric: object('PodMetric', 'What the pods themselves say. Needs KEDA and OpenTelemetry.', {
        metric: required(
          object('PodMetricSource', 'The query.', {
            backend: choice('The server.', ['opentelemetry']),
            metricNames: list('Metrics to collect.', string('Name of one.')),
            query: string('What is asked.'),
            serverAddress: string('Address of the server.'),
            operationOverTime: string('What is made of values over time, such as avg.'),
          }),
        ),
        target: metricTarget,
      }),
    }),
  ),
});

const logger = object('LoggerSpec', 'Sends requests and answers elsewhere besides.', {
  url: string('Where they are sent. That of the platform where left out.'),
  mode: choice('What is sent.', ['all', 'request', 'response']),
  metadataHeaders: list('Headers that are sent too.', string('Name of one.')),
  metadataAnnotations: list('Annotations of the InferenceService that are sent too.', string('Name of one.')),
  storage: object('LoggerStorage', 'A store that they are put into.', {
    ...storageFields,
    serviceAccountName: string('ServiceAccount that may write there.'),
  }),
});

const batcher = object('BatcherSpec', 'Puts requests together before the model sees them.', {
  maxBatchSize: integer('Most instances in one batch. 32 where left out.'),
  maxLatency: integer('Milliseconds that a batch waits for more. 5000 where left out.'),
  timeout: integer('Seconds until an answer must be there. 60 where left out.'),
});

/** What predictor, transformer and explainer have in common, beside the fields of a pod. */
export const componentFields = {
  minReplicas: int32('Fewest pods. 1 where left out. 0 needs Knative or KEDA.'),
  maxReplicas: int32('Most pods.'),
  scaleTarget: int32('How much of the metric each pod takes before there are more.'),
  scaleMetric,
  scaleMetricType: choice('How the target is told.', ['Utilization', 'Value', 'AverageValue']),
  autoScaling,
  containerConcurrency: int64('Requests that a pod takes at a time. Needs Knative.'),
  timeout: int64('Seconds until a request is given up.'),
  canaryTrafficPercent: int64('Percentage of requests for the newest revision. Needs Knative.'),
  logger,
  batcher,
  labels: map('Labels of the pods.', string('Value of one of them.')),
  annotations: map('Annotations of the pods.', string('Value of one of them.')),
  deploymentStrategy: object('ComponentDeploymentStrategy', 'How a new version takes over. Without Knative alone.', {
    type: string('Recreate or RollingUpdate.'),
    rollingUpdate: object('ComponentRollingUpdate', 'How many pods at a time.', {
      maxSurge: { description: 'Pods above the wanted number, as a number or a percentage.', intOrString: true },
      maxUnavailable: { description: 'Pods below the wanted number, as a number or a percentage.', intOrString: true },
    }),
  }),
  storageUris: list(
    'Models and files that are put into the pods.',
    object('StorageUri', 'One of them.', {
      uri: required(string('Where it is.')),
      mountPath: string('Where the pods find it. /mnt/models where left out.', { default: '/mnt/models' }),
    }),
    { listType: 'atomic', minItems: 1 },
  ),
};

/** Where the model of a server is. */
export const modelFields = {
  storageUri: string('Where the model is: s3://, gs://, pvc://, hf://, https:// and others.'),
  storage: object('ModelStorageSpec', 'Where the model is, by the Secret storage-config.', {
    ...storageFields,
    schemaPath: string('Path of a schema of the model.'),
  }),
  runtimeVersion: string('Tag of the server’s image, over that of the runtime.'),
  protocolVersion: string('Protocol that is spoken: v1, v2, grpc-v1, grpc-v2.'),
};

/** A server of models of one format, with fields of a container. */
export const framework = (description: string): Schema =>
  inlining('FrameworkSpec', 'core/v1.Container', description, modelFields);

/** Pods that work together with the first. */
export const workerSpec = (typeName: string, fields: Readonly<Record<string, Schema>> = {}): Schema =>
  inlining(typeName, 'core/v1.PodSpec', 'Further pods that serve the model together with the first.', {
    pipelineParallelSize: integer('Number of pods.'),
    tensorParallelSize: integer('Number of GPUs of each pod.'),
    ...fields,
  });

/** Where a service is reached. */
export const address = object('ServiceAddress', 'Where it is reached within the cluster.', {
  url: string('The address.'),
  name: string('Name of the address.'),
  CACerts: string('Authorities that the address is trusted by.'),
  audience: string('Whom tokens must be for.'),
});

/** Conditions as Knative's libraries write them. */
export const knativeConditions = list(
  'What holds of the object.',
  object('ServingCondition', 'One condition.', {
    type: required(string('What the condition is about.')),
    status: required(string('True, False or Unknown.')),
    reason: string('Why, in one word for programs.'),
    message: string('Why, for people.'),
    severity: string('Error where left out, Warning or Info.'),
    lastTransitionTime: time('When the status last changed.'),
  }),
);

/** What the status of every service has. */
export const servingStatus = {
  conditions: knativeConditions,
  annotations: map('Further words on the status.', string('Value of one of them.')),
  observedGeneration: int64('Generation that the status is about.'),
  url: string('Where it is reached.'),
};
