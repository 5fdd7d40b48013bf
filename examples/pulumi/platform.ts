import { Chart, Duration } from 'cdk8s';
import { App, ImageName } from '../../lib';
import { TrainJob } from '../../lib/workloads';
import { LocalStack } from '../../stacks';

/** What can be chosen of the program. */
export interface VisionOptions {
  /** Image of the training job. It needs Python. @default - Python's own, which is small */
  readonly image?: ImageName;
}

/** The local platform, a namespace for a team, and a training job of that team: one program. */
export function visionPlatform(
  app: App,
  { image = 'docker.io/library/python:3.13-slim' }: VisionOptions = {},
): TrainJob {
  const platform = new LocalStack(app);
  const vision = new Chart(platform, 'vision', { namespace: platform.addNamespace('vision') });

  return new TrainJob(vision, 'hello', {
    runtime: platform.trainer.runtimes['torch-distributed'],
    image,
    command: ['python3', '-c', 'import os; print("node", os.environ["PET_NODE_RANK"], "of", os.environ["PET_NNODES"])'],
    numNodes: 2,
    resourcesPerNode: { requests: { cpu: '50m', memory: '128Mi' } },
    activeDeadline: Duration.minutes(15),
    podSecurity: 'restricted',
    runAsUser: 65532,
  });
}
