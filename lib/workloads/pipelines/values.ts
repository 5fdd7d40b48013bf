import { ValidationError } from '../../core/errors';
import type { Branches, Loop } from './groups';
import { ArtifactSpec, ParameterSpec } from './interface';
import type { Scope } from './scope';
import type { TaskNode } from './task-node';
import { InnerOf, ItemType, Json, ParameterType, TypeOf } from './types';

/** Where a value comes from. */
export type Source =
  /** An input of the pipeline. */
  | { readonly from: 'input'; readonly scope: Scope; readonly name: string }
  /** An output of a task. */
  | { readonly from: 'task'; readonly task: TaskNode; readonly key: string }
  /** The item of a loop. */
  | { readonly from: 'loop'; readonly loop: Loop }
  /** A field of a struct. */
  | { readonly from: 'field'; readonly of: ParameterValue; readonly field: string }
  /** The output of that branch which ran. */
  | {
      readonly from: 'branches';
      readonly branches: Branches;
      readonly index: number;
      readonly values: readonly Value[];
    }
  /** The outputs of all rounds of a loop. */
  | { readonly from: 'collected'; readonly value: Value };

/** A value that is there when the pipeline runs: an input, an output of a task, an item of a loop. */
export type Value = ParameterValue | ArtifactValue;

/** A parameter that is there when the pipeline runs. */
export class ParameterValue<out T extends ParameterType = ParameterType, out Inner extends ItemType = ItemType> {
  readonly kind = 'parameter';
  readonly type: T;
  /** What it holds, where it is a list or a struct. */
  readonly of: Inner;
  /** Where it comes from. Only the compiler needs it. */
  readonly source: Source;

  constructor(source: Source, type: T, of: Inner) {
    this.source = source;
    this.type = type;
    this.of = of;
  }

  /** A field of a struct. Its type is what the struct's declaration says, or text. */
  field<F extends FieldName<Inner>>(name: F): FieldValue<Inner, F> {
    const source: Source = { from: 'field', of: this, field: name };
    const item = fieldType(this.of, name);
    return new ParameterValue(source, typeOf(item), innerOf(item)) as unknown as FieldValue<Inner, F>;
  }

  /** @throws ValidationError, because a value of the run is no text while the pipeline is written */
  toString(): string {
    throw new ValidationError('a value of the run is not known yet; write it into a text with text`...`');
  }
}

type FieldName<Inner> = Inner extends { readonly fields: infer F } ? keyof F & string : string;

type FieldValue<Inner extends ItemType, F> = Inner extends { readonly fields: infer S }
  ? F extends keyof S
    ? ItemValue<S[F] extends ItemType ? S[F] : 'string'>
    : never
  : Inner extends { readonly struct: infer X extends ItemType }
    ? ItemValue<X>
    : ItemValue<Inner>;

/** The value that stands for an item of a list. */
export type ItemValue<I extends ItemType> = ParameterValue<TypeOf<I>, InnerOf<I>>;

/** An artifact, or a list of them, that is there when the pipeline runs. */
export class ArtifactValue<out Title extends string = string, out List extends boolean = boolean> {
  readonly kind = 'artifact';
  readonly schemaTitle: Title;
  readonly schemaVersion: string;
  readonly list: List;
  /** Where it comes from. Only the compiler needs it. */
  readonly source: Source;

  constructor(source: Source, title: Title, version: string, list: List) {
    this.source = source;
    this.schemaTitle = title;
    this.schemaVersion = version;
    this.list = list;
  }

  /** @throws ValidationError, because an artifact is no text */
  toString(): string {
    throw new ValidationError('an artifact is no text; give it to an input of a task');
  }
}

/** The value that stands for a declared input or output. */
export type ValueOf<S> =
  S extends ParameterSpec<infer T, infer I>
    ? ParameterValue<T, I>
    : S extends ArtifactSpec<infer A, infer L>
      ? ArtifactValue<A, L>
      : ParameterValue<'struct'>;

/** The value that stands for what is declared. */
export function valueOf(spec: ParameterSpec | ArtifactSpec, source: Source): Value {
  if (spec.kind === 'artifact') return new ArtifactValue(source, spec.schemaTitle, spec.schemaVersion, spec.list);
  return new ParameterValue(source, spec.type, spec.of);
}

/** Whether it is a value of the run. */
export function isValue(value: unknown): value is Value {
  return value instanceof ParameterValue || value instanceof ArtifactValue;
}

/** The parameter type of an item. */
export function typeOf(item: ItemType): ParameterType {
  if (typeof item === 'string') return item;
  return 'list' in item ? 'list' : 'struct';
}

/** What is inside an item; text where nothing is known. */
export function innerOf(item: ItemType): ItemType {
  if (typeof item === 'string') return 'string';
  if ('list' in item) return item.list;
  return 'struct' in item ? item.struct : item;
}

/** The type of a literal. */
export function itemOf(literal: Json): ItemType {
  if (typeof literal === 'boolean') return 'boolean';
  if (typeof literal === 'number') return Number.isInteger(literal) ? 'integer' : 'double';
  if (Array.isArray(literal)) return { list: commonType(literal as readonly Json[]) };
  if (typeof literal === 'object' && literal !== null) {
    return {
      fields: Object.fromEntries(Object.entries(literal).map(([name, field]) => [name, itemOf(field)])),
    };
  }
  return 'string';
}

/** The type of the items of a list. Whole numbers beside others are numbers too. */
export function commonType(literals: readonly Json[]): ItemType {
  const [first] = literals;
  if (first === undefined) return 'string';
  const item = itemOf(first);
  return item === 'integer' && literals.some((other) => itemOf(other) === 'double') ? 'double' : item;
}

function fieldType(of: ItemType, name: string): ItemType {
  if (typeof of === 'string') return of;
  if ('fields' in of) return of.fields[name] ?? 'string';
  return 'struct' in of ? of.struct : of;
}
