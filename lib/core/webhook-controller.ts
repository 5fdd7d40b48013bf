import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { WebhookCertificate } from './capabilities';
import { Component } from './component';
import { GateCheck } from './gate';
import { ImageName } from './image';
import { selectorLabels } from './labels';
import { addDisruptionBudget, resourcesOf, restrictedContainer, restrictedPod, spread } from './pod-parts';
import { grantInNamespace, Rights, Subject } from './rbac';
import { Sizing } from './size';

/** A webhook of a {@link WebhookController}. */
export interface Webhook {
  /** Its name, unique in the cluster. */
  readonly name: string;
  /** Path of the handler. */
  readonly path: string;
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[];
  readonly apiGroup: string;
  readonly apiVersion: string;
  /** Plural name of the kind. */
  readonly resource: string;
  /** @default - all objects */
  readonly objectSelector?: k8s.LabelSelector;
  /** @default - all namespaces */
  readonly namespaceSelector?: k8s.LabelSelector;
  /** CEL expressions that must all hold for the webhook to be asked. @default - none */
  readonly matchConditions?: readonly k8s.MatchCondition[];
  /** Versions of the review that the handler understands. @default ['v1'] */
  readonly admissionReviewVersions?: readonly ('v1' | 'v1beta1')[];
  /** `IfNeeded` asks again after other webhooks have changed the object. @default 'Never' */
  readonly reinvocationPolicy?: 'IfNeeded' | 'Never';
}

/** Webhooks of one configuration. */
export interface Webhooks {
  /** Name of the configuration. */
  readonly name: string;
  readonly webhooks: readonly Webhook[];
}

/** Props of {@link WebhookController}. */
export interface WebhookControllerProps {
  /** Name of the Deployment and of its ServiceAccount. */
  readonly name: string;
  readonly image: ImageName;
  readonly command?: readonly string[];
  /** Flags. @default - the configuration file, and a log level */
  readonly args?: readonly string[];
  /** @default - none */
  readonly env?: readonly k8s.EnvVar[];
  readonly sizing: Sizing;
  /**
   * Numeric user that the controller runs as.
   * @default - the image's, which must not be root
   */
  readonly runAsUser?: number;
  /**
   * ConfigMap with the controller's configuration, which stands at `/etc/config`. Pods are replaced when it changes,
   * unless the controller reads it again by itself.
   * @default - none, the controller goes by its flags alone
   */
  readonly config?: { readonly name: string; readonly file?: string; readonly content: object };
  /** Labels of the pods besides those that select them. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pods besides the controller's own. Pods are replaced when they change. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Which part of its component it is, where that has several controllers. @default 'manager' */
  readonly part?: string;
  /** Where the controller looks for its certificate. @default '/tmp/k8s-webhook-server/serving-certs' */
  readonly certificateDirectory?: string;
  /** Secret that takes the certificate. */
  readonly certificateSecret: string;
  /**
   * The certificate, where somebody else makes and renews it.
   * @default - the controller makes and renews it itself
   */
  readonly certificate?: WebhookCertificate;
  /** Service in front of the webhooks, with other ports if they share it. */
  readonly service: {
    readonly name: string;
    readonly ports?: readonly { name: string; port: number; target: string }[];
  };
  /** @default - none */
  readonly mutating?: Webhooks;
  /** One configuration, or several. */
  readonly validating: Webhooks | readonly Webhooks[];
  /**
   * Path of the handler that the controller registers last. Once it answers, all do.
   */
  readonly lastWebhookPath: string;
}

const defaultConfigFile = 'controller_manager_config.yaml';
const ports = { health: 8081, metrics: 8443, webhook: 9443 };

/**
 * A controller of the controller-runtime kind with webhooks and a certificate, which it rotates itself where nobody else
 * does: Deployment, ServiceAccount, Services, policies, webhook configurations, and its rights within its namespace.
 */
export class WebhookController extends Construct {
  readonly deployment: ApiObject;
  /** The controller's ServiceAccount, to grant rights in the cluster to. */
  readonly subject: Subject;
  /** Rights in the cluster to put its certificate's authority into the webhook configurations, where it does so itself. */
  readonly certificateRights: readonly Rights[];
  /** What holds once the webhooks answer. */
  readonly servingChecks: readonly GateCheck[];

  private readonly namespace: string;
  private readonly selector: Record<string, string>;

  constructor(
    private readonly component: Component,
    id: string,
    private readonly props: WebhookControllerProps,
  ) {
    super(component, id);
    this.namespace = component.systemNamespace;
    this.selector = selectorLabels(component.upstream.name, this.part);
    this.subject = { kind: 'ServiceAccount', name: props.name, namespace: this.namespace };

    new k8s.KubeServiceAccount(this, 'service-account', { metadata: this.metadata(props.name) });
    if (props.certificate === undefined) {
      // The controller fills the Secret. It only reads and updates it, so it must be there.
      new k8s.KubeSecret(this, 'certificate', { metadata: this.metadata(props.certificateSecret) });
    }
    const configHash = this.addConfig();
    this.grantOwnNamespace();
    this.deployment = this.addDeployment(configHash);
    this.addService();
    this.addPolicies();
    const configurations = [
      this.addWebhooks(k8s.KubeMutatingWebhookConfiguration, 'mutating', props.mutating),
      this.addWebhooks(k8s.KubeValidatingWebhookConfiguration, 'validating', props.validating),
    ].flat();
    this.certificateRights = props.certificate === undefined ? configurationRights(props) : [];
    this.servingChecks = [
      { object: this.deployment, condition: 'condition=Available' },
      ...configurations.map((object) => ({
        object,
        condition: 'jsonpath={.webhooks[0].clientConfig.caBundle}' as const,
      })),
    ];
  }

  private get part(): string {
    return this.props.part ?? 'manager';
  }

  private metadata(name: string): k8s.ObjectMeta {
    return { name, namespace: this.namespace, labels: { 'app.kubernetes.io/component': this.part } };
  }

  /** @returns a hash of the configuration, if there is one */
  private addConfig(): string | undefined {
    const { config } = this.props;
    if (config === undefined) return undefined;
    const content = JSON.stringify(config.content, undefined, 2);
    new k8s.KubeConfigMap(this, 'config', {
      metadata: this.metadata(config.name),
      data: { [config.file ?? defaultConfigFile]: `${content}\n` },
    });
    return createHash('sha256').update(content).digest('hex').slice(0, 16);
  }

  private grantOwnNamespace(): void {
    const ownCertificate: readonly Rights[] = [
      {
        verbs: ['get', 'update'],
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [this.props.certificateSecret],
      },
      // Informers list and watch; names cannot narrow that.
      { verbs: ['list', 'watch'], apiGroups: [''], resources: ['secrets'] },
    ];
    grantInNamespace(this, this.props.name, this.namespace, this.subject, [
      ...(this.props.certificate === undefined ? ownCertificate : []),
      // Leader election.
      { verbs: ['get', 'create', 'update'], apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
    ]);
  }

  private addDeployment(configHash: string | undefined): ApiObject {
    const { name, sizing, command, config, env, runAsUser } = this.props;
    const args = this.props.args ?? [`--config=/etc/config/${config?.file ?? defaultConfigFile}`, '--zap-log-level=2'];
    const { images } = this.component.platform;
    const probe = (path: string): k8s.HttpGetAction => ({ path, port: k8s.IntOrString.fromString('health') });
    return new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.metadata(name),
      spec: {
        replicas: sizing.replicas,
        selector: { matchLabels: this.selector },
        // Ready pods reach the nodes' Service rules a moment later. Available is said only after that.
        minReadySeconds: 5,
        template: {
          metadata: {
            labels: { ...this.component.labels, ...this.selector, ...this.props.podLabels },
            annotations: {
              'kubectl.kubernetes.io/default-container': 'manager',
              ...this.props.podAnnotations,
              ...(configHash === undefined ? {} : { 'checksum/config': configHash }),
              // Where Istio injects sidecars, the API server must still reach the webhooks.
              'traffic.sidecar.istio.io/excludeInboundPorts': String(ports.webhook),
            },
          },
          spec: {
            serviceAccountName: name,
            terminationGracePeriodSeconds: 10,
            // Variables that Kubernetes makes of Services can have names that a controller reads.
            enableServiceLinks: false,
            ...this.component.scheduling,
            securityContext: restrictedPod(runAsUser),
            ...spread(sizing.replicas, this.selector),
            containers: [
              {
                name: 'manager',
                image: this.component.image(this.props.image),
                imagePullPolicy: images.pullPolicy,
                ...(command === undefined ? {} : { command: [...command] }),
                args: [...args],
                ...(env === undefined ? {} : { env: [...env] }),
                ports: Object.entries(ports).map(([portName, containerPort]) => ({ name: portName, containerPort })),
                // Succeeds once the last handler is registered; the readiness endpoint knows only of the listener.
                // The certificate reaches the pod through a volume, which can take the kubelet more than a minute.
                startupProbe: {
                  httpGet: {
                    path: this.props.lastWebhookPath,
                    port: k8s.IntOrString.fromString('webhook'),
                    scheme: 'HTTPS',
                  },
                  periodSeconds: 2,
                  timeoutSeconds: 3,
                  failureThreshold: 150,
                },
                readinessProbe: { httpGet: probe('/readyz'), periodSeconds: 10, timeoutSeconds: 3 },
                livenessProbe: { httpGet: probe('/healthz'), periodSeconds: 20, timeoutSeconds: 3 },
                resources: resourcesOf(sizing),
                securityContext: restrictedContainer,
                volumeMounts: [
                  ...(config === undefined ? [] : [{ name: 'config', mountPath: '/etc/config', readOnly: true }]),
                  {
                    name: 'certificate',
                    mountPath: this.props.certificateDirectory ?? '/tmp/k8s-webhook-server/serving-certs',
                    readOnly: true,
                  },
                ],
              },
            ],
            volumes: [
              ...(config === undefined ? [] : [{ name: 'config', configMap: { name: config.name } }]),
              { name: 'certificate', secret: { secretName: this.props.certificateSecret } },
            ],
          },
        },
      },
    });
  }

  private addService(): void {
    const { service } = this.props;
    const all = [{ name: 'webhook-server', port: 443, target: 'webhook' }, ...(service.ports ?? [])];
    new k8s.KubeService(this, 'service', {
      metadata: this.metadata(service.name),
      spec: {
        selector: this.selector,
        ports: all.map(({ name, port, target }) => ({ name, port, targetPort: k8s.IntOrString.fromString(target) })),
      },
    });
  }

  private addPolicies(): void {
    const { name, sizing } = this.props;
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata: this.metadata(name),
      spec: {
        podSelector: { matchLabels: this.selector },
        policyTypes: ['Ingress'],
        // The API server calls from an address that no selector names, so the webhook port is open to all.
        ingress: [{ ports: [{ port: k8s.IntOrString.fromNumber(ports.webhook), protocol: 'TCP' }] }],
      },
    });
    addDisruptionBudget(this, this.metadata(name), sizing.replicas, this.selector);
  }

  private addWebhooks(
    Kind: typeof k8s.KubeMutatingWebhookConfiguration | typeof k8s.KubeValidatingWebhookConfiguration,
    sort: 'mutating' | 'validating',
    given: Webhooks | readonly Webhooks[] | undefined,
  ): ApiObject[] {
    if (given === undefined) return [];
    if ('name' in given) return [this.addConfiguration(Kind, `${sort}-webhooks`, given)];
    return given.map((one) => this.addConfiguration(Kind, `${sort}-webhooks-${one.name}`, one));
  }

  private addConfiguration(
    Kind: typeof k8s.KubeMutatingWebhookConfiguration | typeof k8s.KubeValidatingWebhookConfiguration,
    id: string,
    { name, webhooks }: Webhooks,
  ): ApiObject {
    const annotations = this.props.certificate?.injection;
    return new Kind(this, id, {
      metadata: {
        name,
        labels: { 'app.kubernetes.io/component': this.part },
        ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
      },
      webhooks: webhooks.map((webhook) => ({
        name: webhook.name,
        admissionReviewVersions: [...(webhook.admissionReviewVersions ?? ['v1'])],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        clientConfig: { service: { name: this.props.service.name, namespace: this.namespace, path: webhook.path } },
        rules: [
          {
            operations: [...webhook.operations],
            apiGroups: [webhook.apiGroup],
            apiVersions: [webhook.apiVersion],
            resources: [webhook.resource],
          },
        ],
        ...(webhook.namespaceSelector === undefined ? {} : { namespaceSelector: webhook.namespaceSelector }),
        ...(webhook.objectSelector === undefined ? {} : { objectSelector: webhook.objectSelector }),
        ...(webhook.matchConditions === undefined ? {} : { matchConditions: [...webhook.matchConditions] }),
        ...(webhook.reinvocationPolicy === undefined ? {} : { reinvocationPolicy: webhook.reinvocationPolicy }),
      })),
    });
  }
}

/** Rights to put the certificate's authority into the webhook configurations. */
function configurationRights({ mutating, validating }: WebhookControllerProps): readonly Rights[] {
  const apiGroups = ['admissionregistration.k8s.io'];
  const resources = {
    mutatingwebhookconfigurations: mutating === undefined ? [] : [mutating.name],
    validatingwebhookconfigurations: [validating].flat().map(({ name }) => name),
  };
  const named = Object.entries(resources).filter(([, resourceNames]) => resourceNames.length > 0);
  return [
    ...named.map(([resource, resourceNames]): Rights => ({
      verbs: ['get', 'update'],
      apiGroups,
      resources: [resource],
      resourceNames,
    })),
    { verbs: ['list', 'watch'], apiGroups, resources: named.map(([resource]) => resource) },
  ];
}
