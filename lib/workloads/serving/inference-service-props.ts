import { ExplainerOptions, TransformerOptions } from './inference-service-parts';
import { ModelOptions, ModelServerOptions, WorkerOptions } from './predictor-options';
import { ServingComponentOptions } from './serving-component';

/**
 * Props of `InferenceService`. Those of pods, such as `autoscaling` or `nodeSelector`, are the predictor's; a transformer
 * and an explainer have their own.
 */
export interface InferenceServiceProps extends ServingComponentOptions {
  /**
   * Name of the service: a label of RFC 1035, of at most 48 characters, 46 with a transformer, and 41 with workers. The
   * name and the namespace together have at most 62 characters.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Namespace that the service runs in.
   * @default - the chart's
   */
  readonly namespace?: string;
  /** The model, in a format that a serving runtime understands. Either this or `container`. @default - none */
  readonly model?: ModelOptions;
  /** A server of your own. Either this or `model`. @default - none */
  readonly container?: ModelServerOptions;
  /** Further nodes that `model` is spread over. @default - it is served by each pod as a whole */
  readonly workers?: WorkerOptions;
  /** A server that requests pass before the model, and answers after it. @default - none */
  readonly transformer?: TransformerOptions;
  /** A server that explains predictions. @default - none */
  readonly explainer?: ExplainerOptions;
  /** Whether the service gets a host outside of the cluster, where the platform gives out any. @default 'external' */
  readonly visibility?: 'external' | 'cluster-local';
  /** Takes the service's pods away, until it is started again. @default false */
  readonly stop?: boolean;
  /** Labels of the service, which its pods get too. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the service, which its pods get too. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}
