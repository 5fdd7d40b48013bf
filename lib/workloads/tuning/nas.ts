import { Construct } from 'constructs';
import type { GraphConfig, NasConfig as ApiNasConfig, Operation } from '../../api/katib.types';
import { report } from '../../core/errors';
import { checkInteger, checkKnown, checkObject } from '../../core/props';
import { shown } from '../../core/words';
import { AlgorithmName } from './algorithms';
import { checkParameters, Parameter, parameterSpecs } from './parameters';

/** The networks that `enas` and `darts` seek among. */
export interface NasConfig {
  /** Size and ends of the networks. */
  readonly graphConfig: {
    /** Number of layers; at least 1. */
    readonly numLayers: number;
    /** Sizes of the input, such as 32, 32 and 3. `enas` needs them. @default - none */
    readonly inputSizes?: readonly number[];
    /** Sizes of the output, such as 10. `enas` needs them. @default - none */
    readonly outputSizes?: readonly number[];
  };
  /**
   * What a layer may be, by type, with what may vary in it:
   * `{ convolution: { filter_size: categorical(['3', '5']) } }`.
   */
  readonly operations: Readonly<Record<string, Readonly<Record<string, Parameter>>>>;
}

/** Katib's form of a search for architectures. Reports all that is wrong with it. */
export function checkNas(
  scope: Construct,
  algorithm: AlgorithmName | undefined,
  value: unknown,
): ApiNasConfig | undefined {
  if (value === undefined || !checkObject(scope, 'nasConfig', value)) return undefined;
  const { graphConfig, operations } = value as Partial<NasConfig>;
  checkKnown(scope, value as NasConfig, { graphConfig: true, operations: true });
  return {
    graphConfig: checkGraph(scope, algorithm, graphConfig),
    operations: checkOperations(scope, algorithm, operations),
  };
}

function checkGraph(scope: Construct, algorithm: AlgorithmName | undefined, value: unknown): GraphConfig {
  const at = 'nasConfig.graphConfig';
  if (value === undefined) report(scope, `"${at}" is missing, must be an object such as { numLayers: 8 }`);
  if (value === undefined || !checkObject(scope, at, value)) return {};
  const graph = value as Partial<NasConfig['graphConfig']>;
  checkKnown(scope, graph, { numLayers: true, inputSizes: true, outputSizes: true });
  const layered = checkInteger(scope, `${at}.numLayers`, graph.numLayers ?? null, { min: 1 });
  const right: Partial<Record<'inputSizes' | 'outputSizes', number[]>> = {};
  for (const field of ['inputSizes', 'outputSizes'] as const) {
    const sizes: unknown = graph[field];
    if (sizes === undefined && algorithm !== 'enas') continue;
    if (areSizes(sizes)) right[field] = [...sizes];
    else report(scope, `"${at}.${field}" is ${shown(sizes)}, must be a list of whole numbers above 0`);
  }
  return { ...(layered ? { numLayers: graph.numLayers } : {}), ...right };
}

function areSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((size) => Number.isInteger(size) && size > 0);
}

function checkOperations(scope: Construct, algorithm: AlgorithmName | undefined, value: unknown): Operation[] {
  const at = 'nasConfig.operations';
  if (!checkObject(scope, at, value)) return [];
  const operations = Object.entries((value as NasConfig['operations'] | undefined) ?? {});
  if (operations.length === 0) report(scope, `"${at}" is ${shown(value)}, must have at least one operation`);
  return operations.map(([operationType, given]) => {
    const own = `${at}.${operationType}`;
    const parameters = checkParameters(scope, own, given);
    if (typeof given === 'object' && Object.keys(given).length === 0) {
      report(scope, `"${own}" is {}, must have at least one parameter, which Katib demands of every operation`);
    }
    const usable = new Map<string, Parameter>();
    for (const [name, parameter] of parameters) {
      const problem = operationProblem(algorithm, operationType, parameter, usable.size === 0);
      if (problem !== undefined) report(scope, `"${own}.${name}${problem}`);
      usable.set(name, parameter.type === 'int' ? { step: 1, ...parameter } : parameter);
    }
    return { operationType, parameters: parameterSpecs(usable) };
  });
}

/** What is wrong with a parameter of an operation, from its name on. */
function operationProblem(
  algorithm: AlgorithmName | undefined,
  operation: string,
  parameter: Parameter,
  first: boolean,
): string | undefined {
  if (parameter.type === 'discrete') return '" is made by discrete(), which is not read here; use categorical()';
  if (parameter.type === 'double' && parameter.step === undefined) {
    return '.step" is missing, and is needed to know which values there are';
  }
  if (algorithm !== 'darts' || operation === 'skip_connection' || !first || parameter.type === 'categorical') {
    return undefined;
  }
  return '" must be made by categorical(): "darts" reads the first parameter alone, as a list of filter sizes';
}
