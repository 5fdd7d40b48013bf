import { Construct } from 'constructs';
import { kserve } from '../../api';
import { report } from '../../core/errors';
import { chartOf, propsOf } from '../../core/props';
import { shown } from '../../core/words';
import { AutoscalerClass, classOf } from './autoscaling';
import { checkService } from './inference-service-checks';
import { explainerOf, PartSettings, ServicePart, transformerOf } from './inference-service-parts';
import { InferenceServiceProps } from './inference-service-props';
import { IServingRuntime, Protocol } from './model-formats';
import { Predictor, predictorOf } from './predictor';
import { componentFields, isRestricted } from './serving-component';

/**
 * A model that answers requests, served by KServe as Deployments and Services of Kubernetes.
 * @see https://kserve.github.io/website/docs/intro
 */
export class InferenceService extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: kserve.InferenceService;
  /** Name of the service. */
  readonly name: string;
  /** Namespace of the service; `undefined` where neither the service nor its chart names one. */
  readonly namespace: string | undefined;
  /** The protocol that clients speak; `undefined` where the runtime is not known well enough to say. */
  readonly protocol: Protocol | undefined;
  /** Address within the cluster: that of the transformer where there is one, otherwise the predictor's. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: InferenceServiceProps) {
    super(scope, id);
    const chart = chartOf(this);
    const given = propsOf(this, props);
    this.name = given.name ?? id;
    this.namespace = given.namespace ?? chart.namespace;
    checkService(this, this.name, this.namespace, given);
    const autoscalerClass = classOf(
      given.autoscaling ?? given.transformer?.autoscaling ?? given.explainer?.autoscaling,
    );
    const predictor = this.predictor(given);
    this.protocol = predictor.protocol;
    const settings = { name: this.name, namespace: this.namespace, autoscalerClass, protocol: this.protocol };
    const parts = this.parts(given, settings);
    const entry = given.transformer === undefined ? 'predictor' : 'transformer';
    this.url = `http://${this.name}-${entry}.${this.namespace ?? 'default'}.svc.cluster.local`;

    const component = componentFields(this, given, {
      prefix: '',
      autoscalerClass,
      protocol: this.protocol,
      account: predictor.storage?.account?.name,
      podLabels: predictor.storage?.podLabels,
    });
    this.resource = new kserve.InferenceService(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: this.labels(given),
        annotations: this.annotations(given, autoscalerClass),
      },
      spec: {
        predictor: { ...component, ...predictor.fields },
        ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.fields])),
      },
    });
    const accounts = [predictor, ...Object.values(parts)].flatMap(({ storage }) => storage?.account ?? []);
    // KServe reads credentials when it makes the pods.
    if (accounts.length > 0) this.resource.node.addDependency(...accounts);
    const runtime: IServingRuntime | undefined = predictor.runtime;
    if (Construct.isConstruct(runtime)) this.resource.node.addDependency(runtime);
  }

  /**
   * Address for predictions within the cluster. Runtimes call the model by the name of the service.
   * @param protocol the protocol of the request. @default - the one that the model speaks
   */
  predictUrl(protocol: 'v1' | 'v2' = this.protocol === 'v2' ? 'v2' : 'v1'): string {
    if (this.protocol !== undefined && this.protocol !== protocol) {
      const instead = this.protocol.startsWith('grpc') ? 'clients of gRPC take the host of "url"' : 'ask for that';
      report(
        this,
        `"predictUrl" is asked for the protocol ${shown(protocol)}, but the model speaks ${shown(this.protocol)}; ${instead}, or change the protocol of the model`,
      );
    }
    return protocol === 'v2'
      ? `${this.url}/v2/models/${this.name}/infer`
      : `${this.url}/v1/models/${this.name}:predict`;
  }

  private predictor(given: Partial<InferenceServiceProps>): Predictor {
    const { model, container, workers, serviceAccountName } = given;
    const user = { name: `${this.name}-predictor`, namespace: this.namespace, serviceAccountName };
    return predictorOf(this, { name: this.name, model, container, workers, restricted: isRestricted(given), user });
  }

  private parts(given: Partial<InferenceServiceProps>, settings: PartSettings): Record<string, ServicePart> {
    const { transformer, explainer } = given;
    return {
      ...(transformer === undefined ? {} : { transformer: transformerOf(this, transformer, settings) }),
      ...(explainer === undefined ? {} : { explainer: explainerOf(this, explainer, settings) }),
    };
  }

  private labels(given: Partial<InferenceServiceProps>): Record<string, string> {
    if (given.visibility !== 'cluster-local') return { ...given.labels };
    return { ...given.labels, 'networking.kserve.io/visibility': 'cluster-local' };
  }

  private annotations(given: Partial<InferenceServiceProps>, autoscalerClass: AutoscalerClass): Record<string, string> {
    return {
      ...given.annotations,
      // Not "RawDeployment", its former name: KServe stores the new one, and then refuses every change.
      'serving.kserve.io/deploymentMode': 'Standard',
      'serving.kserve.io/autoscalerClass': autoscalerClass,
      ...(given.stop === true ? { 'serving.kserve.io/stop': 'true' } : {}),
    };
  }
}
