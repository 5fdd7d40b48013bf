import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { argo, CustomResourceDefinition } from '../../lib/api';
import { Component, Gate, IObjectStore, IWorkflows, SizingTable } from '../../lib/core';
import { ArtifactRepository, artifactRepository } from '../../lib/core/artifact-repository';
import { componentProps } from '../../lib/core/component';
import { selectorLabels } from '../../lib/core/labels';
import { addDisruptionBudget, resourcesOf, restrictedContainer, restrictedPod, spread } from '../../lib/core/pod-parts';
import { propsOf } from '../../lib/core/props';
import { addUserRoles, grantInCluster, grantInNamespace, Subject } from '../../lib/core/rbac';
import { checkInstance, checkNamespaces, checkPodSecurity, checkTemplates } from './checks';
import { controllerConfig } from './config';
import { ArgoWorkflowsProps } from './props';
import { keyPrefix, settingsOf, Settings } from './settings';
import { clusterRights, ownRights, userRights, workflowRights } from './roles';
import { images, version } from './version';

// The controller keeps all workflows that have not ended, and their pods, in memory.
const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '2Gi' } },
  production: { replicas: 2, requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '4Gi' } },
};

const name = 'workflow-controller';
const account = 'argo';
const config = 'workflow-controller-configmap';
const ports = { metrics: 9090, health: 6060 };

/**
 * Argo Workflows: runs steps in pods, one after the other or side by side, and hands artifacts on between them. Kubeflow
 * Pipelines stands on it. The controller alone is installed, without Argo's own user interface.
 * @see https://argo-workflows.readthedocs.io
 */
export class ArgoWorkflows extends Component implements IWorkflows {
  readonly apiReady: Gate;
  readonly serving: Gate;
  readonly keyFormat: string;

  constructor(scope: Construct, id: string, given: ArgoWorkflowsProps = {}) {
    super(scope, id, given, { upstream: { name: 'argo-workflows', version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    const settings = settingsOf(this, props, componentProps);
    this.keyFormat = settings.keyFormat;

    this.apiReady = this.addApiGate(...kinds.map((kind) => new CustomResourceDefinition(this, kind)));
    const deployment = this.addController(settings);
    this.addRights(settings.managedNamespace);
    this.serving = this.addGate('the controller of argo-workflows runs', [
      { object: deployment, condition: 'condition=Available' },
    ]);
    this.addCheck(checkTemplates);
    this.addCheck(checkPodSecurity);
    this.addCheck((manifests) => checkNamespaces(settings.managedNamespace, manifests));
    this.addCheck((manifests) => checkInstance(settings.instanceId, manifests));
  }

  private get selector(): Record<string, string> {
    return selectorLabels('argo-workflows', 'controller');
  }

  private about(objectName: string): k8s.ObjectMeta {
    const labels = { 'app.kubernetes.io/component': 'controller' };
    return { name: objectName, namespace: this.systemNamespace, labels };
  }

  private addController(settings: Settings): k8s.KubeDeployment {
    const { pullPolicy } = this.platform.images;
    const data = controllerConfig({ ...settings, pullPolicy, repository: this.repository(settings.store) });
    const configMap = new k8s.KubeConfigMap(this, 'config', { metadata: this.about(config), data });
    new k8s.KubeServiceAccount(this, 'service-account', { metadata: this.about(account) });
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata: this.about(name),
      // Nobody calls the controller but kubelet, which asks whether it is well.
      spec: { podSelector: { matchLabels: this.selector }, policyTypes: ['Ingress'] },
    });
    const sizes = this.sizing(sizing);
    addDisruptionBudget(this, this.about(name), sizes.replicas, this.selector);
    const health = { httpGet: { path: '/healthz', port: k8s.IntOrString.fromString('health') } };
    const deployment = new k8s.KubeDeployment(this, 'deployment', {
      metadata: this.about(name),
      spec: {
        replicas: sizes.replicas,
        selector: { matchLabels: this.selector },
        template: {
          metadata: {
            labels: { ...this.labels, ...this.selector },
            annotations: { 'checksum/config': checksum(data) },
          },
          spec: {
            serviceAccountName: account,
            enableServiceLinks: false,
            ...this.scheduling,
            ...(settings.priorityClassName === undefined ? {} : { priorityClassName: settings.priorityClassName }),
            securityContext: restrictedPod(),
            ...spread(sizes.replicas, this.selector),
            containers: [
              {
                name,
                image: this.image(images.controller),
                imagePullPolicy: pullPolicy,
                command: ['workflow-controller'],
                args: this.args(settings),
                env: [{ name: 'LEADER_ELECTION_IDENTITY', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
                ports: Object.entries(ports).map(([portName, containerPort]) => ({ name: portName, containerPort })),
                // It answers as soon as it takes part in the election of a leader.
                startupProbe: { ...health, periodSeconds: 2, failureThreshold: 60 },
                readinessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 5 },
                // It fails where a new workflow has not been looked at for minutes.
                livenessProbe: { ...health, periodSeconds: 60, timeoutSeconds: 30 },
                resources: resourcesOf(sizes),
                securityContext: restrictedContainer,
              },
            ],
          },
        },
      },
    });
    // It reads its configuration through the API server, and ends where that is missing.
    deployment.node.addDependency(configMap);
    return deployment;
  }

  private args({ managedNamespace, logLevel }: Settings): string[] {
    return [
      `--configmap=${config}`,
      `--executor-image=${this.image(images.executor)}`,
      `--executor-image-pull-policy=${this.platform.images.pullPolicy}`,
      `--loglevel=${logLevel}`,
      ...(managedNamespace === undefined ? [] : ['--namespaced', `--managed-namespace=${managedNamespace}`]),
    ];
  }

  /** Where workflows of the controller's own namespace keep what they make. */
  private repository(store: IObjectStore | undefined): ArtifactRepository | undefined {
    if (store === undefined) return undefined;
    const access = store.addConsumer(this, {
      name: 'argo-workflows',
      namespace: this.systemNamespace,
      prefixes: [keyPrefix(this.keyFormat, this.systemNamespace)],
      pods: {},
    });
    return artifactRepository(access, this.keyFormat);
  }

  private addRights(managedNamespace: string | undefined): void {
    const subject: Subject = { kind: 'ServiceAccount', name: account, namespace: this.systemNamespace };
    grantInNamespace(this, 'argo-role', this.systemNamespace, subject, ownRights(config));
    if (managedNamespace === undefined) {
      grantInCluster(this, 'argo-cluster-role', subject, [...workflowRights, ...clusterRights]);
    } else {
      grantInNamespace(this, 'argo-workflows-role', managedNamespace, subject, workflowRights);
    }
    addUserRoles(this, 'argo-workflows', userRights);
  }
}

const kinds = [
  ...[argo.workflow, argo.workflowTemplate, argo.clusterWorkflowTemplate, argo.cronWorkflow, argo.workflowTaskSet],
  ...[argo.workflowTaskResult, argo.workflowArtifactGCTask, argo.workflowEventBinding],
];

function checksum(data: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16);
}
