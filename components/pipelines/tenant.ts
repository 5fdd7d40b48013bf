import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Component, Gate, IObjectStore, ObjectStoreAccess, PipelineTenant } from '../../lib/core';
import { artifactRepository } from '../../lib/core/artifact-repository';
import { grantInNamespace } from '../../lib/core/rbac';
import { apiServerName, apiServerPorts } from './api-server-settings';
import { keyPrefix } from './checks';
import { metadataService } from './metadata';
import { Settings } from './props';
import { runRights, tenantProgramRights, uiTenantRights } from './roles';
import { launcherProviders } from './store-access';
import { uiName } from './ui';

/** ServiceAccount of the programs that start runs. */
const programAccount = 'pipeline-editor';

/** Label of the pods of workflows. Argo gives it to them. */
export const workflowLabel = 'workflows.argoproj.io/workflow';

/** What {@link PipelinesTenant} stands on. */
export interface TenantParts {
  readonly namespace: string;
  readonly settings: Settings;
  readonly store: IObjectStore | undefined;
  /** ServiceAccount of runs. */
  readonly account: string;
  /** Whether runs may make and delete claims for volumes. */
  readonly volumes: boolean;
  readonly serving: Gate;
  /** Whether its objects are made. Of a tenant that was reported, there are values alone. */
  readonly made: boolean;
}

/** What stands in for the store of a tenant that was reported. */
const nowhere: ObjectStoreAccess = {
  scheme: 's3',
  bucket: 'missing',
  pathStyle: true,
  credentials: { kind: 'workload-identity', accountAnnotations: {} },
};

/** A namespace that pipelines run in, with all that Kubeflow Pipelines and Argo look for there. */
export class PipelinesTenant extends Construct implements PipelineTenant {
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly programAccountName = programAccount;
  readonly pipelineRoot: string;
  readonly apiServer: string;
  readonly audience = 'pipelines.kubeflow.org';
  readonly serving: Gate;
  /** Where its artifacts are, and who may reach them. */
  readonly store: ObjectStoreAccess;
  /** What the keys of its artifacts and logs begin with. */
  readonly keyPrefix: string;

  constructor(
    private readonly component: Component,
    id: string,
    private readonly parts: TenantParts,
  ) {
    super(component, id);
    const { namespace, settings, account } = parts;
    this.namespace = namespace;
    this.serviceAccountName = account;
    this.serving = parts.serving;
    this.apiServer = `http://${apiServerName}.${component.systemNamespace}.svc:${apiServerPorts.http}`;
    this.keyPrefix = keyPrefix(settings.keyFormat, namespace);
    const store = parts.made ? parts.store : undefined;
    this.store =
      store?.addConsumer(this, { name: namespace, namespace, prefixes: [this.keyPrefix], pods: {} }) ?? nowhere;
    const { scheme, bucket } = this.store;
    this.pipelineRoot = `${scheme}://${bucket}/${this.keyPrefix}v2/artifacts`;
    if (!parts.made) return;
    component.platform.labelNamespace(namespace, { 'pipelines.kubeflow.org/enabled': 'true' });
    this.addConfig();
    this.addAccounts();
    this.addPolicy();
  }

  /** Names of the Secrets that open its artifacts. */
  private get secrets(): string[] {
    const { credentials } = this.store;
    return credentials.kind === 'workload-identity' ? [] : [credentials.secret];
  }

  private about(name: string): k8s.ObjectMeta {
    return { name, namespace: this.namespace, labels: { 'app.kubernetes.io/component': 'tenant' } };
  }

  private addConfig(): void {
    const { settings } = this.parts;
    const system = this.component.systemNamespace;
    new k8s.KubeConfigMap(this, 'launcher', {
      metadata: this.about('kfp-launcher'),
      data: {
        defaultPipelineRoot: this.pipelineRoot,
        providers: `${JSON.stringify(launcherProviders(this.store), undefined, 2)}\n`,
        clusterDomain: settings.clusterDomain,
      },
    });
    new k8s.KubeConfigMap(this, 'metadata', {
      metadata: this.about('metadata-grpc-configmap'),
      data: {
        METADATA_GRPC_SERVICE_HOST: `${metadataService.service}.${system}.svc.${settings.clusterDomain}`,
        METADATA_GRPC_SERVICE_PORT: String(metadataService.port),
      },
    });
    const repository = 'default-namespaced';
    new k8s.KubeConfigMap(this, 'artifacts', {
      metadata: {
        ...this.about('artifact-repositories'),
        annotations: { 'workflows.argoproj.io/default-artifact-repository': repository },
      },
      data: {
        [repository]: `${JSON.stringify(artifactRepository(this.store, settings.keyFormat), undefined, 2)}\n`,
      },
    });
  }

  private addAccounts(): void {
    const { namespace, component } = this;
    const { account, settings, volumes } = this.parts;
    const { credentials } = this.store;
    const annotations = credentials.kind === 'workload-identity' ? { ...credentials.accountAnnotations } : undefined;
    new k8s.KubeServiceAccount(this, 'runs', {
      metadata: { ...this.about(account), ...(annotations === undefined ? {} : { annotations }) },
    });
    const runs = { kind: 'ServiceAccount', name: account, namespace } as const;
    grantInNamespace(this, 'pipeline-runner', namespace, runs, runRights(this.secrets, volumes));
    new k8s.KubeServiceAccount(this, 'programs', { metadata: this.about(programAccount) });
    if (settings.multiUser) {
      const programs = { kind: 'ServiceAccount', name: programAccount, namespace } as const;
      grantInNamespace(this, programAccount, namespace, programs, tenantProgramRights);
    }
    if (!settings.ui) return;
    const ui = { kind: 'ServiceAccount', name: uiName, namespace: component.systemNamespace } as const;
    grantInNamespace(this, `${uiName}-artifacts`, namespace, ui, uiTenantRights(this.secrets));
  }

  /** Nobody calls the steps of a run. They themselves may call whom they like; who answers them is for those to say. */
  private addPolicy(): void {
    new k8s.KubeNetworkPolicy(this, 'network-policy', {
      metadata: this.about('pipeline-runs'),
      spec: {
        podSelector: { matchExpressions: [{ key: workflowLabel, operator: 'Exists' }] },
        policyTypes: ['Ingress'],
      },
    });
  }
}
