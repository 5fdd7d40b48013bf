import { Construct } from 'constructs';
import type { Container } from 'kubernetes-types/core/v1';
import { kserve } from '../../api';
import type { ServingRuntimeSpec, SupportedModelFormat } from '../../api/kserve.types';
import { report } from '../../core/errors';
import {
  chartOf,
  checkBoolean,
  checkInteger,
  checkKnown,
  checkLabel,
  checkList,
  checkObject,
  checkOneOf,
  checkTextMap,
  checkTexts,
  listOf,
  propsOf,
} from '../../core/props';
import { IServingRuntime, Protocol, ServedFormat } from './model-formats';
import { defined, servingContainer } from './serving-container';
import { checkPlaceholders, takenPriorities } from './serving-runtime-checks';
import { servedFormats, spokenProtocols } from './serving-runtime-formats';
import { knownRuntime, ServingRuntimeProps } from './serving-runtime-props';
import { parallelVariables, runtimeWorkers } from './serving-runtime-workers';

/**
 * Pods that serve models of some formats, for InferenceServices to name.
 * @see https://kserve.github.io/website/docs/concepts/resources/servingruntime
 */
export class ServingRuntime extends Construct implements IServingRuntime {
  /** In `command`, `args` and `env`, stands for the name of the service. */
  static readonly modelName = '{{.Name}}';
  /** Folder that KServe puts the model into. */
  static readonly modelDir = '/mnt/models';

  /** The object itself, with every field of the API. Patch it where no prop says what you need. */
  readonly resource: kserve.ServingRuntime | kserve.ClusterServingRuntime;
  /** Name of the runtime. */
  readonly name: string;
  readonly kind: 'ServingRuntime' | 'ClusterServingRuntime';
  /** Namespace of the runtime; `undefined` where it is the cluster's, or nothing names one. */
  readonly namespace?: string;
  readonly formats: readonly ServedFormat[];
  readonly protocols: readonly Protocol[];
  readonly multiNode: boolean;
  readonly disabled: boolean;

  constructor(scope: Construct, id: string, props: ServingRuntimeProps) {
    super(scope, id);
    const chart = chartOf(this);
    const given = propsOf(this, props);
    checkKnown(this, given, knownRuntime);
    this.name = given.name ?? id;
    this.kind = given.scope === 'cluster' ? 'ClusterServingRuntime' : 'ServingRuntime';
    const namespace = given.scope === 'cluster' ? undefined : (given.namespace ?? chart.namespace);
    if (namespace !== undefined) this.namespace = namespace;
    this.multiNode = given.workers !== undefined;
    this.disabled = given.disabled === true;
    this.checkProps(given);
    const formats = servedFormats(this, given.formats);
    this.formats = formats.map(({ name, version, autoSelect = false }) =>
      defined<ServedFormat>({ name, version, autoSelect }),
    );
    this.protocols = spokenProtocols(this, given.protocols);

    const { labels, annotations } = given;
    const metadata = defined<object>({ name: this.name, namespace, labels, annotations });
    const Kind = this.kind === 'ServingRuntime' ? kserve.ServingRuntime : kserve.ClusterServingRuntime;
    const resource = new Kind(this, 'Resource', { metadata, spec: this.spec(given, formats) });
    this.resource = resource;
    // Other runtimes may be added after this.
    this.node.addValidation({ validate: () => takenPriorities(resource) });
  }

  private spec(
    given: Partial<ServingRuntimeProps>,
    supportedModelFormats: readonly SupportedModelFormat[],
  ): ServingRuntimeSpec {
    const { volumes, nodeSelector, tolerations, affinity, workers, runAsUser } = given;
    const restricted = given.podSecurity !== 'none';
    const imagePullSecrets =
      given.imagePullSecrets === undefined ? undefined : listOf(given.imagePullSecrets).map((name) => ({ name }));
    const withWorkers = workers !== undefined && checkObject(this, 'workers', workers);
    return defined<ServingRuntimeSpec>({
      supportedModelFormats,
      protocolVersions: this.protocols,
      containers: [this.container(given, restricted)],
      disabled: this.disabled ? true : undefined,
      workerSpec: withWorkers ? runtimeWorkers(this, workers, { restricted, runAsUser, imagePullSecrets }) : undefined,
      volumes: volumes === undefined ? undefined : listOf(volumes),
      imagePullSecrets,
      nodeSelector,
      tolerations: tolerations === undefined ? undefined : listOf(tolerations),
      affinity,
      labels: given.podLabels,
      annotations: given.podAnnotations,
    });
  }

  private container(given: Partial<ServingRuntimeProps>, restricted: boolean): Container {
    const { image, workers, runAsUser } = given;
    const container = servingContainer(this, given, {
      prop: '',
      image,
      needsImage: true,
      restricted,
      reserved: workers === undefined ? {} : parallelVariables,
      grpc: this.protocols.length > 0 && this.protocols.every((protocol) => protocol.startsWith('grpc')),
    });
    const user = runAsUser === undefined ? {} : { securityContext: { ...container.securityContext, runAsUser } };
    // KServe knows the server by this name.
    return { name: 'kserve-container', ...container, ...user };
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
    for (const map of ['podLabels', 'podAnnotations', 'labels', 'annotations'] as const) {
      checkTextMap(this, map, given[map]);
    }
    checkOneOf(this, 'podSecurity', given.podSecurity, ['restricted', 'none']);
    checkInteger(this, 'runAsUser', given.runAsUser, { min: given.podSecurity === 'none' ? 0 : 1 });
    checkPlaceholders(this, '', given, true);
  }
}
