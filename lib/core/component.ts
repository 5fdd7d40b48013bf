import { ApiObject, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Address, AddressOptions, Credential, serviceAddress } from './access';
import { ValidationError } from './errors';
import { Gate, GateCheck } from './gate';
import { ImageName } from './image';
import { componentLabels } from './labels';
import { Manifest, ManifestProblem } from './manifest';
import { Platform } from './platform';
import {
  checkInteger,
  checkLabel,
  checkLimits,
  checkList,
  checkQuantities,
  checkTextMap,
  listOf,
  propsOf,
  Resources,
} from './props';
import { Sizing, SizingTable } from './size';

/** The upstream system that a component installs. */
export interface Upstream {
  /** Upstream's name of itself, for example `trainer`. */
  readonly name: string;
  /** The version that this release of Keelson installs. */
  readonly version: string;
}

/** Props that every component takes. */
export interface ComponentProps {
  /**
   * Namespace of the component's own pods.
   * @default - upstream's
   */
  readonly namespace?: string;
  /**
   * Number of pods, in place of what the platform's size gives.
   * @default - by the platform's size
   */
  readonly replicas?: number;
  /**
   * Requests and limits of each pod, in place of what the platform's size gives. Names that are left out keep theirs.
   * @default - by the platform's size
   */
  readonly resources?: Resources;
  /**
   * Labels of the nodes that the component's pods may run on, besides `kubernetes.io/os: linux`.
   * @default - any Linux node
   */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /**
   * Taints that the component's pods put up with.
   * @default - none
   */
  readonly tolerations?: readonly k8s.Toleration[];
}

/** Names of the props that every component takes, for `checkKnown`. */
export const componentProps: Record<keyof ComponentProps, true> = {
  namespace: true,
  replicas: true,
  resources: true,
  nodeSelector: true,
  tolerations: true,
};

/** A part of a component that is applied after the rest of it, behind gates of its own. */
export class Stage extends Construct {
  constructor(
    scope: Component,
    id: string,
    /** What must hold before this stage is applied. */
    readonly needs: readonly Gate[],
  ) {
    super(scope, id);
  }
}

const componentMark = Symbol.for('keelson.Component');

/** A check over all rendered objects of the platform. */
export type PlatformCheck = (manifests: readonly Manifest[]) => ManifestProblem[];

/**
 * One upstream system that gets installed. Its objects are applied in up to three steps: CRDs, then everything else,
 * then its {@link Stage}s.
 */
export abstract class Component extends Chart {
  /** Whether a construct is a component. */
  static isComponent(construct: unknown): construct is Component {
    return Chart.isChart(construct) && componentMark in construct;
  }

  /** cdk8s answers `instanceof` for every subclass of Chart as for Chart itself, so the mark is asked instead. */
  static override [Symbol.hasInstance](construct: unknown): construct is Component {
    return Component.isComponent(construct);
  }

  readonly platform: Platform;
  readonly upstream: Upstream;
  /** Gates that others may wait for. */
  readonly gates: readonly Gate[] = [];
  /** What must hold before the component's main objects are applied. */
  readonly needs: readonly Gate[] = [];
  readonly checks: readonly PlatformCheck[] = [];
  /** Where the component answers, for those who use it. */
  readonly addresses: readonly Address[] = [];
  /** Where the passwords are that it made or was given. */
  readonly credentials: readonly Credential[] = [];
  /** Namespace of the component's own pods. The chart itself has none, because cluster-scoped objects would get it. */
  readonly systemNamespace: string;
  private readonly override: ComponentProps;
  private readonly resourcesRight: boolean;

  protected constructor(
    scope: Construct,
    id: string,
    given: ComponentProps,
    about: { readonly upstream: Upstream; readonly defaultNamespace: string },
  ) {
    const platform = Platform.find(scope);
    if (platform === undefined) {
      throw new ValidationError(`there is no Platform around the component "${id}"; create it within one`, scope);
    }
    super(scope, id, {
      disableResourceNameHashes: true,
      labels: componentLabels({ ...about.upstream, platform: platform.name }),
    });
    Object.defineProperty(this, componentMark, { value: true });
    this.platform = platform;
    this.upstream = about.upstream;
    const props = propsOf(this, given);
    const namespace = props.namespace ?? about.defaultNamespace;
    this.override = {
      ...props,
      nodeSelector: checkTextMap(this, 'nodeSelector', props.nodeSelector) ? props.nodeSelector : undefined,
      tolerations: listOf(props.tolerations),
    };
    // After a wrong name, the default serves to find what else is wrong.
    const right = checkLabel(this, 'namespace', namespace);
    this.systemNamespace = right ? namespace : about.defaultNamespace;
    platform.makeNamespace(this.systemNamespace);
    checkInteger(this, 'replicas', props.replicas, { min: 1, max: 10 });
    checkList(this, 'tolerations', props.tolerations);
    this.resourcesRight = checkQuantities(this, 'resources', props.resources);
  }

  /** Where the component's pods may run, and what they pull images with. */
  get scheduling(): Pick<k8s.PodSpec, 'nodeSelector' | 'tolerations' | 'imagePullSecrets'> {
    const { nodeSelector, tolerations = [] } = this.override;
    return {
      nodeSelector: { 'kubernetes.io/os': 'linux', ...nodeSelector },
      ...(tolerations.length === 0 ? {} : { tolerations: [...tolerations] }),
      ...this.platform.images.pullSpec,
    };
  }

  /** The name to write for an image of upstream's. */
  image(upstream: ImageName): string {
    return this.platform.images.use(upstream, this);
  }

  /** Replicas and resources of the component's pods: by the platform's size, with the component's props over it. */
  protected sizing(table: SizingTable): Sizing {
    const base = table[this.platform.size];
    const override = this.resourcesRight ? this.override.resources : undefined;
    const requests = { ...base.requests, ...override?.requests };
    const limits = { ...base.limits, ...override?.limits };
    checkLimits(this, 'resources', { requests, limits });
    return { replicas: this.override.replicas ?? base.replicas, requests, limits };
  }

  /** Adds a gate that others may wait for. */
  protected addGate(description: string, checks: readonly GateCheck[]): Gate {
    const gate = new Gate(description, checks);
    (this.gates as Gate[]).push(gate);
    return gate;
  }

  /** Adds the gate of the component's CRDs, behind which its main objects stand. */
  protected addApiGate(...crds: ApiObject[]): Gate {
    const gate = this.addGate(
      `the API of ${this.upstream.name} is established`,
      crds.map((object) => ({ object, condition: 'condition=Established' as const })),
    );
    this.addNeeds(gate);
    return gate;
  }

  /** Makes the component's main objects wait for gates. */
  protected addNeeds(...gates: Gate[]): void {
    (this.needs as Gate[]).push(...gates);
  }

  /** Adds a check that sees all objects of the platform. */
  protected addCheck(check: PlatformCheck): void {
    (this.checks as PlatformCheck[]).push(check);
  }

  /** Says where the component answers: a Service of its namespace. */
  protected addAddress(options: AddressOptions): void {
    (this.addresses as Address[]).push(serviceAddress(this.systemNamespace, options));
  }

  /** Says which Secret holds a password. */
  protected addCredential(credential: Credential): void {
    (this.credentials as Credential[]).push(credential);
  }
}
