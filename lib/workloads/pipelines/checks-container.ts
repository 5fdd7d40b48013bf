import { parseQuantity } from '../../core/quantity';
import { shown } from '../../core/words';
import { Say } from './checks-interface';
import { isPlain } from './checks-types';
import { describe } from './describe';
import { ContainerResources } from './resources';
import { isValue, ParameterValue } from './values';

const cpu = /^(\d*\.)?\d+m?$/;
const memory = /^\d+(E|Ei|P|Pi|T|Ti|G|Gi|M|Mi|k|Ki)?$/;

/** Checks requests and limits. */
export function checkResources(given: ContainerResources, say: Say, path = ''): void {
  if (!isPlain(given)) {
    say(`"resources" is ${shown(given)}, must be an object`);
    return;
  }
  const pairs = [
    ['cpuRequest', 'cpuLimit', cpu, 'cores such as "500m" or "2"'],
    ['memoryRequest', 'memoryLimit', memory, 'whole bytes such as "512Mi" or "2G"'],
  ] as const;
  for (const [request, limit, rule, words] of pairs) {
    for (const prop of [request, limit]) checkAmount(`${path}${prop}`, given[prop], rule, words, say);
    const [low, high] = [given[request], given[limit]].map((amount) =>
      typeof amount === 'string' ? parseQuantity(amount) : undefined,
    );
    if (low !== undefined && high !== undefined && low > high) {
      say(
        `"${path}${request}" is ${shown(given[request])}, must not be above "${limit}", which is ${shown(given[limit])}`,
      );
    }
  }
  if (given.accelerator !== undefined) checkAccelerator(`${path}accelerator`, given.accelerator, say);
}

function checkAmount(prop: string, amount: unknown, rule: RegExp, words: string, say: Say): void {
  if (amount === undefined) return;
  if (isValue(amount)) checkTextValue(prop, amount, say);
  else if (typeof amount !== 'string' || !rule.test(amount)) say(`"${prop}" is ${shown(amount)}, must be ${words}`);
}

function checkAccelerator(prop: string, given: unknown, say: Say): void {
  if (!isPlain(given)) {
    say(`"${prop}" is ${shown(given)}, must be an object such as { type: 'nvidia.com/gpu', count: 1 }`);
    return;
  }
  const { type, count = 1 } = given as { readonly type?: unknown; readonly count?: unknown };
  if (isValue(type)) checkTextValue(`${prop}.type`, type, say);
  else if (typeof type !== 'string' || type === '') {
    say(`"${prop}.type" is ${shown(type)}, must be the name of a resource such as "nvidia.com/gpu"`);
  }
  if (isValue(count)) checkTextValue(`${prop}.count`, count, say);
  else if (!Number.isSafeInteger(count) || (count as number) < 1) {
    say(`"${prop}.count" is ${shown(count)}, must be a whole number from 1`);
  }
}

/** KFP reads the text of a value, and takes a number for nothing. */
export function checkTextValue(prop: string, value: unknown, say: Say): void {
  if (value instanceof ParameterValue && value.type === 'string') return;
  if (!isValue(value)) return;
  const type = value.kind === 'parameter' ? value.type : value.schemaTitle;
  say(`"${prop}" is ${describe(value)}, of type ${type}; KFP reads only parameters of type string here`);
}

/** Checks variables of a container. */
export function checkEnv(prop: string, env: unknown, say: Say): void {
  if (env === undefined) return;
  if (!isPlain(env)) {
    say(`"${prop}" is ${shown(env)}, must be an object of texts by name`);
    return;
  }
  for (const [name, value] of Object.entries(env)) {
    checkVariable(prop, name, say);
    if (isValue(value))
      say(`"${prop}.${name}" is ${describe(value)}; KFP takes constants here, so give the task an input`);
    else if (typeof value !== 'string') say(`"${prop}.${name}" is ${shown(value)}, must be a text`);
  }
}

/** Checks the name of a variable. */
export function checkVariable(prop: string, name: unknown, say: Say): void {
  if (typeof name === 'string' && /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) return;
  say(`"${prop}" names the variable ${shown(name)}, must have letters, digits, "_", "-" and ".", and no digit first`);
}
