import { kserve } from '../../lib/api';
import { Component, Gate, IModelServing, Stage } from '../../lib/core';
import { images, user } from './version';

/**
 * The container that KServe loads registered models with. It asks the registry where the version of a model lies, and
 * fetches it from there.
 * @param address the registry, `host:port`
 */
export function addStorageContainer(component: Component, serving: IModelServing, address: string): void {
  const stage = new Stage(component, 'storage-container', [serving.apiReady]);
  new kserve.ClusterStorageContainer(stage, 'storage-initializer', {
    metadata: { name: 'model-registry-storage-initializer' },
    spec: {
      container: {
        name: 'storage-initializer',
        image: component.image(images.storageInitializer),
        imagePullPolicy: component.platform.images.pullPolicy,
        env: [
          { name: 'MODEL_REGISTRY_BASE_URL', value: address },
          { name: 'MODEL_REGISTRY_SCHEME', value: 'http' },
        ],
        resources: { requests: { cpu: '100m', memory: '100Mi' }, limits: { cpu: '1', memory: '1Gi' } },
        // KServe adds none, and a namespace that enforces `restricted` would refuse the pods.
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          privileged: false,
          runAsNonRoot: true,
          runAsUser: user,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      },
      supportedUriFormats: [{ prefix: 'model-registry://' }],
      workloadType: 'initContainer',
    },
  });
}

/** Whether something is what {@link IModelServing} says. */
export function isModelServing(value: unknown): value is IModelServing {
  const { apiReady, serving } = (typeof value === 'object' && value !== null ? value : {}) as Partial<IModelServing>;
  return apiReady instanceof Gate && serving instanceof Gate;
}
