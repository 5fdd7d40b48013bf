import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, GateCheck, ImageName, Sizing } from '../../lib/core';
import { selectorLabels } from '../../lib/core/labels';
import { resourcesOf, restrictedContainer, restrictedPod } from '../../lib/core/pod-parts';
import { grantInCluster, grantInNamespace, read, Rights, Subject } from '../../lib/core/rbac';
import { images } from './version';

/** How models are kept on nodes. */
export interface LocalModelCacheOptions {
  /**
   * Labels of the nodes that keep models.
   * @default - `kserve/localmodel: worker`
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Folder of the nodes that holds the models. Where it is missing, Kubernetes makes it, but for root alone.
   * @default '/models'
   */
  readonly path?: string;
  /**
   * Numeric user and group that look after the folder and load models, to whom it must belong.
   * @default 1000
   */
  readonly user?: number;
  /**
   * Namespace of the jobs that load models. It enforces `restricted`.
   * @default 'kserve-localmodel-jobs'
   */
  readonly jobNamespace?: string;
  /**
   * Namespace of the agents on the nodes. It enforces `privileged`, because nothing less lets pods see the node's disk.
   * @default 'kserve-localmodel-agents'
   */
  readonly agentNamespace?: string;
}

/** The options with their defaults. */
export type LocalModelCache = Required<LocalModelCacheOptions>;

/** Fills in what was not said. */
export function localModelCache(options: LocalModelCacheOptions): LocalModelCache {
  return {
    nodeSelector: options.nodeSelector ?? { 'kserve/localmodel': 'worker' },
    path: options.path ?? '/models',
    user: options.user ?? 1000,
    jobNamespace: options.jobNamespace ?? 'kserve-localmodel-jobs',
    agentNamespace: options.agentNamespace ?? 'kserve-localmodel-agents',
  };
}

const apiGroups = ['serving.kserve.io'];
const sizing: Sizing = { replicas: 1, requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };
const controllerName = 'kserve-localmodel-controller-manager';
const agentName = 'kserve-localmodelnode-agent';
const mount = '/mnt/models';

/** Keeps models on nodes: a controller that says which go where, and on each node an agent that sees to it. */
export class LocalModels extends Construct {
  /** What holds once LocalModelCaches are worked on. */
  readonly servingChecks: readonly GateCheck[];

  constructor(
    private readonly component: Component,
    id: string,
    options: LocalModelCache,
  ) {
    super(component, id);
    const { platform } = component;
    platform.makeNamespace(options.jobNamespace);
    platform.makeNamespace(options.agentNamespace, { podSecurity: 'privileged' });
    this.servingChecks = [{ object: this.addController(), condition: 'condition=Available' }];
    this.addAgent(options);
  }

  private addController(): k8s.KubeDeployment {
    const namespace = this.component.systemNamespace;
    const subject = this.addAccount(controllerName, namespace);
    grantInCluster(this, 'kserve-localmodel-manager-role', subject, controllerRights);
    const selector = selectorLabels('kserve', 'localmodel-manager');
    this.denyCallers(controllerName, namespace, selector);
    return new k8s.KubeDeployment(this, 'controller', {
      metadata: { name: controllerName, namespace, labels: selector },
      spec: {
        replicas: 1,
        // It elects no leader, so that two must not run at a time.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...this.component.labels, ...selector } },
          spec: {
            ...this.component.scheduling,
            serviceAccountName: controllerName,
            enableServiceLinks: false,
            securityContext: restrictedPod(),
            containers: [this.container(images.localModelController)],
          },
        },
      },
    });
  }

  private addAgent({ agentNamespace: namespace, jobNamespace, nodeSelector, path, user }: LocalModelCache): void {
    const subject = this.addAccount(agentName, namespace);
    grantInCluster(this, 'kserve-localmodelnode-agent-role', subject, agentRights);
    grantInNamespace(this, `${agentName}-jobs`, jobNamespace, subject, [
      { verbs: ['create', 'delete'], apiGroups: ['batch'], resources: ['jobs'] },
    ]);
    const selector = selectorLabels('kserve', 'localmodelnode-agent');
    this.denyCallers(agentName, namespace, selector);
    const container = this.container(images.localModelAgent);
    new k8s.KubeDaemonSet(this, 'agent', {
      metadata: { name: agentName, namespace, labels: selector },
      spec: {
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...this.component.labels, ...selector } },
          spec: {
            ...this.component.scheduling,
            nodeSelector: { 'kubernetes.io/os': 'linux', ...nodeSelector },
            serviceAccountName: agentName,
            enableServiceLinks: false,
            securityContext: restrictedPod(user),
            containers: [
              {
                ...container,
                env: [
                  ...(container.env ?? []),
                  { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
                ],
                volumeMounts: [{ name: 'models', mountPath: mount }],
              },
            ],
            volumes: [{ name: 'models', hostPath: { path, type: 'DirectoryOrCreate' } }],
          },
        },
      },
    });
  }

  /** Both read the configuration of KServe, wherever they run. */
  private addAccount(name: string, namespace: string): Subject {
    new k8s.KubeServiceAccount(this, `${name}-service-account`, {
      metadata: { name, namespace, labels: this.part(name) },
    });
    const subject: Subject = { kind: 'ServiceAccount', name, namespace };
    grantInNamespace(this, `${name}-config`, this.component.systemNamespace, subject, [
      { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['inferenceservice-config'] },
    ]);
    return subject;
  }

  private denyCallers(name: string, namespace: string, selector: Record<string, string>): void {
    new k8s.KubeNetworkPolicy(this, `${name}-network-policy`, {
      metadata: { name, namespace, labels: this.part(name) },
      spec: { podSelector: { matchLabels: selector }, policyTypes: ['Ingress'] },
    });
  }

  private part(name: string): Record<string, string> {
    return { 'app.kubernetes.io/component': name === agentName ? 'localmodelnode-agent' : 'localmodel-manager' };
  }

  private container(upstream: ImageName): k8s.Container {
    // Neither says by itself whether it is well; both serve metrics from their start on.
    const probe = { tcpSocket: { port: k8s.IntOrString.fromString('metrics') } };
    return {
      name: 'manager',
      image: this.component.image(upstream),
      imagePullPolicy: this.component.platform.images.pullPolicy,
      command: ['/manager'],
      env: [{ name: 'POD_NAMESPACE', value: this.component.systemNamespace }],
      ports: [{ name: 'metrics', containerPort: 8080 }],
      startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
      readinessProbe: { ...probe, periodSeconds: 10 },
      livenessProbe: { ...probe, periodSeconds: 20 },
      resources: resourcesOf(sizing),
      securityContext: restrictedContainer,
    };
  }
}

const controllerRights: readonly Rights[] = [
  { verbs: [...read, 'patch'], apiGroups, resources: ['localmodelcaches'] },
  { verbs: ['update'], apiGroups, resources: ['localmodelcaches/status'] },
  { verbs: [...read, 'create', 'patch'], apiGroups, resources: ['localmodelnodes'] },
  { verbs: read, apiGroups, resources: ['inferenceservices', 'localmodelnodegroups'] },
  { verbs: read, apiGroups: [''], resources: ['nodes'] },
  // A volume for each model and group of nodes, and a claim wherever the model is served.
  { verbs: [...read, 'create'], apiGroups: [''], resources: ['persistentvolumes', 'persistentvolumeclaims'] },
];

const agentRights: readonly Rights[] = [
  { verbs: read, apiGroups, resources: ['localmodelnodes', 'localmodelnodegroups', 'clusterstoragecontainers'] },
  { verbs: ['update'], apiGroups, resources: ['localmodelnodes/status'] },
  { verbs: read, apiGroups: [''], resources: ['nodes'] },
  { verbs: read, apiGroups: ['batch'], resources: ['jobs'] },
];
