import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { DeploymentStrategy } from 'kubernetes-types/apps/v1';
import type { Affinity, PodSecurityContext, Toleration, Volume } from 'kubernetes-types/core/v1';
import { report } from '../../core/errors';
import {
  checkInteger,
  checkKnown,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  checkTextMap,
  checkTexts,
  listOf,
} from '../../core/props';
import { shown } from '../../core/words';
import { Autoscaling, AutoscalerClass, scalingFields } from './autoscaling';
import { Protocol } from './model-formats';
import { defined, secondsOf } from './serving-container';

/** Requests that are put together before the model sees them. */
export interface Batching {
  /** Greatest number of instances in a batch. @default - KServe's: 32 */
  readonly maxBatchSize?: number;
  /** Longest time that a request waits for others, in milliseconds. @default - KServe's: 5000 */
  readonly maxLatency?: number;
  /** Seconds until a batch is given up. @default - KServe's: 60 */
  readonly timeout?: number;
}

/** Where requests and answers are sent, as CloudEvents. */
export interface RequestLogging {
  /** Address that takes the events. */
  readonly url: `http://${string}` | `https://${string}`;
  /** What is told of. With `batching`, KServe tells of requests alone. @default 'all' */
  readonly mode?: 'all' | 'request' | 'response';
  /** Headers of requests that events carry. @default - none */
  readonly metadataHeaders?: readonly string[];
  /** Annotations of the pod that events carry. @default - none */
  readonly metadataAnnotations?: readonly string[];
}

/** What each part of a service takes: predictor, transformer and explainer are Deployments of their own. */
export interface ServingComponentOptions {
  /** How many pods there are. @default - one, and nobody changes that */
  readonly autoscaling?: Autoscaling;
  /** Puts requests together; the protocol `v1` alone. @default - each request by itself */
  readonly batching?: Batching;
  /** Sends requests and answers on. @default - no */
  readonly logging?: RequestLogging;
  /** Time until a request is given up; whole seconds. @default - that of the gateway */
  readonly timeout?: Duration;
  /** How new pods take the place of old ones. @default - KServe's: a rolling update */
  readonly deploymentStrategy?: DeploymentStrategy;
  /** Labels of the pods. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pods. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the pods put up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the pods want. @default - none */
  readonly affinity?: Affinity;
  /** How soon the pods are scheduled: the name of a PriorityClass. @default - the cluster's */
  readonly priorityClassName?: string;
  /**
   * ServiceAccount that the pods run as. It must say itself who may read the model.
   * @default - one that is made where the storage needs it, or that of the namespace
   */
  readonly serviceAccountName?: string;
  /** Secrets to pull images with. @default - the ServiceAccount's */
  readonly imagePullSecrets?: readonly string[];
  /** Volumes of the pods. @default - none */
  readonly volumes?: readonly Volume[];
  /**
   * Makes the pods meet the Pod Security Standard `restricted`. Images must work as a user other than root.
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'none';
  /** Numeric user that the pods run as. @default - the images' */
  readonly runAsUser?: number;
}

/** All options, for the check of unknown ones. */
export const knownComponent: Record<keyof ServingComponentOptions, true> = {
  ...{ autoscaling: true, batching: true, logging: true, timeout: true, deploymentStrategy: true, podLabels: true },
  ...{ podAnnotations: true, nodeSelector: true, tolerations: true, affinity: true, priorityClassName: true },
  ...{ serviceAccountName: true, imagePullSecrets: true, volumes: true, podSecurity: true, runAsUser: true },
};

/** What else makes a part of a service. */
export interface ComponentSettings {
  /** What stands before the names of options in messages: nothing, or `transformer.`. */
  readonly prefix: string;
  readonly autoscalerClass: AutoscalerClass;
  /** The protocol that the part speaks; `undefined` where it is not known. */
  readonly protocol: Protocol | undefined;
  /** ServiceAccount that was made for the storage. */
  readonly account?: string | undefined;
  /** Labels that the storage wants. */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
}

/** Whether pods are to meet the Pod Security Standard `restricted`. */
export function isRestricted({ podSecurity }: ServingComponentOptions): boolean {
  return podSecurity !== 'none';
}

/** The fields of a part of an InferenceService, without its containers. */
export function componentFields(
  scope: Construct,
  options: Partial<ServingComponentOptions>,
  settings: ComponentSettings,
): object {
  const { prefix } = settings;
  checkPod(scope, options, prefix);
  const { imagePullSecrets, nodeSelector, tolerations, affinity, priorityClassName, volumes } = options;
  const labels = { ...settings.podLabels, ...options.podLabels };
  const annotations = { ...options.podAnnotations };
  return defined({
    ...scalingFields(scope, `${prefix}autoscaling`, options.autoscaling, settings.autoscalerClass),
    batcher: batcherOf(scope, options, settings),
    logger: loggerOf(scope, options, prefix),
    timeout: secondsOf(scope, `${prefix}timeout`, options.timeout),
    deploymentStrategy: options.deploymentStrategy,
    labels: Object.keys(labels).length === 0 ? undefined : labels,
    annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
    nodeSelector,
    tolerations,
    affinity,
    priorityClassName,
    serviceAccountName: options.serviceAccountName ?? settings.account,
    imagePullSecrets: imagePullSecrets === undefined ? undefined : listOf(imagePullSecrets).map((name) => ({ name })),
    volumes,
    securityContext: podSecurity(options),
  });
}

function podSecurity(options: Partial<ServingComponentOptions>): PodSecurityContext | undefined {
  const user = options.runAsUser === undefined ? {} : { runAsUser: options.runAsUser, fsGroup: options.runAsUser };
  if (isRestricted(options)) return { runAsNonRoot: true, ...user, seccompProfile: { type: 'RuntimeDefault' } };
  return options.runAsUser === undefined ? undefined : user;
}

function checkPod(scope: Construct, options: Partial<ServingComponentOptions>, prefix: string): void {
  checkTextMap(scope, `${prefix}podLabels`, options.podLabels);
  checkTextMap(scope, `${prefix}podAnnotations`, options.podAnnotations);
  checkTextMap(scope, `${prefix}nodeSelector`, options.nodeSelector);
  checkList(scope, `${prefix}tolerations`, options.tolerations);
  checkObject(scope, `${prefix}affinity`, options.affinity);
  checkText(scope, `${prefix}priorityClassName`, options.priorityClassName);
  checkText(scope, `${prefix}serviceAccountName`, options.serviceAccountName);
  checkTexts(scope, `${prefix}imagePullSecrets`, options.imagePullSecrets);
  checkList(scope, `${prefix}volumes`, options.volumes);
  checkOneOf(scope, `${prefix}podSecurity`, options.podSecurity, ['restricted', 'none']);
  checkInteger(scope, `${prefix}runAsUser`, options.runAsUser, { min: isRestricted(options) ? 1 : 0 });
  const { deploymentStrategy: strategy } = options;
  if (!checkObject(scope, `${prefix}deploymentStrategy`, strategy) || strategy === undefined) return;
  checkOneOf(scope, `${prefix}deploymentStrategy.type`, strategy.type, ['RollingUpdate', 'Recreate']);
  if (strategy.type === 'Recreate' && strategy.rollingUpdate !== undefined) {
    report(
      scope,
      `"${prefix}deploymentStrategy.rollingUpdate" is given, but "type" is "Recreate", which has nothing to set; leave it out`,
    );
  }
}

function batcherOf(
  scope: Construct,
  { batching }: Partial<ServingComponentOptions>,
  { prefix, protocol }: ComponentSettings,
): object | undefined {
  if (batching === undefined || !checkObject(scope, `${prefix}batching`, batching)) return undefined;
  checkKnown(scope, batching, { maxBatchSize: true, maxLatency: true, timeout: true });
  for (const option of ['maxBatchSize', 'maxLatency', 'timeout'] as const) {
    checkInteger(scope, `${prefix}batching.${option}`, batching[option], { min: 1 });
  }
  if (protocol !== undefined && protocol !== 'v1') {
    report(
      scope,
      `"${prefix}batching" puts requests of the protocol "v1" together, and ${shown(protocol)} is spoken here; leave it out, or let the server batch`,
    );
  }
  return { ...batching };
}

function loggerOf(
  scope: Construct,
  { logging, batching }: Partial<ServingComponentOptions>,
  prefix: string,
): object | undefined {
  if (logging === undefined || !checkObject(scope, `${prefix}logging`, logging)) return undefined;
  checkKnown(scope, logging, { url: true, mode: true, metadataHeaders: true, metadataAnnotations: true });
  const { url, mode = 'all', metadataHeaders, metadataAnnotations } = logging;
  if (typeof url !== 'string' || !/^https?:\/\/[^\s/]+/.test(url)) {
    report(
      scope,
      `"${prefix}logging.url" is ${shown(url)}, must be the address that takes events, such as "http://events.logging"`,
    );
  }
  const right = checkOneOf(scope, `${prefix}logging.mode`, mode, ['all', 'request', 'response']);
  // KServe's batcher never states a status, and its logger tells of answers with the status 200 alone.
  // See https://github.com/kserve/kserve/blob/v0.16.0/pkg/batcher/handler.go
  if (right && mode !== 'request' && batching !== undefined) {
    report(
      scope,
      `"${prefix}logging.mode" is ${shown(mode)}, but KServe tells nobody of answers to requests that "batching" puts together; set it to "request", or leave "batching" out`,
    );
  }
  checkTexts(scope, `${prefix}logging.metadataHeaders`, metadataHeaders);
  checkTexts(scope, `${prefix}logging.metadataAnnotations`, metadataAnnotations);
  return defined({ url, mode, metadataHeaders, metadataAnnotations });
}
