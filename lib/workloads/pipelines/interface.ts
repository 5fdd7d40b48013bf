import { ItemType, Json, ParameterType } from './types';

/** What {@link parameter} makes: the declaration of a parameter. */
export interface ParameterSpec<
  T extends ParameterType = ParameterType,
  Inner extends ItemType = ItemType,
  Optional extends boolean = boolean,
> {
  readonly kind: 'parameter';
  readonly type: T;
  /** Whether an input may be left out. */
  readonly optional: Optional;
  /** What a list or a struct holds. */
  readonly of: Inner;
  readonly default?: Json;
  readonly description?: string;
  readonly literals?: readonly Json[];
}

/** What {@link artifact} makes: the declaration of an artifact. */
export interface ArtifactSpec<
  Title extends string = string,
  List extends boolean = boolean,
  Optional extends boolean = boolean,
> {
  readonly kind: 'artifact';
  readonly schemaTitle: Title;
  readonly schemaVersion: string;
  /** Whether it is a list of artifacts. */
  readonly list: List;
  readonly optional: Optional;
  readonly description?: string;
}

/** An input that KFP fills itself: how a task ended, or the configuration of the task. */
export interface SystemSpec<T extends 'taskFinalStatus' | 'taskConfig' = 'taskFinalStatus' | 'taskConfig'> {
  readonly kind: 'system';
  readonly type: T;
  readonly description?: string;
}

/** Inputs of a component or a pipeline by name. */
export type ComponentInputs = Readonly<Record<string, ParameterSpec | ArtifactSpec | SystemSpec>>;

/** Outputs of a component or a pipeline by name. */
export type ComponentOutputs = Readonly<Record<string, ParameterSpec | ArtifactSpec>>;

/** No inputs, or no outputs. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- no key at all is what is meant
export type NoValues = Readonly<Record<never, never>>;
