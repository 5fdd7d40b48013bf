import { ApiObject, App as Cdk8sApp, Chart, Names, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
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
      for (const message of node.node.validate()) problems.push(new ValidationError(message, node));
    }

    const platforms = nodes.filter((node): node is Platform => node instanceof Platform);
    platforms.forEach((platform, index) => {
      const first = platforms.findIndex((other) => other.name === platform.name);
      if (first === index) return;
      const path = platforms[first]?.node.path ?? '';
      problems.push(
        new ValidationError(`"${platform.name}" is also the name of ${path}, and each has its own folder`, platform),
      );
    });

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

    const charts: OutputFile[] = [];
    const plans = platforms.map((platform) => {
      const plan = planPlatform(platform, manifests.get(platform) ?? [], problems);
      problems.push(...checkPlatform(plan));
      return plan;
    });
    if (problems.length > 0) throw new SynthesisError(problems);

    for (const [owner, members] of manifests) {
      if (!(owner instanceof Chart)) continue;
      const content = Yaml.stringify(...members.map((member) => member.object));
      charts.push({ name: `${Names.toDnsLabel(owner)}${this.outputFileExtension}`, content });
    }
    for (const plan of plans) checkFolder(this.outdir, plan.platform.name);
    for (const plan of plans) replaceFolder(this.outdir, plan.platform.name, renderPlatform(plan));
    writeFiles(this.outdir, charts);
    for (const plan of plans) this.log(summarize(plan, this.outdir));
  }
}

function render(node: ApiObject, problems: ValidationError[]): KubernetesObject | undefined {
  try {
    return node.toJson() as KubernetesObject;
  } catch (error) {
    problems.push(new ValidationError(error instanceof Error ? error.message : String(error), node));
    return undefined;
  }
}

/** Every object of a platform carries its name, also workloads: uninstall goes by it. */
function labelled(object: KubernetesObject, platform: Platform): KubernetesObject {
  const labels = {
    'app.kubernetes.io/instance': platform.name,
    'app.kubernetes.io/managed-by': 'keelson',
    ...object.metadata.labels,
  };
  return { ...object, metadata: { ...object.metadata, labels: sorted(labels) } };
}

function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
