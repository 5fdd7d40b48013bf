import { k8s } from 'cdk8s-plus-27';
import { accessKey, secretKey } from '../../lib/core/object-store-request';
import { ResourceList } from '../../lib/core/quantity';
import { keysFolder, runFolder, volumeFolder } from './server-script';
import { memoryGoal } from './sizing';

/** Names of the Secrets with keys, by the name of the consumer. */
type Secrets = ReadonlyMap<string, string>;

/** The server's volumes: the claim, and the Secret of each consumer. */
export function serverVolumes(secrets: Secrets): k8s.Volume[] {
  const items = [accessKey, secretKey].map((key) => ({ key, path: key }));
  return [
    { name: 'data', persistentVolumeClaim: { claimName: 'seaweedfs' } },
    { name: 'run', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('4Mi') } },
    { name: 'tmp', emptyDir: {} },
    ...[...secrets].map(([name, secretName]) => ({ name: `keys-${name}`, secret: { secretName, items } })),
  ];
}

/** Where the server finds its volumes. */
export function serverMounts(secrets: Secrets): k8s.VolumeMount[] {
  return [
    { name: 'data', mountPath: volumeFolder },
    { name: 'run', mountPath: runFolder },
    { name: 'tmp', mountPath: '/tmp' },
    ...[...secrets.keys()].map((name) => ({
      name: `keys-${name}`,
      mountPath: `${keysFolder}/${name}`,
      readOnly: true,
    })),
  ];
}

/** Environment of the server, as its configuration files are too: `WEED_` and the path of a setting. */
export function serverEnvironment(limits: ResourceList): k8s.EnvVar[] {
  return [
    { name: 'GOMEMLIMIT', value: memoryGoal(limits) },
    // Files that are opened at once for new objects. Upstream's seven would fill small volumes with half-empty ones.
    { name: 'WEED_MASTER_VOLUME_GROWTH_COPY_1', value: '1' },
    { name: 'HOME', value: '/tmp' },
  ];
}
