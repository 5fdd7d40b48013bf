import { Construct } from 'constructs';
import { kserve } from '../../api';
import { report } from '../../core/errors';
import { chartOf, checkKnown, checkLabel, checkText, checkTextMap, propsOf } from '../../core/props';
import { parseQuantity, Quantity } from '../../core/quantity';
import { shown } from '../../core/words';
import { InferenceService } from './inference-service';
import { checkModelStorage, problemsOfServer } from './trained-model-checks';

/** Props of {@link TrainedModel}. */
export interface TrainedModelProps {
  /** Name of the model, by which clients ask for it: of `a` to `z`, digits, and `-`. @default - the construct's id */
  readonly name?: string;
  /** Namespace of the model, and of the service. @default - the chart's */
  readonly namespace?: string;
  /**
   * The InferenceService that serves it, and takes several models: one whose `container` has the variable
   * `MULTI_MODEL_SERVER` as `true`, or whose `model` has no storage. Where the service is not there, KServe deletes the model.
   */
  readonly service: InferenceService | string;
  /** Format of the model, such as `sklearn`. */
  readonly framework: string;
  /**
   * Where the model is. KServe's agent loads it within the pods of the service, so what lets those in stands in the
   * ServiceAccount of the service: `serviceAccountName` there, with the Secrets that hold credentials.
   */
  readonly storageUri: `s3://${string}` | `gs://${string}` | `https://${string}` | `http://${string}`;
  /**
   * Memory that the model takes of the service's, whose limit must be enough for all of its models. It cannot be changed.
   */
  readonly memory: Quantity;
  /** Labels of the model. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the model. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

const known: Record<keyof TrainedModelProps, true> = {
  ...{ name: true, namespace: true, service: true, framework: true, storageUri: true, memory: true, labels: true },
  ...{ annotations: true },
};

/**
 * One of several models that the pods of one InferenceService serve.
 * @see https://kserve.github.io/website/docs/reference/crd-api
 */
export class TrainedModel extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: kserve.TrainedModel;
  /** Name of the model. */
  readonly name: string;
  /** Namespace of the model; `undefined` where neither the model nor its chart names one. */
  readonly namespace: string | undefined;
  private readonly service: InferenceService | undefined;
  private readonly memory: unknown;

  constructor(scope: Construct, id: string, props: TrainedModelProps) {
    super(scope, id);
    const chart = chartOf(this);
    const given = propsOf(this, props);
    checkKnown(this, given, known);
    this.name = given.name ?? id;
    this.namespace = given.namespace ?? chart.namespace;
    checkLabel(this, 'name', this.name);
    checkLabel(this, 'namespace', this.namespace);
    checkTextMap(this, 'labels', given.labels);
    checkTextMap(this, 'annotations', given.annotations);
    const { framework, storageUri, memory } = given;
    if (framework === undefined) report(this, '"framework" is undefined, must be a format such as "sklearn"');
    checkText(this, 'framework', framework);
    checkModelStorage(this, storageUri);
    const size = typeof memory === 'string' ? parseQuantity(memory) : undefined;
    if (size === undefined || size <= 0) {
      report(this, `"memory" is ${shown(memory)}, must be an amount of memory, such as "256Mi"`);
    }

    this.resource = new kserve.TrainedModel(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: { ...given.labels },
        annotations: { ...given.annotations },
      },
      spec: {
        inferenceService: this.serviceName(given.service),
        // What is wrong with them is said above.
        model: {
          framework: typeof framework === 'string' ? framework : 'missing',
          storageUri: typeof storageUri === 'string' ? storageUri : 'missing',
          memory: size === undefined || size <= 0 ? '1Mi' : (memory ?? '1Mi'),
        },
      },
    });
    this.memory = memory;
    this.service = given.service instanceof InferenceService ? given.service : undefined;
    // KServe deletes a model whose service is not there.
    if (this.service !== undefined) this.resource.node.addDependency(this.service);
    // The service may be patched, and other models added, after this.
    this.node.addValidation({ validate: () => this.checkServer() });
  }

  /** What is wrong with the service, said by the first of its models. */
  private checkServer(): string[] {
    const { service } = this;
    if (service === undefined) return [];
    const models = this.node.root.node
      .findAll()
      .filter((one): one is TrainedModel => one instanceof TrainedModel && one.service === service);
    return models[0] === this
      ? problemsOfServer(service, new Map(models.map(({ name, memory }) => [name, memory])))
      : [];
  }

  private serviceName(service: InferenceService | string | undefined): string {
    if (service instanceof InferenceService) {
      if (service.namespace !== this.namespace) {
        report(
          this,
          `"service" is of the namespace ${shown(service.namespace)}, and the model is in ${shown(this.namespace)}; put them into one`,
        );
      }
      return service.name;
    }
    if (typeof service === 'string' && service !== '') return service;
    report(this, `"service" is ${shown(service)}, must be an InferenceService, or the name of one in the namespace`);
    return 'missing';
  }
}
