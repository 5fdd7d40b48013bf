import { ResourceList } from './quantity';

/**
 * How large a platform is. It sets requests, replicas and disruption budgets together.
 *
 * - `laptop`: one replica of everything, the smallest requests that work; kind, k3d, minikube.
 * - `small`: one replica, requests for a team of a few people.
 * - `production`: two replicas with a disruption budget, spread over nodes, requests for many jobs.
 */
export type Size = 'laptop' | 'small' | 'production';

/** All sizes, smallest first. */
export const sizes: readonly Size[] = ['laptop', 'small', 'production'];

/** What one Deployment asks for. */
export interface Sizing {
  /** Number of pods. Two or more bring a disruption budget that keeps all but one. */
  readonly replicas: number;
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

/** What one Deployment asks for at each size. */
export type SizingTable = Readonly<Record<Size, Sizing>>;
