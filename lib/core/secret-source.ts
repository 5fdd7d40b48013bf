import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { report } from './errors';
import { GeneratedSecret } from './generated-secret';
import { checkLabel, checkOneOf, checkText, checkTextMap, propsOf } from './props';
import { listed, shown } from './words';

/** Marks a Secret that is there without standing in the output, for the check of references. */
export const boundSecret = 'keelson:secret';

/** What a consumer needs of a secret. */
export interface SecretRequest {
  /** Name of the Secret, where the source makes one. */
  readonly name: string;
  readonly namespace: string;
  /** Keys that the consumer reads. */
  readonly keys: readonly string[];
  /**
   * Further keys that the consumer reads, with what a source that makes the Secret writes there: values that are no
   * secrets, such as the name of a user. Where somebody else has made the Secret, they may be others.
   * @default - none
   */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Whether somebody else issues the values, so that none can be made up. @default false */
  readonly issued?: boolean;
  /** Further namespaces that need a Secret of the same name with the same values. @default - none */
  readonly copies?: readonly string[];
}

/** Options of {@link SecretSource.external}. */
export interface ExternalSecretOptions {
  /** Name of the store, which whoever runs External Secrets has set up. */
  readonly store: string;
  /** @default 'ClusterSecretStore' */
  readonly storeKind?: 'ClusterSecretStore' | 'SecretStore';
  /** For each key of the Secret, the name of its value in the store. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Where a secret value comes from. No source ever puts a value into code or output.
 */
export abstract class SecretSource {
  /** Generated once, in the cluster, at random. It stays as it is when the platform is applied again. */
  static generated(): SecretSource {
    return new Generated();
  }

  /** A Secret that is there already, in the consumer's namespace, with the keys that the consumer reads. */
  static existing(name: string): SecretSource {
    return new Existing(name);
  }

  /**
   * Fetched by External Secrets from a store such as a cloud's secret manager.
   * @see https://external-secrets.io
   */
  static external(options: ExternalSecretOptions): SecretSource {
    return new External(options);
  }

  /**
   * Makes what the source needs within `scope`.
   * @returns the name of the Secret to read
   */
  abstract bind(scope: Construct, request: SecretRequest): string;
}

class Existing extends SecretSource {
  constructor(private readonly name: string) {
    super();
  }

  bind(scope: Construct, { namespace, copies = [] }: SecretRequest): string {
    if (typeof this.name !== 'string' || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(this.name)) {
      report(scope, `"secret" is ${shown(this.name)}, must be the name of a Secret`);
      return 'missing';
    }
    for (const each of [namespace, ...copies]) {
      scope.node.addMetadata(boundSecret, { namespace: each, name: this.name });
    }
    return this.name;
  }
}

class Generated extends SecretSource {
  bind(scope: Construct, request: SecretRequest): string {
    const { issued = false, ...secret } = request;
    if (issued || request.keys.length === 0) {
      report(
        scope,
        '"secret" cannot be generated, because it must hold what somebody else has issued; use an existing or an external one',
      );
      return request.name;
    }
    return new GeneratedSecret(scope, `secret-${request.name}`, secret).secretName;
  }
}

class External extends SecretSource {
  constructor(private readonly options: ExternalSecretOptions) {
    super();
  }

  bind(scope: Construct, { name, namespace, keys, fixed = {}, copies = [] }: SecretRequest): string {
    const { store, storeKind = 'ClusterSecretStore', values = {} } = propsOf(scope, this.options);
    checkLabel(scope, 'secret', name);
    checkText(scope, 'store', store ?? null);
    checkOneOf(scope, 'storeKind', storeKind, ['ClusterSecretStore', 'SecretStore']);
    checkTextMap(scope, 'values', values);
    if (Object.keys(values).length === 0)
      report(scope, '"values" is empty; say which keys the Secret gets, and from where');
    const missing = [...Object.keys(fixed), ...keys].filter((key) => values[key] === undefined);
    if (missing.length > 0) {
      report(scope, `"values" of the external secret lacks ${listed(missing)}; say what they are called in the store`);
    }
    const spec = {
      secretStoreRef: { kind: storeKind, name: store },
      target: { name },
      data: Object.entries(values).map(([secretKey, key]) => ({ secretKey, remoteRef: { key } })),
    };
    [namespace, ...copies].forEach((each, index) => {
      scope.node.addMetadata(boundSecret, { namespace: each, name });
      const metadata = { name, namespace: each };
      const given = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata, spec };
      new ApiObject(scope, `secret-${name}${index === 0 ? '' : `-${each}`}`, given);
    });
    return name;
  }
}
