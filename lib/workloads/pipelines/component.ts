import { ImageName } from '../../core/image';
import { ComponentInputs, ComponentOutputs, NoValues } from './interface';
import { Command, placeholdersOf } from './placeholders';
import { ContainerResources } from './resources';
import { TaskConfigPassthrough } from './passthrough';
import type { CompiledPipeline } from './compile';
import type { PipelineOptions } from './pipeline-options';
import type { Scope } from './scope';

/** What a task runs: a container, Python code, an importer, another pipeline. */
export interface Component<
  I extends ComponentInputs = ComponentInputs,
  O extends ComponentOutputs = ComponentOutputs,
  R extends Run = Run,
> {
  /** Name, from which tasks take theirs. */
  readonly name: string;
  readonly inputs: I;
  readonly outputs: O;
  /** How it runs. Only the compiler needs it. */
  readonly runs: R;
}

/** How a component runs. */
export type Run = ContainerRun | ImporterRun | GraphRun;

/** A component that runs a container. */
export interface ContainerRun {
  readonly kind: 'container';
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly resources: ContainerResources;
  readonly passthrough: readonly TaskConfigPassthrough[];
}

/** A component that brings in an artifact that exists. */
export interface ImporterRun {
  readonly kind: 'importer';
  readonly reimport: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly downloadToWorkspace: boolean;
}

/** A component that is itself a pipeline. */
export interface GraphRun {
  readonly kind: 'graph';
  /** What its body wrote. */
  readonly scope: Scope;
  readonly options: PipelineOptions;
  /** What its body returned, by output. */
  readonly returned: Readonly<Record<string, unknown>>;
  /** The compiled pipeline. */
  readonly compiled: () => CompiledPipeline;
}

/** Props of {@link component}. */
export interface ComponentDefinition<I extends ComponentInputs, O extends ComponentOutputs> {
  /** Name, from which tasks take theirs: `train` gives the tasks `train`, `train-2`. */
  readonly name: string;
  /** Image, with a tag or a digest. */
  readonly image: ImageName;
  /**
   * The program, and what comes before its arguments. The launcher fills in placeholders from the second word on.
   * @default - none, which KFP refuses: it starts the program itself, and cannot see what the image would run
   */
  readonly command?: Command<I, O>;
  /**
   * Arguments of the program.
   * @default - none
   */
  readonly args?: Command<I, O>;
  /**
   * What it takes.
   * @default - nothing
   */
  readonly inputs?: I;
  /**
   * What it gives.
   * @default - nothing
   */
  readonly outputs?: O;
  /**
   * Environment of the container. A task may add to it.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Requests and limits of its tasks, which each may change.
   * @default - what the namespace says
   */
  readonly resources?: ContainerResources;
  /**
   * Which settings of the task the component hands to pods that it starts itself. Its tasks may then set those alone.
   * @default - none
   */
  readonly taskConfigPassthroughs?: readonly TaskConfigPassthrough[];
}

/** A component that runs a container. Its inputs and outputs are typed, and so is what its command names. */
export function component<const I extends ComponentInputs = NoValues, const O extends ComponentOutputs = NoValues>(
  definition: ComponentDefinition<I, O>,
): Component<NoInfer<I>, NoInfer<O>, ContainerRun> {
  const { name, image, inputs = {} as I, outputs = {} as O, env = {}, resources = {} } = definition;
  const names = placeholdersOf(inputs, outputs);
  const words = (command: Command<I, O> = []): string[] =>
    (typeof command === 'function' ? command(names) : command).map((word) => String(word));
  return {
    name,
    inputs,
    outputs,
    runs: {
      kind: 'container',
      image,
      command: words(definition.command),
      args: words(definition.args),
      env,
      resources,
      passthrough: definition.taskConfigPassthroughs ?? [],
    },
  };
}
