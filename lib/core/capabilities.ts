import type { Construct } from 'constructs';
import type { Component } from './component';
import { Gate } from './gate';

/*
 * What one component offers to others. Components take these as objects and know nothing else of each other.
 */

/** JobSets: the API that Trainer builds its jobs from. @see https://jobset.sigs.k8s.io */
export interface IJobSets {
  /** The JobSet CRD is established. Controllers that watch JobSets start only after it. */
  readonly apiReady: Gate;
  /** The JobSet controller runs and its webhooks answer. JobSets are accepted only after it. */
  readonly serving: Gate;
}

/** A kind of job that Katib can run trials as. */
export interface TrialKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural name of the kind, in lower case. */
  readonly plural: string;
  /** The kind that owns its pods. @default - the kind itself */
  readonly podOwner?: string;
  /** Further kinds on the way from a pod up to the job. @default - none */
  readonly between?: readonly { readonly group: string; readonly plural: string }[];
}

/** Kinds of jobs that somebody installs, for Katib to run trials as. */
export interface ITrialKinds {
  /** The kinds are established. Katib watches only those that it finds when it starts. */
  readonly apiReady: Gate;
  readonly trialKinds: readonly TrialKind[];
}

/** What a user of a database may do in it. @see https://dev.mysql.com/doc/refman/8.4/en/privileges-provided.html */
export type DatabasePrivilege =
  'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'CREATE' | 'ALTER' | 'DROP' | 'INDEX' | 'REFERENCES';

/** What a consumer asks of an {@link IDatabase}. */
export interface DatabaseRequest {
  /** Name of the database and of its user: at most 32 of a-z, 0-9 and "_". */
  readonly name: string;
  /** What the user may do in the database, and in no other. */
  readonly privileges: readonly DatabasePrivilege[];
  /** Labels of the pods that connect, in the consumer's namespace. No other pods are let through. */
  readonly pods: Readonly<Record<string, string>>;
  /**
   * How the server checks the user's password. Old clients know only `mysql_native_password`.
   * @default 'caching_sha2_password'
   */
  readonly authentication?: 'caching_sha2_password' | 'mysql_native_password';
}

/** How a consumer reaches its database. */
export interface DatabaseAccess {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Secret in the consumer's namespace, and the key of it that holds the password. */
  readonly password: { readonly secret: string; readonly key: string };
  /**
   * Whether the connection is encrypted, and whether the server's certificate is checked.
   *
   * - `off`: neither.
   * - `skip-verify`: encrypted, with whoever answers.
   * - `verify`: encrypted, with a certificate for the host that an authority in the consumer's image has signed, or the
   *   one in `authority`.
   */
  readonly tls: 'off' | 'skip-verify' | 'verify';
  /** ConfigMap in the consumer's namespace with the authority's certificate. @default - those of the image */
  readonly authority?: { readonly configMap: string; readonly key: string };
}

/** A MySQL server that components keep their state in. */
export interface IDatabase {
  /**
   * Gives a component a database, and a user that can do what it asks for there. Consumers wait for the server by
   * themselves: it may be restarted at any time.
   */
  addDatabase(consumer: Component, request: DatabaseRequest): DatabaseAccess;
}

/** What a consumer asks of an {@link ICertificateIssuer}. */
export interface WebhookCertificateRequest {
  /** Name of the certificate, unique in the consumer's namespace. */
  readonly name: string;
  /** Secret in the consumer's namespace that takes `tls.crt`, `tls.key` and `ca.crt`. The issuer makes it. */
  readonly secret: string;
  /** Service in the consumer's namespace that the API server calls. */
  readonly service: string;
}

/** A certificate that an {@link ICertificateIssuer} keeps valid. */
export interface WebhookCertificate {
  /** What must hold before the certificate, and what asks for it, are applied. */
  readonly needs: readonly Gate[];
  /** Annotations through which a webhook configuration gets the certificate's authority as `caBundle`. */
  readonly injection: Readonly<Record<string, string>>;
}

/** Who issues certificates in the cluster, renews them, and puts their authority into webhook configurations. */
export interface ICertificateIssuer {
  /**
   * Gives a component a certificate for a webhook of its own. The component waits with its objects for what the
   * certificate needs, puts the annotations on its webhook configurations, and counts as serving only with a `caBundle`.
   */
  addWebhookCertificate(consumer: Component, request: WebhookCertificateRequest): WebhookCertificate;
}

/** What a consumer asks of an {@link IObjectStore}. */
export interface ObjectStoreRequest {
  /** Name of the consumer, unique in the store, for example `pipelines` or a tenant's namespace: an RFC 1123 label. */
  readonly name: string;
  /** Namespace of the consumer's pods, and of the Secret with its keys. */
  readonly namespace: string;
  /**
   * Where in the bucket it may read, list, write and delete: prefixes with a `/` at their end, or `''` for all of the
   * bucket. It is let list a prefix or what is below, and nothing above: with prefixes alone, it cannot ask whether the
   * bucket is there or where it is.
   */
  readonly prefixes: readonly string[];
  /** Where in the bucket it may read and list, and not write. @default - nowhere else */
  readonly readPrefixes?: readonly string[];
  /** Labels of the pods that connect, in `namespace`; `{}` for all pods there. No other pods are let through. */
  readonly pods: Readonly<Record<string, string>>;
  /**
   * Name of the Secret that takes its keys. No other consumer of the store may have the same.
   * @default - the store's choice
   */
  readonly secret?: string;
  /** What the consumer's programs can speak. A store that speaks several chooses among them. @default ['s3', 'gs'] */
  readonly protocols?: readonly ObjectStoreProtocol[];
}

/** S3, or Google Cloud Storage's own protocol. */
export type ObjectStoreProtocol = 's3' | 'gs';

/** How a consumer is let into a bucket. */
export type ObjectStoreCredentials =
  /** Keys of S3, in a Secret of the consumer's namespace; `accessKey` and `secretKey` are keys of that Secret. */
  | { readonly kind: 'keys'; readonly secret: string; readonly accessKey: string; readonly secretKey: string }
  /** The pods' ServiceAccount, which must have these annotations. */
  | { readonly kind: 'workload-identity'; readonly accountAnnotations: Readonly<Record<string, string>> }
  /** A key file of Google Cloud, in a Secret of the consumer's namespace under `key`. */
  | { readonly kind: 'service-account-key'; readonly secret: string; readonly key: string };

/** How a consumer reaches its part of a bucket. */
export interface ObjectStoreAccess {
  /** Scheme of the URIs of objects: `s3://bucket/key`, `gs://bucket/key`. */
  readonly scheme: 's3' | 'gs';
  readonly bucket: string;
  /** The server, which speaks S3. @default - the cloud's own, by `scheme` and `region` */
  readonly endpoint?: { readonly host: string; readonly port: number; readonly secure: boolean };
  /** @default - the client's, or that of its environment */
  readonly region?: string;
  /** Whether the bucket stands in the path of an address, and not in its host. */
  readonly pathStyle: boolean;
  readonly credentials: ObjectStoreCredentials;
}

/** A bucket that components and tenants keep their artifacts in. One value configures all of its consumers alike. */
export interface IObjectStore {
  /**
   * Gives a consumer a user of its own, with no more rights than it asks for. What the user needs is made within `scope`
   * or within the store. Consumers wait for the store by themselves: it may be restarted at any time.
   */
  addConsumer(scope: Construct, request: ObjectStoreRequest): ObjectStoreAccess;
}

/** Argo Workflows: who runs the steps of pipelines. @see https://argo-workflows.readthedocs.io */
export interface IWorkflows {
  /** The kinds of Argo Workflows are established. Controllers that watch Workflows start only after it. */
  readonly apiReady: Gate;
  /** The controller runs. Workflows make progress only after it. */
  readonly serving: Gate;
  /** Key of an artifact or of a log within a bucket, in Argo's notation, as the controller writes it. */
  readonly keyFormat: string;
}

/** KServe: models behind an address. @see https://kserve.github.io/website/ */
export interface IModelServing {
  /** The kinds of KServe are established, among them the containers that load models. */
  readonly apiReady: Gate;
  /** The webhooks answer. InferenceServices are accepted only after it. */
  readonly serving: Gate;
}

/** A registry of models: which there are, in which versions, and where each lies. @see https://www.kubeflow.org/docs/components/model-registry/ */
export interface IModelRegistry {
  /** The server answers. Models are registered and found only after it. */
  readonly serving: Gate;
  /** The server, as pods reach it, without a path: `http://model-registry-service.kubeflow.svc:8080`. */
  readonly url: `http://${string}` | `https://${string}`;
  /** Scheme of the URIs by which KServe loads registered models. @default - KServe loads none of them */
  readonly uriScheme?: 'model-registry';
}

/** A namespace that pipelines run in. */
export interface PipelineTenant {
  readonly namespace: string;
  /** ServiceAccount that the steps of runs have, unless a run names another. */
  readonly serviceAccountName: string;
  /**
   * ServiceAccount for the namespace's programs that start runs and keep schedules through the API of pipelines. They need a
   * token of it for {@link audience}, and may do nothing else with it.
   */
  readonly programAccountName: string;
  /** URI below which the artifacts of runs stand, without a `/` at its end. */
  readonly pipelineRoot: string;
  /** URL of the API, as the namespace's pods reach it. */
  readonly apiServer: string;
  /** Audience of tokens for the API. */
  readonly audience: string;
  /** The API answers. Pipelines are accepted only after it. */
  readonly serving: Gate;
}
