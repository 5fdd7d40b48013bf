import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, GateCheck, SizingTable } from '../../lib/core';
import {
  apiServerArgs,
  apiServerConfig,
  apiServerEnvironment,
  apiServerName,
  ApiServerOptions,
  apiServerPorts,
  certificateFolder,
} from './api-server-settings';
import { pods } from './databases';
import { apiServerClusterRights, apiServerRights } from './roles';
import { answers, Mount, PipelinesServer } from './server';
import { addVersionWebhooks } from './version-webhooks';
import { images } from './version';

/** What the API server asks for at each size. It puts its tables right when it starts, so there is one. */
export const apiServerSizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '1Gi' } },
  small: { replicas: 1, requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '2Gi' } },
  production: { replicas: 1, requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '4Gi' } },
};

/** Secret with the certificate of the webhooks. */
export const apiCertificate = 'kfp-api-webhook-cert';

const configMap = 'pipeline-api-server-config';
const health = '/apis/v2beta1/healthz';

/** The API server of Kubeflow Pipelines, with its Service and webhooks. */
export class ApiServer extends Construct {
  /** What holds once the API answers, and its webhooks with it. */
  readonly servingChecks: readonly GateCheck[];

  constructor(
    component: Component,
    id: string,
    private readonly options: ApiServerOptions,
  ) {
    super(component, id);
    const { settings, sizing, store } = options;
    const namespace = component.systemNamespace;
    const config = apiServerConfig(options);
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
        args: apiServerArgs(options),
        env: apiServerEnvironment(component, options),
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
      ...addVersionWebhooks(this, component, options).map((object) => ({
        object,
        condition: 'jsonpath={.webhooks[0].clientConfig.caBundle}' as const,
      })),
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
}
