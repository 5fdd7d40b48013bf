import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { report, ValidationError } from './errors';
import { Images, ImagesProps } from './images';
import { checkKnown, checkLabel, checkObject, checkOneOf, checkTextMap, checkTexts, propsOf } from './props';
import { Size, sizes } from './size';
import { shown } from './words';

/** The Pod Security Standard that a namespace enforces. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type PodSecurityStandard = 'privileged' | 'baseline' | 'restricted';

/** Props of {@link Platform}. */
export interface PlatformProps {
  /**
   * Sets requests, replicas and disruption budgets of all components together.
   * @default 'small'
   */
  readonly size?: Size;
  /**
   * Where images come from, and when they are pulled.
   * @default - upstream's registries, pulled if not present
   */
  readonly images?: ImagesProps;
  /**
   * Namespaces that are there already and that others look after. The platform puts objects into them, but neither
   * creates nor deletes them.
   * @default - none: the platform creates every namespace it uses
   */
  readonly existingNamespaces?: readonly string[];
}

/** Options of {@link Platform.addNamespace}. */
export interface NamespaceOptions {
  /**
   * The Pod Security Standard that pods in the namespace must meet.
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurityStandard;
}

/**
 * One environment: the components that are installed on one cluster, and workloads on them if wished.
 *
 * Its id names the environment: the output goes to `dist/<id>`, and every object carries it as
 * `app.kubernetes.io/instance`.
 */
export class Platform extends Construct {
  /** The platform that a construct belongs to, if any. */
  static find(construct: IConstruct): Platform | undefined {
    return construct.node.scopes.find((scope): scope is Platform => scope instanceof Platform);
  }

  /**
   * The platform that a construct belongs to.
   * @throws ValidationError where there is none
   */
  static of(construct: IConstruct): Platform {
    const platform = Platform.find(construct);
    if (platform !== undefined) return platform;
    throw new ValidationError('there is no Platform around this construct; create it within one', construct);
  }

  readonly size: Size;
  readonly images: Images;
  /** Namespaces that the platform uses and does not own. */
  readonly existingNamespaces: readonly string[];
  private namespaceChart?: Chart;
  private readonly teamNamespaces = new Set<string>();
  private readonly teamLabels: Record<string, string> = {};
  private readonly namespaceObjects = new Map<string, ApiObject>();
  private readonly namespaces = new Map<string, PodSecurityStandard>();

  constructor(scope: Construct, id: string, given: PlatformProps = {}) {
    super(scope, id);
    const props = propsOf(this, given);
    if (!('writesPlatforms' in this.node.root)) {
      report(this, "a platform needs Keelson's App, which writes it in order: import { App } from 'keelson'");
    }
    if (this.node.scopes.slice(0, -1).some((outer) => outer instanceof Platform || Chart.isChart(outer))) {
      report(this, 'a platform must not stand in a chart or in another platform; create it in the App');
    }
    checkKnown(this, props, { size: true, images: true, existingNamespaces: true });
    checkLabel(this, 'id', id);
    const sizeKnown = checkOneOf(this, 'size', props.size, sizes);
    const namespacesRight = checkTexts(this, 'existingNamespaces', props.existingNamespaces);

    this.size = sizeKnown ? (props.size ?? 'small') : 'small';
    this.images = new Images(this, props.images ?? {});
    this.existingNamespaces = namespacesRight ? (props.existingNamespaces ?? []) : [];
    for (const name of this.existingNamespaces) checkLabel(this, 'existingNamespaces', name);
  }

  /** The environment's name. */
  get name(): string {
    return this.node.id;
  }

  /**
   * Makes sure that a namespace is there before anything else is applied. Asking again for the same namespace is fine.
   * @returns the name
   */
  addNamespace(name: string, options: NamespaceOptions = {}): string {
    if (this.makeNamespace(name, options)) {
      this.teamNamespaces.add(name);
      this.labelNamespace(name, this.teamLabels);
    }
    return name;
  }

  /**
   * The Pod Security Standard that a namespace of the platform enforces.
   * @returns `undefined` for namespaces that the platform does not make
   */
  podSecurityOf(namespace: string | undefined): PodSecurityStandard | undefined {
    return this.namespaces.get(namespace ?? '');
  }

  /** Gives labels to all namespaces that are added with {@link addNamespace}, before or after. */
  addTeamLabels(labels: Readonly<Record<string, string>>): void {
    if (!checkTextMap(this, 'labels', labels)) return;
    Object.assign(this.teamLabels, labels);
    for (const name of this.teamNamespaces) this.labelNamespace(name, labels);
  }

  /** Gives labels to one namespace, where it is the platform's to make. */
  labelNamespace(name: string, labels: Readonly<Record<string, string>>): void {
    for (const [label, value] of Object.entries(labels))
      this.namespaceObjects.get(name)?.metadata.addLabel(label, value);
  }

  /** Namespaces that hold more than components. `uninstall.sh` keeps them unless it is told otherwise. */
  keptNamespaces(): ReadonlySet<string> {
    return this.teamNamespaces;
  }

  /**
   * Makes sure that a component's own namespace is there.
   * @returns whether it is the platform's to make
   */
  makeNamespace(given: string | undefined, options: NamespaceOptions = {}): boolean {
    const name = given ?? '';
    if (!checkLabel(this, 'namespace', name) || !checkObject(this, 'options', options)) return false;
    checkKnown(this, options, { podSecurity: true });
    checkOneOf(this, 'podSecurity', options.podSecurity, ['privileged', 'baseline', 'restricted']);
    if (this.existingNamespaces.includes(name)) return false;
    this.namespaceChart ??= new Chart(this, 'keelson-namespaces');
    const standard = this.namespaces.get(name);
    if (standard !== undefined && options.podSecurity !== undefined && options.podSecurity !== standard) {
      report(
        this,
        `the namespace ${shown(name)} is asked to enforce ${shown(options.podSecurity)}, but enforces ${shown(standard)} already; ask for it before the components that use it`,
      );
    }
    if (standard === undefined) {
      this.namespaces.set(name, options.podSecurity ?? 'restricted');
      const object = new k8s.KubeNamespace(this.namespaceChart, name, {
        metadata: {
          name,
          labels: {
            'app.kubernetes.io/instance': this.name,
            'app.kubernetes.io/part-of': 'kubeflow',
            'app.kubernetes.io/managed-by': 'keelson',
            'pod-security.kubernetes.io/enforce': options.podSecurity ?? 'restricted',
          },
        },
      });
      this.namespaceObjects.set(name, object);
    }
    return true;
  }
}
