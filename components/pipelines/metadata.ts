import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, DatabaseAccess, Gate, SizingTable } from '../../lib/core';
import { generatorImage } from '../../lib/core/generated-secret';
import { resourcesOf, restrictedContainer } from '../../lib/core/pod-parts';
import { bridgeConfig } from './bridge-config';
import { pods } from './databases';
import { connects, peer, PipelinesServer, secret, value } from './server';
import { images } from './version';

/** Service and port of the metadata service. */
export const metadataService = { service: 'metadata-grpc-service', port: 8080 } as const;

/** Service and port of what translates for browsers. */
export const metadataBridge = { service: 'metadata-envoy-service', port: 9090 } as const;

const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '1Gi' } },
  production: { replicas: 2, requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '2Gi' } },
};
const bridgeSizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '256Mi' } },
  small: { replicas: 1, requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  production: { replicas: 2, requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } },
};

// Messages with large artifacts' properties are longer than what gRPC lets through by itself.
const channel = [
  'grpc.max_metadata_size=16384',
  `grpc.max_receive_message_length=${100 * 2 ** 20}`,
  `grpc.max_send_message_length=${100 * 2 ** 20}`,
];

/**
 * The metadata service, which keeps the lineage of runs, and its bridge for browsers. It goes when Kubeflow Pipelines keeps
 * lineage itself: https://github.com/kubeflow/pipelines/pull/12147.
 */
export class Metadata extends Construct {
  /** What holds once lineage is kept. */
  readonly recordingChecks: Gate['checks'];

  constructor(
    private readonly component: Component,
    id: string,
    private readonly access: DatabaseAccess,
    callers: () => readonly k8s.NetworkPolicyPeer[],
  ) {
    super(component, id);
    const service = this.addService();
    const bridge = this.addBridge();
    service.addPolicy(() => [
      {
        from: [peer(pods.metadataBridge), peer(pods.metadataWriter), ...callers()],
        ports: [{ port: k8s.IntOrString.fromNumber(metadataService.port), protocol: 'TCP' }],
      },
    ]);
    bridge.addPolicy(() => [
      {
        from: [peer(pods.ui)],
        ports: [{ port: k8s.IntOrString.fromNumber(metadataBridge.port), protocol: 'TCP' }],
      },
    ]);
    this.recordingChecks = [service, bridge].map(({ deployment }) => ({
      object: deployment,
      condition: 'condition=Available',
    }));
  }

  private addService(): PipelinesServer {
    const { component, access } = this;
    const server = new PipelinesServer(
      component,
      'service',
      {
        name: 'metadata-grpc-deployment',
        account: 'metadata-grpc-server',
        container: 'container',
        pods: pods.metadata,
        image: images.metadata,
        command: ['/bin/metadata_store_server'],
        args: [
          `--grpc_port=${metadataService.port}`,
          '--mysql_config_host=$(MYSQL_HOST)',
          '--mysql_config_port=$(MYSQL_PORT)',
          '--mysql_config_database=$(MYSQL_DATABASE)',
          '--mysql_config_user=$(DBCONFIG_USER)',
          '--mysql_config_password=$(DBCONFIG_PASSWORD)',
          '--enable_database_upgrade=true',
          `--grpc_channel_arguments=${channel.join(',')}`,
        ],
        env: [
          value('MYSQL_HOST', access.host),
          value('MYSQL_PORT', access.port),
          value('MYSQL_DATABASE', access.database),
          value('DBCONFIG_USER', access.user),
          secret('DBCONFIG_PASSWORD', access.password),
        ],
        ports: [{ name: 'grpc-api', number: metadataService.port }],
        probes: {
          startupProbe: { ...connects('grpc-api'), periodSeconds: 2, failureThreshold: 150 },
          readinessProbe: { ...connects('grpc-api'), periodSeconds: 5, timeoutSeconds: 2 },
          livenessProbe: { ...connects('grpc-api'), periodSeconds: 20, timeoutSeconds: 5 },
        },
        sizing: sizing[component.platform.size],
        initContainers: [this.waiting()],
        // There is no image for other machines.
        nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      },
      this,
    );
    server.addService(metadataService.service, [{ name: 'grpc-api', port: metadataService.port, target: 'grpc-api' }]);
    return server;
  }

  /** The service ends where it finds no database, and would be started again and again, at ever longer intervals. */
  private waiting(): k8s.Container {
    const { component, access } = this;
    return {
      name: 'wait-for-database',
      image: component.image(generatorImage),
      imagePullPolicy: component.platform.images.pullPolicy,
      command: ['/bin/sh', '-c', 'until nc -z -w 2 "$MYSQL_HOST" "$MYSQL_PORT"; do sleep 2; done'],
      env: [value('MYSQL_HOST', access.host), value('MYSQL_PORT', access.port)],
      resources: resourcesOf({ requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } }),
      securityContext: restrictedContainer,
    };
  }

  private addBridge(): PipelinesServer {
    const { component } = this;
    const configMap = 'metadata-envoy-configmap';
    const config = bridgeConfig({
      port: metadataBridge.port,
      host: `${metadataService.service}.${component.systemNamespace}.svc`,
      hostPort: metadataService.port,
    });
    const server = new PipelinesServer(
      component,
      'bridge',
      {
        name: 'metadata-envoy-deployment',
        account: 'metadata-envoy',
        container: 'container',
        pods: pods.metadataBridge,
        image: images.metadataBridge,
        args: ['/etc/envoy/envoy-config.yaml'],
        ports: [{ name: 'md-envoy', number: metadataBridge.port }],
        probes: {
          startupProbe: { ...connects('md-envoy'), periodSeconds: 2, failureThreshold: 60 },
          readinessProbe: { ...connects('md-envoy'), periodSeconds: 5 },
          livenessProbe: { ...connects('md-envoy'), periodSeconds: 20 },
        },
        sizing: bridgeSizing[component.platform.size],
        mounts: [{ volume: { name: 'envoy-config', configMap: { name: configMap } }, path: '/etc/envoy' }],
        annotations: { 'checksum/config': createHash('sha256').update(config).digest('hex').slice(0, 16) },
      },
      this,
    );
    new k8s.KubeConfigMap(this, 'bridge-config', {
      metadata: server.about(configMap),
      data: { 'envoy-config.yaml': config },
    });
    server.addService(metadataBridge.service, [{ name: 'md-envoy', port: metadataBridge.port, target: 'md-envoy' }]);
    return server;
  }
}
