import type {
  Affinity,
  LocalObjectReference,
  PodSecurityContext,
  SecurityContext,
  Toleration,
  Volume,
  VolumeMount,
} from 'kubernetes-types/core/v1';
import { Construct } from 'constructs';
import { ITrainingRuntime } from '../../api/trainer-runtimes';
import type { ContainerPatch, PodSpecPatch, ReplicatedJobPatch, RuntimePatch } from '../../api/trainer.types';
import { report } from '../../core/errors';
import { listOf } from '../../core/props';
import { listed, shown } from '../../core/words';

/** Settings of a job's pods that reach the runtime as a patch. */
export interface PodOptions {
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the pods put up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the pods want. @default - none */
  readonly affinity?: Affinity;
  /** ServiceAccount that the pods run as. @default - the runtime's, or that of the namespace */
  readonly serviceAccountName?: string;
  /** Secrets to pull images with. @default - the ServiceAccount's */
  readonly imagePullSecrets?: readonly string[];
  /** Volumes to add to the training pods. @default - none */
  readonly volumes?: readonly Volume[];
  /** Where the training container mounts volumes. @default - nowhere */
  readonly volumeMounts?: readonly VolumeMount[];
  /**
   * Makes the pods meet the Pod Security Standard `restricted`. The image must work as a user other than root.
   * @default - as the runtime has it
   */
  readonly podSecurity?: 'restricted';
  /** Numeric user that the pods run as. @default - the image's */
  readonly runAsUser?: number;
}

/** Author of the patch that {@link PodOptions} become. */
export const patchManager = 'keelson/train-job';

/** The containers that Trainer itself fills the environment of. */
const trainerContainers = ['node', 'dataset-initializer', 'model-initializer'];

/** The patch that brings pod settings to every part of the runtime, or none where nothing is set. */
export function podPatch(options: PodOptions, runtime: ITrainingRuntime): RuntimePatch | undefined {
  const shared = sharedSettings(options);
  const training: PodSpecPatch = { ...shared, ...(options.volumes === undefined ? {} : { volumes: options.volumes }) };
  const securityContext = containerSecurity(options);
  const jobs: ReplicatedJobPatch[] = [
    ...listOf(runtime.initializers).map((step) =>
      partPatch(`${step}-initializer`, shared, container(`${step}-initializer`, { securityContext })),
    ),
    ...(runtime.trainingParts ?? ['node']).map((part) =>
      partPatch(part, training, container('node', { securityContext, volumeMounts: options.volumeMounts })),
    ),
  ].filter((job) => job !== undefined);
  if (jobs.length === 0) return undefined;
  return { manager: patchManager, trainingRuntimeSpec: { template: { spec: { replicatedJobs: jobs } } } };
}

/** Reports patches that Trainer's webhook would refuse. */
export function checkPatches(scope: Construct, patches: readonly RuntimePatch[], runtime: ITrainingRuntime): void {
  const initializers = listOf(runtime.initializers).map((step) => `${step}-initializer`);
  const parts = [...(runtime.trainingParts ?? []), ...initializers];
  patches.forEach((patch: RuntimePatch | null, index) => {
    if (typeof patch !== 'object' || patch === null) {
      report(scope, `"patches[${index}]" is ${shown(patch)}, must be an object`);
      return;
    }
    const at = `patches[${index}]`;
    if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9/_.~-]+$/.test(patch.manager)) {
      report(
        scope,
        `"${at}.manager" is ${shown(patch.manager)}, must be a domain and a path such as "acme.example/team"`,
      );
    }
    if (patch.manager === patchManager) {
      report(scope, `"${at}.manager" is ${shown(patchManager)}, which this construct uses itself; choose another`);
    }
    for (const job of listOf(patch.trainingRuntimeSpec?.template?.spec?.replicatedJobs)) {
      if (runtime.trainingParts !== undefined && !parts.includes(job.name)) {
        report(
          scope,
          `"${at}" changes the part ${shown(job.name)}, which the runtime ${shown(runtime.name)} does not have; it has ${listed(parts)}`,
        );
      }
      for (const changed of listOf(job.template?.spec?.template?.spec?.containers)) {
        if (changed.env === undefined || !trainerContainers.includes(changed.name)) continue;
        const instead = changed.name === 'node' ? '"env"' : `"${changed.name.replace('-initializer', '')}.env"`;
        report(scope, `"${at}" sets the environment of ${shown(changed.name)}, which Trainer refuses; use ${instead}`);
      }
    }
  });
}

function sharedSettings(options: PodOptions): PodSpecPatch {
  return defined<PodSpecPatch>({
    nodeSelector: options.nodeSelector,
    tolerations: options.tolerations,
    affinity: options.affinity,
    serviceAccountName: options.serviceAccountName,
    imagePullSecrets:
      options.imagePullSecrets === undefined
        ? undefined
        : listOf(options.imagePullSecrets).map((name): LocalObjectReference => ({ name })),
    securityContext: podSecurity(options),
  });
}

function podSecurity({ podSecurity: standard, runAsUser }: PodOptions): PodSecurityContext | undefined {
  if (standard === undefined) return runAsUser === undefined ? undefined : { runAsUser };
  return {
    runAsNonRoot: true,
    ...(runAsUser === undefined ? {} : { runAsUser, fsGroup: runAsUser }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

function containerSecurity({ podSecurity: standard }: PodOptions): SecurityContext | undefined {
  return standard === undefined ? undefined : { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
}

function container(name: string, changes: Omit<ContainerPatch, 'name'>): ContainerPatch | undefined {
  const given = defined(changes);
  return Object.keys(given).length === 0 ? undefined : { name, ...given };
}

function partPatch(name: string, pod: PodSpecPatch, changed?: ContainerPatch): ReplicatedJobPatch | undefined {
  const spec: PodSpecPatch = { ...pod, ...(changed === undefined ? {} : { containers: [changed] }) };
  return Object.keys(spec).length === 0 ? undefined : { name, template: { spec: { template: { spec } } } };
}

function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
