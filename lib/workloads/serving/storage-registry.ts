import { Construct } from 'constructs';
import type { IModelRegistry } from '../../core/capabilities';
import { report } from '../../core/errors';
import { checkBoolean, checkKnown, checkObject, propsOf } from '../../core/props';
import { shown } from '../../core/words';
import type { Storage } from './storage';
import { BindPlace, checkName, StoragePlace, StorageRequest } from './storage-place';

/** Options of `Storage.registry`. One of `version` and `latest` says which version is loaded. */
export interface RegistryOptions {
  /** Name of the registered model. */
  readonly model: string;
  /** Name of the version. */
  readonly version?: string;
  /**
   * Takes the version that was registered last when a pod starts, so that pods of one service may serve different versions.
   * @default false
   */
  readonly latest?: boolean;
  /**
   * Where the versions of the model lie, for what lets the pods in there: `Storage.s3({ bucket, credentials })`. The place
   * itself is the registry's to say: paths, and the name of the bucket, do not count. The release loads models of S3, of
   * Google Cloud Storage and of web servers.
   * @default - everybody may read it, or the ServiceAccount of the program says who may
   */
  readonly store?: Storage;
  /**
   * The registry: the ModelRegistry component, or the address of one.
   * @default { url: 'http://model-registry-service.kubeflow.svc:8080' }
   */
  readonly registry?: IModelRegistry | { readonly url: `http://${string}` };
}

const known: Record<keyof RegistryOptions, true> = {
  model: true,
  version: true,
  latest: true,
  store: true,
  registry: true,
};

const defaultUrl = 'http://model-registry-service.kubeflow.svc:8080';

// The container brings KServe's own Go package for storage, which knows less than its default container does.
// https://github.com/kubeflow/model-registry/tree/v0.3.8/cmd/csi
const loadable = /^(s3|gs|https?):\/\//;

// The container splits the URI at slashes and at "?", and decodes nothing of it.
const namePattern = /^[^\s/?#%]{1,191}$/;

/**
 * A version of a registered model. The URI always names the registry: the container takes a first part that it does not
 * know for a server, and would ask one that has the model's name.
 * @param storageOf gives what is a Storage, and nothing for anything else
 */
export function registryPlace(options: RegistryOptions, storageOf: (value: unknown) => Storage | undefined): BindPlace {
  return (scope, request) => {
    const given = propsOf(scope, options);
    const { prop } = request;
    checkKnown(scope, given, known);
    const rule = 'a name without spaces, "/", "?", "#" and "%", which KServe reads as something else';
    const model = checkName(scope, `${prop}.model`, given.model, namePattern, rule) ? given.model : 'missing';
    const version = versionOf(scope, request, given, rule);
    const parts = [addressOf(scope, request, given.registry), model, ...(version === undefined ? [] : [version])];
    return { ...credentialsOf(scope, request, given.store, storageOf), uri: `model-registry://${parts.join('/')}` };
  };
}

function versionOf(
  scope: Construct,
  { prop }: StorageRequest,
  { version, latest }: Partial<RegistryOptions>,
  rule: string,
): string | undefined {
  checkBoolean(scope, `${prop}.latest`, latest);
  if (version === undefined) {
    if (latest !== true) {
      report(
        scope,
        `"${prop}" names no version of the model; give "version", or "latest: true" to load whichever is the newest when a pod starts`,
      );
    }
    return undefined;
  }
  if (latest === true) {
    report(scope, `"${prop}" has "version" and "latest", which exclude each other; keep one`);
  }
  return checkName(scope, `${prop}.version`, version, namePattern, rule) ? version : 'missing';
}

/** The registry as it stands in the URI: host and port. */
function addressOf(scope: Construct, { prop }: StorageRequest, registry: RegistryOptions['registry']): string {
  if (registry !== undefined && !checkObject(scope, `${prop}.registry`, registry)) return 'missing';
  const { url = defaultUrl } = (registry ?? {}) as { readonly url?: unknown };
  if (registry !== undefined && 'serving' in registry && registry.uriScheme === undefined) {
    report(
      scope,
      `"${prop}.registry" is a registry whose models KServe cannot load; give KServe to "modelServing" of ModelRegistry`,
    );
  }
  const address = /^http:\/\/([a-zA-Z0-9.-]+:\d{1,5})\/?$/.exec(typeof url === 'string' ? url : '')?.[1];
  if (address !== undefined) return address;
  report(
    scope,
    `"${prop}.registry.url" is ${shown(url)}, must be the address of a registry with its port and without a path, such as "${defaultUrl}"`,
  );
  return 'missing';
}

function credentialsOf(
  scope: Construct,
  request: StorageRequest,
  given: Storage | undefined,
  storageOf: (value: unknown) => Storage | undefined,
): Omit<StoragePlace, 'uri'> {
  if (given === undefined) return {};
  const prop = `${request.prop}.store`;
  const store = storageOf(given);
  if (store === undefined) {
    const example = "Storage.s3({ bucket: 'models', credentials })";
    report(scope, `"${prop}" is ${shown(given)}, must be a Storage such as ${example}`);
    return {};
  }
  const { uri, ...access } = store.bind(scope, { ...request, prop });
  if (!loadable.test(uri)) {
    report(
      scope,
      `"${prop}" is ${shown(uri)}, from where the registry's container loads nothing; it loads from S3, Google Cloud Storage and web servers`,
    );
  }
  return access;
}
