import { Gate } from './gate';

/*
 * What one component offers to others. Components take these as objects and know nothing else of each other.
 */

/** JobSets: the API that Trainer builds its jobs from. @see https://jobset.sigs.k8s.io */
export interface IJobSets {
  /** The JobSet CRD is established. Controllers that watch JobSets start only after it. */
  readonly apiReady: Gate;
  /** The JobSet controller runs and its webhooks answer. JobSets are accepted only after it. */
  readonly serving: Gate;
}
