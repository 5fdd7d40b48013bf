import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { App } from '../../core/app';
import { BringsKind, KubernetesObject } from '../../core/manifest';
import { crdSpec } from './crd';
import { KindDefinition } from './kind';

/** Props of a custom resource. */
export interface CustomResourceProps<Spec> {
  /**
   * Name, namespace, labels and annotations.
   * @default - a name made from the construct's path, and the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;
  readonly spec: Spec;
}

/** An object of a kind that `lib/api` defines. It is checked against the definition at synth. */
export class CustomResource<Spec> extends ApiObject implements BringsKind {
  readonly checkedKind: KindDefinition;
  private readonly dropNamespace: boolean;

  constructor(scope: Construct, id: string, definition: KindDefinition, given: CustomResourceProps<Spec>) {
    // A raw object of the API without props still has its kind's checks to say what is missing.
    const props: Partial<CustomResourceProps<Spec>> = typeof given === 'object' ? given : {};
    const { apiVersion, kind } = definition;
    const object = { apiVersion, kind, metadata: props.metadata, spec: props.spec };
    super(scope, id, object);
    this.checkedKind = definition;
    // cdk8s gives every object its chart's namespace, also those that stand outside of namespaces.
    this.dropNamespace = !definition.namespaced && props.metadata?.namespace === undefined;
    // Keelson's own app checks all objects at once; a plain cdk8s app asks each construct.
    if (!(this.node.root instanceof App)) {
      this.node.addValidation({ validate: () => definition.validate(this.toJson()) });
    }
  }

  override toJson(): KubernetesObject {
    const json = super.toJson() as { metadata: { namespace?: string } } & KubernetesObject;
    if (this.dropNamespace) delete json.metadata.namespace;
    return json;
  }
}

/** The CustomResourceDefinition that installs a kind. */
export class CustomResourceDefinition extends ApiObject implements BringsKind {
  readonly checkedKind: KindDefinition;

  constructor(scope: Construct, definition: KindDefinition) {
    const given = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: definition.crdName },
      spec: crdSpec(definition),
    };
    super(scope, definition.crdName, given);
    this.checkedKind = definition;
  }
}
