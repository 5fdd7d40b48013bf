import { ImageName, ImagePullPolicy, ResourceList, Resources } from '../../lib/core';
import type {
  AgentOptions,
  CredentialsOptions,
  IngressOptions,
  KedaOptions,
  LoggerOptions,
  RolloutOptions,
  RouterOptions,
  StorageInitializerOptions,
} from './options';
import { images } from './version';

/** What the configuration is made of. All of it has been checked. */
export interface ConfigOptions {
  readonly ingress?: IngressOptions;
  readonly storageInitializer?: StorageInitializerOptions;
  readonly logger?: LoggerOptions;
  readonly agent?: AgentOptions;
  readonly router?: RouterOptions;
  readonly rollout?: RolloutOptions;
  readonly credentials?: CredentialsOptions;
  readonly serviceResources?: Resources;
  readonly keda?: KedaOptions;
  readonly autoMountServiceAccountToken?: boolean;
  readonly serviceClusterIpNone?: boolean;
  readonly customGpuResourceTypes?: readonly string[];
  readonly disallowedAnnotations?: readonly string[];
  readonly prometheusScraping?: boolean;
  /** How jobs load models onto nodes. @default - models are not kept on nodes */
  readonly localModels?: { readonly jobNamespace: string; readonly user: number };
  readonly image: (upstream: ImageName) => string;
  readonly pullPolicy: ImagePullPolicy;
}

/** CPU and memory of what KServe puts into pods, unless something else is said. */
export const sidecarResources = resources('100m', '1', '100Mi', '1Gi');
export const serviceResources = resources('1', '1', '2Gi', '2Gi');
export const collectorResources = resources('200m', '1', '512Mi', '2Gi');

/** Nothing but {@link clusterLocalHost} reads it, and KServe makes no Ingress in it. */
const clusterLocalDomain = 'svc.cluster.local';

/**
 * The host of the Service that KServe makes, which answers within the cluster. KServe asks for the host of an
 * InferenceService, of its parts, and of InferenceGraphs, whose names are those of their Services.
 */
const clusterLocalHost =
  '{{ .Name }}{{ if or .Labels.component (index .Labels "serving.kserve.io/inferencegraph") }}{{ else }}-predictor{{ end }}' +
  '.{{ .Namespace }}.{{ .IngressDomain }}';

const none: Required<Resources> = { requests: {}, limits: {} };

function resources(
  cpuRequest: ResourceList['cpu'],
  cpuLimit: ResourceList['cpu'],
  memoryRequest: ResourceList['memory'],
  memoryLimit: ResourceList['memory'],
): Required<Resources> {
  return { requests: { cpu: cpuRequest, memory: memoryRequest }, limits: { cpu: cpuLimit, memory: memoryLimit } };
}

/** What a container asks for: what was given over what it has otherwise. */
export function over(base: Required<Resources>, given: Resources = none): Required<Resources> {
  return {
    requests: { ...base.requests, ...given.requests },
    limits: { ...base.limits, ...given.limits },
  };
}

/** Resources as KServe reads them. */
function written({ requests, limits }: Required<Resources>): object {
  return {
    cpuRequest: requests.cpu,
    cpuLimit: limits.cpu,
    memoryRequest: requests.memory,
    memoryLimit: limits.memory,
  };
}

/** The sections of `inferenceservice-config`: each is JSON in a text, which KServe reads when it needs it. */
export function kserveConfig(options: ConfigOptions): Readonly<Record<string, string>> {
  const agent = { image: options.image(images.agent), ...written(over(sidecarResources, options.agent?.resources)) };
  const sections: Record<string, object | undefined> = {
    deploy: deploySection(options.rollout),
    ingress: ingressSection(options.ingress),
    storageInitializer: storageInitializerSection(options),
    credentials: credentialsSection(options.credentials),
    agent,
    // KServe takes both from `agent`, but reads images and resources here too, and wants them to be right.
    batcher: agent,
    logger: { ...agent, ...loggerSection(options.logger) },
    router: {
      image: options.image(images.router),
      ...written(over(sidecarResources, options.router?.resources)),
      imagePullPolicy: options.pullPolicy,
      ...(options.router?.propagateHeaders === undefined
        ? {}
        : { headers: { propagate: options.router.propagateHeaders } }),
    },
    explainers: { art: explainer(options.image(images.artExplainer)) },
    inferenceService: {
      resource: written(over(serviceResources, options.serviceResources)),
      ...(options.disallowedAnnotations === undefined
        ? {}
        : { serviceAnnotationDisallowedList: options.disallowedAnnotations }),
    },
    metricsAggregator: {
      enableMetricAggregation: 'false',
      enablePrometheusScraping: String(options.prometheusScraping ?? false),
    },
    security: { autoMountServiceAccountToken: options.autoMountServiceAccountToken ?? false },
    service: { serviceClusterIPNone: options.serviceClusterIpNone ?? false },
    multiNode: { customGPUResourceTypeList: options.customGpuResourceTypes ?? [] },
    localModel: localModelSection(options),
    ...(options.keda === undefined ? {} : kedaSections(options.keda)),
  };
  return Object.fromEntries(
    Object.entries(sections).map(([name, section]) => [name, `${JSON.stringify(section, undefined, 2)}\n`]),
  );
}

function deploySection(rollout: RolloutOptions | undefined): object {
  return {
    defaultDeploymentMode: 'Standard',
    ...(rollout === undefined ? {} : { deploymentRolloutStrategy: { defaultRollout: rollout } }),
  };
}

function ingressSection(ingress: IngressOptions | undefined): object {
  const base = {
    // Demanded, and read with Istio alone.
    ingressGateway: 'kubeflow/kubeflow-gateway',
    disableIstioVirtualHost: true,
  };
  if (ingress === undefined) {
    const host = { ingressDomain: clusterLocalDomain, domainTemplate: clusterLocalHost, urlScheme: 'http' };
    return { ...base, ...host, enableGatewayApi: false, disableIngressCreation: true };
  }
  const { gateway, className, additionalDomains, pathTemplate } = ingress;
  return {
    ...base,
    disableIngressCreation: false,
    enableGatewayApi: gateway !== undefined,
    ...(gateway === undefined ? {} : { kserveIngressGateway: `${gateway.namespace}/${gateway.name}` }),
    ...(className === undefined ? {} : { ingressClassName: className }),
    ingressDomain: ingress.domain,
    ...(additionalDomains === undefined ? {} : { additionalIngressDomains: additionalDomains }),
    domainTemplate: ingress.domainTemplate ?? '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    ...(pathTemplate === undefined ? {} : { pathTemplate }),
    urlScheme: ingress.urlScheme ?? 'http',
  };
}

function storageInitializerSection({ storageInitializer = {}, image }: ConfigOptions): object {
  return {
    image: image(images.storageInitializer),
    ...written(over(sidecarResources, storageInitializer.resources)),
    caBundleConfigMapName: storageInitializer.caBundle ?? '',
    caBundleVolumeMountPath: '/etc/ssl/custom-certs',
    enableModelcar: storageInitializer.modelcar ?? true,
    cpuModelcar: storageInitializer.modelcarResources?.cpu ?? '10m',
    memoryModelcar: storageInitializer.modelcarResources?.memory ?? '15Mi',
    uidModelcar: storageInitializer.modelcarUser ?? 1010,
  };
}

function loggerSection(logger: LoggerOptions = {}): object {
  return {
    defaultUrl: logger.defaultUrl ?? 'http://default-broker',
    caBundle: logger.caBundle ?? '',
    caCertFile: logger.caCertFile ?? 'service-ca.crt',
    tlsSkipVerify: logger.tlsSkipVerify ?? false,
  };
}

function credentialsSection({ storageSecret, s3 = {}, gcsCredentialFile }: CredentialsOptions = {}): object {
  const flag = (value: boolean | undefined, [off, on]: readonly [string, string]): string =>
    value === undefined ? '' : value ? on : off;
  const digits = ['0', '1'] as const;
  const words = ['false', 'true'] as const;
  return {
    storageSpecSecretName: storageSecret ?? 'storage-config',
    storageSecretNameAnnotation: 'serving.kserve.io/storageSecretName',
    gcs: { gcsCredentialFileName: gcsCredentialFile ?? 'gcloud-application-credentials.json' },
    s3: {
      s3AccessKeyIDName: s3.accessKeyIdName ?? 'AWS_ACCESS_KEY_ID',
      s3SecretAccessKeyName: s3.secretAccessKeyName ?? 'AWS_SECRET_ACCESS_KEY',
      s3Endpoint: s3.endpoint ?? '',
      s3UseHttps: flag(s3.useHttps, digits),
      s3Region: s3.region ?? '',
      s3VerifySSL: flag(s3.verifySsl, digits),
      s3UseVirtualBucket: flag(s3.useVirtualBucket, words),
      s3UseAccelerate: flag(s3.useAccelerate, words),
      s3UseAnonymousCredential: flag(s3.useAnonymousCredential, words),
      s3CABundle: s3.caBundle ?? '',
      s3CABundleConfigMap: s3.caBundleConfigMap ?? '',
    },
  };
}

function localModelSection({ localModels, image }: ConfigOptions): object {
  if (localModels === undefined) return { enabled: false };
  return {
    enabled: true,
    jobNamespace: localModels.jobNamespace,
    defaultJobImage: image(images.storageInitializer),
    fsGroup: localModels.user,
    jobTTLSecondsAfterFinished: 3600,
    reconcilationFrequencyInSecs: 60,
    disableVolumeManagement: false,
  };
}

function kedaSections(keda: KedaOptions): Record<string, object> {
  const { openTelemetry } = keda;
  return {
    autoscaler: {
      scaleUpStabilizationWindowSeconds: String(keda.scaleUpStabilizationWindowSeconds ?? 0),
      scaleDownStabilizationWindowSeconds: String(keda.scaleDownStabilizationWindowSeconds ?? 300),
    },
    ...(openTelemetry === undefined
      ? {}
      : {
          opentelemetryCollector: {
            scrapeInterval: openTelemetry.scrapeInterval ?? '5s',
            metricReceiverEndpoint: openTelemetry.receiver ?? 'keda-otel-scaler.keda.svc:4317',
            metricScalerEndpoint: openTelemetry.scaler ?? 'keda-otel-scaler.keda.svc:4318',
            resource: written(over(collectorResources, openTelemetry.resources)),
          },
        }),
  };
}

/** KServe puts the tag behind the image's name itself, and takes another where an explainer asks for one. */
function explainer(image: string): object {
  const [, name = image, tag = ''] = /^(.+):([^:/@]+)$/.exec(image) ?? [];
  return { image: name, defaultImageVersion: tag };
}
