import { ApiObject, App as Cdk8sApp, Chart, DependencyGraph, Names, Yaml } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { checkManifests, checkPlatform } from './checks';
import { SynthesisError, ValidationError } from './errors';
import { KubernetesObject, Manifest } from './manifest';
import { checkFolder, OutputFile, replaceFolder, writeFiles } from './output';
import { planPlatform } from './plan';
import { Platform } from './platform';
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
    super({ outdir: props.outdir });
    this.log = props.log ?? ((text) => process.stderr.write(`${text}\n`));
  }

  /**
   * Checks the app and writes it out.
   * @throws SynthesisError with everything that is wrong
   */
  override synth(): void {
    const problems: ValidationError[] = [];
    const nodes = this.node.findAll();
    for (const node of nodes) {
      for (const message of validate(node)) problems.push(new ValidationError(message, node));
    }

    const platforms = nodes.filter((node): node is Platform => node instanceof Platform);
    problems.push(...sameNames(platforms));

    const manifests = new Map<Construct, Manifest[]>();
    const all: Manifest[] = [];
    for (const node of nodes) {
      if (!(node instanceof ApiObject)) continue;
      const platform = Platform.find(node);
      const object = render(node, problems);
      if (object === undefined) continue;
      const manifest = { construct: node, object: platform === undefined ? object : labelled(object, platform) };
      const owner = platform ?? Chart.of(node);
      const members = manifests.get(owner);
      if (members === undefined) manifests.set(owner, [manifest]);
      else members.push(manifest);
      all.push(manifest);
    }
    problems.push(...checkManifests(nodes, all));

    const plans = platforms.map((platform) => {
      const plan = planPlatform(platform, manifests.get(platform) ?? [], problems);
      problems.push(...checkPlatform(plan));
      return plan;
    });
    if (problems.length > 0) throw new SynthesisError(problems);

    // All that can fail is done before the first file is touched.
    const outputs = plans.map((plan) => ({
      name: plan.platform.name,
      files: renderPlatform(plan),
      summary: summarize(plan, this.outdir),
    }));
    const charts = [...manifests].flatMap(([owner, members]) =>
      owner instanceof Chart ? [this.file(owner, members)] : [],
    );
    for (const { name } of outputs) checkFolder(this.outdir, name);
    for (const { name, files } of outputs) replaceFolder(this.outdir, name, files);
    writeFiles(this.outdir, charts);
    for (const { summary } of outputs) this.log(summary);
  }

  /** The file of a chart outside of platforms, in the order that cdk8s gives its objects. */
  private file(chart: Chart, members: readonly Manifest[]): OutputFile {
    const objects = new Map<IConstruct, KubernetesObject>(members.map(({ construct, object }) => [construct, object]));
    const ordered = new DependencyGraph(chart.node).topology().flatMap((node) => objects.get(node) ?? []);
    return { name: `${Names.toDnsLabel(chart)}${this.outputFileExtension}`, content: Yaml.stringify(...ordered) };
  }
}

function sameNames(platforms: readonly Platform[]): ValidationError[] {
  const first = new Map<string, Platform>();
  return platforms.flatMap((platform) => {
    const other = first.get(platform.name);
    if (other === undefined) first.set(platform.name, platform);
    if (other === undefined) return [];
    const message = `"${platform.name}" is also the name of ${other.node.path}, and each has its own folder`;
    return [new ValidationError(message, platform)];
  });
}

/** Renders an object, and reports one that is none. */
function render(node: ApiObject, problems: ValidationError[]): KubernetesObject | undefined {
  try {
    const object = node.toJson() as Partial<KubernetesObject>;
    const { apiVersion, kind, metadata } = object;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string') {
      problems.push(new ValidationError('an object needs "apiVersion", "kind" and "metadata.name"', node));
      return undefined;
    }
    if (kind.endsWith('List') && Array.isArray(object.items)) {
      problems.push(new ValidationError(`a ${kind} hides its items from every check; write them one by one`, node));
      return undefined;
    }
    return object as KubernetesObject;
  } catch (error) {
    problems.push(new ValidationError(error instanceof Error ? error.message : String(error), node));
    return undefined;
  }
}

/** Every object of a platform carries its name, also workloads: uninstall goes by it. */
function labelled(object: KubernetesObject, platform: Platform): KubernetesObject {
  const labels = {
    ...object.metadata.labels,
    'app.kubernetes.io/instance': platform.name,
    'app.kubernetes.io/managed-by': 'keelson',
  };
  return { ...object, metadata: { ...object.metadata, labels: sorted(labels) } };
}

function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a construct says of itself. A check that fails is itself a problem, and hides no other. */
function validate(node: IConstruct): string[] {
  try {
    return node.node.validate();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
