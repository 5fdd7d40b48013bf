import { ApiObject, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, ImageName, Sizing } from '../../lib/core';
import { addDisruptionBudget, resourcesOf, restrictedContainer, spread } from '../../lib/core/pod-parts';
import { grantInCluster, grantInNamespace, Rights } from '../../lib/core/rbac';

/** A volume, and where it stands in the container. */
export interface Mount {
  readonly volume: k8s.Volume;
  readonly path: string;
}

/** Props of {@link PipelinesServer}. */
export interface PipelinesServerProps {
  /** Name of the Deployment, of its ServiceAccount unless that is named, and of its rights. */
  readonly name: string;
  /** Labels that select its pods. */
  readonly pods: Readonly<Record<string, string>>;
  readonly image: ImageName;
  /** Name of the container. @default - the Deployment's */
  readonly container?: string;
  /** @default - the image's */
  readonly command?: readonly string[];
  /** @default - the image's */
  readonly args?: readonly string[];
  readonly env?: readonly k8s.EnvVar[];
  readonly ports?: readonly { readonly name: string; readonly number: number }[];
  readonly probes?: Pick<k8s.Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;
  readonly sizing: Sizing;
  readonly mounts?: readonly Mount[];
  readonly initContainers?: readonly k8s.Container[];
  /** Annotations of the pods; they are replaced when these change. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Labels of the nodes that it may run on, besides the component's. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Whether the program writes to its own file system. @default false */
  readonly writes?: boolean;
  /** Whether two of it must never run at one time. @default false */
  readonly single?: boolean;
  /** Whether it calls the API server of Kubernetes. @default - where it has rights */
  readonly token?: boolean;
  /** Name of its ServiceAccount. @default - the Deployment's */
  readonly account?: string;
  readonly accountAnnotations?: Readonly<Record<string, string>>;
  /** What it may do in the cluster. @default - nothing */
  readonly clusterRights?: readonly Rights[];
  /** What it may do in its own namespace. @default - nothing */
  readonly rights?: readonly Rights[];
  /** Name of its roles. @default - the ServiceAccount's */
  readonly role?: string;
}

/** Numeric user that the images' programs run as; their files belong to the group 0. */
const user = 1000;

/** One program of Kubeflow Pipelines: Deployment, ServiceAccount, rights and NetworkPolicy. */
export class PipelinesServer extends Construct {
  readonly deployment: ApiObject;

  constructor(
    private readonly component: Component,
    id: string,
    private readonly props: PipelinesServerProps,
    scope: Construct = component,
  ) {
    super(scope, id);
    const { account = props.name, role = account } = props;
    const namespace = component.systemNamespace;
    new k8s.KubeServiceAccount(this, 'service-account', {
      metadata: {
        ...this.about(account),
        ...(props.accountAnnotations === undefined ? {} : { annotations: { ...props.accountAnnotations } }),
      },
    });
    const subject = { kind: 'ServiceAccount', name: account, namespace } as const;
    const { rights = [], clusterRights = [] } = props;
    if (clusterRights.length > 0) grantInCluster(this, role, subject, clusterRights);
    if (rights.length > 0) grantInNamespace(this, role, namespace, subject, rights);
    this.deployment = this.addDeployment(account, rights.length + clusterRights.length > 0);
    addDisruptionBudget(this, this.about(props.name), props.sizing.replicas, { ...props.pods });
  }

  /** Metadata of an object that belongs to the program. */
  about(name: string): k8s.ObjectMeta {
    return {
      name,
      namespace: this.component.systemNamespace,
      labels: { 'app.kubernetes.io/component': this.props.pods['app.kubernetes.io/component'] ?? 'server' },
    };
  }

  /** A Service in front of the program. */
  addService(
    name: string,
    ports: readonly { readonly name: string; readonly port: number; readonly target: string }[],
    annotations?: Readonly<Record<string, string>>,
  ): void {
    new k8s.KubeService(this, 'service', {
      metadata: { ...this.about(name), ...(annotations === undefined ? {} : { annotations: { ...annotations } }) },
      spec: {
        selector: { ...this.props.pods },
        ports: ports.map(({ name: portName, port, target }) => ({
          name: portName,
          port,
          targetPort: k8s.IntOrString.fromString(target),
        })),
      },
    });
  }

  /**
   * Lets in whoever the rules name, and nobody else. They are put together when they are written.
   * @param rules - without, nobody is let in
   */
  addPolicy(rules?: () => k8s.NetworkPolicyIngressRule[]): void {
    // The API server drops an empty list, and would write the object anew at each apply that brings one.
    const ingress = rules === undefined ? undefined : (Lazy.any({ produce: rules }) as k8s.NetworkPolicyIngressRule[]);
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata: this.about(this.props.name),
      spec: {
        podSelector: { matchLabels: { ...this.props.pods } },
        policyTypes: ['Ingress'],
        ...(ingress === undefined ? {} : { ingress }),
      },
    });
  }

  private addDeployment(account: string, hasRights: boolean): ApiObject {
    const { component, props } = this;
    const { sizing, mounts = [], annotations = {}, single = false } = props;
    const { nodeSelector, ...scheduling } = component.scheduling;
    const all: readonly Mount[] = [...mounts, { volume: { name: 'tmp', emptyDir: {} }, path: '/tmp' }];
    return new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.about(props.name),
      spec: {
        replicas: sizing.replicas,
        ...(single ? { strategy: { type: 'Recreate' } } : {}),
        selector: { matchLabels: { ...props.pods } },
        template: {
          metadata: {
            labels: { ...component.labels, ...props.pods },
            ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
          },
          spec: {
            ...scheduling,
            nodeSelector: { ...nodeSelector, ...props.nodeSelector },
            serviceAccountName: account,
            automountServiceAccountToken: props.token ?? hasRights,
            // Everything that these programs would take from the names of Services is said to them outright.
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: user,
              runAsGroup: 0,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            ...spread(sizing.replicas, { ...props.pods }),
            ...(props.initContainers === undefined ? {} : { initContainers: [...props.initContainers] }),
            containers: [
              {
                name: props.container ?? props.name,
                image: component.image(props.image),
                imagePullPolicy: component.platform.images.pullPolicy,
                ...(props.command === undefined ? {} : { command: [...props.command] }),
                ...(props.args === undefined ? {} : { args: [...props.args] }),
                ...(props.env === undefined ? {} : { env: [...props.env] }),
                ...(props.ports === undefined
                  ? {}
                  : { ports: props.ports.map(({ name, number }) => ({ name, containerPort: number })) }),
                ...props.probes,
                resources: resourcesOf(sizing),
                securityContext: { ...restrictedContainer, readOnlyRootFilesystem: props.writes !== true },
                volumeMounts: all.map(({ volume, path }) => ({
                  name: volume.name,
                  mountPath: path,
                  ...('emptyDir' in volume ? {} : { readOnly: true }),
                })),
              },
            ],
            volumes: all.map(({ volume }) => volume),
          },
        },
      },
    });
  }
}

/** A probe that opens a connection to a named port. */
export function connects(port: string): k8s.Probe {
  return { tcpSocket: { port: k8s.IntOrString.fromString(port) } };
}

/** A probe that gets a page of a named port. */
export function answers(port: string, path: string): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromString(port) } };
}

/** The pods of one part, in the component's own namespace. */
export function peer(labels: Readonly<Record<string, string>>): k8s.NetworkPolicyPeer {
  return { podSelector: { matchLabels: { ...labels } } };
}

/** A variable with a plain value. */
export function value(name: string, text: string | number | boolean): k8s.EnvVar {
  return { name, value: String(text) };
}

/** A variable whose value is in a Secret. */
export function secret(name: string, from: { readonly secret: string; readonly key: string }): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: from.secret, key: from.key } } };
}

/** A volume with a token of the pod's ServiceAccount that is good for the API of pipelines alone, for an hour. */
export function tokenMount(file: string): Mount {
  return {
    volume: {
      name: file,
      projected: {
        sources: [{ serviceAccountToken: { audience: 'pipelines.kubeflow.org', expirationSeconds: 3600, path: file } }],
      },
    },
    path: '/var/run/secrets/kubeflow/tokens',
  };
}
