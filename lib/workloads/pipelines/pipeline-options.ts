import { ComponentInputs, ComponentOutputs } from './interface';
import { Workspace } from './workspace';

/** Props of {@link pipeline}. */
export interface PipelineOptions<
  I extends ComponentInputs = ComponentInputs,
  O extends ComponentOutputs = ComponentOutputs,
> {
  /** Name: at most 128 lower case letters, digits and `-`, starting with no `-`. */
  readonly name: string;
  /**
   * Name in the UI.
   * @default - its name
   */
  readonly displayName?: string;
  /**
   * What it does. Shown in the UI.
   * @default - none
   */
  readonly description?: string;
  /**
   * What a run may set.
   * @default - nothing
   */
  readonly inputs?: I;
  /**
   * What a run gives. The body returns a value for each.
   * @default - nothing
   */
  readonly outputs?: O;
  /**
   * Where runs keep their artifacts: `s3://bucket/folder`, `gs://`, `minio://`.
   * @default - what the namespace says
   */
  readonly root?: string;
  /**
   * A volume that all tasks of a run share.
   * @default - none
   */
  readonly workspace?: Workspace;
}
