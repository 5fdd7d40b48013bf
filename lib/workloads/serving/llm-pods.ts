import { Construct } from 'constructs';
import type { Affinity, Container, PodSpec, Toleration } from 'kubernetes-types/core/v1';
import { report } from '../../core/errors';
import { ImageName } from '../../core/image';
import {
  checkBoolean,
  checkInteger,
  checkKnown,
  checkList,
  checkObject,
  checkTextMap,
  listOf,
  propsOf,
} from '../../core/props';
import { shown } from '../../core/words';
import { defined, knownContainer, servingContainer, ServingContainerOptions } from './serving-container';

/** How a model is spread over GPUs. */
export interface LlmParallelism {
  /** GPUs that share each layer. @default 1 */
  readonly tensor?: number;
  /**
   * Stages that share the layers, each a pod. Not together with `data`. The release of KServe brings no settings for it: the
   * namespace, or KServe's own, must have an LLMInferenceServiceConfig `kserve-config-llm-worker-pipeline-parallel`.
   * @default 1
   */
  readonly pipeline?: number;
  /** Copies that share the requests, over all pods of a group. Together with `dataLocal`. @default 1 */
  readonly data?: number;
  /** Copies in each pod; `data` is a multiple of it. @default 1 */
  readonly dataLocal?: number;
  /** Port by which the copies talk. @default - vLLM's */
  readonly dataRPCPort?: number;
  /** Whether experts are spread too. @default false */
  readonly expert?: boolean;
}

/** The container of a server, and the node that it runs on. What is left out is KServe's. */
export interface LlmServerOptions extends Omit<ServingContainerOptions, 'port'> {
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
const knownParallelism: Record<keyof LlmParallelism, true> = {
  ...{ tensor: true, pipeline: true, data: true, dataLocal: true, dataRPCPort: true, expert: true },
};

/** What the pods of a model state, as fields of an LLMInferenceService. */
export interface LlmPods {
  readonly replicas?: number;
  readonly parallelism?: LlmParallelism;
  readonly template?: PodSpec;
  readonly worker?: PodSpec;
}

/**
 * The fields of pods that serve a model.
 * @param prefix what stands before the names of options in messages: nothing, or `prefill.`
 * @param account ServiceAccount that may read the model
 */
export function llmPods(
  scope: Construct,
  prefix: string,
  given: Partial<LlmPodOptions>,
  account: string | undefined,
): LlmPods {
  const counted = checkInteger(scope, `${prefix}replicas`, given.replicas, { min: 0 });
  const parallelism = parallelismOf(scope, prefix, given);
  const worker =
    given.worker === undefined || !checkObject(scope, `${prefix}worker`, given.worker)
      ? undefined
      : workerOf(scope, `${prefix}worker`, given.worker, account);
  const template = server(scope, prefix.replace(/\.$/, ''), given, account);
  return defined<LlmPods>({
    replicas: counted ? given.replicas : undefined,
    parallelism,
    template: Object.keys(template).length === 1 && template.containers.length === 0 ? undefined : template,
    worker,
  });
}

function workerOf(scope: Construct, prop: string, options: LlmServerOptions, account: string | undefined): PodSpec {
  const given = propsOf(scope, options);
  checkKnown(scope, given, knownServer);
  return server(scope, prop, given, account);
}

/** Pods without a container get KServe's, and so does a container what it leaves out. */
function server(
  scope: Construct,
  prop: string,
  given: Partial<LlmServerOptions>,
  account: string | undefined,
): PodSpec {
  const within = prop === '' ? '' : `${prop}.`;
  checkTextMap(scope, `${within}nodeSelector`, given.nodeSelector);
  checkList(scope, `${within}tolerations`, given.tolerations);
  checkObject(scope, `${within}affinity`, given.affinity);
  const stated = servingContainer(scope, given, {
    ...{ prop, image: given.image, needsImage: false, restricted: false, reserved: {} },
  });
  const main: Container[] = Object.keys(stated).length === 0 ? [] : [{ name: 'main', ...stated }];
  return defined<PodSpec>({
    containers: main,
    serviceAccountName: account,
    nodeSelector: given.nodeSelector,
    tolerations: given.tolerations === undefined ? undefined : listOf(given.tolerations),
    affinity: given.affinity,
  });
}

function parallelismOf(
  scope: Construct,
  prefix: string,
  { parallelism, worker, gpus }: Partial<LlmPodOptions>,
): LlmParallelism | undefined {
  const at = `${prefix}parallelism`;
  const right = parallelism !== undefined && checkObject(scope, at, parallelism);
  const given: Partial<LlmParallelism> = right ? propsOf(scope, parallelism) : {};
  checkKnown(scope, given, knownParallelism);
  const { tensor, pipeline, data, dataLocal, dataRPCPort, expert } = given;
  const counts = { tensor, pipeline, data, dataLocal };
  const known = Object.entries(counts).map(([name, count]) => checkInteger(scope, `${at}.${name}`, count, { min: 1 }));
  checkInteger(scope, `${at}.dataRPCPort`, dataRPCPort, { min: 1, max: 65535 });
  checkBoolean(scope, `${at}.expert`, expert);
  if (known.includes(false)) return undefined;
  if (pipeline !== undefined && (data ?? dataLocal) !== undefined) {
    report(scope, `"${at}" has "pipeline" and "data", which exclude each other; keep one`);
  }
  if ((data === undefined) !== (dataLocal === undefined)) {
    const [there, missing] = data === undefined ? ['dataLocal', 'data'] : ['data', 'dataLocal'];
    report(scope, `"${at}.${there}" is given without "${missing}"; give both`);
  } else if (data !== undefined && dataLocal !== undefined && data % dataLocal !== 0) {
    report(scope, `"${at}.data" is ${data}, must be a multiple of "dataLocal", which is ${dataLocal}`);
  }
  if (worker !== undefined && pipeline === undefined && data === undefined) {
    report(
      scope,
      `"${prefix}worker" is given, but nothing spreads the model over nodes; give "${at}.pipeline" or "${at}.data"`,
    );
  }
  if (worker === undefined && pipeline !== undefined && pipeline > 1) {
    report(
      scope,
      `"${at}.pipeline" is ${pipeline}, whose stages are pods of their own; give "${prefix}worker", which may be {}`,
    );
  }
  const needed = (tensor ?? 1) * (dataLocal ?? 1);
  if (typeof gpus === 'number' && gpus < needed) {
    report(
      scope,
      `"${prefix}gpus" is ${shown(gpus)}, must be at least ${needed}: "tensor" times "dataLocal" of "${at}" in each pod`,
    );
  }
  return right ? defined({ tensor, pipeline, data, dataLocal, dataRPCPort, expert }) : undefined;
}
