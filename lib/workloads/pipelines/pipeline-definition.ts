import { SynthesisError, ValidationError } from '../../core/errors';
import { Returned, ValuesOf } from './arguments';
import { PipelineBuilder } from './builder';
import { isPlain } from './checks-types';
import { Component, GraphRun } from './component';
import { ComponentInputs, ComponentOutputs } from './interface';
import { CompiledPipeline, compilePipeline } from './compile';
import { documentsOf, PipelineDocuments } from './documents';
import { PipelineOptions } from './pipeline-options';
import { Scope } from './scope';
import { Value, valueOf } from './values';
import { toYaml } from './yaml';

/** What {@link pipeline} makes. */
export class PipelineDefinition<
  I extends ComponentInputs = ComponentInputs,
  O extends ComponentOutputs = ComponentOutputs,
> implements Component<I, O, GraphRun> {
  readonly name: string;
  readonly inputs: I;
  readonly outputs: O;
  readonly runs: GraphRun;
  private compiled: CompiledPipeline | undefined;

  constructor(options: PipelineOptions<I, O>, body: (p: PipelineBuilder, inputs: ValuesOf<I>) => Returned<O>) {
    this.name = options.name;
    this.inputs = options.inputs ?? ({} as I);
    this.outputs = options.outputs ?? ({} as O);
    const scope = new Scope(options.name);
    const inputs = Object.entries(this.inputs).flatMap(([name, spec]): [string, Value][] =>
      spec.kind === 'system' ? [] : [[name, valueOf(spec, { from: 'input', scope, name })]],
    );
    const returned = body(new PipelineBuilder(scope), Object.fromEntries(inputs) as ValuesOf<I>);
    scope.closed = true;
    this.runs = {
      kind: 'graph',
      scope,
      options,
      returned: Object.keys(this.outputs).length > 0 && isPlain(returned) ? { ...returned } : {},
      compiled: () => this.result,
    };
  }

  /** Everything that is wrong with it; nothing where it compiles. */
  get problems(): readonly ValidationError[] {
    return this.result.problems;
  }

  /**
   * The two documents that KFP reads: PipelineSpec and, where tasks ask something of Kubernetes, PlatformSpec.
   * @throws SynthesisError with everything that is wrong
   */
  compile(): PipelineDocuments {
    const { graph, problems } = this.result;
    if (problems.length > 0) throw new SynthesisError(problems, 'compiled');
    return documentsOf(this.runs.options, graph);
  }

  /**
   * Both documents as YAML, with sorted keys: the file that KFP's API, UI and command line take.
   * @throws SynthesisError with everything that is wrong
   */
  toYaml(): string {
    const { spec, platform } = this.compile();
    return platform === undefined ? toYaml(spec) : `${toYaml(spec)}---\n${toYaml(platform)}`;
  }

  private get result(): CompiledPipeline {
    this.compiled ??= compilePipeline(this.runs);
    return this.compiled;
  }
}
