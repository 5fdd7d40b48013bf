import type { Group } from './groups';
import { JsonObject, present, unlessEmpty } from './json';
import { EnvFrom, KubernetesOptions, NodeAffinityTerm, Toleration, VolumeFrom } from './kubernetes-options';
import { Json } from './types';
import { isValue, Value } from './values';
import { Wiring } from './wiring';

/** What a task asks of Kubernetes; nothing where it asks for nothing. */
export function kubernetesConfig(options: KubernetesOptions, dag: Group, wiring: Wiring): JsonObject | undefined {
  const parameter = (value: unknown): JsonObject =>
    isValue(value) ? wiring.refer(value, dag) : { runtimeValue: { constant: value as Json } };
  const named = (field: string, name: unknown): JsonObject => ({
    ...(isValue(name) ? {} : { [field]: name as string }),
    [`${field}Parameter`]: parameter(name),
  });
  const env = (field: string, key: string, from: EnvFrom): JsonObject => ({
    ...named(field, from.name),
    keyToEnv: Object.entries(from.env).map(([of, envVar]) => ({ [key]: of, envVar })),
    optional: from.optional ?? false,
  });
  const volume = (field: string, from: VolumeFrom): JsonObject => ({
    ...named(field, from.name),
    mountPath: from.mountPath,
    optional: from.optional ?? false,
  });
  const { securityContext: context, sharedMemory, timeout } = options;
  return unlessEmpty(
    present({
      secretAsEnv: list(options.secretEnv, (from) => env('secretName', 'secretKey', from)),
      secretAsVolume: list(options.secretVolumes, (from) => volume('secretName', from)),
      configMapAsEnv: list(options.configMapEnv, (from) => env('configMapName', 'configMapKey', from)),
      configMapAsVolume: list(options.configMapVolumes, (from) => volume('configMapName', from)),
      pvcMount: list(options.claims, ({ name, mountPath, subPath }) =>
        present({
          ...(isValue(name) ? wiring.refer(name, dag) : { constant: name }),
          pvcNameParameter: parameter(name),
          mountPath,
          subPath,
        }),
      ),
      genericEphemeralVolume: list(options.ephemeralVolumes, (given) =>
        present({
          volumeName: given.name,
          mountPath: given.mountPath,
          accessModes: [...given.accessModes],
          size: given.size,
          defaultStorageClass: given.storageClassName === undefined ? true : undefined,
          storageClassName: given.storageClassName,
          metadata: metadataOf(given.labels, given.annotations),
        }),
      ),
      emptyDirMounts: list(options.emptyDirs, ({ name, mountPath, medium, sizeLimit }) =>
        present({ volumeName: name, mountPath, medium, sizeLimit }),
      ),
      enabledSharedMemory: sharedMemory === undefined ? undefined : { volumeName: 'shm', size: sharedMemory },
      nodeSelector: nodeSelectorOf(options.nodeSelector, parameter),
      tolerations: isValue(options.tolerations)
        ? [{ tolerationJson: parameter(options.tolerations) }]
        : list(options.tolerations, (given) =>
            isValue(given) ? { tolerationJson: parameter(given) } : tolerationOf(given),
          ),
      nodeAffinity: nodeAffinityOf(options.nodeAffinity, parameter),
      podMetadata: metadataOf(options.podLabels, options.podAnnotations),
      imagePullPolicy: options.imagePullPolicy,
      imagePullSecret: list(options.imagePullSecrets, (name) => named('secretName', name)),
      fieldPathAsEnv: list(Object.entries(options.fieldEnv ?? {}), ([name, fieldPath]) => ({ name, fieldPath })),
      activeDeadlineSeconds: timeout === undefined ? undefined : String(timeout),
      securityContext:
        context === undefined
          ? undefined
          : present({
              runAsUser: context.runAsUser === undefined ? undefined : String(context.runAsUser),
              runAsGroup: context.runAsGroup === undefined ? undefined : String(context.runAsGroup),
              runAsNonRoot: context.runAsNonRoot,
            }),
    }),
  );
}

function list<T>(given: readonly T[] | undefined, write: (item: T) => JsonObject): JsonObject[] | undefined {
  return given === undefined || given.length === 0 ? undefined : given.map(write);
}

function metadataOf(
  labels: Readonly<Record<string, string>> = {},
  annotations: Readonly<Record<string, string>> = {},
): JsonObject | undefined {
  return unlessEmpty(present({ labels: unlessEmpty({ ...labels }), annotations: unlessEmpty({ ...annotations }) }));
}

function nodeSelectorOf(
  given: KubernetesOptions['nodeSelector'],
  parameter: (value: Value) => JsonObject,
): JsonObject | undefined {
  if (given === undefined) return undefined;
  return isValue(given) ? { nodeSelectorJson: parameter(given) } : { labels: { ...given } };
}

function tolerationOf({ tolerationSeconds, ...given }: Toleration): JsonObject {
  const seconds = tolerationSeconds === undefined ? undefined : String(tolerationSeconds);
  return present({ ...given, tolerationSeconds: seconds });
}

function nodeAffinityOf(
  given: KubernetesOptions['nodeAffinity'],
  parameter: (value: unknown) => JsonObject,
): JsonObject[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) return [{ nodeAffinityJson: parameter(given) }];
  return list(given as readonly NodeAffinityTerm[], ({ matchExpressions, matchFields, weight }) =>
    present({
      matchExpressions: matchExpressions as unknown as Json,
      matchFields: matchFields as unknown as Json,
      weight,
    }),
  );
}
