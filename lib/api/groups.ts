import { jobSet } from './jobset';
import { KindDefinition } from './kit/kind';
import { clusterTrainingRuntime, trainingRuntime, trainJob } from './trainer';

/** All API groups that Keelson defines, by the name of their file. Those that others build on come first. */
export const apiGroups: Readonly<Record<string, readonly KindDefinition[]>> = {
  jobset: [jobSet],
  trainer: [trainJob, trainingRuntime, clusterTrainingRuntime],
};
