import { Component } from './component';
import { ArtifactSpec, ComponentInputs, ComponentOutputs, ParameterSpec, SystemSpec } from './interface';
import { JsonObject, present, unlessEmpty } from './json';
import { Json, ParameterType } from './types';
import { Value } from './values';

const parameterTypes: Readonly<Record<ParameterType | SystemSpec['type'], string>> = {
  integer: 'NUMBER_INTEGER',
  double: 'NUMBER_DOUBLE',
  string: 'STRING',
  boolean: 'BOOLEAN',
  list: 'LIST',
  struct: 'STRUCT',
  taskFinalStatus: 'TASK_FINAL_STATUS',
  taskConfig: 'TASK_CONFIG',
};

const interfaces = new WeakMap<object, JsonObject>();

/** Definitions of the inputs and outputs of a component. */
export function interfaceOf(component: Component): JsonObject {
  let made = interfaces.get(component);
  if (made === undefined) {
    made = {
      ...part('inputDefinitions', component.inputs, inputOf),
      ...part('outputDefinitions', component.outputs, outputOf),
    };
    interfaces.set(component, made);
  }
  return made;
}

/** Definition of a value that a group takes or gives. */
export function definitionOf(value: Value, listed = false): JsonObject {
  if (value.kind === 'parameter') return { parameterType: parameterTypes[listed ? 'list' : value.type] };
  return { ...artifactType(value), ...(listed || value.list ? { isArtifactList: true } : {}) };
}

/** The type of an artifact. */
export function artifactType({
  schemaTitle,
  schemaVersion,
}: Pick<ArtifactSpec, 'schemaTitle' | 'schemaVersion'>): JsonObject {
  return { artifactType: { schemaTitle, schemaVersion } };
}

/** Parameters and artifacts apart, as KFP keeps them; nothing where there are none. */
export function part<S extends { readonly kind: string }>(
  field: string,
  specs: Readonly<Record<string, S>> | Iterable<readonly [string, S]>,
  write: (spec: S) => JsonObject,
): JsonObject {
  const parameters: JsonObject = {};
  const artifacts: JsonObject = {};
  for (const [name, spec] of Symbol.iterator in specs ? specs : Object.entries(specs)) {
    (spec.kind === 'artifact' ? artifacts : parameters)[name] = write(spec);
  }
  const both = unlessEmpty(present({ parameters: unlessEmpty(parameters), artifacts: unlessEmpty(artifacts) }));
  return both === undefined ? {} : { [field]: both };
}

function inputOf(spec: ComponentInputs[string]): JsonObject {
  const { description } = spec;
  if (spec.kind === 'system')
    return present({ parameterType: parameterTypes[spec.type], isOptional: true, description });
  const isOptional = spec.optional ? true : undefined;
  if (spec.kind === 'artifact') return present({ ...artifactOf(spec), isOptional, description });
  const defaultValue = spec.default;
  const literals = spec.literals as Json | undefined;
  return present({ ...parameterOf(spec), isOptional, defaultValue, description, literals });
}

function outputOf(spec: ComponentOutputs[string]): JsonObject {
  const { description } = spec;
  return present({ ...(spec.kind === 'artifact' ? artifactOf(spec) : parameterOf(spec)), description });
}

function parameterOf(spec: ParameterSpec): JsonObject {
  return { parameterType: parameterTypes[spec.type] };
}

function artifactOf(spec: ArtifactSpec): JsonObject {
  return { ...artifactType(spec), ...(spec.list ? { isArtifactList: true } : {}) };
}
