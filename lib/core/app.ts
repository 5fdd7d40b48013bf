import { App as Cdk8sApp, Chart, DependencyGraph, Names, Yaml } from 'cdk8s';
import { IConstruct } from 'constructs';
import { compose } from './compose';
import { SynthesisError } from './errors';
import { KubernetesObject, Manifest } from './manifest';
import { checkFolder, OutputFile, replaceFolder, writeFiles } from './output';
import { outputResolver } from './outputs';
import { renderPlatform } from './render';
import { summarize } from './summary';

/** Props of {@link App}. */
export interface AppProps {
  /**
   * Folder that takes the output.
   * @default - the environment variable `CDK8S_OUTDIR`, which `cdk8s synth` sets, or `dist`
   */
  readonly outdir?: string;
  /**
   * Takes the summary after a successful synth.
   * @default - written to standard error, so that standard output stays free for pipes
   */
  readonly log?: (text: string) => void;
}

/**
 * A cdk8s app that writes platforms in the order in which they are applied.
 *
 * Each {@link Platform} becomes a folder `<outdir>/<environment>` with numbered files and `install.sh`; each chart
 * outside of a platform becomes one file, as in any cdk8s app. Everything is checked first: where anything is wrong,
 * all of it is reported and nothing is written.
 */
export class App extends Cdk8sApp {
  /** Tells constructs that platforms are written in order, and that all objects are checked. */
  readonly writesPlatforms = true;
  private readonly log: (text: string) => void;

  constructor(props: AppProps = {}) {
    super({ outdir: props.outdir, resolvers: [outputResolver] });
    this.log = props.log ?? ((text) => process.stderr.write(`${text}\n`));
  }

  /**
   * Checks the app and writes it out.
   * @throws SynthesisError with everything that is wrong
   */
  override synth(): void {
    const { plans, charts, problems } = compose(this);
    if (problems.length > 0) throw new SynthesisError(problems);

    // All that can fail is done before the first file is touched.
    const outputs = plans.map((plan) => ({
      name: plan.platform.name,
      files: renderPlatform(plan),
      summary: summarize(plan, this.outdir),
    }));
    const files = [...charts].map(([chart, members]) => this.file(chart, members));
    for (const { name } of outputs) checkFolder(this.outdir, name);
    for (const output of outputs) replaceFolder(this.outdir, output.name, output.files);
    writeFiles(this.outdir, files);
    for (const { summary } of outputs) this.log(summary);
  }

  /** The file of a chart outside of platforms, in the order that cdk8s gives its objects. */
  private file(chart: Chart, members: readonly Manifest[]): OutputFile {
    const objects = new Map<IConstruct, KubernetesObject>(members.map(({ construct, object }) => [construct, object]));
    const ordered = new DependencyGraph(chart.node).topology().flatMap((node) => objects.get(node) ?? []);
    return { name: `${Names.toDnsLabel(chart)}${this.outputFileExtension}`, content: Yaml.stringify(...ordered) };
  }
}
