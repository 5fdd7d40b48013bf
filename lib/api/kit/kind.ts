import { CheckedKind, KubernetesObject } from '../../core/manifest';
import { listed } from '../../core/words';
import { Rule, Schema } from './schema';
import { validate } from './validate';

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
  /** 1 shows the column with `-o wide` alone. @default 0 */
  readonly priority?: number;
}

/** Where `kubectl scale` and autoscalers find the number of pods, as paths of fields. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath: string;
}

/** What defines a kind. Its static type, its CRD, its construct and its validation all come from this. */
export interface KindOptions {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly names: {
    readonly plural: string;
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  };
  readonly namespaced: boolean;
  readonly description: string;
  /** @default - the kind has no `spec`, but other fields */
  readonly spec?: Schema;
  /** A kind with a status gets the status subresource. */
  readonly status?: Schema;
  /** A kind with paths gets the scale subresource. */
  readonly scale?: ScalePaths;
  readonly columns?: readonly PrinterColumn[];
  /**
   * Whether the API server keeps fields that the definition does not name, wherever they stand, as it does where
   * upstream's own CRD has no schema: nothing that another version of the controllers writes gets lost. Programs are
   * still told of fields that do not exist.
   * @default false
   */
  readonly keepsUnknownFields?: boolean;
  /** Fields beside `spec` and `status`. @default - none */
  readonly otherFields?: Readonly<Record<string, Schema>>;
  /** Rules over the whole object. The API server shows them `metadata.name` and nothing else of the metadata. */
  readonly rules?: readonly Rule[];
}

/** One kind of one API group. */
export class KindDefinition implements CheckedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly names: KindOptions['names'];
  readonly namespaced: boolean;
  readonly description: string;
  readonly spec?: Schema;
  readonly status?: Schema;
  readonly scale?: ScalePaths;
  readonly columns?: readonly PrinterColumn[];
  readonly keepsUnknownFields: boolean;
  readonly otherFields: Readonly<Record<string, Schema>>;
  readonly rules: readonly Rule[];

  constructor(options: KindOptions) {
    this.group = options.group;
    this.version = options.version;
    this.kind = options.kind;
    this.names = options.names;
    this.namespaced = options.namespaced;
    this.description = options.description;
    this.spec = options.spec;
    this.status = options.status;
    this.scale = options.scale;
    this.columns = options.columns;
    this.keepsUnknownFields = options.keepsUnknownFields ?? false;
    this.otherFields = options.otherFields ?? {};
    this.rules = options.rules ?? [];
  }

  /** For example `trainer.kubeflow.org/v1alpha1`. */
  get apiVersion(): string {
    return `${this.group}/${this.version}`;
  }

  /** Name of the CustomResourceDefinition, for example `trainjobs.trainer.kubeflow.org`. */
  get crdName(): string {
    return `${this.names.plural}.${this.group}`;
  }

  /** All that is wrong with an object of this kind. */
  validate(object: KubernetesObject): string[] {
    const others = Object.entries(this.otherFields);
    const fields = [
      'metadata',
      ...(this.spec === undefined ? [] : ['spec']),
      ...(this.status === undefined ? [] : ['status']),
      ...others.map(([name]) => name),
    ];
    const problems = Object.entries(object)
      .filter(([name]) => !['apiVersion', 'kind', ...fields].includes(name))
      .map(([name]) => `"${name}" is not a field of this kind, there are ${listed(fields)}`);
    for (const [name, schema] of Object.entries({ spec: this.spec, status: this.status, ...this.otherFields })) {
      if (schema === undefined) continue;
      const value = (object as Partial<Record<string, unknown>>)[name];
      if (schema.isRequired === true && value === undefined) problems.push(`"${name}" is missing, and is required`);
      problems.push(...validate(schema, value, name));
    }
    if (!this.namespaced && object.metadata.namespace !== undefined) {
      problems.push(
        `"metadata.namespace" is "${object.metadata.namespace}", must be left out: a ${this.kind} stands outside of namespaces`,
      );
    }
    if (typeof object.metadata.name !== 'string') return problems;
    for (const rule of this.rules) {
      if (rule.holds === undefined || rule.holds(object as never)) continue;
      problems.push(`"metadata.name" is "${object.metadata.name}": ${rule.message}`);
    }
    return problems;
  }
}
