import { identity, Manifest, ManifestProblem } from '../manifest';
import { outputOf } from '../outputs';
import { Platform } from '../platform';
import { shown } from '../words';

// Passwords that upstream's manifests and examples ship. They are public, so they protect nothing.
const publicPasswords = new Set(['12341234', 'minio123', 'minio', 'test', 'password', 'admin', 'changeme']);
const secretName = /passw|secret|token|credential|access_?key/i;

/**
 * No secret value stands in the output: neither in a Secret nor, where it is a well-known one, in an environment.
 * @param forPulumi whether Secrets may hold values, because Pulumi encrypts them; those of platforms only what Pulumi
 * alone knows, so that no value stands in the program either
 */
export function checkSecrets(manifests: readonly Manifest[], forPulumi: boolean): ManifestProblem[] {
  return manifests.flatMap((manifest) => [
    ...(forPulumi && Platform.find(manifest.construct) === undefined ? [] : secretData(manifest, forPulumi)),
    // A CRD holds no values, and is by far the largest object.
    ...(manifest.object.kind === 'CustomResourceDefinition' ? [] : publicValues(manifest.object)).map((message) => ({
      manifest,
      message,
    })),
  ]);
}

function secretData(manifest: Manifest, forPulumi: boolean): ManifestProblem[] {
  const { object } = manifest;
  if (object.kind !== 'Secret') return [];
  return ['data', 'stringData'].flatMap((field) =>
    Object.entries(object[field] ?? {})
      .filter(([, value]) => !(typeof value === 'string' && outputOf(value) !== undefined && forPulumi))
      .map(([key]) => ({
        manifest,
        message: `"${field}.${key}" of ${identity(object)} holds a value, and no secret value may stand in the output; use a SecretSource`,
      })),
  );
}

/** Environment variables, wherever they stand in an object: in pods, in jobs of custom kinds, in runtimes. */
function publicValues(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    field === 'env' && Array.isArray(inner) ? inner.flatMap(publicValue) : publicValues(inner),
  );
}

function publicValue(variable: unknown): string[] {
  const { name, value } = (variable ?? {}) as { readonly name?: unknown; readonly value?: unknown };
  if (typeof name !== 'string' || typeof value !== 'string') return [];
  if (!secretName.test(name) || !publicPasswords.has(value)) return [];
  return [
    `the environment variable ${shown(name)} is the public default ${shown(value)}; take the value from a SecretSource`,
  ];
}
