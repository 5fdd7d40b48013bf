import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { CustomResourceDefinition, kserve, kserveLlm } from '../../lib/api';
import {
  Component,
  Gate,
  ICertificateIssuer,
  IModelServing,
  ImageName,
  SizingTable,
  Stage,
  WebhookCertificate,
  WebhookCertificateRequest,
} from '../../lib/core';
import { report } from '../../lib/core/errors';
import { checkKnown, checkOneOf, checkTexts, listOf, propsOf } from '../../lib/core/props';
import { addUserRoles, grantInCluster } from '../../lib/core/rbac';
import { webhookCertificate } from '../../lib/core/webhook-certificate';
import { WebhookController } from '../../lib/core/webhook-controller';
import { shown } from '../../lib/core/words';
import { checkServing } from './checks';
import { kserveConfig, over, sidecarResources } from './config';
import { RightOptions, rightOptions } from './kserve-checks';
import { KServeProps, kserveProps } from './kserve-props';
import { llmConfigs } from './llm-configs';
import { llmCertificate, LlmServing } from './llm-serving';
import { LocalModels } from './local-models';
import { ModelsWebApp } from './models-web-app';
import { controllerRights, userRights } from './roles';
import { installedRuntime, InstalledServingRuntime } from './runtime-spec';
import { releaseRuntimes, runtimeSpec, ServingRuntimeName } from './runtimes';
import { addStorageContainers } from './storage-containers';
import { images, version } from './version';
import { lastWebhookPath, mutatingWebhooks, validatingWebhooks } from './webhooks';

// The controller keeps the pods, Deployments and Services of the cluster in memory, so limits leave room.
const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  small: { replicas: 1, requests: { cpu: '100m', memory: '200Mi' }, limits: { memory: '1Gi' } },
  production: { replicas: 2, requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '2Gi' } },
};

const name = 'kserve-controller-manager';
const certificate = {
  name: 'serving-cert',
  secret: 'kserve-webhook-server-cert',
  service: 'kserve-webhook-server-service',
} as const;

/**
 * KServe: models as `InferenceService`s, each a Deployment, a Service and an autoscaler. Runtimes that the platform
 * provides serve them, from wherever they are stored.
 * @see https://kserve.github.io/website/
 */
export class KServe<Runtime extends ServingRuntimeName = ServingRuntimeName>
  extends Component
  implements IModelServing
{
  /** The InferenceService API is established. */
  readonly apiReady: Gate;
  /** The controller runs and its webhooks answer. InferenceServices and runtimes are accepted only after it. */
  readonly serving: Gate;
  /** The runtimes that are installed. */
  readonly servingRuntimes: Readonly<Record<Runtime, InstalledServingRuntime<Runtime>>>;

  private readonly container = (upstream: ImageName) => ({
    image: this.image(upstream),
    imagePullPolicy: this.platform.images.pullPolicy,
  });

  constructor(scope: Construct, id: string, given: KServeProps<Runtime>) {
    super(scope, id, given, { upstream: { name: 'kserve', version }, defaultNamespace: 'kubeflow' });
    const props = propsOf(this, given);
    checkKnown(this, props, kserveProps);
    const options = rightOptions(this, props);
    const runtimes = this.runtimeNames(props.runtimes);
    if (props.certificates === undefined) {
      report(this, '"certificates" is undefined, must be a CertManager component or another ICertificateIssuer');
    }

    const localModels = options.localModelCache !== undefined;
    this.apiReady = this.addApiGate(
      ...kindsOf(options).map((definition) => new CustomResourceDefinition(this, definition)),
    );
    const controller = this.addController(props.certificates, options);
    const ingress =
      options.ingress === undefined ? undefined : options.ingress.gateway === undefined ? 'Ingress' : 'HTTPRoute';
    grantInCluster(
      this,
      'kserve-manager-role',
      controller.subject,
      controllerRights({ ingress, keda: options.keda, localModels }),
    );
    addUserRoles(this, 'kubeflow-kserve', userRights(options.llmInferenceService));
    this.serving = this.addGate('the webhooks of kserve answer', controller.servingChecks);
    this.servingRuntimes = this.addRuntimes(runtimes, options);
    if (options.localModelCache !== undefined) {
      const models = new LocalModels(this, 'local-models', options.localModelCache);
      this.addGate('models are kept on nodes', models.servingChecks);
    }
    if (options.llmInferenceService) this.addLlmServing(props.certificates);
    if (options.modelsWebApp) this.addModelsWebApp();
    this.addCheck(checkServing({ modelcars: options.storageInitializer?.modelcar !== false }));
  }

  /** The runtimes to install. Reports wrong ones, and goes on without them. */
  private runtimeNames(given: readonly Runtime[] | undefined): readonly Runtime[] {
    const all = releaseRuntimes as readonly Runtime[];
    if (given === undefined || !checkTexts(this, 'runtimes', given)) return all;
    const names = listOf(given);
    for (const twice of new Set(names.filter((each, index) => names.indexOf(each) !== index))) {
      report(this, `"runtimes" names ${shown(twice)} twice; name it once`);
    }
    return [...new Set(names)].filter((each) => checkOneOf(this, 'runtimes', each, all));
  }

  private addController(issuer: ICertificateIssuer | undefined, options: RightOptions): WebhookController {
    const { localModelCache } = options;
    const data = kserveConfig({
      ...options,
      ...(localModelCache === undefined ? {} : { localModels: localModelCache }),
      image: (upstream) => this.image(upstream),
      pullPolicy: this.platform.images.pullPolicy,
    });
    new k8s.KubeConfigMap(this, 'config', {
      metadata: { name: 'inferenceservice-config', namespace: this.systemNamespace },
      data: { ...data },
    });
    // All else is read anew whenever it is needed.
    const atStart = ['deploy', 'ingress', 'multiNode'].map((section) => data[section]).join('');
    const issued = this.certificate(issuer, certificate);
    return new WebhookController(this, 'controller', {
      name,
      image: images.controller,
      command: ['/manager'],
      // A NetworkPolicy keeps callers from the metrics.
      args: ['--metrics-addr=:8443', '--leader-elect'],
      env: [{ name: 'POD_NAMESPACE', value: this.systemNamespace }],
      sizing: this.sizing(sizing),
      podAnnotations: { 'checksum/config': createHash('sha256').update(atStart).digest('hex').slice(0, 16) },
      certificateSecret: certificate.secret,
      ...(issued === undefined ? {} : { certificate: issued }),
      service: { name: certificate.service, ports: [{ name: 'metrics', port: 8443, target: 'metrics' }] },
      mutating: mutatingWebhooks,
      validating: validatingWebhooks(localModelCache !== undefined),
      lastWebhookPath,
    });
  }

  /** A certificate, and the component waits for what that needs. */
  private certificate(
    issuer: ICertificateIssuer | undefined,
    request: WebhookCertificateRequest,
  ): WebhookCertificate | undefined {
    const issued = webhookCertificate(this, issuer, request);
    this.addNeeds(...listOf(issued?.needs).filter((gate) => !this.needs.includes(gate)));
    return issued;
  }

  private addRuntimes(names: readonly Runtime[], options: RightOptions): typeof this.servingRuntimes {
    const stage = new Stage(this, 'runtimes', [this.serving]);
    addStorageContainers(stage, {
      image: this.container,
      resources: over(sidecarResources, options.storageInitializer?.resources),
      ...(options.localModelCache === undefined ? {} : { localModelUser: options.localModelCache.user }),
    });
    const installed = names.map((runtime): [Runtime, InstalledServingRuntime<Runtime>] => {
      const spec = runtimeSpec(runtime, this.container);
      new kserve.ClusterServingRuntime(stage, runtime, { metadata: { name: runtime }, spec });
      return [runtime, installedRuntime(runtime, spec)];
    });
    return Object.fromEntries(installed) as Record<Runtime, InstalledServingRuntime<Runtime>>;
  }

  private addLlmServing(issuer: ICertificateIssuer | undefined): void {
    const issued = this.certificate(issuer, llmCertificate);
    const llm = new LlmServing(this, 'llm', issued);
    const serving = this.addGate('the webhooks of LLMInferenceServices answer', llm.servingChecks);
    const stage = new Stage(this, 'llm-configs', [serving]);
    for (const [config, spec] of Object.entries(llmConfigs(this.container))) {
      const metadata = { name: config, namespace: this.systemNamespace };
      new kserveLlm.LLMInferenceServiceConfig(stage, config, { metadata, spec });
    }
  }

  private addModelsWebApp(): void {
    const app = new ModelsWebApp(this, 'models-web-app');
    this.addGate('the web app of kserve answers', [{ object: app.deployment, condition: 'condition=Available' }]);
    this.addAddress({ name: 'models', service: ModelsWebApp.service, port: 80, scheme: 'http', localPort: 8081 });
  }
}

/** The kinds to install. */
function kindsOf({ localModelCache, llmInferenceService }: RightOptions) {
  return [
    ...[kserve.inferenceService, kserve.servingRuntime, kserve.clusterServingRuntime, kserve.inferenceGraph],
    ...[kserve.trainedModel, kserve.clusterStorageContainer],
    ...(localModelCache === undefined
      ? []
      : [kserve.localModelCache, kserve.localModelNode, kserve.localModelNodeGroup]),
    ...(llmInferenceService ? [kserveLlm.llmInferenceService, kserveLlm.llmInferenceServiceConfig] : []),
  ];
}
