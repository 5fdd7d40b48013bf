import { ArtifactSpec, ComponentInputs, ComponentOutputs, NoValues, ParameterSpec, SystemSpec } from './interface';
import { RunValue, TextTemplate } from './text';
import { Json, ParameterType } from './types';
import { ArtifactValue, ParameterValue, ValueOf } from './values';

/** A literal list or struct, in which values of the run may stand. */
export type Composed =
  Json | ParameterValue | TextTemplate | readonly Composed[] | { readonly [field: string]: Composed };

/** What a parameter of a type takes. */
export type ParameterArgument<T extends ParameterType> =
  | ParameterValue<T>
  | (T extends 'integer' | 'double' ? number : never)
  | (T extends 'string' ? string | TextTemplate | RunValue : never)
  | (T extends 'boolean' ? boolean : never)
  | (T extends 'list' ? readonly Composed[] : never)
  | (T extends 'struct' ? Readonly<Record<string, Composed>> : never);

/** What an artifact of a type takes. One that is of any type fits everywhere, as in KFP. */
export type ArtifactArgument<A extends string, L extends boolean> = 'system.Artifact' extends A
  ? ArtifactValue<string, L>
  : ArtifactValue<A | 'system.Artifact', L>;

/** What an input takes. */
export type ArgumentOf<S> =
  S extends ParameterSpec<infer T>
    ? ParameterArgument<T>
    : S extends ArtifactSpec<infer A, infer L>
      ? ArtifactArgument<A, L>
      : never;

type OptionalKeys<I extends ComponentInputs> = {
  [K in keyof I]: I[K] extends SystemSpec ? never : I[K] extends { readonly optional: true } ? K : never;
}[keyof I];

type RequiredKeys<I extends ComponentInputs> = {
  [K in keyof I]: I[K] extends SystemSpec ? never : I[K] extends { readonly optional: true } ? never : K;
}[keyof I];

/** Arguments for all inputs: those that are optional may be left out. KFP itself gives system inputs. */
export type ArgumentsOf<I extends ComponentInputs> = [RequiredKeys<I> | OptionalKeys<I>] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [K in RequiredKeys<I>]: ArgumentOf<I[K]> } & { readonly [K in OptionalKeys<I>]?: ArgumentOf<I[K]> };

/** Arguments and options of a task. Arguments may be left out where no input needs one. */
export type TaskParameters<I extends ComponentInputs, Options> =
  RequiredKeys<I> extends never
    ? [given?: ArgumentsOf<I>, options?: Options]
    : [given: ArgumentsOf<I>, options?: Options];

/** The values of all inputs, or of all outputs. */
export type ValuesOf<S extends ComponentInputs | ComponentOutputs> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** What the body of a pipeline returns: a value for each output, whatever it likes where there is none. */
export type Returned<O extends ComponentOutputs> = keyof O extends never
  ? unknown
  : { readonly [K in keyof O]: ReturnOf<O[K]> };

type ReturnOf<S> =
  S extends ParameterSpec<infer T>
    ? ParameterValue<T>
    : S extends ArtifactSpec<infer A, infer L>
      ? ArtifactArgument<A, L>
      : never;

export type { NoValues };
