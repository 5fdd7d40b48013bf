import { groupKind, identity, Manifest, ManifestProblem } from '../../lib/core/manifest';
import { listed, shown } from '../../lib/core/words';

/** The parts of an InferenceService that must fit what is installed. */
interface Service {
  readonly predictor?: {
    readonly model?: { readonly storageUri?: unknown };
    readonly storageUris?: readonly { readonly uri?: unknown }[];
  };
}

/**
 * What KServe's own pods cannot do in the namespaces of the platform. Its webhooks accept these objects, and their pods are
 * refused, or wait, after that.
 */
export function checkServing({
  modelcars,
}: {
  readonly modelcars: boolean;
}): (manifests: readonly Manifest[]) => ManifestProblem[] {
  return (manifests) => {
    const namespaces = manifests
      .filter(({ object }) => object.kind === 'Namespace')
      .map(({ object }) => object.metadata);
    const named = (label: string, value?: string): Set<string> =>
      new Set(
        namespaces
          .filter(({ labels }) => (value === undefined ? labels?.[label] !== undefined : labels?.[label] === value))
          .map(({ name }) => name),
      );
    const restricted = named('pod-security.kubernetes.io/enforce', 'restricted');
    const passedOver = named('control-plane');
    const loadsRegistered = manifests.some(({ object }) => loadsRegisteredModels(object));
    return manifests.flatMap((manifest) => {
      const { namespace = '' } = manifest.object.metadata;
      const name = identity(manifest.object);
      const kind = groupKind(manifest.object);
      const problems: string[] = [];
      if (kind === 'InferenceGraph.serving.kserve.io' && restricted.has(namespace)) {
        // https://github.com/kserve/kserve/blob/v0.16.0/pkg/controller/v1alpha1/inferencegraph/raw_ig.go
        problems.push(
          `${name} is in the namespace ${shown(namespace)}, which enforces "restricted", and KServe's pods of graphs lack a seccomp profile; put it in a namespace with "podSecurity" "baseline"`,
        );
      }
      if (kind === 'InferenceService.serving.kserve.io') {
        const spec = manifest.object.spec as Service | undefined;
        const images = urisOf(spec).filter((uri) => uri.startsWith('oci://'));
        if (images.length > 0 && !modelcars) {
          problems.push(
            `${name} has its model in ${listed(images)}, and KServe was told not to; set "storageInitializer.modelcar"`,
          );
        } else if (images.length > 0 && restricted.has(namespace)) {
          problems.push(
            `${name} has its model in ${listed(images)}, whose pods the namespace ${shown(namespace)} refuses, as it enforces "restricted"; put it in a namespace with "podSecurity" "baseline", or the model in other storage`,
          );
        }
        const registered = urisOf(spec).filter((uri) => uri.startsWith(registeredModels));
        if (registered.length > 0 && !loadsRegistered) {
          problems.push(
            `${name} has its model in ${listed(registered)}, which nothing in the platform loads; add a ModelRegistry, with KServe as its "modelServing"`,
          );
        }
        if (passedOver.has(namespace)) {
          problems.push(
            `${name} is in the namespace ${shown(namespace)}, which has the label "control-plane": KServe loads no models there; put it in another namespace`,
          );
        }
      }
      return problems.map((message) => ({ manifest, message }));
    });
  };
}

const registeredModels = 'model-registry://';

function loadsRegisteredModels(object: Manifest['object']): boolean {
  if (groupKind(object) !== 'ClusterStorageContainer.serving.kserve.io') return false;
  const { supportedUriFormats } = (object.spec ?? {}) as { readonly supportedUriFormats?: unknown };
  return JSON.stringify(supportedUriFormats ?? []).includes(registeredModels);
}

function urisOf(spec: Service | undefined): string[] {
  const several = Array.isArray(spec?.predictor?.storageUris) ? spec.predictor.storageUris : [];
  return [spec?.predictor?.model?.storageUri, ...several.map((each) => (each as { uri?: unknown } | null)?.uri)].filter(
    (uri): uri is string => typeof uri === 'string',
  );
}
