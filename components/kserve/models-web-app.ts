import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, Sizing } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';
import { resourcesOf, restrictedContainer, restrictedPod } from '../../lib/core/pod-parts';
import { grantInCluster, read, Rights } from '../../lib/core/rbac';
import { images } from './version';

const sizing: Sizing = { replicas: 1, requests: { cpu: '10m', memory: '128Mi' }, limits: { memory: '512Mi' } };
const name = 'kserve-models-web-application';
const pods = selectorLabels('kserve', 'models-web-app');
const user = 1000;
const port = 5000;

/** What the web app may do, for whoever reaches it. */
const rights: readonly Rights[] = [
  {
    verbs: [...read, 'create', 'patch', 'delete'],
    apiGroups: ['serving.kserve.io'],
    resources: ['inferenceservices', 'inferencegraphs'],
  },
  { verbs: ['get', 'list'], apiGroups: [''], resources: ['namespaces', 'pods', 'pods/log', 'events'] },
];

/**
 * The web app that shows InferenceServices. It knows nothing of users here, so no pod may reach it: `kubectl port-forward`
 * does, for those whom Kubernetes lets.
 */
export class ModelsWebApp extends Construct {
  /** Name of the Service in front of it. */
  static readonly service = name;

  readonly deployment: k8s.KubeDeployment;

  constructor(component: Component, id: string) {
    super(component, id);
    const { platform, systemNamespace: namespace } = component;
    const metadata = { name, namespace, labels: { 'app.kubernetes.io/component': 'models-web-app' } };
    new k8s.KubeServiceAccount(this, 'service-account', { metadata });
    grantInCluster(this, `${name}-cluster-role`, { kind: 'ServiceAccount', name, namespace }, rights);
    new k8s.KubeService(this, 'service', {
      metadata,
      spec: { selector: pods, ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http') }] },
    });
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata,
      spec: { podSelector: { matchLabels: pods }, policyTypes: ['Ingress'] },
    });
    const probe = (check: string): k8s.Probe => ({
      httpGet: { path: `/healthz/${check}`, port: k8s.IntOrString.fromString('http') },
    });
    this.deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        replicas: sizing.replicas,
        selector: { matchLabels: pods },
        template: {
          metadata: { labels: { ...component.labels, ...pods } },
          spec: {
            ...component.scheduling,
            serviceAccountName: name,
            enableServiceLinks: false,
            securityContext: restrictedPod(user),
            containers: [
              {
                name,
                image: component.image(images.modelsWebApp),
                imagePullPolicy: platform.images.pullPolicy,
                env: Object.entries(settings).map(([variable, value]) => ({ name: variable, value })),
                ports: [{ name: 'http', containerPort: port }],
                startupProbe: { ...probe('readiness'), periodSeconds: 2, failureThreshold: 60 },
                readinessProbe: { ...probe('readiness'), periodSeconds: 10, timeoutSeconds: 3 },
                livenessProbe: { ...probe('liveness'), periodSeconds: 20, timeoutSeconds: 3 },
                resources: resourcesOf(sizing),
                securityContext: restrictedContainer,
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    });
  }
}

const settings = {
  APP_PREFIX: '/',
  APP_DISABLE_AUTH: 'True',
  // Over `kubectl port-forward` there is no TLS.
  APP_SECURE_COOKIES: 'False',
  GUNICORN_CMD_ARGS: '--limit-request-field_size 32000',
};
