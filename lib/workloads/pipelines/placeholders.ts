import { ArtifactSpec, ComponentInputs, ComponentOutputs, ParameterSpec, SystemSpec } from './interface';

/** What stands in a command for something that the launcher fills in. It may be part of a text. */
export class CommandPlaceholder {
  private readonly written: string;

  constructor(written: string) {
    this.written = written;
  }

  /** As KFP writes it, for example `{{$.inputs.parameters['epochs']}}`. */
  toString(): string {
    return this.written;
  }
}

/** An artifact in a command. */
export interface ArtifactPlaceholder {
  /** Local path of its file or folder. */
  readonly path: CommandPlaceholder;
  /** Its address in the object store. */
  readonly uri: CommandPlaceholder;
}

/** An output parameter in a command. */
export interface OutputParameterPlaceholder {
  /** Local path of the file that the program writes the value to. */
  readonly file: CommandPlaceholder;
}

/** The inputs of a component in its command. */
export type InputPlaceholders<I extends ComponentInputs> = {
  readonly [K in keyof I]: I[K] extends ParameterSpec | SystemSpec
    ? CommandPlaceholder
    : I[K] extends ArtifactSpec<string, true>
      ? CommandPlaceholder
      : ArtifactPlaceholder;
};

/** The outputs of a component in its command. */
export type OutputPlaceholders<O extends ComponentOutputs> = {
  readonly [K in keyof O]: O[K] extends ParameterSpec
    ? OutputParameterPlaceholder
    : O[K] extends ArtifactSpec<string, true>
      ? CommandPlaceholder
      : ArtifactPlaceholder;
};

/** Everything that a command may name. */
export interface CommandPlaceholders<I extends ComponentInputs, O extends ComponentOutputs> {
  readonly inputs: InputPlaceholders<I>;
  readonly outputs: OutputPlaceholders<O>;
  /** All of it as one JSON text, as KFP's own executor wants it. */
  readonly executorInput: CommandPlaceholder;
}

/** A command or its arguments: a list, or a function of what the launcher fills in. */
export type Command<I extends ComponentInputs, O extends ComponentOutputs> =
  | readonly (string | CommandPlaceholder)[]
  | ((names: CommandPlaceholders<I, O>) => readonly (string | CommandPlaceholder)[]);

/** What a command of these inputs and outputs may name. */
export function placeholdersOf<I extends ComponentInputs, O extends ComponentOutputs>(
  inputs: I,
  outputs: O,
): CommandPlaceholders<I, O> {
  const made = {
    inputs: named(inputs, (name, { kind, list }) =>
      kind === 'artifact'
        ? artifactOf('inputs', name, list)
        : new CommandPlaceholder(`{{$.inputs.parameters['${name}']}}`),
    ),
    outputs: named(outputs, (name, { kind, list }) =>
      kind === 'artifact'
        ? artifactOf('outputs', name, list)
        : { file: new CommandPlaceholder(`{{$.outputs.parameters['${name}'].output_file}}`) },
    ),
    executorInput: new CommandPlaceholder('{{$}}'),
  };
  return made as unknown as CommandPlaceholders<I, O>;
}

function artifactOf(side: string, name: string, list = false): CommandPlaceholder | ArtifactPlaceholder {
  const whole = `$.${side}.artifacts['${name}']`;
  if (list) return new CommandPlaceholder(`{{${whole}}}`);
  return { path: new CommandPlaceholder(`{{${whole}.path}}`), uri: new CommandPlaceholder(`{{${whole}.uri}}`) };
}

function named<T>(
  specs: ComponentInputs | ComponentOutputs,
  make: (name: string, spec: { readonly kind: string; readonly list?: boolean }) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, make(name, spec)]));
}
