import { Construct } from 'constructs';
import type { Container, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { trainer } from '../../api';
import { Framework, frameworkLabel, InitializerStep, ITrainingRuntime } from '../../api/trainer-runtimes';
import { mpiRuntime, plainRuntime } from '../../api/trainer-templates';
import type { PodGroupPolicy, TrainingRuntimeSpec } from '../../api/trainer.types';
import { report } from '../../core/errors';
import { ImageName } from '../../core/image';
import {
  chartOf,
  checkImage,
  checkInteger,
  checkKnown,
  checkLabel,
  checkList,
  checkObject,
  checkOneOf,
  checkResources,
  checkText,
  checkTexts,
  listOf,
  propsOf,
  Resources,
} from '../../core/props';
import { listed, shown } from '../../core/words';
import { Environment, environment } from './environment';

/** How the pods of a runtime become one training run. */
export type RuntimePolicy = 'torch' | 'jax' | 'xgboost' | 'mpi' | 'none';

/** Props of {@link TrainingRuntime}. */
export interface TrainingRuntimeProps {
  /**
   * Name of the runtime.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Who may use it: jobs of its own namespace, or of all.
   * @default 'namespace'
   */
  readonly scope?: 'namespace' | 'cluster';
  /**
   * Namespace of the runtime, where its scope is one.
   * @default - the chart's
   */
  readonly namespace?: string;
  /** How the pods find each other. `none` leaves that to the program. */
  readonly policy: RuntimePolicy;
  /**
   * The framework that the runtime is made for, as upstream's Python SDK shows it.
   * @default - the policy, if it is a framework
   */
  readonly framework?: Framework;
  /** Image of the training container. */
  readonly image: ImageName;
  /** Command of the training container. @default - the image's */
  readonly command?: readonly string[];
  /** Arguments of the training container. @default - the image's */
  readonly args?: readonly string[];
  /** Environment variables of the training container. @default - none */
  readonly env?: Environment;
  /** Number of pods, where the job does not say. @default 1 */
  readonly numNodes?: number;
  /** Number of slots on each node, for `mpi`. @default 1 */
  readonly numProcPerNode?: number;
  /** Requests and limits of each training container, where the job does not say. @default - none */
  readonly resourcesPerNode?: Resources;
  /**
   * How often a pod may fail before the job does. Kubernetes waits longer before each further try.
   * @default - Kubernetes' own, which is 6
   */
  readonly backoffLimit?: number;
  /** Volumes of the training pods. @default - none */
  readonly volumes?: readonly Volume[];
  /** Where the training container mounts them. @default - nowhere */
  readonly volumeMounts?: readonly VolumeMount[];
  /** For `mpi`: folder that takes the SSH keys. @default '/root/.ssh' */
  readonly sshAuthMountPath?: string;
  /**
   * For `mpi`: how the image starts its SSH server on the nodes, and the port that it listens on.
   * @default - `/usr/sbin/sshd -De` on port 22, which needs root
   */
  readonly sshd?: { readonly command: readonly string[]; readonly args?: readonly string[]; readonly port: number };
  /**
   * Schedules all pods of a job at once or not at all, by the coscheduling plugin or by Volcano.
   * @default - each pod on its own
   */
  readonly podGroupPolicy?: PodGroupPolicy;
  /**
   * Makes the pods meet the Pod Security Standard `restricted`. The image must work as a user other than root.
   * @default - as the image has it
   */
  readonly podSecurity?: 'restricted';
}

const knownProps: Record<keyof TrainingRuntimeProps, true> = {
  ...{
    name: true,
    scope: true,
    namespace: true,
    policy: true,
    framework: true,
    image: true,
    command: true,
    args: true,
  },
  ...{ env: true, numNodes: true, numProcPerNode: true, resourcesPerNode: true, volumes: true, volumeMounts: true },
  ...{ sshAuthMountPath: true, sshd: true, podGroupPolicy: true, podSecurity: true, backoffLimit: true },
};
const defaultSshd = { command: ['/usr/sbin/sshd'], args: ['-De'] };
const policies: readonly RuntimePolicy[] = ['torch', 'jax', 'xgboost', 'mpi', 'none'];

/**
 * A runtime of your own: what training jobs of one kind have in common, said once.
 * @see https://www.kubeflow.org/docs/components/trainer/operator-guides/runtime/
 */
export class TrainingRuntime extends Construct implements ITrainingRuntime {
  readonly kind: 'ClusterTrainingRuntime' | 'TrainingRuntime';
  readonly name: string;
  /** Namespace of a TrainingRuntime; a ClusterTrainingRuntime has none. */
  readonly namespace?: string;
  readonly framework?: Framework;
  readonly initializers: readonly InitializerStep[] = [];
  readonly trainingParts: readonly string[];
  /** The object itself, with every field of the API. */
  readonly resource: trainer.TrainingRuntime | trainer.ClusterTrainingRuntime;

  constructor(scope: Construct, id: string, props: TrainingRuntimeProps) {
    super(scope, id);
    const chart = chartOf(this);
    const stated = propsOf(this, props);
    if (stated.policy === undefined) report(this, `"policy" is missing, must be one of ${listed(policies)}`);
    if (stated.image === undefined) report(this, '"image" is missing, must be an image with a tag or a digest');
    // After a wrong call, these serve to find what else is wrong.
    const given: TrainingRuntimeProps = { policy: 'none', image: 'missing:missing', ...stated };
    this.name = given.name ?? id;
    this.kind = given.scope === 'cluster' ? 'ClusterTrainingRuntime' : 'TrainingRuntime';
    this.framework = given.framework ?? (given.policy === 'mpi' || given.policy === 'none' ? undefined : given.policy);
    this.trainingParts = given.policy === 'mpi' ? ['launcher', 'node'] : ['node'];
    if (this.kind === 'TrainingRuntime') this.namespace = given.namespace ?? chart.namespace;
    this.check(given);

    const labels = this.framework === undefined ? undefined : { [frameworkLabel]: String(this.framework) };
    const spec = {
      ...this.spec(given),
      ...(given.podGroupPolicy === undefined ? {} : { podGroupPolicy: given.podGroupPolicy }),
    };
    this.resource =
      this.kind === 'ClusterTrainingRuntime'
        ? new trainer.ClusterTrainingRuntime(this, 'Resource', { metadata: { name: this.name, labels }, spec })
        : new trainer.TrainingRuntime(this, 'Resource', {
            metadata: { name: this.name, namespace: this.namespace, labels },
            spec,
          });
  }

  private check(given: TrainingRuntimeProps): void {
    checkKnown(this, given, knownProps);
    checkLabel(this, 'name', this.name);
    checkOneOf(this, 'scope', given.scope, ['namespace', 'cluster']);
    checkLabel(this, 'namespace', given.namespace);
    if (given.scope === 'cluster' && given.namespace !== undefined) {
      report(this, '"namespace" is given, but a runtime of scope "cluster" stands outside of namespaces; leave it out');
    }
    if (!policies.includes(given.policy)) {
      report(this, `"policy" is ${shown(given.policy)}, must be one of ${listed(policies)}`);
    }
    checkInteger(this, 'numNodes', given.numNodes, { min: 1 });
    checkInteger(this, 'numProcPerNode', given.numProcPerNode, { min: 1 });
    checkInteger(this, 'backoffLimit', given.backoffLimit, { min: 0 });
    checkOneOf(this, 'podSecurity', given.podSecurity, ['restricted']);
    checkTexts(this, 'command', given.command);
    checkTexts(this, 'args', given.args);
    checkResources(this, 'resourcesPerNode', given.resourcesPerNode);
    for (const prop of ['numProcPerNode', 'sshAuthMountPath', 'sshd'] as const) {
      if (given[prop] === undefined || given.policy === 'mpi') continue;
      report(this, `"${prop}" is ${shown(given[prop])}, which only the policy "mpi" takes; leave it out`);
    }
    checkText(this, 'framework', given.framework);
    checkList(this, 'volumes', given.volumes);
    checkList(this, 'volumeMounts', given.volumeMounts);
    if (checkObject(this, 'sshd', given.sshd)) checkTexts(this, 'sshd.command', given.sshd?.command ?? []);
    checkInteger(this, 'sshd.port', given.sshd?.port, { min: 1, max: 65535 });
    if (given.policy === 'mpi' && given.podSecurity === 'restricted' && (given.sshd?.port ?? 22) < 1024) {
      report(
        this,
        '"podSecurity" is "restricted", but the SSH server needs root for a port below 1024; set "sshd" with another port',
      );
    }
    checkImage(this, 'image', given.image);
  }

  private spec(given: TrainingRuntimeProps): TrainingRuntimeSpec {
    const container = this.container(given);
    const pod = {
      ...(given.podSecurity === undefined
        ? {}
        : { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } }),
      ...(given.volumes === undefined ? {} : { volumes: listOf(given.volumes) }),
    };
    const options = { pod, ...(given.backoffLimit === undefined ? {} : { job: { backoffLimit: given.backoffLimit } }) };
    const numNodes = given.numNodes ?? 1;
    if (given.policy !== 'mpi') {
      const known = given.policy !== 'none' && policies.includes(given.policy);
      const policy = known ? { [given.policy]: {} } : {};
      return plainRuntime({ ...policy, numNodes }, container, options);
    }
    return mpiRuntime(
      {
        numNodes,
        numProcPerNode: given.numProcPerNode ?? 1,
        sshAuthMountPath: given.sshAuthMountPath ?? '/root/.ssh',
        sshd:
          given.sshd === undefined
            ? defaultSshd
            : { command: listOf(given.sshd.command), args: listOf(given.sshd.args) },
        sshPort: given.sshd?.port ?? 22,
      },
      container,
      options,
    );
  }

  private container(given: TrainingRuntimeProps): Omit<Container, 'name'> {
    return {
      image: given.image,
      ...(given.command === undefined ? {} : { command: listOf(given.command) }),
      ...(given.args === undefined ? {} : { args: listOf(given.args) }),
      ...(given.env === undefined ? {} : { env: environment(this, 'env', given.env, this.framework) }),
      ...(given.resourcesPerNode === undefined
        ? {}
        : { resources: given.resourcesPerNode as NonNullable<Container['resources']> }),
      ...(given.volumeMounts === undefined ? {} : { volumeMounts: listOf(given.volumeMounts) }),
      ...(given.podSecurity === undefined
        ? {}
        : { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }),
    };
  }
}
