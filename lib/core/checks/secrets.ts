import { identity, Manifest, ManifestProblem, podTemplate } from '../manifest';
import { shown } from '../words';

// Passwords that upstream's manifests and examples ship. They are public, so they protect nothing.
const publicPasswords = new Set(['12341234', 'minio123', 'minio', 'test', 'password', 'admin', 'changeme']);
const secretName = /passw|secret|token|credential|access_?key/i;

/** No secret value stands in the output: neither in a Secret nor, where it is a well-known one, in an environment. */
export function checkSecrets(manifests: readonly Manifest[]): ManifestProblem[] {
  return manifests.flatMap((manifest) => [...secretData(manifest), ...environment(manifest)]);
}

function secretData(manifest: Manifest): ManifestProblem[] {
  const { object } = manifest;
  if (object.kind !== 'Secret') return [];
  return ['data', 'stringData'].flatMap((field) =>
    Object.keys(object[field] ?? {}).map((key) => ({
      manifest,
      message: `"${field}.${key}" of ${identity(object)} holds a value, and no secret value may stand in the output; use a SecretSource`,
    })),
  );
}

function environment(manifest: Manifest): ManifestProblem[] {
  const pod = podTemplate(manifest.object)?.spec;
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])].flatMap((container) =>
    (container.env ?? [])
      .filter(({ name, value }) => value !== undefined && secretName.test(name) && publicPasswords.has(value))
      .map(({ name, value }) => ({
        manifest,
        message: `the environment variable ${shown(name)} of container ${shown(container.name)} is the public default ${shown(value)}; take the value from a SecretSource`,
      })),
  );
}
