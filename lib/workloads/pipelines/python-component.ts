import { ImageName } from '../../core/image';
import { Component, component, ContainerRun } from './component';
import { ComponentInputs, ComponentOutputs, NoValues } from './interface';
import { TaskConfigPassthrough } from './passthrough';
import { pythonCommand } from './python-script';
import { ContainerResources } from './resources';

/** Props of {@link pythonComponent}. */
export interface PythonComponentDefinition<I extends ComponentInputs, O extends ComponentOutputs> {
  /** Source of a Python module with the function: its text, such as `pythonSource('train.py')` reads. */
  readonly source: string;
  /** Name of the function. Its parameters have the names of the inputs and outputs, as KFP's Python SDK wants them. */
  readonly function: string;
  /** Image with Python. */
  readonly image: ImageName;
  /**
   * Name, from which tasks take theirs.
   * @default - that of the function, with `-` for `_`
   */
  readonly name?: string;
  /**
   * Packages that pip installs before each run: `pandas==2.2.3`.
   * @default - none
   */
  readonly packages?: readonly string[];
  /**
   * Whether the image has the package `kfp`. Without packages, nothing is then installed at run time, so that tasks
   * need no network.
   * @default false
   */
  readonly imageHasKfp?: boolean;
  /**
   * Package indexes that pip asks.
   * @default - those that the image's pip knows
   */
  readonly pipIndexUrls?: readonly string[];
  /**
   * What it takes.
   * @default - nothing
   */
  readonly inputs?: I;
  /**
   * What it gives. What the function returns is the output `Output`, or by name the fields of a NamedTuple.
   * @default - nothing
   */
  readonly outputs?: O;
  /**
   * Environment of the container.
   * @default - none
   */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Requests and limits of its tasks.
   * @default - what the namespace says
   */
  readonly resources?: ContainerResources;
  /**
   * Which settings of the task the function hands to pods that it starts itself. Its tasks may then set those alone.
   * @default - none
   */
  readonly taskConfigPassthroughs?: readonly TaskConfigPassthrough[];
}

/**
 * A component that runs a Python function with KFP's own executor, as a lightweight component of the Python SDK does.
 * @see https://www.kubeflow.org/docs/components/pipelines/user-guides/components/lightweight-python-components/
 */
export function pythonComponent<
  const I extends ComponentInputs = NoValues,
  const O extends ComponentOutputs = NoValues,
>(definition: PythonComponentDefinition<I, O>): Component<NoInfer<I>, NoInfer<O>, ContainerRun> {
  const { function: name, image, inputs, outputs, env, resources, taskConfigPassthroughs } = definition;
  return component<I, O>({
    name: definition.name ?? name.replaceAll('_', '-'),
    image,
    command: pythonCommand(definition),
    args: ['--executor_input', '{{$}}', '--function_to_execute', name],
    inputs,
    outputs,
    env,
    resources,
    taskConfigPassthroughs,
  });
}
