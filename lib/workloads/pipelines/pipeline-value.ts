import { Returned, ValuesOf } from './arguments';
import { PipelineBuilder } from './builder';
import { ComponentInputs, ComponentOutputs, NoValues } from './interface';
import { PipelineDefinition } from './pipeline-definition';
import { PipelineOptions } from './pipeline-options';

/**
 * A pipeline, as a value: to compile, to deploy with the construct `Pipeline`, and to run as a task of another pipeline.
 *
 * What is wrong with it is found when it is used, all of it at once.
 */
export function pipeline<const I extends ComponentInputs = NoValues, const O extends ComponentOutputs = NoValues>(
  options: PipelineOptions<I, O>,
  body: (p: PipelineBuilder, inputs: ValuesOf<I>) => NoInfer<Returned<O>>,
): PipelineDefinition<NoInfer<I>, NoInfer<O>> {
  return new PipelineDefinition(options, body);
}
