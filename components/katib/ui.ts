import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, Sizing } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';
import { resourcesOf, restrictedContainer, restrictedPod } from '../../lib/core/pod-parts';
import { grantInCluster } from '../../lib/core/rbac';
import { user } from './config';
import { uiRights } from './roles';
import { images } from './version';

const sizing: Sizing = { replicas: 1, requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '256Mi' } };
const pods = selectorLabels('katib', 'ui');
const port = 8080;

/**
 * Katib's user interface. It knows nothing of users here, so no pod may reach it: `kubectl port-forward` does, for those
 * whom Kubernetes lets.
 */
export class KatibUi extends Construct {
  readonly deployment: k8s.KubeDeployment;

  constructor(component: Component, id: string) {
    super(component, id);
    const { platform, systemNamespace: namespace } = component;
    const metadata = { name: 'katib-ui', namespace, labels: { 'app.kubernetes.io/component': 'ui' } };
    new k8s.KubeServiceAccount(this, 'service-account', { metadata });
    grantInCluster(this, 'katib-ui', { kind: 'ServiceAccount', name: 'katib-ui', namespace }, uiRights);
    new k8s.KubeService(this, 'service', {
      metadata,
      spec: { selector: pods, ports: [{ name: 'ui', port: 80, targetPort: k8s.IntOrString.fromString('ui') }] },
    });
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata,
      spec: { podSelector: { matchLabels: pods }, policyTypes: ['Ingress'] },
    });
    const probe = { tcpSocket: { port: k8s.IntOrString.fromString('ui') } };
    this.deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        replicas: sizing.replicas,
        selector: { matchLabels: pods },
        template: {
          metadata: { labels: { ...component.labels, ...pods, 'katib.kubeflow.org/component': 'ui' } },
          spec: {
            ...component.scheduling,
            serviceAccountName: 'katib-ui',
            enableServiceLinks: false,
            securityContext: restrictedPod(user),
            containers: [
              {
                name: 'katib-ui',
                image: component.image(images.ui),
                imagePullPolicy: platform.images.pullPolicy,
                command: ['./katib-ui'],
                args: [`--port=${port}`, `--db-manager-address=katib-db-manager.${namespace}:6789`],
                env: [
                  { name: 'KATIB_CORE_NAMESPACE', value: namespace },
                  { name: 'APP_DISABLE_AUTH', value: 'true' },
                ],
                ports: [{ name: 'ui', containerPort: port }],
                startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
                readinessProbe: { ...probe, periodSeconds: 10 },
                livenessProbe: { ...probe, periodSeconds: 20 },
                resources: resourcesOf(sizing),
                securityContext: restrictedContainer,
              },
            ],
          },
        },
      },
    });
  }
}
