import { createHash } from 'node:crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { pipelines } from '../../api';
import { report } from '../../core/errors';
import { chartOf, checkKnown, checkLabel, checkOneOf, checkText, checkTextMap, propsOf } from '../../core/props';
import { shown } from '../../core/words';
import { PipelineDocuments } from './documents';
import { ComponentInputs } from './interface';
import { PipelineDefinition } from './pipeline-definition';

/** Props of {@link Pipeline}. */
export interface PipelineProps<I extends ComponentInputs = ComponentInputs> {
  /** What {@link pipeline} made. */
  readonly definition: PipelineDefinition<I>;
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
export class Pipeline<I extends ComponentInputs = ComponentInputs> extends Construct {
  /** The pipeline itself. */
  readonly definition: PipelineDefinition<I>;
  /** Name of the pipeline in KFP. */
  readonly pipelineName: string;
  /** Namespace of the pipeline; `undefined` where neither the pipeline nor its chart names one. */
  readonly namespace: string | undefined;
  /** Name of this version, which changes with its content. */
  readonly versionName: string;
  /** Name in the UI, if it has one. */
  readonly displayName: string | undefined;
  /** What it does, if that is said. */
  readonly description: string | undefined;
  /** The ConfigMap that holds it, and the key in it; `undefined` with the store `kubernetes`. */
  readonly configMap: { readonly name: string; readonly key: string } | undefined;
  /** The objects: Pipeline and PipelineVersion, or a ConfigMap. */
  readonly resources: readonly ApiObject[];

  constructor(scope: Construct, id: string, props: PipelineProps<I>) {
    super(scope, id);
    const chart = chartOf(this);
    const given: Partial<PipelineProps<I>> = propsOf(this, props);
    checkKnown(this, given as PipelineProps, known);
    const definition: unknown = given.definition;
    const documents = documentsFor(this, definition);
    // What is wrong with it has been said.
    this.definition = definition as PipelineDefinition<I>;
    this.pipelineName = given.name ?? (definition instanceof PipelineDefinition ? definition.name : id);
    this.namespace = given.namespace ?? chart.namespace;
    const yaml = definition instanceof PipelineDefinition && documents !== undefined ? definition.toYaml() : '';
    this.versionName = `${this.pipelineName}-${createHash('sha256').update(yaml).digest('hex').slice(0, 10)}`;
    const options = definition instanceof PipelineDefinition ? definition.runs.options : undefined;
    this.displayName = given.displayName ?? options?.displayName;
    this.description = given.description ?? options?.description;
    this.configMap =
      given.store === 'database' ? { name: `pipeline-${this.pipelineName}`, key: 'pipeline.yaml' } : undefined;
    this.check(given, yaml);
    if (documents === undefined) this.resources = [];
    else if (this.configMap === undefined) this.resources = this.versioned(given, documents);
    else this.resources = [this.fileIn(this.configMap, given, yaml)];
  }

  private versioned(given: Partial<PipelineProps>, { spec, platform }: PipelineDocuments): ApiObject[] {
    const { displayName, description } = this;
    const metadata = {
      namespace: this.namespace,
      labels: { ...given.labels },
      annotations: { ...given.annotations },
    };
    const named = new pipelines.Pipeline(this, 'Resource', {
      metadata: { ...metadata, name: this.pipelineName },
      spec: { displayName, description },
    });
    const version = new pipelines.PipelineVersion(this, 'Version', {
      metadata: { ...metadata, name: this.versionName },
      spec: {
        pipelineName: this.pipelineName,
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

  private fileIn(
    { name, key }: { readonly name: string; readonly key: string },
    given: Partial<PipelineProps>,
    yaml: string,
  ): ApiObject {
    const { displayName, description } = this;
    const texts = { displayName, description, version: this.versionName, versionDisplayName: given.versionDisplayName };
    const annotations = Object.entries(texts).flatMap(([field, text]): [string, string][] =>
      text === undefined ? [] : [[`keelson/${field}`, text]],
    );
    return new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace: this.namespace,
        labels: { ...given.labels, [pipelineLabel]: this.pipelineName },
        annotations: { ...given.annotations, ...Object.fromEntries(annotations) },
      },
      data: { [key]: yaml },
    });
  }

  private check(given: Partial<PipelineProps>, yaml: string): void {
    checkLabel(this, 'name', this.pipelineName);
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
