import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { CustomResourceDefinition, pipelines } from '../../lib/api';
import {
  Component,
  DatabaseAccess,
  Gate,
  IDatabase,
  IObjectStore,
  ObjectStoreAccess,
  Stage,
  WebhookCertificate,
} from '../../lib/core';
import { componentProps } from '../../lib/core/component';
import { report } from '../../lib/core/errors';
import { checkBoolean, checkKnown, checkLabel, checkObject, propsOf } from '../../lib/core/props';
import { addUserRoles } from '../../lib/core/rbac';
import { webhookCertificate } from '../../lib/core/webhook-certificate';
import { shown } from '../../lib/core/words';
import { Agents } from './agents';
import { apiCertificate, ApiServer, apiServerSizing } from './api-server';
import { apiServerName, apiServerPorts } from './api-server-settings';
import { accessTo, checkPipelineObjects, settingsOf, storeOf, workflowsOf } from './checks';
import { apiServerDatabase, cacheDatabase, metadataDatabase, pods } from './databases';
import { cacheCertificate, cacheService, FirstVersion } from './first-version';
import { Metadata } from './metadata';
import { PipelinesProps, pipelinesProps, Settings } from './props';
import { userRights } from './roles';
import { PipelinesTenant, workflowLabel } from './tenant';
import { PipelinesUi, uiName } from './ui';
import { version } from './version';

/** Options of `addTenant()` of {@link Pipelines}. */
export interface PipelinesTenantOptions {
  /** The namespace, which `platform.addNamespace` has made, or which is among the platform's `existingNamespaces`. */
  readonly namespace: string;
  /**
   * Whether runs may make and delete claims for volumes, as `CreatePVC` and `DeletePVC` do.
   * @default false
   */
  readonly volumes?: boolean;
}

/**
 * Kubeflow Pipelines: workflows of steps as code, with their runs, artifacts and lineage.
 * @see https://www.kubeflow.org/docs/components/pipelines/
 */
export class Pipelines extends Component {
  /** The kinds of Kubeflow Pipelines are established. */
  readonly apiReady: Gate;
  /** The API answers, and its webhooks with it. Pipelines are accepted only after it. */
  readonly serving: Gate;
  /** Runs are followed, schedules are kept, and lineage is recorded. Runs make progress only after it. */
  readonly running: Gate;
  /** URL of the API, as pods reach it that are let in. */
  readonly apiServer: string;
  private readonly settings: Settings;
  private readonly store: IObjectStore | undefined;
  private readonly members = new Map<string, PipelinesTenant>();

  constructor(scope: Construct, id: string, given: PipelinesProps) {
    super(scope, id, given, { upstream: { name: 'pipelines', version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    checkKnown(this, props, { ...componentProps, ...pipelinesProps });
    const workflows = workflowsOf(this, props.workflows);
    const settings = settingsOf(this, props);
    const { multiUser } = settings;
    if (settings.metadata && (props.nodeSelector?.['kubernetes.io/arch'] ?? 'amd64') !== 'amd64') {
      report(
        this,
        `"nodeSelector.kubernetes.io/arch" is ${shown(props.nodeSelector?.['kubernetes.io/arch'])}, must be "amd64", because the metadata service has no image for others; leave it out`,
      );
    }
    this.settings = settings;
    this.store = storeOf(this, 'store', props.store);
    this.apiServer = `http://${apiServerName}.${this.systemNamespace}.svc:${apiServerPorts.http}`;

    this.apiReady = this.addApiGate(...this.addKinds());
    // What watches Workflows looks for their kind once, when it starts.
    if (workflows !== undefined) this.addNeeds(workflows.apiReady);
    const certificates = this.certificates(props);
    const database = accessTo(this, props.database, apiServerDatabase, true);
    const store = this.apiServerStore();
    const runAccount = multiUser ? 'default-editor' : 'pipeline-runner';
    const api =
      database === undefined || store === undefined
        ? undefined
        : new ApiServer(this, 'api-server', {
            settings,
            sizing: this.sizing(apiServerSizing),
            database,
            store,
            runAccount,
            certificate: certificates.api,
            tenants: () => this.tenantPods({}),
          });
    this.serving = this.addGate('the API of pipelines answers', api?.servingChecks ?? []);
    const recording = this.addMetadata(props.database);
    const agents = new Agents(this, new Stage(this, 'agents', [this.serving]), settings);
    this.running = this.addGate('pipelines run', [...agents.runningChecks, ...recording]);
    this.addUi(runAccount);
    this.addFirstVersion(props.database, certificates.cache);
    addUserRoles(this, 'kubeflow-pipelines', userRights(settings));
    this.addCheck(checkPipelineObjects(settings, () => [...this.members.keys()]));
    if (!multiUser) {
      this.makeTenant({ namespace: this.systemNamespace, volumes: true }, runAccount, this.store !== undefined);
    }
  }

  /**
   * Lets pipelines run in a namespace: with a ServiceAccount for their steps, a part of the bucket that no other tenant can
   * read, and the configuration that Kubeflow Pipelines and Argo look for there.
   * @param given - the namespace, or options with it
   */
  addTenant(given: string | PipelinesTenantOptions): PipelinesTenant {
    const options = typeof given === 'string' ? { namespace: given } : given;
    const right = checkObject(this, 'tenant', orNull(options));
    const { namespace, volumes }: Partial<PipelinesTenantOptions> = right ? options : {};
    if (right) checkKnown(this, options, { namespace: true, volumes: true });
    const named = right && checkLabel(this, 'namespace', namespace ?? null);
    checkBoolean(this, 'volumes', volumes);
    const name = typeof namespace === 'string' ? namespace : 'missing';
    const there = this.members.get(name);
    const made = named && this.checkTenant(name);
    return there ?? this.makeTenant({ namespace: name, volumes: volumes === true }, 'default-editor', made);
  }

  /** The namespaces that pipelines run in. */
  get tenants(): readonly PipelinesTenant[] {
    return [...this.members.values()];
  }

  private makeTenant(options: Required<PipelinesTenantOptions>, account: string, made: boolean): PipelinesTenant {
    const { settings, serving, store } = this;
    const id = `tenant-${options.namespace}`;
    const tenant = new PipelinesTenant(this, id, { ...options, settings, store, account, serving, made });
    this.members.set(options.namespace, tenant);
    return tenant;
  }

  /** @returns whether the objects of a tenant can be made there */
  private checkTenant(namespace: string): boolean {
    const { platform, settings } = this;
    const wrong = (message: string): boolean => {
      report(this, message);
      return false;
    };
    if (!settings.multiUser) {
      return wrong(
        `the tenant ${shown(namespace)} is added, but "mode" is "single-user", where pipelines run in ${shown(this.systemNamespace)} alone; set it to "multi-user"`,
      );
    }
    if (this.members.has(namespace)) return wrong(`the tenant ${shown(namespace)} is added already; add it once`);
    if (platform.existingNamespaces.includes(namespace) || platform.keptNamespaces().has(namespace)) return true;
    if (platform.podSecurityOf(namespace) === undefined) {
      return wrong(
        `the tenant's "namespace" is ${shown(namespace)}, which the platform does not know; add it with "platform.addNamespace" before, or name it in "existingNamespaces"`,
      );
    }
    return wrong(
      `the tenant's "namespace" is ${shown(namespace)}, which is for components alone; add a namespace with "platform.addNamespace" and name that`,
    );
  }

  /** Pods of the tenants' namespaces, of all or of some labels. */
  private tenantPods(podSelector: k8s.LabelSelector): k8s.NetworkPolicyPeer[] {
    return [...this.members.keys()].map((namespace) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      podSelector,
    }));
  }

  private addKinds(): CustomResourceDefinition[] {
    const { native, viewerController } = this.settings;
    const definitions = [
      ...(native ? [pipelines.pipeline, pipelines.pipelineVersion] : []),
      pipelines.scheduledWorkflow,
      ...(viewerController ? [pipelines.viewer] : []),
    ];
    return definitions.map((definition) => new CustomResourceDefinition(this, definition));
  }

  private certificates(props: Partial<PipelinesProps>): {
    readonly api: WebhookCertificate | undefined;
    readonly cache: WebhookCertificate | undefined;
  } {
    const { native, cacheServer } = this.settings;
    const ask = (secret: string, service: string, name = secret) => {
      const certificate = webhookCertificate(this, props.certificates, { name, secret, service });
      this.addNeeds(...(certificate?.needs ?? []));
      return certificate;
    };
    return {
      api: native ? ask(apiCertificate, apiServerName) : undefined,
      cache: cacheServer ? ask(cacheCertificate, cacheService, 'kfp-cache-cert') : undefined,
    };
  }

  /** The API server keeps pipelines in the bucket, and shows what steps have written there. */
  private apiServerStore(): ObjectStoreAccess | undefined {
    const access = this.store?.addConsumer(this, {
      name: apiServerName,
      namespace: this.systemNamespace,
      prefixes: ['pipelines/'],
      readPrefixes: [''],
      pods: pods.apiServer,
      protocols: ['s3'],
    });
    if (access === undefined) return undefined;
    if (access.scheme !== 's3' || access.credentials.kind === 'service-account-key') {
      report(
        this,
        `"store" gives a bucket with the scheme ${shown(access.scheme)} and credentials of the kind ${shown(access.credentials.kind)}, but the API server speaks S3 alone; give it a bucket that it reaches by S3`,
      );
    }
    return access;
  }

  private addMetadata(database: IDatabase | undefined): Gate['checks'] {
    if (!this.settings.metadata || database === undefined) return [];
    const access = accessTo(this, database, metadataDatabase, false);
    if (access === undefined) return [];
    const steps: k8s.LabelSelector = { matchExpressions: [{ key: workflowLabel, operator: 'Exists' }] };
    return new Metadata(this, 'metadata', access, () => this.tenantPods(steps)).recordingChecks;
  }

  private addUi(runAccount: string): void {
    if (!this.settings.ui || this.store === undefined) return;
    // With several users it reads artifacts with the keys of their tenant alone: with keys of its own, it would read those of
    // any tenant for everybody. It is a consumer all the same, so that the store lets its pods in.
    const access = this.store.addConsumer(new Construct(this, 'ui-store'), {
      name: uiName,
      namespace: this.systemNamespace,
      prefixes: [],
      readPrefixes: [this.settings.multiUser ? `${uiName}/` : ''],
      pods: pods.ui,
      protocols: ['s3'],
    });
    const ui = new PipelinesUi(this, 'ui', this.settings, access, runAccount);
    this.addGate('the user interface of pipelines answers', [
      { object: ui.deployment, condition: 'condition=Available' },
    ]);
    this.addAddress({ name: 'ui', service: uiName, port: 80, scheme: 'http', localPort: 8080, path: '/pipeline/' });
  }

  private addFirstVersion(database: IDatabase | undefined, certificate: WebhookCertificate | undefined): void {
    const { settings } = this;
    const parts = new FirstVersion(this, 'first-version', settings);
    if (settings.cacheServer && certificate !== undefined) {
      const access: DatabaseAccess | undefined = accessTo(this, database, cacheDatabase, false);
      if (access !== undefined) parts.addCacheServer(access, certificate);
    }
    if (settings.metadataWriter) parts.addMetadataWriter();
    if (settings.visualizationServer) parts.addVisualizationServer();
    if (settings.viewerController) parts.addViewerController();
  }
}

/** A tenant that was left out counts as wrong. */
const orNull = (value: unknown): unknown => value ?? null;
