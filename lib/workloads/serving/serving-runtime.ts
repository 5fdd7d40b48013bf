import { Construct } from 'constructs';
import type { Affinity, Container, Toleration, Volume } from 'kubernetes-types/core/v1';
import { kserve } from '../../api';
import type { ServingRuntimeSpec } from '../../api/kserve.types';
import { report } from '../../core/errors';
import { ImageName } from '../../core/image';
import {
  chartOf,
  checkBoolean,
  checkInteger,
  checkKnown,
  checkLabel,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  checkTextMap,
  checkTexts,
  listOf,
  objectsOf,
  propsOf,
} from '../../core/props';
import { listed, shown } from '../../core/words';
import { IServingRuntime, Protocol, ServedFormat } from './model-formats';
import { defined, knownContainer, servingContainer, ServingContainerOptions } from './serving-container';

/** A format that a runtime serves. */
export interface RuntimeFormat {
  /** Name of the format, such as `sklearn`, or one of your own. */
  readonly name: string;
  /** Versions of the format, such as `1`. @default - any */
  readonly versions?: readonly string[];
  /**
   * How much KServe prefers the runtime for models that name none: of several with this format, the one with the highest
   * number is taken. Two with the same number, scope and protocol exclude each other.
   * @default - it serves only models that name it
   */
  readonly priority?: number;
}

/** Props of {@link ServingRuntime}. */
export interface ServingRuntimeProps extends ServingContainerOptions {
  /** Name of the runtime. @default - the construct's id */
  readonly name?: string;
  /** Who may use it: services of its own namespace, or of all. @default 'namespace' */
  readonly scope?: 'namespace' | 'cluster';
  /** Namespace of the runtime, where its scope is one. @default - the chart's */
  readonly namespace?: string;
  /** Image of the model server. */
  readonly image: ImageName;
  /** Formats of models that it serves. */
  readonly formats: readonly RuntimeFormat[];
  /** Protocols that it speaks. @default ['v1'] */
  readonly protocols?: readonly Protocol[];
  /**
   * Whether no service gets it: those that have it keep their pods, until KServe has a reason to make them anew.
   * @default false
   */
  readonly disabled?: boolean;
  /** Volumes of the pods. @default - none but the model at `/mnt/models` */
  readonly volumes?: readonly Volume[];
  /** Secrets to pull images with. @default - the ServiceAccount's */
  readonly imagePullSecrets?: readonly string[];
  /** Labels that a node must carry. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the pods put up with. @default - none */
  readonly tolerations?: readonly Toleration[];
  /** Which nodes and neighbours the pods want. @default - none */
  readonly affinity?: Affinity;
  /** Labels of the pods. @default - none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the pods. @default - none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * Makes the container meet the Pod Security Standard `restricted`. The image must work as a user other than root.
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'none';
}

const known: Record<keyof ServingRuntimeProps, true> = {
  ...{ ...knownContainer, name: true, scope: true, namespace: true, image: true, formats: true, protocols: true },
  ...{ disabled: true, volumes: true, imagePullSecrets: true, nodeSelector: true, tolerations: true, affinity: true },
  ...{ podLabels: true, podAnnotations: true, podSecurity: true },
};

const protocolNames: readonly Protocol[] = ['v1', 'v2', 'grpc-v1', 'grpc-v2'];

/**
 * Pods that serve models of some formats, for InferenceServices to name. KServe puts the model into `/mnt/models`, and the
 * name of the service where `command`, `args` or `env` have `{{.Name}}`.
 * @see https://kserve.github.io/website/docs/concepts/resources/servingruntime
 */
export class ServingRuntime extends Construct implements IServingRuntime {
  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: kserve.ServingRuntime | kserve.ClusterServingRuntime;
  /** Name of the runtime. */
  readonly name: string;
  readonly kind: 'ServingRuntime' | 'ClusterServingRuntime';
  /** Namespace of the runtime; `undefined` where it is the cluster's, or nothing names one. */
  readonly namespace?: string;
  readonly formats: readonly ServedFormat[];
  readonly protocols: readonly Protocol[];
  readonly multiNode = false;

  constructor(scope: Construct, id: string, props: ServingRuntimeProps) {
    super(scope, id);
    const chart = chartOf(this);
    const given = propsOf(this, props);
    checkKnown(this, given, known);
    this.name = given.name ?? id;
    this.kind = given.scope === 'cluster' ? 'ClusterServingRuntime' : 'ServingRuntime';
    const namespace = given.scope === 'cluster' ? undefined : (given.namespace ?? chart.namespace);
    if (namespace !== undefined) this.namespace = namespace;
    this.checkProps(given);
    this.formats = this.served(given.formats);
    this.protocols = this.spoken(given.protocols);

    const metadata = { name: this.name, ...(namespace === undefined ? {} : { namespace }) };
    const Kind = this.kind === 'ServingRuntime' ? kserve.ServingRuntime : kserve.ClusterServingRuntime;
    this.resource = new Kind(this, 'Resource', { metadata, spec: this.spec(given) });
  }

  private spec(given: Partial<ServingRuntimeProps>): ServingRuntimeSpec {
    const { image, podSecurity, disabled, volumes, imagePullSecrets, nodeSelector, tolerations, affinity } = given;
    const priorities = new Map(objectsOf(given.formats).map(({ name, priority }) => [name, priority]));
    const container: Container = {
      name: 'kserve-container',
      ...servingContainer(this, given, {
        prop: '',
        image,
        needsImage: true,
        restricted: podSecurity !== 'none',
        reserved: {},
        grpc: this.protocols.length > 0 && this.protocols.every((protocol) => protocol.startsWith('grpc')),
      }),
    };
    return defined<ServingRuntimeSpec>({
      supportedModelFormats: this.formats.map(({ name, version, autoSelect }) =>
        defined({
          name,
          version,
          ...(autoSelect === true ? { autoSelect, priority: priorities.get(name) } : {}),
        }),
      ),
      protocolVersions: this.protocols,
      containers: [container],
      disabled: disabled === true ? true : undefined,
      volumes: volumes === undefined ? undefined : listOf(volumes),
      imagePullSecrets: imagePullSecrets === undefined ? undefined : listOf(imagePullSecrets).map((name) => ({ name })),
      nodeSelector,
      tolerations: tolerations === undefined ? undefined : listOf(tolerations),
      affinity,
      labels: given.podLabels,
      annotations: given.podAnnotations,
    });
  }

  private checkProps(given: Partial<ServingRuntimeProps>): void {
    checkLabel(this, 'name', this.name);
    checkOneOf(this, 'scope', given.scope, ['namespace', 'cluster']);
    checkLabel(this, 'namespace', this.namespace);
    if (given.scope === 'cluster' && given.namespace !== undefined) {
      report(this, '"namespace" is given, but the scope is "cluster"; leave one of them out');
    }
    checkBoolean(this, 'disabled', given.disabled);
    checkList(this, 'volumes', given.volumes);
    checkTexts(this, 'imagePullSecrets', given.imagePullSecrets);
    checkTextMap(this, 'nodeSelector', given.nodeSelector);
    checkList(this, 'tolerations', given.tolerations);
    checkObject(this, 'affinity', given.affinity);
    checkTextMap(this, 'podLabels', given.podLabels);
    checkTextMap(this, 'podAnnotations', given.podAnnotations);
    checkOneOf(this, 'podSecurity', given.podSecurity, ['restricted', 'none']);
  }

  /** The formats, one by one. Reports wrong ones, and goes on without them. */
  private served(given: readonly RuntimeFormat[] | undefined): ServedFormat[] {
    if (given === undefined || (checkList(this, 'formats', given) && given.length === 0)) {
      report(
        this,
        `"formats" is ${given === undefined ? 'undefined' : 'empty'}, must have a format or more: { name: 'sklearn' }`,
      );
    }
    const formats = listOf(given).flatMap((format: Partial<RuntimeFormat> | null, index): ServedFormat[] => {
      const at = `formats[${index}]`;
      if (format === null || !checkObject(this, at, format)) return [];
      const { name, versions, priority } = format;
      for (const field of Object.keys(format).filter((one) => !['name', 'versions', 'priority'].includes(one))) {
        report(this, `"${at}" has ${shown(field)}, a format has "name", "versions" and "priority"`);
      }
      if (name === undefined)
        report(this, `"${at}.name" is undefined, must be the name of a format, such as "sklearn"`);
      const right = [
        checkText(this, `${at}.name`, name),
        checkTexts(this, `${at}.versions`, versions),
        checkInteger(this, `${at}.priority`, priority, { min: 1 }),
      ];
      if (right.includes(false) || name === undefined) return [];
      const autoSelect = priority !== undefined;
      return versions === undefined
        ? [{ name, autoSelect }]
        : versions.map((version) => ({ name, version, autoSelect }));
    });
    const keys = formats.map(({ name, version }) => (version === undefined ? name : `${name} ${version}`));
    for (const twice of new Set(keys.filter((key, index) => keys.indexOf(key) !== index))) {
      report(this, `"formats" names ${shown(twice)} twice; name it once`);
    }
    const names = objectsOf(given).map(({ name }) => name);
    for (const twice of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
      const priorities = objectsOf(given).flatMap(({ name, priority }) => (name === twice ? [priority] : []));
      if (new Set(priorities).size === 1) continue;
      report(
        this,
        `"formats" gives ${shown(twice)} the priorities ${listed(priorities)}, and KServe takes one for all versions`,
      );
    }
    return formats;
  }

  private spoken(given: readonly Protocol[] | undefined): readonly Protocol[] {
    if (given === undefined) return ['v1'];
    if (!checkList(this, 'protocols', given)) return ['v1'];
    if (given.length === 0) report(this, `"protocols" is empty, must have one of ${listed(protocolNames)} or more`);
    const right = given.filter((protocol) => checkOneOf(this, 'protocols', protocol, protocolNames));
    if (new Set(right).size < right.length)
      report(this, `"protocols" is ${shown(given)}, must name each protocol once`);
    return right;
  }
}
