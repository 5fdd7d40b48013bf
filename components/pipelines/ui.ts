import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, ObjectStoreAccess, SizingTable } from '../../lib/core';
import { apiServerName, apiServerPorts } from './api-server-settings';
import { pods } from './databases';
import { metadataBridge } from './metadata';
import { Settings } from './props';
import { uiRights } from './roles';
import { answers, PipelinesServer, value } from './server';
import { uiVariables } from './store-access';
import { images } from './version';

const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '10m', memory: '70Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '20m', memory: '128Mi' }, limits: { memory: '512Mi' } },
  production: { replicas: 2, requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '1Gi' } },
};

/** Name of the user interface's Deployment, Service and ServiceAccount, and of its rights in tenants' namespaces. */
export const uiName = 'ml-pipeline-ui';

const port = 3000;

/** The user interface. No pod may reach it; `kubectl port-forward` does, for those whom Kubernetes lets. */
export class PipelinesUi extends Construct {
  readonly deployment: ApiObject;

  constructor(component: Component, id: string, settings: Settings, store: ObjectStoreAccess, runAccount: string) {
    super(component, id);
    const { systemNamespace: namespace } = component;
    const rights = uiRights(settings);
    const viewer = settings.viewerController ? this.addViewerTemplate(namespace, runAccount) : undefined;
    const health = answers('http', '/apis/v1beta1/healthz');
    const server = new PipelinesServer(
      component,
      'server',
      {
        name: uiName,
        pods: pods.ui,
        image: images.frontend,
        env: [
          value('ML_PIPELINE_SERVICE_HOST', `${apiServerName}.${namespace}.svc`),
          value('ML_PIPELINE_SERVICE_PORT', apiServerPorts.http),
          value('METADATA_ENVOY_SERVICE_SERVICE_HOST', `${metadataBridge.service}.${namespace}.svc`),
          value('METADATA_ENVOY_SERVICE_SERVICE_PORT', metadataBridge.port),
          { name: 'FRONTEND_SERVER_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
          // With the "svc" that the API server does not want.
          value('CLUSTER_DOMAIN', `.svc.${settings.clusterDomain}`),
          ...uiVariables(store, !settings.multiUser),
          value('ARGO_ARCHIVE_LOGS', true),
          // As Argo writes them; its own default is another.
          value('ARGO_KEYFORMAT', settings.keyFormat),
          value('DISABLE_GKE_METADATA', true),
          value('ALLOW_CUSTOM_VISUALIZATIONS', settings.visualizationServer),
          ...(settings.multiUser
            ? [
                value('DEPLOYMENT', 'KUBEFLOW'),
                value('ENABLE_AUTHZ', true),
                value('KUBEFLOW_USERID_HEADER', settings.userIdHeader),
                value('KUBEFLOW_USERID_PREFIX', settings.userIdPrefix),
                value('ARTIFACTS_SERVICE_PROXY_ENABLED', false),
              ]
            : []),
          ...(viewer === undefined
            ? []
            : [value('VIEWER_TENSORBOARD_POD_TEMPLATE_SPEC_PATH', '/etc/config/viewer-pod-template.json')]),
        ],
        ports: [{ name: 'http', number: port }],
        probes: {
          startupProbe: { ...health, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 60 },
          readinessProbe: { ...health, periodSeconds: 5, timeoutSeconds: 2 },
          livenessProbe: { ...health, periodSeconds: 20, timeoutSeconds: 5 },
        },
        sizing: sizing[component.platform.size],
        ...(viewer === undefined
          ? {}
          : {
              mounts: [{ volume: { name: 'config-volume', configMap: { name: viewer.name } }, path: '/etc/config' }],
              annotations: { 'checksum/config': viewer.checksum },
            }),
        ...(store.credentials.kind === 'workload-identity' && !settings.multiUser
          ? { accountAnnotations: store.credentials.accountAnnotations }
          : {}),
        ...(settings.multiUser ? { clusterRights: rights } : { rights }),
      },
      this,
    );
    server.addService(uiName, [{ name: 'http', port: 80, target: 'http' }]);
    server.addPolicy();
    this.deployment = server.deployment;
  }

  private addViewerTemplate(namespace: string, account: string): { readonly name: string; readonly checksum: string } {
    const name = 'ml-pipeline-ui-configmap';
    const template = `${JSON.stringify({ spec: { serviceAccountName: account } }, undefined, 2)}\n`;
    new k8s.KubeConfigMap(this, 'viewer-template', {
      metadata: { name, namespace, labels: { 'app.kubernetes.io/component': 'ui' } },
      data: { 'viewer-pod-template.json': template },
    });
    return { name, checksum: createHash('sha256').update(template).digest('hex').slice(0, 16) };
  }
}
