import { Construct } from 'constructs';
import { Component, GateCheck, SizingTable } from '../../lib/core';
import { WebhookCertificate } from '../../lib/core/capabilities';
import { grantInCluster, grantInNamespace, read, Rights, Verb } from '../../lib/core/rbac';
import { Webhook, WebhookController, Webhooks } from '../../lib/core/webhook-controller';
import { images } from './version';

/** What the controller's certificate is for. */
export const llmCertificate = {
  name: 'llmisvc-serving-cert',
  secret: 'llmisvc-webhook-server-cert',
  service: 'llmisvc-webhook-server-service',
} as const;

// The controller keeps the Secrets and pods of the cluster in memory, so limits leave room.
const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '200Mi' }, limits: { memory: '1Gi' } },
  production: { replicas: 2, requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '2Gi' } },
};

const name = 'llmisvc-controller-manager';
const apiGroup = 'serving.kserve.io';
const handler = (kind: string): string => `/validate-serving-kserve-io-v1alpha1-${kind}`;

/** Serves LLMInferenceServices: a controller of its own, with a certificate and webhooks of its own. */
export class LlmServing extends Construct {
  /** What holds once LLMInferenceServices and their configurations are accepted. */
  readonly servingChecks: readonly GateCheck[];

  constructor(component: Component, id: string, certificate: WebhookCertificate | undefined) {
    super(component, id);
    const controller = new WebhookController(component, `${id}-controller`, {
      name,
      part: 'llm-manager',
      image: images.llmController,
      command: ['/manager'],
      // A NetworkPolicy keeps callers from the metrics.
      args: ['--metrics-addr=:8443', '--metrics-secure=false', '--leader-elect'],
      env: [{ name: 'POD_NAMESPACE', value: component.systemNamespace }],
      sizing: sizing[component.platform.size],
      runAsUser: 1000,
      certificateSecret: llmCertificate.secret,
      ...(certificate === undefined ? {} : { certificate }),
      service: { name: llmCertificate.service, ports: [{ name: 'metrics', port: 8443, target: 'metrics' }] },
      validating: ['llminferenceserviceconfig', 'llminferenceservice'].map(validating),
      lastWebhookPath: handler('llminferenceservice'),
    });
    grantInCluster(this, 'llmisvc-manager-role', controller.subject, rights);
    grantInNamespace(this, `${name}-config`, component.systemNamespace, controller.subject, [
      { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['inferenceservice-config'] },
    ]);
    this.servingChecks = controller.servingChecks;
  }
}

function validating(kind: string): Webhooks {
  const webhook: Webhook = {
    name: `${kind}.kserve-webhook-server.validator`,
    path: handler(kind),
    operations: ['CREATE', 'UPDATE'],
    apiGroup,
    apiVersion: 'v1alpha1',
    resource: `${kind}s`,
  };
  return { name: `${kind}.${apiGroup}`, webhooks: [webhook] };
}

const write: readonly Verb[] = [...read, 'create', 'update', 'delete'];

/** What the controller may do in the whole cluster: models are served from all namespaces. */
const rights: readonly Rights[] = [
  { verbs: [...read, 'update'], apiGroups: [apiGroup], resources: ['llminferenceservices'] },
  { verbs: ['update'], apiGroups: [apiGroup], resources: ['llminferenceservices/status'] },
  { verbs: ['update'], apiGroups: [apiGroup], resources: ['llminferenceservices/finalizers'] },
  { verbs: read, apiGroups: [apiGroup], resources: ['llminferenceserviceconfigs'] },
  { verbs: write, apiGroups: ['apps'], resources: ['deployments'] },
  // Servers over several nodes.
  { verbs: write, apiGroups: ['leaderworkerset.x-k8s.io'], resources: ['leaderworkersets'] },
  // Certificates and accounts of servers and schedulers, and credentials for storage.
  { verbs: write, apiGroups: [''], resources: ['services', 'secrets', 'serviceaccounts'] },
  { verbs: read, apiGroups: ['networking.k8s.io'], resources: ['ingresses'] },
  { verbs: write, apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'] },
  { verbs: read, apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'gatewayclasses'] },
  { verbs: write, apiGroups: ['inference.networking.x-k8s.io'], resources: ['inferencepools', 'inferencemodels'] },
  { verbs: ['create', 'patch'], apiGroups: [''], resources: ['events'] },
  // Rights of schedulers, which the controller must have itself to give them.
  {
    verbs: write,
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles', 'rolebindings', 'clusterrolebindings'],
  },
  { verbs: read, apiGroups: [''], resources: ['pods'] },
  { verbs: read, apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'] },
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'] },
];
