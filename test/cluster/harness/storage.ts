import type { DaemonOptions } from './daemon';

/** The controller manager's own provisioner for tests; it makes a folder per volume. */
const PROVISIONER = 'kubernetes.io/host-path';
const FOLDER = '/tmp/hostpath_pv';

/** The class of claims that name none. */
export function defaultStorageClass(): object {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: PROVISIONER,
  };
}

/**
 * Lets pods that are not root write to their volumes. The provisioner makes folders that only root can enter, and `fsGroup`
 * has no effect on this kind of volume; storage of the cloud has neither limit.
 */
export function volumePermissions(): DaemonOptions {
  const script = `mkdir -p ${FOLDER}; while :; do chmod -f 0777 ${FOLDER}/*; sleep 0.1; done`;
  return { name: 'volume-permissions', command: 'sh', args: ['-c', script] };
}
