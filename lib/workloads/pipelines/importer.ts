import { Component, ImporterRun } from './component';
import { ArtifactSpec, ParameterSpec } from './interface';
import { parameter } from './parameter';
import { Json } from './types';

/** Props of {@link importer}. */
export interface ImporterDefinition<A extends ArtifactSpec<string, false, false>> {
  /** Type of the artifact: `artifact.dataset()`. */
  readonly artifact: A;
  /**
   * Name, from which tasks take theirs.
   * @default 'importer'
   */
  readonly name?: string;
  /**
   * Whether it is brought in again where it was before.
   * @default false
   */
  readonly reimport?: boolean;
  /**
   * Properties of the artifact.
   * @default - none
   */
  readonly metadata?: Readonly<Record<string, Json>>;
  /**
   * Whether it is copied into the workspace of the run.
   * @default false
   */
  readonly downloadToWorkspace?: boolean;
}

/**
 * A component that brings in an artifact that exists: its input `uri` says where, its output is `artifact`.
 * @see https://www.kubeflow.org/docs/components/pipelines/user-guides/components/importer-component/
 */
export function importer<const A extends ArtifactSpec<string, false, false>>(
  definition: ImporterDefinition<A>,
): Component<{ readonly uri: ParameterSpec<'string', 'string', false> }, { readonly artifact: A }, ImporterRun> {
  const { artifact, name = 'importer', reimport = false, metadata = {}, downloadToWorkspace = false } = definition;
  return {
    name,
    inputs: { uri: parameter.string({}) },
    outputs: { artifact },
    runs: { kind: 'importer', reimport, metadata, downloadToWorkspace },
  };
}
