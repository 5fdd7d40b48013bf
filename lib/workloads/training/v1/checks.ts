import { Construct } from 'constructs';
import { report } from '../../../core/errors';
import {
  checkImage,
  checkInteger,
  checkKnown,
  checkLimits,
  checkList,
  checkObject,
  checkOneOf,
  checkQuantities,
  checkText,
  checkTextMap,
  checkTexts,
  Resources,
} from '../../../core/props';
import { ResourceList } from '../../../core/quantity';
import { shown } from '../../../core/words';
import { environment } from '../environment';
import { JobPodOptions, podProps, ReplicaOptions, restartPolicies } from './options';
import { mergedPods, resourcesOf } from './pods';

/** Whether a text holds a parameter of a Katib trial, so that nobody knows yet what it will be. */
export function isTrialText(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${trialParameters.');
}

/** Demands true or false. */
export function checkFlag(scope: Construct, prop: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return true;
  report(scope, `"${prop}" is ${shown(value)}, must be true or false`);
  return false;
}

/**
 * Reports wrong options of pods.
 * @param reserved environment variables that the operator sets itself
 * @param at - the role that they are of, with a dot at the end: `worker.`. @default - they are of the whole job
 * @returns whether resources are right
 */
export function checkPods(
  scope: Construct,
  given: JobPodOptions,
  reserved: readonly string[],
  at: `${string}.` | '' = '',
): boolean {
  if (!isTrialText(given.image)) checkImage(scope, `${at}image`, given.image);
  for (const prop of ['command', 'args', 'imagePullSecrets'] as const) checkTexts(scope, `${at}${prop}`, given[prop]);
  for (const prop of ['gpuResource', 'serviceAccountName'] as const) checkText(scope, `${at}${prop}`, given[prop]);
  for (const prop of ['volumes', 'volumeMounts', 'tolerations'] as const) checkList(scope, `${at}${prop}`, given[prop]);
  for (const prop of ['nodeSelector', 'podLabels', 'podAnnotations'] as const) {
    checkTextMap(scope, `${at}${prop}`, given[prop]);
  }
  checkObject(scope, `${at}affinity`, given.affinity);
  checkOneOf(scope, `${at}restartPolicy`, given.restartPolicy, restartPolicies);
  if (given.env !== undefined) {
    for (const { name } of environment(scope, `${at}env`, given.env, undefined)) {
      if (reserved.includes(name)) {
        report(scope, `"${at}env.${name}" is set by the training operator itself; leave it out`);
      }
    }
  }
  const gpusRight = checkInteger(scope, `${at}gpus`, given.gpus, { min: 0 });
  return checkQuantities(scope, `${at}resources`, withoutTrialTexts(given.resources)) && gpusRight;
}

/**
 * Reports wrong options of a role.
 * @returns whether resources are right
 */
export function checkRole(
  scope: Construct,
  role: string,
  own: ReplicaOptions,
  about: { readonly single: boolean; readonly reserved: readonly string[] },
): boolean {
  if (!about.single) checkInteger(scope, `${role}.replicas`, own.replicas, { min: 1 });
  else if (own.replicas !== undefined) {
    report(scope, `"${role}.replicas" is ${shown(own.replicas)}, but there is always one; leave it out`);
  }
  checkKnown(scope, own, { ...podProps, replicas: true });
  return checkPods(scope, own, about.reserved, `${role}.`);
}

/**
 * Reports what GPUs and resources make wrong together, of the whole job or of a role.
 * @param role - the role. @default - the whole job
 */
export function checkResourcesOf(
  scope: Construct,
  shared: JobPodOptions,
  own: JobPodOptions = {},
  role?: string,
): void {
  const nameOf = (prop: 'gpus' | 'resources'): string =>
    role !== undefined && own[prop] !== undefined ? `${role}.${prop}` : prop;
  const given = mergedPods(shared, own);
  const { gpus, gpuResource = 'nvidia.com/gpu' } = given;
  if (gpus !== undefined && given.resources?.limits?.[gpuResource] !== undefined) {
    report(
      scope,
      `"${nameOf('gpus')}" and "${nameOf('resources')}.limits.${gpuResource}" say the same thing; leave one out`,
    );
    return;
  }
  const resources = withoutTrialTexts(given.resources);
  checkLimits(scope, nameOf('resources'), resourcesOf({ ...given, resources }) ?? {});
}

/** Amounts that can be checked: those whose request and limit are known. */
function withoutTrialTexts(resources: Resources | undefined): Resources | undefined {
  const parts = Object.entries(objectOf(resources));
  const unknown = parts.flatMap(([, amounts]) =>
    Object.entries(objectOf(amounts))
      .filter(([, amount]) => isTrialText(amount))
      .map(([resource]) => resource),
  );
  if (unknown.length === 0) return resources;
  return Object.fromEntries(
    parts.map(([part, amounts]) => [
      part,
      Object.fromEntries(
        Object.entries(objectOf(amounts)).filter(([resource]) => !unknown.includes(resource)),
      ) as ResourceList,
    ]),
  );
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
