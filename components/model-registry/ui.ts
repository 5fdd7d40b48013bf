import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, Sizing } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';
import { resourcesOf, restrictedContainer, restrictedPod } from '../../lib/core/pod-parts';
import { grantInCluster, grantInNamespace, Rights } from '../../lib/core/rbac';
import { images, user } from './version';

const sizing: Sizing = { replicas: 1, requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };
const name = 'model-registry-ui';
const port = 8080;

/** Labels of the pods, by which the server lets them in. */
export const uiPods = selectorLabels('model-registry', 'ui');

/** Who a user is and what they may do is asked for each request. */
const clusterRights: readonly Rights[] = [
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'] },
  { verbs: ['list'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings'] },
];

/** Registries are Services. This one shows those of its own namespace. */
const ownRights: readonly Rights[] = [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['services'] }];

/**
 * The user interface of the registry. It believes whoever names a user in the header `kubeflow-userid`, so no pod may reach
 * it: `kubectl port-forward` does, for those whom Kubernetes lets.
 */
export class RegistryUi extends Construct {
  /** Name of the Service in front of it. */
  static readonly service = 'model-registry-ui-service';

  readonly deployment: k8s.KubeDeployment;

  constructor(component: Component, id: string) {
    super(component, id);
    const { platform, systemNamespace: namespace } = component;
    const metadata = { name, namespace, labels: { 'app.kubernetes.io/component': 'ui' } };
    const subject = { kind: 'ServiceAccount', name, namespace } as const;
    new k8s.KubeServiceAccount(this, 'service-account', { metadata });
    grantInCluster(this, name, subject, clusterRights);
    grantInNamespace(this, name, namespace, subject, ownRights);
    new k8s.KubeService(this, 'service', {
      metadata: { ...metadata, name: RegistryUi.service },
      spec: { selector: uiPods, ports: [{ name: 'http', port: 80, targetPort: k8s.IntOrString.fromString('http') }] },
    });
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata,
      spec: { podSelector: { matchLabels: uiPods }, policyTypes: ['Ingress'] },
    });
    const probe: k8s.Probe = {
      httpGet: { path: '/healthcheck', port: k8s.IntOrString.fromString('http') },
      timeoutSeconds: 5,
    };
    this.deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        replicas: sizing.replicas,
        selector: { matchLabels: uiPods },
        template: {
          metadata: { labels: { ...component.labels, ...uiPods } },
          spec: {
            ...component.scheduling,
            serviceAccountName: name,
            enableServiceLinks: false,
            securityContext: restrictedPod(user),
            containers: [
              {
                name,
                image: component.image(images.ui),
                imagePullPolicy: platform.images.pullPolicy,
                args: ['--deployment-mode=kubeflow', `--port=${port}`],
                ports: [{ name: 'http', containerPort: port }],
                startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
                readinessProbe: { ...probe, periodSeconds: 10 },
                livenessProbe: { ...probe, periodSeconds: 20 },
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
