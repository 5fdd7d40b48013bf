import { parseQuantity } from '../../core/quantity';
import { listed, shown } from '../../core/words';
import { checkVariable } from './checks-container';
import { Say } from './checks-interface';
import { isPlain } from './checks-types';
import { describe, typeName } from './describe';
import { KubernetesOptions } from './kubernetes-options';
import { isValue } from './values';

type Fields = Readonly<Record<string, unknown>>;

/** Checks what a task asks of Kubernetes. */
export function checkKubernetes(options: KubernetesOptions, say: Say): void {
  const given: Fields = { ...options };
  for (const prop of ['secretEnv', 'configMapEnv']) {
    each(given, prop, say, (item, path) => {
      checkName(`${path}.name`, item.name, say);
      checkEnvFrom(path, item, say);
    });
  }
  for (const prop of ['secretVolumes', 'configMapVolumes', 'claims']) {
    each(given, prop, say, (item, path) => {
      checkName(`${path}.name`, item.name, say);
    });
  }
  each(given, 'ephemeralVolumes', say, (item, path) => {
    checkVolumeName(`${path}.name`, item.name, say);
    checkSize(`${path}.size`, item.size, say);
    checkModes(`${path}.accessModes`, item.accessModes, say);
  });
  each(given, 'emptyDirs', say, (item, path) => {
    checkVolumeName(`${path}.name`, item.name, say);
    if (item.sizeLimit !== undefined) checkSize(`${path}.sizeLimit`, item.sizeLimit, say);
    oneOf(`${path}.medium`, item.medium, ['Memory'], say);
  });
  checkMounts(given, say);
  if (given.sharedMemory !== undefined) checkSize('sharedMemory', given.sharedMemory, say);
  oneOf('imagePullPolicy', given.imagePullPolicy, ['Always', 'Never', 'IfNotPresent'], say);
  names(given, say);
  placement(given, say);
  security(given, say);
}

/** Names of secrets, metadata of pods, fields and the time limit. */
function names(given: Fields, say: Say): void {
  if (given.imagePullSecrets !== undefined && !Array.isArray(given.imagePullSecrets)) {
    say(`"imagePullSecrets" is ${shown(given.imagePullSecrets)}, must be a list of names`);
  } else {
    for (const name of (given.imagePullSecrets ?? []) as unknown[]) checkName('imagePullSecrets', name, say);
  }
  for (const prop of ['podLabels', 'podAnnotations', 'fieldEnv']) checkTextMap(prop, given[prop], say);
  if (isPlain(given.fieldEnv)) for (const name of Object.keys(given.fieldEnv)) checkVariable('fieldEnv', name, say);
  const { timeout } = given;
  if (timeout !== undefined && (!Number.isSafeInteger(timeout) || (timeout as number) < 1)) {
    say(`"timeout" is ${shown(timeout)}, must be a whole number of seconds from 1`);
  }
}

function placement(given: Fields, say: Say): void {
  const { nodeSelector, tolerations, nodeAffinity } = given;
  if (isValue(nodeSelector)) checkType('nodeSelector', nodeSelector, ['struct'], say);
  else checkTextMap('nodeSelector', nodeSelector, say);
  if (isValue(tolerations)) checkType('tolerations', tolerations, ['struct', 'list'], say);
  else {
    each(given, 'tolerations', say, (item, path) => {
      oneOf(`${path}.operator`, item.operator, ['Equal', 'Exists'], say);
      oneOf(`${path}.effect`, item.effect, ['NoExecute', 'NoSchedule', 'PreferNoSchedule'], say);
      if (item.operator === 'Exists' && item.value !== undefined) {
        say(`"${path}.value" is ${shown(item.value)}, but "Exists" takes none; leave it out`);
      }
      if (item.key === undefined && item.operator !== 'Exists') {
        say(`"${path}.key" is missing, which only "Exists" may leave out`);
      }
    });
  }
  if (isValue(nodeAffinity)) checkType('nodeAffinity', nodeAffinity, ['struct'], say);
  else if (Array.isArray(nodeAffinity))
    each(given, 'nodeAffinity', say, (item, path) => {
      affinity(item, path, say);
    });
  else if (nodeAffinity !== undefined && !isPlain(nodeAffinity)) {
    say(`"nodeAffinity" is ${shown(nodeAffinity)}, must be a list of terms or a whole NodeAffinity`);
  }
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

function affinity(term: Fields, path: string, say: Say): void {
  const { weight } = term;
  if (weight !== undefined && (!Number.isSafeInteger(weight) || (weight as number) < 1 || (weight as number) > 100)) {
    say(`"${path}.weight" is ${shown(weight)}, must be a whole number from 1 to 100`);
  }
  for (const prop of ['matchExpressions', 'matchFields']) {
    each(term, prop, say, (item, inner) => {
      if (typeof item.key !== 'string' || item.key === '') {
        say(`"${path}.${inner}.key" is ${shown(item.key)}, must be a text that is not empty`);
      }
      if (!operators.includes(item.operator as string)) {
        say(`"${path}.${inner}.operator" is ${shown(item.operator)}, must be one of ${listed(operators)}`);
      }
    });
  }
}

function security(given: Fields, say: Say): void {
  const { securityContext } = given;
  if (securityContext === undefined) return;
  if (!isPlain(securityContext) || Object.keys(securityContext).length === 0) {
    say(`"securityContext" is ${shown(securityContext)}, must be an object with a user, a group or "runAsNonRoot"`);
    return;
  }
  const { runAsUser, runAsGroup, runAsNonRoot } = securityContext as Fields;
  for (const [prop, id] of Object.entries({ runAsUser, runAsGroup })) {
    if (id === undefined || (Number.isSafeInteger(id) && (id as number) >= 0)) continue;
    say(`"securityContext.${prop}" is ${shown(id)}, must be a whole number from 0`);
  }
  if (runAsNonRoot !== undefined && typeof runAsNonRoot !== 'boolean') {
    say(`"securityContext.runAsNonRoot" is ${shown(runAsNonRoot)}, must be true or false`);
  }
  if (runAsNonRoot === true && runAsUser === 0) {
    say('"securityContext.runAsUser" is 0, which is root, but "runAsNonRoot" is true');
  }
}

/** Demands absolute paths, each for one volume. */
function checkMounts(given: Fields, say: Say): void {
  const mounted = new Map<string, string>();
  for (const prop of ['secretVolumes', 'configMapVolumes', 'claims', 'ephemeralVolumes', 'emptyDirs']) {
    if (!Array.isArray(given[prop])) continue;
    for (const [index, item] of (given[prop] as unknown[]).entries()) {
      if (!isPlain(item)) continue;
      const path = `${prop}[${index}].mountPath`;
      const { mountPath } = item as Fields;
      if (typeof mountPath !== 'string' || !mountPath.startsWith('/')) {
        say(`"${path}" is ${shown(mountPath)}, must be an absolute path`);
        continue;
      }
      const other = mounted.get(mountPath);
      if (other !== undefined) say(`"${path}" is ${shown(mountPath)}, where "${other}" is mounted already`);
      else mounted.set(mountPath, path);
    }
  }
}

function each(given: Fields, prop: string, say: Say, check: (item: Fields, path: string) => void): void {
  const value = given[prop];
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    say(`"${prop}" is ${shown(value)}, must be a list`);
    return;
  }
  for (const [index, item] of (value as unknown[]).entries()) {
    if (isPlain(item)) check(item as Fields, `${prop}[${index}]`);
    else if (isValue(item)) checkType(`${prop}[${index}]`, item, ['struct'], say);
    else say(`"${prop}[${index}]" is ${shown(item)}, must be an object`);
  }
}

function checkName(prop: string, name: unknown, say: Say): void {
  if (isValue(name)) checkType(prop, name, ['string'], say);
  else if (typeof name !== 'string' || !/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) {
    say(`"${prop}" is ${shown(name)}, must be the name of an object: lower case letters, digits, "-" and "."`);
  }
}

function checkVolumeName(prop: string, name: unknown, say: Say): void {
  if (typeof name === 'string' && /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return;
  say(`"${prop}" is ${shown(name)}, must be at most 63 of a-z, 0-9 and "-", and no "-" at either end`);
}

function checkType(prop: string, value: unknown, types: readonly string[], say: Say): void {
  if (!isValue(value) || (value.kind === 'parameter' && types.includes(value.type))) return;
  say(`"${prop}" is ${describe(value)}, of type ${typeName(value)}, must be of type ${types.join(' or ')}`);
}

function checkSize(prop: string, size: unknown, say: Say): void {
  if (typeof size === 'string' && (parseQuantity(size) ?? 0) > 0) return;
  say(`"${prop}" is ${shown(size)}, must be an amount such as "1Gi"`);
}

/** Demands access modes of volumes. */
export function checkModes(prop: string, modes: unknown, say: Say): void {
  const known = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];
  if (!Array.isArray(modes) || modes.length === 0) say(`"${prop}" is ${shown(modes)}, must be a list of access modes`);
  else for (const mode of modes as unknown[]) oneOf(prop, mode, known, say);
}

function oneOf(prop: string, value: unknown, allowed: readonly string[], say: Say): void {
  if (value === undefined || allowed.includes(value as string)) return;
  say(`"${prop}" is ${shown(value)}, must be ${allowed.length === 1 ? '' : 'one of '}${listed(allowed)}`);
}

function checkEnvFrom(path: string, { env }: Fields, say: Say): void {
  if (!isPlain(env) || Object.keys(env).length === 0) {
    say(`"${path}.env" is ${shown(env)}, must be an object such as { key: 'VARIABLE' }`);
    return;
  }
  for (const variable of Object.values(env)) checkVariable(`${path}.env`, variable, say);
}

function checkTextMap(prop: string, map: unknown, say: Say): void {
  if (map === undefined) return;
  if (!isPlain(map)) {
    say(`"${prop}" is ${shown(map)}, must be an object of texts`);
    return;
  }
  for (const [name, text] of Object.entries(map)) {
    if (isValue(text)) say(`"${prop}.${name}" is ${describe(text)}; KFP takes constants here`);
    else if (typeof text !== 'string') say(`"${prop}.${name}" is ${shown(text)}, must be a text`);
  }
}
