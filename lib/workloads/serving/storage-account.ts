import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { report } from '../../core/errors';
import { shown } from '../../core/words';
import { Storage } from './storage';
import { StoragePlace } from './storage-place';

/** Whose pods load the model. */
export interface StorageUser {
  /** The prop that names the storage, for messages. */
  readonly prop: string;
  /** Name of the Deployment of the pods, which the ServiceAccount and Secrets take on. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** ServiceAccount that the program names itself. */
  readonly serviceAccountName: string | undefined;
}

/** A model's place, with the ServiceAccount that may read it. */
export interface ReadableStorage extends StoragePlace {
  /** @default - the one that the program names, or that of the namespace */
  readonly account?: k8s.KubeServiceAccount;
}

/** Checks where a model is, and makes the ServiceAccount from which KServe takes credentials. */
export function readStorage(
  scope: Construct,
  storage: Storage | undefined,
  user: StorageUser,
): ReadableStorage | undefined {
  const { prop, name, serviceAccountName } = user;
  if (!(storage instanceof Storage)) {
    const example = "Storage.s3({ bucket: 'models', path: 'iris', credentials })";
    report(scope, `"${prop}" is ${shown(storage)}, must be a Storage such as ${example}`);
    return undefined;
  }
  const ownAccount = serviceAccountName !== undefined;
  const namespace = user.namespace ?? 'default';
  const place = storage.bind(scope, { prop, name, namespace, ownAccount });
  const { secrets = [], accountAnnotations: annotations = {} } = place;
  if (secrets.length === 0 && Object.keys(annotations).length === 0) return place;
  if (ownAccount) {
    report(
      scope,
      `"serviceAccountName" is ${shown(serviceAccountName)}, but "${prop}" brings a ServiceAccount of its own; leave one of them out, or move what says who may read it to that ServiceAccount`,
    );
    return place;
  }
  const account = new k8s.KubeServiceAccount(scope, `${prop.split('.')[0] ?? ''}-account`, {
    metadata: {
      name,
      ...(user.namespace === undefined ? {} : { namespace: user.namespace }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    ...(secrets.length === 0 ? {} : { secrets: secrets.map((secret) => ({ name: secret })) }),
  });
  return { ...place, account };
}
