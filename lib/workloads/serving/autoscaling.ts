import { Construct } from 'constructs';
import { report } from '../../core/errors';
import {
  checkInteger,
  checkKnown,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  objectsOf,
  propsOf,
} from '../../core/props';
import { parseQuantity, Quantity } from '../../core/quantity';
import { shown } from '../../core/words';
import { defined } from './serving-container';

/** Who sets the number of pods. */
export type AutoscalerClass = 'hpa' | 'keda' | 'none' | 'external';

/** A number of pods that follows what an outside system measures. */
export interface ExternalMetric {
  /** System that measures. @default 'prometheus' */
  readonly backend?: 'prometheus' | 'graphite';
  /** Its address: `http://prometheus.monitoring:9090`. */
  readonly serverAddress: `http://${string}` | `https://${string}`;
  /** Query that gives one number. */
  readonly query: string;
  /** Number for each pod. */
  readonly threshold: number;
  /** TriggerAuthentication of KEDA to read it with. @default - none */
  readonly authentication?: string;
}

/** How many pods a part of a service has. */
export interface Autoscaling {
  /**
   * Who sets the number: a HorizontalPodAutoscaler, KEDA (which the cluster must have), nobody, or an autoscaler of your
   * own. It counts for all parts of a service.
   * @default 'hpa', or 'keda' with `externalMetrics` or `behavior`
   */
  readonly class?: AutoscalerClass;
  /** Least number of pods; with `none` the number. None at all needs `externalMetrics`. @default 1 */
  readonly minReplicas?: number;
  /** Greatest number of pods. @default - `minReplicas` */
  readonly maxReplicas?: number;
  /** What the number follows. @default 'cpu' */
  readonly metric?: 'cpu' | 'memory';
  /**
   * How much of it: percent of what pods request, or for memory an amount for each pod, such as `4Gi`.
   * @default - 80 for CPU; to be given for memory
   */
  readonly target?: number | Quantity;
  /** Measures of other systems, which the number follows too; `keda` alone. @default - none */
  readonly externalMetrics?: readonly ExternalMetric[];
  /** Seconds for which a change must hold; `keda` alone. @default - KServe's: 0 up, 300 down */
  readonly behavior?: {
    readonly scaleUpSeconds?: number;
    readonly scaleDownSeconds?: number;
  };
}

const known: Record<keyof Autoscaling, true> = {
  ...{ class: true, minReplicas: true, maxReplicas: true, metric: true, target: true, externalMetrics: true },
  ...{ behavior: true },
};

/** The fields of a part of an InferenceService. */
export interface ScalingFields {
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly scaleMetric?: 'cpu' | 'memory';
  readonly scaleTarget?: number;
  readonly autoScaling?: object;
}

const knativeMetrics = ['concurrency', 'rps'];

/** Who sets the number of pods, where a program says so or not. */
export function classOf(scaling: Autoscaling | null | undefined): AutoscalerClass {
  if (typeof scaling !== 'object' || scaling === null) return 'none';
  const keda = scaling.externalMetrics !== undefined || scaling.behavior !== undefined;
  return scaling.class ?? (keda ? 'keda' : 'hpa');
}

/**
 * The fields for a number of pods.
 * @param prop the prop that holds the options
 * @param service who sets the number for all parts
 */
export function scalingFields(
  scope: Construct,
  prop: string,
  options: Autoscaling | undefined,
  service: AutoscalerClass,
): ScalingFields {
  if (options === undefined || !checkObject(scope, prop, options)) return {};
  const given = propsOf(scope, options);
  checkKnown(scope, given, known);
  checkOneOf(scope, `${prop}.class`, given.class, ['hpa', 'keda', 'none', 'external']);
  if (given.class !== undefined && given.class !== service) {
    report(
      scope,
      `"${prop}.class" is ${shown(given.class)}, but that of the service is ${shown(service)} and counts for all its parts; leave it out here`,
    );
  }
  checkReplicas(scope, prop, given, service);
  const metric = checkMetric(scope, prop, given, service);
  const { minReplicas, maxReplicas } = given;
  return defined<ScalingFields>({ minReplicas, maxReplicas, ...metric });
}

function checkReplicas(scope: Construct, prop: string, given: Autoscaling, service: AutoscalerClass): void {
  const { minReplicas: min, maxReplicas: max } = given;
  const right =
    checkInteger(scope, `${prop}.minReplicas`, min, { min: 0 }) &&
    checkInteger(scope, `${prop}.maxReplicas`, max, { min: 1 });
  if (right && max !== undefined && (min ?? 1) > max) {
    report(scope, `"${prop}.minReplicas" is ${min ?? 1}, must not be above "maxReplicas", which is ${max}`);
  }
  if (min === 0 && service === 'hpa') {
    report(
      scope,
      `"${prop}.minReplicas" is 0, must be 1 or more with "hpa", which looks at running pods; use "externalMetrics", with which KEDA can start the first one`,
    );
  }
  if (min === 0 && service === 'keda' && objectsOf(given.externalMetrics).length === 0) {
    report(scope, `"${prop}.minReplicas" is 0, but CPU and memory of no pods start none; add "externalMetrics"`);
  }
}

function checkMetric(
  scope: Construct,
  prop: string,
  given: Autoscaling,
  service: AutoscalerClass,
): Pick<ScalingFields, 'scaleMetric' | 'scaleTarget' | 'autoScaling'> {
  const metric: unknown = given.metric;
  if (typeof metric === 'string' && knativeMetrics.includes(metric)) {
    report(
      scope,
      `"${prop}.metric" is ${shown(metric)}, which Knative alone measures, and services run without it; count requests with "externalMetrics", such as a query of Prometheus`,
    );
    return {};
  }
  checkOneOf(scope, `${prop}.metric`, metric, ['cpu', 'memory']);
  if (service === 'none' || service === 'external') {
    const extra = (['metric', 'target', 'externalMetrics', 'behavior'] as const).filter(
      (one) => given[one] !== undefined,
    );
    if (service === 'none' && given.maxReplicas !== undefined) {
      report(
        scope,
        `"${prop}.maxReplicas" is given, but with "none" the number of pods is "minReplicas"; leave it out`,
      );
    }
    for (const one of extra) {
      report(
        scope,
        `"${prop}.${one}" is given, but with ${shown(service)} KServe does not scale; leave it out, or use "hpa"`,
      );
    }
    return {};
  }
  if (service === 'hpa') {
    for (const one of ['externalMetrics', 'behavior'] as const) {
      if (given[one] !== undefined) report(scope, `"${prop}.${one}" is given, but "hpa" does not read it; use "keda"`);
    }
  }
  const resource = resourceMetric(scope, prop, given, service);
  if (service === 'hpa') {
    if (given.metric === undefined && given.target === undefined) return {};
    return typeof resource?.target.averageUtilization === 'number'
      ? { scaleMetric: resource.name, scaleTarget: resource.target.averageUtilization }
      : { autoScaling: { metrics: [{ type: 'Resource', resource }] } };
  }
  const metrics = [
    ...(resource === undefined ? [] : [{ type: 'Resource', resource }]),
    ...externals(scope, prop, given).map((external) => ({ type: 'External', external })),
  ];
  return { autoScaling: { metrics, ...behaviorOf(scope, prop, given) } };
}

interface ResourceMetric {
  readonly name: 'cpu' | 'memory';
  readonly target: {
    readonly type: 'Utilization' | 'AverageValue';
    readonly averageUtilization?: number;
    readonly averageValue?: string;
  };
}

function resourceMetric(
  scope: Construct,
  prop: string,
  given: Autoscaling,
  service: AutoscalerClass,
): ResourceMetric | undefined {
  const { target } = given;
  const external = service === 'keda' && given.externalMetrics !== undefined;
  if (given.metric === undefined && target === undefined && external) return undefined;
  const name = given.metric ?? 'cpu';
  if (target === undefined && name === 'memory') {
    report(scope, `"${prop}.target" is undefined, must be given for memory: percent of what pods request, or "4Gi"`);
  }
  if (typeof target === 'string' && name === 'memory') {
    const bytes = parseQuantity(target);
    if (bytes !== undefined && bytes >= 2 ** 20)
      return { name, target: { type: 'AverageValue', averageValue: target } };
    report(scope, `"${prop}.target" is ${shown(target)}, must be an amount of memory of "1Mi" or more, such as "4Gi"`);
    return undefined;
  }
  checkInteger(scope, `${prop}.target`, target, { min: 1, max: 100 });
  const percent = typeof target === 'number' ? target : 80;
  return { name, target: { type: 'Utilization', averageUtilization: percent } };
}

function externals(scope: Construct, prop: string, { externalMetrics }: Autoscaling): object[] {
  checkList(scope, `${prop}.externalMetrics`, externalMetrics);
  return objectsOf(externalMetrics).map((one: Partial<ExternalMetric>, index) => {
    const at = `${prop}.externalMetrics[${index}]`;
    checkKnown(scope, one, { backend: true, serverAddress: true, query: true, threshold: true, authentication: true });
    checkOneOf(scope, `${at}.backend`, one.backend, ['prometheus', 'graphite']);
    if (one.query === undefined) report(scope, `"${at}.query" is undefined, must be a text that is not empty`);
    checkText(scope, `${at}.query`, one.query);
    checkText(scope, `${at}.authentication`, one.authentication);
    if (typeof one.serverAddress !== 'string' || !/^https?:\/\/./.test(one.serverAddress)) {
      report(
        scope,
        `"${at}.serverAddress" is ${shown(one.serverAddress)}, must be an address such as "http://prometheus:9090"`,
      );
    }
    if (typeof one.threshold !== 'number' || !(one.threshold > 0)) {
      report(scope, `"${at}.threshold" is ${shown(one.threshold)}, must be a number above 0`);
    }
    const { backend = 'prometheus', serverAddress, query, authentication } = one;
    return {
      metric: { backend, serverAddress, query },
      target: { type: 'Value', value: String(one.threshold) },
      ...(authentication === undefined ? {} : { authenticationRef: { authenticationRef: { name: authentication } } }),
    };
  });
}

function behaviorOf(scope: Construct, prop: string, { behavior }: Autoscaling): { readonly behavior?: object } {
  if (behavior === undefined || !checkObject(scope, `${prop}.behavior`, behavior)) return {};
  checkKnown(scope, behavior, { scaleUpSeconds: true, scaleDownSeconds: true });
  const { scaleUpSeconds: up, scaleDownSeconds: down } = behavior;
  checkInteger(scope, `${prop}.behavior.scaleUpSeconds`, up, { min: 0, max: 3600 });
  checkInteger(scope, `${prop}.behavior.scaleDownSeconds`, down, { min: 0, max: 3600 });
  return {
    behavior: {
      ...(up === undefined ? {} : { scaleUp: { stabilizationWindowSeconds: up } }),
      ...(down === undefined ? {} : { scaleDown: { stabilizationWindowSeconds: down } }),
    },
  };
}
