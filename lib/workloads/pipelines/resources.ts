import { Quantity } from '../../core/quantity';
import { ParameterValue } from './values';

/** An amount, written or given when the pipeline runs. One of the run must be text: KFP reads no numbers here. */
export type Amount = Quantity | ParameterValue<'string'>;

/** Requests and limits of a container. */
export interface ContainerResources {
  /**
   * CPU that is set aside: `500m`, `2`.
   * @default - none
   */
  readonly cpuRequest?: Amount;
  /**
   * CPU at most.
   * @default - none
   */
  readonly cpuLimit?: Amount;
  /**
   * Memory that is set aside: `512Mi`, `2G`.
   * @default - none
   */
  readonly memoryRequest?: Amount;
  /**
   * Memory at most.
   * @default - none
   */
  readonly memoryLimit?: Amount;
  /**
   * Accelerators, such as `{ type: 'nvidia.com/gpu', count: 1 }`.
   * @default - none
   */
  readonly accelerator?: Accelerator;
}

/** Accelerators of one kind. */
export interface Accelerator {
  /** Name of the resource: `nvidia.com/gpu`. */
  readonly type: string | ParameterValue<'string'>;
  /**
   * How many.
   * @default 1
   */
  readonly count?: number | ParameterValue<'string'>;
}
