import { ImageName, Resources, TrialKind } from '../../lib/core';
import { images } from './version';

/** Algorithms that the Katib release brings. */
export type ReleaseAlgorithm =
  | 'random'
  | 'grid'
  | 'tpe'
  | 'multivariate-tpe'
  | 'bayesianoptimization'
  | 'cmaes'
  | 'sobol'
  | 'hyperband'
  | 'pbt'
  | 'enas'
  | 'darts';

/** How the service of one algorithm runs. Katib starts one for each experiment. */
export interface AlgorithmOptions {
  /**
   * Image of the service, in place of the release's.
   * @default - the release's; required for an algorithm that the release does not bring
   */
  readonly image?: ImageName;
  /**
   * Requests and limits of the service. Names that are left out keep theirs.
   * @default - by the algorithm
   */
  readonly resources?: Resources;
}

/** What collects metrics from trials. */
export type CollectorKind = 'StdOut' | 'File' | 'TensorFlowEvent' | 'PrometheusMetric';

interface Service {
  readonly image: ImageName;
  readonly resources: Required<Resources>;
  readonly claim?: object;
}

/** The user that services run as. The images' own is root. */
export const user = 1000;

/** What Katib names the permission to start a service as, under the Pod Security Standard `restricted`. */
const securityContext = {
  runAsUser: user,
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const go: Required<Resources> = { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } };
const python: Required<Resources> = { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } };
const neural: Required<Resources> = { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '2Gi' } };

const services: Readonly<Record<ReleaseAlgorithm, Service>> = {
  random: { image: images.hyperopt, resources: python },
  tpe: { image: images.hyperopt, resources: python },
  grid: { image: images.optuna, resources: python },
  'multivariate-tpe': { image: images.optuna, resources: python },
  bayesianoptimization: { image: images.skopt, resources: python },
  cmaes: { image: images.goptuna, resources: go },
  sobol: { image: images.goptuna, resources: go },
  hyperband: { image: images.hyperband, resources: python },
  enas: { image: images.enas, resources: neural },
  darts: { image: images.darts, resources: python },
  pbt: {
    image: images.pbt,
    resources: python,
    // Trials hand their checkpoints on through this volume, from any node.
    claim: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '5Gi' } } },
  },
};

/** Names of the release's algorithms. */
export const releaseAlgorithms = Object.keys(services) as ReleaseAlgorithm[];

/** What {@link katibConfig} is put together from. */
export interface ConfigOptions {
  readonly algorithms: Readonly<Partial<Record<string, AlgorithmOptions>>>;
  readonly earlyStopping: boolean;
  readonly prometheusCollector: ImageName | undefined;
  readonly trialKinds: readonly TrialKind[];
  readonly leaderElection: boolean;
  /** Whether the controller makes and renews the certificate of its webhooks. */
  readonly ownCertificate: boolean;
  /** Gives the name to write for an image. */
  readonly image: (upstream: ImageName) => string;
  readonly pullPolicy: string;
}

/** Katib's configuration: what the controller reads once when it starts, and what it reads whenever it starts a service. */
export function katibConfig(options: ConfigOptions): object {
  const { image, pullPolicy } = options;
  const container = (upstream: ImageName) => ({ image: image(upstream), imagePullPolicy: pullPolicy });
  // A collector waits for the training process alone: waiting for every process of the pod, which is Katib's default,
  // never ends where another container stays. https://github.com/kubeflow/katib/issues/2616
  const collector = (kind: CollectorKind, upstream: ImageName, memory: string) => ({
    kind,
    ...container(upstream),
    waitAllProcesses: false,
    resources: {
      requests: { cpu: '10m', memory: '16Mi', 'ephemeral-storage': '16Mi' },
      limits: { cpu: '500m', memory, 'ephemeral-storage': '1Gi' },
    },
  });
  return {
    apiVersion: 'config.kubeflow.org/v1beta1',
    kind: 'KatibConfig',
    init: {
      certGenerator: {
        enable: options.ownCertificate,
        webhookServiceName: 'katib-controller',
        webhookSecretName: 'katib-webhook-cert',
      },
      controller: {
        webhookPort: 9443,
        metricsAddr: ':8443',
        healthzAddr: ':8081',
        enableLeaderElection: options.leaderElection,
        // Collectors run with the security context of the trial's own container, so that `restricted` lets them in.
        injectSecurityContext: true,
        trialResources: options.trialKinds.map(({ kind, version, group }) => `${kind}.${version}.${group}`),
      },
    },
    runtime: {
      metricsCollectors: [
        collector('StdOut', images.fileCollector, '128Mi'),
        collector('File', images.fileCollector, '128Mi'),
        collector('TensorFlowEvent', images.tensorFlowEventCollector, '1Gi'),
        ...(options.prometheusCollector === undefined
          ? []
          : [collector('PrometheusMetric', options.prometheusCollector, '128Mi')]),
      ],
      suggestions: suggestions(options).map(({ name, service }) => ({
        algorithmName: name,
        ...container(service.image),
        resources: service.resources,
        securityContext,
        // Katib's own first asks after ten seconds, and no trial starts before the service is ready.
        readinessProbe: {
          grpc: { port: 6789, service: 'manager.v1beta1.Suggestion' },
          initialDelaySeconds: 1,
          periodSeconds: 2,
        },
        ...(service.claim === undefined ? {} : { persistentVolumeClaimSpec: service.claim }),
      })),
      earlyStoppings: options.earlyStopping
        ? [{ algorithmName: 'medianstop', ...container(images.medianStop), resources: python }]
        : [],
    },
  };
}

/** The services of all algorithms: the release's with what was asked for over them, then those that were added. */
function suggestions({ algorithms }: ConfigOptions): { readonly name: string; readonly service: Service }[] {
  const added = Object.keys(algorithms).filter((name) => !(releaseAlgorithms as string[]).includes(name));
  return [...releaseAlgorithms, ...added].flatMap((name) => {
    const base: Service | undefined = services[name as ReleaseAlgorithm];
    const image = algorithms[name]?.image ?? (base as Service | undefined)?.image;
    if (image === undefined) return [];
    const resources = algorithmResources(name, algorithms[name]?.resources);
    return [{ name, service: { ...(base as Service | undefined), image, resources } }];
  });
}

/** What the service of an algorithm asks for, with what was asked for over it. */
export function algorithmResources(name: string, given: Resources | undefined): Required<Resources> {
  const { requests, limits } = (services as Partial<Record<string, Service>>)[name]?.resources ?? python;
  return { requests: { ...requests, ...given?.requests }, limits: { ...limits, ...given?.limits } };
}
