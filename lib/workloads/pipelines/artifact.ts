import { ArtifactSpec } from './interface';
import { SystemArtifact } from './types';

/** How an artifact is declared. */
export interface ArtifactOptions {
  /**
   * Whether it is a list of artifacts.
   * @default false
   */
  readonly list?: boolean;
  /**
   * Whether the input may be left out.
   * @default false
   */
  readonly optional?: boolean;
  /**
   * What it is. Shown in the UI.
   * @default - none
   */
  readonly description?: string;
}

/** How an artifact of somebody else's type is declared. */
export interface CustomArtifactOptions<Title extends string> extends ArtifactOptions {
  /** Name of the type, with the namespace of whom it is of: `google.VertexModel`. */
  readonly schemaTitle: Title;
  /**
   * Version of the type. Types of one name fit where their first number is the same.
   * @default '0.0.1'
   */
  readonly schemaVersion?: string;
}

type Flag<O, K extends string> = O extends Readonly<Record<K, true>> ? true : false;

/**
 * Declares artifacts, the files of a pipeline. KFP keeps them in the object store, and hands each task a path.
 * @see https://www.kubeflow.org/docs/components/pipelines/user-guides/data-handling/artifacts/
 */
export const artifact = {
  /** Of any type: as an input, it takes every artifact. */
  any: system('system.Artifact'),
  /** A model. */
  model: system('system.Model'),
  /** A dataset. */
  dataset: system('system.Dataset'),
  /** Figures that the UI shows as a table. */
  metrics: system('system.Metrics'),
  /** A confusion matrix or an ROC curve. */
  classificationMetrics: system('system.ClassificationMetrics'),
  /** The same by slices of the data. */
  slicedClassificationMetrics: system('system.SlicedClassificationMetrics'),
  /** A page that the UI shows. */
  html: system('system.HTML'),
  /** A text that the UI shows. */
  markdown: system('system.Markdown'),
  /** Of a type that KFP does not bring. */
  custom: <const T extends string, const O extends ArtifactOptions>(
    options: CustomArtifactOptions<T> & O,
  ): ArtifactSpec<T, Flag<O, 'list'>, Flag<O, 'optional'>> => {
    const { schemaTitle, schemaVersion = '0.0.1', ...others } = options;
    return declare(schemaTitle, schemaVersion, others as O);
  },
} as const;

function system<T extends SystemArtifact>(
  title: T,
): <const O extends ArtifactOptions>(options?: O) => ArtifactSpec<T, Flag<O, 'list'>, Flag<O, 'optional'>> {
  return (options) => declare(title, '0.0.1', options);
}

function declare<T extends string, O>(
  title: T,
  version: string,
  options?: O,
): ArtifactSpec<T, Flag<O, 'list'>, Flag<O, 'optional'>> {
  const given: ArtifactOptions = { ...options };
  return {
    ...given,
    kind: 'artifact',
    schemaTitle: title,
    schemaVersion: version,
    list: (given.list ?? false) as Flag<O, 'list'>,
    optional: (given.optional ?? false) as Flag<O, 'optional'>,
  };
}
