import * as pulumi from '@pulumi/pulumi';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { report } from '../core/errors';
import { isOutput, tokenFor } from '../core/outputs';
import { SecretRequest, SecretSource } from '../core/secret-source';
import { listed, shown } from '../core/words';
import { asString, DeferredOutput } from './outputs';
import { RandomValue } from './random-value';

/**
 * Values that Pulumi knows, such as those of `pulumi config set --secret` or of a database that the same program makes.
 * They stand in the stack's state encrypted, and in the cluster as a Secret.
 *
 * ```ts
 * const config = new pulumi.Config();
 * new Mysql(platform, 'mysql', { password: () => pulumiSecret({ password: config.requireSecret('mysqlPassword') }) });
 * ```
 * @param values for each key of the Secret, its value; one that is no Output is refused, because then it stands in the code
 */
export function pulumiSecret(values: Readonly<Record<string, pulumi.Output<string>>>): SecretSource {
  return new FromValues(values);
}

/**
 * Random values, made once when the stack first needs them: 32 random bytes in base64 for each key. They stand in the
 * stack's state encrypted, and in the cluster as a Secret. Where the state is lost, they are made anew.
 */
export function generatedByPulumi(): SecretSource {
  return new FromState();
}

class FromValues extends SecretSource {
  constructor(private readonly values: Readonly<Record<string, pulumi.Output<string>>>) {
    super();
  }

  bind(scope: Construct, request: SecretRequest): string {
    const missing = request.keys.filter((key) => !Object.hasOwn(this.values, key));
    if (missing.length > 0) report(scope, `the Pulumi secret lacks ${listed(missing)}; say what values they have`);
    const plain = Object.keys(this.values).filter((key) => !isOutput(this.values[key]));
    if (plain.length > 0) {
      report(
        scope,
        `the Pulumi secret has plain values for ${listed(plain)}, which would stand in the code; take them from config.requireSecret()`,
      );
    }
    const right = Object.entries(this.values).filter(([, value]) => isOutput(value));
    const known = Object.fromEntries(right.map(([key, value]) => [key, asString(value)]));
    return addSecrets(scope, request, { ...fixedOf(request), ...known });
  }
}

class FromState extends SecretSource {
  bind(scope: Construct, request: SecretRequest): string {
    if (request.issued || request.keys.length === 0) {
      report(scope, `the secret ${shown(request.name)} must hold what somebody else has issued; use pulumiSecret()`);
    }
    const at = `${scope.node.path}/${request.name}`;
    const values = request.keys.map((key) => {
      const made = new DeferredOutput((options) => new RandomValue(`${at}/${key}`, options).value);
      return [key, tokenFor(made)];
    });
    const random = Object.fromEntries(values) as Record<string, string>;
    return addSecrets(scope, request, { ...fixedOf(request), ...random });
  }
}

/** What is no secret. Within a Secret, the checks let through nothing but outputs. */
function fixedOf({ fixed = {} }: SecretRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(fixed).map(([key, value]) => [key, asString(pulumi.output(value))]));
}

/** The Secret, and the same one in each further namespace. */
function addSecrets(scope: Construct, request: SecretRequest, stringData: Record<string, string>): string {
  const { name, namespace, copies = [] } = request;
  for (const each of new Set([namespace, ...copies])) {
    const id = each === namespace ? `secret-${name}` : `secret-${name}-${each}`;
    new k8s.KubeSecret(scope, id, { metadata: { name, namespace: each }, stringData });
  }
  return name;
}
