import { Construct } from 'constructs';
import type { Affinity, PodSpec, Toleration } from 'kubernetes-types/core/v1';
import { ImageName } from '../../core/image';
import { checkInteger, checkKnown, checkList, checkObject, checkTextMap, listOf, propsOf } from '../../core/props';
import { LlmServer, withArguments } from './llm-arguments';
import { LlmParallelism, parallelismOf } from './llm-parallelism';
import { defined, knownContainer, servingContainer, ServingContainerOptions } from './serving-container';

/** The container of a server, and the node that it runs on. What is left out is KServe's. */
export interface LlmServerOptions extends Omit<ServingContainerOptions, 'port' | 'args'> {
  /** Further arguments of vLLM; with `command` all of its own, at least one. @default - those of `parallelism` */
  readonly args?: readonly string[];
  /** Image of the server. @default - the release's, with vLLM */
  readonly image?: ImageName;
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the pods put up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the pods want. @default - none */
  readonly affinity?: Affinity;
}

/** Pods that serve a language model. */
export interface LlmPodOptions extends LlmServerOptions {
  /** Number of pods, or of groups of pods with `worker`. @default 1 */
  readonly replicas?: number;
  /** How the model is spread over GPUs. It cannot be changed. @default - one GPU, or what the container has */
  readonly parallelism?: LlmParallelism;
  /** The other pods of each group, for a model that is spread over nodes. Needs LeaderWorkerSet. @default - none */
  readonly worker?: LlmServerOptions;
}

const knownServer = {
  ...Object.fromEntries(Object.keys(knownContainer).flatMap((name) => (name === 'port' ? [] : [[name, true]]))),
  ...{ image: true, nodeSelector: true, tolerations: true, affinity: true },
} as Record<keyof LlmServerOptions, true>;
/** All options, for the check of unknown ones. */
export const knownPods: Record<keyof LlmPodOptions, true> = {
  ...{ ...knownServer, replicas: true, parallelism: true, worker: true },
};
/** What the pods of a model state, as fields of an LLMInferenceService. */
export interface LlmPods {
  readonly replicas?: number;
  readonly parallelism?: LlmParallelism;
  readonly template?: PodSpec;
  readonly worker?: PodSpec;
}

/** What pods serve, and how. */
export interface LlmModel {
  /** Name that requests give. */
  readonly name: string;
  /** ServiceAccount that may read it. */
  readonly account: string | undefined;
  /** Whether KServe puts a sidecar before the servers, as it does before those whose prompts others read. */
  readonly behindSidecar: boolean;
}

/**
 * The fields of pods that serve a model.
 * @param prefix what stands before the names of options in messages: nothing, or `prefill.`
 */
export function llmPods(scope: Construct, prefix: string, given: Partial<LlmPodOptions>, model: LlmModel): LlmPods {
  const counted = checkInteger(scope, `${prefix}replicas`, given.replicas, { min: 0 });
  const parallelism = parallelismOf(scope, prefix, given);
  const hasWorker = given.worker !== undefined && checkObject(scope, `${prefix}worker`, given.worker);
  const group = { served: model.name, parallelism, grouped: hasWorker };
  const { behindSidecar, account } = model;
  const template = pod(scope, given, { ...group, prefix, behindSidecar }, account);
  const isPlain = Object.keys(template).length === 1 && template.containers.length === 0;
  const worker = hasWorker ? propsOf(scope, given.worker) : undefined;
  if (worker !== undefined) checkKnown(scope, worker, knownServer);
  return defined<LlmPods>({
    replicas: counted ? given.replicas : undefined,
    parallelism,
    template: isPlain ? undefined : template,
    worker:
      worker === undefined
        ? undefined
        : pod(scope, worker, { ...group, prefix: `${prefix}worker.`, behindSidecar }, account),
  });
}

/** Pods without a container get KServe's, and so does a container what it leaves out. */
function pod(
  scope: Construct,
  given: Partial<LlmServerOptions>,
  server: LlmServer,
  account: string | undefined,
): PodSpec {
  const { prefix } = server;
  checkTextMap(scope, `${prefix}nodeSelector`, given.nodeSelector);
  checkList(scope, `${prefix}tolerations`, given.tolerations);
  checkObject(scope, `${prefix}affinity`, given.affinity);
  const stated = servingContainer(scope, given, {
    ...{ prop: prefix.replace(/\.$/, ''), image: given.image, needsImage: false, restricted: false, reserved: {} },
  });
  const container = withArguments(scope, stated, server);
  return defined<PodSpec>({
    containers: Object.keys(container).length === 0 ? [] : [{ name: 'main', ...container }],
    serviceAccountName: account,
    nodeSelector: given.nodeSelector,
    tolerations: given.tolerations === undefined ? undefined : listOf(given.tolerations),
    affinity: given.affinity,
  });
}
