import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { checkBoolean, checkInteger, checkKnown, checkObject, propsOf } from '../../core/props';
import { shown } from '../../core/words';
import { ServingContainerOptions } from './serving-container';

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
  /** Copies in each pod; `data` is a multiple of it, and without `worker` the same. @default 1 */
  readonly dataLocal?: number;
  /** Port by which the copies talk. @default - vLLM's */
  readonly dataRPCPort?: number;
  /** Whether experts are spread too. @default false */
  readonly expert?: boolean;
}

const known: Record<keyof LlmParallelism, true> = {
  ...{ tensor: true, pipeline: true, data: true, dataLocal: true, dataRPCPort: true, expert: true },
};

type Devices = Pick<ServingContainerOptions, 'gpus' | 'gpuResource' | 'resources'>;

/** Pods that a model is spread over. */
export interface SpreadPods extends Devices {
  readonly parallelism?: LlmParallelism;
  readonly worker?: Devices;
}

/**
 * How a model is spread; nothing where that is wrong.
 * @param prefix what stands before the names of options in messages: nothing, or `prefill.`
 */
export function parallelismOf(
  scope: Construct,
  prefix: string,
  { parallelism, worker, ...leader }: SpreadPods,
): LlmParallelism | undefined {
  const at = `${prefix}parallelism`;
  const right = parallelism !== undefined && checkObject(scope, at, parallelism);
  const given: Partial<LlmParallelism> = right ? propsOf(scope, parallelism) : {};
  checkKnown(scope, given, known);
  const { tensor, pipeline, data, dataLocal, dataRPCPort, expert } = given;
  const counts = { tensor, pipeline, data, dataLocal };
  const wrong = Object.entries(counts).filter(
    ([name, count]) => !checkInteger(scope, `${at}.${name}`, count, { min: 1 }),
  );
  checkInteger(scope, `${at}.dataRPCPort`, dataRPCPort, { min: 1, max: 65535 });
  checkBoolean(scope, `${at}.expert`, expert);
  if (wrong.length > 0) return undefined;
  checkCopies(scope, at, given, worker === undefined ? undefined : `${prefix}worker`);
  checkPods(scope, prefix, given, worker);
  const needed = (tensor ?? 1) * (dataLocal ?? 1);
  checkDevices(scope, prefix, leader, needed, at);
  if (typeof worker === 'object') checkDevices(scope, `${prefix}worker.`, worker, needed, at);
  if (!right) return undefined;
  const stated = Object.entries({ ...counts, dataRPCPort, expert }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(stated);
}

function checkCopies(scope: Construct, at: string, given: LlmParallelism, worker: string | undefined): void {
  const { pipeline, data, dataLocal } = given;
  if (pipeline !== undefined && (data ?? dataLocal) !== undefined) {
    report(scope, `"${at}" has "pipeline" and "data", which exclude each other; keep one`);
  }
  if (data === undefined || dataLocal === undefined) {
    if (data === dataLocal) return;
    const [there, missing] = data === undefined ? ['dataLocal', 'data'] : ['data', 'dataLocal'];
    report(scope, `"${at}.${there}" is given without "${missing}"; give both`);
  } else if (data % dataLocal !== 0) {
    report(scope, `"${at}.data" is ${data}, must be a multiple of "dataLocal", which is ${dataLocal}`);
  } else if (worker === undefined && data !== dataLocal) {
    report(
      scope,
      `"${at}.data" is ${data}, must be ${dataLocal} like "dataLocal" where one pod has all copies; give "${at.replace(/parallelism$/, 'worker')}" for further pods, which may be {}`,
    );
  }
}

function checkPods(scope: Construct, prefix: string, given: LlmParallelism, worker: Devices | undefined): void {
  const { pipeline, data, dataLocal } = given;
  const at = `${prefix}parallelism`;
  if (worker !== undefined && pipeline === undefined && (data ?? dataLocal) === undefined) {
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
}

/** Each pod holds its share of the model. A program that names no GPUs may have them from a configuration. */
function checkDevices(scope: Construct, prefix: string, pods: Devices, needed: number, at: string): void {
  const { gpus, gpuResource = 'nvidia.com/gpu', resources } = pods;
  const limit = resources?.limits?.[gpuResource];
  const [prop, stated] = gpus === undefined ? [`resources.limits.${gpuResource}`, limit] : ['gpus', gpus];
  const count = Number(stated);
  if (stated === undefined || !Number.isInteger(count) || count < 0 || count >= needed) return;
  report(
    scope,
    `"${prefix}${prop}" is ${shown(stated)}, must be at least ${needed}: "tensor" times "dataLocal" of "${at}" in each pod`,
  );
}
