import { Construct } from 'constructs';
import type { RuntimeWorkerSpec } from '../../api/kserve.types';
import { checkInteger, checkKnown, checkList, checkObject, checkTextMap, listOf } from '../../core/props';
import { defined, servingContainer } from './serving-container';
import { checkPlaceholders } from './serving-runtime-checks';
import { RuntimeWorkerOptions } from './serving-runtime-props';

const known: Record<keyof RuntimeWorkerOptions, true> = {
  ...{ image: true, command: true, args: true, env: true, resources: true, gpus: true, gpuResource: true },
  ...{ pipelineParallelSize: true, tensorParallelSize: true, volumes: true, volumeMounts: true, nodeSelector: true },
  ...{ tolerations: true, affinity: true, readinessProbe: true, livenessProbe: true, startupProbe: true },
};

/** Variables of a server with workers that KServe sets, and the prop that they come from. */
export const parallelVariables: Readonly<Record<string, string>> = {
  PIPELINE_PARALLEL_SIZE: '"workers.pipelineParallelSize"',
  TENSOR_PARALLEL_SIZE: '"workers.tensorParallelSize"',
};

/** What workers have in common with the server. */
interface WorkerPods {
  readonly restricted: boolean;
  readonly runAsUser: number | undefined;
  readonly imagePullSecrets: RuntimeWorkerSpec['imagePullSecrets'] | undefined;
}

/** Checks workers, and writes them as KServe reads them. */
export function runtimeWorkers(
  scope: Construct,
  workers: RuntimeWorkerOptions,
  { restricted, runAsUser, imagePullSecrets }: WorkerPods,
): RuntimeWorkerSpec {
  const { image, pipelineParallelSize, tensorParallelSize, volumes, nodeSelector, tolerations, affinity } = workers;
  checkKnown(scope, workers, known);
  checkInteger(scope, 'workers.pipelineParallelSize', pipelineParallelSize, { min: 1 });
  checkInteger(scope, 'workers.tensorParallelSize', tensorParallelSize, { min: 1 });
  checkList(scope, 'workers.volumes', volumes);
  checkTextMap(scope, 'workers.nodeSelector', nodeSelector);
  checkList(scope, 'workers.tolerations', tolerations);
  checkObject(scope, 'workers.affinity', affinity);
  checkPlaceholders(scope, 'workers.', workers, false);
  const container = servingContainer(scope, workers, {
    prop: 'workers',
    image,
    needsImage: true,
    restricted,
    reserved: parallelVariables,
  });
  const user = runAsUser === undefined ? {} : { securityContext: { ...container.securityContext, runAsUser } };
  return defined<RuntimeWorkerSpec>({
    pipelineParallelSize: pipelineParallelSize ?? 1,
    tensorParallelSize: tensorParallelSize ?? 1,
    containers: [{ name: 'worker-container', ...container, ...user }],
    imagePullSecrets,
    volumes: volumes === undefined ? undefined : listOf(volumes),
    nodeSelector,
    tolerations: tolerations === undefined ? undefined : listOf(tolerations),
    affinity,
  });
}
