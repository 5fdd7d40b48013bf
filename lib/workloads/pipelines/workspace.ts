import { Quantity } from '../../core/quantity';
import { AccessMode } from './kubernetes-options';

/** A volume that all tasks of a run share. Its claim is made with the run. */
export interface Workspace {
  readonly size: Quantity;
  /**
   * How many may mount it.
   * @default - what the installation says
   */
  readonly accessModes?: readonly AccessMode[];
  /**
   * Its storage class.
   * @default - what the installation says
   */
  readonly storageClassName?: string;
}
