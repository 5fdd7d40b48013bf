import { ArtifactSpec, ParameterSpec } from './interface';
import { RunValue, TextTemplate } from './text';
import { ParameterType } from './types';
import { isValue, ParameterValue, Value } from './values';

/** Whether a value or a literal fits an input or an output, as KFP's compiler sees it. */
export function fits(value: unknown, spec: ParameterSpec | ArtifactSpec): boolean {
  if (spec.kind === 'artifact') return isValue(value) && value.kind === 'artifact' && artifactFits(value, spec);
  if (isValue(value)) return value.kind === 'parameter' && value.type === spec.type;
  if (value instanceof TextTemplate || value instanceof RunValue) return spec.type === 'string';
  return literalFits(value, spec.type);
}

/** Whether a literal is of a type. Values of the run may stand in lists and structs. */
export function literalFits(value: unknown, type: ParameterType): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'double':
      return typeof value === 'number' && Number.isFinite(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'list':
      return Array.isArray(value) && isComposed(value);
    case 'struct':
      return isPlain(value) && isComposed(value);
  }
}

/** Whether it is JSON all the way down. */
export function isJson(value: unknown): boolean {
  return isComposed(value, false);
}

function isComposed(value: unknown, withValues = true): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (withValues && (value instanceof ParameterValue || value instanceof TextTemplate)) return true;
  if (Array.isArray(value)) return value.every((item) => isComposed(item, withValues));
  return isPlain(value) && Object.values(value).every((field) => isComposed(field, withValues));
}

/** Whether it is an object as one writes it, of no class. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const any = 'system.Artifact';

function artifactFits(value: Extract<Value, { kind: 'artifact' }>, spec: ArtifactSpec): boolean {
  if (value.list !== spec.list) return false;
  if (value.schemaTitle === any || spec.schemaTitle === any) return true;
  return value.schemaTitle === spec.schemaTitle && major(value.schemaVersion) === major(spec.schemaVersion);
}

function major(version: string): string | undefined {
  return version.split('.')[0];
}
