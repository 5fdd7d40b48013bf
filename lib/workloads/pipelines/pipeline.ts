import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { pipelines } from '../../api';
import { report } from '../../core/errors';
import { chartOf, checkKnown, checkLabel, checkOneOf, checkText, checkTextMap, propsOf } from '../../core/props';
import { shown } from '../../core/words';
import { PipelineDocuments } from './documents';
import { PipelineDefinition } from './pipeline-definition';

/** Props of {@link Pipeline}. */
export interface PipelineProps {
  /** What {@link pipeline} made. */
  readonly definition: PipelineDefinition;
  /** Name of the pipeline in KFP, and of the object. @default - that of the definition */
  readonly name?: string;
  /** Namespace of the pipeline. @default - the chart's */
  readonly namespace?: string;
  /**
   * Where KFP keeps pipelines: `kubernetes`, as objects of its own kinds, or `database`. There, a ConfigMap holds the
   * file `pipeline.yaml`, for whoever uploads it.
   * @default 'kubernetes'
   */
  readonly store?: 'kubernetes' | 'database';
  /** Name in the UI. @default - that of the definition */
  readonly displayName?: string;
  /** What it does. @default - that of the definition */
  readonly description?: string;
  /** Name of this version in the UI. @default - the name of the object, which ends in a hash of the content */
  readonly versionDisplayName?: string;
  /** Address of the sources. Only with the store `kubernetes`. @default - none */
  readonly codeSourceUrl?: string;
  /** Labels of the objects. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the objects. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

const known: Record<keyof PipelineProps, true> = {
  ...{ definition: true, name: true, namespace: true, store: true, displayName: true, description: true },
  ...{ versionDisplayName: true, codeSourceUrl: true, labels: true, annotations: true },
};

/** Bytes of an object that the API server takes: what etcd takes, less the record of who set which field. */
const mostBytes = 2 ** 20;

/** Label of ConfigMaps with a pipeline, whose value is its name. */
const pipelineLabel = 'keelson/pipeline';

/**
 * A pipeline in a cluster, with the version that the program writes.
 *
 * A version cannot be changed, so its name ends in a hash of its content: another content is another object, and the
 * old one stays with its runs. Deleting the Pipeline deletes all of them.
 * @see https://www.kubeflow.org/docs/components/pipelines/operator-guides/api-server-kubernetes-native/
 */
export class Pipeline extends Construct {
  /** Name of the pipeline in KFP. */
  readonly name: string;
  /** Namespace of the pipeline; `undefined` where neither the pipeline nor its chart names one. */
  readonly namespace: string | undefined;
  /** Name of this version, which changes with its content. */
  readonly versionName: string;
  /** The objects: Pipeline and PipelineVersion, or a ConfigMap. */
  readonly resources: readonly ApiObject[];

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const chart = chartOf(this);
    const given: Partial<PipelineProps> = propsOf(this, props);
    checkKnown(this, given as PipelineProps, known);
    const definition: unknown = given.definition;
    const documents = documentsFor(this, definition);
    this.name = given.name ?? (definition instanceof PipelineDefinition ? definition.name : id);
    this.namespace = given.namespace ?? chart.namespace;
    const yaml = definition instanceof PipelineDefinition && documents !== undefined ? definition.toYaml() : '';
    this.versionName = `${this.name}-${createHash('sha256').update(yaml).digest('hex').slice(0, 10)}`;
    this.check(given, yaml);
    this.resources =
      documents === undefined
        ? []
        : given.store === 'database'
          ? [this.configMap(given, yaml)]
          : this.versioned(given, documents);
  }

  private versioned(given: Partial<PipelineProps>, { spec, platform }: PipelineDocuments): ApiObject[] {
    const { displayName, description } = this.texts(given);
    const metadata = { namespace: this.namespace, labels: { ...given.labels }, annotations: { ...given.annotations } };
    const named = new pipelines.Pipeline(this, 'Resource', {
      metadata: { ...metadata, name: this.name },
      spec: { displayName, description },
    });
    const version = new pipelines.PipelineVersion(this, 'Version', {
      metadata: { ...metadata, name: this.versionName },
      spec: {
        pipelineName: this.name,
        displayName: given.versionDisplayName,
        description,
        codeSourceURL: given.codeSourceUrl,
        pipelineSpec: spec,
        platformSpec: platform,
      },
    });
    // The webhook of versions asks for their pipeline.
    version.node.addDependency(named);
    return [named, version];
  }

  private configMap(given: Partial<PipelineProps>, yaml: string): ApiObject {
    const { displayName, description } = this.texts(given);
    const texts = { displayName, description, version: this.versionName, versionDisplayName: given.versionDisplayName };
    const annotations = Object.entries(texts).flatMap(([field, text]): [string, string][] =>
      text === undefined ? [] : [[`keelson/${field}`, text]],
    );
    return new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: `pipeline-${this.name}`,
        namespace: this.namespace,
        labels: { ...given.labels, [pipelineLabel]: this.name },
        annotations: { ...given.annotations, ...Object.fromEntries(annotations) },
      },
      data: { 'pipeline.yaml': yaml },
    });
  }

  private texts({ definition, displayName, description }: Partial<PipelineProps>): {
    readonly displayName: string | undefined;
    readonly description: string | undefined;
  } {
    const options = definition?.runs.options;
    return {
      displayName: displayName ?? options?.displayName,
      description: description ?? options?.description,
    };
  }

  private check(given: Partial<PipelineProps>, yaml: string): void {
    checkLabel(this, 'name', this.name);
    checkLabel(this, 'namespace', this.namespace);
    checkOneOf(this, 'store', given.store, ['kubernetes', 'database']);
    for (const prop of ['displayName', 'description', 'versionDisplayName', 'codeSourceUrl'] as const) {
      checkText(this, prop, given[prop]);
    }
    checkTextMap(this, 'labels', given.labels);
    checkTextMap(this, 'annotations', given.annotations);
    if (given.store === 'database' && given.codeSourceUrl !== undefined) {
      report(
        this,
        '"codeSourceUrl" is given, but a ConfigMap has no place for it; leave it out, or use the store "kubernetes"',
      );
    }
    const bytes = Buffer.byteLength(yaml);
    if (bytes > mostBytes) {
      report(
        this,
        `"definition" makes an object of ${bytes} bytes, of which the API server takes ${mostBytes}; split the pipeline, or put sources of Python into images`,
      );
    }
  }
}

/** The documents of a pipeline. What is wrong with it is reported. */
function documentsFor(scope: Construct, definition: unknown): PipelineDocuments | undefined {
  if (!(definition instanceof PipelineDefinition)) {
    report(scope, `"definition" is ${shown(definition)}, must be what the function "pipeline" made`);
    return undefined;
  }
  for (const { path, message } of definition.problems) report(scope, `${path}: ${message.slice(path.length + 3)}`);
  return definition.problems.length > 0 ? undefined : definition.compile();
}
