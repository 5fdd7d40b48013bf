import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, ImageName, Sizing } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';
import { addDisruptionBudget, resourcesOf, restrictedContainer, restrictedPod, spread } from '../../lib/core/pod-parts';

/** Props of {@link CertManagerPart}. */
export interface CertManagerPartProps {
  /** Name of the Deployment and what belongs to it. */
  readonly name: string;
  /** What the part is: `controller`, `webhook`, `cainjector`. */
  readonly role: string;
  readonly image: ImageName;
  readonly args: readonly string[];
  readonly sizing: Sizing;
  readonly ports: Readonly<Record<string, number>>;
  readonly probes?: Pick<k8s.Container, 'livenessProbe' | 'readinessProbe' | 'startupProbe'>;
  /** Ports of the Service, by their names, to ports of the pod. @default - no Service */
  readonly service?: Readonly<Record<string, { readonly port: number; readonly target: string }>>;
  /** Ports that everybody may reach. @default - none */
  readonly open?: readonly number[];
}

/** One of the three programs of cert-manager: Deployment, ServiceAccount, Service and policies. */
export class CertManagerPart extends Construct {
  readonly deployment: k8s.KubeDeployment;
  readonly subject: { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string };

  constructor(component: Component, id: string, props: CertManagerPartProps) {
    super(component, id);
    const { name, role, sizing } = props;
    const namespace = component.systemNamespace;
    const pods = selectorLabels('cert-manager', role);
    const metadata = { name, namespace, labels: { 'app.kubernetes.io/component': role } };
    this.subject = { kind: 'ServiceAccount', name, namespace };
    new k8s.KubeServiceAccount(this, 'service-account', { metadata });
    this.deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        replicas: sizing.replicas,
        selector: { matchLabels: pods },
        // Ready pods reach the nodes' Service rules a moment later. Available is said only after that.
        minReadySeconds: 5,
        template: {
          metadata: { labels: { ...component.labels, ...pods } },
          spec: {
            ...component.scheduling,
            serviceAccountName: name,
            enableServiceLinks: false,
            securityContext: restrictedPod(),
            ...spread(sizing.replicas, pods),
            containers: [
              {
                name: `cert-manager-${role}`,
                image: component.image(props.image),
                imagePullPolicy: component.platform.images.pullPolicy,
                args: [...props.args],
                env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
                ports: Object.entries(props.ports).map(([port, containerPort]) => ({ name: port, containerPort })),
                ...props.probes,
                resources: resourcesOf(sizing),
                securityContext: restrictedContainer,
              },
            ],
          },
        },
      },
    });
    if (props.service !== undefined) {
      new k8s.KubeService(this, 'service', {
        metadata,
        spec: {
          selector: pods,
          ports: Object.entries(props.service).map(([port, { port: number, target }]) => ({
            name: port,
            port: number,
            targetPort: k8s.IntOrString.fromString(target),
          })),
        },
      });
    }
    const ports = (props.open ?? []).map((port) => ({ port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' }));
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata,
      spec: {
        podSelector: { matchLabels: pods },
        policyTypes: ['Ingress'],
        ...(ports.length === 0 ? {} : { ingress: [{ ports }] }),
      },
    });
    addDisruptionBudget(this, metadata, sizing.replicas, pods);
  }
}
