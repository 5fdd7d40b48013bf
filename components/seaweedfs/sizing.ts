import { Quantity, SizingTable } from '../../lib/core';
import { parseQuantity, ResourceList } from '../../lib/core/quantity';

/** What the server asks for at each size. */
export const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '192Mi' }, limits: { memory: '1Gi' } },
  small: { replicas: 1, requests: { cpu: '200m', memory: '512Mi' }, limits: { memory: '2Gi' } },
  production: { replicas: 1, requests: { cpu: '1', memory: '2Gi' }, limits: { memory: '4Gi' } },
};

const mebi = 2 ** 20;

/** How much memory Go's runtime tries to stay below: nine tenths of the limit, so that it collects before it is killed. */
export const memoryGoal = (limits: ResourceList): string =>
  `${Math.floor((0.9 * (parseQuantity(limits.memory) ?? 0)) / mebi)}MiB`;

/**
 * Size in MiB at which SeaweedFS goes on in another of the files that it keeps objects in: a hundredth of the volume.
 * There is one such file at least for objects and one for its own logs, and one is rewritten as a whole to free the room
 * of what was deleted, so that a few large ones would not do.
 */
export const fileSize = (storage: Quantity): number =>
  Math.min(1024, Math.max(32, Math.floor((parseQuantity(storage) ?? 0) / 100 / mebi)));
