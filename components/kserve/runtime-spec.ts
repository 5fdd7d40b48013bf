import type { Container } from 'kubernetes-types/core/v1';
import type { Protocol } from '../../lib/api/kserve-release-runtimes';
import type { ServingRuntimeSpec, SupportedModelFormat } from '../../lib/api/kserve.types';
import { ImageName } from '../../lib/core';
import type { ServingRuntimeName } from './runtimes';

/** Turns an upstream image into what a container states. */
export type ContainerImage = (upstream: ImageName) => Pick<Container, 'image' | 'imagePullPolicy'>;

/** A runtime that is installed, for `runtime` of an InferenceService. */
export interface InstalledServingRuntime<Name extends string = string> {
  readonly kind: 'ClusterServingRuntime';
  readonly name: Name;
  readonly formats: readonly { readonly name: string; readonly version: string; readonly autoSelect: boolean }[];
  readonly protocols: readonly Protocol[];
  /** Whether it spreads a model over nodes. */
  readonly multiNode: boolean;
}

/** The specification of a runtime of the release. */
export interface RuntimeSpec extends ServingRuntimeSpec {
  readonly supportedModelFormats: readonly (SupportedModelFormat & { readonly version: string })[];
  readonly protocolVersions: readonly Protocol[];
}

/** What programs need to know of a runtime. */
export function installedRuntime<Name extends ServingRuntimeName>(
  name: Name,
  spec: RuntimeSpec,
): InstalledServingRuntime<Name> {
  return {
    kind: 'ClusterServingRuntime',
    name,
    formats: spec.supportedModelFormats.map(({ autoSelect = false, ...format }) => ({
      name: format.name,
      version: format.version,
      autoSelect,
    })),
    protocols: spec.protocolVersions,
    multiNode: spec.workerSpec !== undefined,
  };
}

/** Where Prometheus finds the metrics of a server. */
export function metricsAt(port: number): Record<string, string> {
  return { 'prometheus.kserve.io/port': String(port), 'prometheus.kserve.io/path': '/metrics' };
}
