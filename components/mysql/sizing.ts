import { Size, SizingTable } from '../../lib/core';
import { parseQuantity, ResourceList } from '../../lib/core/quantity';

/** What the server asks for at each size. */
export const sizing: SizingTable = {
  laptop: { replicas: 1, requests: { cpu: '20m', memory: '320Mi' }, limits: { memory: '1Gi' } },
  small: { replicas: 1, requests: { cpu: '250m', memory: '1Gi' }, limits: { memory: '2Gi' } },
  production: { replicas: 1, requests: { cpu: '1', memory: '4Gi' }, limits: { memory: '6Gi' } },
};

/** How the server uses what it gets: the part of the memory limit that is its buffer pool, and further flags. */
const tuning: Readonly<Record<Size, { readonly bufferPool: number; readonly flags: readonly string[] }>> = {
  laptop: { bufferPool: 1 / 16, flags: ['--innodb-redo-log-capacity=32M', '--performance-schema=OFF'] },
  small: { bufferPool: 1 / 4, flags: [] },
  production: { bufferPool: 1 / 2, flags: ['--innodb-redo-log-capacity=1G', '--max-connections=500'] },
};

/** Flags that decide how much memory the server takes. The buffer pool is a part of the memory limit. */
export function memoryFlags(size: Size, limits: ResourceList): readonly string[] {
  const { bufferPool, flags } = tuning[size];
  const mebibytes = Math.floor(((parseQuantity(limits.memory) ?? 0) * bufferPool) / 2 ** 20);
  return [`--innodb-buffer-pool-size=${mebibytes}M`, ...flags];
}
