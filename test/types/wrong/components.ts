import { JobSet, Trainer, TrainerProps } from '../../../components';
import { App, Platform } from '../../../lib';

const platform = new Platform(new App(), 'local');
const jobsets = new JobSet(platform, 'jobset', {
  replicas: 2,
  resources: { requests: { cpu: '500m', memory: '1Gi' } },
});
new Trainer(platform, 'trainer', { jobsets, runtimes: ['torch-distributed'] });

// @ts-expect-error what the jobs run on is missing
new Trainer(platform, 'trainer');
// @ts-expect-error what the jobs run on is missing
new Trainer(platform, 'trainer', { replicas: 2 });
// @ts-expect-error a name in the place of the component
new Trainer(platform, 'trainer', { jobsets: 'jobset' });
// @ts-expect-error another construct in the place of the component
new Trainer(platform, 'trainer', { jobsets: platform });
// @ts-expect-error a runtime that the release does not bring
new Trainer(platform, 'trainer', { jobsets, runtimes: ['torch-distribute'] });
// @ts-expect-error a prop that is none
new JobSet(platform, 'jobset', { replica: 2 });
// @ts-expect-error replicas as text
new JobSet(platform, 'jobset', { replicas: '2' });
// @ts-expect-error an amount in a unit that Kubernetes does not know
new JobSet(platform, 'jobset', { resources: { requests: { memory: '1GB' } } });
// @ts-expect-error an amount as a word
new JobSet(platform, 'jobset', { resources: { limits: { cpu: 'two' } } });
// @ts-expect-error an amount as a number
new JobSet(platform, 'jobset', { resources: { requests: { cpu: 2 } } });
// @ts-expect-error a part that is none
new JobSet(platform, 'jobset', { resources: { request: { cpu: '2' } } });
// @ts-expect-error gates grow only from inside
jobsets.gates.push(jobsets.serving);
// @ts-expect-error the props are read once
export const changed = (props: TrainerProps): void => void (props.jobsets = jobsets);
