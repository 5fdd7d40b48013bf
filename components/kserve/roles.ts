import { read, Rights, Verb } from '../../lib/core/rbac';
import type { KedaOptions } from './options';

const apiGroups = ['serving.kserve.io'];
const write: readonly Verb[] = [...read, 'create', 'update', 'delete'];

/** What the controller has been told to do. */
export interface ControllerTasks {
  /** How InferenceServices answer from outside. @default - they do not */
  readonly ingress?: 'Ingress' | 'HTTPRoute';
  readonly keda?: KedaOptions;
  readonly localModels: boolean;
}

/** What the controller may do in the whole cluster: models are served from all namespaces. */
export function controllerRights({ ingress, keda, localModels }: ControllerTasks): readonly Rights[] {
  const routes = ingress === 'HTTPRoute';
  return [
    // A finalizer, with which an InferenceService takes its TrainedModels along.
    { verbs: [...read, 'patch'], apiGroups, resources: ['inferenceservices'] },
    { verbs: [...read, 'update', 'delete'], apiGroups, resources: ['trainedmodels'] },
    { verbs: read, apiGroups, resources: ['inferencegraphs'] },
    { verbs: ['update'], apiGroups, resources: kinds.map((kind) => `${kind}/status`) },
    { verbs: ['update'], apiGroups, resources: ['inferenceservices/finalizers', 'inferencegraphs/finalizers'] },
    {
      verbs: read,
      apiGroups,
      resources: [
        ...['servingruntimes', 'clusterservingruntimes', 'clusterstoragecontainers'],
        ...(localModels ? ['localmodelcaches'] : []),
      ],
    },
    // What a model becomes: pods, a name, and as many as are needed.
    { verbs: [...write, 'patch'], apiGroups: ['apps'], resources: ['deployments'] },
    { verbs: write, apiGroups: [''], resources: ['services'] },
    { verbs: write, apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
    { verbs: read, apiGroups: [''], resources: ['pods'] },
    // Which models a server holds, and the authorities of storage, next to the models that need them.
    { verbs: ['get', 'create', 'update'], apiGroups: [''], resources: ['configmaps'] },
    // Credentials for storage: each by its name, when a pod that needs it is made.
    { verbs: ['get'], apiGroups: [''], resources: ['secrets', 'serviceaccounts'] },
    { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
    // It looks for Ingresses that it has made also where it makes none.
    ...(routes
      ? [{ verbs: write, apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'] }]
      : [
          {
            verbs: ingress === undefined ? read : write,
            apiGroups: ['networking.k8s.io'],
            resources: ['ingresses'],
          },
        ]),
    // It watches these as soon as their CRDs are there, and stops without the right to.
    { verbs: read, apiGroups: ['serving.knative.dev'], resources: ['services'] },
    { verbs: keda === undefined ? read : write, apiGroups: ['keda.sh'], resources: ['scaledobjects'] },
    {
      verbs: keda?.openTelemetry === undefined ? read : write,
      apiGroups: ['opentelemetry.io'],
      resources: ['opentelemetrycollectors'],
    },
  ];
}

const kinds = ['inferenceservices', 'inferencegraphs', 'trainedmodels'];

/** What people may do who serve models, and those who look at them. */
export function userRights(llm: boolean): Readonly<Record<'edit' | 'view', readonly Rights[]>> {
  const resources = [
    ...kinds,
    'servingruntimes',
    ...(llm ? ['llminferenceservices', 'llminferenceserviceconfigs'] : []),
  ];
  return {
    edit: [{ verbs: [...write, 'patch'], apiGroups, resources }],
    view: [{ verbs: read, apiGroups, resources }],
  };
}
