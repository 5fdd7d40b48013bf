import { Construct } from 'constructs';
import { kserve } from '../../lib/api';
import { modelSecurity } from './model-security';
import type { ContainerImage } from './runtime-spec';
import { images } from './version';

/** Where models can be, besides claims and images. */
const supportedUriFormats = [
  ...['gs://', 's3://', 'hdfs://', 'hf://', 'webhdfs://'].map((prefix) => ({ prefix })),
  ...['https://(.+?).blob.core.windows.net/(.+)', 'https://(.+?).file.core.windows.net/(.+)', 'https?://(.+)/(.+)'].map(
    (regex) => ({ regex }),
  ),
];

/** Options of {@link addStorageContainers}. */
export interface StorageContainerOptions {
  readonly image: ContainerImage;
  readonly resources: {
    readonly requests: Readonly<Record<string, string | undefined>>;
    readonly limits: Readonly<Record<string, string | undefined>>;
  };
  /** Numeric user that loads models onto nodes. @default - models are not kept on nodes */
  readonly localModelUser?: number;
}

/**
 * The container that loads models. KServe goes by these objects rather than by its configuration, and without a security
 * context a namespace that enforces `restricted` would refuse the pods.
 */
export function addStorageContainers(scope: Construct, options: StorageContainerOptions): void {
  const container = (user?: number) => ({
    name: 'storage-initializer',
    ...options.image(images.storageInitializer),
    resources: { requests: defined(options.resources.requests), limits: defined(options.resources.limits) },
    securityContext: modelSecurity(user),
  });
  const formats = supportedUriFormats.map((format) => ({ ...format }));
  new kserve.ClusterStorageContainer(scope, 'storage-default', {
    metadata: { name: 'default' },
    spec: {
      container: container(),
      supportedUriFormats: formats,
      // The image does; KServe refuses `storageUris` where this is not said.
      supportsMultiModelDownload: true,
      workloadType: 'initContainer',
    },
  });
  if (options.localModelUser === undefined) return;
  new kserve.ClusterStorageContainer(scope, 'storage-local-models', {
    metadata: { name: 'local-models' },
    spec: {
      container: container(options.localModelUser),
      supportedUriFormats: formats.map((format) => ({ ...format })),
      workloadType: 'localModelDownloadJob',
    },
  });
}

function defined(amounts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([name, amount]) => (amount === undefined ? [] : [[name, amount]])),
  );
}
