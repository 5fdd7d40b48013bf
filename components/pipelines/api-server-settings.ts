import { k8s } from 'cdk8s-plus-27';
import { Component, DatabaseAccess, ObjectStoreAccess, Sizing, WebhookCertificate } from '../../lib/core';
import { Settings } from './props';
import { secret, value } from './server';
import { apiServerVariables } from './store-access';
import { images } from './version';

/** Name of the API server's Deployment, Service and ServiceAccount. */
export const apiServerName = 'ml-pipeline';

/** Ports of the API server. */
export const apiServerPorts = { http: 8888, grpc: 8887, webhook: 8443 } as const;

/** Where the certificate of the webhooks stands. */
export const certificateFolder = '/etc/webhook/certs';

/** What the API server stands on. */
export interface ApiServerOptions {
  readonly settings: Settings;
  readonly sizing: Sizing;
  readonly database: DatabaseAccess;
  readonly store: ObjectStoreAccess;
  /** ServiceAccount of runs that name none. */
  readonly runAccount: string;
  /** The certificate of the webhooks, where pipelines are objects of Kubernetes. */
  readonly certificate: WebhookCertificate | undefined;
  /** Where tenants' pods are, which may call it. */
  readonly tenants: () => k8s.NetworkPolicyPeer[];
}

/**
 * The image's own settings bring keys to a bucket, and sample pipelines. These take their place. What can be said in a
 * variable is said there; it goes before.
 */
export function apiServerConfig({ settings, database }: ApiServerOptions): Record<string, string> {
  const { workspaceStorageClass } = settings;
  const tls = { off: undefined, 'skip-verify': 'skip-verify', verify: 'true' }[database.tls];
  const config = {
    DBConfig: {
      MySQLConfig: { GroupConcatMaxLen: '4194304', ...(tls === undefined ? {} : { ExtraParams: { tls } }) },
    },
    ObjectStoreConfig: { PipelinePath: 'pipelines' },
    ARCHIVE_CONFIG_LOG_FILE_NAME: 'main.log',
    ARCHIVE_CONFIG_LOG_PATH_PREFIX: '/artifacts',
    InitConnectionTimeout: '6m',
    ...(workspaceStorageClass === undefined
      ? {}
      : {
          workspace: {
            volumeclaimtemplatespec: { accessModes: ['ReadWriteOnce'], storageClassName: workspaceStorageClass },
          },
        }),
  };
  return {
    'config.json': `${JSON.stringify(config, undefined, 2)}\n`,
    'sample_config.json': `${JSON.stringify({ loadSamplesOnRestart: false, pipelines: [] }, undefined, 2)}\n`,
  };
}

/** Flags of the API server. */
export function apiServerArgs({ settings }: ApiServerOptions): string[] {
  return [
    '--config=/config',
    '--sampleconfig=/config/sample_config.json',
    '-logtostderr=true',
    `--logLevel=${settings.logLevel}`,
    ...(settings.native
      ? [
          `--webhookTLSCertPath=${certificateFolder}/tls.crt`,
          `--webhookTLSKeyPath=${certificateFolder}/tls.key`,
          '--pipelinesStoreKubernetes=true',
        ]
      : []),
  ];
}

/** Variables of the API server. They go before what its configuration says. */
export function apiServerEnvironment(component: Component, options: ApiServerOptions): k8s.EnvVar[] {
  const { settings, database, store } = options;
  const { steps } = settings;
  return [
    { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
    // Without the "svc" that the user interface wants before it.
    value('CLUSTER_DOMAIN', settings.clusterDomain),
    value('MULTIUSER', settings.multiUser),
    ...(settings.multiUser
      ? [
          // Unset, a header of Google's would be believed; empty, none is.
          value('KUBEFLOW_USERID_HEADER', settings.userIdHeader),
          value('KUBEFLOW_USERID_PREFIX', settings.userIdPrefix),
          value('TOKEN_REVIEW_AUDIENCE', 'pipelines.kubeflow.org'),
        ]
      : []),
    value('DEFAULTPIPELINERUNNERSERVICEACCOUNT', options.runAccount),
    value('DBDRIVERNAME', 'mysql'),
    value('DBCONFIG_MYSQLCONFIG_HOST', database.host),
    value('DBCONFIG_MYSQLCONFIG_PORT', database.port),
    value('DBCONFIG_MYSQLCONFIG_DBNAME', database.database),
    value('DBCONFIG_MYSQLCONFIG_USER', database.user),
    secret('DBCONFIG_MYSQLCONFIG_PASSWORD', database.password),
    value('DBCONFIG_CONMAXLIFETIME', `${settings.connectionLifetime}s`),
    // Of a directory: a file would take the place of the authorities that the bucket's server is checked by.
    ...(database.authority === undefined ? [] : [value('SSL_CERT_DIR', '/etc/database')]),
    ...apiServerVariables(store),
    value('V2_DRIVER_IMAGE', component.image(images.driver)),
    value('V2_LAUNCHER_IMAGE', component.image(images.launcher)),
    value('COMPILED_PIPELINE_SPEC_PATCH', JSON.stringify(settings.workflowPatch)),
    value('DEFAULT_SECURITY_CONTEXT_RUN_AS_USER', steps.runAsUser),
    value('DEFAULT_SECURITY_CONTEXT_RUN_AS_GROUP', steps.runAsGroup),
    value('DEFAULT_SECURITY_CONTEXT_RUN_AS_NON_ROOT', steps.runAsNonRoot),
    value('CACHEENABLED', settings.caching),
    value('AUTO_UPDATE_PIPELINE_DEFAULT_VERSION', true),
    value('PUBLISH_LOGS', true),
    value('PIPELINE_LOG_LEVEL', 1),
    value('CRON_SCHEDULE_TIMEZONE', settings.timeZone),
    // It ends at start where these are not set, whether the server is there or not.
    value('ML_PIPELINE_VISUALIZATIONSERVER_SERVICE_HOST', 'ml-pipeline-visualizationserver'),
    value('ML_PIPELINE_VISUALIZATIONSERVER_SERVICE_PORT', 8888),
  ];
}
