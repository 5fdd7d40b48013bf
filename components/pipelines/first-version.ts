import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, DatabaseAccess, Sizing, WebhookCertificate } from '../../lib/core';
import { watched } from './agents';
import { pods } from './databases';
import { Settings } from './props';
import { firstVersionRights, viewerRights } from './roles';
import { answers, connects, peer, PipelinesServer, secret, value } from './server';
import { images } from './version';

/** Secret with the certificate of the cache server's webhook. */
export const cacheCertificate = 'webhook-server-tls';

/** Service of the cache server. */
export const cacheService = 'cache-server';

const small: Sizing = { replicas: 1, requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };
const python: Sizing = { replicas: 1, requests: { cpu: '20m', memory: '128Mi' }, limits: { memory: '1Gi' } };
const plotting: Sizing = { replicas: 1, requests: { cpu: '30m', memory: '500Mi' }, limits: { memory: '2Gi' } };

/** Servers that only the first version of pipelines needs. */
export class FirstVersion extends Construct {
  constructor(
    private readonly component: Component,
    id: string,
    private readonly settings: Settings,
  ) {
    super(component, id);
  }

  /** Ends steps before they start, where their result is known. */
  addCacheServer(access: DatabaseAccess, certificate: WebhookCertificate): void {
    const { component, settings } = this;
    const server = new PipelinesServer(
      component,
      'cache-server',
      {
        name: 'cache-server',
        account: 'kubeflow-pipelines-cache',
        role: 'kubeflow-pipelines-cache-role',
        container: 'server',
        pods: pods.cacheServer,
        image: images.cacheServer,
        args: [
          '--db_driver=mysql',
          '--db_host=$(DBCONFIG_HOST_NAME)',
          '--db_port=$(DBCONFIG_PORT)',
          '--db_name=$(DBCONFIG_DB_NAME)',
          '--db_user=$(DBCONFIG_USER)',
          '--db_password=$(DBCONFIG_PASSWORD)',
          '--namespace_to_watch=$(NAMESPACE_TO_WATCH)',
          '--listen_port=8443',
          // Its own names for these are other ones.
          '--tls_cert_filename=tls.crt',
          '--tls_key_filename=tls.key',
        ],
        env: [
          watched('NAMESPACE_TO_WATCH', settings),
          value('DEFAULT_CACHE_STALENESS', ''),
          value('MAXIMUM_CACHE_STALENESS', ''),
          value('CACHE_IMAGE', component.image(images.cachedStep)),
          value('CACHE_NODE_RESTRICTIONS', false),
          value('DBCONFIG_HOST_NAME', access.host),
          value('DBCONFIG_PORT', access.port),
          value('DBCONFIG_DB_NAME', access.database),
          value('DBCONFIG_USER', access.user),
          secret('DBCONFIG_PASSWORD', access.password),
        ],
        ports: [{ name: 'webhook-api', number: 8443 }],
        probes: {
          startupProbe: { ...connects('webhook-api'), periodSeconds: 5, failureThreshold: 90 },
          readinessProbe: { ...connects('webhook-api'), periodSeconds: 5 },
          livenessProbe: { ...connects('webhook-api'), periodSeconds: 20 },
        },
        sizing: small,
        mounts: [
          {
            volume: { name: 'webhook-tls-certs', secret: { secretName: cacheCertificate } },
            path: '/etc/webhook/certs',
          },
        ],
        ...this.rights(),
      },
      this,
    );
    server.addService(cacheService, [{ name: 'webhook-api', port: 443, target: 'webhook-api' }]);
    server.addPolicy(() => [{ ports: [{ port: k8s.IntOrString.fromNumber(8443), protocol: 'TCP' }] }]);
    new k8s.KubeMutatingWebhookConfiguration(this, 'cache-webhook', {
      metadata: {
        name: `cache-webhook-${component.systemNamespace}`,
        labels: { 'app.kubernetes.io/component': 'cache-server' },
        annotations: { ...certificate.injection },
      },
      webhooks: [
        {
          name: `${cacheService}.${component.systemNamespace}.svc`,
          admissionReviewVersions: ['v1beta1'],
          sideEffects: 'None',
          // Steps run also without a cache.
          failurePolicy: 'Ignore',
          timeoutSeconds: 5,
          clientConfig: {
            service: { name: cacheService, namespace: component.systemNamespace, path: '/mutate' },
          },
          rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
          objectSelector: { matchLabels: { 'pipelines.kubeflow.org/cache_enabled': 'true' } },
        },
      ],
    });
  }

  /** Records what steps have read and written. */
  addMetadataWriter(): void {
    const { component, settings } = this;
    const server = new PipelinesServer(
      component,
      'metadata-writer',
      {
        name: 'metadata-writer',
        account: 'kubeflow-pipelines-metadata-writer',
        role: 'kubeflow-pipelines-metadata-writer-role',
        container: 'main',
        pods: pods.metadataWriter,
        image: images.metadataWriter,
        env: [
          watched('NAMESPACE_TO_WATCH', settings),
          { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
          // With the "svc" that the API server does not want.
          value('CLUSTER_DOMAIN', `.svc.${settings.clusterDomain}`),
        ],
        sizing: python,
        writes: true,
        ...this.rights(),
      },
      this,
    );
    server.addPolicy();
  }

  /** Draws what users ask for, by code that they send. */
  addVisualizationServer(): void {
    const page = answers('http', '/');
    const server = new PipelinesServer(
      this.component,
      'visualization-server',
      {
        name: 'ml-pipeline-visualizationserver',
        pods: pods.visualizationServer,
        image: images.visualizationServer,
        ports: [{ name: 'http', number: 8888 }],
        probes: {
          startupProbe: { ...page, periodSeconds: 5, failureThreshold: 60 },
          readinessProbe: { ...page, periodSeconds: 5, timeoutSeconds: 2 },
          livenessProbe: { ...page, periodSeconds: 20, timeoutSeconds: 5 },
        },
        sizing: plotting,
        writes: true,
      },
      this,
    );
    server.addService('ml-pipeline-visualizationserver', [{ name: 'http', port: 8888, target: 'http' }]);
    server.addPolicy(() => [
      { from: [peer(pods.apiServer)], ports: [{ port: k8s.IntOrString.fromNumber(8888), protocol: 'TCP' }] },
    ]);
  }

  /** Runs TensorBoards that `Viewer`s ask for. */
  addViewerController(): void {
    const { settings } = this;
    const server = new PipelinesServer(
      this.component,
      'viewer-controller',
      {
        name: 'ml-pipeline-viewer-crd',
        account: 'ml-pipeline-viewer-crd-service-account',
        role: 'ml-pipeline-viewer-controller-role',
        pods: pods.viewerController,
        image: images.viewerController,
        env: [watched('NAMESPACE', settings), value('MAX_NUM_VIEWERS', 50)],
        sizing: small,
        single: true,
        ...(settings.multiUser ? { clusterRights: viewerRights } : { rights: viewerRights }),
      },
      this,
    );
    server.addPolicy();
  }

  private rights(): Pick<ConstructorParameters<typeof PipelinesServer>[2], 'rights' | 'clusterRights'> {
    return this.settings.multiUser ? { clusterRights: firstVersionRights } : { rights: firstVersionRights };
  }
}
