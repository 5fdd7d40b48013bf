import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { ResourceRequirements } from 'kubernetes-types/core/v1';
import { trainer } from '../../api';
import { existingRuntimeMark, ITrainingRuntime } from '../../api/trainer-runtimes';
import type { DatasetInitializer, RuntimePatch, TrainerSpec } from '../../api/trainer.types';
import { report } from '../../core/errors';
import { ImageName } from '../../core/image';
import {
  chartOf,
  checkImage,
  checkInteger,
  checkKnown,
  checkLabel,
  checkLimits,
  checkList,
  checkObject,
  checkOneOf,
  checkQuantities,
  checkText,
  checkTextMap,
  checkTexts,
  listOf,
  propsOf,
  Resources,
} from '../../core/props';
import { ResourceList } from '../../core/quantity';
import { SecretSource } from '../../core/secret-source';
import { shown } from '../../core/words';
import { Environment, environment } from './environment';
import { checkPatches, podPatch, PodOptions } from './patches';
import { checkNamespaceOf, resolveRuntime, RuntimeOption } from './runtime';

/** What is loaded onto the job's shared volume before training. */
export interface InitializerOptions {
  /**
   * Where it comes from: `hf://owner/name`, `s3://bucket/path`.
   * @default - the runtime's own
   */
  readonly storageUri?: `${string}://${string}`;
  /** Environment variables of the step. @default - none */
  readonly env?: Environment;
  /**
   * Secret whose keys become environment variables, such as the token of a model hub.
   * @default - none, which is enough for what is public
   */
  readonly secret?: SecretSource;
}

/** Props of {@link TrainJob}. */
export interface TrainJobProps extends PodOptions {
  /**
   * Name of the job: a label of RFC 1035. Pods are named `<name>-<part>-0-<index>`.
   * @default - the construct's id
   */
  readonly name?: string;
  /**
   * Namespace that the job runs in.
   * @default - the chart's
   */
  readonly namespace?: string;
  /** How the job is run: framework, image and steps. */
  readonly runtime: RuntimeOption;
  /**
   * Number of pods that train together.
   * @default - the runtime's, which is 1 for those of the release
   */
  readonly numNodes?: number;
  /**
   * Number of training processes on each pod.
   * @default - one for each GPU, or for each CPU where there is none
   */
  readonly numProcPerNode?: number;
  /**
   * Number of GPUs on each pod.
   * @default - the runtime's
   */
  readonly gpusPerNode?: number;
  /**
   * Name of the resource that GPUs are counted by.
   * @default 'nvidia.com/gpu'
   */
  readonly gpuResource?: 'nvidia.com/gpu' | 'amd.com/gpu' | 'gpu.intel.com/i915' | (string & {});
  /**
   * Requests and limits of each training container. Replaces the runtime's as a whole.
   * @default - the runtime's
   */
  readonly resourcesPerNode?: Resources;
  /** Image of the training container. @default - the runtime's */
  readonly image?: ImageName;
  /** Command of the training container. @default - the runtime's, or the image's */
  readonly command?: readonly string[];
  /** Arguments of the training container. @default - the runtime's, or the image's */
  readonly args?: readonly string[];
  /** Environment variables of the training container, over those of the runtime. @default - none */
  readonly env?: Environment;
  /** Dataset to load before training. The runtime must have a step for it. @default - the runtime's */
  readonly dataset?: InitializerOptions;
  /** Pretrained model to load before training. The runtime must have a step for it. @default - the runtime's */
  readonly model?: InitializerOptions;
  /**
   * Kueue's LocalQueue to wait in. Kueue suspends the job until it has room for all its pods.
   * @default - starts at once
   */
  readonly queue?: string;
  /** Holds the job back until it is resumed. @default false */
  readonly suspend?: boolean;
  /** Time after its start at which the job fails if it has not ended; whole seconds. @default - none */
  readonly activeDeadline?: Duration;
  /** Labels of the job. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the job. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Further changes to the runtime, each under an author of its own. @default - none */
  readonly patches?: readonly RuntimePatch[];
}

const knownProps: Record<keyof TrainJobProps, true> = {
  ...{ name: true, namespace: true, runtime: true, numNodes: true, numProcPerNode: true, gpusPerNode: true },
  ...{ gpuResource: true, resourcesPerNode: true, image: true, command: true, args: true, env: true, dataset: true },
  ...{ model: true, queue: true, suspend: true, activeDeadline: true, labels: true, annotations: true, patches: true },
  ...{ nodeSelector: true, tolerations: true, affinity: true, serviceAccountName: true, imagePullSecrets: true },
  ...{ volumes: true, volumeMounts: true, podSecurity: true, runAsUser: true },
};

/**
 * A training job on one or more pods, run by Kubeflow Trainer.
 * @see https://www.kubeflow.org/docs/components/trainer/
 */
export class TrainJob extends Construct {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: trainer.TrainJob;
  /** Name of the job. */
  readonly name: string;
  /** Namespace of the job; `undefined` where neither the job nor its chart names one. */
  readonly namespace: string | undefined;
  /** The runtime that it runs on. */
  readonly runtime: ITrainingRuntime;

  constructor(scope: Construct, id: string, props: TrainJobProps) {
    super(scope, id);
    const chart = chartOf(this);
    const given = propsOf(this, props);
    this.name = given.name ?? id;
    this.namespace = given.namespace ?? chart.namespace;
    this.runtime = resolveRuntime(this, given.runtime);
    this.check(given);

    const patches = [podPatch(given, this.runtime), ...listOf(given.patches)].filter((patch) => patch !== undefined);
    const initializer = this.initializer(given);
    const { kind, name } = this.runtime;
    this.resource = new trainer.TrainJob(this, 'Resource', {
      metadata: {
        name: this.name,
        namespace: this.namespace,
        labels: { ...(given.queue === undefined ? {} : { 'kueue.x-k8s.io/queue-name': given.queue }), ...given.labels },
        annotations: { ...given.annotations },
      },
      spec: {
        runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind, name },
        ...(initializer === undefined ? {} : { initializer }),
        // Trainer sets up distributed training only where this is present, even if it is empty.
        trainer: this.trainer(given),
        ...(patches.length === 0 ? {} : { runtimePatches: patches }),
        ...(given.suspend === undefined ? {} : { suspend: given.suspend }),
        ...(given.activeDeadline === undefined ? {} : { activeDeadlineSeconds: this.deadline(given.activeDeadline) }),
      },
    });
    // A runtime of the same program must be there before the job.
    if (Construct.isConstruct(this.runtime)) this.resource.node.addDependency(this.runtime);
    if ('existing' in this.runtime) this.resource.node.addMetadata(existingRuntimeMark, name);
  }

  private check(given: Partial<TrainJobProps>): void {
    checkKnown(this, given, knownProps);
    if (checkLabel(this, 'name', this.name, 'RFC 1035')) this.checkLength(given);
    checkLabel(this, 'namespace', given.namespace);
    checkInteger(this, 'numNodes', given.numNodes, { min: 1 });
    checkInteger(this, 'numProcPerNode', given.numProcPerNode, { min: 1 });
    checkInteger(this, 'gpusPerNode', given.gpusPerNode, { min: 0 });
    checkInteger(this, 'runAsUser', given.runAsUser, { min: given.podSecurity === 'restricted' ? 1 : 0 });
    checkOneOf(this, 'podSecurity', given.podSecurity, ['restricted']);
    checkText(this, 'gpuResource', given.gpuResource);
    checkText(this, 'queue', given.queue);
    checkTexts(this, 'command', given.command);
    checkTexts(this, 'args', given.args);
    checkTexts(this, 'imagePullSecrets', given.imagePullSecrets);
    if (checkQuantities(this, 'resourcesPerNode', given.resourcesPerNode)) {
      checkLimits(this, 'resourcesPerNode', this.resources(given) ?? {});
    }
    checkList(this, 'patches', given.patches);
    checkPatches(this, listOf(given.patches), this.runtime);
    checkTextMap(this, 'labels', given.labels);
    checkTextMap(this, 'annotations', given.annotations);
    checkNamespaceOf(this, this.runtime, this.namespace);
    checkImage(this, 'image', given.image);
    if (this.runtime.framework === 'torchtune' && (given.numNodes ?? 1) > 1) {
      report(
        this,
        `"numNodes" is ${given.numNodes}, must be 1 on ${shown(this.runtime.name)}: its volume serves one node`,
      );
    }
    const gpu = given.gpuResource ?? 'nvidia.com/gpu';
    if (given.gpusPerNode !== undefined && given.resourcesPerNode?.limits?.[gpu] !== undefined) {
      report(this, `"gpusPerNode" and "resourcesPerNode.limits.${gpu}" say the same thing; leave one out`);
    }
    if (
      given.numProcPerNode !== undefined &&
      (given.gpusPerNode ?? 0) > 0 &&
      given.numProcPerNode > (given.gpusPerNode ?? 0)
    ) {
      report(
        this,
        `"numProcPerNode" is ${given.numProcPerNode}, must not be above "gpusPerNode", which is ${given.gpusPerNode}`,
      );
    }
  }

  /** JobSet names Jobs and pods after the job; the API server refuses those that are too long, after the fact. */
  private checkLength(given: Partial<TrainJobProps>): void {
    const parts = [
      ...(this.runtime.trainingParts ?? ['node']),
      ...listOf(this.runtime.initializers).map((step) => `${step}-initializer`),
    ];
    const index = String(Math.max(0, (given.numNodes ?? 1) - 1));
    const longest = Math.max(...parts.map((part) => `-${part}-0-${index}`.length));
    if (this.name.length + longest <= 63) return;
    report(
      this,
      `"name" has ${this.name.length} characters, must have at most ${63 - longest}, so that names of its pods fit`,
    );
  }

  private trainer(given: Partial<TrainJobProps>): TrainerSpec {
    const resources = this.resources(given);
    return {
      ...(given.image === undefined ? {} : { image: given.image }),
      ...(given.command === undefined ? {} : { command: given.command }),
      ...(given.args === undefined ? {} : { args: given.args }),
      ...(given.env === undefined ? {} : { env: environment(this, 'env', given.env, this.runtime.framework) }),
      ...(given.numNodes === undefined ? {} : { numNodes: given.numNodes }),
      ...(given.numProcPerNode === undefined ? {} : { numProcPerNode: given.numProcPerNode }),
      ...(resources === undefined ? {} : { resourcesPerNode: resources as ResourceRequirements }),
    };
  }

  private resources(given: Partial<TrainJobProps>): Resources | undefined {
    const { gpusPerNode, gpuResource = 'nvidia.com/gpu', resourcesPerNode } = given;
    if (gpusPerNode === undefined) return resourcesPerNode;
    const limits: ResourceList = {
      ...resourcesPerNode?.limits,
      ...(gpusPerNode === 0 ? {} : { [gpuResource]: `${gpusPerNode}` as const }),
    };
    return { ...resourcesPerNode, limits };
  }

  private initializer(given: Partial<TrainJobProps>) {
    const steps = (['dataset', 'model'] as const).flatMap((step) => {
      const options = given[step];
      return options === undefined || !checkObject(this, step, options)
        ? []
        : [[step, this.step(step, options)] as const];
    });
    return steps.length === 0 ? undefined : Object.fromEntries(steps);
  }

  private step(step: 'dataset' | 'model', options: InitializerOptions): DatasetInitializer {
    checkKnown(this, options, { storageUri: true, env: true, secret: true });
    const known = this.runtime.initializers;
    if (known !== undefined && !known.includes(step)) {
      report(this, `"${step}" is given, but the runtime ${shown(this.runtime.name)} has no step that loads a ${step}`);
    }
    if (options.storageUri !== undefined && !/^[a-z][a-z0-9+.-]*:\/\/./.test(options.storageUri)) {
      report(
        this,
        `"${step}.storageUri" is ${shown(options.storageUri)}, must be a URI such as "hf://owner/name" or "s3://bucket/path"`,
      );
    }
    const secret = this.secretOf(step, options.secret);
    return {
      ...(options.storageUri === undefined ? {} : { storageUri: options.storageUri }),
      ...(options.env === undefined ? {} : { env: environment(this, `${step}.env`, options.env, undefined) }),
      ...(secret === undefined ? {} : { secretRef: { name: secret } }),
    };
  }

  private secretOf(step: 'dataset' | 'model', source: SecretSource | undefined): string | undefined {
    if (source === undefined) return undefined;
    if (!(source instanceof SecretSource)) {
      report(this, `"${step}.secret" is ${shown(source)}, must be a SecretSource such as SecretSource.existing('hub')`);
      return undefined;
    }
    return source.bind(this, { name: `${this.name}-${step}`, namespace: this.namespace ?? 'default', keys: [] });
  }

  private deadline(deadline: Duration): number {
    if (!(deadline instanceof Duration)) {
      report(this, `"activeDeadline" is ${shown(deadline)}, must be a Duration such as Duration.hours(2)`);
      return 1;
    }
    const seconds = deadline.toSeconds({ integral: false });
    if (!Number.isInteger(seconds) || seconds < 1) {
      report(this, `"activeDeadline" is ${seconds} seconds, must be at least one second and whole seconds`);
    }
    return Math.max(1, Math.floor(seconds));
  }
}
