import { Construct } from 'constructs';
import { ApiObjectMetadata } from 'cdk8s';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1';
import type { RunPolicy } from '../../../api/training-operator.types';
import { report } from '../../../core/errors';
import {
  chartOf,
  checkInteger,
  checkLabel,
  checkObject,
  checkOneOf,
  checkText,
  checkTextMap,
} from '../../../core/props';
import { checkPods, checkResourcesOf, checkRole } from './checks';
import { JobPodOptions, ReplicaOptions, RestartPolicy, restartPolicies, V1JobProps } from './options';
import { mergedPods, podTemplate } from './pods';
import { runPolicy } from './run-policy';

/** A role of a job, such as its master. */
export interface Role {
  /** The prop that holds its options. Pods carry it in their name. */
  readonly prop: string;
  readonly options: ReplicaOptions;
  /** Whether there is always one pod. @default false */
  readonly single?: boolean;
  /** The largest number of pods that there may ever be. @default - those of the options */
  readonly most?: number;
  /** Options of the whole job that are not meant for this role. @default - none */
  readonly without?: readonly (keyof JobPodOptions)[];
}

/** What sets the kinds of jobs apart. */
export interface JobFacts {
  /** Name by which the operator finds the container that trains. */
  readonly container: string;
  /** Environment variables that the operator sets itself. */
  readonly reserved: readonly string[];
  /** The roles that the job has; those that it has not are undefined. */
  readonly roles: readonly (Role | undefined)[];
}

/** One role, as the API has it. */
export interface Replicas {
  readonly replicas: number;
  readonly restartPolicy?: RestartPolicy;
  readonly template: PodTemplateSpec;
}

/** The parts that the objects of all v1 jobs are made of. */
export interface JobParts {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly metadata: Pick<ApiObjectMetadata, 'name' | 'namespace' | 'labels' | 'annotations'>;
  readonly policy: { readonly runPolicy?: RunPolicy };
  /** What the API says of one of the job's roles. */
  readonly replicas: (role: Role) => Replicas;
}

/** Checks the props that all v1 jobs share, and puts together what their objects share. */
export function jobParts(scope: Construct, given: Partial<V1JobProps>, facts: JobFacts): JobParts {
  const chart = chartOf(scope);
  const { name: stated = scope.node.id, namespace = chart.namespace } = given;
  // After a wrong name, another serves to find what else is wrong.
  const name = checkLabel(scope, 'name', stated, 'RFC 1035') ? stated : scope.node.addr;
  checkJob(scope, name, given, facts);
  const policy = runPolicy(scope, given);
  return {
    name,
    namespace,
    metadata: {
      name,
      namespace,
      labels: { ...(given.queue === undefined ? {} : { 'kueue.x-k8s.io/queue-name': given.queue }), ...given.labels },
      annotations: { ...given.annotations },
    },
    policy: policy === undefined ? {} : { runPolicy: policy },
    replicas: (role) => replicasOf(given, role, facts.container),
  };
}

/** A role of a job. Reports options that are none, and goes on without them. */
export function roleOf(
  scope: Construct,
  prop: string,
  options: ReplicaOptions | undefined,
  about: Omit<Role, 'prop' | 'options'> = {},
): Role {
  return { ...about, prop, options: checkObject(scope, prop, options) ? (options ?? {}) : {} };
}

/** A role that is there only where the program gives it options. */
export function optionalRole(
  scope: Construct,
  prop: string,
  options: ReplicaOptions | undefined,
  about: Omit<Role, 'prop' | 'options'> = {},
): Role | undefined {
  return options === undefined ? undefined : roleOf(scope, prop, options, about);
}

function replicasOf(given: Partial<V1JobProps>, role: Role, container: string): Replicas {
  const { replicas } = role.options;
  const pods = mergedPods(sharedBy(given, role), role.options);
  const restartPolicy = restartPolicies.find((policy) => policy === pods.restartPolicy);
  return {
    replicas: role.single !== true && isNumberOfPods(replicas) ? replicas : 1,
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    template: podTemplate(container, pods, given),
  };
}

/** What the job says of all pods, as far as it is meant for a role. */
function sharedBy(given: JobPodOptions, { without = [] }: Role): JobPodOptions {
  return Object.fromEntries(Object.entries(given).filter(([prop]) => !(without as readonly string[]).includes(prop)));
}

function checkJob(scope: Construct, name: string, given: Partial<V1JobProps>, facts: JobFacts): void {
  const roles = facts.roles.filter((role) => role !== undefined);
  checkLength(scope, name, roles);
  checkLabel(scope, 'namespace', given.namespace);
  checkTextMap(scope, 'labels', given.labels);
  checkTextMap(scope, 'annotations', given.annotations);
  checkText(scope, 'queue', given.queue);
  checkOneOf(scope, 'podSecurity', given.podSecurity, ['restricted']);
  checkInteger(scope, 'runAsUser', given.runAsUser, { min: given.podSecurity === 'restricted' ? 1 : 0 });
  if (given.image === undefined) report(scope, '"image" is missing, must be an image with a tag or a digest');
  const right = checkPods(scope, given, facts.reserved);
  if (right) checkResourcesOf(scope, given);
  for (const role of roles) {
    const about = { single: role.single === true, reserved: facts.reserved };
    const ownRight = checkRole(scope, role.prop, role.options, about);
    const { gpus, gpuResource, resources } = role.options;
    if (!right || !ownRight || (gpus ?? gpuResource ?? resources) === undefined) continue;
    checkResourcesOf(scope, sharedBy(given, role), role.options, role.prop);
  }
}

/** Pods and their Services are named after the job, and a Service's name is a label. */
function checkLength(scope: Construct, name: string, roles: readonly Role[]): void {
  const longest = Math.max(
    ...roles.map(({ prop, options: { replicas }, most, single }) => {
      const number = most ?? (single === true ? 1 : replicas);
      return `-${prop}-${isNumberOfPods(number) ? number - 1 : 0}`.length;
    }),
  );
  if (name.length + longest <= 63) return;
  report(
    scope,
    `"name" has ${name.length} characters, must have at most ${63 - longest}, so that names of its pods fit`,
  );
}

function isNumberOfPods(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}
