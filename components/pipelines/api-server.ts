import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import {
  Component,
  DatabaseAccess,
  GateCheck,
  ObjectStoreAccess,
  Sizing,
  SizingTable,
  WebhookCertificate,
} from '../../lib/core';
import { pods } from './databases';
import { Settings } from './props';
import { apiServerClusterRights, apiServerRights } from './roles';
import { answers, Mount, PipelinesServer, secret, value } from './server';
import { apiServerVariables } from './store-access';
import { images } from './version';

/** What the API server asks for at each size. It puts its tables right when it starts, so there is one. */
export const apiServerSizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '1Gi' } },
  small: { replicas: 1, requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '2Gi' } },
  production: { replicas: 1, requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '4Gi' } },
};

/** Name of the API server's Deployment, Service and ServiceAccount. */
export const apiServerName = 'ml-pipeline';

/** Ports of the API server. */
export const apiServerPorts = { http: 8888, grpc: 8887, webhook: 8443 } as const;

/** Secret with the certificate of the webhooks. */
export const apiCertificate = 'kfp-api-webhook-cert';

const configMap = 'pipeline-api-server-config';
const configuration = 'pipelineversions.pipelines.kubeflow.org';
const certificateFolder = '/etc/webhook/certs';
const health = '/apis/v2beta1/healthz';

/** What {@link ApiServer} stands on. */
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

/** The API server of Kubeflow Pipelines, with its Service and webhooks. */
export class ApiServer extends Construct {
  /** What holds once the API answers, and its webhooks with it. */
  readonly servingChecks: readonly GateCheck[];

  constructor(
    private readonly component: Component,
    id: string,
    private readonly options: ApiServerOptions,
  ) {
    super(component, id);
    const { settings, sizing, store } = options;
    const namespace = component.systemNamespace;
    const config = this.config();
    new k8s.KubeConfigMap(this, 'config', {
      metadata: { name: configMap, namespace, labels: { 'app.kubernetes.io/component': 'api-server' } },
      data: config,
    });
    const mounts: Mount[] = [
      { volume: { name: 'config', configMap: { name: configMap } }, path: '/config' },
      ...(settings.native && options.certificate !== undefined
        ? [{ volume: { name: 'webhook-certs', secret: { secretName: apiCertificate } }, path: certificateFolder }]
        : []),
      ...(options.database.authority === undefined
        ? []
        : [
            {
              volume: { name: 'database', configMap: { name: options.database.authority.configMap } },
              path: '/etc/database',
            },
          ]),
    ];
    const ports = [
      { name: 'http', number: apiServerPorts.http },
      { name: 'grpc', number: apiServerPorts.grpc },
      ...(settings.native ? [{ name: 'webhook', number: apiServerPorts.webhook }] : []),
    ];
    const server = new PipelinesServer(
      component,
      'server',
      {
        name: apiServerName,
        container: 'ml-pipeline-api-server',
        pods: pods.apiServer,
        image: images.apiServer,
        command: ['/bin/apiserver'],
        args: this.args(),
        env: this.variables(),
        ports,
        probes: {
          // It tries for six minutes to reach the database and the bucket, and then says in its log why it could not.
          startupProbe: { ...answers('http', health), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 90 },
          readinessProbe: { ...answers('http', health), periodSeconds: 5, timeoutSeconds: 2 },
          livenessProbe: { ...answers('http', health), periodSeconds: 20, timeoutSeconds: 5 },
        },
        sizing,
        mounts,
        annotations: {
          'checksum/config': createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16),
          ...(settings.native
            ? { 'traffic.sidecar.istio.io/excludeInboundPorts': String(apiServerPorts.webhook) }
            : {}),
        },
        ...(store.credentials.kind === 'workload-identity'
          ? { accountAnnotations: store.credentials.accountAnnotations }
          : {}),
        clusterRights: apiServerClusterRights(settings),
        rights: apiServerRights(settings),
        token: true,
      },
      this,
    );
    // The webhooks' port is the last: clients that take the first port they find must not find it.
    server.addService(
      apiServerName,
      ports.map(({ name, number }) => ({ name, port: number, target: name })),
      {
        'prometheus.io/scrape': 'true',
        'prometheus.io/scheme': 'http',
        'prometheus.io/port': String(apiServerPorts.http),
      },
    );
    this.addPolicy(server);
    this.servingChecks = [
      { object: server.deployment, condition: 'condition=Available' },
      ...this.addWebhooks().map((object) => ({
        object,
        condition: 'jsonpath={.webhooks[0].clientConfig.caBundle}' as const,
      })),
    ];
  }

  /**
   * The image's own settings bring keys to a bucket, and sample pipelines. These take their place. What can be said in a
   * variable is said there; it goes before.
   */
  private config(): Record<string, string> {
    const { settings, database } = this.options;
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

  private args(): string[] {
    const { settings } = this.options;
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

  private variables(): k8s.EnvVar[] {
    const { component, options } = this;
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

  private addPolicy(server: PipelinesServer): void {
    const { settings, tenants } = this.options;
    const own = [pods.persistenceAgent, pods.scheduledWorkflow, pods.ui, pods.cacheServer].map((labels) => ({
      podSelector: { matchLabels: { ...labels } },
    }));
    const ports = [apiServerPorts.http, apiServerPorts.grpc].map((port) => ({
      port: k8s.IntOrString.fromNumber(port),
      protocol: 'TCP',
    }));
    server.addPolicy(() => [
      { from: [...own, ...tenants()], ports },
      // The API server of Kubernetes calls from an address that no selector names, so the webhooks' port is open to all.
      ...(settings.native
        ? [{ ports: [{ port: k8s.IntOrString.fromNumber(apiServerPorts.webhook), protocol: 'TCP' }] }]
        : []),
    ]);
  }

  /** What checks versions of pipelines, and ties each to its pipeline. */
  private addWebhooks(): ApiObject[] {
    const { settings, certificate } = this.options;
    if (!settings.native) return [];
    const namespace = this.component.systemNamespace;
    const webhook = (path: string) => ({
      name: configuration,
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
      clientConfig: {
        service: { name: apiServerName, namespace, port: apiServerPorts.webhook, path: `/webhooks/${path}` },
      },
      rules: [
        {
          operations: ['CREATE', 'UPDATE'],
          apiGroups: ['pipelines.kubeflow.org'],
          apiVersions: ['v2beta1'],
          resources: ['pipelineversions'],
          scope: 'Namespaced',
        },
      ],
      // With a single user it knows its own namespace alone.
      ...(settings.multiUser
        ? {}
        : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
    });
    const metadata = {
      name: configuration,
      labels: { 'app.kubernetes.io/component': 'api-server' },
      ...(certificate === undefined ? {} : { annotations: { ...certificate.injection } }),
    };
    return [
      new k8s.KubeMutatingWebhookConfiguration(this, 'mutating-webhooks', {
        metadata,
        webhooks: [webhook('mutate-pipelineversion')],
      }),
      new k8s.KubeValidatingWebhookConfiguration(this, 'validating-webhooks', {
        metadata,
        webhooks: [webhook('validate-pipelineversion')],
      }),
    ];
  }
}
