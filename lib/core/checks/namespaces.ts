import { CheckedKind, groupKind, identity, Manifest, ManifestProblem } from '../manifest';
import { Platform } from '../platform';
import { listed, shown, suggestion } from '../words';

// Kubernetes' own kinds that stand outside of namespaces. Custom kinds are not judged here: their definition knows.
const clusterKinds = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'CustomResourceDefinition.apiextensions.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'APIService.apiregistration.k8s.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
  'IngressClass.networking.k8s.io',
  'PriorityClass.scheduling.k8s.io',
  'RuntimeClass.node.k8s.io',
  'StorageClass.storage.k8s.io',
  'CSIDriver.storage.k8s.io',
]);

/** Every namespace that objects stand in is either made by the platform or declared as existing. */
export function checkNamespaces(
  platform: Platform,
  manifests: readonly Manifest[],
  kinds: readonly CheckedKind[],
): ManifestProblem[] {
  const namespaced = new Set(
    kinds.filter((kind) => kind.namespaced).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`),
  );
  const made = manifests.filter(({ object }) => object.kind === 'Namespace').map(({ object }) => object.metadata.name);
  const known = new Set([...made, ...platform.existingNamespaces, 'default', 'kube-system', 'kube-public']);
  return manifests.flatMap((manifest) => {
    const { object } = manifest;
    const namespace = object.metadata.namespace;
    if (namespace !== undefined) {
      if (known.has(namespace)) return [];
      const hint = suggestion(namespace, [...known]) || `, known are ${listed([...known])}`;
      return [
        {
          manifest,
          message: `${identity(object)} is in the namespace ${shown(namespace)}, which the platform does not know${hint}; add it with "platform.addNamespace" or name it in "existingNamespaces"`,
        },
      ];
    }
    const wanted =
      namespaced.has(`${object.apiVersion}/${object.kind}`) ||
      (isKubernetesKind(object.apiVersion) && !clusterKinds.has(groupKind(object)));
    if (!wanted) return [];
    return [{ manifest, message: `${identity(object)} has no namespace; set "namespace" on it or on its chart` }];
  });
}

const kubernetesGroups = new Set([
  'apps',
  'autoscaling',
  'batch',
  'policy',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'coordination.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

function isKubernetesKind(apiVersion: string): boolean {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined || kubernetesGroups.has(group);
}
