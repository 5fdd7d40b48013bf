import * as pulumi from '@pulumi/pulumi';
import { KubernetesObject } from '../core/manifest';

/**
 * One object of the Kubernetes API as a Pulumi resource. It is of the same type as the classes of `@pulumi/kubernetes`,
 * such as `kubernetes:apps/v1:Deployment`, and custom resources are no different from others.
 * @see https://www.pulumi.com/registry/packages/kubernetes/
 */
export class KubernetesResource extends pulumi.CustomResource {
  declare readonly apiVersion: pulumi.Output<string>;
  declare readonly kind: pulumi.Output<string>;
  declare readonly metadata: pulumi.Output<KubernetesObject['metadata']>;
  /** What controllers say of the object, as it was when the provider stopped waiting. */
  declare readonly status: pulumi.Output<unknown>;

  /**
   * @param name name of the resource in the stack
   * @param object the object, in which any value may be an Output
   */
  constructor(name: string, object: KubernetesObject, options: pulumi.CustomResourceOptions) {
    super(resourceType(object), name, { ...object, status: undefined }, options);
  }

  /**
   * The resource once it has ended well, for others to depend on.
   * @param check throws where the status says otherwise; the program fails then
   */
  endedWell(check: (status: unknown) => void): pulumi.Output<this> {
    return this.status.apply((status) => {
      check(status);
      return this;
    });
  }
}

/** The type token of an object's kind. */
export function resourceType({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): string {
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
