import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { certManager, CustomResourceDefinition } from '../../lib/api';
import {
  Component,
  ComponentProps,
  Gate,
  ICertificateIssuer,
  SizingTable,
  Stage,
  WebhookCertificate,
  WebhookCertificateRequest,
} from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { checkBoolean, checkKnown, propsOf } from '../../lib/core/props';
import { addCertificate } from './certificate';
import { CertManagerPart } from './part';
import { addCertificateRoles, grantCainjector, grantController, grantWebhook } from './roles';
import { images, version } from './version';

/** Props of {@link CertManager}. `replicas` and `resources` are those of each of its three programs. */
export interface CertManagerProps extends ComponentProps {
  /**
   * Whether routes of the Gateway API show ACME servers that a name is ours, and Gateways get certificates by annotations.
   * The cluster must have that API before cert-manager starts.
   * @default false
   */
  readonly gatewayApi?: boolean;
}

// The controller and the injector keep all Secrets of the cluster in memory, so limits leave room.
const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '1Gi' } },
  production: { replicas: 2, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '2Gi' } },
};

const webhookName = 'cert-manager-webhook';
const webhookSecret = 'cert-manager-webhook-ca';
const issuerName = 'kubeflow-self-signing-issuer';

/**
 * cert-manager: certificates as objects, issued into Secrets and renewed in time.
 * @see https://cert-manager.io/docs/
 */
export class CertManager extends Component implements ICertificateIssuer {
  /** The certificate API is established. */
  readonly apiReady: Gate;
  /** The webhook answers, and authorities are put into webhook configurations. Certificates are accepted only after it. */
  readonly serving: Gate;
  /** Name of the ClusterIssuer that has certificates sign themselves. */
  readonly selfSigningIssuer = issuerName;

  constructor(scope: Construct, id: string, given: CertManagerProps = {}) {
    super(scope, id, given, { upstream: { name: 'cert-manager', version }, defaultNamespace: 'cert-manager' });
    const props = propsOf(this, given);
    checkKnown(this, props, { ...componentProps, gatewayApi: true });
    if (props.gatewayApi !== undefined) checkBoolean(this, 'gatewayApi', props.gatewayApi);
    const gatewayApi = props.gatewayApi === true;

    this.apiReady = this.addApiGate(
      ...[
        certManager.certificate,
        certManager.certificateRequest,
        certManager.issuer,
        certManager.clusterIssuer,
        certManager.order,
        certManager.challenge,
      ].map((definition) => new CustomResourceDefinition(this, definition)),
    );
    const programs = [this.addController(gatewayApi), this.addCainjector(), this.addWebhook()];
    addCertificateRoles(this);
    this.serving = this.addGate('the webhook of cert-manager answers', [
      ...programs.map(({ deployment }) => ({ object: deployment, condition: 'condition=Available' as const })),
      ...this.addWebhookConfigurations().map((object) => ({
        object,
        condition: 'jsonpath={.webhooks[0].clientConfig.caBundle}' as const,
      })),
    ]);
    new certManager.ClusterIssuer(new Stage(this, 'issuers', [this.serving]), 'self-signing', {
      metadata: { name: issuerName },
      spec: { selfSigned: {} },
    });
  }

  addWebhookCertificate(consumer: Component, request: WebhookCertificateRequest): WebhookCertificate {
    return addCertificate(consumer, request, [this.serving]);
  }

  private addController(gatewayApi: boolean): CertManagerPart {
    const part = new CertManagerPart(this, 'controller', {
      name: 'cert-manager',
      role: 'controller',
      image: images.controller,
      args: [
        '--v=2',
        '--cluster-resource-namespace=$(POD_NAMESPACE)',
        // Upstream's own is kube-system, which not every cloud lets others write to.
        '--leader-election-namespace=$(POD_NAMESPACE)',
        `--acme-http01-solver-image=${this.image(images.acmeSolver)}`,
        '--max-concurrent-challenges=60',
        ...(gatewayApi ? ['--enable-gateway-api=true'] : []),
      ],
      sizing: this.sizing(sizing),
      ports: { 'http-metrics': 9402 },
      probes: {
        livenessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('http-metrics') }, periodSeconds: 20 },
        readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromString('http-metrics') }, periodSeconds: 5 },
      },
      service: { 'tcp-prometheus-servicemonitor': { port: 9402, target: 'http-metrics' } },
    });
    grantController(part, part.subject, gatewayApi);
    return part;
  }

  private addCainjector(): CertManagerPart {
    const part = new CertManagerPart(this, 'cainjector', {
      name: 'cert-manager-cainjector',
      role: 'cainjector',
      image: images.cainjector,
      args: ['--v=2', '--leader-election-namespace=$(POD_NAMESPACE)'],
      sizing: this.sizing(sizing),
      ports: {},
    });
    grantCainjector(part, part.subject);
    return part;
  }

  private addWebhook(): CertManagerPart {
    const health = (path: string) => ({ httpGet: { path, port: k8s.IntOrString.fromString('healthcheck') } });
    const names = ['', '.$(POD_NAMESPACE)', '.$(POD_NAMESPACE).svc'].map((rest) => `${webhookName}${rest}`);
    const part = new CertManagerPart(this, 'webhook', {
      name: webhookName,
      role: 'webhook',
      image: images.webhook,
      args: [
        '--v=2',
        '--secure-port=10250',
        '--dynamic-serving-ca-secret-namespace=$(POD_NAMESPACE)',
        `--dynamic-serving-ca-secret-name=${webhookSecret}`,
        ...names.map((name) => `--dynamic-serving-dns-names=${name}`),
      ],
      sizing: this.sizing(sizing),
      ports: { https: 10250, healthcheck: 6080 },
      probes: {
        // It is healthy once it has a certificate.
        startupProbe: { ...health('/healthz'), periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 60 },
        readinessProbe: { ...health('/healthz'), periodSeconds: 10, timeoutSeconds: 3 },
        livenessProbe: { ...health('/livez'), periodSeconds: 20, timeoutSeconds: 3 },
      },
      service: { https: { port: 443, target: 'https' } },
      // The API server calls from an address that no selector names, so the webhook port is open to all.
      open: [10250],
    });
    grantWebhook(part, part.subject, webhookSecret);
    return part;
  }

  private addWebhookConfigurations() {
    const metadata = {
      name: webhookName,
      labels: { 'app.kubernetes.io/component': 'webhook' },
      annotations: { 'cert-manager.io/inject-ca-from-secret': `${this.systemNamespace}/${webhookSecret}` },
    };
    const common = {
      name: 'webhook.cert-manager.io',
      admissionReviewVersions: ['v1'],
      matchPolicy: 'Equivalent',
      timeoutSeconds: 30,
      failurePolicy: 'Fail',
      sideEffects: 'None',
    };
    const client = (path: string) => ({
      clientConfig: { service: { name: webhookName, namespace: this.systemNamespace, path } },
    });
    return [
      new k8s.KubeMutatingWebhookConfiguration(this, 'mutating-webhook', {
        metadata,
        webhooks: [
          {
            ...common,
            ...client('/mutate'),
            rules: [
              {
                apiGroups: ['cert-manager.io'],
                apiVersions: ['v1'],
                operations: ['CREATE'],
                resources: ['certificaterequests'],
              },
            ],
          },
        ],
      }),
      new k8s.KubeValidatingWebhookConfiguration(this, 'validating-webhook', {
        metadata,
        webhooks: [
          {
            ...common,
            ...client('/validate'),
            namespaceSelector: {
              matchExpressions: [{ key: 'cert-manager.io/disable-validation', operator: 'NotIn', values: ['true'] }],
            },
            rules: [
              {
                apiGroups: ['cert-manager.io', 'acme.cert-manager.io'],
                apiVersions: ['v1'],
                operations: ['CREATE', 'UPDATE'],
                resources: ['*/*'],
              },
            ],
          },
        ],
      }),
    ];
  }
}
