import { Quantity, Resources } from '../../lib/core';

/** Where InferenceServices answer from outside of the cluster. */
export interface IngressOptions {
  /** Domain of all InferenceServices, for example `models.example.com`. Its names must lead to the gateway. */
  readonly domain: string;
  /**
   * IngressClass of the Ingress that each InferenceService gets.
   * @default - the cluster's own; with `gateway`, none is used
   */
  readonly className?: string;
  /**
   * Gateway of the Gateway API, through which InferenceServices answer instead of an Ingress. The API's CRDs must be there
   * before KServe, which ends without them.
   * @default - each InferenceService gets an Ingress
   */
  readonly gateway?: { readonly namespace: string; readonly name: string };
  /**
   * Host of an InferenceService: text around `{{ .Name }}`, `{{ .Namespace }}`, `{{ .IngressDomain }}`,
   * `{{ .Labels.x }}` and `{{ .Annotations.x }}`.
   * @default '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}'
   */
  readonly domainTemplate?: string;
  /**
   * Path under which InferenceServices answer at the domain itself besides, with the same fields. Only with `gateway`.
   * @default - they answer at their hosts alone
   */
  readonly pathTemplate?: string;
  /**
   * Scheme of the addresses that InferenceServices state. Whoever runs the gateway sees to TLS.
   * @default 'http'
   */
  readonly urlScheme?: 'http' | 'https';
  /**
   * Further domains that InferenceServices answer in. Only with `gateway`.
   * @default - none
   */
  readonly additionalDomains?: readonly string[];
}

/** The container that loads a model before its server starts. */
export interface StorageInitializerOptions {
  /**
   * CPU and memory of the container. Names that are left out keep theirs.
   * @default - 100m to 1 CPU, 100Mi to 1Gi of memory
   */
  readonly resources?: Resources;
  /**
   * ConfigMap of KServe's namespace with authorities' certificates in `cabundle.crt`, for storage that they have signed.
   * KServe copies it to each InferenceService's namespace.
   * @default - the image's own authorities
   */
  readonly caBundle?: string;
  /**
   * Whether models can be images, as `oci://...`. Their pods share processes, and run in no `restricted` namespace.
   * @default true
   */
  readonly modelcar?: boolean;
  /**
   * Numeric user that a model which is an image, and its server, run as.
   * @default 1010
   */
  readonly modelcarUser?: number;
  /**
   * CPU and memory of the container that holds a model which is an image: what it asks for is also its limit.
   * @default - 10m CPU, 15Mi of memory
   */
  readonly modelcarResources?: { readonly cpu?: Quantity; readonly memory?: Quantity };
}

/** Where requests and responses are logged, for InferenceServices with a `logger`. */
export interface LoggerOptions {
  /**
   * Address that takes them as CloudEvents, unless an InferenceService names another.
   * @default 'http://default-broker'
   */
  readonly defaultUrl?: string;
  /**
   * ConfigMap, in each InferenceService's namespace, with the authority's certificate of an HTTPS address.
   * @default - the image's own authorities
   */
  readonly caBundle?: string;
  /**
   * Key of that ConfigMap.
   * @default 'service-ca.crt'
   */
  readonly caCertFile?: string;
  /**
   * Whether any certificate of the address will do.
   * @default false
   */
  readonly tlsSkipVerify?: boolean;
}

/** The sidecar that logs, batches and fetches models. */
export interface AgentOptions {
  /**
   * CPU and memory of the container. Names that are left out keep theirs.
   * @default - 100m to 1 CPU, 100Mi to 1Gi of memory
   */
  readonly resources?: Resources;
}

/** The pods of InferenceGraphs. */
export interface RouterOptions {
  /**
   * CPU and memory of the container. Names that are left out keep theirs.
   * @default - 100m to 1 CPU, 100Mi to 1Gi of memory
   */
  readonly resources?: Resources;
  /**
   * Headers that a graph passes on from its request to its steps.
   * @default - none
   */
  readonly propagateHeaders?: readonly string[];
}

/** How Deployments of InferenceServices are replaced. */
export interface RolloutOptions {
  /** How many pods more than wished there may be, as a share: `25%`. */
  readonly maxSurge: `${number}%`;
  /** How many pods fewer than wished there may be, as a share: `25%`. */
  readonly maxUnavailable: `${number}%`;
}

/** S3 storage, where nothing else is said at a Secret of an InferenceService's account. */
export interface S3Options {
  /**
   * Key of a Secret that holds the access key's id.
   * @default 'AWS_ACCESS_KEY_ID'
   */
  readonly accessKeyIdName?: string;
  /**
   * Key of a Secret that holds the access key.
   * @default 'AWS_SECRET_ACCESS_KEY'
   */
  readonly secretAccessKeyName?: string;
  /**
   * Host and port: `minio.storage:9000`.
   * @default - AWS
   */
  readonly endpoint?: string;
  /** @default true */
  readonly useHttps?: boolean;
  /** @default - AWS's default */
  readonly region?: string;
  /** @default true */
  readonly verifySsl?: boolean;
  /**
   * Whether the bucket is part of the host.
   * @default false
   */
  readonly useVirtualBucket?: boolean;
  /** @default false */
  readonly useAccelerate?: boolean;
  /** @default false */
  readonly useAnonymousCredential?: boolean;
  /**
   * File with the authority's certificate, in the storage container.
   * @default - the image's own authorities
   */
  readonly caBundle?: string;
  /**
   * ConfigMap, in each InferenceService's namespace, that is mounted where the file is.
   * @default - none
   */
  readonly caBundleConfigMap?: string;
}

/** Where credentials for storage are. */
export interface CredentialsOptions {
  /**
   * Secret, in each InferenceService's namespace, with descriptions of storage.
   * @default 'storage-config'
   */
  readonly storageSecret?: string;
  /** @default - AWS with what the Secret says */
  readonly s3?: S3Options;
  /**
   * Key of a Secret that holds a service account of Google Cloud.
   * @default 'gcloud-application-credentials.json'
   */
  readonly gcsCredentialFile?: string;
}

/** KEDA, which scales InferenceServices that ask for it. It must be there before KServe. */
export interface KedaOptions {
  /**
   * How long KEDA waits before it scales up.
   * @default 0
   */
  readonly scaleUpStabilizationWindowSeconds?: number;
  /**
   * How long KEDA waits before it scales down.
   * @default 300
   */
  readonly scaleDownStabilizationWindowSeconds?: number;
  /**
   * Metrics of pods, by a collector beside each InferenceService. The OpenTelemetry operator must be there before KServe.
   * @default - none
   */
  readonly openTelemetry?: OpenTelemetryOptions;
}

/** Collectors of metrics that KEDA scales by. */
export interface OpenTelemetryOptions {
  /**
   * How often pods are asked for their metrics: `5s`, `1m`.
   * @default '5s'
   */
  readonly scrapeInterval?: string;
  /**
   * Host and port that takes the metrics.
   * @default 'keda-otel-scaler.keda.svc:4317'
   */
  readonly receiver?: string;
  /**
   * Host and port that KEDA asks for them.
   * @default 'keda-otel-scaler.keda.svc:4318'
   */
  readonly scaler?: string;
  /**
   * CPU and memory of a collector. Names that are left out keep theirs.
   * @default - 200m to 1 CPU, 512Mi to 2Gi of memory
   */
  readonly resources?: Resources;
}
