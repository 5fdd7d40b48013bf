import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type {
  Container,
  EnvVar,
  Lifecycle,
  Probe,
  ResourceRequirements,
  SecurityContext,
  VolumeMount,
} from 'kubernetes-types/core/v1';
import { report } from '../../core/errors';
import { ImageName } from '../../core/image';
import {
  checkImage,
  checkInteger,
  checkLimits,
  checkList,
  checkObject,
  checkQuantities,
  checkText,
  checkTexts,
  listOf,
  Resources,
} from '../../core/props';
import { shown } from '../../core/words';
import { Environment, environment } from '../training/environment';

/** What every container of a service takes. */
export interface ServingContainerOptions {
  /** Command of the container. @default - the runtime's, or the image's */
  readonly command?: readonly string[];
  /** Arguments of the container. Those of a runtime come first. @default - the runtime's, or the image's */
  readonly args?: readonly string[];
  /** Environment variables of the container, over those of the runtime. @default - none */
  readonly env?: Environment;
  /**
   * Requests and limits. What they leave out is the runtime's, or KServe's own default.
   * @default - the runtime's, or KServe's: 1 CPU and 2Gi
   */
  readonly resources?: Resources;
  /** Number of GPUs. @default - none */
  readonly gpus?: number;
  /** Name of the resource that GPUs are counted by. @default 'nvidia.com/gpu' */
  readonly gpuResource?: 'nvidia.com/gpu' | 'amd.com/gpu' | 'intel.com/gpu' | 'habana.ai/gaudi' | (string & {});
  /** Port that the server listens on. @default - 8080, or 9000 where it speaks gRPC */
  readonly port?: number;
  /** Where the container mounts volumes. @default - nowhere but the model at `/mnt/models` */
  readonly volumeMounts?: readonly VolumeMount[];
  /** When requests reach the container. @default - the runtime's, or as soon as its port is open */
  readonly readinessProbe?: Probe;
  /** When the container is restarted. @default - the runtime's, or when it ends */
  readonly livenessProbe?: Probe;
  /**
   * When the other probes begin, for models that take long to load.
   * @default - for `sklearn`, `xgboost` and `lightgbm` on KServe's own servers, when the model is there, within ten minutes;
   * otherwise the runtime's, or at once
   */
  readonly startupProbe?: Probe;
  /**
   * How long a pod goes on answering after it was told to end, so that requests on their way to it get through while a new
   * version takes its place; whole seconds, below the 30 after which it is killed.
   * @default - the runtime's, or not at all
   */
  readonly drainTime?: Duration;
}

/** All options, for the check of unknown ones. */
export const knownContainer: Record<keyof ServingContainerOptions, true> = {
  ...{ command: true, args: true, env: true, resources: true, gpus: true, gpuResource: true, port: true },
  ...{ volumeMounts: true, readinessProbe: true, livenessProbe: true, startupProbe: true, drainTime: true },
};

/** What else makes a container. */
export interface ContainerSettings {
  /** The prop that holds the options, for messages; nothing where they are props themselves. */
  readonly prop: string;
  readonly image?: ImageName | undefined;
  /** Whether the image must be given. */
  readonly needsImage: boolean;
  readonly restricted: boolean;
  /** Variables that KServe reads, by what they are set from. */
  readonly reserved: Readonly<Record<string, string>>;
  /** Variables that Keelson sets. */
  readonly variables?: readonly EnvVar[];
  /** Whether clients speak gRPC to it. */
  readonly grpc?: boolean;
}

/** A container without its name. */
export function servingContainer(
  scope: Construct,
  options: Partial<ServingContainerOptions>,
  settings: ContainerSettings,
): Omit<Container, 'name'> {
  const { prop, image } = settings;
  if (image === undefined && settings.needsImage) {
    report(scope, `"${within(prop)}image" is undefined, must be an image with a tag or a digest`);
  }
  checkImage(scope, `${within(prop)}image`, image);
  const { command, args, volumeMounts } = options;
  checkTexts(scope, `${within(prop)}command`, command);
  checkTexts(scope, `${within(prop)}args`, args);
  checkList(scope, `${within(prop)}volumeMounts`, volumeMounts);
  const env = [...(settings.variables ?? []), ...variablesOf(scope, options, settings)];
  const resources = checkedResources(scope, prop, options);
  const ports = portsOf(scope, options, settings);
  const securityContext: SecurityContext | undefined = settings.restricted ? restrictedServer : undefined;
  const { readinessProbe, livenessProbe, startupProbe } = options;
  const probes = { readinessProbe, livenessProbe, startupProbe };
  for (const [name, probe] of Object.entries(probes)) checkObject(scope, `${within(prop)}${name}`, probe);
  return defined<Omit<Container, 'name'>>({
    image,
    command: command === undefined ? undefined : listOf(command),
    args: args === undefined ? undefined : listOf(args),
    env: env.length === 0 ? undefined : env,
    resources,
    ports,
    volumeMounts: volumeMounts === undefined ? undefined : listOf(volumeMounts),
    ...probes,
    lifecycle: lifecycleOf(scope, `${within(prop)}drainTime`, options.drainTime),
    securityContext,
  });
}

/** What a container states to meet the Pod Security Standard `restricted`. Sidecars of KServe take it over. */
const restrictedServer: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** What stands before the name of an option in messages. */
function within(prop: string): string {
  return prop === '' ? '' : `${prop}.`;
}

/** Kubernetes ends a pod that takes longer. */
const graceSeconds = 30;

function lifecycleOf(scope: Construct, prop: string, time: Duration | undefined): Lifecycle | undefined {
  const seconds = secondsOf(scope, prop, time);
  if (seconds === undefined) return undefined;
  if (seconds >= graceSeconds) {
    report(scope, `"${prop}" is ${seconds} seconds, must be below ${graceSeconds}, after which a pod is killed`);
  }
  // Servers need no shell for it. https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/
  return { preStop: { sleep: { seconds } } };
}

function variablesOf(
  scope: Construct,
  { env }: Partial<ServingContainerOptions>,
  { prop, reserved }: ContainerSettings,
): EnvVar[] {
  if (env === undefined || !checkObject(scope, `${within(prop)}env`, env)) return [];
  for (const name of Object.keys(env)) {
    const from = reserved[name];
    if (from !== undefined) report(scope, `"${within(prop)}env.${name}" is set from ${from}; leave it out here`);
  }
  return environment(scope, `${within(prop)}env`, env, undefined).filter(({ name }) => reserved[name] === undefined);
}

/** Requests and limits, with GPUs counted in. */
export function checkedResources(
  scope: Construct,
  prop: string,
  options: Pick<ServingContainerOptions, 'resources' | 'gpus' | 'gpuResource'>,
): ResourceRequirements | undefined {
  const { resources, gpus, gpuResource = 'nvidia.com/gpu' } = options;
  const counted = checkInteger(scope, `${within(prop)}gpus`, gpus, { min: 0 });
  checkText(scope, `${within(prop)}gpuResource`, gpuResource);
  if (!checkQuantities(scope, `${within(prop)}resources`, resources)) return undefined;
  if (gpus !== undefined && resources?.limits?.[gpuResource] !== undefined) {
    report(
      scope,
      `"${within(prop)}gpus" and "${within(prop)}resources.limits.${gpuResource}" say the same thing; leave one out`,
    );
  }
  const devices = gpus === undefined || gpus === 0 || !counted ? {} : { [gpuResource]: `${gpus}` };
  if (resources === undefined && Object.keys(devices).length === 0) return undefined;
  const all = {
    ...resources,
    ...(resources?.limits === undefined && Object.keys(devices).length === 0
      ? {}
      : { limits: { ...resources?.limits, ...devices } }),
  };
  checkLimits(scope, `${within(prop)}resources`, all as Resources);
  return all as ResourceRequirements;
}

function portsOf(
  scope: Construct,
  { port }: Partial<ServingContainerOptions>,
  { prop, grpc = false }: ContainerSettings,
): Container['ports'] {
  checkInteger(scope, `${within(prop)}port`, port, { min: 1, max: 65535 });
  if (port === undefined && !grpc) return undefined;
  // KServe sends requests to the first port, and knows gRPC by the name.
  return [{ name: grpc ? 'h2c' : 'http', containerPort: port ?? 9000, protocol: 'TCP' }];
}

/** A value without fields that are not set. */
export function defined<T extends object>(value: { readonly [Field in keyof T]?: T[Field] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

/** A time in whole seconds. Reports one that is none. */
export function secondsOf(scope: Construct, prop: string, time: Duration | undefined): number | undefined {
  if (time === undefined) return undefined;
  if (!(time instanceof Duration)) {
    report(scope, `"${prop}" is ${shown(time)}, must be a Duration such as Duration.seconds(30)`);
    return undefined;
  }
  const seconds = time.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= 1) return seconds;
  report(scope, `"${prop}" is ${seconds} seconds, must be at least one second and whole seconds`);
  return undefined;
}
