import { Construct } from 'constructs';
import { inferenceServiceSpec, inferenceServiceStatus } from './kserve-inference-service';
import { address, servingStatus } from './kserve-parts';
import { servingRuntimeSpec } from './kserve-runtimes-spec';
import type {
  ClusterStorageContainerSpec,
  InferenceGraphSpec,
  InferenceServiceSpec,
  LocalModelCacheSpec,
  LocalModelNodeGroupSpec,
  LocalModelNodeSpec,
  ServingRuntimeSpec,
  TrainedModelSpec,
} from './kserve.types';
import { KindDefinition, PrinterColumn } from './kit/kind';
import { CustomResource, CustomResourceProps } from './kit/resource';
import {
  boolean,
  choice,
  embedded,
  immutable,
  int32,
  int64,
  integer,
  list,
  map,
  object,
  quantity,
  required,
  string,
} from './kit/schema';

const kind = { group: 'serving.kserve.io', version: 'v1alpha1', namespaced: true } as const;
const age: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const served: readonly PrinterColumn[] = [
  { name: 'URL', type: 'string', jsonPath: '.status.url' },
  { name: 'Ready', type: 'string', jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
];
const traffic = '.status.components.predictor.traffic';

/** @see https://kserve.github.io/website/docs/reference/crd-api */
export const inferenceService = new KindDefinition({
  ...kind,
  version: 'v1beta1',
  kind: 'InferenceService',
  names: { plural: 'inferenceservices', shortNames: ['isvc'] },
  description: 'A model that answers requests.',
  spec: inferenceServiceSpec,
  status: inferenceServiceStatus,
  columns: [
    ...served,
    { name: 'Prev', type: 'integer', jsonPath: `${traffic}[?(@.tag=='prev')].percent` },
    { name: 'Latest', type: 'integer', jsonPath: `${traffic}[?(@.latestRevision==true)].percent` },
    { name: 'PrevRolledoutRevision', type: 'string', jsonPath: `${traffic}[?(@.tag=='prev')].revisionName` },
    { name: 'LatestReadyRevision', type: 'string', jsonPath: `${traffic}[?(@.latestRevision==true)].revisionName` },
    age,
  ],
});

const runtimeStatus = object('ServingRuntimeStatus', 'Nothing so far.', {});
const runtimeColumns: readonly PrinterColumn[] = [
  { name: 'Disabled', type: 'boolean', jsonPath: '.spec.disabled' },
  { name: 'ModelType', type: 'string', jsonPath: '.spec.supportedModelFormats[*].name' },
  { name: 'Containers', type: 'string', jsonPath: '.spec.containers[*].name' },
  age,
];

/** @see https://kserve.github.io/website/docs/concepts/resources/servingruntime */
export const servingRuntime = new KindDefinition({
  ...kind,
  kind: 'ServingRuntime',
  names: { plural: 'servingruntimes' },
  description: 'The pods that serve models of some formats, for one namespace.',
  spec: servingRuntimeSpec,
  otherFields: { status: runtimeStatus },
  columns: runtimeColumns,
});

/** @see https://kserve.github.io/website/docs/concepts/resources/servingruntime */
export const clusterServingRuntime = new KindDefinition({
  ...kind,
  kind: 'ClusterServingRuntime',
  names: { plural: 'clusterservingruntimes' },
  namespaced: false,
  description: 'The pods that serve models of some formats, for all namespaces.',
  spec: servingRuntimeSpec,
  otherFields: { status: runtimeStatus },
  columns: runtimeColumns,
});

/** @see https://kserve.github.io/website/docs/concepts/resources/inferencegraph */
export const inferenceGraph = new KindDefinition({
  ...kind,
  kind: 'InferenceGraph',
  names: { plural: 'inferencegraphs', shortNames: ['ig'] },
  description: 'Several services that answer one request.',
  spec: object('InferenceGraphSpec', 'Which services answer, in which order.', {
    nodes: required(
      map(
        'The nodes by name. Requests begin at root.',
        object('InferenceRouter', 'One node.', {
          routerType: required(
            choice(
              'Whether its steps are taken one after the other, one of them, all of them, or one by its condition.',
              ['Sequence', 'Splitter', 'Ensemble', 'Switch'],
            ),
          ),
          steps: list(
            'The steps.',
            object('InferenceStep', 'One step.', {
              name: string('Its name.'),
              nodeName: string('Another node that it leads to.'),
              serviceName: string('An InferenceService of the same namespace that it asks.'),
              serviceUrl: string('An address that it asks.'),
              data: string('What it asks with: $request, or $response of the step before.'),
              weight: int64('Percentage of requests that take it, of a Splitter.'),
              condition: string('When it is taken, as a path of GJSON.'),
              dependency: choice('Whether its failure is that of the node.', ['Soft', 'Hard']),
            }),
          ),
        }),
      ),
    ),
    resources: embedded('core/v1.ResourceRequirements', 'Requests and limits of the router.'),
    affinity: embedded('core/v1.Affinity', 'Nodes and neighbours of the router.'),
    nodeName: string('Node of the router.'),
    nodeSelector: map('Labels of the nodes that the router may run on.', string('Value of one of them.')),
    tolerations: list('Taints that the router puts up with.', embedded('core/v1.Toleration', 'One of them.')),
    serviceAccountName: string('ServiceAccount of the router.'),
    timeout: int64('Seconds until a request is given up.'),
    routerTimeouts: object('RouterTimeouts', 'Seconds that the router waits.', {
      serverRead: int64('For a request.'),
      serverWrite: int64('For its answer to be taken.'),
      serverIdle: int64('For the next request of a connection.'),
      serviceClient: int64('For the answer of a step.'),
    }),
    minReplicas: int32('Fewest pods of the router.'),
    maxReplicas: int32('Most pods of the router.'),
    scaleTarget: int32('How much of the metric each pod takes before there are more.'),
    scaleMetric: choice('What is measured.', ['cpu', 'memory', 'concurrency', 'rps']),
  }),
  status: object('InferenceGraphStatus', 'How far the graph is.', {
    ...servingStatus,
    deploymentMode: string('Standard or Knative.'),
  }),
  columns: [...served, age],
});

/** @see https://kserve.github.io/website/docs/reference/crd-api */
export const trainedModel = new KindDefinition({
  ...kind,
  kind: 'TrainedModel',
  names: { plural: 'trainedmodels', shortNames: ['tm'] },
  description: 'One of several models that an InferenceService serves.',
  spec: object('TrainedModelSpec', 'The model, and the service.', {
    inferenceService: required(string('The InferenceService.')),
    model: required(
      object('TrainedModelModel', 'The model.', {
        framework: required(string('Format of the model, such as sklearn.')),
        memory: required(quantity('Memory that it takes. Cannot be changed.')),
        storageUri: required(string('Where it is.')),
      }),
    ),
  }),
  status: object('TrainedModelStatus', 'How far the model is.', { ...servingStatus, address }),
  columns: [...served, age],
});

/** @see https://kserve.github.io/website/docs/model-serving/storage/storage-containers */
export const clusterStorageContainer = new KindDefinition({
  ...kind,
  kind: 'ClusterStorageContainer',
  names: { plural: 'clusterstoragecontainers' },
  namespaced: false,
  description: 'What fetches models from addresses of some sorts.',
  spec: object('ClusterStorageContainerSpec', 'The container, and the addresses.', {
    container: required(embedded('core/v1.Container', 'The container. It gets an address and a folder.')),
    supportedUriFormats: required(
      list(
        'Addresses that it knows.',
        object('SupportedUriFormat', 'One sort: prefix or regex.', {
          prefix: string('How the addresses begin.'),
          regex: string('What the addresses match.'),
        }),
      ),
    ),
    supportsMultiModelDownload: boolean('Whether it takes several addresses.', { default: false }),
    workloadType: string('Where it is used: initContainer, or localModelDownloadJob.', { default: 'initContainer' }),
  }),
  otherFields: { disabled: boolean('Whether it is left aside.') },
});

/** @see https://kserve.github.io/website/docs/model-serving/generative-inference/modelcache */
export const localModelCache = new KindDefinition({
  ...kind,
  kind: 'LocalModelCache',
  names: { plural: 'localmodelcaches' },
  namespaced: false,
  description: 'A model that is kept on the nodes of some groups.',
  spec: object('LocalModelCacheSpec', 'The model, and the groups.', {
    sourceModelUri: required(string('Where the model is.', { rules: [immutable] })),
    modelSize: required(quantity('How much room it takes.')),
    nodeGroups: required(list('Groups of nodes that keep it.', string('Name of one.'), { minItems: 1 })),
  }),
  status: object('LocalModelCacheStatus', 'Where the model is kept.', {
    copies: object('LocalModelCopies', 'How many nodes have it.', {
      available: integer('Nodes that have it.'),
      failed: integer('Nodes that failed to fetch it.'),
      total: integer('Nodes that are to have it.'),
    }),
    inferenceServices: list(
      'Services that use it.',
      object('NamespacedName', 'One of them.', { name: string('Its name.'), namespace: string('Its namespace.') }),
    ),
    nodeStatus: map('How far each node is.', string('How far it is.')),
  }),
});

/** @see https://kserve.github.io/website/docs/model-serving/generative-inference/modelcache */
export const localModelNode = new KindDefinition({
  ...kind,
  kind: 'LocalModelNode',
  names: { plural: 'localmodelnodes' },
  namespaced: false,
  description: 'What one node keeps. KServe makes it.',
  spec: object('LocalModelNodeSpec', 'The models.', {
    localModels: required(
      list(
        'The models.',
        object('LocalModelInfo', 'One of them.', {
          modelName: required(string('Name of its LocalModelCache.')),
          sourceModelUri: required(string('Where it comes from.')),
        }),
      ),
    ),
  }),
  status: object('LocalModelNodeStatus', 'How far the node is.', {
    modelStatus: map('How far each model is.', string('How far it is.')),
  }),
});

/** @see https://kserve.github.io/website/docs/model-serving/generative-inference/modelcache */
export const localModelNodeGroup = new KindDefinition({
  ...kind,
  kind: 'LocalModelNodeGroup',
  names: { plural: 'localmodelnodegroups' },
  namespaced: false,
  description: 'Nodes that keep models, and where they do.',
  spec: object('LocalModelNodeGroupSpec', 'The volumes, and how much they hold.', {
    storageLimit: required(quantity('Room for models on each node.')),
    persistentVolumeSpec: required(embedded('core/v1.PersistentVolumeSpec', 'The volumes.')),
    persistentVolumeClaimSpec: required(embedded('core/v1.PersistentVolumeClaimSpec', 'Claims of the volumes.')),
  }),
  otherFields: {
    status: object('LocalModelNodeGroupStatus', 'How full the nodes are.', {
      used: quantity('Room that is taken.'),
      available: quantity('Room that is left.'),
    }),
  },
});

/** A model that answers requests, with every field of the API. */
export class InferenceService extends CustomResource<InferenceServiceSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<InferenceServiceSpec>) {
    super(scope, id, inferenceService, props);
  }
}

/** The pods that serve models of some formats, for one namespace. */
export class ServingRuntime extends CustomResource<ServingRuntimeSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ServingRuntimeSpec>) {
    super(scope, id, servingRuntime, props);
  }
}

/** The pods that serve models of some formats, for all namespaces. */
export class ClusterServingRuntime extends CustomResource<ServingRuntimeSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ServingRuntimeSpec>) {
    super(scope, id, clusterServingRuntime, props);
  }
}

/** Several services that answer one request. */
export class InferenceGraph extends CustomResource<InferenceGraphSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<InferenceGraphSpec>) {
    super(scope, id, inferenceGraph, props);
  }
}

/** One of several models that an InferenceService serves. */
export class TrainedModel extends CustomResource<TrainedModelSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<TrainedModelSpec>) {
    super(scope, id, trainedModel, props);
  }
}

/** What fetches models from addresses of some sorts. */
export class ClusterStorageContainer extends CustomResource<ClusterStorageContainerSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<ClusterStorageContainerSpec>) {
    super(scope, id, clusterStorageContainer, props);
  }
}

/** A model that is kept on the nodes of some groups. */
export class LocalModelCache extends CustomResource<LocalModelCacheSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<LocalModelCacheSpec>) {
    super(scope, id, localModelCache, props);
  }
}

/** What one node keeps. KServe makes them by itself. */
export class LocalModelNode extends CustomResource<LocalModelNodeSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<LocalModelNodeSpec>) {
    super(scope, id, localModelNode, props);
  }
}

/** Nodes that keep models, and where they do. */
export class LocalModelNodeGroup extends CustomResource<LocalModelNodeGroupSpec> {
  constructor(scope: Construct, id: string, props: CustomResourceProps<LocalModelNodeGroupSpec>) {
    super(scope, id, localModelNodeGroup, props);
  }
}
