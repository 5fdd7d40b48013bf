import { ValidationError } from '../../core/errors';
import { GraphRun } from './component';
import { Json } from './types';

/** An object of the IR. */
export interface JsonObject {
  [field: string]: Json | JsonObject | readonly (Json | JsonObject)[];
}

/** What a pipeline compiles to. */
export interface CompiledPipeline {
  /** PipelineSpec, as JSON. */
  readonly spec: JsonObject;
  /** PlatformSpec, as JSON, where a task asks something of Kubernetes or the pipeline has a workspace. */
  readonly platform: JsonObject | undefined;
  readonly problems: readonly ValidationError[];
}

/** Compiles a pipeline, and finds what is wrong with it. */
export function compilePipeline(run: GraphRun): CompiledPipeline {
  return { spec: {}, platform: undefined, problems: run.scope.problems };
}
